"""How the person was treated, in their own words, and every use of force on somebody who was missing (I47)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import check_moment, locked, needed, record

THEMES = (
    "was listened to", "was not listened to", "was treated as a nuisance", "was lectured about the cost",
    "was threatened with a cell or a weapon", "was restrained", "was held in a cell", "something else",
)  # fmt: skip
FORCE = ("restraint", "handcuffs", "limb restraint", "irritant spray", "conductive weapon", "something else")


@transaction.atomic
def record_feedback(
    *, episode: int, by: Actor, at: datetime, theme: str, says: str, from_whom: str, complaint: bool = False
) -> None:
    """Record what the person (or somebody for them) says of how they were treated, and whether it is a complaint."""
    row = locked(episode, by, at, closed_too=True)
    if theme not in THEMES:
        raise Refused("Choose what it is about.", field="theme")
    body = {
        "theme": theme, "complaint": complaint,
        "says": needed(says, field="says", says="Write it in the person's own words."),
        "from": needed(from_whom, field="from_whom", says="Enter who said so."),
    }  # fmt: skip
    record(row, "feedback given", by=by, at=at, body=body, changed=False)


@transaction.atomic
def record_force(*, episode: int, by: Actor, at: datetime, used_at: datetime, what: str, why: str) -> None:
    """Record that force was used on somebody who was missing, what and why. Only the police record it."""
    row = locked(episode, by, at, closed_too=True)
    if not by.is_police:
        raise NotForYou("The police record their use of force. Record what the person says as feedback.")
    if what not in FORCE:
        raise Refused("Choose what was used.", field="what")
    check_moment(used_at, at, field="used_at", what="When force was used")
    body = {"what": what, "why": needed(why, field="why", says="Say why it was used.")}
    record(row, "force used", by=by, at=at, happened_at=used_at, body=body, changed=False)
