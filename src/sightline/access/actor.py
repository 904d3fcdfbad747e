"""Who acts: a signed-in person in one post. Made at the door of a request or a command and handed down as an
argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.hours import answered_for
from sightline.access.models import Post, User
from sightline.audit.record import Author

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in a post: what may be done follows from role and agency, never from the user alone.

    `on_behalf_of`: whose post it is, where somebody stands in; `name` then says both. `answers_for`: the agencies whose
    desks are closed now and are answered from one of these desks.
    """

    user: int
    name: str
    post: int
    role: str
    rank: str
    agency: int
    agency_name: str
    agency_kind: str
    area: str
    desks: tuple[int, ...]
    on_behalf_of: str = ""
    answers_for: tuple[int, ...] = ()

    @property
    def author(self) -> Author:
        """How this actor is written into the record."""
        return Author(user=self.user, name=self.name, role=self.role, agency=self.agency)

    @property
    def is_police(self) -> bool:
        """Whether this actor's agency is a police area."""
        return self.agency_kind == "police"


def _name(holder: User, acting: User | None) -> str:
    """Who acts, as the record keeps it in 120 characters: a stand-in with the name of whoever holds the post."""
    if acting is None:
        return holder.name
    whole = f"{acting.name}, for {holder.name}"
    return whole if len(whole) <= LONGEST_NAME else f"{acting.name[:57]}, for {holder.name[:57]}"


def actor_for(post: Post, at: datetime | None = None) -> Actor:
    """The actor of a post, with the duty desks of the agency that belong to its role.

    With a moment, also the desks that are closed then and that these answer for out of hours.
    """
    agency = post.agency
    own = list(agency.desks.filter(role=post.role, closed_at=None).values_list("pk", flat=True))
    closed = answered_for(own, at) if own and at else []
    return Actor(
        user=post.acting.pk if post.acting else post.user_id,
        name=_name(post.user, post.acting),
        post=post.pk,
        role=post.role,
        rank=post.rank or post.role,
        agency=agency.pk,
        agency_name=agency.name,
        agency_kind=agency.kind,
        area=agency.area,
        desks=(*own, *(desk.pk for desk in closed)),
        on_behalf_of=post.user.name if post.acting else "",
        answers_for=tuple(sorted({desk.agency_id for desk in closed} - {agency.pk})),
    )
