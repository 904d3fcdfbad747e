"""Many cases as columns: one row an episode, one array a fact, a number or a proposal. Weighs nothing itself.

Moments are microseconds since 1970 in UTC; what is not known is 1 among answers and -1 among numbers and codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from sightline.engine.answer import Answer
from sightline.engine.judge import answers_challenge
from sightline.engine.protocols import Protocols
from sightline.engine.runs import Occurrence
from sightline.engine.situation import Situation
from sightline.engine.vocabulary import RISK_LEVELS, STAGES
from sightline.engine.wording import says_a_label, says_nothing

Bits = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.int32]
Moments = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def as_number(moment: datetime) -> int:
    """An aware moment in microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def as_moment(number: int) -> datetime:
    """The aware moment, in UTC, of a number of microseconds."""
    return EPOCH + number * MICROSECOND


@dataclass(frozen=True, slots=True)
class Marks:
    """When one kind of event happened: rows in order of episode, then moment, then as told (`place` in the history)."""

    episode: Numbers
    at: Moments
    place: Numbers

    def within(self, first: int, last: int) -> Marks:
        """The marks of the rows from `first` up to, not including, `last`, numbered from nought."""
        begin, end = np.searchsorted(self.episode, [first, last])
        return Marks(self.episode[begin:end] - first, self.at[begin:end], self.place[begin:end])


@dataclass(frozen=True, slots=True)
class Proposals:
    """The decisions somebody wanted to record. `because` is not kept: only what the engine reads of it."""

    there: Bits
    category: Codes
    risk: Codes
    close: Bits
    confirm_placement: Bits
    decision: Codes  # any other decision of the vocabulary
    by: Numbers  # place of the role in the vocabulary
    label: Bits  # the reason holds a word that is never a reason
    empty: Bits  # no reason was given, or only the answer again
    answered: Bits  # the challenge was answered in words that can answer it


@dataclass(frozen=True, slots=True)
class Columns:
    """Episodes of one area at one moment each (`until`), with what happened in each up to then."""

    size: int
    until: Moments
    age: Numbers
    setting: Numbers  # place in the vocabulary; -1 unknown
    stage: Codes
    plan: Bits  # a trigger plan is in force
    plan_category: Codes
    plan_risk: Codes
    highest_before: Codes  # of the levels of earlier episodes
    recorded_category: Codes
    recorded_risk: Codes
    serious_not_immediate: Bits  # whoever decided last said: serious, and not about to happen
    proposals: Proposals
    told: Mapping[str, Codes] = field(default_factory=dict)
    measures: Mapping[str, Numbers] = field(default_factory=dict)
    events: Mapping[str, Marks] = field(default_factory=dict)

    def part(self, first: int, last: int) -> Columns:
        """The rows from `first` up to, not including, `last`: a chunk that fits into memory."""
        rows = slice(first, last)
        plain = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in NOT_PLAIN}
        return replace(
            self,
            size=min(last, self.size) - first,
            proposals=Proposals(**{f.name: getattr(self.proposals, f.name)[rows] for f in fields(Proposals)}),
            told={name: column[rows] for name, column in self.told.items()},
            measures={name: column[rows] for name, column in self.measures.items()},
            events={name: marks.within(first, last) for name, marks in self.events.items()},
            **plain,
        )


NOT_PLAIN = ("size", "proposals", "told", "measures", "events")
Case = tuple[Situation, Sequence[Occurrence], datetime]


def columns(cases: Sequence[Case], protocols: Protocols) -> Columns:
    """Columns from situations with their histories, each up to a moment. The scalar engine's input, side by side."""
    words, asked = protocols.vocabulary, [s for s, _, _ in cases]
    categories, settings = list(words.categories), list(words.settings)

    def codes(known: Sequence[str], values: Iterable[str | None]) -> Codes:
        place = {name: n for n, name in enumerate(known)}
        return np.array([place.get(value or "", -1) for value in values], np.int8)

    plans = [s.trigger_plan for s in asked]
    return Columns(
        size=len(cases),
        until=np.array([as_number(until) for _, _, until in cases], np.int64),
        age=np.array([-1 if s.age is None else s.age for s in asked], np.int32),
        setting=codes([s for s in settings if s != "unknown"], (s.setting for s in asked)).astype(np.int32),
        stage=codes(STAGES, (s.stage for s in asked)),
        plan=np.array([p is not None for p in plans], bool),
        plan_category=codes(categories, (p.category if p else None for p in plans)),
        plan_risk=codes(RISK_LEVELS, (p.risk if p else None for p in plans)),
        highest_before=np.array([_highest(s) for s in asked], np.int8),
        recorded_category=codes(categories, (s.recorded_category for s in asked)),
        recorded_risk=codes(RISK_LEVELS, (s.recorded_risk for s in asked)),
        serious_not_immediate=np.array([_serious(s) for s in asked], bool),
        proposals=_proposals(asked, protocols, codes),
        told=_told(asked),
        measures=_measures(asked),
        events=marks([happened for _, happened, _ in cases], [until for _, _, until in cases]),
    )


