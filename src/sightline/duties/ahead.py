"""What falls due now and what would follow from a report or a decision that is not made yet. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.engine import DueDuty, Occurrence, Situation, answers_to_all, schedule
from sightline.episodes.actions.report import Answered
from sightline.episodes.assessments import asked_before_report
from sightline.episodes.models import Episode
from sightline.episodes.protocol import calendar, protocols
from sightline.episodes.situation import situation

ON_REPORTING = ("absence noticed", "reported missing")
NOTHING_LEFT = ("met", "met late", "stopped")


def if_reported(actor: Actor, person: int, answered: Sequence[Answered], at: datetime) -> list[DueDuty]:
    """What is due once this call is saved as a report, by the answers so far (D25, D28)."""
    asked = asked_before_report(actor, person, answered, at)
    return _open(asked, [Occurrence(event, at) for event in ON_REPORTING], at)


def of_episode(episode: Episode, at: datetime, *, then: Iterable[str] = ()) -> tuple[list[DueDuty], list[DueDuty]]:
    """What is open on an episode; and what would be added if these events happened now, such as `decided missing`."""
    asked, taken = situation(episode, at)
    happened = [Occurrence(kind, moment) for kind, moment in taken.happened]
    is_open = _open(asked, happened, at)
    would = _open(asked, [*happened, *(Occurrence(event, at) for event in then)], at) if then else []
    known = {(d.do, d.who, d.to) for d in is_open}
    return is_open, [d for d in would if (d.do, d.who, d.to) not in known]


def _open(asked: Situation, happened: Sequence[Occurrence], at: datetime) -> list[DueDuty]:
    """The next open duty of each kind and party, those with a time first, soonest first."""
    due = schedule(
        protocols(),
        area=asked.area,
        answers=answers_to_all(protocols(), asked, on=day_of(at)),
        measures=asked.measures,
        occurrences=happened,
        until=at,
        calendar=calendar(asked.area),
    )
    first: dict[tuple[str, str, str | None], DueDuty] = {}
    for duty in sorted(due, key=lambda d: (d.due_at is None, d.due_at or d.starts_at)):
        if duty.state not in NOTHING_LEFT and duty.ended_at is None:
            first.setdefault((duty.do, duty.who, duty.to), duty)
    return list(first.values())
