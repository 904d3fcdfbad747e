"""A card's clock as strict as an area made it. Only ever earlier, stronger, quicker: what is looser changes nothing."""

from __future__ import annotations

from dataclasses import replace

from sightline.engine.lengths import WORKING_DAY_ENDS, never_longer
from sightline.engine.model import Area, Card, Clock, Duty, Period, Tightening, Timing
from sightline.engine.vocabulary import STRENGTHS


def in_area(area: Area, card: Card, clock: Clock) -> Clock:
    """The clock of a card with everything put in that the area settled or tightened for its duties."""
    entries = [t for t in area.tightened if t.card == card.id]
    return replace(clock, duties=tuple(_duty_in(area, duty, entries) for duty in clock.duties))


def concerns(entry: Tightening, duty: Duty) -> bool:
    """Whether an entry is about a duty of its card."""
    return entry.do == duty.do and entry.who in (None, duty.who)


def tightened(area: Area, duty: Duty, entry: Tightening) -> Duty:
    """A duty as one entry makes it: the earlier deadline, the stronger verb, the quicker "seen"."""
    strength = max(duty.strength, entry.strength or duty.strength, key=STRENGTHS.index)
    seen = min(duty.acknowledge_within, entry.acknowledge_within or duty.acknowledge_within)
    return replace(duty, timing=_timing(area, duty.timing, entry), strength=strength, acknowledge_within=seen)


def as_settled(area: Area, period: Period) -> Period | None:
    """A period with what the area settled filled in, up to the source's own bound; nothing where both are silent."""
    if period.parameter is None or period.measure:
        return period
    found, most = area.period(period.parameter), Period(elapsed=period.at_most) if period.at_most else None
    return most if most and (found is None or (found.elapsed and earlier(area, most, found))) else found


def earlier(area: Area, new: Period, given: Period | None) -> bool:
    """Whether a new length never ends later than the given one, wherever this area's calendar puts them."""
    if given is None:
        return True
    if given.measure:
        return new.elapsed is not None and _bounds(area, new, given)
    ends = area.times("the working day ends at")
    return never_longer(new, given, ends[0] if ends else WORKING_DAY_ENDS)


def begins_before_it_ends(area: Area, every: Period, timing: Timing) -> bool:
    """Whether the first deadline of what recurs lies before its `until`, so that there is one at all."""
    until = as_settled(area, timing.until) if timing.until else None
    return until is None or (earlier(area, every, until) and not earlier(area, until, every))


def _bounds(area: Area, new: Period, agreed: Period) -> bool:
    """Whether a new length bounds what a case agrees: no longer than the fallback of the area, and the source's own."""
    fallback = area.period(agreed.parameter) if agreed.parameter else None
    own = Period(elapsed=agreed.at_most) if agreed.at_most else None
    return all(earlier(area, new, bound) for bound in (fallback, own))


def _duty_in(area: Area, duty: Duty, entries: list[Tightening]) -> Duty:
    settled = area.period(duty.acknowledge_parameter) if duty.acknowledge_parameter else None
    if settled and settled.elapsed:
        duty = replace(duty, acknowledge_within=settled.elapsed)
    for entry in entries:
        if concerns(entry, duty):
            duty = tightened(area, duty, entry)
    return duty


def _timing(area: Area, timing: Timing, entry: Tightening) -> Timing:
    if entry.within and timing.shape == "none_given":
        return replace(timing, shape="within", period=entry.within)
    new = entry.within if timing.shape == "within" else entry.every if timing.shape == "every" else None
    if new is None or timing.period is None or not begins_before_it_ends(area, new, timing):
        return timing
    return replace(timing, period=_period(area, timing.period, new))


def _period(area: Area, given: Period, new: Period) -> Period:
    """The shorter length. What a case may agree stays its own, up to the new length."""
    if not earlier(area, new, as_settled(area, given)):
        return given
    return replace(given, at_most=new.elapsed) if given.measure else new
