"""Who a role of a card is in one case: a desk here, an address outside, or somebody to ring. Tells nobody.

The desks come from the agencies of the episode; addresses from what is known of the family and from the agency's book.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from sightline.access.models import Agency, Desk
from sightline.duties.desks import STANDS_IN, Finder, side_of
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.snapshot import Snapshot
from sightline.people.models import Relationship
from sightline.sharing.models import OutsideContact

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOBILE = re.compile(r"(?:\+44\s?7|07)[\d\s]{8,12}\d")
PARENTS = ("mother", "father", "parent", "mum", "dad", "guardian", "parental responsibility")
NOT_FAMILY = ("friend", "boyfriend", "girlfriend", "social worker", "teacher", "carer", "professional", "associate")
# Where nobody is set up for them and the card only says should, there may be no such body.
IF_THERE_IS_ONE = frozenset(
    {
        "other police force", "other local authority", "receiving authority", "home authority", "new school",
        "press officers", "police for the placement area", "receiving provider",
    }
)  # fmt: skip
# Roles for which a desk of another role answers, beside those the duties know.
ANSWERED_BY = {
    "on-call manager": "registered manager", "education welfare service": "education welfare officer",
    "children missing education team": "education welfare officer", "adult care provider": "registered manager",
    "multi-agency safeguarding hub": "social worker", "receiving authority": "social worker",
    "home authority": "social worker", "adult social care": "social worker", "senior management team": "superintendent",
    "police intelligence": "missing person coordinator", "police for the placement area": "duty inspector",
    "other police force": "duty inspector", "receiving provider": "registered manager",
}  # fmt: skip
# Bodies beside the five sides of an episode: the kind of agency here that may be one of them.
KINDS = {
    "national": "national unit", "health": "hospital", "education": "school", "voluntary": "charity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a role is reached: a desk; else a channel and an address; else a number to ring; else nothing is known."""

    role: str
    desk: Desk | None = None
    name: str = ""
    channel: str = ""
    address: str = ""
    phone: str = ""

    @property
    def may_not_exist(self) -> bool:
        """Whether nothing says that there is such a body in this case."""
        return self.role in IF_THERE_IS_ONE and not (self.desk or self.channel or self.phone)


