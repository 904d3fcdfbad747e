"""Reads a case file and answers it. Refuses what it does not understand, and suggests the nearest known phrase."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Any

from sightline.engine.answer import Answer
from sightline.engine.decide import assess
from sightline.engine.derived import ADULT_CARE, CHILDRENS_PLACEMENTS
from sightline.engine.faults import CaseError
from sightline.engine.protocols import Protocols
from sightline.engine.situation import Proposal, Situation, TriggerPlan
from sightline.engine.vocabulary import RISK_LEVELS, STAGES, nearest

FIELDS: dict[str, tuple[str, ...]] = {
    "": ("id", "title", "source", "area", "stage", "person", "given", "history", "trigger_plan", "proposed", "expect"),
    "person": ("age", "sex", "setting"),
    "given": ("facts", "not_so"),
    "trigger_plan": ("category", "risk"),
    "proposed": (
        "category",
        "risk",
        "close",
        "confirm_placement",
        "decision",
        "by",
        "because",
        "returned_to",
        "answer_to_challenge",
    ),
}
LEVELS_IN_HISTORY = ("previous_risk_levels", "previous_decision_risk", "previous_decision_category")
MOST = 1_000_000  # of anything counted in a case
LONGEST = 80  # letters of what was written that a message repeats
UNSAFE = "home may not be safe"
SOMEWHERE_ELSE = "is somewhere else that is safe"
SEXES = ("female", "male", "unknown")


def assess_file(path: Path, protocols: Protocols, *, on: date) -> dict[str, Any]:
    """The answer to a case file, with exactly the keys of the case format.

    Raises CaseError, with the nearest known phrase, where the file is not understood.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} could not be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{path.name} is not TOML: {error}.") from error
    except (RecursionError, ValueError) as error:  # lists in lists without end; a number or date that cannot be
        raise CaseError(f"{path.name} holds something no case file holds: {error}.") from error
    return assess(protocols, read_situation(data, protocols), on=on).as_json()


def read_situation(data: Mapping[str, Any], protocols: Protocols) -> Situation:
    """A situation from the tables of a case file. Raises CaseError."""
    words = protocols.vocabulary
    _known_fields(data, "", FIELDS[""])
    person, given = _table(data, "person"), _table(data, "given")
    history, plan = _history(data, protocols), _table(data, "trigger_plan")
    age = person.get("age")
    if age is not None and (not isinstance(age, int) or isinstance(age, bool) or not 0 <= age <= 130):
        raise CaseError("`age` in [person] is a whole number of years from 0 to 130.")
    return Situation(
        area=_one(data.get("area"), "area", protocols.areas, "an area"),
        stage=_one(data.get("stage", "report"), "stage", STAGES, "a stage"),
        age=age,
        sex=_one(person.get("sex", "unknown"), "sex", SEXES, "a sex"),
        setting=_one(person.get("setting", "unknown"), "setting", words.settings, "a setting"),
        answers=_with_the_place(_answers(given, protocols), data, protocols),
        measures=_together({k: v for k, v in history.items() if k not in LEVELS_IN_HISTORY}),
        trigger_plan=_plan(plan, protocols) if "trigger_plan" in data else None,
        previous_risk_levels=tuple(history.get("previous_risk_levels", ())),
        recorded_risk=history.get("previous_decision_risk"),
        recorded_category=history.get("previous_decision_category"),
        proposed=_proposal(_table(data, "proposed"), protocols) if "proposed" in data else None,
    )


def _known_fields(table: Mapping[str, Any], where: str, fields: Collection[str]) -> None:
    for key in table:
        if key not in fields:
            place = f" in [{where}]" if where else ""
            raise CaseError(
                f"`{shorten(key, LONGEST)}`{place} is not a field of a case file.{_did_you_mean(key, fields)}"
            )


def _did_you_mean(phrase: str, known: Collection[str]) -> str:
    near = nearest(phrase[:LONGEST], known)
    return f" Did you mean “{near}”?" if near else f" Known: {', '.join(sorted(known)[:10])}."


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, Mapping):
        raise CaseError(f"Write [{name}] as a table.")
    if name in FIELDS:
        _known_fields(table, name, FIELDS[name])
    return table


def _one(value: Any, field: str, known: Collection[str], noun: str) -> str:
    if value is None:
        raise CaseError(f"`{field}` is missing.")
    if not isinstance(value, str):
        raise CaseError(f"`{field}` is text: {noun}, in quotation marks.")
    if value not in known:
        raise CaseError(f"“{shorten(value, LONGEST)}” is not {noun}, in `{field}`.{_did_you_mean(value, known)}")
    return value


