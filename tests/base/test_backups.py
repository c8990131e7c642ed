"""A file that is no backup of ours changes nothing and writes nowhere."""

import io
import tarfile

import pytest

from casework.base.backups import BackupError, restore


def archive_of(path, *members):
    with tarfile.open(path, "w") as archive:
        for name, kind in members:
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, 4 * (kind == tarfile.REGTYPE)
            member.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            archive.addfile(member, io.BytesIO(b"text"[: member.size]))
    return path


@pytest.mark.parametrize(
    "member",
    [
        ("../outside", tarfile.REGTYPE),
        ("files/../../outside", tarfile.REGTYPE),
        ("/tmp/outside", tarfile.REGTYPE),
        ("files/link", tarfile.SYMTYPE),
        ("files/pipe", tarfile.FIFOTYPE),
    ],
    ids=["above", "above from below", "absolute", "link", "pipe"],
)
def test_an_archive_that_leaves_its_folder_is_refused(tmp_path, member):
    file = archive_of(tmp_path / "strange.backup", ("files", tarfile.DIRTYPE), member)
    with pytest.raises(BackupError, match="is no file of a backup"):
        restore(file, print)


def test_an_archive_without_a_dump_is_refused(tmp_path):
    with pytest.raises(BackupError, match="holds no"):
        restore(archive_of(tmp_path / "other.tar", ("notes.txt", tarfile.REGTYPE)), print)
