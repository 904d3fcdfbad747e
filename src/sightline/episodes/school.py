"""Reading pupils' absences from school: a school's own, a council's schools', and one with all that is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import has_own_part, listed, may_see, open_person
from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.audit.queries import Happening, timeline
from sightline.audit.refusal import NotForYou
from sightline.engine.model import Clock
from sightline.episodes.models import Episode, RiskFact, SchoolAbsence, SchoolClosure
from sightline.episodes.protocol import protocols
from sightline.episodes.school_days import closures_of, missed

AGENCIES = ("school", "council")
NOT_ASKED = {"is absent from school without explanation", "the parents could not explain the absence"}


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence as its page shows it. `missing` is the police's open episode, of which a school sees who has it."""

    row: SchoolAbsence
    episode: Episode
    timeline: list[Happening]
    facts: list[RiskFact]
    days: int
    missing: Episode | None


def absences(actor: Actor, *, at: datetime) -> list[SchoolAbsence]:
    """The absences of the actor's school, or of its council's schools: open ones first, then the newest that ended."""
    if actor.agency_kind not in AGENCIES:
        raise NotForYou("Absences from school are seen by schools and by the council's welfare service.")
    rows = SchoolAbsence.objects.filter(Q(school=actor.agency) | Q(school__council=actor.agency))
    found = list(rows.select_related("episode__person", "school").order_by("episode__closed_at", "-noticed_at")[:200])
    found = [row for row in found if has_own_part(actor, row.pk, at)]
    people = [row.episode.person_id for row in found]
    listed(actor, at=at, purpose="education", screen="absences from school", people=people,
           episodes=[row.pk for row in found])  # fmt: skip
    return sorted(found, key=lambda row: row.episode.closed_at is not None)


def absence(actor: Actor, number: int, *, at: datetime) -> Absence:
    """One absence, for the school, its council, or who may see the person. Raises NotForYou in the same words."""
    row = SchoolAbsence.objects.select_related("episode__person", "school").filter(pk=number).first()
    if row is None or not (has_own_part(actor, number, at) or may_see(actor, [row.episode.person_id], at)):
        raise NotForYou
    episode = row.episode
    open_person(actor, episode.person_id, at=at, purpose="education", screen="absence from school", episode=number)
    newest = {fact.phrase: fact for fact in RiskFact.objects.filter(episode=number).order_by("id")}
    missing = Episode.objects.select_related("owner_agency").filter(person=episode.person_id, closed_at=None).first()
    return Absence(row, episode, timeline(episode=number), list(newest.values()), missed(number, at), missing)


def closures(actor: Actor) -> list[SchoolClosure]:
    """The days on which the actor's school is closed, or its council's schools are."""
    return closures_of(Agency.objects.get(pk=actor.agency))


def signs(area: str, at: datetime) -> list[str]:
    """What calls for a referral on the first day by the cards of an area, in their order (C86)."""
    found: dict[str, None] = {}
    book = protocols()
    for _, version in book.of_kind(area, day_of(at), "duty"):
        if isinstance(version.body, Clock) and "school absence noticed" in version.body.starts:
            found |= dict.fromkeys(version.condition.facts)
    known = book.vocabulary.facts
    return [fact for fact in found if fact not in NOT_ASKED and not known[fact].derived]
