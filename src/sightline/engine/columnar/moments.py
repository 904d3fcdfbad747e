"""Days, months and working days of Europe/London for many moments at once. The scalar `timing` is the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import numpy as np

from sightline.engine.columnar.columns import Moments, as_number
from sightline.engine.timing import LONDON, WORKING_DAY_ENDS, Calendar

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
YEARS = range(1972, 2100)  # of the clock changes that are known here
FAR = 800  # working days are known this many days beyond the last moment asked about


@cache
def _changes() -> tuple[Moments, Moments]:
    """The UTC moments at which the clocks change, and the offset from then on (one more offset than moments)."""
    at: list[int] = []
    offsets = [_offset(datetime(YEARS[0], 1, 1, tzinfo=UTC))]
    moment, step = datetime(YEARS[0], 1, 1, tzinfo=UTC), timedelta(hours=1)
    while moment.year < YEARS[-1]:
        if _offset(moment + timedelta(days=1)) == offsets[-1]:
            moment += timedelta(days=1)
            continue
        while _offset(moment) == offsets[-1]:
            moment += step
        at.append(as_number(moment))
        offsets.append(_offset(moment))
    return np.array(at, np.int64), np.array(offsets, np.int64)


def _offset(moment: datetime) -> int:
    offset = moment.astimezone(LONDON).utcoffset() or timedelta(0)
    return int(offset.total_seconds()) * 1_000_000


def local(moments: Moments) -> Moments:
    """The wall clock of London at UTC moments, as if it were UTC."""
    at, offsets = _changes()
    return moments + offsets[np.searchsorted(at, moments, side="right")]


def local_days(moments: Moments) -> Moments:
    """The days in London, in days since 1970."""
    return local(moments) // DAY


def from_local(wall: Moments) -> Moments:
    """The UTC moments of wall-clock times: the first of an hour that comes twice; an hour on where it is jumped."""
    at, offsets = _changes()
    turns = at + np.maximum(offsets[:-1], offsets[1:])
    return wall - offsets[np.searchsorted(turns, wall, side="right")]


def at_local(days: Moments, clock: time) -> Moments:
    """A time of day in London on days since 1970, as UTC moments."""
    return from_local(days * DAY + (clock.hour * 60 + clock.minute) * MINUTE)


def months_after(moments: Moments, months: Moments | int) -> Moments:
    """The same time of day in London so many months on; the month's last day where it has no such day."""
    wall = local(moments)
    days = (wall // DAY).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    in_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = month + np.asarray(months, "timedelta64[M]")
    first = later.astype("datetime64[D]")
    last = ((later + np.timedelta64(1, "M")).astype("datetime64[D]") - first).astype(np.int64) - 1
    day = first.astype(np.int64) + np.minimum(in_month, last)
    return from_local(day * DAY + wall % DAY)


class WorkingDays:
    """When the working days of a nation end, over the years that the moments of a set of cases span."""

    def __init__(self, calendar: Calendar, ends: Sequence[time], moments: Moments) -> None:
        first, last = int(local_days(moments.min())) - 1, int(local_days(moments.max())) + FAR
        epoch = date(1970, 1, 1)
        days = [n for n in range(first, last) if calendar.is_working_day(epoch + timedelta(days=n))]
        self.days = np.array(days, np.int64)
        self.ends = at_local(self.days, ends[0] if ends else WORKING_DAY_ENDS)

    def first_after(self, starts: Moments) -> Moments:
        """The place, among the working days, of the first one after the day of each moment."""
        return np.searchsorted(self.days, local_days(starts), side="right")

    def end_of(self, places: Moments) -> Moments:
        """When the working days at these places end."""
        return self.ends[np.minimum(places, len(self.ends) - 1)]
