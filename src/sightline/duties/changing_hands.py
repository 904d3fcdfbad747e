"""When an officer leaves or an agency becomes part of another: no episode loses its owner, and the desk is told.

Shows no person to the administrator who does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sightline.access.actions_setup_people import end_post, one_post
from sightline.access.actor import Actor
from sightline.access.holding import Merger
from sightline.access.models import Desk, Involvement, Post
from sightline.audit.behalf import of_system
from sightline.audit.record import append
from sightline.duties.notices import tell
from sightline.episodes import announce
from sightline.episodes.models import Episode

MUST_NAME = 30  # minutes in which the desk must acknowledge that nobody is named


@of_system("what an officer had in hand goes to the desk, whoever may see it")
@transaction.atomic
def give_to_desk(*, post: int, by: Actor, at: datetime) -> list[Episode]:
    """Leave what the holder of a post has in hand to the desk that owns it: nobody is named, and the desk is told so.

    Returns the episodes. Raises NotForYou unless the actor looks after the agency's people.
    """
    row = one_post(by, post, at)
    rows = Episode.every.select_for_update(of=("self",)).select_related("person", "owner_agency", "owner_desk")
    episodes = list(rows.filter(owner_post=row.pk, closed_at=None).order_by("pk"))
    for episode in episodes:
        episode.owner_post, episode.version = None, episode.version + 1
        episode.save()
        body = {"officer": row.user.name, "role": row.role, "left to": row.agency.name}
        append("officer left", by=by.author, happened_at=at, recorded_at=at, person=episode.person_id,
               episode=episode.pk, body=body)  # fmt: skip
        announce.happened(episode, at)
        _tell(episode, row, at)
    return episodes


def _tell(episode: Episode, post: Post, at: datetime) -> None:
    own = Desk.objects.filter(agency=episode.owner_agency_id, closed_at=None).order_by("pk")
    if desk := episode.owner_desk or own.first():
        says = f"No officer is named: {episode.person.name}. {post.user.name} no longer has it; name another."
        tell(desk, episode, kind="officer left", says=says, at=at, key=f"officer left {post.pk} {at:%Y%m%dT%H%M%S} "
             f"{episode.pk}", within_minutes=MUST_NAME)  # fmt: skip


@transaction.atomic
def leave(*, post: int, by: Actor, at: datetime, because: str, to_desk: bool) -> Post:
    """End a post. `to_desk`: what its holder has in hand is first given to the desks that own it, which are told.

    Without it, a post with something in hand does not end: Refused names the episodes by their references.
    """
    if to_desk:
        give_to_desk(post=post, by=by, at=at)
    return end_post(post=post, by=by, at=at, because=because)


def around_a_merger(merger: Merger) -> Callable[[], None]:
    """Lock the open episodes an agency has a part in before anything moves; afterwards work out their duties again.

    Every writer locks an episode before what belongs to it, so none waits in a circle.
    """
    people = Involvement.objects.filter(agency=merger.old, until=None).values("person")
    part = Q(owner_agency=merger.old) | Q(person__in=people)
    rows = Episode.every.select_for_update(of=("self",)).filter(part, closed_at=None).order_by("pk")
    episodes = list(rows.values_list("pk", flat=True))

    def afterwards() -> None:
        for episode in Episode.every.select_related("person", "owner_agency").filter(pk__in=episodes):
            body = {"was": merger.old_name, "now": merger.new_name}
            append("agency became part of another", by=merger.by, happened_at=merger.at, recorded_at=merger.at,
                   person=episode.person_id, episode=episode.pk, body=body)  # fmt: skip
            announce.happened(episode, merger.at)

    return afterwards
