"""Reading a restricted record's list: for who stands on it, and who could be put on it. Decides nothing about the
person; the gate has let the actor through before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.models import SENSITIVE, Involvement, Named, Post, Restriction
from sightline.audit.behalf import of_system
from sightline.audit.moments import day_of

KINDS = SENSITIVE  # why a record may be kept apart, with its words


@dataclass(frozen=True, slots=True)
class Kept:
    """A restriction that stands, with the posts on its list, longest named first."""

    restriction: Restriction
    named: list[Named]


def kept(actor: Actor, person: int) -> Kept | None:
    """The restriction of a person's record, for who stands on its list; None for everybody else and where there is
    none."""
    with of_system("the list of a restricted record is shown to who stands on it"):
        row = Restriction.objects.filter(person_id=person, lifted_at=None).first()
        if row is None:
            return None
        named = list(Named.objects.filter(restriction=row, until=None).select_related("post__user", "post__agency")
                     .order_by("since", "pk"))  # fmt: skip
    return Kept(row, named) if any(one.post_id == actor.post for one in named) else None


def who_could_be_named(actor: Actor, person: int, at: datetime) -> list[Post]:
    """Posts of the actor's agency, of the police area, and of every agency with a part in the person's care."""
    with of_system("who could be put on the list of a restricted record"):
        parts = Involvement.objects.filter(Q(until=None) | Q(until__gt=at), person_id=person, since__lte=at)
        agencies = {actor.agency, *parts.values_list("agency_id", flat=True)}
    posts = Post.objects.filter(Q(until=None) | Q(until__gte=day_of(at)), agency_id__in=agencies)
    rows = posts.exclude(role__in=("analyst", "administrator")).exclude(pk=actor.post)
    return list(rows.select_related("user", "agency").order_by("agency__name", "role", "user__name"))
