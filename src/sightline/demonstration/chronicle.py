"""Links the events of a person into a chain in Python, hash for hash as the database does it, to write many at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sightline.audit.models import Chain, Content, Event
from sightline.audit.record import Author, content_hash
from sightline.audit.verify import START, event_hash
from sightline.demonstration.lots import Lots
from sightline.demonstration.sheets import Sheet, numbers

SOURCE = "demonstration"
COLUMNS = tuple(f.attname for f in Event._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a person, not yet in the record."""

    kind: str
    happened_at: datetime
    recorded_at: datetime
    by: Author
    episode: int | None
    body: Mapping[str, Any]


class Chronicle:
    """Three sheets - chains, events, contents - and the rule that ties them."""

    def __init__(self, lots: Lots) -> None:
        self._lots, self._ids = lots, numbers(Event)
        self._chains, self._events = Sheet(Chain, numbered=True), Sheet(Event, numbered=True)
        self._contents = Sheet(Content, numbered=True)

    def write(self, person: int, happenings: list[Happened]) -> None:
        """Link everything that happened to one person, in the order of recording, into a new chain."""
        previous = START
        for position, one in enumerate(sorted(happenings, key=lambda h: h.recorded_at), 1):
            previous = self._link(person, position, previous, one)
        self._chains.add(id=person, length=len(happenings), head=previous)

    def _link(self, person: int, position: int, previous: str, one: Happened) -> str:
        said = json.loads(json.dumps(dict(one.body), default=str))
        salt = self._lots.salt()
        event = Event(
            id=next(self._ids), chain=person, position=position, kind=one.kind, episode=one.episode,
            happened_at=one.happened_at, recorded_at=one.recorded_at, by=one.by.user, by_name=one.by.name,
            role=one.by.role, agency=one.by.agency, source=SOURCE, previous=previous,
            content_hash=content_hash(salt, said),
        )  # fmt: skip
        event.hash = event_hash(event, previous)
        self._events.add(**{name: getattr(event, name) for name in COLUMNS})
        self._contents.add(event_id=event.id, salt=salt, body=said)
        return event.hash

    def sheets(self) -> Iterator[Sheet]:
        """What is to be copied."""
        yield from (self._chains, self._events, self._contents)
