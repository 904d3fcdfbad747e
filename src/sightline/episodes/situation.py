"""What the engine is asked: a person and an episode at a moment as a Situation, with the measures that cards count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count

from sightline.audit.moments import day_of
from sightline.engine import Answer, Assessment, Proposal, Situation, TriggerPlan, assess
from sightline.episodes.facts import answer_all
from sightline.episodes.models import SCHOOL, Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.school_days import missed
from sightline.episodes.snapshot import Snapshot, take
from sightline.people.queries import age_from, age_on

STAGE = {"absence": "report", "open": "report", "located": "found", "seen": "found", "closed": "closing"}
WINDOWS = (90, 180, 365)


def _counted(taken: Snapshot, before: datetime) -> dict[str, int]:
    """How often missing, absent, or either in each window, by the category last decided; none counts twice (C92)."""
    counted = {
        f"{name}_last_{days}_days": sum(
            1 for category, _, opened in taken.earlier if category == name and opened >= before - timedelta(days=days)
        )
        for name in ("missing", "absent")
        for days in WINDOWS
    }
    either = {  # neither is ever looked at alone (I62)
        f"missing_or_absent_last_{n}_days": counted[f"missing_last_{n}_days"] + counted[f"absent_last_{n}_days"]
        for n in WINDOWS
    }
    return counted | either


def counts_before(person: int, before: datetime) -> dict[str, int]:
    """The same counts for a person without an episode: what the control room sees beside a name."""
    return _counted(take(person=person, at=before), before)


def missing_in_a_year(people: Sequence[int], at: datetime) -> dict[int, int]:
    """How often each of several people was missing in the year before a moment."""
    rows = Episode.objects.filter(person__in=people, category="missing", opened_at__lt=at)
    counted = rows.filter(opened_at__gte=at - timedelta(days=365)).values_list("person").annotate(n=Count("id"))
    return dict(counted)


def _measures(taken: Snapshot, episode: Episode | None) -> dict[str, int]:
    """Every number the cards may count; one that is missing is not known."""
    measures = _counted(taken, episode.opened_at if episode else taken.at)
    looked_after = [
        date.fromisoformat(c["since"]) for c in taken.care if c["phrase"] == "is looked after" and c["since"]
    ]
    if looked_after:
        measures["days_looked_after"] = (day_of(taken.at) - min(looked_after)).days
    if episode and episode.kind == SCHOOL:
        measures["school_days_missed"] = missed(episode.pk, taken.at)
    elif episode:
        started = episode.last_seen_at or episode.opened_at
        measures["hours_missing"] = max(0, int((taken.at - started).total_seconds() // 3600))
        if episode.review_every_minutes:
            measures["review_minutes"] = episode.review_every_minutes
        if episode.check_minutes:
            measures["check_minutes"] = episode.check_minutes
    return measures


def _age(taken: Snapshot) -> int | None:
    day = day_of(taken.at)
    return age_on(taken.born_on, day) if taken.born_on else age_from(taken.age_said, taken.age_said_on, day)


def from_snapshot(
    taken: Snapshot,
    *,
    area: str,
    stage: str = "report",
    episode: Episode | None = None,
    proposed: Proposal | None = None,
    told: Mapping[str, Answer] | None = None,
) -> Situation:
    """The situation the engine weighs; `told` are answers that are not on the record yet, while a call goes on."""
    phrases = [f.name for f in protocols().vocabulary.facts.values() if not f.derived]
    plan, recorded = taken.plan, taken.decision
    return Situation(
        area=area,
        stage=stage,
        age=_age(taken),
        sex=taken.sex,
        setting=taken.placement["setting"] if taken.placement else taken.setting,
        answers=answer_all(taken, phrases) | dict(told or {}),
        measures=_measures(taken, episode),
        trigger_plan=TriggerPlan(category=plan["category"] or None, risk=plan["risk"] or None) if plan else None,
        previous_risk_levels=tuple(risk for _, risk, _ in taken.earlier if risk),
        recorded_risk=(recorded["risk"] if recorded else episode.risk if episode else "") or None,
        recorded_category=(recorded["category"] if recorded else episode.category if episode else "") or None,
        recorded_axes=(recorded["seriousness"], recorded["immediacy"]) if recorded else None,
        proposed=proposed,
    )


def stage_of(episode: Episode) -> str:
    """The stage of the vocabulary at which an episode stands: an absence from school is a stage of its own."""
    return "school absence" if episode.kind == SCHOOL else STAGE[episode.state]


def situation(
    episode: Episode, at: datetime, *, proposed: Proposal | None = None, stage: str | None = None
) -> tuple[Situation, Snapshot]:
    """The episode as the engine sees it at a moment, and the snapshot its facts were read from."""
    taken = take(person=episode.person_id, at=at, episode=episode.pk, before=episode.opened_at)
    stage = stage or stage_of(episode)
    return from_snapshot(taken, area=episode.area, stage=stage, episode=episode, proposed=proposed), taken


def assessed(
    episode: Episode, at: datetime, *, proposed: Proposal | None = None, stage: str | None = None
) -> Assessment:
    """What the engine answers for an episode at a moment. It decides nothing and changes nothing."""
    asked, _ = situation(episode, at, proposed=proposed, stage=stage)
    return assess(protocols(), asked, on=day_of(at))
