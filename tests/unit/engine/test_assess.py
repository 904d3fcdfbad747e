"""What the engine answers about categories, risk, duties and reasons. It never lowers, closes or decides."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.engine import Protocols, Situation, TriggerPlan, assess
from sightline.engine.model import Authority, Category, Definition, Field, Record, Risk
from tests.unit.engine.asking import ON, OPENS, ask, propose
from tests.unit.engine.cards import card, clock, duty, protocols, real, timing


def test_two_open_categories_leave_the_choice_to_a_person() -> None:
    found = ask(OPENS)
    assert found.category is None and found.categories == ()
    assert found.open_categories == ("missing", "absent")


def test_the_only_category_that_is_open_is_the_one() -> None:
    bars = card("category", Category(bars=("absent",)), id="B-BAR-01")
    assert ask(OPENS, bars).category == "missing"


def test_a_bar_by_any_card_bars_even_what_another_requires() -> None:
    requires = card("category", Category(requires=("absent",)), id="B-REQ-01")
    bars = card("category", Category(bars=("absent",)), id="C-BAR-01")
    found = ask(requires, bars)
    assert found.categories == () and found.category_barred == ("absent",)


def test_several_required_categories_apply_together() -> None:
    found = ask(card("category", Category(requires=("missing", "absconder"))))
    assert found.category is None and found.categories == ("missing", "absconder")


def test_a_category_that_needs_answers_is_barred_until_each_is_given() -> None:
    needs = card("category", Category(opens=("absent",), needs_answers=("self-harms", "has dementia")), id="B-NEED-01")
    found = propose(OPENS, needs, category="absent", no=("self-harms",))
    assert found.verdict == "refused" and found.category_barred == ("absent",)
    assert "not known: has dementia" in found.prompts and "not known: self-harms" not in found.prompts
    assert propose(OPENS, needs, category="absent", no=("self-harms",), yes=("has dementia",)).verdict == "accepted"


def test_the_open_questions_of_another_category_are_not_asked() -> None:
    needs = card("category", Category(opens=("absent",), needs_answers=("self-harms",)), id="B-NEED-01")
    assert propose(OPENS, needs, category="missing").prompts == ()


def test_a_category_the_area_does_not_use_is_refused() -> None:
    found = propose(OPENS, category="absconder")
    assert found.verdict == "refused"
    assert "No adopted card opens “absconder”" in found.reasons[-1].says


def test_a_category_beside_the_required_one_is_refused() -> None:
    requires = card("category", Category(requires=("missing",)), id="B-REQ-01")
    assert propose(OPENS, requires, category="absent").verdict == "refused"


def test_the_trigger_plan_sets_category_and_floor() -> None:
    category = card(
        "category",
        Category(requires=("the trigger plan",)),
        id="B-PLAN-01",
        applies_when=("has a current trigger plan",),
    )
    floor = card("risk", Risk(floor="the trigger plan"), id="C-PLAN-01", applies_when=("has a current trigger plan",))
    found = ask(category, floor, trigger_plan=TriggerPlan("missing", "high"))
    assert (found.category, found.risk_floor) == ("missing", "high")
    silent = ask(category, floor, trigger_plan=TriggerPlan())
    assert (silent.category, silent.risk_floor) == (None, "none")
    assert ask(category, floor).risk_floor == "none"


def test_the_highest_floor_wins_and_advice_never_lies_below_it() -> None:
    low, high = card("risk", Risk(floor="medium"), id="A-LOW-01"), card("risk", Risk(floor="high"), id="B-HIGH-01")
    advice = card("risk", Risk(advises="medium"), id="C-ADV-01")
    found = ask(low, high, advice)
    assert (found.risk_floor, found.risk_advised) == ("high", "high")


def test_seriousness_and_immediacy_are_two_axes() -> None:
    serious = card("risk", Risk(seriousness="high"), id="A-SER-01")
    plan = card("duty", clock(duty(timing("none_given"), do="make a long-term plan")), id="B-PLN-01",
                applies_when=("the risk is serious but not immediate",))  # fmt: skip
    found = ask(serious, plan)
    assert (found.seriousness, found.immediacy) == ("high", "none")
    assert [d.do for d in found.duties] == ["make a long-term plan"]
    assert ask(serious, card("risk", Risk(immediacy="high"), id="C-IMM-01"), plan).duties == ()


def test_a_stated_fact_that_no_adopted_card_reads_is_handed_to_a_person() -> None:
    found = ask(OPENS, yes=("is pregnant",))
    assert found.not_weighed == ("is pregnant",) and "not weighed: is pregnant" in found.prompts


def test_a_definition_weighs_nothing() -> None:
    word = card("definition", Definition("expectant"), id="A-DEF-01", applies_when=("is pregnant",))
    assert ask(OPENS, word, yes=("is pregnant",)).not_weighed == ("is pregnant",)


def test_a_form_weighs_nothing() -> None:
    form = card("record", Record("health", (Field("month", "must"),)), id="A-REC-01", applies_when=("is pregnant",))
    assert ask(OPENS, form, yes=("is pregnant",)).not_weighed == ("is pregnant",)


def test_a_signature_is_a_decision_that_only_the_named_role_may_take() -> None:
    rule = card("authority", Authority("sign the Schedule 7 report", may=("service manager",)))

    def signed(by: str, decision: str = "sign the Schedule 7 report") -> str | None:
        return propose(rule, decision=decision, by=by).verdict

    assert signed("service manager") == "accepted"
    assert signed("social worker") == "refused"
    assert signed("social worker", "settle a dispute") == "accepted"


def test_a_fact_that_a_derived_one_rests_on_is_weighed_through_it() -> None:
    rule = card("authority", Authority("close the episode", needs=("seen safe and well, or excused",)))
    assert ask(rule, yes=("safe and well check recorded",)).not_weighed == ()


def test_what_should_still_be_asked_is_listed() -> None:
    advice = card("risk", Risk(advises="high"), applies_when=("is likely to attempt suicide",))
    assert ask(advice).not_known == ("is likely to attempt suicide",)
    assert ask(advice, no=("is likely to attempt suicide",)).not_known == ()


def test_a_fact_and_its_opposite_answer_one_another() -> None:
    advice = card("risk", Risk(advises="high"), applies_when=("absence is out of character",))
    assert ask(advice, no=("absence is not out of character",)).risk_advised == "high"
    assert ask(advice, yes=("absence is not out of character",)).not_known == ()


@pytest.mark.parametrize(
    ("measures", "advised"),
    [
        ({"missing_last_180_days": 3}, "high"),
        ({"missing_last_180_days": 2}, "none"),
        ({"missing_last_90_days": 3}, "high"),  # the narrower window is already enough
        ({"missing_last_365_days": 2}, "none"),  # the wider window is already too small
        ({"missing_last_365_days": 9}, "none"),  # nobody knows how many of the nine
        ({}, "none"),
    ],
)
def test_a_number_is_read_from_a_narrower_window_and_never_guessed(measures: dict[str, int], advised: str) -> None:
    advice = card("risk", Risk(advises="high"), counts="missing_last_180_days", at_least=3)
    assert ask(advice, measures=measures).risk_advised == advised


def test_a_reason_quotes_our_reading_the_facts_and_the_citation() -> None:
    advice = card(
        "risk", Risk(advises="high"), applies_when=("is pregnant",), unless=("is known to children's services",)
    )
    (reason,) = ask(advice, yes=("is pregnant",)).reasons
    assert reason.says == (
        "The facts support high. Our reading. Here: is pregnant. "
        "Not known, and it would change this: is known to children's services."
    )
    assert (reason.card, reason.source) == ("TV-TEST-01", "Thames Valley guidance, Somewhere")


def test_duties_of_several_cards_are_listed_once_the_earliest_first() -> None:
    slow = card("duty", clock(duty(timing("within", "24 hours"), strength="should")), id="A-ONE-01")
    fast = card("duty", clock(duty(timing("every", "90 minutes"))), id="B-TWO-01")
    soon = card("duty", clock(duty(timing("at_once"), do="deploy at once")), id="C-NOW-01")
    timeless = card("duty", clock(duty(timing("none_given"), do="liaise with partners")), id="D-ANY-01")
    found = ask(slow, fast, soon, timeless).duties
    assert [(d.do, d.due, d.strength) for d in found] == [
        ("deploy at once", "PT0H", "must"),
        ("review the risk", "PT90M", "must"),
        ("liaise with partners", None, "must"),
    ]
    assert found[1].cards == ("A-ONE-01", "B-TWO-01")


def test_working_days_are_told_as_the_days_they_take() -> None:
    meeting = card(
        "duty", clock(duty(timing("within", "5 working days", after="72 hours"), do="hold a strategy meeting"))
    )
    assert ask(meeting).duties[0].due == "PT240H"  # Monday, plus three days to Thursday, plus a week


@pytest.mark.parametrize(
    ("starts", "stops", "listed_at"),
    [
        ("reported missing", (), {"report", "found", "closing"}),
        ("reported missing", ("returned",), {"report"}),
        ("returned", (), {"report", "found", "closing"}),
        ("placement proposed", (), {"placement"}),
        ("school absence noticed", (), {"school absence"}),
    ],
)
def test_a_duty_is_listed_at_the_stages_at_which_it_can_still_matter(
    starts: str, stops: tuple[str, ...], listed_at: set[str]
) -> None:
    rule = card("duty", clock(duty(timing("none_given")), starts=[starts], stops=stops))
    stages = ("report", "found", "closing", "placement", "school absence")
    assert {s for s in stages if ask(rule, stage=s).duties} == listed_at


def test_duties_see_the_level_in_use_the_proposed_one_never_below_the_floor() -> None:
    floor = card("risk", Risk(floor="high"), id="A-FLR-01")
    duties = card("duty", clock(duty(timing("none_given"))), id="B-DTY-01", applies_when=("the risk is high",))
    assert propose(floor, duties, risk="low").duties
    assert propose(duties, risk="high").duties
    assert not propose(duties, risk="low").duties
    assert ask(duties, recorded_risk="high").duties


def test_duties_see_the_category_that_is_recorded_or_required() -> None:
    duties = card("duty", clock(duty(timing("none_given"))), id="B-DTY-01", applies_when=("the category is missing",))
    assert ask(duties, recorded_category="missing").duties
    assert not ask(duties, recorded_category="absent").duties
    requires = card("category", Category(requires=("missing",)), id="C-REQ-01", applies_when=("self-harms",))
    assert ask(duties, requires, recorded_category="absent", yes=("self-harms",)).duties


def test_without_a_proposal_there_is_no_verdict() -> None:
    assert ask(OPENS).verdict is None


def test_an_area_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KeyError, match="no area “atlantis”"):
        assess(real(), Situation("atlantis"), on=ON)


def test_which_day_is_asked_for_decides_which_cards_answer() -> None:
    later = card("risk", Risk(floor="high"), since=date(2026, 2, 1))
    rules: Protocols = protocols(later)
    assert assess(rules, Situation("here"), on=date(2026, 1, 31)).risk_floor == "none"
    assert assess(rules, Situation("here"), on=date(2026, 2, 1)).risk_floor == "high"
