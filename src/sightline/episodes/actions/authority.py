"""Whether the rank of whoever acts may take a decision that a card gives to a rank. Decides nothing itself."""

from __future__ import annotations

from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.engine import Proposal, assess
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import STAGE, from_snapshot
from sightline.episodes.snapshot import take


def check_rank(episode: Episode, decision: str, *, by: Actor, at: datetime, because: str, field: str) -> None:
    """Raise NotAccepted, naming who may, unless the authority cards of the actor's own area let this role decide."""
    taken = take(person=episode.person_id, at=at, episode=episode.pk, before=episode.opened_at)
    proposal = Proposal(decision=decision, by=by.role, because=because)
    asked = from_snapshot(taken, area=by.area, stage=STAGE[episode.state], episode=episode, proposed=proposal)
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        who = f" It is for: {', '.join(answer.may)}." if answer.may else ""
        raise NotAccepted(f"You are signed in as {by.role}, who may not {decision}.{who}", answer, field=field)
