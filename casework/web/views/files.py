"""Files of a case: attaching one, and reading it back through a check of who asks."""

from functools import partial

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework.access.models import LogEntry
from casework.access.policy import Section
from casework.journey.files import attach_file
from casework.journey.models import Attachment
from casework.journey.reading import log_taken
from casework.web.forms.cases import FileForm
from casework.web.page import find_case, page, submit


@page(section=Section.ATTACHMENTS, writes=True, methods=("GET", "POST"))
def attach(request, case_id):
    """Puts a file on the case."""
    case = find_case(request, case_id)
    form = FileForm(request.POST or None, request.FILES or None)
    words = {"title": _("Attach a file"), "save": _("Attach the file")}
    return submit(request, form, partial(_attach, case=case), case=case, page=words, said=_("The file is attached."))


def _attach(*, file, **arguments):
    return attach_file(upload=file, **arguments)


@page(section=Section.ATTACHMENTS)
def download(request, attachment_id):
    """The file, always to be saved and never run by the browser."""
    found = Attachment.objects.visible_to(request.membership).select_related("case")
    attachment = get_object_or_404(found, pk=attachment_id)
    log_taken(LogEntry.Kind.DOWNLOAD, [attachment.case.person_id], place="download", attachment=str(attachment.pk))
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
