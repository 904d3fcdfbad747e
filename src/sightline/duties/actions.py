"""Recording that a duty was done, where no other screen records it.

A notification made, an entry on a national system.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Duty
from sightline.duties.notices import acknowledge
from sightline.episodes.actions.agreeing import Step, hold_meeting, make_plan
from sightline.episodes.actions.core import Also, check_moment, locked, needed, record

__all__ = ["MEETING", "PLAN", "acknowledge", "has_own_screen", "record_done"]

MINUTE = timedelta(minutes=1)
PLAN, MEETING, CRIME = "make a long-term plan", "hold a strategy meeting", "record the crime"

OWN_SCREEN = {
    "safe and well check": "return", "offer a return interview": "return", "carry out the return interview": "return",
    "review the absence": "absence", "review the risk": "decision", "decide the category": "decision",
    "decide missing or absent": "decision", "decide again whether the person is missing": "decision",
    "consider whether the risk is high": "decision", "escalate the dispute to the force incident manager": "decision",
    "settle the dispute": "decision", "set the risk level with a supervisor": "decision",
    "agree when to look again": "decision",
    "keep in contact with the informant": "contact", "ask the risk questions": "questions",
    "confirm the location": "return", "use the right closure code": "return",
    "offer parents the chance to give information": "return", "appoint an investigating officer": "officer",
    "deploy at once": "deploy", "send an officer as an early response": "deploy",
    "answer the offered investigation": "areas", "see that the offered investigation is answered": "areas",
    "decide which area has the case": "areas", "make the enquiries another area asked for": "areas",
    "update the family": "family", "answer the family": "family", "take the appeal down": "publicity",
    "ask that the appeal is forgotten": "publicity", "renew the appeal or take it down": "publicity",
    "decide on publicity": "publicity",
}  # fmt: skip


def has_own_screen(do: str) -> str:
    """The part of the episode page where this duty is done; empty when it is recorded as done by name."""
    return OWN_SCREEN.get(do, "")


@transaction.atomic
def record_done(
    *, duty: int, by: Actor, at: datetime, done_at: datetime, how: str, told: str = "", reference: str = "",
    steps: Sequence[Step] = (), invited: Sequence[int] = (),
) -> Duty:  # fmt: skip
    """Record that a duty was done.

    How, who was told, the reference they gave. The event on the timeline meets the duty, not a tick. A plan needs
    `steps` with owner and date (I36), a strategy meeting who was `invited` (I61).
    """
    row = Duty.objects.select_related("episode").filter(pk=duty).first()
    if row is None or not (row.desk_id in by.desks or row.agency == by.agency):
        raise NotForYou("This duty belongs to another agency's desk.")
    episode = locked(row.episode_id, by, at, closed_too=True, kind=row.episode.kind)
    if has_own_screen(row.do):
        raise Refused("This duty is done on its own screen; open the episode.")
    if timedelta() < row.starts_at - done_at < MINUTE:
        done_at = row.starts_at  # the form knows no seconds: done in the minute in which the duty began
    check_moment(
        done_at, at, field="done_at", what="When it was done", not_before=row.starts_at, before_what="the duty began"
    )
    body = {"duty": row.do, "told": told, "reference": reference, "to": row.to,
            "how": needed(how, field="how", says="Say how it was done.")}  # fmt: skip
    if row.do == CRIME:
        needed(reference, field="reference", says="Enter the crime reference: it shows that somebody investigates.")
    kind = f"done: {row.do}"
    own: dict[str, Any] = {"episode": episode.pk, "by": by, "at": at, "says": how, "steps": steps}
    also: list[Also] = [(kind, body)]
    if row.do == PLAN:
        make_plan(made_at=done_at, also=also, **own)
    elif row.do == MEETING:
        hold_meeting(held_at=done_at, invited=invited, also=also, **own)
    else:
        record(episode, kind, by=by, at=at, happened_at=done_at, body=body)
    return Duty.objects.get(pk=duty)
