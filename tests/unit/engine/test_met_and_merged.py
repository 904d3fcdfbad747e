"""What meets a deadline at its very edge, and what is kept when two cards ask the same thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from sightline.engine import Answer
from sightline.engine.lengths import said
from sightline.engine.meeting import Chain
from sightline.engine.model import Authority, Condition, Definition, Period
from sightline.engine.runs import History, Occurrence, Run
from sightline.engine.timing import Slot
from tests.unit.engine.cards import at, card, clock, due, duty, protocols, times, timing, version

DAY = "2026-01-05"
REPORT = f"{DAY} 12:00 reported missing"
HOURLY = duty(timing("every", "1 hour"))
NO, NOT_KNOWN, YES = Answer.NO, Answer.NOT_KNOWN, Answer.YES


def on(hour: str) -> datetime:
    return at(f"{DAY} {hour}")


def states(chain: Chain, *done: str) -> list[str]:
    return [outcome.state for outcome in chain.outcomes([on(d) for d in done], None)]


ONE = Slot(on("12:00"), on("13:00"))
TWO = Slot(on("13:00"), on("14:00"))
RUNNING, ENDED = Run(on("12:00")), Run(on("12:00"), on("13:30"))


@pytest.mark.parametrize(
    ("chain", "done", "became"),
    [
        (Chain([ONE], RUNNING, False), ("12:00",), ["met"]),
        (Chain([ONE], RUNNING, True), ("12:00",), ["open"]),
        (Chain([ONE], RUNNING, True), ("12:01",), ["met"]),
        (Chain([ONE], RUNNING, False), ("13:00",), ["met"]),
        (Chain([ONE], RUNNING, False), ("13:01",), ["met late"]),
        (Chain([ONE], RUNNING, False), ("12:10", "12:20"), ["met"]),
        (Chain([ONE], RUNNING, False), ("13:10", "13:20"), ["met late"]),
        (Chain([ONE, TWO], RUNNING, True), ("12:10", "12:20"), ["met", "open"]),
        (Chain([ONE, TWO], RUNNING, True), ("12:10", "13:00"), ["met", "open"]),
        (Chain([ONE, TWO], RUNNING, True), ("12:10", "13:10"), ["met", "met"]),
        (Chain([ONE, TWO], RUNNING, True), ("14:10",), ["met late", "met late"]),
        (Chain([ONE, TWO], RUNNING, True), ("13:10",), ["met late", "open"]),
        (Chain([ONE, TWO], ENDED, True), ("12:10", "13:30"), ["met", "met"]),
        (Chain([ONE, TWO], ENDED, True), ("12:10", "13:31"), ["met", "stopped"]),
        (Chain([ONE, TWO], ENDED, True), (), ["open", "stopped"]),
        (Chain([ONE], RUNNING, False, timedelta(minutes=30)), ("13:30",), ["met"]),
        (Chain([ONE], RUNNING, False, timedelta(minutes=30)), ("13:31",), ["met late"]),
        (Chain([Slot(on("12:00"), None)], RUNNING, False), ("18:00",), ["met"]),
        (Chain([Slot(on("12:00"), None)], ENDED, False), ("13:30",), ["met"]),
        (Chain([Slot(on("12:00"), None)], ENDED, False), ("13:31",), ["stopped"]),
    ],
)
def test_what_was_done_meets_what_was_due(chain: Chain, done: tuple[str, ...], became: list[str]) -> None:
    assert states(chain, *done) == became


def test_what_is_excused_stops_and_keeps_when() -> None:
    (outcome,) = Chain([ONE], RUNNING, False).outcomes([], on("12:30"))
    assert (outcome.state, outcome.ended_at) == ("stopped", on("12:30"))


def test_nothing_is_unrolled_beyond_the_end_of_its_clock() -> None:
    found = due(protocols(card("duty", clock(HOURLY))), REPORT, f"{DAY} 14:30 returned", until="2026-01-06 12:00")
    assert times(found) == [f"{DAY} 13:00", f"{DAY} 14:00", f"{DAY} 15:00 stopped", f"{DAY} 16:00 stopped"]


def test_a_deadline_at_this_very_moment_has_fallen_due_and_the_next_is_shown() -> None:
    assert times(due(protocols(card("duty", clock(HOURLY))), REPORT, until=f"{DAY} 13:00")) == [
        f"{DAY} 13:00", f"{DAY} 14:00",
    ]  # fmt: skip


def test_what_is_delayed_begins_to_matter_when_its_time_does_and_what_recurs_after_the_one_before() -> None:
    later = duty(timing("within", "24 hours", after="72 hours"))
    (found,) = due(protocols(card("duty", clock(later))), REPORT, until="2026-01-06 00:00")
    assert (found.starts_at, found.opens_at) == (at("2026-01-08 12:00"), at(f"{DAY} 12:00"))
    recurring = due(protocols(card("duty", clock(HOURLY))), REPORT, until=f"{DAY} 13:30")
    assert [d.starts_at for d in recurring] == [on("12:00"), on("13:00")]


def test_what_may_be_done_from_the_moment_another_is_due_is_done_with_it() -> None:
    now = card("duty", clock(duty(timing("at_once"))), id="A-NOW-01")
    day = card("duty", clock(duty(timing("within", "24 hours"))), id="B-DAY-01")
    (found,) = due(protocols(now, day), REPORT, until=f"{DAY} 12:00")
    assert (found.due_at, found.cards) == (on("12:00"), ("A-NOW-01", "B-DAY-01"))
    (hour, _) = due(protocols(now, card("duty", clock(HOURLY), id="B-DAY-01")), REPORT, until=f"{DAY} 12:00")
    assert hour.due_at == on("12:00") and hour.cards == ("A-NOW-01",)


def test_two_that_are_joined_are_known_by_the_one_that_began_first() -> None:
    first = card("duty", clock(duty(timing("within", "24 hours"))), id="A-ONE-01")
    second = card("duty", clock(duty(timing("within", "4 hours")), starts=["decided missing"]), id="B-TWO-01")
    happened = (REPORT, f"{DAY} 13:00 decided missing")
    (found,) = due(protocols(first, second), *happened, until=f"{DAY} 14:00")
    assert found.due_at == on("17:00") and found.starts_at == on("12:00")
    assert found.key.startswith("review the risk|supervisor||once|2026-01-05T12:00")
    (turned,) = due(protocols(second, first), *happened, until=f"{DAY} 14:00")
    assert (turned.key, turned.starts_at) == (found.key, found.starts_at)


def test_a_single_deadline_joined_by_one_that_recurs_stays_known_as_the_single_one() -> None:
    single = card("duty", clock(duty(timing("within", "30 minutes"))), id="A-ONE-01")
    found = due(protocols(single, card("duty", clock(HOURLY), id="B-TWO-01")), REPORT, until=f"{DAY} 12:00")
    assert found[0].cards == ("A-ONE-01", "B-TWO-01") and "|once|" in found[0].key


def test_a_duty_of_one_card_is_what_it_would_be_among_others() -> None:
    found = due(protocols(card("duty", clock(HOURLY))), REPORT, f"{DAY} 12:30 risk reviewed", until=f"{DAY} 14:30")
    assert [d.key.rsplit("|", 1)[1] for d in found] == [f"2026-01-05T{h}:00:00+00:00" for h in (13, 14, 15)]


# --- What a card's conditions come to --------------------------------------------------------------------------------


def known(*answers: Answer) -> dict[str, Answer]:
    return {str(n): answer for n, answer in enumerate(answers)}


@pytest.mark.parametrize("answers", list(product((NO, NOT_KNOWN, YES), repeat=2)))
def test_all_any_none_and_unless_weigh_three_answers(answers: tuple[Answer, Answer]) -> None:
    def grounds(condition: Condition) -> Answer:
        return condition.grounds(known(*answers).__getitem__, lambda _, n: YES)

    both, either = min(answers), max(answers)
    assert grounds(Condition(applies_when=("0", "1"))) == both
    assert grounds(Condition(and_any_of=("0", "1"))) == either
    assert grounds(Condition(and_none_of=("0", "1"))) == either.opposite
    assert grounds(Condition(applies_when=("0",), and_any_of=("1",))) == both
    assert grounds(Condition(applies_when=("0",), and_none_of=("1",))) == min(answers[0], answers[1].opposite)
    excepted = Condition(applies_when=("0",), unless=("1",))
    assert excepted.answer(known(*answers).__getitem__, lambda _, n: YES) == min(answers[0], answers[1].opposite)
    assert excepted.acts(known(*answers).__getitem__, lambda _, n: YES) is (answers[0] is YES and answers[1] is not YES)
    assert Condition(unless=("0", "1")).excused(known(*answers).__getitem__) == either
    counted = Condition(applies_when=("0",), counts="times", at_least=3)
    assert counted.grounds(known(*answers).__getitem__, lambda _, n: answers[1]) == both


def test_a_count_is_asked_for_by_its_name_and_its_least() -> None:
    asked: dict[tuple[str, int], Answer] = {}
    Condition(counts="times", at_least=3).grounds(lambda f: YES, lambda name, n: asked.setdefault((name, n), YES))
    assert [*asked] == [("times", 3)]


def test_a_period_is_known_by_whichever_shape_it_has() -> None:
    periods = [Period(elapsed=timedelta(hours=1)), Period(working_days=2), Period(months=3), Period(measure="m"),
               Period(measure="m", parameter="p"), Period(parameter="p")]  # fmt: skip
    assert [p.words for p in periods] == ["1:00:00", "2", "3", "m", "m", "p"]


@pytest.mark.parametrize(("withdrawn", "starts"), [(None, True), (2, True), (1, False), (0, False)])
def test_a_version_withdrawn_by_its_first_day_never_starts(withdrawn: int | None, starts: bool) -> None:
    first = date(2026, 1, 1)
    made = version(Definition("gone"), since=first)
    day = first + timedelta(days=withdrawn - 1) if withdrawn is not None else None
    assert replace(made, withdrawn_on=day).starts is starts


def test_a_version_ends_with_the_next_or_when_it_is_withdrawn_whichever_comes_first() -> None:
    one, two, three = (version(Definition("gone"), since=date(year, 1, 1)) for year in (2020, 2022, 2024))
    made = replace(card("definition", Definition("gone")), versions=(one, two, three))
    assert [made.ends(v) for v in made.versions] == [date(2022, 1, 1), date(2024, 1, 1), None]
    for withdrawn, ends in ((date(2021, 1, 1), date(2021, 1, 1)), (date(2023, 1, 1), date(2022, 1, 1))):
        early = replace(one, withdrawn_on=withdrawn)
        assert replace(made, versions=(early, two)).ends(early) == ends
    never = replace(two, withdrawn_on=date(2022, 1, 1))
    assert made.ends(never) == date(2022, 1, 1)
    assert replace(made, versions=(one, never, three)).ends(one) == date(2024, 1, 1)


def test_whatever_happened_counts_from_the_moment_asked_for_on() -> None:
    history = History([Occurrence("seen", on("12:00")), Occurrence("seen", on("15:00"))], on("14:00"))
    assert history.of(["seen", "gone"], on("12:00")) == [on("12:00")] and history.of(["seen"], on("12:01")) == []
    assert history.knows(["gone", "seen"]) and not history.knows(["gone"])


def test_whoever_settles_a_dispute_is_named_by_the_card_that_settles() -> None:
    settles = card(
        "authority", Authority("decide the category", may=("superintendent", "duty inspector"), settles=True)
    )
    decides = card("authority", Authority("decide the category", may=("sergeant",)), id="B-TWO-01")
    rules = protocols(decides, settles)
    assert rules.who_settles("here", date(2026, 1, 5)) == ("superintendent", "duty inspector")


def test_seventy_two_hours_are_said_as_such() -> None:
    assert said(Period(elapsed=timedelta(hours=72))) == "72 hours"
