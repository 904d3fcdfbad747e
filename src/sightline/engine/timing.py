"""When things are due: elapsed time in UTC, working days and times of day by the nation. Reads no clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sightline.engine.model import TOUR_OF_DUTY, Area, Period, Timing

LONDON = ZoneInfo("Europe/London")
WORKING_DAY_ENDS = time(17)  # where the area did not settle it


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of a nation, given from outside."""

    nation: str
    holidays: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, bank holidays apart."""
        return day.weekday() < 5 and day not in self.holidays

    def working_day_after(self, day: date, number: int) -> date:
        """The nth working day after a day; the day itself does not count. `number` is at least 1."""
        while number:
            day += timedelta(days=1)
            number -= self.is_working_day(day)
        return day


@dataclass(frozen=True, slots=True)
class Slot:
    """One deadline. Done after `opens_at`, it counts for this one; `due_at` is missing where no time is given."""

    opens_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What lengths of time mean in one case: the area's parameters, what was agreed, and the nation's calendar."""

    area: Area
    measures: Mapping[str, int]
    calendar: Calendar

    def settled(self, period: Period | None) -> Period | None:
        """The period with what the case agreed, else what the area settled, filled in; nothing where neither says.

        Whatever they say, it is never longer than the card's `at_most`.
        """
        if period is None or period.elapsed or period.working_days or period.months:
            return period
        found = self.area.period(period.parameter) if period.parameter else None
        if period.measure and (minutes := self.measures.get(period.measure)):
            found = Period(elapsed=timedelta(minutes=minutes))
        if period.at_most and (found is None or (found.elapsed and found.elapsed > period.at_most)):
            return Period(elapsed=period.at_most)
        return found

    def add(self, start: datetime, period: Period, times: int = 1) -> datetime:
        """The moment a number of periods after a start: elapsed time, calendar months, or the end of a working day."""
        if period.elapsed is not None:
            return start + times * period.elapsed
        if period.months:
            return _months_after(start, times * period.months)
        day = self.calendar.working_day_after(local_day(start), times * (period.working_days or 1))
        ends = self.area.times("the working day ends at")
        return at_local(day, ends[0] if ends else WORKING_DAY_ENDS)


def local_day(moment: datetime) -> date:
    """The day in Europe/London of an aware moment."""
    return moment.astimezone(LONDON).date()


def at_local(day: date, clock: time) -> datetime:
    """A time of day in Europe/London as a UTC moment. A time the clocks jump over is read as an hour later."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def _months_after(start: datetime, months: int) -> datetime:
    """The same time of day in Europe/London so many months on; the month's last day where it has no such day."""
    local = start.astimezone(LONDON)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return datetime.combine(date(year, month + 1, day), local.timetz().replace(fold=0)).astimezone(UTC)


def slots(timing: Timing, start: datetime, terms: Terms) -> Iterator[Slot]:
    """Every deadline of a duty whose clock started at `start`, in order. Endless where there is no `until`."""
    begins = start + timing.after
    period = terms.settled(timing.period)
    if timing.shape == "every" and period:
        yield from _recurring(begins, period, terms.settled(timing.until), terms)
    elif timing.shape == "within" and period:
        yield Slot(start, terms.add(begins, period))
    elif timing.shape == "at_once":
        yield Slot(start, begins)
    elif timing.shape == "by":
        yield Slot(start, _next_time_of_day(timing, begins, terms))
    else:
        yield Slot(start, None)


def _recurring(begins: datetime, period: Period, until: Period | None, terms: Terms) -> Iterator[Slot]:
    end = terms.add(begins, until) if until else None
    opens = begins
    for number in count(1):
        due = terms.add(begins, period, number)
        if end is not None and due >= end:
            return
        yield Slot(opens, due)
        opens = due


def clock_times(timing: Timing, area: Area) -> tuple[time, ...]:
    """The times of day at which a duty `by` a time falls due in an area; empty where the area did not settle them."""
    if timing.by == TOUR_OF_DUTY:
        return area.times("tours of duty end at")
    return (time(0),) if timing.by in (None, "midnight") else (time.fromisoformat(timing.by),)


def _next_time_of_day(timing: Timing, moment: datetime, terms: Terms) -> datetime | None:
    today = local_day(moment)
    clocks = clock_times(timing, terms.area)
    moments = (at_local(today + timedelta(days=n), clock) for n in (0, 1) for clock in clocks)
    return min((m for m in moments if m > moment), default=None)
