"""Delivers a message into the outgoing folder, one file a message.

A message delivered twice is still one file. Knows no gateway.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from sightline.duties.models import Outgoing


def folder() -> Path:
    """Where messages to desks' telephones are put for the gateway of the area to pick up."""
    return Path(settings.MEDIA_ROOT).parent / "outgoing"


def deliver(message: Outgoing) -> Path:
    """Write the message under a name made from its key, complete or not at all.

    Raises OSError when the folder refuses.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(message.key.encode()).hexdigest()[:24]
    draft = place / f".{name}.{os.getpid()}"
    draft.write_text(f"To: {message.to}\nKey: {message.key}\n\n{message.says}\n", encoding="utf-8")
    return draft.replace(place / f"{name}.txt")
