"""Files on a case: which are taken, and how they are kept."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Section, require_write
from casework.base.errors import TooLarge
from casework.base.pictures import DECODERS, NotAPicture, cleaned
from casework.base.text import tidy
from casework.journey.models import Attachment, Case
from casework.journey.moves import lock_case
from casework.people import actions as people

# What a caseworker photographs or scans. Judged by content: a name or a declared type proves nothing.
TAKEN = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}
# What is sent; photographs of telephones in HEIC are kept as JPEG.
ACCEPTED = (*TAKEN, "image/heic", "image/heif")
# Whole signatures, at the very start: libraries that guess take any RIFF file, such as an AVI, for a WebP too.
SIGNATURES = {
    "application/pdf": re.compile(rb"%PDF-[12]\.\d"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL),
    "image/heic": re.compile(rb".{4}ftyp(?:hei[cxms]|mif1)", re.DOTALL),
}
HEAD_BYTES = 16


def content_type_of(head: bytes) -> str | None:
    """The type of a file by its first bytes, or None when it is none of those taken."""
    return next((kind for kind, signature in SIGNATURES.items() if signature.match(head)), None)


def safe_name(name: str, content_type: str) -> str:
    """The file's own name without folders, with the ending of what it really is, at most 150 characters."""
    stem = tidy(PurePath(name.replace("\\", "/")).stem) or "file"
    return f"{stem[:140]}{TAKEN[content_type]}"


def _kept(upload: File) -> tuple[str, File]:
    """The type and the content that are kept of a file."""
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    if not head:
        raise ValidationError({"file": ValidationError(_("The file is empty."), code="empty")})
    content_type = content_type_of(head)
    if content_type is None:
        sentence = _(
            "Only PDF, JPEG, PNG and WebP files are taken, and HEIC photographs. This file is none by its content."
        )
        raise ValidationError({"file": ValidationError(sentence, code="file_type")})
    if content_type not in DECODERS:
        return content_type, upload
    try:
        picture, content_type = cleaned(upload, content_type)
    except NotAPicture:
        sentence = _("This picture is damaged or too large to be opened. Take it again, or send it as JPEG.")
        raise ValidationError({"file": ValidationError(sentence, code="file_type")}) from None
    return content_type, ContentFile(picture, upload.name)


@transaction.atomic
def attach_file(*, case: Case, by: Membership, upload: File, description: str = "") -> Attachment:
    """Keep an uploaded file on the case, of pictures only what is seen (`base.pictures`).

    Raises TooLarge over the limit, ValidationError when it is empty, its content is not of a type that is taken, or it
    is a picture that cannot be opened.
    """
    require_write(by, Section.ATTACHMENTS)
    limit = settings.ATTACHMENT_MAX_BYTES
    if upload.size > limit:
        raise TooLarge(_("The file is larger than %(limit)s MB.") % {"limit": limit // 1024**2})
    content_type, upload = _kept(upload)
    case = lock_case(case, by, Section.ATTACHMENTS)
    attachment = Attachment(
        case=case,
        file=upload,
        name=safe_name(upload.name, content_type),
        content_type=content_type,
        size=upload.size,
        description=tidy(description),
        added_by=by.user,
        organisation=by.organisation,
    )
    attachment.full_clean()
    attachment.save()
    people.record_event(
        person=case.person, by=by, kind="file_attached", section=Section.ATTACHMENTS, attachment_id=str(attachment.id)
    )
    return attachment
