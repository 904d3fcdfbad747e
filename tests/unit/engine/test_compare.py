"""Two areas side by side: what differs stands first, the earliest of several deadlines counts, in the area's terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine import Protocols
from sightline.engine.model import Area, Card, Period, Tightening
from sightline.engine.review.compare import NO_TIME, Comparison, compare, reckoned, settled_timing
from tests.unit.engine.cards import card, clock, duty, real, timing

DAY = date(2026, 11, 20)
HOURS = {n: Period(elapsed=timedelta(hours=n)) for n in (1, 2, 6, 12, 24, 72)}
CHECK = "safe and well check within"


def asks(when: str, id: str, **more: Any) -> Card:
    """A card that asks the supervisor to review the risk within a time."""
    return card("duty", clock(duty(timing("within", when), **more)), id=id)


def two(one: list[Card], other: list[Card], **areas: dict[str, Any]) -> Protocols:
    """Two areas, north and south, that adopted these cards; `north` and `south` hold what else is theirs."""
    cards = {c.id: c for c in (*one, *other)}
    north = Area("north", "North", "england", tuple(c.id for c in one), **areas.get("north", {}))
    south = Area("south", "South", "england", tuple(c.id for c in other), **areas.get("south", {}))
    return Protocols("edition", cards, {"north": north, "south": south}, real().vocabulary, real().sources)


def side_by_side(book: Protocols, kind: str = "") -> Comparison:
    """North and south as on the day of these tests."""
    return compare(book, "north", "south", on=DAY, kind=kind)


def test_a_duty_of_both_at_different_times_is_listed_and_one_at_the_same_time_is_only_counted() -> None:
    shared = asks("6 hours", "TV-TEST-01", do="notify the police", who="carer")
    here, there = asks("6 hours", "TV-TEST-02"), asks("24 hours", "TV-TEST-03")
    found = side_by_side(two([shared, here], [shared, there]))
    assert [(p.do, p.who, p.a.timing.period, p.b.timing.period) for p in found.duties] == [
        ("review the risk", "supervisor", HOURS[6], HOURS[24])
    ]
    assert found.alike == 1


def test_the_earliest_of_what_several_cards_ask_counts_and_all_of_them_are_named() -> None:
    several = [asks("24 hours", "TV-TEST-01"), asks("6 hours", "TV-TEST-02"), asks("2 working days", "TV-TEST-03")]
    pair = side_by_side(two(several, [asks("12 hours", "TV-TEST-04")])).duties[0]
    assert pair.a.timing.period == HOURS[6]
    assert pair.a.cards == ("TV-TEST-01", "TV-TEST-02", "TV-TEST-03")
    assert pair.b.cards == ("TV-TEST-04",)


def test_the_strongest_of_the_verbs_is_named() -> None:
    weak, strong = asks("6 hours", "TV-TEST-01", strength="may"), asks("24 hours", "TV-TEST-02", strength="must")
    assert side_by_side(two([weak, strong], [asks("1 hour", "TV-TEST-03")])).duties[0].a.strength == "must"


def test_one_card_is_due_at_different_times_where_the_areas_settled_it_differently() -> None:
    either = asks(f"area: {CHECK}", "TV-TEST-01")
    book = two([either], [either], north={"parameters": {CHECK: HOURS[24]}}, south={"parameters": {CHECK: HOURS[72]}})
    found = side_by_side(book)
    assert (found.duties[0].a.timing.period, found.duties[0].b.timing.period) == (HOURS[24], HOURS[72])
    assert found.shared == 1 and not found.only_a and not found.only_b


def test_what_an_area_made_stricter_is_what_it_asks() -> None:
    either = asks("24 hours", "TV-TEST-01")
    stricter = Tightening(card="TV-TEST-01", do="review the risk", because="Agreed.", within=HOURS[12])
    pair = side_by_side(two([either], [either], north={"tightened": (stricter,)})).duties[0]
    assert (pair.a.timing.period, pair.b.timing.period) == (HOURS[12], HOURS[24])


def test_tours_of_duty_that_end_at_other_hours_are_other_times() -> None:
    either = card("duty", clock(duty(timing("by", by="end of tour of duty"))))
    tours = "tours of duty end at"
    book = two(
        [either],
        [either],
        north={"parameters": {tours: (time(7), time(19))}},
        south={"parameters": {tours: (time(6),)}},
    )
    pair = side_by_side(book).duties[0]
    assert (pair.a.times, pair.b.times) == ((time(7), time(19)), (time(6),))


def test_a_time_in_one_area_and_none_in_the_other_is_a_difference() -> None:
    untimed = card("duty", clock(duty(timing("none_given"))), id="TV-TEST-02")
    assert len(side_by_side(two([asks("6 hours", "TV-TEST-01")], [untimed])).duties) == 1


def test_a_card_not_in_force_yet_sets_no_time_but_is_named_as_adopted() -> None:
    later = card("duty", clock(duty(timing("within", "1 hour"))), id="TV-TEST-02", since=DAY + timedelta(days=1))
    found = side_by_side(two([asks("6 hours", "TV-TEST-01"), later], [asks("6 hours", "TV-TEST-01")]))
    assert not found.duties
    assert [c.id for c in found.only_a] == ["TV-TEST-02"]


def test_parameters_that_differ_stand_before_those_that_agree() -> None:
    known = list(real().vocabulary.parameters)[:3]
    north = dict(zip(known, ("a", "b", "c"), strict=True))
    book = two([], [], north={"parameters": north}, south={"parameters": {**north, known[1]: "other"}})
    found = side_by_side(book)
    assert [(p.parameter.name, p.differs) for p in found.parameters] == [
        (known[1], True), (known[0], False), (known[2], False),
    ]  # fmt: skip


def test_what_only_one_area_has_to_settle_is_shown_with_nothing_on_the_other_side() -> None:
    found = side_by_side(two([], [], north={"parameters": {CHECK: HOURS[24]}}))
    assert [(p.a, p.b, p.differs) for p in found.parameters] == [(HOURS[24], None, True)]


def test_one_kind_leaves_the_other_kinds_and_the_parameters_out() -> None:
    threshold = card("threshold", clock(duty(timing("within", "1 hour"))), id="TV-TEST-02")
    book = two([asks("6 hours", "TV-TEST-01"), threshold], [], north={"parameters": {CHECK: HOURS[24]}})
    found = side_by_side(book, "threshold")
    assert [c.id for c in found.only_a] == ["TV-TEST-02"]
    assert not found.parameters


def test_an_area_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="atlantis"):
        compare(real(), "birmingham", "atlantis", on=DAY)


def test_timings_are_put_in_order_whatever_their_shape() -> None:
    in_order = [
        timing("at_once"), timing("within", "6 hours"), timing("by", by="midnight"), timing("within", "1 working day"),
        timing("within", "3 days"), timing("within", "5 working days"), timing("within", "1 month"),
        timing("none_given"),
    ]  # fmt: skip
    assert [reckoned(t) for t in in_order] == sorted(reckoned(t) for t in in_order)
    assert reckoned(in_order[-1]) == reckoned(timing("within", f"area: {CHECK}")) == NO_TIME


def test_what_nobody_settled_stays_as_the_card_writes_it() -> None:
    left_open = timing("every", f"area: {CHECK}", until="6 hours")
    assert settled_timing(Area("north", "North", "england", ()), left_open) == left_open


def test_an_area_is_no_different_from_itself() -> None:
    for area in real().areas.values():
        twin = replace(area, id="twin")
        book = replace(real(), areas={area.id: area, "twin": twin}, _in_force={}, _by_kind={}, _clocks={})
        found = compare(book, area.id, "twin", on=DAY)
        assert not found.duties and not found.only_a and not found.only_b
        assert not any(p.differs for p in found.parameters)
        assert found.shared == len(area.cards)


@given(pair=st.permutations(["birmingham", "england", "thames-valley", "wales", "west-midlands"]))
def test_the_other_way_round_everything_is_mirrored(pair: list[str]) -> None:
    a, b = pair[:2]
    one, other = compare(real(), a, b, on=DAY), compare(real(), b, a, on=DAY)
    assert (one.only_a, one.only_b, one.shared, one.alike) == (other.only_b, other.only_a, other.shared, other.alike)
    assert [(d.do, d.who, d.a, d.b) for d in one.duties] == [(d.do, d.who, d.b, d.a) for d in other.duties]


def test_the_two_areas_of_the_sources_differ_where_the_sources_do() -> None:
    found = compare(real(), "birmingham", "thames-valley", on=DAY)
    assert {p.parameter.name for p in found.parameters if p.differs} >= {"absent for a child"}
    assert "TV-ABSENCE-01" in {c.id for c in found.only_b}
    assert "notify the UK Missing Persons Unit" in {d.do for d in found.duties}
