"""Reading a profile through the gate: for the carer who keeps it, the social worker, and whoever looks for the person.

Decides nothing about what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see, open_person, require
from sightline.access.models import Involvement
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.profile_write import WRITERS, may_write
from sightline.people.models import Person, Placement, Profile, ProfilePhoto
from sightline.people.queries import Known, known
from sightline.people.queries_profile import Prepared, photo, prepared, prepared_of, version, versions

# Where somebody lives for whom a profile is owed before they go missing (E10).
PREPARED = ("children's home", "foster care", "secure home", "supported accommodation", "adult care home")


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """A person with the newest profile, every version of it, and whether this reader may write it."""

    known: Known
    prepared: Prepared
    versions: list[Profile]
    may_write: bool


def profile_page(actor: Actor, person: int, *, at: datetime, screen: str, purpose: str = "care") -> ProfilePage:
    """One profile, through the gate. Raises NotForYou in the same words whether the person exists or not."""
    if not Person.objects.filter(pk=person).exists():
        raise NotForYou
    open_person(actor, person, at=at, purpose=purpose, screen=screen)
    return ProfilePage(known(person, at), prepared(person, at), versions(person), may_write(actor, person, at))


def profile_version(page: ProfilePage, number: int) -> Profile:
    """An earlier version, of a page that passed the gate. Raises NotForYou for a number there is none of."""
    row = version(page.known.person.pk, number)
    if row is None:
        raise NotForYou
    return row


def photograph(actor: Actor, number: int, *, at: datetime) -> ProfilePhoto:
    """One photograph, through the gate of its person."""
    row = photo(number)
    if row is None:
        raise NotForYou
    open_person(actor, row.person_id, at=at, purpose="care", screen="photograph")
    return row


def profiles_due(actor: Actor, *, at: datetime) -> list[tuple[Person, Prepared]]:
    """The profiles of whoever the actor's agency looks after or cares for now: those without, unfinished and overdue
    first. One line of the consultation log says whose they were."""
    require(actor, WRITERS, "This page")
    parts = ("responsible authority", "provider")
    standing = Involvement.objects.filter(Q(until=None) | Q(until__gt=at), agency=actor.agency, part__in=parts)
    seen = may_see(actor, set(standing.values_list("person", flat=True)), at)
    placed = Placement.objects.filter(person__in=seen, during__contains=day_of(at), setting__in=PREPARED)
    ready = prepared_of(sorted(set(placed.values_list("person", flat=True))), at)
    people = Person.objects.in_bulk(list(ready))
    order = {"overdue": 0, "none": 1, "begun": 2, "agreed": 3}
    rows = sorted(ready.items(), key=lambda r: (order[r[1].state], people[r[0]].family_name, r[0]))
    listed(actor, at=at, purpose="care", screen="profiles due", people=[pk for pk, _ready in rows])
    return [(people[pk], one) for pk, one in rows]
