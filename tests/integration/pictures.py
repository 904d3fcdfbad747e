"""Pictures for tests that send them. Knows no screen."""

from __future__ import annotations

import io

from PIL import Image


def plain_picture(colour: str = "navy") -> bytes:
    """A small JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()
