"""School days: Monday to Friday without bank holidays and without the days on which a school is closed.

Counts and finds the next turn of the calendar; records nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q

from sightline.access.models import Agency
from sightline.audit.moments import LONDON, day_of
from sightline.episodes.models import SchoolAbsence, SchoolClosure
from sightline.episodes.protocol import calendar

DAY = timedelta(days=1)
REGISTERS_CLOSE, SCHOOL_ENDS = time(9, 30), time(15, 30)
# A holiday stops the clocks, and they begin again after it (BSCB-SCHOOL-02, 06, 08). A training day or two only is not
# counted: if it stopped the clocks too, it would put off four weeks again and again.
LEAST_OF_A_HOLIDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one school: which weekdays it is closed on, bank holidays among them."""

    closed: frozenset[date]

    def is_school_day(self, day: date) -> bool:
        """Whether the school is open on a day."""
        return day.weekday() < 5 and day not in self.closed

    def count(self, first: date, last: date, excused: Callable[[date], bool] = lambda day: False) -> int:
        """School days from one day to another, both counted, without those that `excused` excuses."""
        days = (first + n * DAY for n in range((last - first).days + 1))
        return sum(1 for day in days if self.is_school_day(day) and not excused(day))

    def after(self, day: date, number: int) -> date:
        """The nth school day after a day, which does not count itself. `number` is at least 1."""
        while number:
            day += DAY
            number -= self.is_school_day(day)
        return day

    def first_from(self, day: date) -> date:
        """The first school day from a day on, that day included."""
        return day if self.is_school_day(day) else self.after(day, 1)

    def last_before(self, day: date) -> date:
        """The last school day before a day."""
        day -= DAY
        while not self.is_school_day(day):
            day -= DAY
        return day


def weekdays(first: date, last: date) -> list[date]:
    """Monday to Friday between two days, both counted."""
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def of_school(school: Agency) -> Calendar:
    """A school's days: its own closures, its council's, and the bank holidays of the area's nation."""
    days = {day for row in closures_of(school) for day in weekdays(row.first_on, row.last_on)}
    return Calendar(frozenset(days) | calendar(school.area).holidays)


def closures_of(school: Agency) -> list[SchoolClosure]:
    """The closures a school keeps: those set for it, and those its council sets for all its schools."""
    own = Q(agency=school.pk) | (Q(agency=school.council_id) if school.council_id else Q())
    return list(SchoolClosure.objects.filter(own).select_related("agency").order_by("first_on"))


def missed(episode: int, at: datetime) -> int:
    """School days missed without permission since the absence was noticed, that day and today counted (D123)."""
    row = SchoolAbsence.objects.select_related("school").get(pk=episode)
    until = row.leave_until

    def excused(day: date) -> bool:
        return bool(until and row.leave_since and row.leave_since <= day < until)

    return of_school(row.school).count(day_of(row.noticed_at), day_of(at), excused)


def moment(day: date, clock: time) -> datetime:
    """A time of day in London as a moment."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def next_turn(row: SchoolAbsence, closures: Iterable[SchoolClosure], days: Calendar, at: datetime) -> datetime | None:
    """When the calendar next changes what counts: a holiday begins while the days count, or else they count again."""
    today = day_of(at)
    if row.running:
        starts = [c.first_on for c in closures if len(weekdays(c.first_on, c.last_on)) >= LEAST_OF_A_HOLIDAY]
        ends = (moment(days.last_before(day), SCHOOL_ENDS) for day in starts if day > today - 7 * DAY)
        return min((m for m in ends if m > at), default=None)
    back = row.leave_until if row.leave_until and row.leave_until > today else today
    again = moment(days.first_from(back), REGISTERS_CLOSE)
    return again if again > at else moment(days.after(back, 1), REGISTERS_CLOSE)


def in_holiday(closures: Collection[SchoolClosure], day: date) -> bool:
    """Whether a day lies in a holiday that stops the clocks."""
    return any(
        c.first_on <= day <= c.last_on and len(weekdays(c.first_on, c.last_on)) >= LEAST_OF_A_HOLIDAY for c in closures
    )
