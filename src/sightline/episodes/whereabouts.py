"""What an adult who stays away keeps from others: whose words about where are left out, on every page that reads.

The police who found the adult know; everybody else learns that the adult is well, and nothing that leads there.
Knows no screen, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sightline.access.actor import Actor
from sightline.audit.queries import Happening
from sightline.episodes.models import ClosingCheck, Decision, Enquiry, Found, Interview, RiskFact
from sightline.episodes.models_adults import PrivateWhereabouts

if TYPE_CHECKING:
    from sightline.episodes.queries import Whole

NOT_TOLD = "Not disclosed: the adult asked that nobody be told where."
LEADS_THERE = ("sighting recorded", "place searched", "informant contacted", "attachment added", "location claimed")
Row = TypeVar("Row", Found, ClosingCheck, Interview, Enquiry, RiskFact, Decision, PrivateWhereabouts)
PLACES: dict[type, tuple[str, ...]] = {
    Found: ("located_place", "located_by", "located_how", "confirmed_by", "confirmed_how", "seen_by", "says", "health"),
    ClosingCheck: ("referral_because", "returns_to", "person_says"),
    Interview: ("place", "says", "choice", "declined_because"),
    Enquiry: ("result", "of_whom"),
    RiskFact: ("says", "from_whom", "contact"),
    Decision: ("because", "answer_to_challenge"),
    PrivateWhereabouts: ("says", "heard_by", "message", "message_to", "passed_on_how"),
}  # fmt: skip


def standing(episodes: Iterable[int]) -> dict[int, PrivateWhereabouts]:
    """The wishes that stand, by episode."""
    rows = PrivateWhereabouts.objects.filter(pk__in=list(episodes), taken_back_at=None).select_related("episode")
    return {row.pk: row for row in rows}


def may_know(actor: Actor, wish: PrivateWhereabouts) -> bool:
    """Whether this actor may read where the adult is: the police who own the episode (HMIC-SHARING-02)."""
    return actor.is_police and actor.agency == wish.episode.owner_agency_id


def kept_from(actor: Actor, episodes: Iterable[int]) -> set[int]:
    """Those of these episodes whose adult asked that nobody be told where, and this actor is not to be told."""
    return {number for number, wish in standing(episodes).items() if not may_know(actor, wish)}


def told_of(actor: Actor, episode: int, theirs: Mapping[str, object]) -> dict[str, object]:
    """What somebody else wrote meanwhile, for the second writer: no word of it where words may lead to the adult."""
    kept = episode in kept_from(actor, [episode])
    return {name: NOT_TOLD if kept and said else said for name, said in theirs.items()}


def wish_of(episode: int) -> PrivateWhereabouts | None:
    """The wish of an episode, standing or taken back. The gate was passed for the person."""
    return PrivateWhereabouts.objects.select_related("episode").filter(pk=episode).first()


def _without(row: Row | None) -> Row | None:
    """The row, to be shown and never saved, with every word that may say where replaced."""
    for name in PLACES[type(row)] if row is not None else ():
        if getattr(row, name):
            setattr(row, name, NOT_TOLD)
    return row


def silent(timeline: Sequence[Happening], kept: Iterable[int], since: datetime | None = None) -> list[Happening]:
    """A timeline in which the events of these episodes that may lead there say only that they happened.

    From `since` (of an episode: when the adult was located) every event is one of those; without it all are.
    """
    numbers = set(kept)
    return [
        replace(row, body={"what it says": NOT_TOLD} if row.body else {}) if _leads(row, numbers, since) else row
        for row in timeline
    ]


def _leads(row: Happening, kept: set[int], since: datetime | None) -> bool:
    late = since is None or row.recorded_at >= since or row.happened_at >= since
    return row.episode in kept and (late or row.kind in LEADS_THERE)


def told_to(actor: Actor, made: Whole) -> Whole:
    """The episode as this actor may read it: whole, or without whatever leads to an adult who stays away."""
    number = made.episode.pk
    if number not in kept_from(actor, [number]):
        return made
    since = made.found.located_at if made.found else made.episode.opened_at
    _later_without(made, since)
    return replace(
        made, timeline=silent(made.timeline, [number], since), found=_without(made.found),
        closing=_without(made.closing), interview=_without(made.interview), searches=[], sightings=[], contacts=[],
        attachments=[], wish=_without(made.wish),
    )  # fmt: skip


def _later_without(made: Whole, since: datetime) -> None:
    """Silence what was written once somebody knew where the adult is: answers to enquiries, facts, decisions."""
    for enquiry in made.enquiries:
        if enquiry.done_at and enquiry.done_at >= since:
            _without(enquiry)
    for fact in made.facts:
        if fact.recorded_at >= since:
            _without(fact)
    for decision in made.decisions:
        if decision.at >= since:
            _without(decision)
