"""Clocks that start, stop and start again; what meets a deadline; versions; merging of several cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sightline.engine import Answer
from sightline.engine.model import Period, Tightening
from tests.unit.engine.cards import at, card, clock, due, duty, protocols, times, timing, version

NOON = "2026-01-05 12:00"
REPORT = f"{NOON} reported missing"
HOURLY = duty(timing("every", "1 hour"))
DAY = duty(timing("within", "24 hours"))


def test_nothing_is_due_before_the_clock_starts() -> None:
    assert due(protocols(card("duty", clock(DAY))), until="2026-01-09 00:00") == ()


def test_an_event_that_has_not_happened_yet_starts_nothing() -> None:
    assert due(protocols(card("duty", clock(DAY))), REPORT, until="2026-01-05 11:59") == ()


def test_a_deadline_met_in_time_is_met_and_one_met_afterwards_is_met_late() -> None:
    rules = protocols(card("duty", clock(DAY)))
    in_time = due(rules, REPORT, "2026-01-06 12:00 risk reviewed", until="2026-01-07 00:00")
    late = due(rules, REPORT, "2026-01-06 12:01 risk reviewed", until="2026-01-07 00:00")
    assert (in_time[0].state, in_time[0].met_at) == ("met", at("2026-01-06 12:00"))
    assert late[0].state == "met late"


def test_done_before_the_clock_started_does_not_count() -> None:
    found = due(protocols(card("duty", clock(DAY))), "2026-01-05 11:00 risk reviewed", REPORT, until="2026-01-06 00:00")
    assert found[0].state == "open"


def test_saying_that_an_action_was_done_meets_every_duty_to_do_it() -> None:
    found = due(
        protocols(card("duty", clock(DAY))),
        REPORT,
        "2026-01-05 13:00 done: review the risk",
        until=NOON[:10] + " 14:00",
    )
    assert found[0].state == "met"


def test_one_review_meets_the_next_deadline_only() -> None:
    found = due(
        protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 12:20 risk reviewed", until="2026-01-05 12:30"
    )
    assert times(found) == ["2026-01-05 13:00 met", "2026-01-05 14:00"]


def test_two_reviews_in_one_hour_do_not_cover_two_hours() -> None:
    found = due(protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 12:20 risk reviewed",
                "2026-01-05 12:25 risk reviewed", until="2026-01-05 12:30")  # fmt: skip
    assert times(found) == ["2026-01-05 13:00 met", "2026-01-05 14:00"]


def test_one_late_review_meets_everything_overdue_and_not_the_next_one() -> None:
    found = due(
        protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 14:30 risk reviewed", until="2026-01-05 14:40"
    )
    assert times(found) == ["2026-01-05 13:00 met late", "2026-01-05 14:00 met late", "2026-01-05 15:00"]


def test_the_return_ends_what_was_still_to_come_and_leaves_what_was_missed() -> None:
    found = due(protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 13:30 returned", until="2026-01-05 18:00")
    assert times(found)[:2] == ["2026-01-05 13:00", "2026-01-05 14:00 stopped"]
    assert {d.state for d in found[1:]} == {"stopped"}
    assert found[0].ended_at == at("2026-01-05 13:30")


def test_an_event_at_the_very_moment_of_a_deadline_is_in_time() -> None:
    found = due(
        protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 13:00 risk reviewed", until="2026-01-05 13:00"
    )
    assert times(found) == ["2026-01-05 13:00 met", "2026-01-05 14:00"]


def test_a_deadline_that_falls_on_the_return_itself_stays_due() -> None:
    found = due(protocols(card("duty", clock(HOURLY))), REPORT, "2026-01-05 13:00 returned", until="2026-01-05 13:00")
    assert times(found)[0] == "2026-01-05 13:00"


def test_the_clock_starts_again_when_it_happens_again() -> None:
    again = "2026-01-08 09:00 reported missing"
    found = due(
        protocols(card("duty", clock(DAY))), REPORT, "2026-01-05 18:00 returned", again, until="2026-01-08 10:00"
    )
    assert times(found) == ["2026-01-06 12:00 stopped", "2026-01-09 09:00"]


def test_a_second_start_while_the_clock_runs_changes_nothing() -> None:
    found = due(
        protocols(card("duty", clock(DAY))), REPORT, "2026-01-05 20:00 reported missing", until="2026-01-05 21:00"
    )
    assert times(found) == ["2026-01-06 12:00"]


def test_an_event_that_meets_a_duty_and_stops_its_clock_meets_it() -> None:
    told = duty(timing("within", "6 hours"), do="notify the police", who="carer", to="police")
    rules = protocols(card("duty", clock(told, starts=["absence noticed"], stops=["reported missing"])))
    found = due(rules, f"{NOON} absence noticed", "2026-01-05 14:00 reported missing", until="2026-01-05 15:00")
    assert times(found) == ["2026-01-05 18:00 met"]


def test_an_excused_duty_is_set_aside_even_when_it_is_overdue() -> None:
    interview = duty(
        timing("within", "72 hours"), do="carry out the return interview", excused_by=("return interview declined",)
    )
    rules = protocols(card("duty", clock(interview, starts=["returned"], stops=[])))
    found = due(
        rules, "2026-01-05 12:00 returned", "2026-01-09 12:00 return interview declined", until="2026-01-09 13:00"
    )
    assert (found[0].state, found[0].ended_at) == ("stopped", at("2026-01-09 12:00"))


def test_at_once_is_in_time_while_somebody_could_still_have_said_seen() -> None:
    rules = protocols(card("duty", clock(duty(timing("at_once"), acknowledge_within=timedelta(minutes=15)))))
    assert times(due(rules, REPORT, "2026-01-05 12:15 risk reviewed", until="2026-01-05 13:00")) == [
        "2026-01-05 12:00 met"
    ]
    assert times(due(rules, REPORT, "2026-01-05 12:16 risk reviewed", until="2026-01-05 13:00")) == [
        "2026-01-05 12:00 met late"
    ]


def test_a_card_whose_condition_is_not_known_starts_no_clock() -> None:
    rules = protocols(card("duty", clock(DAY), applies_when=("is looked after",)))
    assert due(rules, REPORT, until=NOON) == ()
    assert due(rules, REPORT, until=NOON, answers={"is looked after": Answer.NO}) == ()
    assert len(due(rules, REPORT, until=NOON, answers={"is looked after": Answer.YES})) == 1


def test_an_exception_nobody_has_shown_excuses_nobody() -> None:
    rules = protocols(card("duty", clock(DAY), unless=("is looked after",)))
    assert len(due(rules, REPORT, until=NOON)) == 1
    assert due(rules, REPORT, until=NOON, answers={"is looked after": Answer.YES}) == ()


def test_the_version_in_force_when_the_clock_started_governs() -> None:
    old = card("duty", clock(DAY))
    newer = version(clock(duty(timing("within", "6 hours"))), since=date(2026, 1, 6))
    rules = protocols(replace(old, versions=(*old.versions, newer)))
    before = due(rules, "2026-01-05 23:59 reported missing", until="2026-01-07 12:00")
    after = due(rules, "2026-01-06 00:00 reported missing", until="2026-01-07 12:00")
    assert times(before) == ["2026-01-06 23:59"]
    assert times(after) == ["2026-01-06 06:00"]
    assert times(due(rules, "2026-01-05 23:59 reported missing", until="2026-01-07 12:00", on=date(2026, 2, 1))) == [
        "2026-01-06 05:59"
    ]


def test_the_day_a_clock_starts_on_is_the_day_in_london() -> None:
    old = card("duty", clock(DAY))
    newer = version(clock(duty(timing("within", "6 hours"))), since=date(2026, 7, 2))
    rules = protocols(replace(old, versions=(*old.versions, newer)))
    found = due(rules, "2026-07-01 23:30 reported missing", until="2026-07-02 00:00")  # half past midnight on the wall
    assert times(found) == ["2026-07-02 05:30"]


def test_two_cards_that_ask_the_same_make_one_duty_with_the_earlier_deadline_and_both_sources() -> None:
    sooner = card(
        "duty",
        clock(duty(timing("within", "6 hours"), strength="should", escalate_to=("duty inspector",))),
        id="A-ONE-01",
    )
    later = card(
        "duty",
        clock(duty(DAY.timing, escalate_to=("superintendent",), acknowledge_within=timedelta(minutes=5))),
        id="B-TWO-01",
    )
    (found,) = due(protocols(sooner, later), REPORT, until=NOON)
    assert times([found]) == ["2026-01-05 18:00"]
    assert found.cards == ("A-ONE-01", "B-TWO-01")
    assert found.strength == "must"
    assert found.escalate_to == ("duty inspector", "superintendent")
    assert found.acknowledge_within == timedelta(minutes=5)


def test_duties_of_different_parties_are_not_merged() -> None:
    mine = card("duty", clock(DAY), id="A-ONE-01")
    theirs = card("duty", clock(replace(DAY, who="duty inspector")), id="B-TWO-01")
    assert len(due(protocols(mine, theirs), REPORT, until=NOON)) == 2


def test_a_deadline_without_a_time_joins_one_with_a_time() -> None:
    timed = card("duty", clock(DAY), id="A-ONE-01")
    timeless = card("duty", clock(duty(timing("none_given"))), id="B-TWO-01")
    (found,) = due(protocols(timeless, timed), REPORT, until=NOON)
    assert times([found]) == ["2026-01-06 12:00"]
    assert set(found.cards) == {"A-ONE-01", "B-TWO-01"}


def test_an_hourly_review_does_for_a_four_hourly_one() -> None:
    often = card("duty", clock(duty(timing("every", "1 hour", "6 hours"))), id="A-ONE-01")
    seldom = card("duty", clock(duty(timing("every", "4 hours"))), id="B-TWO-01")
    found = due(protocols(often, seldom), REPORT, until="2026-01-05 19:00")
    assert times(found) == [
        "2026-01-05 13:00",
        "2026-01-05 14:00",
        "2026-01-05 15:00",
        "2026-01-05 16:00",
        "2026-01-05 17:00",
    ] + ["2026-01-06 00:00"]
    assert found[3].cards == ("A-ONE-01", "B-TWO-01")


def test_a_clock_that_stopped_does_not_hide_one_that_runs() -> None:
    stopped = card("duty", clock(duty(timing("within", "6 hours"))), id="A-ONE-01")
    running = card("duty", clock(DAY, stops=["closed"]), id="B-TWO-01")
    found = due(protocols(stopped, running), REPORT, "2026-01-05 14:00 returned", until="2026-01-05 15:00")
    assert times(found) == ["2026-01-06 12:00"]
    assert found[0].cards == ("B-TWO-01",)


def test_the_key_of_a_duty_outlives_new_events_and_a_tighter_card() -> None:
    loose, tight = (
        card("duty", clock(DAY), id="A-ONE-01"),
        card("duty", clock(duty(timing("within", "6 hours"))), id="B-TWO-01"),
    )
    before = due(protocols(loose), REPORT, until=NOON)
    more = due(protocols(loose), REPORT, "2026-01-05 13:00 informant contacted", until="2026-01-05 14:00")
    tighter = due(protocols(loose, tight), REPORT, until=NOON)
    assert before[0].key == more[0].key == tighter[0].key
    assert tighter[0].due_at != before[0].due_at


def test_an_area_may_set_a_shorter_deadline() -> None:
    stricter = Tightening("TV-TEST-01", "review the risk", "Local.", within=Period(elapsed=timedelta(hours=4)))
    rules = protocols(card("duty", clock(DAY)), tightened=(stricter,))
    assert times(due(rules, REPORT, until=NOON)) == ["2026-01-05 16:00"]
