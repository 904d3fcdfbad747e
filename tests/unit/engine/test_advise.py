"""When a duty is due, told as a length from the start of its clock: what a case without a calendar can say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sightline.engine import Calendar
from sightline.engine.advise import iso, offset
from sightline.engine.model import Area, Timing
from sightline.engine.timing import Terms
from tests.unit.engine.asking import ask
from tests.unit.engine.cards import card, clock, duty, timing

MONDAY, FRIDAY = date(2026, 1, 5), date(2026, 1, 9)
SUMMER_BEGINS = date(2026, 3, 1)  # the clocks change within the month that follows


def after(when: Timing, on: date = MONDAY, **measures: int) -> timedelta | None:
    area = Area("here", "Here", "england", (), {})
    return offset(duty(when), Terms(area, measures, Calendar("", frozenset())), on)


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("when", "on", "due"),
    [
        (timing("at_once"), MONDAY, days(0)),
        (timing("at_once", after="72 hours"), MONDAY, days(3)),
        (timing("by", by="09:00"), MONDAY, days(1)),
        (timing("by", by="09:00", after="48 hours"), MONDAY, days(3)),
        (timing("within", "6 hours"), MONDAY, days(0.25)),
        (timing("within", "6 hours", after="24 hours"), MONDAY, days(1.25)),
        (timing("within", "1 working day"), MONDAY, days(1)),
        (timing("within", "1 working day"), FRIDAY, days(3)),
        (timing("within", "1 working day", after="24 hours"), MONDAY, days(2)),
        (timing("within", "1 working day", after="72 hours"), FRIDAY, days(4)),
        (timing("within", "2 working days", after="72 hours"), date(2026, 1, 7), days(6)),
        (timing("within", "1 month"), MONDAY, days(31)),
        (timing("within", "1 month"), date(2026, 2, 1), days(28)),
        (timing("within", "1 month", after="24 hours"), date(2026, 1, 31), days(29)),
        (timing("within", "2 months"), SUMMER_BEGINS, days(61) - timedelta(hours=1)),
        (timing("none_given"), MONDAY, None),
    ],
)
def test_a_duty_is_due_so_long_after_its_clock_starts(when: Timing, on: date, due: timedelta | None) -> None:
    assert after(when, on) == due


def test_a_length_is_told_in_hours_and_in_minutes_where_hours_do_not_come_out_even() -> None:
    told = [iso(timedelta(minutes=m)) for m in (0, 30, 59, 60, 61, 90, 120)]
    assert told == ["PT0H", "PT30M", "PT59M", "PT1H", "PT61M", "PT90M", "PT2H"] and iso(None) is None


def test_what_two_cards_ask_of_one_party_is_due_when_the_earlier_says_and_as_strongly_as_the_stronger() -> None:
    timeless = card("duty", clock(duty(timing("none_given"), strength="must")), id="A-ONE-01")
    timed = card("duty", clock(duty(timing("within", "6 hours"), strength="should")), id="B-TWO-01")
    later = card("duty", clock(duty(timing("within", "8 hours"), strength="may")), id="C-SIX-01")
    for cards in ((timeless, timed, later), (later, timed, timeless), (timed, later, timeless)):
        (found,) = ask(*cards).duties
        assert (found.due, found.strength) == ("PT6H", "must")
        assert set(found.cards) == {"A-ONE-01", "B-TWO-01", "C-SIX-01"}


def test_duties_of_another_party_or_to_somebody_else_are_listed_apart() -> None:
    when = timing("within", "6 hours")
    three = (duty(when, who="supervisor"), duty(when, who="carer"), duty(when, who="carer", to="police"))
    assert [(d.who, d.to) for d in ask(card("duty", clock(*three))).duties] == [
        ("supervisor", None), ("carer", None), ("carer", "police"),
    ]  # fmt: skip
