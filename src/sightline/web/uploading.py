"""Refuses a file that is too large while it arrives: it is read away and never kept, and what was typed before it
stays."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

ROOM_FOR_TEXT = 256 * 1024  # bytes of a multipart body that are not the file
LISTENS_TO = 8  # times the limit: a body larger than that is cut off instead of read to its end


class SizeGuard(FileUploadHandler):
    """Stands before the handlers that keep a file.

    `refused` is the size in bytes of the one it did not let through, or 0.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.limit = int(settings.LARGEST_UPLOAD)
        self.refused = self.announced = self.seen = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Take note of the size the browser announces, before anything is read."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins: refuse it unread where the announced size is beyond the limit."""
        super().new_file(*args, **kwargs)
        if self.announced > self.limit + ROOM_FOR_TEXT:
            self.refused = self.announced
            if self.announced > self.limit * LISTENS_TO:
                raise StopUpload(connection_reset=True)
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, because an announcement may be wrong."""
        self.seen += len(raw_data)
        if self.seen > self.limit:
            self.refused = self.seen
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def guard(request: HttpRequest) -> SizeGuard:
    """Put the guard before the handlers that keep files, before the request is read."""
    watcher = SizeGuard(request)
    request.upload_handlers.insert(0, watcher)
    return watcher
