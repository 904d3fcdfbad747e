"""What an answer says for itself: each effect of a card with its reason, and only those reasons that belong to it."""

from __future__ import annotations

import pytest

from sightline.engine import Answer, Situation, TriggerPlan, answers_to_all, assess
from sightline.engine.derived import FUNCTIONS, Standing
from sightline.engine.model import Authority, Category, Risk
from tests.unit.engine.asking import AWAY, ON, OPENS, ask, propose
from tests.unit.engine.cards import card, protocols

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
SERIOUS = "the risk is serious but not immediate"


def said(found: object, about: str) -> list[str]:
    return [r.says.split(" Our reading.")[0] for r in found.reasons if r.about == about]  # type: ignore[attr-defined]


def test_each_thing_a_category_card_does_is_given_with_its_reason() -> None:
    rule = Category(requires=("missing", "absconder"), opens=("absent",), bars=("unauthorised absence", "absent"),
                    deploy_at_once=True, needs_answers=("self-harms", "is pregnant"))  # fmt: skip
    found = ask(card("category", rule))
    assert said(found, "required") == ["Use missing and absconder."]
    assert said(found, "deploy") == ["Send officers now; ask the rest later."]
    assert said(found, "bar") == [
        "Not unauthorised absence or absent.", "Not absent while this is not known: self-harms, is pregnant.",
    ]  # fmt: skip
    assert found.deploy_at_once and found.categories == ("missing", "absconder")


def test_a_card_that_does_one_thing_gives_one_reason() -> None:
    assert [r.about for r in ask(OPENS).reasons] == []
    (reason,) = ask(card("category", Category(requires=("missing",)))).reasons
    assert reason.about == "required" and not ask(OPENS).deploy_at_once


def test_officers_are_sent_where_any_card_says_so_whichever_comes_last() -> None:
    send, keep = Category(opens=("missing",), deploy_at_once=True), Category(opens=("absent",))
    grave, mild = Risk(advises="high", deploy_at_once=True), Risk(advises="low")
    for first, second in ((send, keep), (keep, send)):
        assert ask(card("category", first, id="A-ONE-01"), card("category", second, id="B-TWO-01")).deploy_at_once
    for one, other in ((grave, mild), (mild, grave)):
        assert ask(card("risk", one, id="A-ONE-01"), card("risk", other, id="B-TWO-01")).deploy_at_once
    assert not ask(card("risk", mild), card("category", keep, id="B-TWO-01")).deploy_at_once


def test_a_plan_that_names_no_category_requires_none() -> None:
    rule = card("category", Category(requires=("the trigger plan",)))
    assert ask(rule, trigger_plan=TriggerPlan(risk="high")).reasons == ()
    assert ask(rule).reasons == ()
    assert said(ask(rule, trigger_plan=TriggerPlan(category="missing")), "required") == ["Use missing."]


def test_a_reason_that_rests_on_a_number_says_the_number_and_how_many_it_takes() -> None:
    often = card("risk", Risk(advises="high"), counts="missing_last_90_days", at_least=3)
    (reason,) = ask(often, measures={"missing_last_90_days": 4}).reasons
    assert reason.says.endswith("Here: missing last 90 days: 4 (from 3).")


@pytest.mark.parametrize(
    ("axes", "answer"),
    [(("high", "low"), YES), (("high", "none"), YES), (("high", "high"), NOT_KNOWN), (("low", "low"), NOT_KNOWN)],
)
def test_somebody_who_recorded_serious_harm_that_is_not_about_to_happen_is_believed(
    axes: tuple[str, str], answer: Answer
) -> None:
    found = ask(OPENS, recorded_axes=axes)
    assert found.answers is not None and found.answers[SERIOUS] is answer


def test_without_what_was_recorded_the_cards_say_whether_it_is_serious_and_not_immediate() -> None:
    grave = card("risk", Risk(seriousness="high", immediacy="low"))
    for axes in (None, ("low", "low")):
        found = ask(grave, recorded_axes=axes)
        assert found.answers is not None and found.answers[SERIOUS] is YES


def test_the_level_in_use_stays_open_while_nobody_and_no_card_speaks_of_one() -> None:
    silent, advised = ask(OPENS), ask(card("risk", Risk(advises="low")))
    assert silent.answers is not None and advised.answers is not None
    assert silent.answers["the risk is none"] is NOT_KNOWN
    assert (advised.answers["the risk is low"], advised.answers["the risk is none"]) == (YES, NO)
    proposed = propose(OPENS, risk="none").answers
    assert proposed is not None and proposed["the risk is none"] is YES


def test_the_answers_kept_for_the_deadlines_are_the_answers_of_the_assessment() -> None:
    rules = protocols(OPENS, card("risk", Risk(advises="high"), id="B-ADV-01", applies_when=AWAY))
    situation = Situation(area="here", answers={"is pregnant": YES})
    found = answers_to_all(rules, situation, on=ON)
    assert found == assess(rules, situation, on=ON).answers and found["the risk is high"] is YES
    assert found["is pregnant"] is YES and set(found) == set(rules.vocabulary.facts)


@pytest.mark.parametrize(("days", "answer"), [(0, YES), (6, YES), (7, YES), (8, NO), (None, NOT_KNOWN)])
def test_a_week_in_care_ends_with_its_seventh_day(days: int | None, answer: Answer) -> None:
    measures = {} if days is None else {"days_looked_after": days}
    assert (
        FUNCTIONS["became looked after within the last week"](Standing(Situation("here", measures=measures))) is answer
    )


@pytest.mark.parametrize(("answer", "verdict"), [("Seen at home.", "accepted"), ("At home.", "challenged")])
def test_three_words_may_answer_a_challenge_and_two_may_not(answer: str, verdict: str) -> None:
    assert propose(card("risk", Risk(advises="high")), risk="medium", answer_to_challenge=answer).verdict == verdict


def test_a_challenge_names_what_supports_the_higher_level_and_nothing_else() -> None:
    floor, advice = card("risk", Risk(floor="low"), id="A-FLR-01"), card("risk", Risk(advises="high"), id="B-ADV-01")
    found = propose(floor, advice, risk="medium")
    assert "The facts support high. Our reading." in found.challenge and "Not below low." not in found.challenge


def test_what_must_be_so_first_is_asked_for_once_by_its_first_answer_and_given_as_the_reason() -> None:
    needs = ("seen safe and well, or excused", "is pregnant")
    rule = card("authority", Authority("close the episode", needs=needs))
    found = propose(rule, close=True, no=("is pregnant",))
    assert [p for p in found.prompts if p.startswith(("not known", "not so"))] == [
        "not known: safe and well check recorded", "not so: is pregnant",
    ]  # fmt: skip
    assert said(found, "refused") == ["First: seen safe and well, or excused, is pregnant."]


def test_a_card_about_one_category_is_silent_about_another() -> None:
    rule = card("authority", Authority("decide the category", may=("superintendent",), categories=("absent",)))
    both = card("category", Category(opens=("missing", "absent")), id="A-OPEN-01")
    assert propose(both, rule, category="missing").verdict == "accepted"
    assert propose(both, rule, category="absent").verdict == "refused"
