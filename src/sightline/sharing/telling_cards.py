"""What the sharing cards say of what happened: who must know, who may, from whom it is kept, what to ask first.

Pure: answers and happenings in, wishes out. Knows no desk, no address and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sightline.audit.moments import day_of
from sightline.engine import Answer, Protocols
from sightline.engine.model import Card, Condition, Sharing
from sightline.engine.vocabulary import STRENGTHS
from sightline.engine.weigh import Scales

Happened = tuple[str, datetime]
# Whom nobody tells while it is not known whether telling harms: not known is never no.
ASKED_FIRST = frozenset({"parents", "family", "families of the other children", "informant"})
BEFORE = "everyone told before"
DECIDED = "a named person decided to tell the parents"  # made by deciding, never asked as a question
# Happenings that are themselves an act of sharing: whoever does it sees the card, nothing goes by itself.
DONE_BY_HAND = frozenset(
    {
        "information requested", "enquiry raised", "enquiry answered", "sighting recorded", "call taken",
        "a tour of duty began", "publicity proposed", "strategy meeting held", "common assessment proposed",
    }
)  # fmt: skip
# What is decided again and again is told the first time.
FIRST_ONLY = frozenset(
    {
        "absence noticed", "reported missing", "risk set high", "decided missing", "decided absent",
        "decided unauthorised absence", "decided away from placement",
    }
)  # fmt: skip
TOO_OLD = timedelta(days=7)


@dataclass(slots=True)
class Wish:
    """One recipient of one happening, as all cards together say it. `state`: tell, offered, ask or withheld."""

    event: str
    event_at: datetime
    role: str
    strength: str = "may"
    by_role: str = ""
    what: list[str] = field(default_factory=list)
    basis: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    withheld_by: list[str] = field(default_factory=list)
    doubted_by: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, datetime, str]:
        """What makes it one telling: what happened, when, and to whom it is told."""
        return (self.event, self.event_at, self.role)

    @property
    def state(self) -> str:
        """Withheld wins; then the question; only must and should are told without anybody's pressing a button."""
        if self.withheld_by:
            return "withheld"
        if self.doubted_by:
            return "ask"
        return "offered" if self.strength == "may" else "tell"


@dataclass(frozen=True, slots=True)
class Said:
    """A card of the area that speaks of telling, with its body and condition."""

    card: Card
    body: Sharing
    condition: Condition


def wishes(
    protocols: Protocols, *, area: str, answers: Mapping[str, Answer], measures: Mapping[str, int],
    happened: Sequence[Happened], at: datetime, told_before: Iterable[str] = (),
) -> list[Wish]:  # fmt: skip
    """Every telling the area's cards want for what happened, one for each recipient of each happening (F60-F78).

    `told_before`: the roles that were told of the person's absence already, for the cards that tell all of them (F69).
    """
    scales = Scales(protocols.vocabulary, answers, measures)
    cards = list(_cards(protocols, area, at))
    found: dict[tuple[str, datetime, str], Wish] = {}
    for event, moment in _tellable(happened, at, {said.body.event for said in cards}):
        for said in cards:
            if said.body.event == event and not said.body.withholds and scales.acts(said.condition):
                for role in _roles(said.body, told_before):
                    _add(found.setdefault((event, moment, role), Wish(event, moment, role)), said)
        for said in cards:
            if said.body.event == event and said.body.withholds and scales.acts(said.condition):
                for role in said.body.to:
                    found.setdefault((event, moment, role), Wish(event, moment, role))
    for wish in found.values():
        _keep_back(wish, cards, scales)
    return list(found.values())


def _cards(protocols: Protocols, area: str, at: datetime) -> Iterator[Said]:
    for card, version in protocols.of_kind(area, day_of(at), "sharing"):
        if isinstance(version.body, Sharing):
            yield Said(card, version.body, version.condition)


def _tellable(happened: Sequence[Happened], at: datetime, events: set[str]) -> Iterator[Happened]:
    """What happened lately that some card tells of. After a return, nobody is newly told of the absence itself."""
    back = max((moment for kind, moment in happened if kind == "returned"), default=None)
    seen: set[str] = set()
    for kind, moment in happened:
        if kind not in events or kind in DONE_BY_HAND or moment < at - TOO_OLD or (kind in FIRST_ONLY and kind in seen):
            continue
        seen.add(kind)
        if back is None or moment >= back or kind not in FIRST_ONLY:
            yield kind, moment


def _roles(body: Sharing, told_before: Iterable[str]) -> Iterator[str]:
    for role in body.to:
        yield from told_before if role == BEFORE else (role,)


def _add(wish: Wish, said: Said) -> None:
    wish.cards.append(said.card.id)
    wish.strength = max(wish.strength, said.body.strength, key=STRENGTHS.index)
    wish.by_role = wish.by_role or said.body.by or ""
    for text, kept in ((said.body.what, wish.what), (said.body.basis, wish.basis)):
        if text not in kept:
            kept.append(text)


def _keep_back(wish: Wish, cards: Sequence[Said], scales: Scales) -> None:
    """Who must not know: by a card of the same happening; for a family by a card of any.

    For a family also whether it is not known that it must not: then somebody is asked first.
    """
    family = wish.role in ASKED_FIRST
    for said in cards:
        mine = said.body.withholds and wish.role in said.body.to and (family or said.body.event == wish.event)
        if mine and scales.acts(said.condition):
            wish.withheld_by.append(said.card.id)
        elif mine and family and scales.answer(said.condition) is Answer.NOT_KNOWN:
            _doubt(wish, said, said.condition.facts, scales)
        elif family and said.card.id in wish.cards and said.condition.excused(scales.fact) is Answer.NOT_KNOWN:
            _doubt(wish, said, said.condition.unless, scales)


def _doubt(wish: Wish, said: Said, facts: Iterable[str], scales: Scales) -> None:
    wish.doubted_by.append(said.card.id)
    unknown = (f for f in facts if scales.fact(f) is Answer.NOT_KNOWN and not scales.words.facts[f].derived)
    wish.asks.extend(f for f in unknown if f not in wish.asks and f != DECIDED)
