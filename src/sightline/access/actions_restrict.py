"""Restricting a record to a named list, keeping the list, and lifting the restriction. Each needs a reason.

Honour-based abuse, forced marriage, where a trafficked child is (D53, E37, F10, F11).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import may_see, require
from sightline.access.models import SENSITIVE, Named, Restriction
from sightline.access.rights import posts_held
from sightline.audit.behalf import of_system
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused

MAY_RESTRICT = ("duty inspector", "force incident manager", "superintendent", "social worker", "team manager")
WHY = "a restricted record and its list are kept"


def _reason(because: str) -> str:
    if not because.strip():
        raise Refused("Say why.", field="because")
    return because.strip()


def _write(kind: str, person: int, by: Actor, at: datetime, body: dict[str, Any]) -> None:
    append(kind, by=by.author, happened_at=at, recorded_at=at, person=person, body=body)


def _name(restriction: Restriction, posts: Sequence[int], because: str, at: datetime) -> None:
    there = set(posts_held(at).filter(pk__in=posts).values_list("pk", flat=True))
    if set(posts) - there:
        raise Refused("Somebody you named holds no post any more. Choose from the list again.", field="named")
    for post in sorted(there):
        Named.objects.get_or_create(
            restriction=restriction, post_id=post, until=None, defaults={"because": because, "since": at}
        )


@transaction.atomic
def restrict(*, person: int, kind: str, named: Sequence[int], by: Actor, at: datetime, because: str) -> int:
    """Restrict a record to a list of posts; whoever restricts it stands on the list. Returns the restriction's number.

    Somebody besides must be named: a record that one person alone can see is looked after by nobody at night.
    """
    require(by, MAY_RESTRICT, "Restricting a record")
    if not may_see(by, [person], at):
        raise NotForYou
    if kind not in dict(SENSITIVE):
        raise Refused("Choose why the record is restricted.", field="kind")
    if not set(named) - {by.post}:
        raise Refused(
            "Name at least one other post: somebody must see the record when you are off duty.", field="named"
        )
    text = _reason(because)
    with of_system(WHY):
        if Restriction.objects.filter(person_id=person, lifted_at=None).exists():
            raise Refused("This record is restricted already.")
        row = Restriction.objects.create(person_id=person, kind=kind, because=text, at=at, by_name=by.name)
        _name(row, [by.post, *named], text, at)
        body = {"restriction": row.pk, "kind": kind, "because": text, "named": sorted({by.post, *named})}
        _write("record restricted", person, by, at, body)
        return row.pk


def _listed(restriction: int, by: Actor, at: datetime) -> Restriction:
    """A restriction that stands, for somebody on its list; NotForYou in the same words for everybody else."""
    row = Restriction.objects.select_for_update().filter(pk=restriction, lifted_at=None).first()
    on_list = Named.objects.filter(restriction_id=restriction, post_id=by.post, until=None)
    if row is None or not on_list.exists() or not may_see(by, [row.person_id], at):
        raise NotForYou
    return row


@transaction.atomic
def name_on_list(*, restriction: int, post: int, by: Actor, at: datetime, because: str) -> None:
    """Put a post on the list of a restricted record. Only who stands on it may."""
    with of_system(WHY):
        row, text = _listed(restriction, by, at), _reason(because)
        _name(row, [post], text, at)
        _write("named for a restricted record", row.person_id, by, at, {"post": post, "because": text})


@transaction.atomic
def take_off_list(*, restriction: int, post: int, by: Actor, at: datetime, because: str) -> None:
    """Take a post off the list from now on. The last one cannot leave: nobody could open the record again."""
    with of_system(WHY):
        row, text = _listed(restriction, by, at), _reason(because)
        standing = Named.objects.filter(restriction=row, until=None)
        if not standing.exclude(post_id=post).filter(post__in=posts_held(at)).exists():
            raise Refused("Name somebody else first, or lift the restriction.", field="post")
        if standing.filter(post_id=post).update(until=at):
            _write("taken off the list of a restricted record", row.person_id, by, at, {"post": post, "because": text})


@transaction.atomic
def lift(*, restriction: int, by: Actor, at: datetime, because: str) -> None:
    """Lift a restriction: from now on the gate's ordinary rule holds again."""
    require(by, MAY_RESTRICT, "Lifting a restriction")
    with of_system(WHY):
        row, text = _listed(restriction, by, at), _reason(because)
        row.lifted_at, row.lifted_because = at, text
        row.save(update_fields=["lifted_at", "lifted_because"])
        Named.objects.filter(restriction=row, until=None).update(until=at)
        _write("restriction lifted", row.person_id, by, at, {"restriction": row.pk, "because": text})
