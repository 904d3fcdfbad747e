"""Reading a profile through the gate: for the carer who keeps it, the social worker, and whoever looks for the person.

Decides nothing about what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.gate import open_person
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.profile_write import may_write
from sightline.people.models import Person, Profile, ProfilePhoto
from sightline.people.queries import Known, known
from sightline.people.queries_profile import Prepared, photo, prepared, version, versions


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
