"""What follows a return: was the person seen, was a talk offered, and to whom not. Reads only, offers nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.episodes.protocol import protocols
from sightline.insight.reading import for_the_eyes_of, read

EXCUSE = "a decision against a safe and well check is recorded"


@dataclass(frozen=True, slots=True)
class Checks:
    """The safe and well checks of one police area: how many came back, and what became of the check."""

    agency: str
    returned: int
    seen: int
    seen_late: int
    excused: int
    overdue: int
    undone_without_reason: int


# The newest answer of each episode to “a decision against the check is recorded” counts as an excuse when it has words.
CHECKS = """
WITH back AS (
  SELECT e.id, e.owner_agency_id, e.closed_at, f.seen_at, coalesce(x.answer = 'yes' AND x.says <> '', false) AS excused,
         EXISTS (SELECT FROM duties_duty y WHERE y.episode_id = e.id AND y.do = 'safe and well check'
                    AND y.state = 'met late') AS late,
         EXISTS (SELECT FROM duties_duty y WHERE y.episode_id = e.id AND y.do = 'safe and well check'
                    AND y.state IN ('open', 'missed') AND y.due_at <= %(at)s) AS overdue
    FROM episodes_episode e JOIN episodes_found f ON f.episode_id = e.id
    LEFT JOIN LATERAL (SELECT r.answer, r.says FROM episodes_riskfact r
                        WHERE r.episode_id = e.id AND r.phrase = %(excuse)s ORDER BY r.id DESC LIMIT 1) x ON true
   WHERE e.category = 'missing' AND f.returned_at > %(since)s AND f.returned_at <= %(at)s
     AND (%(area)s::text IS NULL OR e.area = %(area)s))
SELECT a.name, count(*), count(b.seen_at), count(*) FILTER (WHERE b.seen_at IS NOT NULL AND b.late),
       count(*) FILTER (WHERE b.seen_at IS NULL AND b.excused),
       count(*) FILTER (WHERE b.seen_at IS NULL AND NOT b.excused AND b.overdue),
       count(*) FILTER (WHERE b.seen_at IS NULL AND NOT b.excused AND b.closed_at IS NOT NULL)
  FROM back b JOIN access_agency a ON a.id = b.owner_agency_id GROUP BY 1 ORDER BY 1
"""


def safe_and_well_checks(*, at: datetime, since: datetime, area: str | None = None) -> list[Checks]:
    """Checks held, held late, excused with a reason, overdue, and left out without one, by police area (I30)."""
    return read(CHECKS, {"at": at, "since": since, "area": area, "excuse": EXCUSE}, Checks)


@dataclass(frozen=True, slots=True)
class NobodyAsked:
    """Somebody who was only absent, came back, and with whom nobody spoke. `required`: the area asks for it."""

    person: int
    episode: int
    returned_at: datetime
    agency: str
    required: bool


ABSENT = """
SELECT e.person_id, e.id, f.returned_at, a.name, e.area = ANY(%(asking)s)
  FROM episodes_episode e JOIN episodes_found f ON f.episode_id = e.id JOIN access_agency a ON a.id = e.owner_agency_id
 WHERE e.category = 'absent' AND f.returned_at > %(since)s AND f.returned_at <= %(at)s AND f.seen_at IS NULL
   AND NOT EXISTS (SELECT FROM episodes_interview i WHERE i.episode_id = e.id AND i.carried_out_at IS NOT NULL)
   AND (%(area)s::text IS NULL OR e.area = %(area)s)
 ORDER BY f.returned_at
"""


def absent_and_not_asked(
    actor: Actor, *, at: datetime, since: datetime, area: str | None = None
) -> list[NobodyAsked]:  # fmt: skip
    """Returns from an absence without a check or a talk, oldest first; the area settles whether one is required
    (I31, J13)."""
    asking = [a.id for a in protocols().areas.values() if a.parameters.get("safe and well check after absent") == "yes"]
    rows = read(ABSENT, {"at": at, "since": since, "area": area, "asking": asking}, NobodyAsked)
    return for_the_eyes_of(actor, rows, at=at, screen="absent and not asked")


# Every found child of the period once; `groups` are all the groups the child belongs to.
CHILDREN = """
SELECT e.person_id AS person, e.id AS episode, f.returned_at, i.offered_at, i.carried_out_at,
       array_remove(ARRAY[
         CASE WHEN p.born_on > (f.returned_at AT TIME ZONE 'Europe/London')::date - interval '13 years'
              THEN 'under thirteen' END,
         CASE WHEN EXISTS (SELECT FROM people_carestatus c WHERE c.person_id = p.id AND c.phrase = 'is looked after'
                              AND c.during @> (f.returned_at AT TIME ZONE 'Europe/London')::date)
              THEN 'looked after' ELSE 'not looked after' END,
         CASE WHEN EXISTS (SELECT FROM episodes_episode o WHERE o.person_id = p.id AND o.opened_at < e.opened_at
                              AND o.category = 'missing' AND o.opened_at >= e.opened_at - interval '90 days')
              THEN 'missing before in ninety days' ELSE 'first time in ninety days' END,
         CASE WHEN e.risk <> '' THEN 'risk ' || e.risk END,
         CASE WHEN e.category <> '' THEN e.category END], NULL) AS groups
  FROM episodes_episode e JOIN people_person p ON p.id = e.person_id JOIN episodes_found f ON f.episode_id = e.id
  LEFT JOIN episodes_interview i ON i.episode_id = e.id
 WHERE f.returned_at > %(since)s AND f.returned_at <= %(at)s AND f.confirmed_at IS NOT NULL
   AND p.born_on > (f.returned_at AT TIME ZONE 'Europe/London')::date - interval '18 years'
   AND (%(area)s::text IS NULL OR e.area = %(area)s)
"""


@dataclass(frozen=True, slots=True)
class Offers:
    """How many found children of one group were offered a return interview, and how many had one."""

    group: str
    found: int
    offered: int
    carried_out: int


GROUPED = f"""
SELECT g.of, count(*), count(c.offered_at), count(c.carried_out_at)
  FROM ({CHILDREN}) c CROSS JOIN LATERAL unnest(array_append(c.groups, 'every found child')) AS g(of)
 GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - no value is written into the text


def interviews_by_group(*, at: datetime, since: datetime, area: str | None = None) -> list[Offers]:
    """Return interviews offered and held, for each group of found children: who is left out shows (I32)."""
    return read(GROUPED, {"at": at, "since": since, "area": area}, Offers)


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A found child to whom nobody has offered a return interview, with the groups the child belongs to."""

    person: int
    episode: int
    returned_at: datetime
    groups: list[str]


UNOFFERED = f"""
SELECT c.person, c.episode, c.returned_at, c.groups FROM ({CHILDREN}) c WHERE c.offered_at IS NULL ORDER BY 3
"""  # noqa: S608 - no value is written into the text


def never_offered(actor: Actor, *, at: datetime, since: datetime, area: str | None = None) -> list[NotOffered]:
    """Every found child without an offer, longest waiting first (I32)."""
    rows = read(UNOFFERED, {"at": at, "since": since, "area": area}, NotOffered)
    return for_the_eyes_of(actor, rows, at=at, screen="interviews not offered")
