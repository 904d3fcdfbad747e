"""Asks what a change of the protocols would have done: replays an area's episodes under both, and counts.

The cards answer through the columnar engine; nothing is recorded and no row is written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

import numpy as np

from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.duties.desks import side_of
from sightline.engine import Calendar, Protocols, Situation
from sightline.engine.columnar import Columns, Weighed, as_number, columns, dues, verdicts, weigh
from sightline.engine.columnar.columns import Case
from sightline.insight.whatif_count import Asked, Change, Codes, Differences, Fallen, Judged, Tally, months_of, outcomes
from sightline.insight.whatif_load import Decided, Lived, Period, decisions, episodes, how_many

AT_ONCE = 4_000  # episodes in one chunk: what bounds the memory
DECIDING = ("category", "risk", "authority")  # kinds of card of which the day decides which version holds
SIDES = ("police", "council", "provider", "interviewer", "host")
Heard = Callable[[int], None]


@dataclass(slots=True)
class Side:
    """What one set of protocols makes of the history."""

    duties: Tally = field(default_factory=Tally)
    decisions: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Replayed:
    """How many were replayed. `rebuilt` decisions were judged on what the record shows of their moment, because no
    facts were kept with them; `attempted` had not been let."""

    episodes: int = 0
    decisions: int = 0
    rebuilt: int = 0
    attempted: int = 0

    def add(self, lived: Sequence[Lived], decided: Sequence[Decided]) -> None:
        """Count one chunk."""
        self.episodes += len(lived)
        self.decisions += len(decided)
        self.rebuilt += sum(not one.kept for one in decided)
        self.attempted += sum(one.attempted for one in decided)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: both sides, the differences duty by duty, the verdicts, and how many were replayed.

    Agencies and months are codes in the tallies; `agencies` names the first.
    """

    period: Period
    at: datetime
    now: Side
    changed: Side
    agencies: Sequence[str]
    changes: Mapping[tuple[str, str], Change]
    judged: Judged
    replayed: Replayed


class Agencies:
    """Codes for the agencies: first each by name, then the kinds, for whoever is nobody's in particular."""

    def __init__(self, protocols: Protocols) -> None:
        known = dict(Agency.objects.order_by("pk").values_list("pk", "name"))
        roles = protocols.vocabulary.roles
        self._ids = np.array(list(known), np.int64)
        self._kinds = sorted({role.agency_kind for role in roles.values()})
        self._kind_of = {name: self._kinds.index(role.agency_kind) for name, role in roles.items()}
        self.names = [*known.values(), *self._kinds]

    def of_roles(self, who: Sequence[str], asked: Codes, sides: Codes) -> Codes:
        """The codes of the agencies that owe what is asked, by the party of each thing asked; `sides` a row each."""
        places = np.array([SIDES.index(side_of(role)) if side_of(role) else len(SIDES) for role in who], np.int64)
        kinds = np.array([self._kind_of[role] for role in who], np.int64)
        if not len(asked):
            return np.empty(0, np.int64)
        return self._coded(sides[np.arange(len(asked)), places[asked]], kinds[asked])

    def of_people(self, agencies: Sequence[int | None], roles: Sequence[str]) -> Codes:
        """The codes of the agencies that decided, each by its number, else by the kind of its role."""
        numbers = np.array([agency or 0 for agency in agencies], np.int64)
        return self._coded(numbers, np.array([self._kind_of.get(role, 0) for role in roles], np.int64))

    def _coded(self, numbers: Codes, kinds: Codes) -> Codes:
        place = np.minimum(np.searchsorted(self._ids, numbers), max(len(self._ids) - 1, 0))
        known = (numbers > 0) & (self._ids[place] == numbers)
        return np.where(known, place, len(self._ids) + kinds)


