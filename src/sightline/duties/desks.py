"""Which duty desk a role means for an episode: the owning police area's inspector, the child's own home, the responsible council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.models import Desk
from sightline.audit.moments import day_of
from sightline.episodes.models import Episode
from sightline.people.models import CareStatus, Placement

POLICE = "police"
COUNCIL = "council"
PROVIDER = "provider"
SIDE = {
    "call handler": POLICE, "duty inspector": POLICE, "force incident manager": POLICE, "superintendent": POLICE,
    "detective superintendent": POLICE, "investigating officer": POLICE, "supervisor": POLICE, "police": POLICE,
    "missing person coordinator": POLICE, "neighbourhood officer": POLICE, "child abuse investigation unit": POLICE,
    "social worker": COUNCIL, "team manager": COUNCIL, "emergency duty team": COUNCIL, "local authority": COUNCIL,
    "independent reviewing officer": COUNCIL, "children's services": COUNCIL, "responsible authority": COUNCIL,
    "carer": PROVIDER, "registered manager": PROVIDER, "foster carer": PROVIDER, "return interviewer": PROVIDER,
}  # fmt: skip
STANDS_IN = {
    "police": "investigating officer", "supervisor": "duty inspector", "carer": "registered manager",
    "local authority": "social worker", "children's services": "social worker", "responsible authority": "social worker",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sides:
    """The agencies of an episode by number: who polices, who is responsible, who cares, who interviews."""

    police: int | None
    council: int | None
    provider: int | None
    interviewer: int | None


def sides(episode: Episode, at: datetime) -> Sides:
    """Read the agencies of an episode: police from the owner (or the provider's own police area), council and provider from the person."""
    day = day_of(at)
    care = CareStatus.objects.filter(person=episode.person_id, during__contains=day).exclude(authority=None).first()
    placement = Placement.objects.filter(person=episode.person_id, during__contains=day).first()
    owner = episode.owner_agency
    police = owner.pk if owner.kind == "police" else owner.police_area_id
    council = care.authority if care else owner.council_id
    interview = getattr(episode, "interview", None)
    provider = placement.provider if placement else (owner.pk if owner.kind != "police" else None)
    return Sides(police, council, provider, interview.provider_id if interview else None)


class Finder:
    """Finds desks for one episode; remembers what it found, because a recomputation asks many times."""

    def __init__(self, episode: Episode, at: datetime) -> None:
        self.sides = sides(episode, at)
        wanted = [a for a in (self.sides.police, self.sides.council, self.sides.provider, self.sides.interviewer) if a]
        self._desks = {(d.agency_id, d.role): d for d in Desk.objects.filter(agency__in=wanted)}

    def agency(self, role: str) -> int | None:
        """The number of the agency a role belongs to in this episode."""
        if role == "return interviewer":
            return self.sides.interviewer
        side = SIDE.get(role)
        return {POLICE: self.sides.police, COUNCIL: self.sides.council, PROVIDER: self.sides.provider}.get(side or "")

    def desk(self, role: str) -> Desk | None:
        """The desk of a role, or of the role that stands in for it; None where the county has not set one up."""
        agency = self.agency(role)
        if agency is None:
            return None
        found = self._desks.get((agency, role)) or self._desks.get((agency, STANDS_IN.get(role, "")))
        if found or role not in ("carer", "registered manager"):
            return found
        return self._desks.get((agency, "foster carer"))
