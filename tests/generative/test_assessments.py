"""What an assessment may never do: knowing of more danger never opens, lowers or excuses, and order changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.engine import (
    Answer,
    Assessment,
    Calendar,
    CaseError,
    Occurrence,
    Proposal,
    Situation,
    TriggerPlan,
    assess,
    assess_file,
    read_situation,
    schedule,
)  # fmt: skip
from sightline.engine.casefile import FIELDS
from sightline.engine.vocabulary import RISK_LEVELS, STRENGTHS
from tests.unit.engine.cards import real

RULES, ON = real(), date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
WORDS = RULES.vocabulary
VERDICTS = ("accepted", "challenged", "refused")
YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
GOOD = "Her mother, who spoke to her at four, says that she is never late; nothing was found on any system."
# Said of somebody's danger; none of these makes anything safer. What is a danger to health closes absent as well.
DANGERS = sorted(
    f.name
    for f in WORDS.facts.values()
    if f.group == "Risk" or f.name in (
        "absence is out of character", "is believed to be with a much older person", "is seeking drugs",
        "an associate is a registered sex offender", "concerns are recorded about that adult and children",
        "concerns are recorded about that adult and drugs", "adults who pose a risk have been identified",
        "intends to travel abroad", "is believed to be involved in crime", "was removed by force",
        "was taken by a parent",
        "may be the victim of a serious crime", "poses a danger to the public", "the weather or conditions add danger",
        "has been approached by a stranger", "went missing with others", "information could not be obtained",
        "the carer has lost control", "behaviour changed before the report", "there are other specific concerns",
        "has a child protection plan", "is subject to section 47 enquiries", "is an unaccompanied asylum seeking child",
    )
)  # fmt: skip
PLAIN = sorted(f.name for f in WORDS.facts.values() if not f.derived)
POLICE_RANKS = ("call handler", "investigating officer", "supervisor", "duty inspector", "force incident manager",
                "superintendent", "detective superintendent")  # fmt: skip
LEVELS = st.sampled_from(RISK_LEVELS)
CATEGORIES = st.sampled_from(sorted(WORDS.categories))
proposals = st.builds(
    Proposal,
    category=st.one_of(st.none(), CATEGORIES),
    risk=st.one_of(st.none(), LEVELS),
    by=st.sampled_from(POLICE_RANKS),
    because=st.sampled_from((GOOD, "Missing.", "He always comes back.", "")),
)
situations = st.builds(
    Situation,
    area=st.sampled_from(sorted(RULES.areas)),
    stage=st.sampled_from(("report", "report", "report", "found", "closing", "placement", "school absence")),
    age=st.one_of(st.none(), st.sampled_from((2, 11, 12, 13, 15, 16, 17, 18, 46, 82))),
    setting=st.sampled_from(sorted(WORDS.settings)),
    answers=st.dictionaries(st.sampled_from(PLAIN), st.sampled_from((YES, NO)), max_size=14),
    measures=st.dictionaries(
        st.sampled_from(("missing_last_90_days", "absent_last_90_days", "hours_missing", "days_looked_after")),
        st.sampled_from((0, 1, 2, 3, 5, 6, 7, 8, 24, 121)),
    ),
    trigger_plan=st.one_of(
        st.none(), st.none(), st.builds(TriggerPlan, st.one_of(st.none(), CATEGORIES), st.one_of(st.none(), LEVELS))
    ),
    previous_risk_levels=st.lists(LEVELS, max_size=3).map(tuple),
    recorded_risk=st.one_of(st.none(), LEVELS),
    proposed=st.one_of(st.none(), proposals),
)
many = settings(max_examples=120, deadline=None)


def rank(level: str) -> int:
    return RISK_LEVELS.index(level)


def saying(situation: Situation, answers: Mapping[str, Answer]) -> Situation:
    return replace(situation, answers={**situation.answers, **answers})


def answer(situation: Situation) -> Assessment:
    return assess(RULES, situation, on=ON)


def no_softer(before: Assessment, after: Assessment) -> None:
    """Nothing opened, nothing lowered, nobody called off."""
    assert rank(after.risk_floor) >= rank(before.risk_floor)
    assert rank(after.risk_advised) >= rank(before.risk_advised)
    assert rank(after.seriousness) >= rank(before.seriousness) and rank(after.immediacy) >= rank(before.immediacy)
    assert after.deploy_at_once >= before.deploy_at_once


@many
@given(situations, st.sampled_from(DANGERS))
def test_one_more_danger_never_lowers_a_level_an_axis_or_the_call_for_officers(
    situation: Situation, danger: str
) -> None:
    no_softer(answer(situation), answer(saying(situation, {danger: YES})))


@many
@given(situations, st.sampled_from(DANGERS))
def test_one_more_danger_never_opens_absent_or_a_short_absence(situation: Situation, danger: str) -> None:
    before, after = (
        answer(s).open_categories for s in (saying(situation, {danger: NO}), saying(situation, {danger: YES}))
    )
    for category in ("absent", "unauthorised absence"):
        assert category not in after or category in before


@many
@given(situations, st.sampled_from(DANGERS))
def test_a_no_to_a_danger_raises_nothing_above_not_known(situation: Situation, danger: str) -> None:
    other = WORDS.opposites.get(danger)
    open_ = replace(situation, answers={f: a for f, a in situation.answers.items() if f not in (danger, other)})
    before, after = answer(open_), answer(saying(open_, {danger: NO}))
    no_softer(after, before)


@many
@given(situations)
def test_that_it_is_not_unusual_and_a_long_history_never_lower_anything(situation: Situation) -> None:
    silent = replace(
        situation,
        answers={f: a for f, a in situation.answers.items() if not f.startswith("absence is ")},
        measures={m: n for m, n in situation.measures.items() if not m.startswith(("missing", "absent"))},
    )
    usual = saying(silent, {"absence is not out of character": YES})
    no_softer(answer(silent), answer(usual))
    often = replace(usual, measures={**usual.measures, "missing_last_365_days": 40, "missing_last_90_days": 12})
    no_softer(answer(usual), answer(often))


QUESTIONS = RULES.cards["HMIC-ABSENT-01"].versions[-1].body.needs_answers  # type: ignore[union-attr]


@pytest.mark.parametrize("area", ["birmingham", "england", "wales", "west-midlands"])
@pytest.mark.parametrize("danger", DANGERS)
def test_where_every_question_was_answered_each_danger_alone_closes_absent(area: str, danger: str) -> None:
    open_ = Situation(area, answers=dict.fromkeys(QUESTIONS, NO), age=17)
    assert "absent" in answer(open_).open_categories
    assert "absent" not in answer(saying(open_, {danger: YES})).open_categories


@pytest.mark.parametrize("area", ["birmingham", "england", "wales", "west-midlands"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_while_one_question_is_open_absent_is_closed(area: str, question: str) -> None:
    asked = {q: NO for q in QUESTIONS if q != question}
    assert "absent" not in answer(Situation(area, answers=asked, age=46)).open_categories


@many
@given(situations, st.sampled_from(POLICE_RANKS))
def test_a_lower_level_never_meets_a_milder_verdict(situation: Situation, by: str) -> None:
    verdicts = []
    for level in RISK_LEVELS:
        proposed = Proposal(category="missing", risk=level, by=by, because=GOOD)
        verdicts.append(VERDICTS.index(answer(replace(situation, proposed=proposed)).verdict or ""))
    assert verdicts == sorted(verdicts, reverse=True)


@many
@given(situations, LEVELS, st.sampled_from(("missing", "absent")))
def test_a_higher_rank_never_meets_a_harsher_verdict(situation: Situation, level: str, category: str) -> None:
    ranks = ("supervisor", "duty inspector", "force incident manager", "superintendent", "detective superintendent")
    verdicts = []
    for by in ranks:
        proposed = Proposal(category=category, risk=level, by=by, because=GOOD)
        verdicts.append(VERDICTS.index(answer(replace(situation, proposed=proposed)).verdict or ""))
    assert verdicts == sorted(verdicts, reverse=True)


@many
@given(situations, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_changes_nothing(situation: Situation, shuffled: Any) -> None:
    facts, numbers = list(situation.answers.items()), list(situation.measures.items())
    shuffled.shuffle(facts)
    shuffled.shuffle(numbers)
    other = replace(situation, answers=dict(facts), measures=dict(numbers))
    mine, theirs = answer(situation).as_json(), answer(other).as_json()
    for found in (mine, theirs):  # prompts that repeat what was told stand in the order of telling
        found["prompts"] = sorted(found["prompts"])
    assert mine == theirs


DUTY = {"do", "who", "to", "due", "strength", "cards", "sources"}


@many
@given(situations)
def test_the_answer_is_always_of_exactly_the_same_shape(situation: Situation) -> None:
    found = json.loads(json.dumps(answer(situation).as_json()))
    assert set(found) == {"category", "categories", "category_barred", "risk_floor", "risk_advised", "deploy_at_once",
                          "verdict", "prompts", "duties", "reasons"}  # fmt: skip
    assert found["category"] is None or found["categories"] == [found["category"]]
    assert set(found["categories"]) | set(found["category_barred"]) <= set(WORDS.categories)
    assert {found["risk_floor"], found["risk_advised"]} <= set(RISK_LEVELS)
    assert found["deploy_at_once"] in (True, False)
    assert (found["verdict"] in VERDICTS) if situation.proposed else found["verdict"] is None
    assert all(isinstance(p, str) for p in found["prompts"])
    for duty in found["duties"]:
        assert set(duty) == DUTY and duty["strength"] in STRENGTHS and duty["cards"] and duty["sources"]
        assert duty["due"] is None or duty["due"].startswith("PT")
    assert all(set(r) == {"card", "says", "source"} and all(r.values()) for r in found["reasons"])


@many
@given(situations)
def test_a_refusal_and_a_challenge_always_say_why(situation: Situation) -> None:
    found = answer(situation)
    if found.verdict == "refused":
        assert found.reasons
    if found.verdict == "challenged":
        assert found.challenge


@pytest.mark.parametrize(
    ("area", "stage", "event"),
    [(a, s, e) for a in sorted(RULES.areas) for s, e in (("report", "reported missing"), ("found", "returned"))],
)
def test_the_time_an_assessment_gives_is_no_later_than_the_clock_that_then_runs(
    area: str, stage: str, event: str
) -> None:
    asked = Situation(area, stage, 15, setting="foster care", answers={"is looked after": YES})
    found = answer(asked)
    given_times = {(d.do, d.who, d.to): d.due for d in found.duties}
    running = schedule(
        RULES, area=area, answers=found.answers or {}, measures={}, occurrences=[Occurrence(event, NOW)], until=NOW,
        calendar=Calendar("england", frozenset()),
    )  # fmt: skip
    compared = 0
    for duty in running:
        assert (duty.do, duty.who, duty.to) in given_times, f"{duty.do} runs and no assessment spoke of it"
        said = given_times[duty.do, duty.who, duty.to]
        if duty.due_at and said and not duty.recurring:
            compared += 1
            hours, unit = int(said[2:-1]), said[-1]
            offset = timedelta(hours=hours) if unit == "H" else timedelta(minutes=hours)
            assert offset <= duty.due_at - NOW + timedelta(days=1) * any(c for c in duty.cards if _by_the_clock(c))
    assert compared


def _by_the_clock(card: str) -> bool:
    """Whether a card works to a time of day or to working days, which an offset can only bound."""
    body = RULES.cards[card].versions[-1].body
    return any(d.timing.shape == "by" or (d.timing.period and d.timing.period.working_days) for d in body.duties)  # type: ignore[union-attr]


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**30), st.floats(), st.text(max_size=8), st.dates(),
    st.sampled_from(["england", "report", "high", "missing", "is looked after", "home may not be safe", ""]),
)  # fmt: skip
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
names = sorted({name for table in FIELDS.values() for name in table} | set(WORDS.measures) | {"previous_risk_levels"})
tables = st.dictionaries(st.sampled_from(names), anything, max_size=4)
case_files = st.dictionaries(st.sampled_from([*FIELDS[""], "agee"]), st.one_of(anything, tables), max_size=6)


@settings(max_examples=600, deadline=None)
@given(case_files, st.booleans())
def test_whatever_stands_in_a_case_file_it_is_answered_or_refused_in_few_words(
    case: dict[str, Any], area: bool
) -> None:
    try:
        asked = read_situation({"area": "england", **case} if area else case, RULES)
    except CaseError as error:
        assert 0 < len(str(error)) < 600
        return
    answer(asked).as_json()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode), st.just(b"x = " + b"[" * 9000)))
def test_no_bytes_make_a_case_file_fall_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(content)
    with pytest.raises(CaseError):
        assess_file(path, RULES, on=ON)
