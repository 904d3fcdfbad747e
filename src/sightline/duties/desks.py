"""Which duty desk a role means for an episode.

The owning police area's, the child's own home's, the responsible council's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from sightline.access.models import Agency
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.snapshot import Snapshot

POLICE, COUNCIL, PROVIDER, EDUCATION = "police", "local authority", "provider", "education"
DESKS = "SELECT agency_id, role, id FROM access_desk WHERE agency_id = ANY(%s) AND closed_at IS NULL"
SAFEGUARDING = "missing person coordinator"
STANDS_IN = {
    "police": "investigating officer",
    "carer": "registered manager",
    "children's services": "social worker",
    "responsible authority": "social worker",
    "host authority": "social worker",
    "service manager": "team manager",
    "area commander": "superintendent",
    "public protection unit": SAFEGUARDING,
    "child abuse referral manager": SAFEGUARDING,
    "police safeguarding team": SAFEGUARDING,
    "head teacher": "school safeguarding lead",
    "children missing education team": "education welfare officer",
}
# Of a council, who answers for the pupils of its schools, whichever council answers for the child's care.
WELFARE = ("education welfare officer", "education welfare service", "children missing education team")


@dataclass(frozen=True, slots=True)
class Sides:
    """The agencies of an episode by number: who polices, is responsible, cares, interviews, hosts, and teaches."""

    police: int | None
    council: int | None
    provider: int | None
    interviewer: int | None
    host: int | None
    school: int | None = None
    welfare: int | None = None  # the council of the school

    @property
    def all(self) -> set[int]:
        """Every agency there is."""
        found = (self.police, self.council, self.provider, self.interviewer, self.host, self.school, self.welfare)
        return {number for number in found if number}


def sides(owner: Agency, taken: Snapshot) -> Sides:
    """The agencies of an episode.

    Police from its owner (or the provider's own police area), the others from the person.
    """
    authorities = [c["authority"] for c in taken.care if c["authority"]]
    placed, police, school = taken.placement, owner.kind == "police", owner.kind == "school"
    return Sides(
        police=owner.pk if police else owner.police_area_id,
        council=authorities[0] if authorities else owner.council_id,
        provider=placed["provider"] if placed else None if police or school else owner.pk,
        interviewer=taken.interview["provider"] if taken.interview else None,
        host=placed["host"] if placed else None,
        school=owner.pk if school else None,
        welfare=owner.council_id if school else None,
    )


def side_of(role: str) -> str:
    """The field of `Sides` that holds the agency of a role; empty for families and for bodies outside the county."""
    if role == "return interviewer":
        return "interviewer"
    if role == "host authority":
        return "host"
    if role in WELFARE:
        return "welfare"
    known = protocols().vocabulary.roles.get(role)
    kind = known.agency_kind if known else ""
    return {POLICE: "police", COUNCIL: "council", PROVIDER: "provider", EDUCATION: "school"}.get(kind, "")


class Finder:
    """Finds desks for one episode; reads them once, because a recomputation asks many times."""

    def __init__(self, episode: Episode, taken: Snapshot) -> None:
        self.sides = sides(episode.owner_agency, taken)
        with connection.cursor() as cursor:
            cursor.execute(DESKS, [list(self.sides.all)])
            self._desks: dict[tuple[int, str], int] = {(agency, role): pk for agency, role, pk in cursor.fetchall()}

    def agency(self, role: str) -> int | None:
        """The number of the agency a role belongs to here; None for families and bodies outside the county."""
        side = side_of(role)
        found: int | None = getattr(self.sides, side) if side else None
        if side == "welfare":
            found = found or self.sides.council
        return found

    def desk_for(self, role: str) -> int | None:
        """The desk that must see to a duty of this role.

        Its own, else the owning police area's coordinator or inspector.

        A family carer has no desk, and a council may not be set up yet: a duty without a desk would be nobody's.
        """
        return self.desk(role) or self.desk(SAFEGUARDING) or self.desk("duty inspector")

    def desk(self, role: str) -> int | None:
        """The number of the desk of a role, of the one that stands in for it, or of one it includes."""
        agency = self.agency(role)
        known = protocols().vocabulary.roles.get(role)
        for each in (role, STANDS_IN.get(role, ""), *(known.includes if known else ())):
            if agency and (found := self._desks.get((agency, each))):
                return found
        return None
