"""Facts and counts as cards weigh them: what a narrower or wider window proves, and what it does not."""

from __future__ import annotations

import pytest

from sightline.engine import Answer, Situation
from sightline.engine.derived import Standing
from sightline.engine.weigh import Scales, StandingScales
from tests.unit.engine.cards import real

YEAR, HALF, QUARTER = "missing_last_365_days", "missing_last_180_days", "missing_last_90_days"


@pytest.mark.parametrize(
    ("given", "at_least", "answer"),
    [
        ({HALF: 2}, 2, Answer.YES),
        ({HALF: 1}, 2, Answer.NO),
        ({QUARTER: 2}, 2, Answer.YES),  # at least as many in the wider window
        ({QUARTER: 1}, 2, Answer.NOT_KNOWN),
        ({YEAR: 1}, 2, Answer.NO),  # not more in the narrower one
        ({YEAR: 2}, 2, Answer.NOT_KNOWN),
        ({}, 1, Answer.NOT_KNOWN),
        ({"absent_last_90_days": 9}, 1, Answer.NOT_KNOWN),
        ({HALF: 0, YEAR: 9}, 1, Answer.NO),  # the number itself goes before what others prove
    ],
)
def test_a_window_proves_what_it_can(given: dict[str, int], at_least: int, answer: Answer) -> None:
    assert Scales(real().vocabulary, {}, given).count(HALF, at_least) is answer


def test_nothing_known_is_never_taken_for_less_than_one() -> None:
    assert Scales(real().vocabulary, {}, {}).count(QUARTER, 0) is not Answer.NO


def test_what_people_answered_stays_answered_when_more_is_decided() -> None:
    situation = Situation("england", age=15, answers={"self-harms": Answer.YES})
    scales = StandingScales(real().vocabulary, situation)
    assert scales.fact("self-harms") is Answer.YES
    assert scales.fact("the category is missing") is Answer.NOT_KNOWN
    scales.now(Standing(situation, frozenset({"missing"})))
    assert "self-harms" in scales.answers
    assert scales.fact("the category is missing") is Answer.YES
