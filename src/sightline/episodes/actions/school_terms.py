"""The days on which a school is closed: entered by the school, or by its council for all its schools.

A change reaches every open absence at once: what counts, and when the calendar turns next.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes import announce
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.school import STAFF
from sightline.episodes.models import SCHOOL, Episode, SchoolAbsence, SchoolClosure
from sightline.episodes.school_days import closures_of, next_turn, of_school

MAY_SET = (*STAFF, "education welfare officer", "children missing education team", "administrator")
LONGEST = timedelta(days=70)


def _turn_again(agency: int, at: datetime) -> None:
    """The next turn of every open absence of the school, or of the council's schools; and what is due from the school,
    whose days these are, also where a pupil has left and the absence is closed."""
    mine = Q(school_absence__school=agency) | Q(school_absence__school__council=agency)
    due = Q(closed_at=None) | Q(school_absence__off_roll_on__gte=day_of(at) - LONGEST)
    rows = Episode.every.select_for_update(of=("self",)).select_related("person", "owner_agency")
    for episode in rows.filter(mine & due, kind=SCHOOL).order_by("pk"):
        row = SchoolAbsence.objects.select_for_update(of=("self",)).select_related("school").get(pk=episode.pk)
        if episode.closed_at is None:
            row.turns_at = next_turn(row, closures_of(row.school), of_school(row.school), at)
            row.save(update_fields=["turns_at"])
        announce.happened(episode, at)


@transaction.atomic
def close_school(*, by: Actor, at: datetime, name: str, first_on: date, last_on: date) -> SchoolClosure:
    """Enter a holiday or a training day. A week's holiday stops the clocks; a shorter closure is only not counted."""
    require(by, MAY_SET, "Entering term dates")
    if by.agency_kind not in ("school", "council"):
        raise NotForYou("Term dates are entered by a school, or by a council for its schools.")
    if last_on < first_on:
        raise Refused("The last day is before the first.", field="last_on")
    if last_on - first_on > LONGEST:
        raise Refused("That is longer than a summer holiday. Check the dates.", field="last_on")
    if SchoolClosure.objects.filter(agency=by.agency, first_on__lte=last_on, last_on__gte=first_on).exists():
        raise Refused("These days overlap with a closure that is entered already.", field="first_on")
    row = SchoolClosure.objects.create(
        agency_id=by.agency, first_on=first_on, last_on=last_on,
        name=needed(name, field="name", says="Enter what it is, such as half-term."),
    )  # fmt: skip
    _turn_again(by.agency, at)
    append("school closure entered", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM,
           body={"name": row.name, "first": first_on, "last": last_on})  # fmt: skip
    return row


def may_take_back(by: Actor, row: SchoolClosure) -> bool:
    """Whether this actor may take back a closure: whoever sets the term dates of the agency that entered it."""
    return by.role in MAY_SET and row.agency_id == by.agency


def to_take_back(*, closure: int, by: Actor) -> SchoolClosure:
    """A closure that this actor may take back. Raises NotForYou in the same words whether it exists or not."""
    require(by, MAY_SET, "Entering term dates")
    row = SchoolClosure.objects.select_related("agency").filter(pk=closure).first()
    if row is None or not may_take_back(by, row):
        raise NotForYou
    return row


@transaction.atomic
def open_school(*, closure: int, by: Actor, at: datetime) -> None:
    """Take back a closure that was entered by mistake. Of two who do it at once, the second is told so."""
    to_take_back(closure=closure, by=by)
    row = SchoolClosure.objects.select_for_update().filter(pk=closure).first()
    if row is None:
        raise Refused("Somebody else has just taken it back.")
    body = {"name": row.name, "first": row.first_on, "last": row.last_on}
    row.delete()
    _turn_again(by.agency, at)
    append("school closure taken back", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body)
