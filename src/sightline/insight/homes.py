"""Homes and interview services: how often, how complete, what is expected of whom, who waits, who has a bed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM
from sightline.episodes.actions.organisation import HOMES
from sightline.insight.reading import read


@dataclass(frozen=True, slots=True)
class Home:
    """One home in a period: who lives there, what happened, what is expected of it, since when it waits for a talk."""

    home: int
    name: str
    kind: str
    residents: int
    missing: int
    absent: int
    watched_absences: int
    residents_who_went: int
    expectations: list[str]
    review_on: date | None
    conference_asked_at: datetime | None


BY_HOME = """
SELECT h.id, h.name, h.kind,
       (SELECT count(*) FROM people_placement l WHERE l.provider = h.id AND l.during @> %(day)s::date),
       count(e.id) FILTER (WHERE e.category = 'missing'), count(e.id) FILTER (WHERE e.category = 'absent'),
       count(e.id) FILTER (WHERE e.category = 'unauthorised absence'), count(DISTINCT e.person_id),
       coalesce((SELECT ARRAY(SELECT jsonb_array_elements_text(x.body -> 'expectations'))), '{}'),
       (x.body ->> 'review on')::date,
       (SELECT min(v.happened_at) FROM audit_event v JOIN audit_content c ON c.event_id = v.id
         WHERE v.chain = %(system)s AND v.kind = 'conference requested' AND (c.body ->> 'home')::bigint = h.id
           AND v.happened_at <= %(at)s
           AND NOT EXISTS (SELECT FROM audit_event w JOIN audit_content d ON d.event_id = w.id
                            WHERE w.chain = %(system)s AND w.kind = 'conference held' AND w.happened_at <= %(at)s
                              AND (d.body ->> 'answers')::bigint = v.id))
  FROM access_agency h
  LEFT JOIN people_placement q ON q.provider = h.id
  LEFT JOIN episodes_episode e ON e.person_id = q.person_id AND e.opened_at > %(since)s AND e.opened_at <= %(at)s
   AND q.during @> (e.opened_at AT TIME ZONE 'Europe/London')::date
  LEFT JOIN LATERAL (
       SELECT c.body FROM audit_event v JOIN audit_content c ON c.event_id = v.id
        WHERE v.chain = %(system)s AND v.kind = 'expectations agreed' AND (c.body ->> 'home')::bigint = h.id
          AND v.happened_at <= %(at)s
        ORDER BY v.id DESC LIMIT 1) x ON true
 WHERE h.area = %(area)s AND h.kind = ANY(%(homes)s)
 GROUP BY h.id, x.body ORDER BY count(e.id) DESC, h.name
"""


def by_home(*, at: datetime, area: str, since: datetime) -> list[Home]:
    """Each home of an area with its counts, the expectations in force, and a talk that was asked for (I54)."""
    asked = {"at": at, "day": day_of(at), "area": area, "since": since, "homes": list(HOMES), "system": SYSTEM}
    return read(BY_HOME, asked, Home)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete the reports of one agency are: of so many, how many held each thing that helps to find somebody."""

    agency: int
    name: str
    reports: int
    last_seen_at: int
    last_seen_place: int
    telephone: int
    risk_answered: int
    photograph: int

    @property
    def share(self) -> float:
        """The share of all these boxes that were filled, 0 to 1."""
        filled = self.last_seen_at + self.last_seen_place + self.telephone + self.risk_answered + self.photograph
        return filled / (5 * self.reports)


COMPLETE = """
SELECT a.id, a.name, count(*), count(e.last_seen_at), count(*) FILTER (WHERE e.last_seen_place <> ''),
       count(*) FILTER (WHERE r.by_phone <> ''),
       count(*) FILTER (WHERE EXISTS (SELECT FROM episodes_riskfact k WHERE k.episode_id = e.id
                                         AND k.answer <> 'not known' AND length(trim(k.says)) >= 3)),
       count(*) FILTER (WHERE EXISTS (SELECT FROM episodes_attachment t WHERE t.episode_id = e.id))
  FROM (SELECT DISTINCT ON (episode_id) * FROM episodes_report ORDER BY episode_id, at, id) r
  JOIN episodes_episode e ON e.id = r.episode_id
  JOIN access_agency a ON a.id = r.agency_id
 WHERE a.area = %(area)s AND r.at > %(since)s AND r.at <= %(at)s
 GROUP BY a.id ORDER BY a.name
"""


def report_completeness(*, at: datetime, area: str, since: datetime) -> list[Completeness]:
    """How complete the first reports of each home and carer are (I63)."""
    return read(COMPLETE, {"at": at, "area": area, "since": since}, Completeness)


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The return interviews of one provider: how many wait, how long the oldest, how many were held in four weeks."""

    provider: int
    name: str
    waiting: int
    over_72_hours: int
    oldest: timedelta | None
    held_last_28_days: int

    @property
    def beyond_capacity(self) -> bool:
        """Whether children wait too long, or more wait than were seen in four weeks: somebody must act (I65)."""
        return self.over_72_hours > 0 or self.waiting > self.held_last_28_days > 0


WAITING = """
SELECT a.id, a.name,
       count(i.episode_id) FILTER (WHERE i.carried_out_at IS NULL AND i.declined_at IS NULL),
       count(i.episode_id) FILTER (WHERE i.carried_out_at IS NULL AND i.declined_at IS NULL
                                     AND f.returned_at < %(at)s - interval '72 hours'),
       %(at)s - min(f.returned_at) FILTER (WHERE i.carried_out_at IS NULL AND i.declined_at IS NULL),
       count(i.episode_id) FILTER (WHERE i.carried_out_at > %(at)s - interval '28 days' AND i.carried_out_at <= %(at)s)
  FROM access_agency a
  LEFT JOIN episodes_interview i ON i.provider_id = a.id AND i.offered_at <= %(at)s
  LEFT JOIN episodes_found f ON f.episode_id = i.episode_id
 WHERE a.area = %(area)s AND a.kind = 'interview provider'
 GROUP BY a.id ORDER BY 3 DESC, a.name
"""


def interviews_waiting(*, at: datetime, area: str) -> list[WaitingList]:
    """The waiting list of each interview provider with its size and age, and whether it is beyond capacity (I65)."""
    return read(WAITING, {"at": at, "area": area}, WaitingList)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A desk that can find a bed when the place of return is not safe, and how to reach it now."""

    agency: int
    name: str
    desk: str
    telephone: str
    day_and_night: bool


ALTERNATIVES = """
SELECT a.id, a.name, d.name, coalesce(nullif(d.phone, ''), a.phone), d.role <> 'social worker'
  FROM access_desk d JOIN access_agency a ON a.id = d.agency_id
 WHERE a.area = %(area)s
   AND (d.role = 'emergency duty team' OR (d.role = 'registered manager' AND a.kind = ANY(%(kinds)s))
        OR (d.role = 'social worker' AND NOT %(closed)s))
 ORDER BY (d.role = 'emergency duty team') DESC, a.name
"""


def places_of_safety(*, area: str, out_of_hours: bool) -> list[Alternative]:
    """Who can find somewhere else to sleep: by day the social worker too, at night those who answer then.

    What is safe for this child a person decides (I44, I55).
    """
    return read(ALTERNATIVES, {"area": area, "closed": out_of_hours, "kinds": ["children's home"]}, Alternative)
