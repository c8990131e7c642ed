"""The programs of test_faults.py: a sheet is sent; whatever is to be done is done, and says so batch by batch; checked.

python -m tests.journey.imports.killing send SHEET | work | check PEOPLE
"""

import contextlib
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import stack


def main(what: str, *arguments: str) -> None:
    servers = stack.DEV.attach()
    django.setup()
    from casework.access.models import Door, Membership  # noqa: PLC0415  (needs django.setup())
    from casework.access.scope import acting_as, system  # noqa: PLC0415

    if what == "send":
        with system("a test makes who sends"):
            send(*arguments)
    elif what == "work":
        with system("a test looks who sent"):
            by = Membership.objects.select_related("user", "organisation").get()
        with acting_as(by, Door.IMPORT):
            work(by)
    else:
        with system("a test looks at all"):
            check(int(*arguments))
    print(f"{what}: done", flush=True)
    servers.close()


def send(path: str) -> None:
    from django.core.files import File  # noqa: PLC0415

    from casework.access.policy import Kind, Role  # noqa: PLC0415
    from casework.journey.imports.uploads import start_import  # noqa: PLC0415
    from tests.cast import member, organisation  # noqa: PLC0415

    ana = member("Ana", organisation("HIAS", Kind.PARTNER), Role.CASEWORKER)
    with open(path, "rb") as file:
        start_import(by=ana, upload=File(file, "brigada.csv"))


def work(by) -> None:
    """Goes on with what it finds, in small batches, and says each; others may be at it, too."""
    from casework.access.policy import DisclosureBudget  # noqa: PLC0415
    from casework.base.errors import Conflict  # noqa: PLC0415
    from casework.journey.imports import batches, checking, commit, reading  # noqa: PLC0415
    from casework.journey.imports.work import work_on  # noqa: PLC0415
    from casework.journey.models import Import  # noqa: PLC0415
    from casework.people import disclosure  # noqa: PLC0415

    # Invented names that sound alike are many a sweep.
    disclosure.DISCLOSURE_BUDGET = DisclosureBudget(organisation=100_000, name=100_000, pair=100_000, number=100_000)
    reading.BATCH = batches.BATCH = 100
    for room, name in ((reading, "_write"), (checking, "_check"), (commit, "_batch")):
        setattr(room, name, _saying(getattr(room, name)))
    sheet = Import.objects.get()
    while sheet.state != "done":
        if sheet.state == "previewed":
            with contextlib.suppress(Conflict):  # another was quicker
                commit.start_commit(sheet=sheet, by=by)
        work_on(sheet.pk, seconds=1)
        sheet.refresh_from_db()


def _saying(act):
    def said(*arguments):
        result = act(*arguments)
        print("a batch", flush=True)
        return result

    return said


def check(people: int) -> None:
    from casework.journey.models import Case, Import, ImportRow, IntakeRow, Note, StageRecord  # noqa: PLC0415
    from casework.people.models import Event, IdentityDocument, Person, PersonAccess  # noqa: PLC0415

    sheet = Import.objects.get()
    assert (sheet.state, sheet.done, sheet.total) == ("done", people, people), sheet.__dict__
    for model in (Person, Case, ImportRow, IntakeRow, Note, StageRecord, IdentityDocument, PersonAccess):
        assert model.objects.count() == people, (model, model.objects.count())
    assert Event.objects.count() == 5 * people
    numbers = set(IdentityDocument.objects.values_list("number_key", flat=True))
    assert numbers == {f"V{10_000_000 + number}" for number in range(people)}


if __name__ == "__main__":
    main(*sys.argv[1:])
