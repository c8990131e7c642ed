"""Notes and files on a case."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.journey.models.case import Case
from casework.journey.queries import AttachmentQuerySet, NoteQuerySet


@remembered("case", rows=NoteQuerySet)
class Note(Record):
    """Keep what a caseworker wrote down. Notes are never changed: a correction is another note."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=5000, validators=[MaxLengthValidator(5000)])
    author = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                name="note_has_text", condition=~Q(text=""), violation_error_message=_("A note has text.")
            )
        ]

    def __str__(self):
        return self.text[:60]


def attachment_path(attachment, filename):
    """Return the path of a file: a random name that tells nothing, spread over folders. Its own name is in the row."""
    name = attachment.id.hex
    return f"{name[:2]}/{name[2:4]}/{name}"


@remembered("case", rows=AttachmentQuerySet)
class Attachment(Record):
    """A file on a case, kept outside the web root under a name that tells nothing."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=120)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    description = models.CharField(_("what it is"), max_length=120, blank=True)
    added_by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                name="attachment_has_size",
                condition=Q(size__gt=0, size__lte=settings.ATTACHMENT_MAX_BYTES),
                violation_error_message=_("The file is empty or too large."),
            )
        ]

    def __str__(self):
        return self.name
