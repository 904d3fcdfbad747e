"""Snapshots of many episodes in one statement: for a page that weighs them all. Answers no fact itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import reduce

from django.db import connection

from sightline.audit.moments import day_of
from sightline.episodes.snapshot import READ, Snapshot, built

# What is an argument of the statement for one is a column of the episode in the statement for many.
COLUMNS = {"%(episode)s": "asked.id", "%(before)s": "asked.opened_at", "%(person)s": "asked.person_id"}
ONE = reduce(lambda text, name: text.replace(name, COLUMNS[name]), COLUMNS, READ)
EACH = f"SELECT asked.id, ({ONE}) FROM episodes_episode asked WHERE asked.id = ANY(%(episodes)s)"  # noqa: S608 our own


def take_each(episodes: Sequence[int], at: datetime) -> dict[int, Snapshot]:
    """The snapshot of every episode by its number at a moment, each as seen from when it was opened."""
    with connection.cursor() as cursor:
        cursor.execute(EACH, {"day": day_of(at), "episodes": list(episodes)})
        return {number: built(json.loads(row), at) for number, row in cursor.fetchall()}