def _highest(situation: Situation) -> int:
    return max((RISK_LEVELS.index(level) for level in situation.previous_risk_levels), default=-1)


def _serious(situation: Situation) -> bool:
    seriousness, immediacy = situation.recorded_axes or ("", "")
    return seriousness == "high" and immediacy != "high"


def _proposals(asked: Sequence[Situation], protocols: Protocols, codes: Any) -> Proposals:
    words = protocols.vocabulary
    made = [s.proposed for s in asked]
    roles = {name: n for n, name in enumerate(words.roles)}
    return Proposals(
        there=np.array([p is not None for p in made], bool),
        category=codes(list(words.categories), (p.category if p else None for p in made)),
        risk=codes(RISK_LEVELS, (p.risk if p else None for p in made)),
        close=np.array([bool(p and p.close) for p in made], bool),
        confirm_placement=np.array([bool(p and p.confirm_placement) for p in made], bool),
        decision=codes(list(words.decisions), (p.decision if p else None for p in made)),
        by=np.array([roles.get(p.by or "", -1) if p else -1 for p in made], np.int32),
        label=np.array([bool(p and says_a_label(words, p.because)) for p in made], bool),
        empty=np.array([bool(p and says_nothing(words, p.because)) for p in made], bool),
        answered=np.array([bool(p and answers_challenge(protocols, p)) for p in made], bool),
    )


def _told(asked: Sequence[Situation]) -> dict[str, Codes]:
    names = {name for s in asked for name in s.answers}
    return {name: np.array([s.answers.get(name, Answer.NOT_KNOWN) for s in asked], np.int8) for name in sorted(names)}


def _measures(asked: Sequence[Situation]) -> dict[str, Numbers]:
    names = {name for s in asked for name in s.measures}
    return {name: np.array([s.measures.get(name, -1) for s in asked], np.int32) for name in sorted(names)}


def marks(histories: Sequence[Sequence[Occurrence]], untils: Sequence[datetime]) -> dict[str, Marks]:
    """The events of many histories by name, each history up to its own moment."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for row, (history, until) in enumerate(zip(histories, untils, strict=True)):
        happened = sorted((o for o in history if o.at <= until), key=lambda o: o.at)
        for place, occurrence in enumerate(happened):
            found.setdefault(occurrence.event, []).append((row, as_number(occurrence.at), place))
    return {name: _marks(rows) for name, rows in found.items()}


def _marks(rows: list[tuple[int, int, int]]) -> Marks:
    episode, at, place = zip(*rows, strict=True)
    return Marks(np.array(episode, np.int32), np.array(at, np.int64), np.array(place, np.int32))


def placed(happened: Mapping[str, tuple[Numbers, Moments]]) -> dict[str, Marks]:
    """Marks from rows and moments by event, in any order; at one moment, in the order of the names."""
    kinds = np.repeat(np.arange(len(happened)), [len(at) for _, at in happened.values()])
    episode = np.concatenate([rows for rows, _ in happened.values()]).astype(np.int32)
    at = np.concatenate([moments for _, moments in happened.values()])
    order = np.lexsort((kinds, at, episode))
    kinds, episode, at = kinds[order], episode[order], at[order]
    begins = np.searchsorted(episode, episode)
    place = (np.arange(len(episode)) - begins).astype(np.int32)
    found = {name: kinds == kind for kind, name in enumerate(happened)}
    return {name: Marks(episode[here], at[here], place[here]) for name, here in found.items()}
