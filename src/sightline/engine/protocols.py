"""All cards, areas and words of one edition, and which of them are in force. Frozen once loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sightline.engine.acts import Register
from sightline.engine.derived import READS
from sightline.engine.model import Area, Authority, Card, Category, Clock, Departure, Question, Risk, Source, Version
from sightline.engine.stages import still_to_come
from sightline.engine.tighten import in_area
from sightline.engine.vocabulary import Vocabulary

InForce = tuple[tuple[Card, Version], ...]
WEIGHS_NOTHING = ("definition", "record")  # kinds of card that decide nothing about a case


class ClockCard(NamedTuple):
    """A version of a card that starts a clock, as one area uses it."""

    card: Card
    version: Version
    clock: Clock


@dataclass(frozen=True, slots=True)
class Protocols:
    """One edition of the protocols. `edition` is a hash of everything that was read."""

    edition: str
    cards: Mapping[str, Card]
    areas: Mapping[str, Area]
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    _in_force: dict[tuple[str, date], InForce] = field(default_factory=dict, compare=False, repr=False)
    _by_kind: dict[tuple[str, date, str], InForce] = field(default_factory=dict, compare=False, repr=False)
    _clocks: dict[str, tuple[ClockCard, ...]] = field(default_factory=dict, compare=False, repr=False)
    _clocks_at: dict[tuple[str, date, str], tuple[ClockCard, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _read: dict[tuple[str, date], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    register: Register | None = None  # nothing where the folder keeps none, so that nothing in it is frozen

    def area(self, area_id: str) -> Area:
        """An area by id. Raises KeyError, naming the areas there are."""
        if area_id not in self.areas:
            raise KeyError(f"There is no area “{area_id}”. There are: {', '.join(self.areas)}.")
        return self.areas[area_id]

    def departures(self) -> tuple[tuple[Area, Departure], ...]:
        """Where areas are looser than their nation, departures from a must of statutory guidance first."""
        found = [(area, departure) for area in self.areas.values() for departure in area.departures]
        return tuple(sorted(found, key=lambda pair: (not pair[1].must, pair[0].id, pair[1].parameter)))

    def in_force(self, area_id: str, on: date) -> InForce:
        """The cards an area adopted, each with its version in force on a day, in the order of the area."""
        if (area_id, on) not in self._in_force:
            adopted = (self.cards[c] for c in self.area(area_id).cards)
            pairs = ((card, card.in_force(on)) for card in adopted)
            self._in_force[area_id, on] = tuple((card, version) for card, version in pairs if version)
        return self._in_force[area_id, on]

    def of_kind(self, area_id: str, on: date, *kinds: str) -> InForce:
        """The cards of these kinds in force in an area on a day."""
        key = (area_id, on, "/".join(kinds))
        if key not in self._by_kind:
            self._by_kind[key] = tuple(p for p in self.in_force(area_id, on) if p[0].kind in kinds)
        return self._by_kind[key]

    def question_set(self, area_id: str, on: date) -> tuple[Question, ...]:
        """The questions the area asks at a report, in order (C1-C4)."""
        bodies = (v.body for _, v in self.of_kind(area_id, on, "risk"))
        return tuple(q for body in bodies if isinstance(body, Risk) for q in body.questions)

    def who_settles(self, area_id: str, on: date) -> tuple[str, ...]:
        """The roles that decide a dispute between informant and inspector (B3, C28)."""
        bodies = (v.body for _, v in self.of_kind(area_id, on, "authority"))
        return tuple(r for body in bodies if isinstance(body, Authority) and body.settles for r in body.may)

    def clocks(self, area_id: str) -> tuple[ClockCard, ...]:
        """Every version of every duty and threshold card an area adopted, as strict as the area made it."""
        if area_id not in self._clocks:
            area = self.area(area_id)
            cards = (self.cards[c] for c in area.cards if self.cards[c].kind in ("duty", "threshold"))
            self._clocks[area_id] = tuple(
                ClockCard(card, version, in_area(area, card, version.body))
                for card in cards
                for version in card.versions
                if isinstance(version.body, Clock)
            )
        return self._clocks[area_id]

    def clocks_at(self, area_id: str, on: date, stage: str) -> tuple[ClockCard, ...]:
        """The clocks in force on a day that can still matter to a case at a stage."""
        key = (area_id, on, stage)
        if key not in self._clocks_at:
            in_force = (c for c in self.clocks(area_id) if c.card.in_force(on) is c.version)
            self._clocks_at[key] = tuple(c for c in in_force if still_to_come(self.vocabulary, c.clock, stage))
        return self._clocks_at[key]

    def read_facts(self, area_id: str, on: date) -> frozenset[str]:
        """Every fact that some card in force in the area weighs. What a word means, or a form holds, weighs nothing."""
        if (area_id, on) not in self._read:
            rules = (version for card, version in self.in_force(area_id, on) if card.kind not in WEIGHS_NOTHING)
            self._read[area_id, on] = frozenset(f for version in rules for f in _weighed(version))
        return self._read[area_id, on]


def _weighed(version: Version) -> tuple[str, ...]:
    """The facts a version reads, and the answers of people that the derived ones among them rest on."""
    body = version.body
    needed = body.needs_answers if isinstance(body, Category) else body.needs if isinstance(body, Authority) else ()
    facts = (*version.condition.facts, *needed)
    return (*facts, *(read for fact in facts for read in READS.get(fact, ())))
