"""How much of a request's files is kept at all."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class WithinLimit(FileUploadHandler):
    """First of the upload handlers: files of a request that is larger than anything we take are not kept anywhere.

    Whoever shows the form is told by `request.files_refused`.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.request.files_refused = content_length > settings.UPLOAD_MAX_BYTES
        self.refused = self.request.files_refused

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.refused:
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
