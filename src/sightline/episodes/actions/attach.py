"""Pictures added to an episode.

Measured, decoded, and encoded afresh, so that nothing hides in them and no place is given away.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import warnings
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from sightline.access.actor import Actor
from sightline.audit.refusal import Refused
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Attachment

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 2000


def re_encoded(data: bytes) -> tuple[bytes, int, int]:
    """The picture as a fresh JPEG with its width and height: no metadata, no second file behind it. Raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused(
                        f"The picture has more than {MOST_PIXELS // 1_000_000} million dots. Send a smaller one.",
                        field="file",
                    )
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        raise Refused(
            "The file is not a picture that can be read. Send a JPEG, PNG or WebP picture.", field="file"
        ) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()  # a comment in the picture would be written out again
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue(), upright.width, upright.height


def check_size(size: int) -> None:
    """Refuse a file larger than the limit, saying both sizes and what to do."""
    most = settings.LARGEST_UPLOAD
    if size > most:
        raise Refused(
            f"The file is {size / 1_048_576:.0f} MB; the most is {most // 1_048_576} MB. Send a smaller picture.",
            field="file",
        )


@transaction.atomic
def attach(*, episode: int, by: Actor, at: datetime, title: str, data: bytes, adult: str = "") -> Attachment:
    """Add a picture to an episode. What is kept is never the bytes that were sent.

    `adult` names the adult who poses a risk, where the picture shows one: it goes into the briefing (I39).
    """
    row = locked(episode, by, at)
    check_size(len(data))
    text = needed(title, field="title", says="Say what the picture shows.")
    picture, width, height = re_encoded(data)
    name = default_storage.save(f"{row.pk}/{uuid.uuid4().hex}.jpg", ContentFile(picture))
    attachment = Attachment.objects.create(
        episode=row, title=text, file=name, kind="image/jpeg", width=width, height=height,
        sha256=hashlib.sha256(picture).hexdigest(), added_at=at, by_name=by.name,
    )  # fmt: skip
    body = {"title": text, "sha256": attachment.sha256, "attachment": attachment.pk}
    record(row, "attachment added", by=by, at=at, body=body | ({"adult": adult} if adult else {}), changed=False)
    return attachment
