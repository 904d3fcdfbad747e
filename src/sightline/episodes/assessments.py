"""What the engine says to a screen.

Before an episode exists, and of one that does. Decides nothing, records nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.engine import Answer, Assessment, Proposal, Question, Situation, TriggerPlan, assess
from sightline.episodes import facts
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import assessed, counts_before
from sightline.people.queries import known


def question_set(area: str, at: datetime) -> tuple[Question, ...]:
    """The questions of an area as they stand on a day, in their order (C1, C2, C4)."""
    return tuple(protocols().question_set(area, day_of(at)))


def before_report(actor: Actor, person: int, answered: Sequence[Answered], at: datetime) -> Assessment:
    """What the cards say as facts arrive, while the call is still going on and nothing is saved yet."""
    who = known(person, at)
    context = facts.Context(None, who, {}, None, None, None, frozenset(), at)
    phrases = [f.name for f in protocols().vocabulary.facts.values() if not f.derived]
    answers = facts.answer_all(context, phrases) | {a.phrase: facts.ANSWER[a.answer] for a in answered}
    setting = who.placement.setting if who.placement else who.person.setting
    plan = TriggerPlan(category=who.plan.category or None, risk=who.plan.risk or None) if who.plan else None
    asked = Situation(
        area=actor.area,
        stage="report",
        age=who.age,
        sex=who.person.sex,
        setting=setting,
        answers=answers,
        measures=counts_before(person, at),
        trigger_plan=plan,
        previous_risk_levels=(),
        recorded_risk=None,
        proposed=None,
    )
    return assess(protocols(), asked, on=day_of(at))


def of_episode(episode: Episode, at: datetime, *, proposed: Proposal | None = None) -> Assessment:
    """What the cards say of an episode now, with or without a proposal."""
    return assessed(episode, at, proposed=proposed)


def facts_of(episode: Episode, at: datetime) -> dict[str, Answer]:
    """Every fact of the vocabulary as the record answers it now: yes, no, not known."""
    happened = frozenset(kind for kind, _ in occurrences(episode=episode.pk))
    context = facts.read(episode, at, happened)
    return facts.answer_all(context, [f.name for f in protocols().vocabulary.facts.values() if not f.derived])
