"""One small synthetic cast for every test: two police areas, their councils, homes and people, by the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sightline.access.actions import involve
from sightline.access.actor import Actor, actor_for
from sightline.access.models import Agency, Desk, Post
from sightline.audit.moments import day_of
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.people import actions
from sightline.people.models import Person

POLICE = (
    ("call handler", "Nadia Whitlock"), ("duty inspector", "Harriet Okoro"),
    ("force incident manager", "Gareth Pellow"), ("superintendent", "Miriam Castell"),
    ("detective superintendent", "Owen Trevithick"),
    ("missing person coordinator", "Leila Marchbank"), ("investigating officer", "Tom Arkwright"),
    ("supervisor", "Bridget Sallow"), ("neighbourhood officer", "Callum Reeve"), ("analyst", "Ines Fairweather"),
    ("administrator", "Priya Coldstream"),
)  # fmt: skip
COUNCIL = (
    ("social worker", "Grace Adeyinka"), ("team manager", "Stephen Lockyer"), ("emergency duty team", "Rosa Penhale"),
    ("independent reviewing officer", "Yusuf Harcombe"), ("education welfare officer", "Joy Tamsett"),
)  # fmt: skip
SOUTH_POLICE = (
    ("call handler", "Ewan Dabney"), ("duty inspector", "Ruth Merrigan"), ("force incident manager", "Idris Colwell"),
    ("superintendent", "Clare Hathersage"), ("missing person coordinator", "Paulo Venn"),
    ("investigating officer", "Zoe Kitteridge"), ("administrator", "Col Tarrant"),
)  # fmt: skip


def _members(*pairs: tuple[str, str]) -> tuple[Member, ...]:
    return tuple(Member(role, name, listed=True) for role, name in pairs)


NORTH = {"area": "west-midlands", "lat": 52.48, "lon": -1.89}
SOUTH = {"area": "thames-valley", "lat": 51.75, "lon": -1.25}
AGENCIES = (
    Plan("Northmoor Police", "police", address="1 Bridewell Street, Northmoor", members=_members(*POLICE), **NORTH),
    Plan("Southvale Police", "police", address="2 Castle Row, Southvale", members=_members(*SOUTH_POLICE), **SOUTH),
    Plan("Northmoor City Council", "council", address="Guildhall, Northmoor", members=_members(*COUNCIL),
         police="Northmoor Police", **NORTH),
    Plan("Southvale County Council", "council", address="County Hall, Southvale", police="Southvale Police",
         members=_members(("social worker", "Anil Rowntree"), ("team manager", "Fern Oakshott"),
                          ("emergency duty team", "Kit Bellamy")), **SOUTH),
    Plan("Rowan House", "children's home", address="14 Rowan Lane, Northmoor", police="Northmoor Police",
         council="Northmoor City Council", members=_members(("registered manager", "Denise Farrow")), **NORTH),
    Plan("Willow Lodge", "children's home", address="3 Mill Close, Southvale", police="Southvale Police",
         council="Southvale County Council", members=_members(("registered manager", "Marcus Ibbotson")), **SOUTH),
    Plan("Northmoor Foster Carers", "fostering", address="Guildhall, Northmoor", police="Northmoor Police",
         council="Northmoor City Council", members=_members(("foster carer", "Sandra Olufemi")), **NORTH),
    Plan("Northmoor General Hospital", "hospital", address="Infirmary Road, Northmoor", police="Northmoor Police",
         council="Northmoor City Council", members=_members(("designated nurse", "Beth Quillan")), **NORTH),
    Plan("Fernbank", "adult care", address="9 Fern Bank, Northmoor", police="Northmoor Police",
         council="Northmoor City Council", members=_members(("registered manager", "Peter Langstaff")), **NORTH),
    Plan("Open Door", "interview provider", address="5 Market Place, Northmoor", police="Northmoor Police",
         council="Northmoor City Council", members=_members(("return interviewer", "Tamara Wyeth")), **NORTH),
    Plan("National Missing Persons Unit", "national unit", "england", "PO Box 1, London", 51.5, -0.12,
         _members(("national unit", "Simon Ferris"))),
)  # fmt: skip


@dataclass
class Cast:
    """Who there is. `actor(role)` is the first agency's; name another with `agency`. People go by their given name."""

    at: datetime
    agencies: dict[str, Agency]
    posts: dict[tuple[str, str], Post]
    people: dict[str, Person] = field(default_factory=dict)

    def agency(self, name: str) -> Agency:
        """An agency by its name."""
        return self.agencies[name]

    def post(self, role: str, agency: str = "") -> Post:
        """The post of a role, at the first agency that has it or at the one named."""
        return next(p for (at, r), p in self.posts.items() if r == role and agency in ("", at))

    def actor(self, role: str, agency: str = "") -> Actor:
        """Who acts in a role, at the first agency that has it or at the one named."""
        return actor_for(self.post(role, agency))

    def desk(self, role: str, agency: str = "") -> Desk:
        """The duty desk of a role."""
        return Desk.objects.get(agency=self.post(role, agency).agency, role=role)

    def person(self, given_name: str) -> Person:
        """A person as registered; read it again with refresh_from_db after an action."""
        return self.people[given_name]


