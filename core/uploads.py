"""How files come in: straight to a temporary file, and no more in one request than is allowed."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MB = 1024 * 1024


class LimitedUploadHandler(TemporaryFileUploadHandler):
    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Refuse by the announced length, before a byte is read; no more than that is ever read."""
        if content_length > settings.UPLOAD_MAX_MB * MB:
            raise RequestDataTooBig
        return super().handle_raw_input(input_data, META, content_length, boundary, encoding)
