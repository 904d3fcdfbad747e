"""Standing reports: what a board gets, what a senior manager gets, and which of them is due (I51, I58)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM
from sightline.insight.counting import Count, Definitions, counts, repeat_and_long_term
from sightline.insight.homes import Home, WaitingList, by_home, interviews_waiting
from sightline.insight.oversight import Contribution, Issue, SecondLooks, issues, second_looks, who_contributes
from sightline.insight.placements import MoveEffect, effect_of_moving
from sightline.insight.plans import Coverage, trigger_plan_coverage
from sightline.insight.reading import read
from sightline.insight.treatment import Theme, feedback_themes


@dataclass(frozen=True, slots=True)
class BoardPack:
    """What a board needs to scrutinise, every time the same; numbers only, no child by name."""

    counts: list[Count]
    definitions: Definitions
    plans: Coverage
    interviews: list[WaitingList]
    homes: list[Home]
    moves: list[MoveEffect]
    second_looks: list[SecondLooks]
    contributions: list[Contribution]
    treatment: list[Theme]
    issues: list[Issue]


def board_pack(*, at: datetime, area: str, since: datetime) -> BoardPack:
    """The standard pack of an area for a period (I51)."""
    return BoardPack(
        counts=counts(at=at, area=area, since=since), definitions=repeat_and_long_term(at=at, area=area),
        plans=trigger_plan_coverage(at=at, area=area), interviews=interviews_waiting(at=at, area=area),
        homes=by_home(at=at, area=area, since=since), moves=effect_of_moving(at=at, area=area),
        second_looks=second_looks(at=at, area=area, since=since),
        contributions=who_contributes(at=at, area=area, since=since),
        treatment=feedback_themes(at=at, area=area, since=since), issues=issues(at=at, area=area, unanswered=True),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FromCare:
    """One line for a senior manager: a setting, how many looked after children went, how often, and how it was met."""

    setting: str
    children: int
    episodes: int
    checked: int
    interviewed: int
    still_away: int


FROM_CARE = """
SELECT coalesce(l.setting, p.setting), count(DISTINCT p.id), count(*), count(f.seen_at), count(i.carried_out_at),
       count(*) FILTER (WHERE e.closed_at IS NULL AND f.returned_at IS NULL)
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN people_carestatus c ON c.person_id = p.id AND c.phrase = 'is looked after' AND c.authority = %(council)s
   AND c.during @> (e.opened_at AT TIME ZONE 'Europe/London')::date
  LEFT JOIN people_placement l ON l.person_id = p.id AND l.during @> (e.opened_at AT TIME ZONE 'Europe/London')::date
  LEFT JOIN episodes_found f ON f.episode_id = e.id
  LEFT JOIN episodes_interview i ON i.episode_id = e.id
 WHERE e.opened_at > %(since)s AND e.opened_at <= %(at)s
 GROUP BY 1 ORDER BY 3 DESC, 1
"""


def missing_from_care(*, at: datetime, council: int, since: datetime) -> list[FromCare]:
    """How often the children a council looks after went, by where they live, wherever that is (I58)."""
    return read(FROM_CARE, {"at": at, "council": council, "since": since}, FromCare)


# How often each is given. The sources say “regularly”; the number of days is ours.
EVERY = {"board pack": timedelta(days=92), "children missing from care": timedelta(days=31)}


@dataclass(frozen=True, slots=True)
class Due:
    """A standing report of an area: when last given, to whom, for the period to which day, whether it is overdue."""

    report: str
    given_at: datetime | None
    to: str
    period_ends: date | None
    due_on: date
    overdue: bool


GIVEN = """
SELECT DISTINCT ON (c.body ->> 'report') c.body ->> 'report', v.happened_at, c.body ->> 'to',
       (c.body ->> 'period ends')::date
  FROM audit_event v JOIN audit_content c ON c.event_id = v.id
 WHERE v.chain = %(system)s AND v.kind = 'report given' AND c.body ->> 'area' = %(area)s AND v.happened_at <= %(at)s
 ORDER BY c.body ->> 'report', (c.body ->> 'period ends')::date DESC, v.id DESC
"""


def reports_due(*, at: datetime, area: str) -> list[Due]:
    """Every standing report of an area with when it is due next; one never given is overdue from the start."""
    given = {row[0]: row[1:] for row in read(GIVEN, {"system": SYSTEM, "area": area, "at": at}, lambda *row: row)}
    rows = []
    for report, every in EVERY.items():
        given_at, to, ends = given.get(report, (None, "", None))
        due_on = ends + every if ends else day_of(at)
        rows.append(Due(report, given_at, to, ends, due_on, overdue=ends is None or due_on < day_of(at)))
    return rows
