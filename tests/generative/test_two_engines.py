"""Two engines, one answer: many cases in columns are answered as the readable engine answers each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.engine import Answer, Occurrence, Proposal, Protocols, Situation, answers_to_all, assess, schedule
from sightline.engine.columnar import NEVER, STATES, VERDICTS, as_moment, columns, dues, verdicts, weigh
from sightline.engine.model import Period, Timing
from sightline.engine.situation import TriggerPlan
from sightline.engine.vocabulary import RISK_LEVELS
from tests.generative.test_clocks import CALENDAR, CARDS, EVENTS, STARTS, STEPS, happened, rules_for
from tests.unit.engine.cards import real

ON = date(2026, 3, 28)
# Half hours after the start: 6, 24 and 72 hours, 5 and 14 days, and just beside them.
BOUNDARIES = (0, 1, 2, 3, 4, 6, 8, 11, 12, 13, 47, 48, 49, 96, 143, 144, 145, 240, 241, 672, 673)
Due = tuple[str, str, str | None, datetime | None, str, datetime | None]


def by_the_scalar(
    rules: Protocols, area: str, case: tuple[Situation, Sequence[Occurrence], datetime], answers: Any
) -> set[Due]:
    situation, history, until = case
    found = schedule(
        rules,
        area=area,
        answers=answers,
        measures=situation.measures,
        occurrences=history,
        until=until,
        calendar=CALENDAR,
    )
    return {
        (d.do, d.who, d.to, d.due_at, d.state, d.met_at)
        for d in found
        if d.state != "stopped" and (d.state != "open" or d.due_at is None or d.due_at <= until)
    }


def by_columns(rules: Protocols, area: str, cases: Sequence[Any]) -> list[set[Due]]:
    table = columns(cases, rules)
    weighed = weigh(rules, area, table, on=ON)
    found = dues(rules, area, table, weighed.weights, CALENDAR)
    answer: list[set[Due]] = [set() for _ in cases]
    for episode, asked, due, state, met in zip(
        found.episode, found.asked, found.due, found.state, found.met_at, strict=True
    ):
        do, who, to = found.names[asked]
        moments = [None if m == NEVER else as_moment(int(m)) for m in (due, met)]
        answer[episode].add((do, who, to, moments[0], STATES[state], moments[1]))
    return answer


@settings(max_examples=400, deadline=None)
@given(CARDS, st.lists(st.tuples(EVENTS, st.integers(0, 12)), max_size=10), st.sampled_from(STARTS), STEPS)
def test_generated_clocks_fall_due_alike(
    timings: list[Timing], history: list[tuple[str, int]], start: datetime, step: int
) -> None:
    rules = rules_for(timings)
    case = (Situation("here"), happened(start, history), start + timedelta(minutes=30 * step))
    assert by_columns(rules, "here", [case]) == [by_the_scalar(rules, "here", case, {})]


@cache
def words() -> dict[str, list[str]]:
    vocabulary = real().vocabulary
    stages = {e.name for e in vocabulary.events.values() if e.stage in ("report", "found", "closing")}
    return {
        "facts": [f.name for f in vocabulary.facts.values() if not f.derived],
        "events": sorted(stages),
        "settings": list(vocabulary.settings),
        "categories": list(vocabulary.categories),
        "roles": list(vocabulary.roles),
        "measures": list(vocabulary.measures),
    }


AREAS = ("england", "wales", "thames-valley", "west-midlands", "birmingham")
LEVELS = st.sampled_from([None, *RISK_LEVELS])
REASONS = st.sampled_from(
    ["", "Back by now.", "She is streetwise.", "Her sister rang at noon and named the friend she is with."]
)


@st.composite
def situations(draw: st.DrawFn, area: str) -> Situation:
    known = words()
    category = st.sampled_from([None, *known["categories"]])
    proposal = Proposal(
        category=draw(category), risk=draw(LEVELS), close=draw(st.booleans()), confirm_placement=draw(st.booleans()),
        by=draw(st.sampled_from([None, *known["roles"]])), because=draw(REASONS), answer_to_challenge=draw(REASONS),
    )  # fmt: skip
    plan = TriggerPlan(draw(category), draw(LEVELS))
    axes = st.sampled_from([None, ("high", "low"), ("high", "high"), ("", "")])
    return Situation(
        area=area,
        stage=draw(st.sampled_from(["report", "found", "closing", "placement", "school absence"])),
        age=draw(st.sampled_from([None, 0, 12, 13, 15, 16, 17, 18, 40])),
        setting=draw(st.sampled_from(known["settings"])),
        answers=draw(st.dictionaries(st.sampled_from(known["facts"]), st.sampled_from(list(Answer)), max_size=25)),
        measures=draw(
            st.dictionaries(st.sampled_from(known["measures"]), st.sampled_from([0, 1, 2, 3, 5, 60, 90]), max_size=6)
        ),
        trigger_plan=draw(st.one_of(st.none(), st.just(plan))),
        previous_risk_levels=tuple(draw(st.lists(st.sampled_from(RISK_LEVELS), max_size=2))),
        recorded_risk=draw(LEVELS),
        recorded_category=draw(category),
        recorded_axes=draw(axes),
        proposed=draw(st.one_of(st.none(), st.just(proposal))),
    )


@pytest.mark.parametrize("area", AREAS)
def test_the_cards_of_every_area_are_weighed_alike(area: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(situations(area), min_size=1, max_size=4))
    def alike(asked: list[Situation]) -> None:
        table = columns([(s, (), datetime(2026, 1, 1, tzinfo=UTC)) for s in asked], real())
        weighed = weigh(real(), area, table, on=ON)
        judged = verdicts(real(), area, weighed, on=ON)
        for row, situation in enumerate(asked):
            one = assess(real(), situation, on=ON)
            assert RISK_LEVELS[weighed.floor[row]] == one.risk_floor
            assert RISK_LEVELS[weighed.advised[row]] == one.risk_advised
            assert {c for c in weighed.barred if weighed.barred[c][row]} == set(one.category_barred)
            assert {c for c, there in weighed.applying().items() if there[row]} == set(one.categories)
            assert (VERDICTS[judged[row]] if judged[row] >= 0 else None) == one.verdict
            assert {n: Answer(weighed.weights.fact(n)[row]) for n in real().vocabulary.facts} == dict(one.answers or {})

    alike()


@pytest.mark.parametrize("area", AREAS)
def test_the_clocks_of_every_area_fall_due_alike(area: str) -> None:
    history = st.lists(st.tuples(st.sampled_from(words()["events"]), st.sampled_from(BOUNDARIES)), max_size=14)
    case = st.tuples(situations(area), history, st.sampled_from(STARTS), st.integers(0, 700))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(case, min_size=1, max_size=3))
    def alike(told: list[Any]) -> None:
        cases = [(s, happened(start, h), start + timedelta(minutes=30 * step)) for s, h, start, step in told]
        answers = [answers_to_all(real(), s, on=ON) for s, _, _ in cases]
        assert by_columns(real(), area, cases) == [
            by_the_scalar(real(), area, case, given) for case, given in zip(cases, answers, strict=True)
        ]

    alike()


@pytest.mark.parametrize("months", [1, 2, 12])
def test_months_fall_due_alike_at_the_end_of_short_months_and_over_clock_changes(months: int) -> None:
    for day in (date(2024, 1, 31), date(2024, 2, 29), date(2025, 12, 30), date(2026, 2, 28)):
        begins = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)
        rules = rules_for([Timing("every", Period(months=months)), Timing("within", Period(months=months))])
        met = Occurrence("risk reviewed", begins + timedelta(days=31))
        case = (Situation("here"), [Occurrence("reported missing", begins), met], begins + timedelta(days=800))
        assert by_columns(rules, "here", [case]) == [by_the_scalar(rules, "here", case, {})]


def test_a_part_of_the_columns_is_answered_as_the_whole() -> None:
    start = STARTS[0]
    cases = [
        (
            Situation("birmingham", age=15),
            happened(start, [("reported missing", n), ("returned", 40 + n)]),
            start + timedelta(days=4),
        )
        for n in range(9)
    ]
    whole = columns(cases, real())
    for first, last in ((0, 4), (4, 9)):
        part = whole.part(first, last)
        weighed = weigh(real(), "birmingham", part, on=ON)
        found = dues(real(), "birmingham", part, weighed.weights, CALENDAR)
        alone = by_columns(real(), "birmingham", cases[first:last])
        assert sorted(np.bincount(found.episode, minlength=last - first)) == sorted(len(a) for a in alone)
