"""Whether the rank of whoever acts may take a decision that a card gives to a rank. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.engine import Answer, Assessment, Proposal, assess
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import from_snapshot, stage_of
from sightline.episodes.snapshot import take


def check_rank(
    episode: Episode, decision: str, *, by: Actor, at: datetime, because: str, field: str,
    told: Mapping[str, Answer] | None = None,
) -> None:  # fmt: skip
    """Raise NotAccepted, naming who may, unless the authority cards of the actor's own area let this role decide.

    `told` are facts that whoever decides states with the decision.
    """
    taken = take(person=episode.person_id, at=at, episode=episode.pk, before=episode.opened_at)
    proposal = Proposal(decision=decision, by=by.role, because=because)
    asked = from_snapshot(taken, area=by.area, stage=stage_of(episode), episode=episode, proposed=proposal, told=told)
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        raise NotAccepted(_says(decision, by, answer), answer, field=field)


def _says(decision: str, by: Actor, answer: Assessment) -> str:
    """Who may, where it is a matter of rank; otherwise what the cards say against it."""
    if answer.may:
        return f"You are signed in as {by.role}, who may not {decision}. It is for: {', '.join(answer.may)}."
    reasons = " ".join(reason.says for reason in answer.reasons if reason.about == "refused")
    return f"This cannot be recorded: {decision}. {reasons}".strip()
