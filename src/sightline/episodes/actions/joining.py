"""Joining two records of one person, so that every episode is counted for the person who lived it (I41).

Nothing recorded is lost: both chains stay as they are and say which record the other became.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.gate import may_see, require
from sightline.access.models import Involvement
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import needed
from sightline.episodes.models import Episode
from sightline.people import announce
from sightline.people.actions import file_names
from sightline.people.models import (
    CareStatus,
    Flag,
    Identifier,
    NameKey,
    OtherName,
    Person,
    Placement,
    Relationship,
    TriggerPlan,
)

MAY_JOIN = ("missing person coordinator", "duty inspector")
RECORD_NUMBER = "earlier record"  # the kind of identifier under which a joined record is still found


def _check_nothing_clashes(keep: int, other: int) -> None:
    """Refuse where a person must choose first: two open episodes, two current plans, two homes on one day."""
    both = Q(person__in=(keep, other))
    open_kinds = list(Episode.every.filter(both, closed_at=None).values_list("kind", flat=True))
    if len(open_kinds) > len(set(open_kinds)):
        raise Refused("Both records have an open episode. Close the one that was opened in error first.")
    if TriggerPlan.objects.filter(both, withdrawn_on=None).count() > 1:
        raise Refused("Both records have a current trigger plan. Agree one plan for both first.")
    homes = Placement.objects.filter(person=keep, during__overlap=OuterRef("during"))
    if Placement.objects.filter(Exists(homes), person=other).exists():
        raise Refused("The two records hold two placements on the same days. End one of them first.")
    statuses = CareStatus.objects.filter(person=keep, phrase=OuterRef("phrase"), during__overlap=OuterRef("during"))
    if CareStatus.objects.filter(Exists(statuses), person=other).exists():
        raise Refused("Both records hold the same care status on the same days. End one of them first.")


def _move_what_is_known(keep: int, other: int) -> None:
    Episode.every.filter(person=other).update(person=keep)
    for model in (Flag, CareStatus, Placement, Relationship, Identifier, OtherName):
        model.objects.filter(person=other).update(person=keep)
    last = TriggerPlan.objects.filter(person=keep).aggregate(n=Max("version"))["n"] or 0
    for number, plan in enumerate(TriggerPlan.objects.filter(person=other).order_by("version"), last + 1):
        TriggerPlan.objects.filter(pk=plan.pk).update(person=keep, version=number)


def _move_who_may_see(keep: int, other: int, by: Actor, at: datetime) -> None:
    """Whoever has a part in the other record keeps it in the one that stays; on the emptied one it ends."""
    standing = Involvement.objects.filter(Q(until=None) | Q(until__gt=at), person=other)
    for part in standing:
        involve(agency=part.agency_id, person=keep, part=part.part, because=part.because, at=at, by=by.author,
                episode=part.episode)  # fmt: skip
    standing.update(until=at)


def _file_under_both_names(kept: Person, other: Person) -> None:
    """The emptied record is found no more; its name leads to the one that stays."""
    if kept.name != other.name:
        OtherName.objects.create(
            person=kept, kind="earlier record", given_name=other.given_name, family_name=other.family_name
        )
    Identifier.objects.create(person=kept, kind=RECORD_NUMBER, value=str(other.pk))
    NameKey.objects.filter(person=other).delete()
    file_names(kept)


@transaction.atomic
def join_records(*, keep: int, other: int, by: Actor, at: datetime, because: str) -> Person:
    """Join `other` into `keep`: everything known, every episode and every part in it moves.

    Refused while both have an open episode, a current plan, or a home on the same day.
    """
    require(by, MAY_JOIN, "Joining two records")
    if keep == other:
        raise Refused("These are one record already.")
    locked = {p.pk: p for p in Person.objects.select_for_update(no_key=True).filter(pk__in=(keep, other))}
    if len(locked) < 2 or may_see(by, [keep, other], at) != {keep, other}:
        raise NotForYou
    text = needed(because, field="because", says="Say how you know that this is one person.")
    _check_nothing_clashes(keep, other)
    _move_what_is_known(keep, other)
    _move_who_may_see(keep, other, by, at)
    _file_under_both_names(locked[keep], locked[other])
    announce.changed(keep, at)
    for person in sorted((keep, other)):
        append("records joined", by=by.author, happened_at=at, recorded_at=at, person=person,
               body={"stays": keep, "joined": other, "because": text})  # fmt: skip
    return locked[keep]
