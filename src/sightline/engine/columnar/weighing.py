"""Answers facts and weighs cards for many cases at once: what `weigh`, `derived`, `categorise` and `grade` say of one.

The scalar engine is the oracle: a generated test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sightline.engine.answer import Answer
from sightline.engine.columnar.columns import Bits, Codes, Columns, Numbers
from sightline.engine.derived import A_WEEK, AFTER_CATEGORY, AFTER_RISK, AGES, FUNCTIONS, LIVES_IN, READS
from sightline.engine.model import THE_PLAN, Category, Condition, Risk
from sightline.engine.protocols import Protocols
from sightline.engine.vocabulary import RISK_LEVELS, STAGES, Vocabulary
from sightline.engine.weigh import UNLESS_STATED

NO, NOT_KNOWN, YES = (np.int8(a) for a in Answer)
HIGH, MEDIUM = RISK_LEVELS.index("high"), RISK_LEVELS.index("medium")


def known_as(truth: Bits, known: Bits | None = None) -> Codes:
    """Answers from truths; not known where `known` is false."""
    answers = np.where(truth, YES, NO)
    return answers if known is None else np.where(known, answers, NOT_KNOWN)


class Weights:
    """The answer to every fact for every row; each fact is worked out once."""

    def __init__(self, words: Vocabulary, columns: Columns) -> None:
        self.words, self.columns = words, columns
        self.answers: dict[str, Codes] = {}
        self.held: dict[str, Bits] | None = None  # by category; rows with none held are not known
        self.level: Codes | None = None  # -1 where no card speaks
        self.serious: Codes | None = None
        self._counted: dict[tuple[str, int], Codes] = {}

    def fact(self, name: str) -> Codes:
        """The answers to one fact."""
        if name not in self.answers:
            self.answers[name] = self._derived(name) if name in FUNCTIONS else self._stated(name)
        return self.answers[name]

    def forget_open(self) -> None:
        """More is decided now: the derived facts are worked out again."""
        self.answers = {name: a for name, a in self.answers.items() if name not in FUNCTIONS}

    def count(self, measure: str, at_least: int) -> Codes:
        """Whether a number is at least so large. A narrower window is a lower bound, a wider one an upper bound."""
        key = (measure, at_least)
        if key not in self._counted:
            self._counted[key] = self._count(measure, at_least)
        return self._counted[key]

    def _count(self, measure: str, at_least: int) -> Codes:
        found = np.full(self.columns.size, NOT_KNOWN)
        for wider in self.words.windows_around(measure):
            given = self._measure(wider)
            found = np.where((given >= 0) & (given < at_least), NO, found)
        for narrower in self.words.windows_inside(measure):
            found = np.where(self._measure(narrower) >= at_least, YES, found)
        given = self._measure(measure)
        return np.where(given >= 0, known_as(given >= at_least), found)

    def _measure(self, name: str) -> Numbers:
        given = self.columns.measures.get(name)
        return np.full(self.columns.size, -1, np.int32) if given is None else given

    def grounds(self, condition: Condition) -> Codes:
        """Whether everything a card asks for is so, exceptions apart."""
        answer = np.full(self.columns.size, YES)
        for name in condition.applies_when:
            answer = np.minimum(answer, self.fact(name))
        if condition.and_any_of:
            answer = np.minimum(answer, self._strongest(condition.and_any_of))
        if condition.and_none_of:
            answer = np.minimum(answer, YES - self._strongest(condition.and_none_of))
        if condition.counts:
            answer = np.minimum(answer, self.count(condition.counts, condition.at_least))
        return answer

    def acts(self, condition: Condition) -> Bits:
        """Where a card has effect: its grounds are known, and no exception is known."""
        acting: Bits = self.grounds(condition) == YES
        for name in condition.unless:
            acting = acting & (self.fact(name) != YES)
        return acting

    def _strongest(self, names: tuple[str, ...]) -> Codes:
        strongest = self.fact(names[0])
        for name in names[1:]:
            strongest = np.maximum(strongest, self.fact(name))
        return strongest

    def _stated(self, name: str) -> Codes:
        told = self._told(name)
        if other := self.words.opposites.get(name):
            told = np.where(told == NOT_KNOWN, YES - self._told(other), told)
        default = UNLESS_STATED.get(name)
        return told if default is None else np.where(told == NOT_KNOWN, np.int8(default), told)

    def _told(self, name: str) -> Codes:
        told = self.columns.told.get(name)
        return np.full(self.columns.size, NOT_KNOWN) if told is None else told

    def _derived(self, name: str) -> Codes:
        if name in AGES:
            lowest, below = AGES[name]
            age = self.columns.age
            return known_as((age >= lowest) & (age < below), age >= 0)
        if name.startswith("stage is "):
            return known_as(self.columns.stage == STAGES.index(name.removeprefix("stage is ")))
        if name in LIVES_IN:
            return self._lives_in(LIVES_IN[name])
        if name.startswith(AFTER_CATEGORY):
            return self._category(name.removeprefix(AFTER_CATEGORY))
        if name in DERIVED:
            return DERIVED[name](self)
        return self._risk(name.removeprefix(AFTER_RISK).split(" or "))

    def _lives_in(self, settings: tuple[str, ...]) -> Codes:
        known = [s for s in self.words.settings if s != "unknown"]
        places = [known.index(s) for s in settings if s in known]
        return known_as(np.isin(self.columns.setting, places), self.columns.setting >= 0)

    def _category(self, category: str) -> Codes:
        if self.held is None:
            return np.full(self.columns.size, NOT_KNOWN)
        known = np.logical_or.reduce(list(self.held.values()))
        return known_as(self.held[category], known)

    def _risk(self, levels: list[str]) -> Codes:
        if self.level is None:
            return np.full(self.columns.size, NOT_KNOWN)
        return known_as(np.isin(self.level, [RISK_LEVELS.index(level) for level in levels]), self.level >= 0)


def _whereabouts(w: Weights) -> Codes:
    told, claimed = (w._told(name) == YES for name in READS["whereabouts are not known"])
    return known_as((w.columns.stage == STAGES.index("report")) & (~told | claimed))


def _either(name: str) -> Callable[[Weights], Codes]:
    return lambda w: np.maximum(*(w._told(read) for read in READS[name]))


DERIVED: dict[str, Callable[[Weights], Codes]] = {
    "whereabouts are not known": _whereabouts,
    "has a current trigger plan": lambda w: known_as(w.columns.plan),
    "has no current trigger plan": lambda w: known_as(~w.columns.plan),
    "was recorded at medium or high before": lambda w: known_as(
        w.columns.highest_before >= MEDIUM, w.columns.highest_before >= 0
    ),
    "became looked after within the last week": lambda w: known_as(
        w._measure("days_looked_after") <= A_WEEK, w._measure("days_looked_after") >= 0
    ),
    "the risk was recorded high in this episode": lambda w: known_as(w.columns.recorded_risk == HIGH),
    "the risk is serious but not immediate": lambda w: (
        np.full(w.columns.size, NOT_KNOWN) if w.serious is None else w.serious
    ),
    **{
        name: _either(name)
        for name in (
            "seen safe and well, or excused",
            "return interview offered or declined",
            "the question of referral is settled",
        )
    },
}


@dataclass(slots=True)
class Weighed:
    """What the category and risk cards say of every row. Levels are places in `RISK_LEVELS`."""

    weights: Weights
    required: dict[str, Bits]
    opened: dict[str, Bits]
    barred: dict[str, Bits]
    forbidden: dict[str, Bits]
    floor: Codes
    supported: Codes

    @property
    def advised(self) -> Codes:
        """The level the facts support, never below the floor."""
        return np.maximum(self.floor, self.supported)

    def usable(self, category: str) -> Bits:
        """Where a category may be used: opened or required, and not barred."""
        return (self.opened[category] | self.required[category]) & ~self.barred[category]

    def applying(self) -> dict[str, Bits]:
        """Where each category applies: required and not barred, else the only one that is open."""
        required = {c: self.required[c] & ~self.barred[c] for c in self.required}
        usable = {c: self.usable(c) for c in self.required}
        none = ~_any(required)
        single = none & (np.add.reduce([u.astype(np.int8) for u in usable.values()]) == 1)
        return {c: required[c] | (single & usable[c]) for c in required}


def weigh(protocols: Protocols, area: str, columns: Columns, *, on: date) -> Weighed:
    """Categories, then risk, for every row, by the cards an area has in force on a day (C10-C49)."""
    weights = Weights(protocols.vocabulary, columns)
    weighed = _categories(protocols, area, weights, on)
    weights.held = _held(weighed, protocols, columns)
    weights.forget_open()
    seriousness, immediacy = _grade(protocols, area, weighed, on)
    weights.level = _level(weighed, columns)
    said = known_as((seriousness == HIGH) & (immediacy != HIGH), seriousness > 0)
    weights.serious = np.where(columns.serious_not_immediate, YES, said)
    weights.forget_open()
    return weighed


def _categories(protocols: Protocols, area: str, weights: Weights, on: date) -> Weighed:
    names, size = list(protocols.vocabulary.categories), weights.columns.size

    def nowhere() -> dict[str, Bits]:
        return {c: np.zeros(size, bool) for c in names}

    found = Weighed(
        weights, nowhere(), nowhere(), nowhere(), nowhere(), np.zeros(size, np.int8), np.zeros(size, np.int8)
    )
    for _, version in protocols.of_kind(area, on, "category"):
        if isinstance(version.body, Category) and (acts := weights.acts(version.condition)).any():
            _weigh_category(found, version.body, acts, names)
    return found


def _weigh_category(found: Weighed, body: Category, acts: Bits, names: list[str]) -> None:
    weights = found.weights
    for category in body.requires:
        if category == THE_PLAN:
            for code, name in enumerate(names):
                found.required[name] |= acts & weights.columns.plan & (weights.columns.plan_category == code)
        else:
            found.required[category] |= acts
    for category in body.bars:
        found.barred[category] |= acts
        found.forbidden[category] |= acts
    for category in body.opens:
        found.opened[category] |= acts
        for fact in body.needs_answers:
            found.barred[category] |= acts & (weights.fact(fact) == NOT_KNOWN)


def _held(weighed: Weighed, protocols: Protocols, columns: Columns) -> dict[str, Bits]:
    """The categories that hold: required, else proposed and usable, else recorded, else the only one that is open."""
    required = {c: weighed.required[c] & ~weighed.barred[c] for c in weighed.required}
    left = ~_any(required)
    proposed = {
        c: left & (columns.proposals.category == n) & weighed.usable(c)
        for n, c in enumerate(protocols.vocabulary.categories)
    }
    left = left & ~_any(proposed)
    recorded = {c: left & (columns.recorded_category == n) for n, c in enumerate(protocols.vocabulary.categories)}
    left = left & ~_any(recorded)
    applying = weighed.applying()
    return {c: required[c] | proposed[c] | recorded[c] | (left & applying[c]) for c in required}


def _any(columns: dict[str, Bits]) -> Bits:
    found: Bits = np.logical_or.reduce(list(columns.values()))
    return found


def _grade(protocols: Protocols, area: str, weighed: Weighed, on: date) -> tuple[Codes, Codes]:
    """Raises floor and advice in place; returns seriousness and immediacy."""
    columns = weighed.weights.columns
    axes = {"seriousness": np.zeros(columns.size, np.int8), "immediacy": np.zeros(columns.size, np.int8)}
    for _, version in protocols.of_kind(area, on, "risk"):
        body = version.body
        if not isinstance(body, Risk) or body.questions or not (acts := weighed.weights.acts(version.condition)).any():
            continue
        if body.floor == THE_PLAN:
            weighed.floor = np.where(acts & columns.plan, np.maximum(weighed.floor, columns.plan_risk), weighed.floor)
        else:
            weighed.floor = _raised(weighed.floor, acts, body.floor)
        weighed.supported = _raised(weighed.supported, acts, body.advises)
        for axis in axes:
            axes[axis] = _raised(axes[axis], acts, getattr(body, axis))
    return axes["seriousness"], axes["immediacy"]


def _raised(levels: Codes, where: Bits, level: str | None) -> Codes:
    if level is None:
        return levels
    return np.where(where, np.maximum(levels, np.int8(RISK_LEVELS.index(level))), levels)


def _level(weighed: Weighed, columns: Columns) -> Codes:
    """The level in use: proposed (not below the facts until their challenge is answered), else recorded, else advised.

    Never below the floor; -1 where no card speaks.
    """
    chosen = np.where(columns.proposals.risk >= 0, columns.proposals.risk, columns.recorded_risk)
    advised, made = weighed.advised, columns.proposals
    unanswered = (made.risk >= 0) & ~made.answered
    chosen = np.where(unanswered, np.maximum(chosen, advised), chosen)
    found = np.maximum(np.where(chosen >= 0, chosen, advised), weighed.floor)
    return np.where((chosen < 0) & (advised == 0), np.int8(-1), found)
