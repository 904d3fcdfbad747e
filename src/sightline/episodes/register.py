"""Searching the register before anything can be created, and one person's whole history.

Through the gate, into the consultation log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see, open_person
from sightline.access.models import Involvement
from sightline.access.queries import involved
from sightline.audit.behalf import of_system
from sightline.audit.moments import day_of
from sightline.audit.queries import Happening, history
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Episode
from sightline.episodes.queries import episodes_of
from sightline.episodes.situation import counts_before, missing_in_a_year
from sightline.episodes.whereabouts import kept_from, silent
from sightline.people.models import Flag, Person, Placement, TriggerPlan
from sightline.people.queries import Known, age_as_known, flags_of, known, placements
from sightline.people.queries_profile import Prepared, prepared
from sightline.people.search import find


@dataclass(frozen=True, slots=True)
class Hit:
    """One person a search found, with what must be seen at once: open episode, flags, plan, how often missing."""

    person: Person
    likeness: float
    age: int | None
    open_episode: Episode | None
    flags: list[Flag]
    plan: TriggerPlan | None
    missing_last_365_days: int


def search(
    actor: Actor, *, at: datetime, name: str = "", born_on: date | None = None, identifier: str = "", limit: int = 10
) -> list[Hit]:
    """The people most alike whom this actor may see.

    One line in the consultation log says what was asked and who was shown.
    """
    matches = find(name=name, born_on=born_on, identifier=identifier, limit=limit)
    allowed = may_see(actor, [m.person.pk for m in matches], at)
    shown = [m for m in matches if m.person.pk in allowed]
    ids = [m.person.pk for m in shown]
    asked = {"name": name, "born": str(born_on or ""), "identifier": identifier}
    listed(actor, at=at, purpose="report", screen="search", act="search", people=ids, asked=asked)
    opened = {e.person_id: e for e in Episode.objects.filter(person_id__in=ids, closed_at=None)}
    plans = {p.person_id: p for p in TriggerPlan.objects.filter(person_id__in=ids, withdrawn_on=None)}
    day, flags, counts = day_of(at), flags_of(ids, day_of(at)), missing_in_a_year(ids, at)
    return [
        Hit(m.person, m.likeness, age_as_known(m.person, day), opened.get(m.person.pk), flags.get(m.person.pk, []),
            plans.get(m.person.pk), counts.get(m.person.pk, 0))
        for m in shown
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with everything a page shows.

    What holds now, every episode, every placement, the timeline, who is involved.
    """

    known: Known
    episodes: list[Episode]
    placements: list[Placement]
    timeline: list[Happening]
    involved: list[Involvement]
    measures: dict[str, int]
    profile: Prepared


def person_page(actor: Actor, person: int, *, at: datetime, purpose: str, screen: str = "person") -> PersonPage:
    """One person, through the gate. Raises NotForYou in the same words whether the record exists or not."""
    with of_system("whether there is such a record, for the log alone"):
        known_here = Person.objects.filter(pk=person).exists()
    if not known_here:
        raise NotForYou
    open_person(actor, person, at=at, purpose=purpose, screen=screen)
    episodes = episodes_of(person)
    said = silent(history(person=person), kept_from(actor, [episode.pk for episode in episodes]))
    return PersonPage(
        known=known(person, at), episodes=episodes, placements=placements(person), timeline=said,
        involved=involved(person, at), measures=counts_before(person, at),
        profile=prepared(person, at),
    )  # fmt: skip
