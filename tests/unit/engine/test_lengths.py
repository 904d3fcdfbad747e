"""Which of two lengths is never the longer one: said only where it is so for every start."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from sightline.engine import Calendar
from sightline.engine.lengths import never_longer, said
from sightline.engine.model import Area, Period
from sightline.engine.timing import Terms


def hours(number: float) -> Period:
    return Period(elapsed=timedelta(hours=number))


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        (hours(6), hours(6), True),
        (hours(6.5), hours(6), False),
        (Period(working_days=2), Period(working_days=2), True),
        (Period(working_days=3), Period(working_days=2), False),
        (Period(months=1), Period(months=1), True),
        (Period(months=2), Period(months=1), False),
        # The shortest month is February; where the clocks go forward it is an hour shorter still.
        (hours(28 * 24 - 1), Period(months=1), True),
        (hours(28 * 24), Period(months=1), False),
        (Period(months=1), hours(31 * 24 + 1), True),
        (Period(months=1), hours(31 * 24), False),
        # Begun just before midnight, the first working day ends seventeen hours later, the second a day after that.
        (hours(17), Period(working_days=1), True),
        (hours(17.5), Period(working_days=1), False),
        (hours(41), Period(working_days=2), True),
        (hours(41.5), Period(working_days=2), False),
        # How long a working day lasts in hours depends on holidays: nothing is promised.
        (Period(working_days=1), hours(2000), False),
        (hours(1), Period(measure="review_minutes"), False),
    ],
)
def test_one_length_is_never_longer_than_another(one: Period, other: Period, never: bool) -> None:
    assert never_longer(one, other) is never


def test_a_working_day_that_ends_earlier_is_shorter() -> None:
    assert never_longer(hours(12.5), Period(working_days=1), time(12, 30))
    assert not never_longer(hours(12.6), Period(working_days=1), time(12, 30))


@pytest.mark.parametrize("months", [1, 2, 6])
def test_what_is_said_of_months_holds_for_every_start_of_two_years(months: int) -> None:
    terms = Terms(Area("here", "Here", "england", ()), {}, Calendar("england", frozenset()))
    starts = [
        datetime(2027, 1, 1, hour, 30, tzinfo=UTC) + timedelta(days=n) for n in range(730) for hour in (1, 12, 23)
    ]
    lasted = [terms.add(start, Period(months=months)) - start for start in starts]
    for length in sorted({*lasted, *(each + timedelta(minutes=1) for each in lasted)}):
        if never_longer(Period(elapsed=length), Period(months=months)):
            assert length <= min(lasted)
        if never_longer(Period(months=months), Period(elapsed=length)):
            assert length >= max(lasted)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (None, "the card's"),
        (Period(working_days=2), "2 working days"),
        (Period(months=3), "3 months"),
        (Period(measure="review_minutes"), "what may be agreed in a case"),
        (hours(1.5), "90 minutes"),
        (hours(2), "2 hours"),
    ],
)
def test_a_length_is_said_exactly(period: Period | None, words: str) -> None:
    assert said(period) == words
