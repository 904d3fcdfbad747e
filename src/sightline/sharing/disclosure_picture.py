"""The photograph on a sheet: small enough to travel with the page, so that no address of a picture is given out."""

from __future__ import annotations

import base64
import io

from django.core.files.storage import default_storage
from PIL import Image

from sightline.sharing.disclosable import PICTURE
from sightline.sharing.disclosure_queries import picture
from sightline.sharing.models import Disclosure

LONGEST_SIDE = 320
MOST_BYTES = 40_000


def as_data(row: Disclosure) -> str:
    """The picture of a sheet as a data address; empty where it has none, or the file is gone."""
    name = picture(row)
    if not name or not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file, Image.open(io.BytesIO(file.read())) as kept:
        kept.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        for quality in (75, 55, 35):
            out = io.BytesIO()
            kept.convert("RGB").save(out, "JPEG", quality=quality)
            if out.tell() <= MOST_BYTES:
                break
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def words_of(row: Disclosure) -> list[tuple[str, str, list[str]]]:
    """A sheet as (field, label, lines), without the number by which a picture is known here."""
    return [
        (part["field"], part["label"], [line for line in part["lines"] if not line.startswith(PICTURE)])
        for part in row.sheet
    ]
