"""Which duties the cards raise for a situation, as an assessment lists them: with offsets, not moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sightline.engine.assessment import AdvisedDuty
from sightline.engine.model import Clock, Duty, Version
from sightline.engine.protocols import Protocols
from sightline.engine.situation import Situation
from sightline.engine.timing import Calendar, Terms
from sightline.engine.vocabulary import STRENGTHS, Vocabulary
from sightline.engine.weigh import Scales

EPISODE = {"report": 0, "found": 1, "closing": 2}
LONG = timedelta.max


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
    for card, version, clock in protocols.clocks(situation.area):
        if card.in_force(on) is not version or not still_to_come(protocols.vocabulary, clock, situation.stage):
            continue
        if scales.acts(version.condition):
            for duty in clock.duties:
                _collect(found, card.id, version, duty, offset(duty, terms, on))
    ordered = sorted(found.values(), key=lambda c: c.due if c.due is not None else LONG)
    return tuple(
        AdvisedDuty(c.duty.do, c.duty.who, c.duty.to, iso(c.due), c.strength, tuple(c.cards), tuple(c.sources))
        for c in ordered
    )


def still_to_come(words: Vocabulary, clock: Clock, stage: str) -> bool:
    """Whether a clock belongs to the stage: it starts in this episode, and nothing of the stage has ended it."""
    starts = [words.events[e].stage for e in clock.starts]
    if stage not in EPISODE:
        return stage in starts
    begins = min((EPISODE[s] for s in starts if s in EPISODE), default=None)
    if begins is None:
        return False
    ends = (EPISODE.get(words.events[e].stage, 0) for e in clock.stops)
    return not any(begins < end <= EPISODE[stage] for end in ends)


def offset(duty: Duty, terms: Terms, on: date) -> timedelta | None:
    """How long after the clock's start a duty first falls due; nothing where no length is given.

    Working days become the calendar days they take from `on`, weekends apart: a case has no bank holidays.
    """
    timing = duty.timing
    if timing.shape == "at_once":
        return timing.after
    period = terms.settled(timing.period)
    if period is None:
        return None
    if period.elapsed is not None:
        return timing.after + period.elapsed
    start = on + timing.after
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
