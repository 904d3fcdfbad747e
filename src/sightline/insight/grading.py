"""How absences are graded: under which definition, by whom, at what hour, against which attempts, and what was lowered.

Judges nobody: it shows what somebody should look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON, listed
from sightline.episodes.protocol import protocols
from sightline.insight.reading import for_the_eyes_of, read

# Every query is bounded by two moments and, where one is named, by an area.
WITHIN = "d.at > %(since)s AND d.at <= %(at)s AND (%(area)s::text IS NULL OR e.area = %(area)s)"


@dataclass(frozen=True, slots=True)
class DefinitionUse:
    """How many decisions of an area were made under which definitions: what a comparison must state beside a count."""

    area: str
    missing_means: str
    absent_means: str
    missing: int
    absent: int


DEFINITIONS = f"""
SELECT e.area, coalesce(d.engine_said->'definitions'->>'missing', 'not stated'),
       coalesce(d.engine_said->'definitions'->>'absent', 'not stated'),
       count(*) FILTER (WHERE d.category = 'missing'), count(*) FILTER (WHERE d.category = 'absent')
  FROM episodes_decision d JOIN episodes_episode e ON e.id = d.episode_id
 WHERE {WITHIN} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 - no value is written into the text


def definitions_used(*, at: datetime, since: datetime, area: str | None = None) -> list[DefinitionUse]:
    """Under which definitions each area counted missing and absent between two moments (I1)."""
    return read(DEFINITIONS, {"at": at, "since": since, "area": area}, DefinitionUse)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a role of an agency tried to record a category that the cards refuse or challenge."""

    agency: str
    role: str
    category: str
    refused: int
    challenged: int


ATTEMPTS = """
SELECT coalesce(a.name, ''), v.role, c.body->>'category',
       count(*) FILTER (WHERE c.body->>'verdict' = 'refused'),
       count(*) FILTER (WHERE c.body->>'verdict' = 'challenged')
  FROM audit_event v JOIN audit_content c ON c.event_id = v.id JOIN episodes_episode e ON e.id = v.episode
  LEFT JOIN access_agency a ON a.id = v.agency
 WHERE v.kind = 'decision not accepted' AND v.recorded_at > %(since)s AND v.recorded_at <= %(at)s AND c.body IS NOT NULL
   AND (%(area)s::text IS NULL OR e.area = %(area)s)
 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
"""


def attempts(*, at: datetime, since: datetime, area: str | None = None) -> list[Attempts]:
    """Decisions that were tried and not accepted, by agency, role and category (I3)."""
    return read(ATTEMPTS, {"at": at, "since": since, "area": area}, Attempts)


@dataclass(frozen=True, slots=True)
class Downgrade:
    """One decision that made a case smaller: who, in which rank, why, what was known, and who looked afterwards."""

    person: int
    episode: int
    at: datetime
    by: str
    rank: str
    because: str
    from_category: str
    to_category: str
    from_risk: str
    to_risk: str
    indicators: list[str]
    officer_named: bool
    reviews_since: int


DOWNGRADES = f"""
WITH d AS (
  SELECT d.*, lag(d.category) OVER w AS was_category, lag(d.risk) OVER w AS was_risk
    FROM episodes_decision d WINDOW w AS (PARTITION BY d.episode_id ORDER BY d.id))
SELECT e.person_id, e.id, d.at, d.by_name, d.rank, d.because, d.was_category, d.category, d.was_risk, d.risk,
       ARRAY(SELECT f.key FROM jsonb_each(d.facts) f
              WHERE f.value->>'answer' = 'yes' AND f.key = ANY(%(indicators)s) ORDER BY 1),
       EXISTS (SELECT FROM audit_event v WHERE v.episode = e.id AND v.kind = 'officer named'),
       (SELECT count(*) FROM audit_event v WHERE v.episode = e.id AND v.kind = 'risk reviewed' AND v.happened_at > d.at)
  FROM d JOIN episodes_episode e ON e.id = d.episode_id
 WHERE {WITHIN}
   AND (d.was_category = 'missing' AND d.category = 'absent'
        OR array_position(%(levels)s, d.risk::text) < array_position(%(levels)s, d.was_risk::text))
 ORDER BY d.at DESC
