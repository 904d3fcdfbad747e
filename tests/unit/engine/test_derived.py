"""The facts the engine works out from a situation, each by its own function."""

from __future__ import annotations

import pytest

from sightline.engine import Answer, Situation, TriggerPlan
from sightline.engine.derived import FUNCTIONS, READS, Standing
from tests.unit.engine.cards import real

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def answer(fact: str, **situation: object) -> Answer:
    return FUNCTIONS[fact](Standing(Situation("here", **situation)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "youngest", "oldest"),
    [
        ("is a child", 0, 17),
        ("is under 13", 0, 12),
        ("is under 14", 0, 13),
        ("is under 16", 0, 15),
        ("is 16 or 17", 16, 17),
        ("is an adult", 18, 90),
    ],
)
def test_an_age_band_ends_on_the_birthday(fact: str, youngest: int, oldest: int) -> None:
    assert answer(fact, age=youngest) is YES and answer(fact, age=oldest) is YES
    assert answer(fact, age=oldest + 1) is (YES if oldest == 90 else NO)
    assert youngest == 0 or answer(fact, age=youngest - 1) is NO


def test_an_age_nobody_knows_answers_no_question_about_age() -> None:
    assert {answer(f) for f in ("is a child", "is an adult", "is under 13", "is under 16", "is 16 or 17")} == {
        NOT_KNOWN
    }


def test_whereabouts_are_unknown_until_somebody_confirms_them() -> None:
    assert answer("whereabouts are not known") is YES
    assert answer("whereabouts are not known", answers={"whereabouts are known": YES}) is NO
    claimed = {"whereabouts are known": YES, "whereabouts are claimed but not confirmed": YES}
    assert answer("whereabouts are not known", answers=claimed) is YES
    assert answer("whereabouts are not known", stage="found") is NO


def test_a_setting_nobody_knows_is_not_a_no() -> None:
    assert answer("lives in a placement") is NOT_KNOWN
    assert answer("lives in a placement", setting="foster care") is YES
    assert answer("lives at home", setting="foster care") is NO
    assert answer("lives in an adult care setting", setting="mental health unit") is YES


def test_a_trigger_plan_is_there_or_it_is_not() -> None:
    assert answer("has a current trigger plan", trigger_plan=TriggerPlan()) is YES
    assert answer("has no current trigger plan", trigger_plan=TriggerPlan()) is NO
    assert answer("has no current trigger plan") is YES


def test_earlier_levels_are_remembered() -> None:
    fact = "was recorded at medium or high before"
    assert answer(fact) is NOT_KNOWN
    assert answer(fact, previous_risk_levels=("low", "medium")) is YES
    assert answer(fact, previous_risk_levels=("low",)) is NO
    assert answer("the risk was recorded high in this episode", recorded_risk="high") is YES


@pytest.mark.parametrize(
    "fact",
    ["seen safe and well, or excused", "return interview offered or declined", "the question of referral is settled"],
)
def test_either_of_two_records_settles_the_question(fact: str) -> None:
    first, second = READS[fact]
    assert answer(fact) is NOT_KNOWN
    assert answer(fact, answers={first: YES}) is YES and answer(fact, answers={second: YES}) is YES
    assert answer(fact, answers={first: NO}) is NOT_KNOWN
    assert answer(fact, answers={first: NO, second: NO}) is NO


def test_what_is_not_decided_yet_is_not_known() -> None:
    undecided = {f for f in FUNCTIONS if f.startswith(("the category is", "the risk is"))}
    assert {answer(f) for f in undecided} == {NOT_KNOWN}


def test_every_derived_fact_is_explained_and_reads_known_phrases() -> None:
    for fact, reads in READS.items():
        assert set(reads) <= set(real().vocabulary.facts), fact
    for fact, function in FUNCTIONS.items():
        documented = getattr(function, "func", function)
        assert documented.__doc__, f"“{fact}” is answered by a function that does not say how"
