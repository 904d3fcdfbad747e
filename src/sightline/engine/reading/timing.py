"""Reads the timing of a duty: exactly one of the shapes of the card format. Computes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from sightline.engine.model import TOUR_OF_DUTY, Period, Timing
from sightline.engine.reading.tables import Table, elapsed
from sightline.engine.vocabulary import Vocabulary

SHAPES = ("within", "within_working_days", "every", "by", "at_once", "none_given")
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WORKING_DAYS = re.compile(r"(\d+) working days?")
MONTHS = re.compile(r"(\d+) months?")


def read_timing(t: Table, words: Vocabulary) -> Timing:
    """The timing of one duty. More than one shape, or none, is a fault."""
    given = [shape for shape in SHAPES if shape in t.data]
    if len(given) != 1:
        what = "has no timing" if not given else f"has more than one timing ({', '.join(given)})"
        t.fault("do", f"The duty “{t.data.get('do')}” {what}.", f"Give exactly one of: {', '.join(SHAPES)}.")
    after = t.length("after") or timedelta(0)
    shape = given[0] if given else "none_given"
    for other in given:
        t.asked.append(other)
    if "until" in t.data and shape != "every":
        t.fault("until", "`until` goes with `every`.", "Use `within` for one deadline.")
    if shape == "within_working_days":
        return Timing("within", Period(working_days=t.number(shape) or 1), after=after)
    if shape in ("within", "every"):
        return _periodic(t, shape, words, after)
    if shape == "by":
        return Timing("by", by=_clock_time(t), after=after)
    if t.data.get(shape, True) is not True:
        t.fault(shape, f"Write `{shape} = true`.")
    return Timing(shape, after=after)


def _periodic(t: Table, shape: str, words: Vocabulary, after: timedelta) -> Timing:
    period = _bounded(t, read_period(t, shape, words))
    until = read_period(t, "until", words) if "until" in t.data else None
    if period and until and period.elapsed and until.elapsed and until.elapsed <= period.elapsed:
        t.fault("until", "`until` ends before the first `every`.", "Make it longer.")
    return Timing(shape, period, until, after=after)


def _bounded(t: Table, period: Period | None) -> Period | None:
    """The period with the longest time the source allows beside what the area sets or the case agrees."""
    at_most = t.length("at_most")
    if at_most and period and not (period.parameter or period.measure):
        t.fault("at_most", "`at_most` goes with `area: …` or `agreed: …`.", "Write the time itself instead.")
    return replace(period, at_most=at_most) if at_most and period else period


def _clock_time(t: Table) -> str:
    value = t.text("by")
    if value in ("midnight", TOUR_OF_DUTY) or CLOCK_TIME.fullmatch(value):
        return value
    t.fault("by", f"“{value}” is not a time of day.", f"Write 09:00, midnight or {TOUR_OF_DUTY}.")
    return "midnight"


def read_period(t: Table, key: str, words: Vocabulary) -> Period | None:
    """`6 hours`, `1 working day`, `1 month`, `area: <parameter>`, `agreed: <measure>`, or the last two together."""
    value = t.text(key)
    if value.startswith("area: "):
        return Period(parameter=_parameter(t, key, value.removeprefix("area: "), words))
    if value.startswith("agreed: "):
        return _agreed(t, key, value.removeprefix("agreed: "), words)
    if match := WORKING_DAYS.fullmatch(value):
        return Period(working_days=int(match[1]))
    if (match := MONTHS.fullmatch(value)) and int(match[1]):
        return Period(months=int(match[1]))
    length = elapsed(value)
    if length is None or not length:
        mend = "Write it like 6 hours, 14 days, 1 working day, 1 month, area: <parameter> or agreed: <measure>."
        t.fault(key, f"“{value}” is not a length of time.", mend)
    return Period(elapsed=length)


def read_acknowledgement(t: Table, words: Vocabulary) -> tuple[timedelta | None, str | None]:
    """How soon somebody must say "seen": a length of time, or the parameter by which the area sets it."""
    key = "acknowledge_within"
    value = t.data.get(key)
    if isinstance(value, str) and value.startswith("area: "):
        return None, _parameter(t, key, t.text(key).removeprefix("area: "), words)
    return t.length(key), None


def _parameter(t: Table, key: str, name: str, words: Vocabulary) -> str | None:
    periods = [p.name for p in words.parameters.values() if p.type == "period"]
    return name if t.check(key, name, periods, "a parameter of type period") else None


def _agreed(t: Table, key: str, text: str, words: Vocabulary) -> Period:
    measure, _, parameter = text.partition(", or area: ")
    t.check(key, measure, words.measures, "a measure")
    return Period(measure=measure, parameter=_parameter(t, key, parameter, words) if parameter else None)
