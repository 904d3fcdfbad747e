"""Which duties the cards raise for a situation, as an assessment lists them: with offsets, not moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from sightline.engine.assessment import AdvisedDuty
from sightline.engine.model import Duty, Version
from sightline.engine.protocols import Protocols
from sightline.engine.situation import Situation
from sightline.engine.timing import Calendar, Terms, at_local
from sightline.engine.vocabulary import STRENGTHS
from sightline.engine.weigh import Scales

LONG = timedelta.max
A_DAY = timedelta(days=1)  # to the next time of day at the latest


@dataclass(slots=True)
class Collected:
    """What several cards ask of the same party, the earliest time first."""

    duty: Duty
    strength: str
    due: timedelta | None
    cards: dict[str, None]
    sources: dict[str, None]


def advised_duties(protocols: Protocols, situation: Situation, scales: Scales, on: date) -> tuple[AdvisedDuty, ...]:
    """Every duty the situation raises, now or at a later stage of the same episode, merged across cards."""
    terms = Terms(protocols.area(situation.area), situation.measures, Calendar("", frozenset()))
    found: dict[tuple[str, str, str | None], Collected] = {}
    for card, version, clock in protocols.clocks_at(situation.area, on, situation.stage):
        if scales.acts(version.condition):
            for duty in clock.duties:
                _collect(found, card.id, version, duty, offset(duty, terms, on))
    ordered = sorted(found.values(), key=lambda c: c.due if c.due is not None else LONG)
    return tuple(
        AdvisedDuty(c.duty.do, c.duty.who, c.duty.to, iso(c.due), c.strength, tuple(c.cards), tuple(c.sources))
        for c in ordered
    )


def offset(duty: Duty, terms: Terms, on: date) -> timedelta | None:
    """How long after the clock's start a duty first falls due; nothing where no length is given.

    Working days become the calendar days they take from `on`, weekends apart: a case has no bank holidays.
    """
    timing = duty.timing
    if timing.shape == "at_once":
        return timing.after
    if timing.shape == "by":  # at the next such time of day: how long that is, a case without a clock cannot say
        return timing.after + A_DAY
    period = terms.settled(timing.period)
    if period is None:
        return None
    if period.elapsed is not None:
        return timing.after + period.elapsed
    start = on + timing.after
    if period.months:
        noon = at_local(start, time(12))
        return timing.after + (terms.add(noon, period) - noon)
    return timing.after + (terms.calendar.working_day_after(start, period.working_days or 1) - start)


def iso(length: timedelta | None) -> str | None:
    """An ISO 8601 duration in hours, or in minutes where hours do not come out even."""
    if length is None:
        return None
    minutes = int(length.total_seconds() // 60)
    return f"PT{minutes}M" if minutes % 60 else f"PT{minutes // 60}H"


def _collect(
    found: dict[tuple[str, str, str | None], Collected], card: str, version: Version, duty: Duty, due: timedelta | None
) -> None:
    asked = (duty.do, duty.who, duty.to)
    have = found.get(asked)
    if have is None:
        found[asked] = Collected(duty, duty.strength, due, {card: None}, {version.citation: None})
        return
    have.strength = max(have.strength, duty.strength, key=STRENGTHS.index)
    have.due = min((d for d in (have.due, due) if d is not None), default=None)
    have.cards[card] = None
    have.sources[version.citation] = None
