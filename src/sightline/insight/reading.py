"""One way to read many rows in one statement, and one way to keep a list to whom the reader may see.

Knows no question that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import connection

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see


class AboutSomebody(Protocol):
    """A row about one person."""

    @property
    def person(self) -> int:
        """The number of the person."""


Row = TypeVar("Row")
PersonRow = TypeVar("PersonRow", bound=AboutSomebody)


EPISODES = re.compile(r"\b(FROM|JOIN) episodes_episode\b(?:\s+([a-z]\w*))?")
MISSING = r"\1 (SELECT * FROM episodes_episode WHERE kind = 'missing') "


def of_who_is_missing(sql: str) -> str:
    """The statement with every mention of the episodes kept to those of people who are missing: an absence from school
    is a record of its own in the same table, and no figure counts it (ADR 22)."""
    return EPISODES.sub(lambda found: found.expand(MISSING) + (found[2] or "episodes_episode"), sql)


def read(sql: str, values: Mapping[str, Any], row: Callable[..., Row]) -> list[Row]:
    """Run one statement and make a row of each line; its columns are the row's fields, in their order.

    `episodes_episode` means the episodes of people who are missing."""
    with connection.cursor() as cursor:
        cursor.execute(of_who_is_missing(sql), dict(values))
        return [row(*line) for line in cursor.fetchall()]


def for_the_eyes_of(
    actor: Actor, rows: Sequence[PersonRow], *, at: datetime, screen: str, act: str = "list"
) -> list[PersonRow]:
    """The rows about people whom this actor may see; one line in the consultation log says who was shown."""
    allowed = may_see(actor, [row.person for row in rows], at)
    shown = [row for row in rows if row.person in allowed]
    people = list(dict.fromkeys(row.person for row in shown))
    listed(actor, at=at, purpose="oversight", screen=screen, act=act, people=people)
    return shown
