"""Which duty a telling answers for, and what meets it: that the told desk acknowledged, or that somebody rang.

Silence, or a message that merely left, meets nothing: the duty stays with whoever must notify, and escalates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sightline.duties.models import Duty
from sightline.engine.model import Clock
from sightline.episodes.protocol import protocols
from sightline.sharing.models import Telling

TELLS = ("notify ", "tell ", "refer to Missing People", "share the missing report")
KNOWN_BY = {"national unit": "UK Missing Persons Unit notified", "CEOP": "CEOP notified"}


def duty_of(row: Telling) -> Duty | None:
    """The open duty to tell this recipient that began with the same happening, or with the same stage of the case."""
    if row.episode_id is None or row.state == "withheld":
        return None
    events = protocols().vocabulary.events
    stage = events[row.event].stage if row.event in events else ""
    for duty in Duty.objects.filter(episode=row.episode_id, state="open").order_by("due_at", "id"):
        if recipient(duty) == row.role:
            starts = set(starts_of(duty.cards))
            if row.event in starts or any(e in events and events[e].stage == stage for e in starts):
                return duty
    return None


def recipient(duty: Duty) -> str:
    """Whom a duty to tell somebody names; empty for every other duty."""
    known = protocols().vocabulary.actions.get(duty.do)
    return (duty.to or (known.to if known else "") or "") if duty.do.startswith(TELLS) else ""


def starts_of(cards: Iterable[str]) -> Iterable[str]:
    """The events that start the clocks of these cards."""
    for card in cards:
        known = protocols().cards.get(card)
        for version in known.versions if known else ():
            if isinstance(version.body, Clock):
                yield from version.body.starts


def shown_by(row: Telling, *, how: str, whom: str) -> list[tuple[str, dict[str, Any]]]:
    """The events that show that a recipient knows: of its duty, and what the vocabulary calls it. May be none.

    "Notify the host authority" asks that they know. Where their desk is here, the notice to it is that notification and
    its acknowledgement the proof: an event that the action names as meeting it, such as "host authority told".
    """
    words = protocols().vocabulary
    body = {"whom": row.role, "of": row.event, "how": how, "told": whom, "cards": row.cards}
    known_as = KNOWN_BY.get(row.role, f"{row.role} told")
    of_absence = row.event in words.events and words.events[row.event].stage in ("report", "placement")
    found = [known_as] if known_as in words.events and of_absence else []
    duty = row.duty if row.duty and row.duty.state == "open" else None
    if duty and not set(found) & words.actions[duty.do].shown_by:
        found.append(f"done: {duty.do}")
    return [(kind, body) for kind in found]
