"""Draws the timings of a card as stops on a line, in order, not to scale. Knows where a stop stands, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from sightline.engine.model import Duty, Period, Timing
from sightline.web.screens.protocol_words import length, period_words

STEP, MARGIN, Y = 110, 60, 44
MOST_TURNS = 6  # of a duty that comes again; the rest is said in words


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the line: its number, where it stands, when that is, and what falls due there."""

    number: int
    x: int
    when: str
    due: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: its stops and its width in the picture's own units. `more`: a duty goes on after the last stop."""

    stops: list[Stop]
    width: int
    more: bool

    @property
    def end(self) -> int:
        """Where the last stop stands."""
        return self.stops[-1].x


def _place(period: Period) -> timedelta:
    """Where a period stands among the others; one that the area or the case sets stands last."""
    if period.working_days:
        return timedelta(days=period.working_days, minutes=1)
    if period.months:
        return timedelta(days=30 * period.months, minutes=1)  # a place among the others, not a length
    return period.elapsed if period.elapsed else timedelta(days=36_500)


def _turns(timing: Timing) -> list[tuple[timedelta, str]]:
    """The moments at which a duty that comes again falls due: those before `until`, at most six."""
    every = timing.period.elapsed if timing.period else None
    if not every:
        return [(_place(timing.period), period_words(timing.period))] if timing.period else []
    end = timing.until.elapsed if timing.until and timing.until.elapsed else every * (MOST_TURNS + 1)
    turns = [every * n for n in range(1, MOST_TURNS + 1) if every * n < end]
    return [(t + timing.after, length(t + timing.after)) for t in turns]


def moments(timing: Timing) -> list[tuple[timedelta, str]]:
    """When a duty falls due after its clock started, with the words for it; none where no time is given."""
    if timing.shape == "every":
        return _turns(timing)
    if timing.shape == "at_once":
        return [(timing.after, length(timing.after) if timing.after else _("at once"))]
    if timing.shape == "by":
        return [(timedelta(hours=23, minutes=59) + timing.after, _("by %s") % timing.by)]
    if timing.shape == "within" and timing.period:
        place = _place(timing.period) + timing.after
        return [(place, length(place) if timing.period.elapsed else period_words(timing.period))]
    return []


def drawn(duties: tuple[Duty, ...]) -> Line | None:
    """The line of a card's duties; None where nothing on it has a time."""
    places: dict[tuple[timedelta, str], list[tuple[str, str]]] = {}
    for duty in duties:
        for place in moments(duty.timing):
            places.setdefault(place, []).append((duty.do, duty.who))
    if not places:
        return None
    stops = [
        Stop(n, MARGIN + n * STEP, when, places[place, when]) for n, (place, when) in enumerate(sorted(places), start=1)
    ]
    goes_on = any(d.timing.shape == "every" and _goes_on(d.timing) for d in duties)
    return Line(stops, MARGIN * 2 + STEP * len(stops), goes_on)


def _goes_on(timing: Timing) -> bool:
    if not timing.until:
        return True
    every, end = timing.period and timing.period.elapsed, timing.until.elapsed
    return bool(every and end and every * MOST_TURNS < end - every)
