"""What a version of a card means, as 64 hex digits: comments, layout and examples do not count. Reads no file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any

from sightline.engine.model import Card, Version

PARTS = ("the source", "the reading", "the conditions", "what it asks")
LENGTH = 16  # hex digits of each part


def fingerprint(card: Card, version: Version) -> str:
    """The hash of a version's meaning: a quarter each for source, reading, conditions and what the kind adds."""
    source = (version.document, version.at, version.inferred)
    parts = (source, version.reading, version.condition, (card.kind, version.body))
    return "".join(_hashed(part) for part in parts)


def changed(was: str, now: str) -> list[str]:
    """Which parts of a version differ between two of its fingerprints."""
    quarters = ((was[n * LENGTH :][:LENGTH], now[n * LENGTH :][:LENGTH]) for n in range(len(PARTS)))
    return [part for part, (before, after) in zip(PARTS, quarters, strict=True) if before != after]


def canonical(value: Any) -> Any:
    """A value of the card model as plain lists and texts. What holds its default is left out, so that a field the
    format gains later leaves the hash of every older card as it was.
    """
    if is_dataclass(value):
        said = {f.name: canonical(found) for f in fields(value) if not _default(f, found := getattr(value, f.name))}
        return {"is": type(value).__name__, **said}
    if isinstance(value, tuple):
        return [canonical(item) for item in value]
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f} s"
    return value.isoformat() if isinstance(value, date | time) else value


def _default(field: Any, value: Any) -> bool:
    return bool(field.default is not MISSING and value == field.default)


def _hashed(part: Any) -> str:
    text = json.dumps(canonical(part), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
