"""What the engine says to a screen.

Before an episode exists, and of one that does. Decides nothing, records nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.engine import Answer, Assessment, Proposal, Question, Situation, assess
from sightline.episodes.actions.report import Answered
from sightline.episodes.facts import ANSWER
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import assessed, from_snapshot, situation
from sightline.episodes.snapshot import take


def question_set(area: str, at: datetime) -> tuple[Question, ...]:
    """The questions of an area as they stand on a day, in their order (C1, C2, C4)."""
    return tuple(protocols().question_set(area, day_of(at)))


def asked_before_report(actor: Actor, person: int, answered: Sequence[Answered], at: datetime) -> Situation:
    """The situation while the call is still going on and nothing is saved yet."""
    told = {a.phrase: ANSWER[a.answer] for a in answered}
    return from_snapshot(take(person=person, at=at), area=actor.area, told=told)


def before_report(actor: Actor, person: int, answered: Sequence[Answered], at: datetime) -> Assessment:
    """What the cards say as facts arrive, while the call is still going on and nothing is saved yet."""
    return assess(protocols(), asked_before_report(actor, person, answered, at), on=day_of(at))


def of_episode(episode: Episode, at: datetime, *, proposed: Proposal | None = None) -> Assessment:
    """What the cards say of an episode now, with or without a proposal."""
    return assessed(episode, at, proposed=proposed)


def facts_of(episode: Episode, at: datetime) -> dict[str, Answer]:
    """Every fact of the vocabulary as the record answers it now: yes, no, not known."""
    return dict(situation(episode, at)[0].answers)
