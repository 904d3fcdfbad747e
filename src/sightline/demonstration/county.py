"""The agencies of the demonstration county, with everybody who signs in. Knows no missing person and no clock."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.access.models import Agency, Desk, Post
from sightline.audit.record import Author
from sightline.demonstration import roster
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.demonstration.lives import Life
from sightline.demonstration.lots import Lots
from sightline.demonstration.names import full_name
from sightline.demonstration.places import KINGSMERE, NORTHMOOR, SOUTHVALE, Place

NORTH, SOUTH = "Northmoor Police", "Southvale Police"
POLICE_OF = {NORTHMOOR: NORTH, KINGSMERE: NORTH, SOUTHVALE: SOUTH}
AREA_OF = {NORTH: "west-midlands", SOUTH: "thames-valley"}
INTERVIEWS, HOSPITAL, CARE_HOME = "Open Door Return Interviews", "Northmoor General Hospital", "Fernbank Care Home"
FOSTERING = {NORTHMOOR: "Northmoor Fostering", KINGSMERE: "Northmoor Fostering", SOUTHVALE: "Southvale Fostering"}
FAR_HOME = "Larchfield"
RESIDENTS = 8  # children's homes are small
TREES = """
Alder Ash Beech Birch Blackthorn Bramble Briar Cherry Chestnut Elder Elm Fern Gorse Hawthorn Hazel Heather Holly
Hornbeam Juniper Laurel Lime Linden Maple Medlar Myrtle Oak Osier Pine Poplar Quince Sorrel Spindle Sycamore Thorn
Walnut Wych
"""
HOUSES = "House Lodge Cottage Court Grange View Mount Place Gate End Bank Croft"


def _home(name: str, council: str, lat: float, lon: float, manager: str, *, listed: bool = False) -> Plan:
    members = (Member("registered manager", manager, listed),)
    police, where = POLICE_OF[council], f"{name}, {council.split()[0]}"
    return Plan(name, "children's home", AREA_OF[police], where, lat, lon, members, police=police, council=council)


def _police() -> list[Plan]:
    north, south = roster.members(roster.NORTH_POLICE), roster.members(roster.SOUTH_POLICE, roster.SOUTH_LISTED)
    unit = roster.members("national unit: Simon Ferris")
    return [
        Plan(NORTH, "police", AREA_OF[NORTH], "1 Bridewell Street, Northmoor", 52.482, -1.898, north),
        Plan(SOUTH, "police", AREA_OF[SOUTH], "2 Castle Row, Southvale", 51.752, -1.262, south),
        Plan("National Missing Persons Unit", "national unit", "england", "PO Box 1, London", 51.5, -0.12, unit),
    ]


def _councils() -> list[Plan]:
    north, kings = roster.members(roster.NORTHMOOR_COUNCIL), roster.members(roster.KINGSMERE_COUNCIL, ())
    south = roster.members(roster.SOUTHVALE_COUNCIL, roster.SOUTH_LISTED)
    own = {
        NORTHMOOR: ("The Guildhall, Northmoor", 52.479, -1.903, north),
        KINGSMERE: ("Town Hall, Kingsmere", 52.408, -1.51, kings),
        SOUTHVALE: ("County Hall, Southvale", 51.751, -1.26, south),
    }
    return [Plan(n, "council", AREA_OF[POLICE_OF[n]], *rest, police=POLICE_OF[n]) for n, rest in own.items()]


def _homes() -> list[Plan]:
    return [
        _home("Rowan House", NORTHMOOR, 52.487, -1.925, "Denise Farrow", listed=True),
        _home("Damson Cottage", NORTHMOOR, 52.51, -1.85, "Kwabena Strutt"),
        _home("Cedar House", KINGSMERE, 52.415, -1.53, "Frances Mulholland"),
        _home("Willow Lodge", SOUTHVALE, 51.742, -1.24, "Marcus Ibbotson", listed=True),
        _home(FAR_HOME, SOUTHVALE, 51.455, -0.97, "Elspeth Garrow"),
    ]


def _others() -> list[Plan]:
    north, south = AREA_OF[NORTH], AREA_OF[SOUTH]
    guildhall, county_hall = ("The Guildhall, Northmoor", 52.479, -1.903), ("County Hall, Southvale", 51.751, -1.26)
    ward, lane = ("Infirmary Road, Northmoor", 52.47, -1.93), ("9 Fern Bank, Northmoor", 52.495, -1.88)
    market = ("5 Market Place, Northmoor", 52.48, -1.9)
    one, own = roster.members, (NORTH, NORTHMOOR)
    return [
        Plan(FOSTERING[NORTHMOOR], "fostering", north, *guildhall, one("foster carer: Sandra Olufemi"), *own),
        Plan(FOSTERING[SOUTHVALE], "fostering", south, *county_hall, one("foster carer: Gwen Ashcombe", ()),
             police=SOUTH, council=SOUTHVALE),
        Plan(HOSPITAL, "hospital", north, *ward, one("designated nurse: Beth Quillan"), *own),
        Plan(CARE_HOME, "adult care", north, *lane, one("registered manager: Peter Langstaff", ()), *own),
        Plan(INTERVIEWS, "interview provider", north, *market, one("return interviewer: Tamara Wyeth"), *own),
    ]  # fmt: skip


def _more_homes(people: int, lots: Lots) -> list[Plan]:
    """Homes for a larger county: no more than a handful of residents in each, as far as there are names for homes."""
    wanted = max(0, people * 37 // 1000 // RESIDENTS - 4)
    names = [f"{tree} {house}" for house in HOUSES.split() for tree in TREES.split()][:wanted]
    councils = (NORTHMOOR, SOUTHVALE, KINGSMERE)
    middle = {NORTHMOOR: (52.48, -1.90), KINGSMERE: (52.41, -1.51), SOUTHVALE: (51.75, -1.26)}
    return [
        _home(name, council, round(middle[council][0] + lots.between(-0.08, 0.08), 4),
              round(middle[council][1] + lots.between(-0.1, 0.1), 4), full_name(lots))
        for name, council in ((name, councils[i % 3]) for i, name in enumerate(names))
    ]  # fmt: skip


def plans(people: int, lots: Lots) -> list[Plan]:
    """Every agency of a county of so many people."""
    return [*_police(), *_councils(), *_homes(), *_others(), *_more_homes(people, lots)]


@dataclass(frozen=True)
class County:
    """The county as it stands in the database: agencies, posts and desks, found by name and role."""

    agencies: dict[str, Agency]
    posts: dict[tuple[str, str], Post]
    desks: dict[tuple[str, str], Desk]

    def author(self, role: str, agency: str) -> Author:
        """How somebody in a role is written into the record."""
        post = self.posts[(agency, role)]
        return Author(user=post.user_id, name=post.user.name, role=role, agency=post.agency_id)

    def where(self, life: Life) -> Place:
        """Where somebody lives now: the home's own address, the carer's or lodging's, or the family's."""
        if not life.stays:
            return life.home
        stay = life.stays[-1]
        agency = self.agencies.get(stay.provider)
        if agency is None or agency.kind not in ("children's home", "adult care"):
            return stay.place
        return Place(agency.address, agency.lat or 0, agency.lon or 0)

    def homes(self, council: str) -> list[Agency]:
        """The children's homes in a council's area, without the one that takes children from far away."""
        own = self.agencies[council].pk
        homes = [a for a in self.agencies.values() if a.kind == "children's home" and a.council_id == own]
        return [home for home in homes if home.name != FAR_HOME]


def standing() -> County:
    """The county that is in the database now."""
    posts: dict[tuple[str, str], Post] = {}
    for post in Post.objects.select_related("agency", "user").order_by("-pk"):
        posts[(post.agency.name, post.role)] = post
    desks = {(d.agency.name, d.role): d for d in Desk.objects.select_related("agency")}
    return County({a.name: a for a in Agency.objects.order_by("pk")}, posts, desks)


def set_up(lots: Lots, people: int) -> County:
    """Set up every agency, desk, user and post of a county of so many people, and read it back.

    Nobody has a password: the demonstration's sign-in page lists the posts that are marked for it.
    """
    establish(plans(people, lots))
    return standing()
