"""The closed vocabulary: every phrase a card, a case file or the record may use. Does not read files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

DONE = "done: "  # `done: <action>` is the event that somebody recorded an action as done
RISK_LEVELS = ("none", "low", "medium", "high")
STRENGTHS = ("may", "should", "must")
STAGES = ("report", "found", "closing", "placement", "school absence")
IF_IT_HAPPENS = "if it happens"  # what most cases never see: no assessment promises what would follow from it
EVENT_STAGES = (*STAGES, IF_IT_HAPPENS, "organisation")  # the last: of an agency or a partnership, never of a person
NATIONS = ("england", "wales")


@dataclass(frozen=True, slots=True)
class Fact:
    """A phrase answered yes, no or not known: by a person, or (derived) by a function of the engine."""

    name: str
    group: str
    meaning: str
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment and can start, stop or meet a clock."""

    name: str
    stage: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something a duty asks for. Any of the events in `met_by` shows that it was done."""

    name: str
    meaning: str
    to: str | None = None
    met_by: tuple[str, ...] = ()

    @property
    def shown_by(self) -> frozenset[str]:
        """Every event that meets a duty to do this, `done: <action>` among them."""
        return frozenset((*self.met_by, DONE + self.name))


@dataclass(frozen=True, slots=True)
class Role:
    """Who does or decides something. `rank` orders police ranks; `includes` says who may act as this role."""

    name: str
    agency_kind: str
    meaning: str
    rank: int | None = None
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A count or length in whole numbers. What counts less lies `inside` what counts more, as a narrower window."""

    name: str
    meaning: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something sources disagree on, so that each area settles it. `row` is its row of the inventory.

    `tighter` orders the choices from the tightest; those it leaves out are the loosest. `needs` and `excludes` say
    which cards go with a choice. `unless` names a choice of another parameter that leaves this one nothing to settle.
    """

    name: str
    type: str
    row: str
    meaning: str
    choices: tuple[str, ...] = ()
    tighter: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excludes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)
    must: Must | None = None
    line: int = 1

    def rank(self, choice: object) -> int:
        """How tight a choice is: 0 is the tightest."""
        return self.tighter.index(choice) if choice in self.tighter else len(self.tighter)


@dataclass(frozen=True, slots=True)
class Must:
    """The tightest choice is a must of a nation's statutory guidance."""

    nation: str
    document: str
    at: str


@dataclass(frozen=True, slots=True)
class ProtocolElement:
    """Something a local protocol must contain. `leads`: the kinds of agency that each name a lead person."""

    name: str
    row: str
    meaning: str
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every phrase by name. The name of a thing is the phrase itself."""

    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    events: Mapping[str, Event]
    actions: Mapping[str, Action]
    roles: Mapping[str, Role]
    settings: Mapping[str, str]
    categories: Mapping[str, str]
    decisions: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    opposites: Mapping[str, str]
    wording: Mapping[str, str]
    protocol: Mapping[str, ProtocolElement] = field(default_factory=dict)
    wording_apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def members(self, role: str) -> frozenset[str]:
        """The roles that may act as a role: itself and whatever it includes. A registered manager acts as the carer."""
        return frozenset({role, *self.roles[role].includes})

    def windows_inside(self, measure: str) -> tuple[str, ...]:
        """The narrower windows of a count, nearest first: each is a lower bound for it."""
        narrower = [m.name for m in self.measures.values() if measure in m.inside]
        return tuple(dict.fromkeys(n for name in narrower for n in (name, *self.windows_inside(name))))

    def windows_around(self, measure: str) -> tuple[str, ...]:
        """The wider windows of a count, nearest first: each is an upper bound for it."""
        wider = self.measures[measure].inside
        return tuple(dict.fromkeys(w for name in wider for w in (name, *self.windows_around(name))))


def nearest(phrase: str, known: Iterable[str]) -> str:
    """A gentle hint at the nearest known phrase, or an empty string where nothing is near."""
    candidates = list(known)
    lowered = {c.lower(): c for c in candidates}
    near = get_close_matches(phrase.lower(), lowered, n=1, cutoff=0.5)
    return lowered[near[0]] if near else ""
