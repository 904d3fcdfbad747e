"""Who has a plan and who should: coverage, plans nobody acts on, steps with owner and day, what a plan changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.insight.reading import for_the_eyes_of, read

EXPLOITED = [
    "is at known risk of sexual exploitation", "may be at risk of sexual exploitation",
    "is at known risk of criminal exploitation", "may have been trafficked",
]  # fmt: skip
REPEAT, WINDOW_DAYS = 3, 90  # episodes within so many days: from here on a plan is asked for whatever the area's word

# Children (and whoever's age nobody knows) with an episode in the area in the last year: how often, flags, plan.
CHILDREN = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name) AS name,
       count(*) FILTER (WHERE e.category = 'missing'
                          AND e.opened_at > %(at)s - make_interval(days => %(window)s)) AS often,
       EXISTS (SELECT FROM people_flag f WHERE f.person_id = p.id AND f.phrase = ANY(%(exploited)s)
                  AND f.since <= %(day)s AND (f.until IS NULL OR f.until > %(day)s)) AS exploited,
       EXISTS (SELECT FROM people_carestatus c WHERE c.person_id = p.id AND c.phrase = 'is looked after'
                  AND c.during @> %(day)s::date) AS looked_after,
       t.review_on,
       max(e.opened_at) AS last_at
  FROM people_person p
  JOIN episodes_episode e ON e.person_id = p.id
  LEFT JOIN people_triggerplan t ON t.person_id = p.id AND t.withdrawn_on IS NULL
 WHERE e.area = %(area)s AND e.opened_at <= %(at)s AND e.opened_at > %(at)s - interval '365 days'
   AND coalesce(p.born_on > %(adult_before)s, true)
 GROUP BY p.id, t.review_on
"""


