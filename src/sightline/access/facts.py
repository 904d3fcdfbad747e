"""Reading what is kept apart of a person, for who stands on its list. Everybody else reads nothing, and no count.

Asked on behalf of the post itself, so that the database decides once more. Knows episodes by number only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sightline.access.actions_facts import MAY_KEEP_APART, may_be_named
from sightline.access.actor import Actor
from sightline.access.facts_proof import is_as_recorded
from sightline.access.gate import may_see, restricted_among
from sightline.access.models import SENSITIVE as KINDS
from sightline.access.models import FactNamed, Post, RestrictedFact
from sightline.access.restricted import who_could_be_named
from sightline.access.rights import posts_held
from sightline.audit.behalf import of_system

__all__ = [
    "KINDS", "KeptApart", "kept_apart", "may_keep_apart", "not_read_yet", "one_kept_apart", "proven", "who_could_know",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A fact with the posts on its list, longest named first, the reader's own place on it, and who has left a post."""

    fact: RestrictedFact
    named: Sequence[FactNamed]
    mine: FactNamed
    gone: frozenset[int] = frozenset()

    @property
    def others(self) -> int:
        """How many stand on the list besides the reader."""
        return len(self.named) - 1


def _on_list(actor: Actor, at: datetime) -> QuerySet[FactNamed]:
    """The places of the actor's own post on lists, at a moment."""
    return FactNamed.objects.filter(Q(until=None) | Q(until__gt=at), post_id=actor.post)


def kept_apart(actor: Actor, person: int, at: datetime, episode: int | None = None) -> list[KeptApart]:
    """What is kept apart of a person and this actor may read, newest first; those that ended come last.

    With an episode: what belongs to it, and what belongs to no one episode.
    """
    if not may_see(actor, [person], at):
        return []
    rows = RestrictedFact.objects.filter(person_id=person, pk__in=_on_list(actor, at).values("fact"))
    if episode is not None:
        rows = rows.filter(Q(episode=None) | Q(episode=episode))
    made = [_made(actor, row, at) for row in rows.order_by("-at", "-pk")]
    return sorted(made, key=lambda one: one.fact.ended_at is not None)


def _made(actor: Actor, row: RestrictedFact, at: datetime) -> KeptApart:
    places = FactNamed.objects.filter(Q(until=None) | Q(until__gt=at), fact=row)
    named = list(places.select_related("post__user", "post__agency").order_by("since", "pk"))
    held = set(posts_held(at).filter(pk__in=[one.post_id for one in named]).values_list("pk", flat=True))
    mine = next(one for one in named if one.post_id == actor.post)
    return KeptApart(row, named, mine, frozenset(one.post_id for one in named) - held)


def one_kept_apart(actor: Actor, person: int, fact: int, at: datetime) -> KeptApart | None:
    """One of them, for who stands on its list; None for everybody else and where there is none."""
    return next((one for one in kept_apart(actor, person, at) if one.fact.pk == fact), None)


def may_keep_apart(actor: Actor) -> bool:
    """Whether this role may record something to be kept apart."""
    return actor.role in MAY_KEEP_APART


def not_read_yet(actor: Actor, at: datetime) -> list[FactNamed]:
    """Where the actor was named and has not said that it is read: a line for that one person, on no desk."""
    rows = list(_on_list(actor, at).filter(read_at=None).select_related("fact__person").order_by("since"))
    if not rows:
        return rows
    seen = may_see(actor, {row.fact.person_id for row in rows}, at)
    return [row for row in rows if row.fact.person_id in seen]


def who_could_know(actor: Actor, person: int, at: datetime) -> list[Post]:
    """Posts that could stand on the list: held now, of the agencies with a part, and able to see the person anyway."""
    held = set(posts_held(at).values_list("pk", flat=True))
    posts = [post for post in who_could_be_named(actor, person, at) if post.pk in held]
    with of_system("who could be told of what is kept apart"):
        if restricted_among([person]):  # then it depends on the post, not on its agency
            return [post for post in posts if may_be_named(post, person, at)]
        first = {post.agency_id: post for post in posts}
        seeing = {agency for agency, post in first.items() if may_be_named(post, person, at)}
    return [post for post in posts if post.agency_id in seeing]


def proven(one: KeptApart) -> bool:
    """Whether the record proves that fact and list are what was recorded."""
    with of_system("whether what is kept apart is as it was recorded"):
        return is_as_recorded(one.fact)
