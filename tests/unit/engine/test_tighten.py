"""A card's clock as an area made it: which entry is about which duty, and which of two lengths is the stricter one."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from sightline.engine.model import Area, Card, Period, Tightening
from sightline.engine.tighten import as_settled, begins_before_it_ends, concerns, earlier, in_area, tightened
from tests.unit.engine.cards import card, clock, duty, timing

REVIEW = "review of the risk every"


def hours(number: float) -> Period:
    return Period(elapsed=timedelta(hours=number))


def area(*entries: Tightening, **parameters: Any) -> Area:
    named = {name.replace("_", " "): value for name, value in parameters.items()}
    return Area("here", "Here", "england", (), named, tightened=entries)


def entry(**more: Any) -> Tightening:
    return Tightening("TV-TEST-01", "review the risk", "Agreed here.", **more)


def only(place: Area, *duties: Any) -> list[Any]:
    made: Card = card("duty", clock(*duties))
    return list(in_area(place, made, made.versions[0].body).duties)  # type: ignore[arg-type]


def test_an_entry_is_about_a_duty_of_the_same_words_and_of_the_same_person_where_it_names_one() -> None:
    asked = duty(timing("within", "6 hours"), do="review the risk", who="supervisor")
    assert concerns(entry(), asked) and concerns(entry(who="supervisor"), asked)
    assert not concerns(entry(who="carer"), asked)
    assert not concerns(Tightening("TV-TEST-01", "ring the family", "Agreed here."), asked)
    assert not concerns(Tightening("TV-TEST-01", "ring the family", "Agreed here.", who="supervisor"), asked)


def test_only_the_duty_and_the_card_an_entry_names_become_stricter() -> None:
    review, ring = duty(timing("within", "6 hours")), duty(timing("within", "6 hours"), do="ring the family")
    place = area(entry(within=hours(2)), Tightening("TV-OTHER-01", "ring the family", "Ours.", within=hours(1)))
    assert [d.timing.period for d in only(place, review, ring)] == [hours(2), hours(6)]


def test_the_stronger_verb_and_the_quicker_seen_stay_whichever_side_has_them() -> None:
    half, hour = timedelta(minutes=30), timedelta(hours=1)
    strict = duty(timing("at_once"), strength="must", acknowledge_within=half)
    mild = duty(timing("at_once"), strength="may", acknowledge_within=hour)
    for one in (strict, mild):
        made = tightened(area(), one, entry(strength="should", acknowledge_within=timedelta(minutes=45)))
        assert made.strength == ("must" if one is strict else "should")
        assert made.acknowledge_within == (half if one is strict else timedelta(minutes=45))
    assert tightened(area(), mild, entry()) == mild


def test_what_the_area_settled_for_seen_counts_before_anything_is_tightened() -> None:
    asked = duty(timing("at_once"), acknowledge_within=timedelta(minutes=30), acknowledge_parameter="seen within")
    assert only(area(seen_within=hours(2)), asked)[0].acknowledge_within == timedelta(hours=2)
    assert only(area(), asked)[0].acknowledge_within == timedelta(minutes=30)
    quicker = entry(acknowledge_within=timedelta(hours=1))
    assert only(area(quicker, seen_within=hours(2)), asked)[0].acknowledge_within == timedelta(hours=1)
    plain = duty(timing("at_once"), acknowledge_within=timedelta(minutes=30))
    assert only(area(seen_within=hours(2)), plain)[0].acknowledge_within == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("settled", "at_most", "found"),
    [
        (hours(4), None, hours(4)),
        (hours(4), 6, hours(4)),
        (hours(6), 6, hours(6)),
        (hours(8), 6, hours(6)),
        (None, 6, hours(6)),
        (None, None, None),
        (Period(working_days=2), 6, Period(working_days=2)),
    ],
)
def test_what_the_area_settled_counts_up_to_the_sources_own_bound(
    settled: Period | None, at_most: int | None, found: Period | None
) -> None:
    place = Area("here", "Here", "england", (), {REVIEW: settled} if settled else {})
    asked = Period(parameter=REVIEW, at_most=timedelta(hours=at_most) if at_most else None)
    assert as_settled(place, asked) == found


def test_a_length_of_its_own_and_one_agreed_in_a_case_are_not_for_the_area_to_settle() -> None:
    place = Area("here", "Here", "england", (), {REVIEW: hours(1)})
    agreed = Period(measure="review_minutes", parameter=REVIEW)
    assert as_settled(place, hours(6)) == hours(6) and as_settled(place, agreed) == agreed


def test_any_length_is_earlier_than_none() -> None:
    assert earlier(area(), Period(working_days=9), None) is True


def test_where_the_working_day_has_several_ends_the_first_one_counts() -> None:
    place = area(the_working_day_ends_at=(time(12), time(17)))
    assert earlier(place, hours(12), Period(working_days=1)) and not earlier(place, hours(13), Period(working_days=1))
    assert earlier(area(), hours(17), Period(working_days=1))
    assert not earlier(area(), hours(17.5), Period(working_days=1))


@pytest.mark.parametrize(
    ("new", "fallback", "at_most", "bounds"),
    [
        (hours(2), hours(4), 6, True),
        (hours(5), hours(4), 6, False),
        (hours(5), hours(6), 4, False),
        (hours(5), None, 4, False),
        (hours(5), None, None, True),
        (hours(5), hours(4), None, False),
        (hours(4), hours(4), 4, True),
        (Period(working_days=1), Period(working_days=1), None, False),
    ],
)
def test_a_length_bounds_what_a_case_may_agree_only_up_to_the_areas_and_the_sources_own(
    new: Period, fallback: Period | None, at_most: int | None, bounds: bool
) -> None:
    place = Area("here", "Here", "england", (), {REVIEW: fallback} if fallback else {})
    most = timedelta(hours=at_most) if at_most else None
    agreed = Period(measure="review_minutes", parameter=REVIEW, at_most=most)
    assert earlier(place, new, agreed) is bounds


def test_a_length_agreed_in_a_case_without_a_fallback_has_the_sources_bound_alone() -> None:
    agreed = Period(measure="review_minutes", at_most=timedelta(hours=4))
    assert earlier(area(), hours(4), agreed) and not earlier(area(), hours(5), agreed)


def test_what_recurs_must_fall_due_once_before_it_ends() -> None:
    ends = timing("every", "1 hour", "6 hours")
    assert begins_before_it_ends(area(), hours(5), ends)
    assert not begins_before_it_ends(area(), hours(6), ends) and not begins_before_it_ends(area(), hours(7), ends)
    assert begins_before_it_ends(area(), hours(700), timing("every", "1 hour"))
    settled = timing("every", "1 hour", f"area: {REVIEW}")
    place = Area("here", "Here", "england", (), {REVIEW: hours(3)})
    assert begins_before_it_ends(place, hours(2), settled) and not begins_before_it_ends(place, hours(3), settled)
    assert begins_before_it_ends(area(), hours(700), settled)


def test_an_entry_gives_each_shape_of_timing_its_own_length() -> None:
    both = entry(within=hours(2), every=hours(1))
    shapes = [timing("within", "6 hours"), timing("every", "6 hours"), timing("none_given"), timing("at_once")]
    made = only(area(both), *(duty(shape) for shape in shapes))
    assert [(d.timing.shape, d.timing.period) for d in made] == [
        ("within", hours(2)), ("every", hours(1)), ("within", hours(2)), ("at_once", None),
    ]  # fmt: skip
    assert only(area(entry(every=hours(1))), duty(timing("none_given")))[0].timing == timing("none_given")
    assert only(area(entry(every=hours(1))), duty(timing("within", "6 hours")))[0].timing.period == hours(6)


def test_a_looser_length_and_one_that_would_never_fall_due_change_nothing() -> None:
    within, every = duty(timing("within", "6 hours")), duty(timing("every", "3 hours", "4 hours"))
    assert only(area(entry(within=hours(7), every=hours(4))), within, every) == [within, every]


def test_what_a_case_agrees_stays_its_own_up_to_the_new_length() -> None:
    made = only(area(entry(every=hours(2))), duty(timing("every", f"agreed: review_minutes, or area: {REVIEW}")))[0]
    assert made.timing.period == Period(measure="review_minutes", parameter=REVIEW, at_most=timedelta(hours=2))