"""  # noqa: S608 - no value is written into the text
LEVELS = ["none", "low", "medium", "high"]


def indicators() -> list[str]:
    """The facts of the vocabulary that say that a person is at risk."""
    return [fact.name for fact in protocols().vocabulary.facts.values() if fact.group == "Risk"]


def downgrades(actor: Actor, *, at: datetime, since: datetime, area: str | None = None) -> list[Downgrade]:
    """Every decision from missing to absent, or to a lower level, newest first, for somebody to look at (I4, I10)."""
    values = {"at": at, "since": since, "area": area, "indicators": indicators(), "levels": LEVELS}
    return for_the_eyes_of(actor, read(DOWNGRADES, values, Downgrade), at=at, screen="downgrades")


@dataclass(frozen=True, slots=True)
class Share:
    """How many decisions were absent, by one hour of the day, one inspector or one length of the queue."""

    by: str
    of: str
    decided: int
    absent: int

    @property
    def share(self) -> float:
        """The part that was absent, 0 to 1."""
        return self.absent / self.decided


SHARES = f"""
WITH d AS (
  SELECT d.at, d.by_name, d.category,
         (SELECT count(*) FROM episodes_episode q
           WHERE q.owner_agency_id = p.agency_id AND q.state <> 'absence' AND q.opened_at <= d.at
             AND (q.closed_at IS NULL OR q.closed_at > d.at)
             AND NOT EXISTS (SELECT FROM episodes_decision x WHERE x.episode_id = q.id AND x.at < d.at)) AS waiting
    FROM episodes_decision d JOIN episodes_episode e ON e.id = d.episode_id JOIN access_post p ON p.id = d.by_id
   WHERE {WITHIN} AND d.category IN ('missing', 'absent'))
SELECT g.by, g.of, count(*), count(*) FILTER (WHERE d.category = 'absent')
  FROM d CROSS JOIN LATERAL (VALUES
       ('hour', to_char(d.at AT TIME ZONE 'Europe/London', 'HH24')), ('inspector', d.by_name),
       ('queue', CASE WHEN d.waiting <= 1 THEN '0 to 1' WHEN d.waiting <= 4 THEN '2 to 4' ELSE '5 or more' END)
  ) AS g(by, of)
 GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - no value is written into the text


def absent_shares(*, at: datetime, since: datetime, area: str | None = None) -> list[Share]:
    """The share of absent by hour of the day in London, by inspector, and by how many reports waited for a decision
    at that moment (I5)."""
    return read(SHARES, {"at": at, "since": since, "area": area}, Share)


@dataclass(frozen=True, slots=True)
class LooseCall:
    """A call that led to no report: who took it, who rang, and since when nobody made anything of it."""

    call: int
    at: datetime
    taken_by: str
    caller: str
    said: str


LOOSE = """
SELECT c.id, c.at, u.name, c.caller_name, c.said
  FROM episodes_call c JOIN access_post p ON p.id = c.taken_by_id JOIN access_user u ON u.id = p.user_id
 WHERE p.agency_id = %(agency)s AND c.at <= %(before)s
   AND NOT EXISTS (SELECT FROM episodes_report r WHERE r.call_id = c.id)
 ORDER BY c.at
"""


def calls_without_report(actor: Actor, *, at: datetime, after: timedelta = timedelta(minutes=30)) -> list[LooseCall]:
    """Calls taken by the actor's agency that led to no report in so long, oldest first (I8)."""
    if actor.role in NEVER_A_PERSON:
        return []
    rows = read(LOOSE, {"agency": actor.agency, "before": at - after}, LooseCall)
    listed(actor, at=at, purpose="oversight", screen="calls without a report", people=[])
    return rows