def _asked(area: str, at: datetime) -> dict[str, object]:
    day = day_of(at)
    born = date(day.year - 18, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    return {"area": area, "at": at, "day": day, "window": WINDOW_DAYS, "exploited": EXPLOITED, "adult_before": born}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many children who should have a trigger plan have one."""

    repeat: int
    repeat_with_plan: int
    exploited: int
    exploited_with_plan: int


@dataclass(frozen=True, slots=True)
class Child:
    """A child of an area: how often missing in ninety days, known danger, and when the plan in force is reviewed."""

    person: int
    name: str
    missing_last_90_days: int
    exploited: bool
    looked_after: bool
    review_on: date | None
    last_episode_at: datetime


def _children(area: str, at: datetime) -> list[Child]:
    return read(CHILDREN, _asked(area, at), Child)


def trigger_plan_coverage(*, at: datetime, area: str) -> Coverage:
    """How many repeat and how many exploited children of an area have a trigger plan in force (I34)."""
    children = _children(area, at)
    repeat = [c for c in children if c.missing_last_90_days >= REPEAT]
    exploited = [c for c in children if c.exploited]
    return Coverage(len(repeat), sum(c.review_on is not None for c in repeat),
                    len(exploited), sum(c.review_on is not None for c in exploited))  # fmt: skip


def without_trigger_plan(actor: Actor, *, at: datetime, area: str) -> list[Child]:
    """Repeat and exploited children without a plan in force, those who go most often first (I34)."""
    return for_the_eyes_of(actor, unplanned(area, at), at=at, screen="no trigger plan")


def unplanned(area: str, at: datetime) -> list[Child]:
    """The same children, whoever asks: for what is only counted, or kept by the gate afterwards."""
    found = [
        c for c in _children(area, at) if (c.exploited or c.missing_last_90_days >= REPEAT) and c.review_on is None
    ]
    return sorted(found, key=lambda c: -c.missing_last_90_days)


@dataclass(frozen=True, slots=True)
class PlanGap:
    """A looked after child at risk, and what is wrong with the plan: none, review overdue, or not acted on."""

    person: int
    name: str
    lacks: str
    last_episode_at: datetime


UNACTED = """
SELECT DISTINCT e.person_id FROM duties_duty d JOIN episodes_episode e ON e.id = d.episode_id
 WHERE d.state IN ('open', 'missed') AND d.do = ANY(%(acts)s) AND e.area = %(area)s AND d.starts_at <= %(before)s
"""
ACTS = ["follow the trigger plan", "review the plan and change it", "agree or review the trigger plan"]
TO_ACT = timedelta(days=7)


def looked_after_without_plan(actor: Actor, *, at: datetime, area: str) -> list[PlanGap]:
    """Looked after children at risk whose plan is missing, past its review, or not acted on for a week (I56)."""
    return for_the_eyes_of(actor, plan_gaps(area, at), at=at, screen="looked after without plan")


def plan_gaps(area: str, at: datetime) -> list[PlanGap]:
    """The same children, whoever asks: for what is only counted, or kept by the gate afterwards."""
    asked = {"acts": ACTS, "area": area, "before": at - TO_ACT}
    unacted = set(read(UNACTED, asked, lambda person: person))

    def lacks(child: Child) -> str:
        if child.review_on is None:
            return "no plan"
        if child.review_on < day_of(at):
            return "review overdue"
        return "not acted on" if child.person in unacted else ""

    found = [PlanGap(c.person, c.name, lacks(c), c.last_episode_at) for c in _children(area, at) if c.looked_after]
    return [gap for gap in found if gap.lacks]


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of a plan or a meeting: what, who sees to it, by which day, agreed when, whether the day has passed."""

    person: int
    what: str
    who: str
    by_when: date
    agreed_at: datetime
    overdue: bool


STEPS = """
SELECT v.chain, s ->> 'what', s ->> 'who', (s ->> 'by when')::date, v.happened_at, (s ->> 'by when')::date < %(day)s
  FROM episodes_episode e
  JOIN audit_event v ON v.episode = e.id AND v.kind IN ('long-term plan made', 'strategy meeting held')
  JOIN audit_content c ON c.event_id = v.id
 CROSS JOIN LATERAL jsonb_array_elements(c.body -> 'steps') s
 WHERE e.area = %(area)s AND v.happened_at > %(at)s - interval '365 days' AND v.happened_at <= %(at)s
 ORDER BY 4, v.id
"""


def agreed_steps(actor: Actor, *, at: datetime, area: str) -> list[OpenStep]:
    """Every step agreed in the last year with its owner and day, the earliest day first (I36)."""
    rows = read(STEPS, {"area": area, "at": at, "day": day_of(at)}, OpenStep)
    return for_the_eyes_of(actor, rows, at=at, screen="agreed steps")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came after an intervention: episodes in so many days before and after, and what the child says of it."""

    person: int
    what: str
    at: datetime
    before: int
    after: int
    whole_span: bool  # False while the time after it has not passed: the number may still grow
    child_says: str


OUTCOMES = """
SELECT v.chain, v.kind, v.happened_at,
       (SELECT count(*) FROM episodes_episode o WHERE o.person_id = v.chain AND o.opened_at < v.happened_at
           AND o.opened_at >= v.happened_at - make_interval(days => %(days)s)),
       (SELECT count(*) FROM episodes_episode o WHERE o.person_id = v.chain AND o.opened_at > v.happened_at
           AND o.opened_at <= least(v.happened_at + make_interval(days => %(days)s), %(at)s)),
       v.happened_at + make_interval(days => %(days)s) <= %(at)s,
       coalesce((SELECT nullif(i.says, '') FROM episodes_interview i JOIN episodes_episode o ON o.id = i.episode_id
                  WHERE o.person_id = v.chain AND i.carried_out_at >= v.happened_at AND i.carried_out_at <= %(at)s
                  ORDER BY i.carried_out_at LIMIT 1),
                (SELECT k.person_says FROM episodes_closingcheck k JOIN episodes_episode o ON o.id = k.episode_id
                  WHERE o.person_id = v.chain AND k.at >= v.happened_at AND k.at <= %(at)s
                  ORDER BY k.at LIMIT 1), '')
  FROM (SELECT DISTINCT person_id FROM episodes_episode WHERE area = %(area)s) p
  JOIN audit_event v ON v.chain = p.person_id AND v.kind = ANY(%(kinds)s)
 WHERE v.happened_at > %(since)s AND v.happened_at <= %(at)s
 ORDER BY v.happened_at DESC, v.id DESC
"""
INTERVENTIONS = ["long-term plan made", "trigger plan agreed", "strategy meeting held", "return interview carried out"]


def outcomes(actor: Actor, *, at: datetime, area: str, since: datetime, days: int = 90) -> list[Outcome]:
    """Episodes in `days` before and after each intervention since a moment, with the child's words after it (I40)."""
    asked = {"at": at, "area": area, "since": since, "days": days, "kinds": INTERVENTIONS}
    return for_the_eyes_of(actor, read(OUTCOMES, asked, Outcome), at=at, screen="outcomes")
