"""What a case file may hold, at the very edge of it, and what is understood of what it leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sightline.engine import Answer, CaseError, Situation, assess_file
from sightline.engine.casefile import read_situation
from tests.unit.engine.asking import ON
from tests.unit.engine.cards import real

UNSAFE, ELSEWHERE = "home may not be safe", "is somewhere else that is safe"


def read(**tables: Any) -> Situation:
    return read_situation({"area": "thames-valley", **tables}, real())


def refused(**tables: Any) -> str:
    with pytest.raises(CaseError) as caught:
        read(**tables)
    return str(caught.value)


@pytest.mark.parametrize("age", [0, 1, 129, 130])
def test_an_age_from_0_to_130_is_understood(age: int) -> None:
    assert read(person={"age": age}).age == age


@pytest.mark.parametrize("age", [-1, 131, True, "15", 15.5])
def test_any_other_age_is_refused(age: Any) -> None:
    assert "whole number of years from 0 to 130" in refused(person={"age": age})


def test_an_age_that_is_left_out_is_not_known() -> None:
    assert read().age is None and read(person={}).age is None


def test_where_nothing_is_near_ten_of_the_known_words_are_named_in_order() -> None:
    said = refused(proposed={"by": "zzzzzz"})
    assert said.split("Known: ")[1] == ", ".join(sorted(real().vocabulary.roles)[:10]) + "."


@pytest.mark.parametrize("name", ["person", "given", "history", "trigger_plan", "proposed"])
def test_what_must_be_a_table_is_asked_for_as_one(name: str) -> None:
    assert refused(**{name: "words"}) == f"Write [{name}] as a table."


@pytest.mark.parametrize("said", [1, ["report"], {"stage": "report"}])
def test_what_must_be_text_is_asked_for_as_text(said: Any) -> None:
    assert refused(stage=said) == "`stage` is text: a stage, in quotation marks."


def test_a_fact_nobody_knows_is_refused_wherever_it_stands() -> None:
    assert "is not a fact of the vocabulary, in `facts`" in refused(given={"facts": ["likes rain"]})
    assert "is not a fact of the vocabulary, in `not_so`" in refused(given={"not_so": ["likes rain"]})
    assert "`facts` is text" in refused(given={"facts": [7]})


@pytest.mark.parametrize("days", [90, 180, 365])
def test_missing_and_absent_are_added_up_where_both_are_known_and_nobody_gave_the_sum(days: int) -> None:
    missing, absent, both = (f"{kind}_last_{days}_days" for kind in ("missing", "absent", "missing_or_absent"))
    assert read(history={missing: 2, absent: 3}).measures == {missing: 2, absent: 3, both: 5}
    assert read(history={missing: 2, absent: 3, both: 4}).measures[both] == 4
    assert read(history={missing: 2}).measures == {missing: 2}
    assert read(history={absent: 3}).measures == {absent: 3}


def placed(to: str | None, lived: str | None, facts: list[str]) -> Answer | None:
    person = {"setting": lived} if lived else {}
    proposed = {"returned_to": to} if to else {}
    return read(person=person, given={"facts": facts}, proposed=proposed).answers.get(ELSEWHERE)


@pytest.mark.parametrize(
    ("to", "lived", "facts", "elsewhere"),
    [
        ("foster care", "family home", [UNSAFE], Answer.YES),
        ("hospital", "family home", [UNSAFE], Answer.YES),
        ("foster care", None, [UNSAFE], Answer.YES),
        ("foster care", "family home", [], None),
        ("foster care", "foster care", [UNSAFE], None),
        ("the station", "family home", [UNSAFE], None),
        (None, "family home", [UNSAFE], None),
    ],
)
def test_a_placement_other_than_the_home_that_may_not_be_safe_is_somewhere_else(
    to: str | None, lived: str | None, facts: list[str], elsewhere: Answer | None
) -> None:
    assert placed(to, lived, facts) is elsewhere


def test_what_somebody_said_of_the_place_stands() -> None:
    found = read(given={"facts": [UNSAFE], "not_so": [ELSEWHERE]}, proposed={"returned_to": "foster care"})
    assert found.answers[ELSEWHERE] is Answer.NO


def test_a_count_may_be_nothing_or_a_million_and_no_more() -> None:
    counts = "missing_last_90_days"
    assert [read(history={counts: n}).measures[counts] for n in (0, 1, 1_000_000)] == [0, 1, 1_000_000]
    assert "too large: at most 1,000,000" in refused(history={counts: 1_000_001})
    assert {refused(history={counts: n}) for n in (-1, True, 1.5)} == {
        f"`{counts}` in [history] is a whole number, 0 or more."
    }


def test_what_is_on_the_record_is_a_level_and_a_category_of_ours() -> None:
    found = read(history={"previous_decision_risk": "low", "previous_decision_category": "absent"})
    assert (found.recorded_risk, found.recorded_category, found.measures) == ("low", "absent", {})
    assert "is not a risk level" in refused(history={"previous_decision_risk": "extreme"})
    assert "is not a category" in refused(history={"previous_decision_category": "gone"})


@pytest.mark.parametrize("field", ["because", "returned_to", "answer_to_challenge"])
def test_the_words_of_a_proposal_are_text(field: str) -> None:
    assert refused(proposed={field: 1}) == f"`{field}` in [proposed] is text."


@pytest.mark.parametrize("field", ["close", "confirm_placement"])
def test_what_is_proposed_is_proposed_only_where_it_says_so(field: str) -> None:
    quiet, said = read(proposed={}).proposed, read(proposed={field: True}).proposed
    assert quiet is not None and getattr(quiet, field) is False
    assert said is not None and getattr(said, field) is True
    assert refused(proposed={field: "yes"}) == f"`{field}` in [proposed] is true or false."


def test_without_a_plan_or_a_proposal_there_is_none_and_an_empty_one_prescribes_nothing() -> None:
    assert read().trigger_plan is None and read().proposed is None
    plan = read(trigger_plan={}).trigger_plan
    assert plan is not None and (plan.category, plan.risk) == (None, None)


def test_numbers_that_python_refuses_to_read_are_refused_in_words(tmp_path: Path) -> None:
    (path := tmp_path / "long.toml").write_text("age = " + "9" * 5000)
    with pytest.raises(CaseError, match="long.toml holds something no case file holds"):
        assess_file(path, real(), on=ON)
