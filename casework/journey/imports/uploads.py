"""A sheet on the disk: kept with its checksum, thrown away, and cleared once it is of no use any more."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path, PurePath

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, require
from casework.base.errors import Conflict, TooLarge
from casework.base.text import tidy
from casework.journey.imports.telling import SENTENCES
from casework.journey.models import Import
from casework.journey.models.imports import FOLDER
from casework.people.sheets import ANYWHERE, Place, SheetError, check_size

State = Import.State


class Changed(Exception):
    """The file is not the one that was sent, or there is none any more; `code` is one of telling.SENTENCES."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@transaction.atomic
def start_import(
    *, by: Membership, upload: File, place: Place = ANYWHERE, answers: dict[str, str] | None = None
) -> Import:
    """Keeps a sheet that was sent; a job reads it then. `place` says where in it the people stand, `answers` how its
    columns are written ({key of a question: choice}). Raises TooLarge over the limit, ValidationError if empty."""
    require(by, Right.IMPORT)
    try:
        check_size(upload.size)
    except SheetError as error:
        raise TooLarge(error.message) from None
    if not upload.size:
        raise ValidationError({"file": ValidationError(_("The file is empty."), code="empty")})
    sheet = Import(
        organisation=by.organisation,
        membership=by,
        file=upload,
        name=(tidy(PurePath(upload.name.replace("\\", "/")).name) or "?")[-150:],
        sha256=checksum(upload),
        size=upload.size,
        place=asdict(place),
        answers=answers or {},
    )
    sheet.full_clean()
    sheet.save()
    set_to_work(sheet)
    return sheet


def checksum(file: File) -> str:
    """SHA-256 (hex) of the whole file, read piece by piece."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def unchanged_copy(sheet: Import) -> Iterator[Path]:
    """A copy of the file to read from, wherever files are kept; raises Changed unless it is the one that was sent.

    What is read is what was checked, whatever happens to the file meanwhile.
    """
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile() as copy:
        try:
            with sheet.file.open("rb") as file:
                for chunk in file.chunks():
                    digest.update(chunk)
                    copy.write(chunk)
        except (OSError, ValueError):
            raise Changed("import_file_gone") from None
        if digest.hexdigest() != sheet.sha256:
            raise Changed("import_file_changed")
        copy.flush()
        yield Path(copy.name)


def require_unchanged(sheet: Import) -> None:
    """Raises Conflict when the file is not the one that was looked through."""
    try:
        with unchanged_copy(sheet):
            return
    except Changed as changed:
        raise Conflict(changed.code, str(SENTENCES[changed.code])) from None


def set_to_work(sheet: Import) -> None:
    """A job takes it up once this is committed; one that gets lost is found by the next look (`journey.tasks`)."""
    name, arguments = "casework.journey.tasks.work_on_import", [str(sheet.pk)]
    transaction.on_commit(lambda: current_app.send_task(name, arguments, ignore_result=True), robust=True)


def lock_import(sheet: Import, by: Membership, *states: str) -> Import:
    """The import as it is now, locked; DoesNotExist for another organisation's, Conflict in another state."""
    require(by, Right.IMPORT)
    imports = Import.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    sheet = imports.select_related("organisation", "membership").get(pk=sheet.pk)
    if sheet.state not in states:
        sentence = _("This import is “%(state)s” now.") % {"state": sheet.get_state_display()}
        raise Conflict("import_state", sentence)
    return sheet


@transaction.atomic
def discard_import(*, sheet: Import, by: Membership) -> None:
    """Throws a sheet away of which nobody was registered: its file, its rows, all that was read."""
    sheet = lock_import(sheet, by, State.COLUMNS, State.PREVIEWED, State.FAILED, State.UNDONE)
    name, storage = sheet.file.name, sheet.file.storage
    sheet.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def clear_imports() -> int:
    """Delete what was read of sheets with which nothing happened for some days: the files, and the values of rows.

    What each row was and became stays. Files that no import names any more go as well: a process that died between a
    commit and the deletion left them. Returns how many sheets it cleared.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_KEPT_DAYS)
    cleared = 0
    for sheet in Import.objects.to_clear(before):
        with transaction.atomic():
            cleared += clear_sheet(sheet)
    _delete_left_files()
    return cleared


def clear_sheet(sheet: Import) -> bool:
    """Delete the file of a sheet and all that was read of it; False when something happened to it meanwhile."""
    name, storage, now = sheet.file.name, sheet.file.storage, timezone.now()
    still = Import.objects.filter(pk=sheet.pk, updated_at=sheet.updated_at)
    if not still.update(file="", samples=[], parts=[], place={}, notices=[], cleared_at=now):
        return False
    sheet.rows.update(
        cells=None, told=None, problems=[], warnings=[], likely=[], elsewhere=[], relation="", updated_at=now
    )
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    return True


def _delete_left_files() -> None:
    """Delete the files of sheets that no import names, but for those that are being sent now."""
    storage = Import._meta.get_field("file").storage
    if not storage.exists(FOLDER):
        return
    before = timezone.now() - timedelta(days=1)
    for folder in storage.listdir(FOLDER)[0]:
        names = {f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1]}
        known = set(Import.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names - known:
            if storage.get_modified_time(name) < before:
                storage.delete(name)
