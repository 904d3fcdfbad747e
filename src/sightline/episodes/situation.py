"""What the engine is asked: an episode at a moment as a Situation, and the measures of the episodes before it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.engine import Assessment, Proposal, Situation, TriggerPlan, assess
from sightline.episodes import facts
from sightline.episodes.models import Decision, Episode
from sightline.episodes.protocol import protocols
from sightline.people.queries import Known

STAGE = {"absence": "report", "open": "report", "located": "found", "seen": "found", "closed": "closing"}
WINDOWS = (90, 180, 365)


def counts_before(person: int, before: datetime, without: int | None = None) -> dict[str, int]:
    """How often the person was missing or absent in each window.

    By the category last decided, counting none twice (C92).
    """
    rows = Episode.objects.filter(person_id=person, opened_at__lt=before).exclude(pk=without or 0)
    earlier = list(rows.filter(opened_at__gte=before - timedelta(days=365)).values_list("category", "opened_at"))
    measures: dict[str, int] = {}
    for name in ("missing", "absent"):
        for days in WINDOWS:
            since = before - timedelta(days=days)
            measures[f"{name}_last_{days}_days"] = sum(1 for c, opened in earlier if c == name and opened >= since)
    return measures


def measures(episode: Episode, at: datetime) -> dict[str, int]:
    """The numbers the cards count.

    Earlier episodes in each window, and the whole hours since the person was last seen.
    """
    started = episode.last_seen_at or episode.opened_at
    counted = counts_before(episode.person_id, episode.opened_at, episode.pk)
    counted["hours_missing"] = max(0, int((at - started).total_seconds() // 3600))
    if episode.review_every_minutes:
        counted["review_minutes"] = episode.review_every_minutes
    return counted


def _days_looked_after(known: Known, day: date) -> dict[str, int]:
    since = [c.during.lower for c in known.care if c.phrase == "is looked after" and c.during.lower]
    return {"days_looked_after": (day - min(since)).days} if since else {}


def _previous_levels(episode: Episode) -> tuple[str, ...]:
    rows = Episode.objects.filter(person=episode.person_id, opened_at__lt=episode.opened_at).exclude(risk="")
    return tuple(reversed(rows.order_by("-opened_at").values_list("risk", flat=True)[:20]))


def situation(
    episode: Episode, at: datetime, *, proposed: Proposal | None = None, stage: str | None = None
) -> tuple[Situation, facts.Context]:
    """The episode as the engine sees it at a moment, and the context its facts were read from."""
    happened = frozenset(kind for kind, _ in occurrences(episode=episode.pk))
    context = facts.read(episode, at, happened)
    phrases = [f.name for f in protocols().vocabulary.facts.values() if not f.derived]
    plan = context.known.plan
    last = Decision.objects.filter(episode=episode).order_by("-id").first()
    return Situation(
        area=episode.area,
        stage=stage or STAGE[episode.state],
        age=context.known.age,
        sex=context.known.person.sex,
        setting=context.known.placement.setting if context.known.placement else context.known.person.setting,
        answers=facts.answer_all(context, phrases),
        measures=measures(episode, at) | _days_looked_after(context.known, day_of(at)),
        trigger_plan=TriggerPlan(category=plan.category or None, risk=plan.risk or None) if plan else None,
        previous_risk_levels=_previous_levels(episode),
        recorded_risk=(last.risk if last else episode.risk) or None,
        recorded_category=(last.category if last else episode.category) or None,
        proposed=proposed,
    ), context


def assessed(
    episode: Episode, at: datetime, *, proposed: Proposal | None = None, stage: str | None = None
) -> Assessment:
    """What the engine answers for an episode at a moment. It decides nothing and changes nothing."""
    asked, _ = situation(episode, at, proposed=proposed, stage=stage)
    return assess(protocols(), asked, on=day_of(at))