class Recipients:
    """Finds the recipients of one person's case. Reads each table at most once."""

    def __init__(self, *, owner: Agency, taken: Snapshot, person: int, episode: Episode | None) -> None:
        # Without an episode the agency that recorded what happened stands where the owner would.
        self.finder = Finder(episode or Episode(owner_agency=owner, area=owner.area), taken)
        self.owner, self.person, self._episode = owner, person, episode
        self._area = protocols().areas[episode.area if episode else owner.area]
        self._desks: dict[int, list[Desk]] | None = None
        self._family: list[Relationship] | None = None

    def of(self, role: str) -> Recipient:
        """Where a role is reached in this case."""
        if found := self._desk(role):
            return Recipient(role, found, f"{found.name}, {found.agency.name}")
        if role == "informant" and self._episode:
            return Recipient(role, None, self._episode.reporter_name, phone=self._episode.reporter_phone)
        if role in ("parents", "family"):
            return self._relative(role)
        known = OutsideContact.objects.filter(role=role, agency__in=self._books()).order_by("agency").first()
        if known is None:
            return Recipient(role)
        channel, address = ("email", known.email) if known.email else ("sms", known.mobile)
        return Recipient(role, None, known.name, channel if address else "", address, known.phone)

    def teller(self, role: str) -> Desk | None:
        """The desk that rings: of the role a card names, else the one answerable for the case."""
        wanted = self._desk(role) if role else None
        if wanted:
            return wanted
        found = self.finder.desk_for("missing person coordinator")
        own = self._all().get(self.owner.pk, [])
        return self._by_number(found) or (own[0] if own else None)

    def _books(self) -> set[int]:
        """Whose book of addresses counts: the owner's, then the police area's and the council's."""
        near = (self.owner.pk, self.finder.sides.police, self.finder.sides.council)
        return {number for number in near if number}

    def _all(self) -> dict[int, list[Desk]]:
        """The desks of every agency near the case, by agency."""
        if self._desks is None:
            sides = self.finder.sides.all | {self.owner.pk}
            near = Q(agency__in=sides) | Q(agency__kind="national unit")
            near |= Q(agency__kind__in=("hospital", "charity"), agency__police_area=self.finder.sides.police)
            near |= Q(agency__kind="school", agency__involvements__person=self.person)
            self._desks = {}
            for desk in Desk.objects.filter(near).select_related("agency").order_by("pk").distinct():
                self._desks.setdefault(desk.agency_id, []).append(desk)
            self._desks |= self._police_of_the_place()
        return self._desks

    def _police_of_the_place(self) -> dict[int, list[Desk]]:
        """The desks of the police in whose area the person is placed, where they are others than the owner's."""
        host = self.finder.sides.host
        police = Agency.objects.filter(pk=host).values_list("police_area", flat=True).first() if host else None
        if not police or police in (self._desks or {}):
            return {}
        return {police: list(Desk.objects.filter(agency=police).select_related("agency").order_by("pk"))}

    def _agencies(self, role: str) -> Sequence[int]:
        """The agencies among whose desks a role is looked for."""
        sides = self.finder.sides
        place = next((d.agency.police_area_id for d in self._all().get(sides.host or 0, [])), None)
        special = {
            "police for the placement area": place, "other police force": place if place != sides.police else None,
            "receiving authority": sides.host, "home authority": sides.council, "receiving provider": sides.provider,
            "adult care provider": sides.provider, "other local authority": None, "fostering service": sides.provider,
        }  # fmt: skip
        if role in special:
            number = special[role]
            return [number] if number else []
        if side_of(role):
            number = getattr(sides, side_of(role))
            return [number] if number else []
        known = protocols().vocabulary.roles.get(role)
        kind = KINDS.get(known.agency_kind, "") if known else ""
        return [number for number, desks in self._all().items() if kind and desks and desks[0].agency.kind == kind]

    def _desk(self, role: str) -> Desk | None:
        """The desk of a role: its own, the one that stands in for it, or one that the area says serves it."""
        mine = [desk for number in self._agencies(role) for desk in self._all().get(number, [])]
        served = [r for d in self._area.desks if role in d.roles and d.agency_kind in _SIDES for r in d.roles]
        known = protocols().vocabulary.roles.get(role)
        includes = known.includes if known else ()
        for each in (role, STANDS_IN.get(role, ""), ANSWERED_BY.get(role, ""), *includes, *served):
            if found := next((desk for desk in mine if desk.role == each), None):
                return found
        return None

    def _by_number(self, number: int | None) -> Desk | None:
        return Desk.objects.select_related("agency").filter(pk=number).first() if number else None

    def _relative(self, role: str) -> Recipient:
        """A parent or another relative with an address; somebody who may pose a risk is never written to."""
        if self._family is None:
            self._family = list(Relationship.objects.filter(person_id=self.person, poses_risk=False).order_by("pk"))
        wanted = [r for r in self._family if is_relation(role, r.relation)]
        for each in wanted:
            if found := EMAIL.search(each.contact):
                return Recipient(role, None, each.name, "email", found.group(), each.contact)
            if mobile := MOBILE.search(each.contact):
                return Recipient(role, None, each.name, "sms", re.sub(r"\s", "", mobile.group()), each.contact)
        return Recipient(role, None, wanted[0].name, phone=wanted[0].contact) if wanted else Recipient(role)


_SIDES = ("police", "local authority", "provider")


def is_relation(role: str, relation: str) -> bool:
    """Whether a relation makes somebody one of the parents, or one of the family beside them."""
    said = relation.lower()
    parent = any(word in said.split() or word == said for word in PARENTS) and "foster" not in said
    if role == "parents":
        return parent
    return role == "family" and not parent and not any(word in said for word in NOT_FAMILY)
