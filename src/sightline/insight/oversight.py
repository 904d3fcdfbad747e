"""What those who oversee must see: issues raised, meetings that agreed nothing, second looks, who knows of a danger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.record import SYSTEM
from sightline.insight.plans import EXPLOITED
from sightline.insight.reading import for_the_eyes_of, read


@dataclass(frozen=True, slots=True)
class Issue:
    """A concern raised with a board: by which agency, how many days ago, and its answer, if there is one."""

    number: int
    title: str
    says: str
    board: str
    agency: str
    raised_by: str
    days: int
    answer: str


ISSUES = """
SELECT v.id, c.body ->> 'title', c.body ->> 'says', c.body ->> 'board', coalesce(a.name, ''), v.by_name,
       extract(day FROM %(at)s - v.happened_at)::int, coalesce(d.body ->> 'says', '')
  FROM audit_event v
  JOIN audit_content c ON c.event_id = v.id
  LEFT JOIN access_agency a ON a.id = v.agency
  LEFT JOIN (audit_event w JOIN audit_content d ON d.event_id = w.id)
    ON w.chain = %(system)s AND w.kind = 'issue answered' AND (d.body ->> 'answers')::bigint = v.id
   AND w.happened_at <= %(at)s
 WHERE v.chain = %(system)s AND v.kind = 'issue raised' AND c.body ->> 'area' = %(area)s AND v.happened_at <= %(at)s
 ORDER BY (d.body IS NOT NULL), v.happened_at, v.id
"""


def issues(*, at: datetime, area: str, unanswered: bool = False) -> list[Issue]:
    """The register of issues for the board and its subgroup: unanswered first, the oldest of them first (I48)."""
    rows = read(ISSUES, {"at": at, "area": area, "system": SYSTEM}, Issue)
    return [row for row in rows if not row.answer] if unanswered else rows


@dataclass(frozen=True, slots=True)
class EmptyMeeting:
    """A strategy meeting that ended without a single step, and what was said there."""

    person: int
    episode: int
    held_at: datetime
    says: str
    recorded_by: str


EMPTY = """
SELECT e.person_id, e.id, v.happened_at, c.body ->> 'says', v.by_name
  FROM episodes_episode e
  JOIN audit_event v ON v.episode = e.id AND v.kind = 'strategy meeting held'
  JOIN audit_content c ON c.event_id = v.id
 WHERE e.area = %(area)s AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
   AND coalesce(jsonb_array_length(c.body -> 'steps'), 0) = 0
 ORDER BY v.happened_at DESC, v.id DESC
"""


def meetings_without_action(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[EmptyMeeting]:
    """Meetings that screened a child out: held, and nothing agreed (I49)."""
    rows = read(EMPTY, {"at": at, "area": area, "since": since}, EmptyMeeting)
    return for_the_eyes_of(actor, rows, at=at, screen="meetings without action")


@dataclass(frozen=True, slots=True)
class SecondLooks:
    """One decider: how many decisions, how many somebody else looked at again, how many of those were not agreed with.

    `raised_later` counts decisions that somebody else then decided at a higher level in the same episode.
    """

    by: str
    role: str
    decisions: int
    looked_at: int
    not_agreed: int
    raised_later: int

    @property
    def overturn_rate(self) -> float | None:
        """The share of looked-at decisions not agreed with; none where nobody looked."""
        return self.not_agreed / self.looked_at if self.looked_at else None


SECOND_LOOKS = """
WITH level(risk, n) AS (VALUES ('', 0), ('none', 0), ('low', 1), ('medium', 2), ('high', 3)),
looked AS (
  SELECT (c.body ->> 'decision')::bigint AS decision, bool_and((c.body ->> 'agrees')::boolean) AS agrees
    FROM audit_event v JOIN audit_content c ON c.event_id = v.id JOIN episodes_episode e ON e.id = v.episode
   WHERE v.kind = 'second look taken' AND e.area = %(area)s AND v.happened_at <= %(at)s
   GROUP BY 1)
