"""Files on a case: sent as a form, given back as a download that no browser opens by itself."""

from django.db.models import QuerySet
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access.models import LogEntry
from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.bodies import Upload
from casework.api.journey.serializers import AttachmentIn, AttachmentOut
from casework.api.journey.views import OnCase
from casework.api.resource import operation
from casework.journey.files import TAKEN, attach_file
from casework.journey.models import Attachment
from casework.journey.reading import log_taken

READ = {"scope": Scope.CASES_READ, "rights": [Right.READ], "section": Section.ATTACHMENTS}


class AttachmentsResource(OnCase):
    model = Attachment

    def visible(self) -> QuerySet:
        return super().visible().select_related("case", "added_by", "organisation")


class Attachments(AttachmentsResource):
    parser_classes = [Upload]

    @operation("attachments_list", _("Files on a case"), gives=AttachmentOut, many=True, **READ)
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation(
        "attachments_add",
        _("Attach a file"),
        scope=Scope.CASES_WRITE,
        writes=True,
        section=Section.ATTACHMENTS,
        takes=AttachmentIn,
        gives=AttachmentOut,
        status=201,
        description=_(
            "PDF, JPEG, PNG, WebP or HEIC (image/heic, kept as JPEG) by its content, of at most 10 MB (413). Pictures"
            " are kept upright, with 2,400 pixels at most, and without place and camera."
        ),
    )
    def post(self, request, case_id):
        case, fields = self.case(), self.body()
        attachment = attach_file(case=case, by=self.by, upload=fields.pop("file"), **fields)
        return self.created(attachment, reverse("api:attachment", args=[case_id, attachment.pk]))


class AttachmentDetail(AttachmentsResource):
    @operation("attachments_read", _("What is known of a file"), gives=AttachmentOut, **READ)
    def get(self, request, case_id, attachment_id):
        return self.detail(self.visible().get(pk=attachment_id))


class AttachmentContent(AttachmentsResource):
    @operation("attachments_download", _("Download a file"), media_types=tuple(TAKEN), **READ)
    def get(self, request, case_id, attachment_id):
        attachment = self.visible().get(pk=attachment_id)
        about = [attachment.case.person_id]
        log_taken(LogEntry.Kind.DOWNLOAD, about, place=self.current.id, attachment=str(attachment.pk))
        return FileResponse(
            attachment.file.open(),
            as_attachment=True,
            filename=attachment.name,
            content_type=attachment.content_type,
            headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"},
        )
