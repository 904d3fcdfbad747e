"""Checks the record: every event's place, hash and content, every chain's head, every anchor. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Sum

from sightline.audit.models import Anchor, Chain, Event
from sightline.audit.record import content_hash

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record is not what was written: which chain, which position, and what is wrong there."""

    chain: int
    position: int
    says: str


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_hash(event: Event, previous: str) -> str:
    """The hash an event must carry, computed from its own columns; the same text as audit_append makes in the
    database."""
    parts = [event.chain, event.position, event.kind, event.episode, _moment(event.happened_at)]
    parts += [_moment(event.recorded_at), event.by, event.by_name, event.role, event.agency, event.source]
    parts += [event.content_hash, previous]
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode()).hexdigest()


def _event_breaks(event: Event, position: int, previous: str) -> Iterator[Break]:
    if event.position != position:
        yield Break(event.chain, position, f"event {position} is gone: the next one found is {event.position}")
    if event.previous != previous:
        yield Break(event.chain, event.position, "does not follow the event before it")
    if event.hash != event_hash(event, event.previous):
        yield Break(event.chain, event.position, "its columns were altered after it was recorded")
    content = getattr(event, "content", None)
    if content is None:
        yield Break(event.chain, event.position, "what it says is gone")
    elif content.body is not None and content_hash(content.salt, content.body) != event.content_hash:
        yield Break(event.chain, event.position, "what it says was altered after it was recorded")


def breaks() -> Iterator[Break]:
    """Every place where the record was altered behind its back, in order of chain and position."""
    heads = {c.id: c for c in Chain.objects.all()}
    chain, position, previous = -1, 0, START
    seen: dict[int, tuple[int, str]] = {}
    for event in Event.objects.select_related("content").order_by("chain", "position").iterator(2000):
        if event.chain != chain:
            chain, position, previous = event.chain, 0, START
        yield from _event_breaks(event, position + 1, previous)
        position, previous = event.position, event.hash
        seen[chain] = (position, previous)
    for key, head in heads.items():
        if seen.get(key, (0, START)) != (head.length, head.head):
            yield Break(key, head.length, "its last events are missing or were replaced")
    yield from (Break(key, 0, "has events but no head") for key in seen.keys() - heads.keys())
    yield from _anchor_breaks()


def _anchor_breaks() -> Iterator[Break]:
    previous = START
    for anchor in Anchor.objects.order_by("at"):
        if anchor.previous != previous:
            yield Break(-1, anchor.pk, "an hourly anchor does not follow the one before it")
        previous = anchor.digest


def _heads_digest(previous: str, at: datetime) -> tuple[int, int, str]:
    digest = hashlib.sha256(f"{previous}\x1f{_moment(at)}".encode())
    count = 0
    for chain in Chain.objects.order_by("id").iterator(5000):
        digest.update(f"\x1f{chain.id}:{chain.length}:{chain.head}".encode())
        count += 1
    return count, Chain.objects.aggregate(all=Sum("length"))["all"] or 0, digest.hexdigest()


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def is_anchored(at: datetime) -> bool:
    """Whether the chains were tied together in this hour already: what is done once an hour is done before that."""
    return Anchor.objects.filter(at=_hour(at)).exists()


def anchor(at: datetime) -> Anchor:
    """Tie all chains together as they stand, once an hour; its digest is what one sends off the machine."""
    hour = _hour(at)
    if done := Anchor.objects.filter(at=hour).first():
        return done
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(74210)")
    last = Anchor.objects.order_by("-at").first()
    previous = last.digest if last else START
    chains, events, digest = _heads_digest(previous, hour)
    return Anchor.objects.create(at=hour, chains=chains, events=events, digest=digest, previous=previous)
