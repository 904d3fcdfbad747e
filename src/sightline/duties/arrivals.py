"""Who was placed in an area from elsewhere, with risk, plan and profile, and who there has not acknowledged it (I37).

Reads through the gate. Each council sees those placed in its area and those it placed elsewhere; the police their area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see, require
from sightline.access.models import Agency
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.duties.models import Notice
from sightline.duties.placing import BEGAN, COUNCIL, POLICE
from sightline.episodes.actions.placement import TOLD
from sightline.episodes.models import Episode
from sightline.episodes.situation import missing_in_a_year
from sightline.people.models import CareStatus, Flag, Person, Placement, TriggerPlan
from sightline.people.queries import age_on, flags_of
from sightline.people.queries_profile import Prepared, prepared_of

READERS = (
    "social worker", "team manager", "emergency duty team", "independent reviewing officer",
    "missing person coordinator", "duty inspector", "neighbourhood officer", "force incident manager",
    "superintendent", "national unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One side that must know of a placement: who acknowledged it and when; else the notice that waits, if any."""

    part: str
    told_at: datetime | None
    told: str
    notice: Notice | None

    @property
    def state(self) -> str:
        """knows, waiting (told and silent), or not told."""
        return "knows" if self.told_at else "waiting" if self.notice else "not told"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody placed outside the area of the council that answers for them."""

    placement: Placement
    person: Person
    age: int | None
    since: date
    provider: str
    responsible: str
    host: str
    flags: list[Flag]
    plan: TriggerPlan | None
    profile: Prepared
    missing_last_365_days: int
    open_episode: Episode | None
    council: Side
    police: Side
    here: bool  # placed in the reader's area; else placed elsewhere by the reader's council

    @property
    def sides(self) -> tuple[Side, Side]:
        """The council and the police of the place."""
        return self.council, self.police

    @property
    def everybody_knows(self) -> bool:
        """Whether the council and the police of the place have both acknowledged."""
        return self.council.state == self.police.state == "knows"


def _area_of(actor: Actor, placed: Placement, agencies: dict[int, Agency]) -> bool:
    """Whether a placement lies in the actor's area, by its host council or by its provider's police."""
    host, provider = agencies.get(placed.host_authority or 0), agencies.get(placed.provider or 0)
    areas = {a.police_area_id for a in (host, provider) if a}
    return actor.agency in ({placed.host_authority} | areas)


def _told(placements: Sequence[Placement]) -> dict[tuple[int, str], tuple[datetime, str]]:
    """Per placement and part, when and who was told, from the record."""
    parts = {kind: part for part, kind in TOLD.items()}
    rows = Event.objects.filter(chain__in={p.person_id for p in placements}, kind__in=parts).select_related("content")
    found: dict[tuple[int, str], tuple[datetime, str]] = {}
    for event in rows.order_by("-happened_at"):
        body = event.content.body or {}
        if number := body.get("placement"):
            found[int(number), parts[event.kind]] = (event.happened_at, str(body.get("told", "")))
    return found


def _waiting(placements: Sequence[Placement]) -> dict[tuple[int, str], Notice]:
    """Per placement and part, the newest notice nobody has acknowledged."""
    people = {p.person_id for p in placements}
    rows = Notice.objects.filter(person__in=people, acknowledged_at=None, ended_at=None, key__startswith=f"{BEGAN} ")
    found = {}
    for notice in rows.select_related("desk").order_by("id"):
        for placed in placements:
            for part in (COUNCIL, POLICE):
                if notice.key.startswith(f"{BEGAN} {placed.pk} {part} "):
                    found[placed.pk, part] = notice
    return found


def arrivals(actor: Actor, *, at: datetime) -> list[Arrival]:
    """Whoever is placed outside their council's area now, and concerns this reader: unacknowledged first, then newest.

    One line of the consultation log says whom the page showed.
    """
    require(actor, READERS, "The list of arrivals")
    placed = _concern(actor, at)
    people = Person.objects.in_bulk({p.person_id for p in placed})
    agencies = _agencies(placed)
    own = {p.pk for p in placed if _area_of(actor, p, agencies)}
    rows = _rows(placed, people, agencies, own, at)
    shown = sorted(rows, key=lambda a: (not a.here, a.everybody_knows, -a.since.toordinal(), a.person.pk))
    listed(actor, at=at, purpose="safeguarding", screen="arrivals", people=[a.person.pk for a in shown],
           episodes=[a.open_episode.pk for a in shown if a.open_episode])  # fmt: skip
    return shown


def _concern(actor: Actor, at: datetime) -> list[Placement]:
    rows = Placement.objects.filter(out_of_area=True, during__contains=day_of(at))
    if actor.agency_kind == "police":
        homes = Agency.objects.filter(police_area=actor.agency).values("pk")
        rows = rows.filter(Q(host_authority__in=homes) | Q(provider__in=homes))
    elif actor.agency_kind == "council":
        owed = CareStatus.objects.filter(authority=actor.agency, during__contains=day_of(at)).values("person")
        rows = rows.filter(Q(host_authority=actor.agency) | Q(person__in=owed))
    found = list(rows.order_by("-during"))
    seen = may_see(actor, {p.person_id for p in found}, at)
    return [p for p in found if p.person_id in seen]


def _agencies(placed: Sequence[Placement]) -> dict[int, Agency]:
    owed = CareStatus.objects.filter(person__in={p.person_id for p in placed}, authority__isnull=False)
    numbers = {n for p in placed for n in (p.provider, p.host_authority) if n} | set(
        owed.values_list("authority", flat=True)
    )
    return Agency.objects.in_bulk(numbers)


def _rows(
    placed: Sequence[Placement], people: dict[int, Person], agencies: dict[int, Agency], own: set[int], at: datetime
) -> list[Arrival]:
    day, ids = day_of(at), list(people)
    flags, profiles, counts = flags_of(ids, day), prepared_of(ids, at), missing_in_a_year(ids, at)
    plans = {p.person_id: p for p in TriggerPlan.objects.filter(person__in=ids, withdrawn_on=None)}
    opened = {e.person_id: e for e in Episode.objects.filter(person__in=ids, closed_at=None)}
    owed = CareStatus.objects.filter(person__in=ids, during__contains=day, authority__isnull=False)
    councils = {c.person_id: agencies[c.authority].name for c in owed if c.authority in agencies}
    told, waiting = _told(placed), _waiting(placed)

    def side(number: int, part: str) -> Side:
        moment, whom = told.get((number, part), (None, ""))
        return Side(part, moment, whom, waiting.get((number, part)))

    def name(number: int | None) -> str:
        found = agencies.get(number or 0)
        return found.name if found else ""

    return [
        Arrival(
            placement=p, person=people[p.person_id], age=age_on(people[p.person_id].born_on, day), since=p.during.lower,
            provider=name(p.provider), responsible=councils.get(p.person_id, ""), host=name(p.host_authority),
            flags=flags.get(p.person_id, []), plan=plans.get(p.person_id), profile=profiles[p.person_id],
            missing_last_365_days=counts.get(p.person_id, 0), open_episode=opened.get(p.person_id),
            council=side(p.pk, COUNCIL), police=side(p.pk, POLICE), here=p.pk in own,
        )
        for p in placed
    ]  # fmt: skip
