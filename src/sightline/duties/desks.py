"""Which duty desk a role means for an episode.

The owning police area's inspector, the child's own home, the responsible council.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.models import Desk
from sightline.audit.moments import day_of
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.people.models import CareStatus, Placement

POLICE, COUNCIL, PROVIDER = "police", "local authority", "provider"
STANDS_IN = {
    "police": "investigating officer",
    "carer": "registered manager",
    "children's services": "social worker",
    "responsible authority": "social worker",
    "service manager": "team manager",
    "area commander": "superintendent",
    "public protection unit": "missing person coordinator",
    "child abuse referral manager": "missing person coordinator",
    "police safeguarding team": "missing person coordinator",
    "host authority": "social worker",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """The agencies of an episode by number: who polices, who is responsible, who cares, who interviews."""

    police: int | None
    council: int | None
    provider: int | None
    interviewer: int | None
    host: int | None


def sides(episode: Episode, at: datetime) -> Sides:
    """Read the agencies of an episode.

    Police from the owner (or the provider's own police area), council and provider from the person.
    """
    day = day_of(at)
    care = CareStatus.objects.filter(person=episode.person_id, during__contains=day).exclude(authority=None).first()
    placement = Placement.objects.filter(person=episode.person_id, during__contains=day).first()
    owner = episode.owner_agency
    police = owner.pk if owner.kind == "police" else owner.police_area_id
    council = care.authority if care else owner.council_id
    interview = getattr(episode, "interview", None)
    provider = placement.provider if placement else (owner.pk if owner.kind != "police" else None)
    host = placement.host_authority if placement else None
    return Sides(police, council, provider, interview.provider_id if interview else None, host)


class Finder:
    """Finds desks for one episode; remembers what it found, because a recomputation asks many times."""

    def __init__(self, episode: Episode, at: datetime) -> None:
        self.sides = sides(episode, at)
        wanted = [a for a in (self.sides.police, self.sides.council, self.sides.provider, self.sides.interviewer,
                              self.sides.host) if a]  # fmt: skip
        self._desks = {(d.agency_id, d.role): d for d in Desk.objects.filter(agency__in=wanted)}

    def agency(self, role: str) -> int | None:
        """The number of the agency a role belongs to in this episode; None for families and bodies outside the
        county."""
        if role == "return interviewer":
            return self.sides.interviewer
        if role == "host authority":
            return self.sides.host
        known = protocols().vocabulary.roles.get(role)
        kind = known.agency_kind if known else ""
        return {POLICE: self.sides.police, COUNCIL: self.sides.council, PROVIDER: self.sides.provider}.get(kind)

    def desk(self, role: str) -> Desk | None:
        """The desk of a role, of the role that stands in for it, or of one it includes; None where none is set up."""
        agency = self.agency(role)
        known = protocols().vocabulary.roles.get(role)
        for each in (role, STANDS_IN.get(role, ""), *(known.includes if known else ())):
            if agency and (found := self._desks.get((agency, each))):
                return found
        return None