SELECT d.by_name, d.role, count(*), count(looked.decision), count(*) FILTER (WHERE NOT looked.agrees),
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM episodes_decision later JOIN level now ON now.risk = later.risk
          WHERE later.episode_id = d.episode_id AND later.id > d.id AND later.by_id <> d.by_id AND now.n > level.n
            AND later.at <= %(at)s))
  FROM episodes_decision d
  JOIN episodes_episode e ON e.id = d.episode_id
  JOIN level ON level.risk = d.risk
  LEFT JOIN looked ON looked.decision = d.id
 WHERE e.area = %(area)s AND d.at > %(since)s AND d.at <= %(at)s
 GROUP BY d.by_id, d.by_name, d.role ORDER BY 3 DESC, 1
"""


def second_looks(*, at: datetime, area: str, since: datetime) -> list[SecondLooks]:
    """How often decisions are looked at again, agreed with, and raised by somebody else, by decider (I50)."""
    return read(SECOND_LOOKS, {"at": at, "area": area, "since": since}, SecondLooks)


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A decision drawn for a second look."""

    person: int
    episode: int
    decision: int
    at: datetime
    by: str
    category: str
    risk: str
    because: str


NOT_LOOKED_AT = """
SELECT e.person_id, e.id, d.id, d.at, d.by_name, d.category, d.risk, d.because
  FROM episodes_decision d JOIN episodes_episode e ON e.id = d.episode_id
 WHERE e.area = %(area)s AND d.at > %(since)s AND d.at <= %(at)s
   AND NOT EXISTS (SELECT FROM audit_event v JOIN audit_content c ON c.event_id = v.id
                    WHERE v.episode = e.id AND v.kind = 'second look taken'
                      AND (c.body ->> 'decision')::bigint = d.id)
"""


def _lot(decision: int) -> str:
    """The place of a decision in the draw: the same for everybody who asks, whatever its category or level."""
    return hashlib.sha256(f"second look {decision}".encode()).hexdigest()


def sample_for_second_look(actor: Actor, *, at: datetime, area: str, since: datetime, size: int = 10) -> list[ToLookAt]:
    """Decisions of a period drawn by lot for a second look: none looked at before, none of the actor's own (I50)."""
    rows = drawn(actor.name, at=at, area=area, since=since, size=size)
    return for_the_eyes_of(actor, rows, at=at, screen="second looks")


def drawn(name: str, *, at: datetime, area: str, since: datetime, size: int | None = None) -> list[ToLookAt]:
    """The same draw, before the gate and as long as it is: none of the decisions of whoever has this name."""
    rows = read(NOT_LOOKED_AT, {"at": at, "area": area, "since": since}, ToLookAt)
    return sorted((row for row in rows if row.by != name), key=lambda row: _lot(row.decision))[:size]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one kind of agency put on the records of exploited people: how many entries, about how many people."""

    agency_kind: str
    entries: int
    people: int


CONTRIBUTIONS = """
SELECT a.kind, count(v.id), count(DISTINCT v.chain)
  FROM access_agency a
  LEFT JOIN audit_event v ON v.agency = a.id AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
   AND v.kind = ANY(%(kinds)s) AND v.chain IN (
       SELECT f.person_id FROM people_flag f WHERE f.phrase = ANY(%(exploited)s)
          AND (f.until IS NULL OR f.until > %(since)s::date)
          AND EXISTS (SELECT FROM episodes_episode e WHERE e.person_id = f.person_id AND e.area = %(area)s))
 WHERE a.area = %(area)s
 GROUP BY a.kind ORDER BY 2 DESC, 1
"""
SAYS_SOMETHING = [
    "flag added", "questions answered", "reported missing", "reported again", "sighting recorded", "enquiry answered",
    "absence noticed", "absence reviewed", "seen safe and well", "return interview carried out", "feedback given",
    "strategy meeting held", "long-term plan made",
]  # fmt: skip


def who_contributes(*, at: datetime, area: str, since: datetime) -> list[Contribution]:
    """Which kinds of agency an exploitation profile rests on; a kind that gave nothing stands there with none (I53)."""
    asked = {"at": at, "area": area, "since": since, "kinds": SAYS_SOMETHING, "exploited": EXPLOITED}
    return read(CONTRIBUTIONS, asked, Contribution)
