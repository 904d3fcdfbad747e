"""Reading what stands between the police and a family, for those to whom the gate has opened the episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.models import Post
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Episode
from sightline.sharing.family import current
from sightline.sharing.family_charity import obstacles, proof
from sightline.sharing.family_withheld import Standing, of_family
from sightline.sharing.models import CharityNumber, FamilyContact, FamilyNote, FamilyUpdate

READ_BY = ("police", "council")


@dataclass(frozen=True, slots=True)
class Family:
    """An episode's family, as the police and the council read it."""

    standing: Standing
    contact: FamilyContact | None
    earlier: list[FamilyContact]
    updates: list[FamilyUpdate]
    notes: list[FamilyNote]
    given: list[tuple[CharityNumber, bool]]
    charity_lacks: list[str]
    may: bool


def may_read(actor: Actor) -> None:
    """Raise NotForYou unless this agency speaks with families: the police, and the council."""
    if actor.agency_kind not in READ_BY:
        raise NotForYou


def family_of(actor: Actor, episode: Episode, at: datetime) -> Family:
    """Everything of the family of an episode. Raises NotForYou for whoever does not speak with families."""
    may_read(actor)
    contacts = list(FamilyContact.objects.filter(episode=episode).select_related("link").order_by("-named_at"))
    now = current(episode.pk)
    return Family(
        standing=of_family(episode, at), contact=now, earlier=[c for c in contacts if not now or c.pk != now.pk],
        updates=list(FamilyUpdate.objects.filter(contact__episode=episode).order_by("-at")),
        notes=list(FamilyNote.objects.filter(contact__episode=episode).order_by("-at")),
        given=[(row, proof(row)) for row in CharityNumber.objects.filter(episode=episode).order_by("-at")],
        charity_lacks=obstacles(episode, at), may=actor.is_police and actor.agency == episode.owner_agency_id,
    )  # fmt: skip


def officers_of(agency: int, day: date) -> list[Post]:
    """The posts of a police area from which somebody may be named for a family."""
    rows = Post.objects.filter(Q(until=None) | Q(until__gte=day), agency_id=agency)
    rows = rows.exclude(role__in=("analyst", "administrator", "call handler"))
    return list(rows.select_related("user").order_by("role", "user__name"))


def contact_at(actor: Actor, number: int) -> FamilyContact:
    """A contact by number, for an agency that speaks with families. The gate is passed for its episode afterwards."""
    may_read(actor)
    row = FamilyContact.objects.filter(pk=number).first()
    if row is None:
        raise NotForYou
    return row
