"""Three-valued answers: knowing more never takes a yes or a no back, and not known never counts as either."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.engine import Answer, Situation, assess, load_protocols
from sightline.engine.model import Condition
from sightline.engine.vocabulary import RISK_LEVELS
from sightline.engine.weigh import Scales

PROTOCOLS = load_protocols(Path(__file__).parents[2] / "protocols")
ON = date(2026, 11, 20)
FACTS = ("is looked after", "self-harms", "has dementia", "is pregnant")
TOLD = sorted(f.name for f in PROTOCOLS.vocabulary.facts.values() if not f.derived)
COUNTS = ("missing_last_90_days", "missing_last_180_days", "missing_last_365_days")
KNOWN = (Answer.NO, Answer.YES)
phrases = st.lists(st.sampled_from(FACTS), unique=True, max_size=3).map(tuple)
conditions = st.builds(
    Condition, phrases, phrases, phrases, phrases, st.sampled_from((None, *COUNTS)), st.integers(1, 4)
)
partly = st.dictionaries(st.sampled_from(FACTS), st.sampled_from(KNOWN))
everything = st.fixed_dictionaries({f: st.sampled_from(KNOWN) for f in FACTS})
windows = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)).map(lambda n: (n[0], n[0] + n[1], sum(n)))


@settings(max_examples=300)
@given(conditions, partly, everything, windows, st.sets(st.sampled_from(COUNTS)))
def test_an_answer_given_in_part_knowledge_stands_in_full_knowledge(
    condition: Condition, some: dict[str, Answer], rest: dict[str, Answer], counts: tuple[int, ...], shown: set[str]
) -> None:
    all_counts = dict(zip(COUNTS, counts, strict=True))
    little = Scales(PROTOCOLS.vocabulary, some, {m: n for m, n in all_counts.items() if m in shown})
    full = Scales(PROTOCOLS.vocabulary, rest | some, all_counts)
    answer = little.answer(condition)
    assert full.answer(condition) is not Answer.NOT_KNOWN
    assert answer is Answer.NOT_KNOWN or answer is full.answer(condition)


@settings(max_examples=300)
@given(conditions, partly, windows)
def test_a_card_acts_only_on_grounds_that_are_known(
    condition: Condition, some: dict[str, Answer], counts: tuple[int, ...]
) -> None:
    scales = Scales(PROTOCOLS.vocabulary, some, dict(zip(COUNTS, counts, strict=True)))
    if scales.acts(condition):
        assert all(scales.fact(f) is Answer.YES for f in condition.applies_when)
        assert all(scales.fact(f) is Answer.NO for f in condition.and_none_of)
        assert not any(scales.fact(f) is Answer.YES for f in condition.unless)
    if scales.answer(condition) is Answer.YES:
        assert scales.acts(condition)


situations = st.builds(
    Situation,
    area=st.sampled_from(sorted(PROTOCOLS.areas)),
    stage=st.sampled_from(["report", "found", "closing", "placement", "school absence"]),
    age=st.one_of(st.none(), st.integers(0, 95)),
    setting=st.sampled_from(sorted(PROTOCOLS.vocabulary.settings)),
    answers=st.dictionaries(st.sampled_from(TOLD), st.sampled_from(KNOWN), max_size=12),
    measures=st.dictionaries(st.sampled_from(["missing_last_90_days", "hours_missing"]), st.integers(0, 200)),
)


@settings(max_examples=150, deadline=None)
@given(situations)
def test_any_situation_gets_an_answer_that_keeps_its_own_rules(situation: Situation) -> None:
    found = assess(PROTOCOLS, situation, on=ON)
    assert RISK_LEVELS.index(found.risk_advised) >= RISK_LEVELS.index(found.risk_floor)
    assert not set(found.categories) & set(found.category_barred)
    assert (found.category is not None) == (len(found.categories) == 1)
    assert found.verdict is None
    assert all(r.says and r.source for r in found.reasons)
    barred_for_a_reason = {r.about for r in found.reasons}
    assert not found.category_barred or "bar" in barred_for_a_reason
    assert found.risk_floor == "none" or "floor" in barred_for_a_reason
    duties = [(d.do, d.who, d.to) for d in found.duties]
    assert len(set(duties)) == len(duties)


@settings(max_examples=150, deadline=None)
@given(situations, st.sampled_from(sorted(f for f in TOLD if f.startswith(("is at known risk", "may be the victim")))))
def test_one_more_danger_never_lowers_the_floor_or_the_advice(situation: Situation, danger: str) -> None:
    before = assess(PROTOCOLS, situation, on=ON)
    worse = Situation(
        situation.area, situation.stage, situation.age, situation.sex, situation.setting,
        {**situation.answers, danger: Answer.YES}, situation.measures,
    )  # fmt: skip
    after = assess(PROTOCOLS, worse, on=ON)
    for level in ("risk_floor", "risk_advised"):
        assert RISK_LEVELS.index(getattr(after, level)) >= RISK_LEVELS.index(getattr(before, level))
