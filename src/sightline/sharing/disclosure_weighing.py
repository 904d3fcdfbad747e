"""What the sharing cards say of a disclosure before it is made: which fit, the least each needs, what is kept back.

Decides nothing and writes nothing. Not known is never no: a card that may keep something back is shown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.engine import Answer, Assessment, Card, Proposal, Situation, Version, assess
from sightline.engine.model import Sharing
from sightline.engine.weigh import Scales
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import from_snapshot, situation
from sightline.episodes.snapshot import take
from sightline.sharing.disclosable import FIELDS, WHERE

LEAST = Path(__file__).parent / "disclosure_least.toml"
WITHOUT_A_CARD = ("name",)
EVERYBODY_ELSE = "whoever is not on the named list"
# Who is to the person what a private individual is: whom the cards protect a child or an adult from.
PRIVATE = ("parents", "family", "informant", "enquirer", "families of the other children")
# What is told of figures, homes and areas, at its own time of the year: no disclosure of one person is by these cards.
OF_NOBODY = frozenset(
    {
        "the reporting year ended", "report given", "the problem profile was made", "the independent visit was made",
        "the host authority asked for the visit report", "the locality assessment found exploitation",
        "the police asked where the homes are",
    }
)  # fmt: skip
DECISION = "disclose personal information"
WEIGHED = "the disclosure is necessary, proportionate and ethical"
GROUND_NAMED = "a lawful basis for the disclosure is written down"
AGREED = "an information sharing agreement covers this"
IDENTITY = "the enquirer's identity and relationship are confirmed"


@dataclass(frozen=True, slots=True)
class Offer:
    """A sharing card of the area that fits, or may fit while something is not known, and the fields it needs."""

    card: Card
    version: Version
    body: Sharing
    fits: bool
    least: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a card keeps from a recipient. `refuses`: nobody may tell it; else somebody of rank may, with an answer.

    `sure`: its grounds are known. `unless`: what would set it aside; `not_known`: what nobody has answered.
    """

    card: str
    says: str
    source: str
    fields: tuple[str, ...]
    refuses: bool
    sure: bool
    unless: tuple[str, ...]
    not_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One person at one moment as the cards see it, in one area."""

    asked: Situation
    at: datetime
    facts: Mapping[str, Answer]

    def so(self, told: Mapping[str, Answer]) -> Scene:
        """The same scene with further answers that only this disclosure gives."""
        return replace(self, facts={**self.facts, **told})

    def fact(self, name: str) -> Answer:
        """The answer to a fact."""
        return self.facts.get(name, Answer.NOT_KNOWN)

    def count(self, measure: str, at_least: int) -> Answer:
        """Whether a measure reaches a number."""
        return Scales(protocols().vocabulary, {}, self.asked.measures).count(measure, at_least)


def scene(actor: Actor, person: int, episode: Episode | None, at: datetime) -> Scene:
    """What is known of a person and, where there is one, an episode; without one by the actor's own area."""
    if episode:
        asked, _ = situation(episode, at)
    else:
        asked = from_snapshot(take(person=person, at=at), area=actor.area)
    answers = assess(protocols(), asked, on=day_of(at)).answers or {}
    return Scene(asked, at, answers)


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(LEAST.read_text(encoding="utf-8"))


def least(card: str) -> tuple[str, ...]:
    """The fields a card needs; the name alone where there is no card, or nobody has said what it needs."""
    return tuple(_data()["least"].get(card, WITHOUT_A_CARD))


def kept_fields(card: str) -> frozenset[str]:
    """The fields a withholding card keeps back; all of them where nobody has said which."""
    said = _data()["withheld"].get(card, {"fields": ["everything"]})
    named = {f for word in said["fields"] for f in {"everything": set(FIELDS), "where": set(WHERE)}.get(word, {word})}
    return frozenset(named - set(said.get("all_but", ())))


def _sharing(seen: Scene) -> Iterable[tuple[Card, Version, Sharing]]:
    for card, version in protocols().of_kind(seen.asked.area, day_of(seen.at), "sharing"):
        if isinstance(version.body, Sharing):
            yield card, version, version.body


def offers(seen: Scene) -> list[Offer]:
    """The cards by which something may be shared: those that fit first, then those that may while something is not
    known. A card that is known not to apply is not offered, nor a return about nobody in particular."""
    found = []
    for card, version, body in _sharing(seen):
        if body.event in OF_NOBODY:
            continue
        answer = version.condition.answer(seen.fact, seen.count)
        if not body.withholds and answer is not Answer.NO:
            found.append(Offer(card, version, body, answer is Answer.YES, least(card.id)))
    return sorted(found, key=lambda o: (not o.fits, o.body.strength != "must", o.card.id))


def receivers(seen: Scene) -> list[str]:
    """Everybody whom a sharing card of the area names, and those who ask: whom something can be disclosed to."""
    named = {role for _, _, body in _sharing(seen) for role in body.to} | set(PRIVATE)
    return sorted(named - {EVERYBODY_ELSE}, key=str.casefold)


def kept_back(seen: Scene, to_as: str, fields: Iterable[str]) -> list[Kept]:
    """Every adopted card that keeps one of these fields from this recipient, with what would set it aside (F8, F10,
    F12, F14, F76). A card that names the recipient counts also while its grounds are not known."""
    wanted, found = set(fields), []
    for card, version, body in _sharing(seen):
        named = to_as in body.to
        if not body.withholds or not (named or EVERYBODY_ELSE in body.to):
            continue
        hit = tuple(f for f in FIELDS if f in wanted & kept_fields(card.id))
        kept = _kept(seen, card, version, body, hit) if hit else None
        if kept and (kept.sure or named):
            found.append(kept)
    return found


def _kept(seen: Scene, card: Card, version: Version, body: Sharing, hit: tuple[str, ...]) -> Kept | None:
    grounds = version.condition.grounds(seen.fact, seen.count)
    if grounds is Answer.NO or version.condition.excused(seen.fact) is Answer.YES:
        return None
    open_facts = [f for f in version.condition.facts if seen.fact(f) is Answer.NOT_KNOWN]
    sure = grounds is Answer.YES
    refuses = body.strength == "must" or bool(_data()["withheld"].get(card.id, {}).get("refuses"))
    return Kept(
        card=card.id, says=version.reading, source=version.citation, fields=hit, refuses=refuses and sure, sure=sure,
        unless=version.condition.unless, not_known=() if sure else tuple(open_facts),
    )  # fmt: skip


def could_set_aside(seen: Scene, to_as: str) -> list[str]:
    """The facts that would set aside a card which keeps something from this recipient: what the form asks about."""
    kept = kept_back(seen, to_as, FIELDS)
    return list(dict.fromkeys(fact for one in kept for fact in one.unless if seen.fact(fact) is not Answer.YES))


def verdict(seen: Scene, *, by: Actor, told: Sequence[str], because: str, answer: str) -> Assessment:
    """What the authority cards say of this decision (APP-DISCLOSE-01): accepted, challenged or refused, and why."""
    known = {**seen.asked.answers, **dict.fromkeys(told, Answer.YES)}
    proposed = Proposal(decision=DECISION, by=by.role, because=because, answer_to_challenge=answer)
    return assess(protocols(), replace(seen.asked, answers=known, proposed=proposed), on=day_of(seen.at))
