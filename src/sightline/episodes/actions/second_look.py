"""A second look at somebody else's decision: agreed with, or not, and why. It changes no decision (I50)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Decision

MAY_LOOK = (
    "supervisor", "duty inspector", "force incident manager", "superintendent", "detective superintendent",
    "missing person coordinator",
)  # fmt: skip


@transaction.atomic
def take_second_look(*, decision: int, by: Actor, at: datetime, agrees: bool, because: str) -> None:
    """Record whether somebody who did not decide agrees with a decision, and why.

    Refused to whoever decided. To change the decision, decide.
    """
    require(by, MAY_LOOK, "A second look")
    row = Decision.objects.filter(pk=decision).first()
    if row is None:
        raise NotForYou
    episode = locked(row.episode_id, by, at, closed_too=True)
    if row.by_id == by.post or row.by_name == by.name:
        raise Refused("You made this decision. Somebody else takes the second look.")
    text = needed(because, field="because", says="Say what you looked at and what you think of it.")
    body = {"decision": row.pk, "agrees": agrees, "because": text}
    record(episode, "second look taken", by=by, at=at, body=body, changed=False)
