"""Files that are too large, not what they say, or say more than they should: none is kept as it came."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image

from sightline.audit.verify import breaks
from sightline.episodes.models import Attachment, Contact, Episode
from tests.integration.refusing import refused
from tests.integration.web.reported import reported, text
from tests.people import Cast

SignIn = Callable[[str], Client]
MEGABYTE = 1_048_576


@pytest.fixture(autouse=True)
def _uploads_of_its_own(settings: Any, tmp_path: Any) -> None:
    """Each test keeps its pictures in a folder of its own."""
    options = {"location": str(tmp_path / "uploads")}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, reported missing, last seen three hours ago."""
    return reported(cast, at)


@pytest.fixture
def officer(client_as: SignIn) -> Client:
    """The investigating officer's browser."""
    return client_as("investigating officer")


def send(browser: Client, episode: Episode, data: bytes, name: str = "coat.jpg", kind: str = "image/jpeg") -> Any:
    """A picture sent with its title, as a browser does."""
    upload = {"title": "Her grey coat", "file": SimpleUploadedFile(name, data, kind)}
    return browser.post(f"/episodes/{episode.pk}/attachments/new", upload)


def nothing_kept() -> bool:
    """No row and no file."""
    return not Attachment.objects.exists() and not default_storage.exists("")


class Photo(io.RawIOBase):
    """The body of a request with a large photo, made while it is read, so that it lies in no memory of ours."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.size, self.read_so_far = head, size, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes: what was typed first, then the photo."""
        size = min(self.size - self.read_so_far, 65_536 if size < 0 else size)
        piece = self.head[self.read_so_far : self.read_so_far + size]
        self.read_so_far += size
        return piece + b"\xff" * (size - len(piece))


def _forty_megabytes(browser: Client, episode: Episode) -> tuple[dict[str, Any], Photo]:
    """What a web server hands over when somebody sends a photo of forty megabytes with its title."""
    part = '--cut\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}'
    token = browser.get(f"/episodes/{episode.pk}/attachments/new").cookies["csrftoken"].value
    head = part.format("csrfmiddlewaretoken", "", token) + "\r\n" + part.format("title", "", "Her grey coat") + "\r\n"
    head += part.format("file", '; filename="coat.jpg"\r\nContent-Type: image/jpeg', "")
    body = Photo(head.encode(), 40 * MEGABYTE)
    told = {"CONTENT_LENGTH": str(body.size), "CONTENT_TYPE": "multipart/form-data; boundary=cut", "wsgi.input": body}
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    address = {"PATH_INFO": f"/episodes/{episode.pk}/attachments/new", "REQUEST_METHOD": "POST", "HTTP_COOKIE": cookies}
    return RequestFactory()._base_environ() | told | address, body


def test_a_photo_of_forty_megabytes_is_refused_without_being_held_in_memory(officer: Client, episode: Episode) -> None:
    environ, body = _forty_megabytes(officer, episode)
    tracemalloc.start()
    answer: Any = officer.handler(environ)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    refused(answer, "The file is 40 MB; the most is 10 MB. Send a smaller picture.", "Her grey coat")
    assert body.read_so_far >= 39 * MEGABYTE and most < 8 * MEGABYTE
    assert nothing_kept()


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("coat.jpg", "image/jpeg", b"Dear officer, this is a letter and no picture.\n" * 20),
        ("coat.jpg", "image/jpeg", b"MZ\x90\x00 this is a program"),
        ("coat.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 begins like a JPEG and is none"),
        ("coat.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("coat.html", "text/html", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("coat.gif", "image/gif", b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00;"),
        ("coat.pdf", "application/pdf", b"%PDF-1.7\n%%EOF"),
    ],
)
def test_a_file_that_is_not_the_picture_it_says_is_refused_and_the_title_kept(
    officer: Client, episode: Episode, name: str, kind: str, data: bytes
) -> None:
    answer = send(officer, episode, data, name, kind)
    refused(answer, "The file is not a picture that can be read. Send a JPEG, PNG or WebP picture.", "Her grey coat")
    assert nothing_kept()


def test_an_empty_file_is_refused(officer: Client, episode: Episode) -> None:
    refused(send(officer, episode, b""), "The submitted file is empty.", "Her grey coat")
    assert nothing_kept()


def _bomb(side: int) -> bytes:
    """A PNG of side times side white dots that takes a few kilobytes."""
    row = b"\x00" + b"\xff" * (side // 8)
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 40_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(officer: Client, episode: Episode, side: int) -> None:
    bomb = _bomb(side) if side < 10_000 else _bomb(8)[:16] + struct.pack(">II", side, side) + _bomb(8)[24:]
    if side > 10_000:  # the head alone lies about its size: its checksum is made to fit
        bomb = bomb[:29] + struct.pack(">I", zlib.crc32(bomb[12:29])) + bomb[33:]
    assert len(bomb) < MEGABYTE
    answer = send(officer, episode, bomb, "coat.png", "image/png")
    page = text(answer)
    assert answer.status_code == 422 and "Her grey coat" in page
    assert "The picture has more than 24 million dots. Send a smaller one." in page or "not a picture" in page
    assert nothing_kept()


def _telling_picture() -> bytes:
    """A picture that says where it was taken in every place a JPEG has for it, with a second file behind it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at SECRET lane"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 28.0, 48.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET xmp</x:xmpmeta>"
    picture = Image.new("RGB", (400, 300), "navy")
    picture.save(out, "JPEG", exif=exif, comment="SECRET comment", xmp=xmp, icc_profile=b"SECRET profile" * 20)
    return out.getvalue() + b"PK\x03\x04 SECRET archive behind the picture"


def test_what_a_picture_says_about_its_place_and_what_hides_behind_it_is_not_kept(
    officer: Client, episode: Episode
) -> None:
    sent = _telling_picture()
    assert sent.count(b"SECRET") >= 5
    assert send(officer, episode, sent).status_code == 302
    with default_storage.open(Attachment.objects.get().file) as file:
        kept = file.read()
    assert b"SECRET" not in kept and b"PK\x03\x04" not in kept and b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (400, 300) and not picture.getexif() and "comment" not in picture.info


def test_pictures_and_words_in_any_script_leave_the_record_whole(officer: Client, episode: Episode) -> None:
    officer.post(f"/episodes/{episode.pk}/contacts/new", {"with_whom": "🦊 عربي", "said": "Ünïcödé\u202e"})
    send(officer, episode, _telling_picture())
    assert Contact.objects.get().with_whom == "🦊 عربي" and list(breaks()) == []
