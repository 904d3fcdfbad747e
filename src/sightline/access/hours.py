"""When a desk is open, who answers for it when it is not, and which hours nobody covers. Reads no clock.

Bank holidays are provided from outside; without them no day is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sightline.access.models import Desk
from sightline.audit.moments import LONDON, day_of

Span = tuple[datetime, datetime]
SATURDAY = 5
LOOKS_AHEAD = timedelta(days=15)  # no desk is closed for longer at a stretch: Christmas and a weekend
LONGEST_CHAIN = 8


class _Holidays:
    are: Callable[[str, date], bool] = staticmethod(lambda area, day: False)


def provide(holiday: Callable[[str, date], bool]) -> None:
    """Say which days are bank holidays in a protocol area: called once, by the wiring."""
    _Holidays.are = staticmethod(holiday)


def is_working_day(area: str, day: date) -> bool:
    """Whether a day is neither at a weekend nor a bank holiday in the area's nation."""
    return day.weekday() < SATURDAY and not _Holidays.are(area, day)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON)


def _hours_of(desk: Desk, day: date) -> Span | None:
    """The hours that begin on a day; None where the desk does not open on it."""
    if desk.working_days_only and not is_working_day(desk.agency.area, day):
        return None
    tomorrow = day + timedelta(days=1)
    if desk.opens is None or desk.closes is None:
        return _moment(day, time()), _moment(tomorrow, time())
    return _moment(day, desk.opens), _moment(day if desk.opens < desk.closes else tomorrow, desk.closes)


def open_spans(desk: Desk, begin: datetime, end: datetime) -> list[Span]:
    """The stretches between two moments in which a desk is open, in order, none touching the next."""
    day, last, found = day_of(begin) - timedelta(days=1), day_of(end), list[Span]()
    while day <= last:
        if hours := _hours_of(desk, day):
            found.append(hours)
        day += timedelta(days=1)
    return clipped(joined(found), begin, end)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans in order that neither overlap nor touch."""
    made: list[Span] = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((begin, end))
    return made


def clipped(spans: Iterable[Span], begin: datetime, end: datetime) -> list[Span]:
    """What of the spans lies between two moments."""
    cut = [(max(first, begin), min(last, end)) for first, last in spans]
    return [(first, last) for first, last in cut if first < last]


def uncovered(wanted: Sequence[Span], covered: Iterable[Span]) -> list[Span]:
    """What of the wanted time nobody covers: the holes of a rota."""
    left = list(wanted)
    for begin, end in covered:
        cut = [((first, min(last, begin)), (max(first, end), last)) for first, last in left]
        left = [part for pair in cut for part in pair if part[0] < part[1]]
    return left


def is_open(desk: Desk, at: datetime) -> bool:
    """Whether the desk itself answers at a moment. A desk without hours always does."""
    if desk.opens is None and not desk.working_days_only:
        return True
    return bool(open_spans(desk, at, at + timedelta(seconds=1)))


def opens_next(desk: Desk, at: datetime) -> datetime | None:
    """When a desk that is closed opens again."""
    spans = open_spans(desk, at, at + LOOKS_AHEAD)
    return spans[0][0] if spans else None


def answering(desk: Desk, at: datetime) -> Desk:
    """The desk that answers for this one at a moment: itself while it is open or where it names none.

    A circle cannot be recorded; should there be one all the same, the desk answers itself: somebody must.
    """
    found, seen = desk, {desk.pk}
    while found.out_of_hours_id and not is_open(found, at):
        onward = Desk.objects.select_related("agency").get(pk=found.out_of_hours_id)
        if onward.pk in seen or onward.closed_at or len(seen) > LONGEST_CHAIN:
            return desk if onward.pk in seen else found
        seen.add(onward.pk)
        found = onward
    return found


def answered_for(desks: Sequence[int], at: datetime) -> list[Desk]:
    """The desks, closed at a moment, for which these desks answer: directly or along a chain."""
    found: dict[int, Desk] = {}
    front = list(desks)
    while front:
        rows = Desk.objects.filter(out_of_hours__in=front, closed_at=None).select_related("agency")
        new = [row for row in rows if row.pk not in found and row.pk not in desks and not is_open(row, at)]
        found |= {row.pk: row for row in new}
        front = [row.pk for row in new]
    return list(found.values())
