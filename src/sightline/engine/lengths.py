"""Which of two lengths of time is never the longer one. Says yes only where that can be proved for every start."""

from __future__ import annotations

from datetime import time, timedelta

from sightline.engine.model import Period

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31  # days; an hour more or less where the clocks change
WORKING_DAY_ENDS = time(17)  # where the area did not settle it


def never_longer(one: Period, other: Period, day_ends: time = WORKING_DAY_ENDS) -> bool:
    """Whether `one` ends no later than `other`, whenever both start. Both have a length of their own."""
    if one.working_days and other.working_days:
        return one.working_days <= other.working_days
    if one.months and other.months:
        return one.months <= other.months
    longest, shortest = _longest(one), _shortest(other, day_ends)
    return longest is not None and shortest is not None and longest <= shortest


def _longest(period: Period) -> timedelta | None:
    """The longest the period can last; nothing where that depends on the calendar's holidays."""
    if period.months:
        return period.months * LONGEST_MONTH * DAY + HOUR
    return period.elapsed


def _shortest(period: Period, day_ends: time) -> timedelta | None:
    """The shortest the period can last: a working day may be reached from just before the midnight it begins at."""
    if period.months:
        return period.months * SHORTEST_MONTH * DAY - HOUR
    if period.working_days:
        return (period.working_days - 1) * DAY + timedelta(hours=day_ends.hour, minutes=day_ends.minute)
    return period.elapsed


def said(period: Period | None) -> str:
    """A length for a message: exact rather than pretty."""
    if period is None:
        return "the card's"
    if period.working_days or period.months:
        return f"{period.working_days or period.months} {'working days' if period.working_days else 'months'}"
    if period.elapsed is None:
        return "what may be agreed in a case"
    minutes = int(period.elapsed.total_seconds() // 60)
    return f"{minutes} minutes" if minutes % 60 else f"{minutes // 60} hours"
