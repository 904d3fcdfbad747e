"""Counts that cannot be mistaken: a unit, a category and an age go with every number, and every return has one source.

Holds the area's own definitions of repeat and long-term against what others would count (I42, I43).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.audit.refusal import Refused
from sightline.episodes.protocol import protocols
from sightline.insight.reading import read

UNITS = ("calls", "reports", "episodes", "people")
AGES = ("child", "adult", "age not known")
NO_REPORT, NOT_DECIDED = "no report", "not decided"


@dataclass(frozen=True, slots=True)
class Count:
    """One number and what it counts: calls, reports, episodes or people; of which category; how old they were."""

    unit: str
    category: str
    age: str
    number: int


COUNTS = """
WITH counted AS (
  SELECT e.id, e.person_id, coalesce(nullif(e.category, ''), %(not_decided)s) AS category,
         CASE WHEN p.born_on IS NULL THEN 'age not known'
              WHEN p.born_on + interval '18 years' > e.opened_at AT TIME ZONE 'Europe/London' THEN 'child'
              ELSE 'adult' END AS age
    FROM episodes_episode e JOIN people_person p ON p.id = e.person_id
   WHERE e.area = %(area)s AND e.opened_at > %(since)s AND e.opened_at <= %(at)s)
SELECT 'episodes', category, age, count(*) FROM counted GROUP BY category, age
UNION ALL
SELECT 'people', category, age, count(DISTINCT person_id) FROM counted GROUP BY category, age
UNION ALL
SELECT 'reports', category, age, count(*) FROM counted JOIN episodes_report r ON r.episode_id = counted.id
 GROUP BY category, age
UNION ALL
SELECT 'calls', category, age, count(DISTINCT r.call_id) FROM counted
  JOIN episodes_report r ON r.episode_id = counted.id AND r.call_id IS NOT NULL
 GROUP BY category, age
UNION ALL
SELECT 'calls', %(no_report)s, 'age not known', count(*)
  FROM episodes_call k JOIN access_post t ON t.id = k.taken_by_id JOIN access_agency a ON a.id = t.agency_id
 WHERE a.area = %(area)s AND k.at > %(since)s AND k.at <= %(at)s
   AND NOT EXISTS (SELECT FROM episodes_report r WHERE r.call_id = k.id)
HAVING count(*) > 0
"""


def counts(*, at: datetime, area: str, since: datetime) -> list[Count]:
    """Every count of a period, each with its unit, category and age. There is no total: units are never added up."""
    asked = {"at": at, "area": area, "since": since, "not_decided": NOT_DECIDED, "no_report": NO_REPORT}
    return sorted(read(COUNTS, asked, Count), key=lambda c: (UNITS.index(c.unit), c.category, c.age))


def how_many(*, unit: str, category: str, age: str, at: datetime, area: str, since: datetime) -> int:
    """One number. Refused unless it says what is counted, of which category and of which age (I42)."""
    if unit not in UNITS:
        raise Refused(f"Say what is counted: {', '.join(UNITS)}.", field="unit")
    if category not in (*protocols().vocabulary.categories, NOT_DECIDED, NO_REPORT):
        raise Refused("Say of which category: missing and absent are never one number.", field="category")
    if age not in AGES:
        raise Refused(f"Say of which age: {', '.join(AGES)}.", field="age")
    numbers = {(c.unit, c.category, c.age): c.number for c in counts(at=at, area=area, since=since)}
    return numbers.get((unit, category, age), 0)


# Who receives figures, and in which units. Every return is taken from the same counts.
RETURNS = {
    "UK Missing Persons Unit": ("reports", "episodes", "people"),
    "the inspectorate": ("calls", "episodes", "people"),
}


def returns(*, at: datetime, area: str, since: datetime) -> dict[str, list[Count]]:
    """The figures for each body that asks for them, drawn from one source, so that no two can differ (I42)."""
    source = counts(at=at, area=area, since=since)
    return {body: [c for c in source if c.unit in units] for body, units in RETURNS.items()}


# How the sources define a repeat: so many episodes, this one counted, within so many days (none: ever).
REPEAT_RULES: dict[str, tuple[int, int | None]] = {
    "three in ninety days": (3, 90), "three in three months": (3, 91), "two in six months": (2, 183),
    "two ever": (2, None), "more than three": (4, None),
}  # fmt: skip
WEIGHED = "recency, frequency and gravity"  # a person weighs these; nothing to count
LONG_TERM = {"more than 24 hours": 1, "more than six months": 183}
LONG_AFTER_DAYS = (1, 3, 7, 28, 183)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What an area calls repeat and long-term, how many that makes, and how many other definitions would make."""

    repeat: str
    repeat_people: int | None  # none where the area settled nothing that can be counted
    repeat_by_rule: dict[str, int]
    repeat_not_shown: int  # people whom the widest definition counts and the area's does not
    long_term: str
    long_term_open: int | None
    open_longer_than_days: dict[int, int]


REPEATS = """
SELECT count(*) FROM (
  SELECT e.person_id FROM episodes_episode e
   WHERE e.area = %(area)s AND e.category = 'missing' AND e.opened_at <= %(at)s AND e.opened_at > %(since)s
   GROUP BY e.person_id HAVING count(*) >= %(least)s) r
"""
OPEN = """
SELECT coalesce(last_seen_at, opened_at) FROM episodes_episode
 WHERE kind = 'missing' AND area = %(area)s AND opened_at <= %(at)s AND (closed_at IS NULL OR closed_at > %(at)s)
   AND category NOT IN ('absent', 'unauthorised absence')
"""
EVER = timedelta(days=365 * 100)


def _people_by(rule: str, at: datetime, area: str) -> int:
    least, days = REPEAT_RULES[rule]
    since = at - (timedelta(days=days) if days else EVER)
    return read(REPEATS, {"area": area, "at": at, "since": since, "least": least}, int)[0]


def _settled(area: str, row: str) -> str:
    """What an area settled for a row of the conflicts, or that it settled nothing."""
    known = protocols()
    names = [p.name for p in known.vocabulary.parameters.values() if p.row == row]
    values = [str(known.area(area).parameters[n]) for n in names if n in known.area(area).parameters]
    return "; ".join(values) or "not settled"


def repeat_and_long_term(*, at: datetime, area: str) -> Definitions:
    """The definitions an area works by, and what each other would count: under-recording is a number here (I43)."""
    by_rule = {rule: _people_by(rule, at, area) for rule in REPEAT_RULES}
    repeat = _settled(area, "J19")
    own = by_rule.get(repeat)
    long_term = _settled(area, "J20")
    since = read(OPEN, {"area": area, "at": at}, lambda moment: moment)
    longer = {days: sum(at - began > timedelta(days=days) for began in since) for days in LONG_AFTER_DAYS}
    return Definitions(
        repeat=repeat, repeat_people=own, repeat_by_rule=by_rule, repeat_not_shown=max(by_rule.values()) - (own or 0),
        long_term=long_term, long_term_open=longer.get(LONG_TERM.get(long_term, 0)), open_longer_than_days=longer,
    )  # fmt: skip