@dataclass(slots=True)
class Replay:
    """Replays chunks of an area's history under both sets of protocols and adds up what it finds."""

    both: tuple[Protocols, Protocols]
    area: str
    at: datetime
    calendar: Calendar
    agencies: Agencies
    sides: tuple[Side, Side] = field(default_factory=lambda: (Side(), Side()))
    differences: Differences = field(default_factory=Differences)
    judged: Judged = field(default_factory=Judged)
    asked: dict[Asked, int] = field(default_factory=dict)

    def add(self, lived: Sequence[Lived]) -> None:
        """Replay the duties of some episodes."""
        lived = sorted(lived, key=lambda one: one.at)
        cases: list[Case] = [(one.asked, one.history, self.at) for one in lived]
        owed = np.array([_numbers(one) for one in lived], np.int64).reshape(len(lived), len(SIDES) + 1)
        watched = np.array([one.watched for one in lived], bool)
        for first, part, day in self._stretches(cases, [one.at for one in lived]):
            rows = slice(first, first + part.size)
            found = [self._fallen(p, part, day, owed[rows], watched[rows]) for p in self.both]
            for side, fallen in zip(self.sides, found, strict=True):
                side.duties.add(fallen.agency, months_of(fallen.due), fallen.outcome)
            self.differences.add(*found)

    def decide(self, decided: Sequence[Decided]) -> None:
        """Judge some decisions again."""
        decided = sorted(decided, key=lambda one: one.at)
        cases: list[Case] = [(one.asked, (), one.at) for one in decided]
        months = months_of(np.array([as_number(one.at) for one in decided], np.int64))
        agencies = self.agencies.of_people([one.agency for one in decided], [_role(one.asked) for one in decided])
        for first, part, day in self._stretches(cases, [one.at for one in decided]):
            rows = slice(first, first + part.size)
            said = [verdicts(p, self.area, self._weighed(p, part, day), on=day).astype(np.int64) for p in self.both]
            for side, codes in zip(self.sides, said, strict=True):
                side.decisions.add(agencies[rows], months[rows], codes)
            self.judged.add(*said)

    def _stretches(self, cases: Sequence[Case], moments: Sequence[datetime]) -> Iterator[tuple[int, Columns, date]]:
        """The cases, in order of their moments, as columns: a stretch for each set of versions that held."""
        if not cases:
            return
        table = columns(cases, self.both[0])
        cuts = sorted({day for protocols in self.both for day in _turns(protocols, self.area)})
        first = 0
        for _, some in groupby(moments, key=lambda moment: bisect_right(cuts, day_of(moment))):
            days = [day_of(moment) for moment in some]
            yield first, table.part(first, first + len(days)), days[0]
            first += len(days)

    def _weighed(self, protocols: Protocols, part: Columns, day: date) -> Weighed:
        return weigh(protocols, self.area, part, on=day)

    def _fallen(self, protocols: Protocols, part: Columns, day: date, owed: Codes, watched: Codes) -> Fallen:
        found = dues(protocols, self.area, part, self._weighed(protocols, part, day).weights, self.calendar)
        codes = np.array([self.asked.setdefault(name, len(self.asked)) for name in found.names], np.int64)
        episode, place = found.episode.astype(np.int64), found.asked.astype(np.int64)
        agency = self.agencies.of_roles([who for _, who, _ in found.names], place, owed[episode])
        asked = codes[place] if len(place) else place
        return Fallen(episode, asked, agency, found.due, outcomes(found)).where(~watched[episode])


def what_if(
    now: Protocols, changed: Protocols, period: Period, *, at: datetime, calendar: Calendar,
    heard: Heard = lambda many: None, at_once: int = AT_ONCE,
) -> WhatIf:  # fmt: skip
    """What the change would have done to the episodes of a period, as on a moment. Raises KeyError for an unknown area.

    So many episodes are held at a time; `heard` is told of each lot. Both sets share one vocabulary.
    """
    replay = Replay((now, changed), period.area, at, calendar, Agencies(now))
    replayed = Replayed()
    for lived in episodes(period, at_once):
        decided = decisions(period.area, [one.episode for one in lived])
        replay.add(lived)
        replay.decide(decided)
        replayed.add(lived, decided)
        heard(len(lived))
    changes = replay.differences.of(list(replay.asked))
    return WhatIf(period, at, *replay.sides, replay.agencies.names, changes, replay.judged, replayed)


def expected(period: Period) -> int:
    """How many episodes a replay will go through."""
    return how_many(period)


def _turns(protocols: Protocols, area: str) -> Iterator[date]:
    """The days on which another version begins, or one ends, of a card that decides about a case."""
    for card in (protocols.cards[name] for name in protocols.area(area).cards):
        if card.kind in DECIDING:
            for version in card.versions:
                yield from (day for day in (version.in_force_from, card.ends(version)) if day)


def _numbers(one: Lived) -> list[int]:
    """The agencies of an episode by number, in the order of `SIDES`, then nobody: 0."""
    return [getattr(one.sides, side) or 0 for side in SIDES] + [0]


def _role(asked: Situation) -> str:
    return (asked.proposed.by if asked.proposed else None) or ""
