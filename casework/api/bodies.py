"""What is taken as the body of a request, and how much of it; and the one form of answers."""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser, MultiPartParser

from casework.base.errors import TooLarge
from casework.people.sheets.reading import FILE_LIMIT

# What a form adds around its file.
FORM_BYTES = 64 * 1024


class JsonBody(JSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; a ParseError also when it is nested without end."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("The body is not valid JSON.")) from None
        except RecursionError:
            raise ParseError(_("The JSON of the body is nested too deeply.")) from None


class Upload(MultiPartParser):
    """A form with a file. One that says it is too large is refused before any of it is kept."""

    limit = settings.ATTACHMENT_MAX_BYTES

    def parse(self, stream, media_type=None, parser_context=None):
        limit = self.limit
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > limit + FORM_BYTES:
            raise TooLarge(_("The file is larger than %(limit)s MB.") % {"limit": limit // 1024**2})
        return super().parse(stream, media_type, parser_context)


class UploadedSheet(Upload):
    limit = FILE_LIMIT


class OneAnswer(DefaultContentNegotiation):
    """There is one form of answer at each address, whatever Accept says."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
