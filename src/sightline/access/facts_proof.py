"""What proves that a restricted fact and its list are as they were recorded: digests in the system's own chain.

An event there says a number and a digest, made with the salt of the row; nobody is named, and of whom it is not said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sightline.access.models_facts import FactNamed, RestrictedFact
from sightline.audit.models import Event
from sightline.audit.record import WATCHER, append, content_hash
from sightline.audit.verify import Break

RECORDED, NAMED = "restricted fact recorded", "named for a restricted fact"
OFF, ENDED = "taken off the list of a restricted fact", "restricted fact ended"
ALTERED = "what a restricted fact or its list says is not what was recorded"


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _recorded(fact: RestrictedFact) -> dict[str, Any]:
    return {"person": fact.person_id, "episode": fact.episode, "kind": fact.kind, "says": fact.says,
            "because": fact.because, "at": _moment(fact.at), "by": fact.by_name}  # fmt: skip


def _named(one: FactNamed) -> dict[str, Any]:
    return {"post": one.post_id, "because": one.because, "since": _moment(one.since), "by": one.by_name}


def _off(one: FactNamed) -> dict[str, Any]:
    return {"post": one.post_id, "because": one.off_because, "until": _moment(one.until), "by": one.off_by}


def _ended(fact: RestrictedFact) -> dict[str, Any]:
    return {"because": fact.ended_because, "at": _moment(fact.ended_at), "by": fact.ended_by}


def prove(kind: str, fact: RestrictedFact, at: datetime, one: FactNamed | None = None) -> int:
    """Append the event that proves what a row says now, in the caller's transaction; returns its number.

    Nobody stands in it: the system's chain says that something was recorded, and not by whom or of whom.
    """
    body = {"number": fact.pk, "sha256": content_hash(fact.salt, _said(kind, fact, one))}
    return append(kind, by=WATCHER, happened_at=at, recorded_at=at, body=body)


def _said(kind: str, fact: RestrictedFact, one: FactNamed | None) -> dict[str, Any]:
    if one is not None:
        return _named(one) if kind == NAMED else _off(one)
    return _recorded(fact) if kind == RECORDED else _ended(fact)


def _expected(fact: RestrictedFact) -> Iterator[tuple[int, str, str]]:
    """Every event there must be of a fact: its number, its kind, and the digest it must hold."""

    def row(number: int | None, kind: str, one: FactNamed | None = None) -> tuple[int, str, str]:
        return number or 0, kind, content_hash(fact.salt, _said(kind, fact, one))

    yield row(fact.event, RECORDED)
    if fact.ended_at:
        yield row(fact.ended_event, ENDED)
    for one in fact.named.all():
        yield row(one.event, NAMED, one)
        if one.until:
            yield row(one.off_event, OFF, one)


def is_as_recorded(fact: RestrictedFact) -> bool:
    """Whether the record proves every row of this fact. The caller works for the system."""
    wanted = list(_expected(fact))
    there = {e.pk: e for e in Event.objects.filter(pk__in=[w[0] for w in wanted]).select_related("content")}
    return all(
        (event := there.get(number)) is not None
        and event.kind == kind
        and event.content.body == {"number": fact.pk, "sha256": digest}
        for number, kind, digest in wanted
    )


def altered() -> Iterator[Break]:
    """The place in the chain of every restricted fact that is not what was recorded. Called for the system."""
    for fact in RestrictedFact.objects.prefetch_related("named").order_by("pk"):
        if not is_as_recorded(fact):
            place = Event.objects.filter(pk=fact.event).values_list("position", flat=True).first()
            yield Break(0, place or 0, ALTERED)