def born(at: datetime, years: int) -> date:
    """A date of birth that makes somebody so many whole years old on the day, four months past the birthday."""
    return day_of(at) - timedelta(days=int(years * 365.2425) + 120)


def _register(cast: Cast, given: str, family: str, age: int, sex: str, **more: Any) -> Person:
    by, birth = cast.actor("social worker").author, born(cast.at, age)
    person = actions.register(by=by, at=cast.at, given_name=given, family_name=family, born_on=birth, sex=sex, **more)
    cast.people[given] = person
    return person


def _look_after(cast: Cast, person: Person, council: str, provider: str, setting: str) -> None:
    """Make somebody looked after by a council and placed with a provider, both of which may then see the person."""
    by, at = cast.actor("social worker", council).author, cast.at
    since = day_of(at) - timedelta(days=200)
    home, authority = cast.agency(provider), cast.agency(council)
    actions.set_care_status(
        person=person.pk, phrase="is looked after", authority=authority.pk, since=since, by=by, at=at
    )
    actions.place(person=person.pk, provider=home.pk, setting=setting, since=since, by=by, at=at, address=home.address,
                  lat=home.lat, lon=home.lon, host_authority=home.council_id,
                  out_of_area=home.council_id != authority.pk)  # fmt: skip
    then = at - timedelta(days=200)
    for agency, part in ((authority, "responsible authority"), (home, "provider")):
        involve(agency=agency.pk, person=person.pk, part=part, because="looked after", at=then, by=by)


def _looked_after_children(cast: Cast) -> None:
    looks = "Slim, long dark hair, grey coat."
    aisha = _register(cast, "Aisha", "Bramwell", 15, "female", phone="07700 900115", description=looks)
    _look_after(cast, aisha, "Northmoor City Council", "Rowan House", "children's home")
    actions.add_flag(
        person=aisha.pk, phrase="is at known risk of sexual exploitation",
        says="Met by older men in cars outside school.", from_whom="Grace Adeyinka, social worker",
        contact="01632 960501", since=day_of(cast.at) - timedelta(days=90),
        by=cast.actor("social worker").author, at=cast.at,
    )  # fmt: skip
    tyler = _register(cast, "Tyler", "Ashdown", 14, "male", phone="07700 900114")
    _look_after(cast, tyler, "Southvale County Council", "Willow Lodge", "children's home")
    kayleigh = _register(cast, "Kayleigh", "Morrow", 16, "female", phone="07700 900116")
    _look_after(cast, kayleigh, "Northmoor City Council", "Northmoor Foster Carers", "foster care")


def _everybody_else(cast: Cast) -> None:
    _register(cast, "Robert", "Hallam", 46, "male", setting="own home", home_address="22 Weaver Street, Northmoor")
    _register(cast, "Maisie", "Thornber", 2, "female", setting="family home", home_address="7 Brook Walk, Northmoor")
    _register(cast, "Daniel", "Osei", 13, "male", setting="family home", home_address="31 Chapel Road, Northmoor")
    setting, address = "adult care home", cast.agency("Fernbank").address
    joan = _register(cast, "Joan", "Pickersgill", 82, "female", setting=setting, home_address=address)
    home = cast.agency("Fernbank")
    by, at = cast.actor("registered manager", "Fernbank").author, cast.at
    since, then = day_of(at) - timedelta(days=300), at - timedelta(days=300)
    actions.place(person=joan.pk, provider=home.pk, setting=setting, since=since, by=by, at=at, address=address,
                  lat=home.lat, lon=home.lon, host_authority=home.council_id)  # fmt: skip
    involve(agency=home.pk, person=joan.pk, part="provider", because="lives there", at=then, by=by)
    actions.add_flag(person=joan.pk, phrase="has dementia", says="Diagnosed; walks to where she used to live.",
                     since=since, from_whom="Fernbank care plan", by=by, at=at)  # fmt: skip


def make_cast(at: datetime) -> Cast:
    """Set up the agencies and register Aisha, Tyler, Kayleigh, Robert, Maisie, Daniel and Joan.

    Aisha (15) lives in Rowan House under a flag of sexual exploitation; Tyler (14) in Willow Lodge, in the Thames
    Valley area; Kayleigh (16) with foster carers; Robert (46) alone; Maisie (2) and Daniel (13) with their families;
    Joan (82) in Fernbank with dementia. Nobody is missing.
    """
    agencies = establish(AGENCIES)
    posts = {(p.agency.name, p.role): p for p in Post.objects.select_related("agency", "user").order_by("pk")}
    cast = Cast(at=at, agencies=agencies, posts=posts)
    _looked_after_children(cast)
    _everybody_else(cast)
    return cast
