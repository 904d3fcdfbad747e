"""Says to every open screen, at the commit and not before, that something on these desks or this episode changed."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

CHANNEL = "sightline_changed"


def changed(*, desks: Iterable[int] = (), agencies: Iterable[int] = (), episode: int | None = None) -> None:
    """Notify listeners through PostgreSQL: delivered only if the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload(desks, agencies, episode)])


def payload(desks: Iterable[int], agencies: Iterable[int], episode: int | None) -> str:
    """What open screens hear, for a statement that tells them in the same breath."""
    return json.dumps({"desks": sorted(set(desks)), "agencies": sorted(set(agencies)), "episode": episode})