@dataclass(frozen=True, slots=True)
class LevelsBefore:
    """An open episode beside the levels of the year before it: does the present one lie below, and who said why?"""

    person: int
    episode: int
    before: list[str]
    category: str
    risk: str
    dropped: bool
    because: str
    by: str


BEFORE = """
SELECT e.person_id, e.id, o.levels, e.category, e.risk,
       o.highest > coalesce(array_position(%(levels)s, e.risk::text), 0), coalesce(d.because, ''),
       coalesce(d.by_name, '')
  FROM episodes_episode e
 CROSS JOIN LATERAL (
       SELECT array_agg(b.risk::text ORDER BY b.opened_at) AS levels,
              max(array_position(%(levels)s, b.risk::text)) AS highest
         FROM episodes_episode b
        WHERE b.person_id = e.person_id AND b.opened_at < e.opened_at AND b.risk <> ''
          AND b.opened_at >= e.opened_at - interval '365 days') o
  LEFT JOIN LATERAL (SELECT * FROM episodes_decision x WHERE x.episode_id = e.id ORDER BY x.id DESC LIMIT 1) d ON true
 WHERE o.levels IS NOT NULL AND e.opened_at <= %(at)s AND (e.closed_at IS NULL OR e.closed_at > %(at)s)
   AND e.risk <> '' AND (%(area)s::text IS NULL OR e.area = %(area)s)
 ORDER BY 6 DESC, e.opened_at
"""


def levels_before(actor: Actor, *, at: datetime, area: str | None = None) -> list[LevelsBefore]:
    """Open episodes with the levels of earlier ones, those that fell below them first, with the reason given (I11)."""
    rows = read(BEFORE, {"at": at, "area": area, "levels": LEVELS}, LevelsBefore)
    return for_the_eyes_of(actor, rows, at=at, screen="earlier levels")


@dataclass(frozen=True, slots=True)
class Label:
    """A judgement where a fact should stand: in which text, by whom, which words, and what to write instead."""

    person: int
    episode: int
    at: datetime
    place: str
    by: str
    text: str
    label: str
    instead: str


LABELS = """
WITH said AS (
  SELECT episode_id, at, 'decision' AS place, by_name AS by, because || ' ' || answer_to_challenge AS text
    FROM episodes_decision
  UNION ALL SELECT episode_id, at, 'referral', by_name, referral_because FROM episodes_closingcheck
  UNION ALL SELECT episode_id, asked_at, 'enquiry', by_name, result FROM episodes_enquiry
  UNION ALL SELECT episode_id, at, 'contact', by_name, said FROM episodes_contact
  UNION ALL SELECT id, opened_at, 'circumstances', reporter_name, circumstances FROM episodes_episode)
SELECT e.person_id, e.id, s.at, s.place, s.by, s.text, l.label, l.instead
  FROM said s JOIN episodes_episode e ON e.id = s.episode_id
  JOIN unnest(%(labels)s::text[], %(instead)s::text[]) AS l(label, instead) ON position(l.label IN lower(s.text)) > 0
 WHERE s.at > %(since)s AND s.at <= %(at)s AND (%(area)s::text IS NULL OR e.area = %(area)s)
 ORDER BY s.at DESC, l.label
"""


def labels_used(actor: Actor, *, at: datetime, since: datetime, area: str | None = None) -> list[Label]:
    """Every text of a decision, referral, enquiry, contact or report that holds a label of the vocabulary (I29)."""
    words: Iterable[tuple[str, str]] = protocols().vocabulary.wording.items()
    labels, instead = map(list, zip(*words, strict=True))
    values = {"at": at, "since": since, "area": area, "labels": labels, "instead": instead}
    return for_the_eyes_of(actor, read(LABELS, values, Label), at=at, screen="labels")
