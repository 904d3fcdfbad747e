"""Who acts: a signed-in person in one post. Made at the door of a request or a command and handed down as an
argument."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.access.models import Post
from sightline.audit.record import Author


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in a post: what may be done follows from role and agency, never from the user alone."""

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

    @property
    def author(self) -> Author:
        """How this actor is written into the record."""
        return Author(user=self.user, name=self.name, role=self.role, agency=self.agency)

    @property
    def is_police(self) -> bool:
        """Whether this actor's agency is a police area."""
        return self.agency_kind == "police"


def actor_for(post: Post) -> Actor:
    """The actor of a post, with the duty desks of the agency that belong to its role."""
    desks = tuple(post.agency.desks.filter(role=post.role).values_list("pk", flat=True))
    agency = post.agency
    return Actor(
        user=post.user_id,
        name=post.user.name,
        post=post.pk,
        role=post.role,
        rank=post.rank or post.role,
        agency=agency.pk,
        agency_name=agency.name,
        agency_kind=agency.kind,
        area=agency.area,
        desks=desks,
    )
