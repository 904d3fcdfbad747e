"""The calendar of schools turns: a holiday stops the clocks of an absence; after it, or after leave, they run again.

That a pupil is back is never assumed: on the first day of school the absence counts again until somebody says so.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from sightline.access.models import Desk
from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.audit.record import WATCHER, append
from sightline.duties.notices import tell
from sightline.episodes import announce
from sightline.episodes.models import MISSING, SCHOOL, Episode, RiskFact, SchoolAbsence
from sightline.episodes.school_days import closures_of, in_holiday, next_turn, of_school

log = logging.getLogger(__name__)
ABSENT = "is absent from school without explanation"
AGAIN = "School is open and nobody has recorded that the pupil is back."
FOUND = ("location confirmed", "returned")
HEARS = ("education welfare officer", "children missing education team")


def turn_calendars(at: datetime) -> int:
    """Turn the calendar of every absence whose moment has come. Returns how many. Each is a transaction of its own."""
    due = SchoolAbsence.objects.filter(turns_at__lte=at, episode__closed_at=None).order_by("turns_at")
    return sum(_tried(pk, at) for pk in due.values_list("pk", flat=True)[:50])


def _tried(pk: int, at: datetime) -> int:
    """What nobody foresaw in one row stops no other; it is tried again in an hour."""
    try:
        return _turned(pk, at)
    except (OperationalError, InterfaceError):  # the database, not the row: the whole round is tried again
        raise
    except Exception:
        log.exception("the calendar of absence %s could not be turned", pk)
        SchoolAbsence.objects.filter(pk=pk).update(turns_at=at + timedelta(hours=1))
        return 0


@transaction.atomic
def _turned(pk: int, at: datetime) -> int:
    rows = Episode.every.select_for_update(skip_locked=True, of=("self",)).select_related("person", "owner_agency")
    episode = rows.filter(pk=pk, closed_at=None).first()
    row = SchoolAbsence.objects.select_related("school").filter(pk=pk, turns_at__lte=at).first()
    if episode is None or row is None or row.turns_at is None:
        return 0
    when, closures, days = row.turns_at, closures_of(row.school), of_school(row.school)
    row.running = not row.running and not in_holiday(closures, day_of(when))
    row.turns_at = next_turn(row, closures, days, max(at, when))
    if row.running:
        row.counts_since = when
    row.version += 1
    row.save()
    _record(episode, row, when, at)
    return 1


def _record(episode: Episode, row: SchoolAbsence, when: datetime, at: datetime) -> None:
    kind, says = ("school absence noticed", AGAIN) if row.running else ("school holiday began", "The school closed.")
    RiskFact.objects.create(
        episode=episode, phrase=ABSENT, answer="yes", says=says, from_whom="The calendar of the school",
        obtained_at=when, recorded_at=at, recorded_by=WATCHER.name,
    )  # fmt: skip
    append(kind, by=WATCHER, happened_at=when, recorded_at=at, person=episode.person_id, episode=episode.pk,
           body={"says": says}, source="watcher")  # fmt: skip
    if not row.running:
        _tell_welfare(episode, row, when, at)
    announce.happened(episode, at)


def follow(episode: Episode, at: datetime) -> None:
    """Where the police confirm where a pupil is, or that the pupil is back, the school's record says so as well."""
    if episode.kind != MISSING:
        return
    rows = Episode.every.select_for_update(of=("self",)).select_related("person", "owner_agency")
    absence = rows.filter(person=episode.person_id, kind=SCHOOL, closed_at=None).first()
    if absence is None:
        return
    known = set(occurrences(episode=absence.pk))
    new = [(kind, when) for kind, when in occurrences(episode=episode.pk)
           if kind in FOUND and when >= absence.opened_at and (kind, when) not in known]  # fmt: skip
    for kind, when in new:
        append(kind, by=WATCHER, happened_at=when, recorded_at=at, person=absence.person_id, episode=absence.pk,
               body={"from": episode.reference}, source="watcher")  # fmt: skip
    if new:
        announce.happened(absence, at)


def _tell_welfare(episode: Episode, row: SchoolAbsence, when: datetime, at: datetime) -> None:
    """The school closes and nobody has seen the child: the welfare service hears of it (BSCB-SCHOOL-02, wrong when)."""
    desks = {d.role: d for d in Desk.objects.filter(agency=row.school.council_id, role__in=HEARS)}
    if role := next((role for role in HEARS if role in desks), ""):
        since = f"{row.noticed_at:%-d %B}"
        says = f"{row.school.name} closes for a holiday; nobody has seen {episode.person.name} since {since}"
        tell(desks[role], episode, kind="school closes", says=says, at=at, key=f"closes {episode.pk} {when:%Y%m%d}",
             within_minutes=240)  # fmt: skip
