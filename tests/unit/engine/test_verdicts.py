"""What stands against a proposal: floors, advice, rank, what is needed first, and words that are no reason."""

from __future__ import annotations

import pytest

from sightline.engine import Proposal, Situation, assess
from sightline.engine.model import Authority, Category, Risk
from tests.unit.engine.asking import ON, OPENS, WHY, propose
from tests.unit.engine.cards import card, protocols


def test_below_the_floor_is_refused_and_below_the_advice_is_challenged() -> None:
    floor, advice = card("risk", Risk(floor="medium"), id="A-FLR-01"), card("risk", Risk(advises="high"), id="B-ADV-01")
    assert propose(floor, advice, risk="low").verdict == "refused"
    found = propose(floor, advice, risk="medium")
    assert found.verdict == "challenged"
    assert (
        found.challenge.startswith("The facts support high; medium is proposed.") and "Our reading." in found.challenge
    )
    assert propose(floor, advice, risk="high").verdict == "accepted"


def test_an_answer_to_the_challenge_lets_it_be_recorded() -> None:
    advice = card("risk", Risk(advises="high"))
    said = "The adult named is her aunt, and the records are about somebody else."
    assert propose(advice, risk="medium", answer_to_challenge=said).verdict == "accepted"


@pytest.mark.parametrize("said", ["", "No.", WHY, "She is streetwise and knows the town."])
def test_a_shrug_a_repetition_or_a_label_answers_no_challenge(said: str) -> None:
    assert propose(card("risk", Risk(advises="high")), risk="medium", answer_to_challenge=said).verdict == "challenged"


def test_a_refusal_cannot_be_argued_away() -> None:
    said = "The adult named is her aunt, and the records are about somebody else."
    assert propose(card("risk", Risk(floor="high")), risk="medium", answer_to_challenge=said).verdict == "refused"


RANK = card("authority", Authority("lower the risk", may=("superintendent",), lower_from="high"))


def test_only_the_named_rank_lowers_from_high_and_the_answer_names_it() -> None:
    found = propose(RANK, risk="medium", recorded_risk="high")
    assert found.verdict == "refused" and found.may == ("superintendent",)
    assert "Duty inspector may not. This may: superintendent." in found.reasons[0].says
    assert propose(RANK, risk="medium", recorded_risk="high", by="superintendent").verdict == "accepted"


def test_what_nobody_may_record_is_not_referred_to_a_higher_rank() -> None:
    floor = card("risk", Risk(floor="high"), id="B-FLR-01")
    found = propose(RANK, floor, risk="medium", recorded_risk="high")
    assert found.verdict == "refused" and found.may == ()


def test_while_something_is_still_to_be_answered_the_ranks_that_decide_are_named() -> None:
    needs = card("category", Category(opens=("absent",), needs_answers=("self-harms",)), id="B-NEED-01")
    rule = card(
        "authority", Authority("decide the category", may=("duty inspector",), categories=("absent",)), id="C-AUT-01"
    )
    assert propose(needs, rule, category="absent", by="call handler").may == ("duty inspector",)
    barred = card("category", Category(bars=("absent",)), id="D-BAR-01")
    assert propose(needs, rule, barred, category="absent", by="call handler").may == ()


def test_raising_or_keeping_a_level_is_nobodys_privilege() -> None:
    assert propose(RANK, risk="high", recorded_risk="high").verdict == "accepted"
    assert propose(RANK, risk="high", recorded_risk="low").verdict == "accepted"
    assert propose(RANK, risk="low", recorded_risk="medium").verdict == "accepted"


def test_whoever_is_included_in_a_role_may_act_as_it() -> None:
    rule = card("authority", Authority("decide the category", may=("carer",)))
    assert propose(rule, OPENS, category="missing", by="registered manager").verdict == "accepted"
    assert propose(rule, OPENS, category="missing", by="call handler").verdict == "refused"


def test_two_cards_about_one_decision_leave_only_whom_both_allow() -> None:
    first = card("authority", Authority("grade the risk", may=("supervisor", "duty inspector")), id="A-ONE-01")
    second = card("authority", Authority("grade the risk", may_not=("supervisor",)), id="B-TWO-01")
    assert propose(first, second, risk="low").verdict == "accepted"
    found = propose(first, second, risk="low", by="supervisor")
    assert found.verdict == "refused" and found.may == ("duty inspector",)


def test_a_proposal_by_nobody_is_refused_where_a_rank_is_named() -> None:
    found = assess(
        protocols(RANK), Situation("here", recorded_risk="high", proposed=Proposal(risk="low", because=WHY)), on=ON
    )
    assert found.verdict == "refused" and "Say who decides." in found.reasons[0].says


def test_what_must_be_so_first_is_named() -> None:
    rule = card("authority", Authority("close the episode", needs=("safe and well check recorded", "crime recorded")))
    found = propose(rule, close=True, no=("crime recorded",))
    assert found.verdict == "refused"
    assert found.prompts == ("not known: safe and well check recorded", "not so: crime recorded")
    assert propose(rule, close=True, yes=("safe and well check recorded", "crime recorded")).verdict == "accepted"


def test_while_a_refusing_card_applies_nobody_may() -> None:
    rule = card("authority", Authority("confirm the placement", refuses=True), applies_when=("is placed out of area",))
    assert propose(rule, confirm_placement=True, yes=("is placed out of area",)).verdict == "refused"
    assert propose(rule, confirm_placement=True).verdict == "accepted"


@pytest.mark.parametrize(
    "label", ["Street  wise and fine.", "a LIFESTYLE CHOICE", "He always returns by noon.", "Regular absconder."]
)
def test_a_label_is_no_reason(label: str) -> None:
    found = propose(OPENS, category="missing", because=label)
    assert found.verdict == "challenged" and "wording" in found.prompts


def test_a_reason_is_asked_for_and_a_short_one_is_asked_for_its_source() -> None:
    silent, short = (
        propose(OPENS, category="missing", because=" "),
        propose(OPENS, category="missing", because="No concern."),
    )
    assert silent.verdict == "challenged" and silent.prompts == ("reason",)
    assert short.verdict == "accepted" and short.prompts == ("provenance",)
    assert propose(OPENS, category="missing").prompts == ()
