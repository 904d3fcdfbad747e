"""The first checks a carer makes, with a deadline set at the outset; and what is different tonight (C61, D4, D17).

What was tried and what the profile says go to the police in the moment of the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import Also, locked, needed, record
from sightline.episodes.models import Episode, FirstCheck
from sightline.people.queries_profile import prepared

# Asked each time, because the profile cannot know it (E6): everything else is in the profile already.
TONIGHT = ("clothes", "belongings", "company", "mood", "medicine")
SENT, MADE = "profile sent with the report", "first check made"
DEADLINE_SET, ALL_MADE = "done: set a deadline for the first checks", "done: make the first checks"
LONGEST = 24 * 60  # minutes: whoever means longer than a day does not mean first checks
USUAL = (
    "Ring the person",
    "Look through the house, the garden and any outbuilding",
    "Ask the other residents and the staff on duty",
    "Ring family",
    "Ring friends",
    "Ask the school or college",
    "Look at the places they usually go",
    "Look at what they have put on social media",
)


@dataclass(frozen=True, slots=True)
class FirstChecks:
    """What is tried first, and within how many minutes. Empty where nothing is to be tried."""

    what: Sequence[str] = ()
    minutes: int | None = None

    def check(self) -> None:
        """Refuse checks without an end, an end without checks, and an end that is none."""
        if self.what and self.minutes is None:
            raise Refused("Say until when you look: set the deadline now, not later.", field="minutes")
        if self.minutes is not None and not 1 <= self.minutes <= LONGEST:
            raise Refused("Enter a number of minutes between 1 and 1440.", field="minutes")
        if self.minutes is not None and not self.what:
            raise Refused("Say what you try first.", field="checks")


def suggested(person: int, at: datetime) -> list[str]:
    """What to try first: the profile's own list, whoever it says to ring, and what anybody would try."""
    says = prepared(person, at).says
    own = [line.strip() for line in says.get("first_checks", "").splitlines() if line.strip()]
    places = [f"Look at: {line.strip()}" for line in says.get("likely_places", "").splitlines() if line.strip()]
    return list(dict.fromkeys(text[:200] for text in (*own, *places, *USUAL)))


def begin_checks(episode: Episode, checks: FirstChecks) -> list[Also]:
    """Write the checks down inside a larger action, and return the events that belong to it."""
    checks.check()
    if not checks.what:
        return []
    due_at = episode.opened_at + timedelta(minutes=checks.minutes or 0)
    FirstCheck.objects.bulk_create(
        FirstCheck(episode=episode, what=what[:200], due_at=due_at) for what in dict.fromkeys(checks.what)
    )
    return [(DEADLINE_SET, {"until": due_at, "what": list(checks.what)})]


@transaction.atomic
def make_check(*, check: int, by: Actor, at: datetime, result: str) -> FirstCheck:
    """Tick one thing that was tried, with what came of it. The last one meets the duty to make them (D4)."""
    found = FirstCheck.objects.filter(pk=check).values_list("episode", flat=True).first()
    if found is None:
        raise NotForYou
    episode = locked(found, by, at)
    row = FirstCheck.objects.select_for_update().get(pk=check)
    if row.done_at:
        raise Refused(f"{row.by_name} has done this already: {row.result}", field="result")
    row.result = needed(result, field="result", says="Say what came of it, even if it was nothing.")
    row.done_at, row.by_name = at, by.name
    row.save(update_fields=["result", "done_at", "by_name"])
    left = FirstCheck.objects.filter(episode=episode, done_at=None).exists()
    also: list[Also] = [] if left else [(ALL_MADE, {"how": "every first check was made"})]
    body = {"what": row.what, "result": row.result}
    record(episode, MADE, by=by, at=at, body=body, also=also, changed=False)
    return row


def tonight_said(said: Mapping[str, str]) -> dict[str, str]:
    """What is different tonight, without what nobody wrote."""
    return {name: said[name].strip() for name in TONIGHT if said.get(name, "").strip()}


def send_profile(episode: Episode, by: Actor, at: datetime, tonight: Mapping[str, str]) -> None:
    """Record, in the transaction of the report, what went to the police: profile, photograph, what was tried."""
    ready = prepared(episode.person_id, at)
    tried = FirstCheck.objects.filter(episode=episode).order_by("id")
    body: dict[str, Any] = {
        "profile": ready.version or "none", "state of the profile": ready.state,
        "photograph": "yes" if ready.photo else "no",
        "tried": [f"{c.what}: {c.result}" for c in tried if c.done_at],
        "not tried yet": [c.what for c in tried if not c.done_at],
    }  # fmt: skip
    record(episode, SENT, by=by, at=at, body=body | {"tonight": tonight_said(tonight)}, changed=False)


@transaction.atomic
def tell_update(*, episode: int, by: Actor, at: datetime, says: str, tonight: Mapping[str, str]) -> tuple[Episode, int]:
    """Add what is different tonight to an episode that is open: an update, never a second form (D17).

    It reaches the police in this moment. Returns the episode and the number of the event.
    """
    row = locked(episode, by, at)
    more = tonight_said(tonight)
    if not says.strip() and not more:
        raise Refused("Write what is new: at least one of the answers.", field="says")
    body = {"says": says.strip(), "tonight": more, "by": by.agency_name}
    also: list[Also] = [("done: tell the police what was learnt", {"how": "written into the episode"})]
    number = record(row, "something new was learnt", by=by, at=at, body=body, also=also, changed=False)
    return row, number
