"""Draws the timings of a card as stops on a line, in order, not to scale. Knows where a stop stands, no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from textwrap import wrap

from django.utils.translation import gettext as _

from sightline.engine.model import Duty, Period, Timing
from sightline.web.screens.protocol_words import length, period_words

STEP, MARGIN = 110, 60
LETTERS = 15  # that fit above a stop in one of its two lines
MOST_TURNS = 6  # of a duty that comes again; the rest is said in words
OPEN = timedelta(days=36_500)  # where an area or a case sets the time: last on the line


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the line: its number, where it stands, when that is, and what falls due there.

    `label` is `when` in at most two short lines.
    """

    number: int
    x: int
    when: str
    label: list[str]
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
    return period.elapsed if period.elapsed else OPEN


def _times(period: Period, number: int) -> Period:
    """A number of periods in a row, as one."""
    if period.elapsed:
        return Period(elapsed=number * period.elapsed)
    days, months = period.working_days or 0, period.months or 0
    return Period(working_days=number * days or None, months=number * months or None)


def _at(period: Period, after: timedelta) -> tuple[timedelta, str]:
    """Where the end of a period stands that begins some time after the start, with the words for it."""
    if period.elapsed:
        return period.elapsed + after, length(period.elapsed + after)
    words = period_words(period)
    if after:
        words = _("%(after)s, then %(words)s") % {"after": length(after), "words": words}
    return _place(period) + after, words


def _turns(timing: Timing) -> Iterator[tuple[timedelta, str]]:
    """The moments at which a duty that comes again falls due: those before `until`, at most six."""
    every = timing.period
    if every is None or _place(every) is OPEN:
        yield from [_at(every, timing.after)] if every else []
        return
    for number in range(1, MOST_TURNS + 1):
        turn = _times(every, number)
        if timing.until is None or _place(turn) < _place(timing.until):
            yield _at(turn, timing.after)


def moments(timing: Timing) -> list[tuple[timedelta, str]]:
    """When a duty falls due after its clock started, with the words for it; none where no time is given."""
    if timing.shape == "every":
        return list(_turns(timing))
    if timing.shape == "at_once":
        return [(timing.after, length(timing.after) if timing.after else _("at once"))]
    if timing.shape == "by":
        return [(timedelta(hours=23, minutes=59) + timing.after, _("by %s") % timing.by)]
    if timing.shape == "within" and timing.period:
        return [_at(timing.period, timing.after)]
    return []


def drawn(duties: tuple[Duty, ...]) -> Line | None:
    """The line of a card's duties; None where nothing on it has a time."""
    places: dict[tuple[timedelta, str], list[tuple[str, str]]] = {}
    labels: dict[str, list[str]] = {}
    for duty in duties:
        for place, when in moments(duty.timing):
            places.setdefault((place, when), []).append((duty.do, duty.who))
            labels[when] = _label(duty.timing.period, when)
    if not places:
        return None
    stops = [
        Stop(n, MARGIN + n * STEP, when, labels[when], places[place, when])
        for n, (place, when) in enumerate(sorted(places), start=1)
    ]
    goes_on = any(d.timing.shape == "every" and _goes_on(d.timing) for d in duties)
    return Line(stops, MARGIN * 2 + STEP * len(stops), goes_on)


def _label(period: Period | None, when: str) -> list[str]:
    if period and _place(period) is OPEN:
        when = _("agreed in the case") if period.measure else _("set by the area")
    return wrap(when, LETTERS, max_lines=2, placeholder="…")


def _goes_on(timing: Timing) -> bool:
    """Whether a duty comes again after the last stop that is drawn for it."""
    every = timing.period
    if timing.until is None or every is None:
        return True
    return _place(every) is not OPEN and _place(_times(every, MOST_TURNS + 1)) < _place(timing.until)
