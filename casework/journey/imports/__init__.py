"""Sheets of partners become people with a case at registration: each row wholly or not at all, and once.

uploads.py    a sheet is kept on the disk, with its checksum; thrown away; cleared after some days
reading.py    its rows are read
checking.py   it is found what each is: new, in the register, a possible duplicate, wrong
columns.py    what its columns hold: as it seems, as it was said before, as somebody says now
decisions.py  what becomes of a row
mending.py    wrong cells are mended on the page
differences.py what a row tells of somebody who is there, taken over part by part
batches.py    rows as a queue of several processes
commit.py     the rows become people, batch by batch
undo.py       all of them go again, as long as nothing was built on it
errors.py     the wrong rows as a sheet, each with the reason
telling.py    what is said about a row, in the reader's language
work.py       jobs, two at a time: whatever was begun is taken to its end, also after a process was killed

A batch of rows and how far it is are written in one transaction, so a job that was killed is simply begun again.
"""