def _maybe(table: Mapping[str, Any], field: str, known: Collection[str], noun: str) -> str | None:
    return _one(table[field], field, known, noun) if field in table else None


def _answers(given: Mapping[str, Any], protocols: Protocols) -> dict[str, Answer]:
    facts = {name: f for name, f in protocols.vocabulary.facts.items() if not f.derived}
    answers: dict[str, Answer] = {}
    for key, answer in (("facts", Answer.YES), ("not_so", Answer.NO)):
        stated = given.get(key, [])
        if not isinstance(stated, list):
            raise CaseError(f"`{key}` in [given] is a list of phrases.")
        for phrase in stated:
            if isinstance(phrase, str) and phrase in protocols.vocabulary.facts and phrase not in facts:
                raise CaseError(f"“{phrase}” is worked out from the rest of the case: leave it out of `{key}`.")
            _one(phrase, key, facts, "a fact of the vocabulary")
            if answers.get(phrase, answer) is not answer:
                raise CaseError(f"“{phrase}” stands under both `facts` and `not_so`.")
            answers[phrase] = answer
    return answers


def _together(measures: Mapping[str, int]) -> dict[str, int]:
    """The numbers of a case, and the sum of missing and absent where both are known and nobody gave it (C92, I62)."""
    sums = {}
    for days in (90, 180, 365):
        parts = [measures.get(f"{kind}_last_{days}_days") for kind in ("missing", "absent")]
        if None not in parts:
            sums[f"missing_or_absent_last_{days}_days"] = sum(p for p in parts if p is not None)
    return sums | dict(measures)


def _with_the_place(answers: dict[str, Answer], data: Mapping[str, Any], protocols: Protocols) -> dict[str, Answer]:
    """Home may not be safe, and the placement named is not where the person lived: somewhere else (C94, C95)."""
    to, lived = _table(data, "proposed").get("returned_to"), _table(data, "person").get("setting", "unknown")
    unsafe = answers.get(UNSAFE) is Answer.YES and SOMEWHERE_ELSE in protocols.vocabulary.facts
    elsewhere = to in (*CHILDRENS_PLACEMENTS, *ADULT_CARE) and to != lived
    return {SOMEWHERE_ELSE: Answer.YES} | answers if unsafe and elsewhere else answers


def _history(data: Mapping[str, Any], protocols: Protocols) -> Mapping[str, Any]:
    history = _table(data, "history")
    words = protocols.vocabulary
    _known_fields(history, "history", (*words.measures, *LEVELS_IN_HISTORY))
    for name, value in history.items():
        if name in words.measures and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise CaseError(f"`{name}` in [history] is a whole number, 0 or more.")
        if name in words.measures and value > MOST:
            raise CaseError(f"`{name}` in [history] is too large: at most {MOST:,}.")
    levels = history.get("previous_risk_levels", [])
    if not isinstance(levels, list):
        raise CaseError("`previous_risk_levels` in [history] is a list of risk levels.")
    for level in levels:
        _one(level, "previous_risk_levels", RISK_LEVELS, "a risk level")
    _maybe(history, "previous_decision_risk", RISK_LEVELS, "a risk level")
    _maybe(history, "previous_decision_category", words.categories, "a category")
    return history


def _plan(plan: Mapping[str, Any], protocols: Protocols) -> TriggerPlan:
    category = _maybe(plan, "category", protocols.vocabulary.categories, "a category")
    return TriggerPlan(category, _maybe(plan, "risk", RISK_LEVELS, "a risk level"))


def _proposal(table: Mapping[str, Any], protocols: Protocols) -> Proposal:
    words = protocols.vocabulary
    for flag in ("close", "confirm_placement"):
        if not isinstance(table.get(flag, False), bool):
            raise CaseError(f"`{flag}` in [proposed] is true or false.")
    for text in ("because", "returned_to", "answer_to_challenge"):
        if not isinstance(table.get(text, ""), str):
            raise CaseError(f"`{text}` in [proposed] is text.")
    return Proposal(
        category=_maybe(table, "category", words.categories, "a category"),
        risk=_maybe(table, "risk", RISK_LEVELS, "a risk level"),
        close=table.get("close", False),
        confirm_placement=table.get("confirm_placement", False),
        decision=_maybe(table, "decision", words.decisions, "a decision"),
        by=_maybe(table, "by", words.roles, "a role"),
        because=table.get("because", ""),
        returned_to=table.get("returned_to"),
        answer_to_challenge=table.get("answer_to_challenge", ""),
    )
