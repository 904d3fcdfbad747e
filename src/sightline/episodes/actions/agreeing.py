"""What agencies agree: a meeting with everybody who must be there, a plan whose every step has an owner and a date.

Draws up no step itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.queries import agency_names
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused
from sightline.episodes.actions.core import Also, check_moment, locked, needed, record
from sightline.episodes.models import Episode
from sightline.people.models import Placement

LOOKS_LIKE = "Write each step as: what; who; day, such as: Ring her worker; Grace Adeyinka; 2026-04-01."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was agreed: what, who sees to it, by which day."""

    what: str
    who: str
    by_when: date | None

    def as_json(self) -> dict[str, Any]:
        """How the record keeps it."""
        return {"what": self.what, "who": self.who, "by when": str(self.by_when)}


def read_steps(text: str) -> list[Step]:
    """Steps written one on each line as “what; who; day”. Raises Refused where a line has no three parts or no day."""
    steps = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in line.split(";")]
        try:
            what, who, day = parts
            steps.append(Step(what, who, date.fromisoformat(day)))
        except ValueError:
            raise Refused(f"“{line[:60]}” has no owner or no day. {LOOKS_LIKE}", field="steps") from None
    return steps


def check_steps(steps: Sequence[Step], at: datetime) -> list[dict[str, Any]]:
    """The steps as the record keeps them. Refuses one without an owner or a day, or whose day has passed (I36)."""
    for step in steps:
        if not step.what.strip():
            raise Refused("Say what is to be done in each step.", field="steps")
        if not step.who.strip():
            raise Refused(f"“{step.what}” has no owner. Name who sees to it.", field="steps")
        if step.by_when is None:
            raise Refused(f"“{step.what}” has no date. Say by which day.", field="steps")
        if step.by_when < day_of(at):
            raise Refused(f"“{step.what}” is due on a day that has passed. Check the date.", field="steps")
    return [step.as_json() for step in steps]


@transaction.atomic
def make_plan(
    *, episode: int, by: Actor, at: datetime, made_at: datetime, says: str, steps: Sequence[Step],
    also: Sequence[Also] = (),
) -> Episode:  # fmt: skip
    """Record the plan for after an episode. One without a step, or a step without owner and date, is refused (I36)."""
    row = locked(episode, by, at, closed_too=True)
    check_moment(made_at, at, field="done_at", what="When the plan was made")
    if not steps:
        raise Refused(f"A plan needs at least one step with an owner and a date. {LOOKS_LIKE}", field="steps")
    body = {"says": needed(says, field="how", says="Say what was agreed."), "steps": check_steps(steps, at)}
    record(row, "long-term plan made", by=by, at=at, happened_at=made_at, body=body, also=also, changed=False)
    return row


def _invited(episode: Episode, agencies: Sequence[int], at: datetime) -> list[int]:
    """The agencies invited. Refuses a list that leaves out whoever the person is placed with (I61)."""
    provider = (
        Placement.objects.filter(person_id=episode.person_id, during__contains=day_of(at))
        .values_list("provider", flat=True)
        .first()
    )
    if not agencies:
        raise Refused("Say which agencies were invited.", field="invited")
    if provider and provider not in agencies:
        name = agency_names({provider})[provider]
        raise Refused(f"{name}, where {episode.person.name} is placed, is not invited. Invite them too.",
                      field="invited")  # fmt: skip
    return sorted(set(agencies))


@transaction.atomic
def call_meeting(*, episode: int, by: Actor, at: datetime, meets_at: datetime, invited: Sequence[int]) -> Episode:
    """Invite agencies to a strategy meeting. The placement provider is always among them (I61)."""
    row = locked(episode, by, at, closed_too=True)
    if meets_at <= at:
        raise Refused("The meeting must be in the future.", field="meets_at")
    body = {"meets": meets_at, "invited": _invited(row, invited, at)}
    record(row, "strategy meeting called", by=by, at=at, body=body, changed=False)
    return row


@transaction.atomic
def hold_meeting(
    *, episode: int, by: Actor, at: datetime, held_at: datetime, invited: Sequence[int], says: str,
    steps: Sequence[Step] = (), also: Sequence[Also] = (),
) -> Episode:  # fmt: skip
    """Record a strategy meeting: who was invited, what was said, which steps were agreed.

    It may end without a step; that is shown to those who oversee (I49). The placement provider was invited (I61).
    """
    row = locked(episode, by, at, closed_too=True)
    check_moment(held_at, at, field="done_at", what="When the meeting was held")
    body = {"says": needed(says, field="how", says="Say what was decided and why."), "steps": check_steps(steps, at),
            "invited": _invited(row, invited, at)}  # fmt: skip
    record(row, "strategy meeting held", by=by, at=at, happened_at=held_at, body=body, also=also, changed=False)
    return row
