"""Where looked after people live and what it does: areas not told, moves beside episodes, interviews far away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.insight.reading import for_the_eyes_of, read


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody placed in another area, since when, and who there has not been told of it."""

    person: int
    name: str
    placement: int
    since: date
    host_authority: int | None
    council_told: bool
    police_told: bool


UNTOLD = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), l.id, lower(l.during), l.host_authority,
       bool_or(v.kind = 'host authority told') IS TRUE, bool_or(v.kind = 'police for the placement area told') IS TRUE
  FROM people_placement l
  JOIN people_person p ON p.id = l.person_id
  LEFT JOIN (audit_event v JOIN audit_content c ON c.event_id = v.id)
    ON v.chain = p.id AND v.kind IN ('host authority told', 'police for the placement area told')
   AND (c.body ->> 'placement')::bigint = l.id AND v.happened_at <= %(at)s
  LEFT JOIN access_agency host ON host.id = l.host_authority
 WHERE l.out_of_area AND l.during @> %(day)s::date AND (host.area = %(area)s OR host.id IS NULL)
 GROUP BY p.id, l.id
HAVING count(DISTINCT v.kind) < 2
 ORDER BY lower(l.during)
"""


def placed_without_telling(actor: Actor, *, at: datetime, area: str) -> list[Untold]:
    """People placed into an area from outside of whom its council or police were not told, longest first (I37).

    A placement whose host council nobody has entered is listed in every area: it may be theirs.
    """
    rows = read(UNTOLD, {"at": at, "day": day_of(at), "area": area}, Untold)
    return for_the_eyes_of(actor, rows, at=at, screen="placed without telling")


@dataclass(frozen=True, slots=True)
class FirstHeard:
    """Somebody placed into an area of whom its police first heard when they went missing or were found."""

    person: int
    name: str
    episode: int
    opened_at: datetime
    placed_since: date


FIRST_HEARD = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), e.id, e.opened_at, lower(l.during)
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN people_placement l ON l.person_id = p.id AND l.out_of_area
   AND l.during @> (e.opened_at AT TIME ZONE 'Europe/London')::date
 WHERE e.area = %(area)s AND e.opened_at > %(since)s AND e.opened_at <= %(at)s
   AND NOT EXISTS (SELECT FROM audit_event v JOIN audit_content c ON c.event_id = v.id
                    WHERE v.chain = p.id AND v.kind = 'police for the placement area told'
                      AND (c.body ->> 'placement')::bigint = l.id AND v.happened_at <= e.opened_at)
 ORDER BY e.opened_at DESC, e.id DESC
"""


def unknown_until_missing(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[FirstHeard]:
    """Children placed from outside of whom the police knew nothing before the episode, newest first (I37)."""
    rows = read(FIRST_HEARD, {"at": at, "area": area, "since": since}, FirstHeard)
    return for_the_eyes_of(actor, rows, at=at, screen="unknown until missing")


@dataclass(frozen=True, slots=True)
class Move:
    """One placement of somebody: which it was, and how often they went before and after it began, in so many days."""

    person: int
    name: str
    number: int
    moves: int
    since: date
    setting: str
    out_of_area: bool
    episodes_before: int
    episodes_after: int


MOVES = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name),
       row_number() OVER (PARTITION BY p.id ORDER BY lower(l.during)),
       count(*) OVER (PARTITION BY p.id) - 1, lower(l.during), l.setting, l.out_of_area,
       (SELECT count(*) FROM episodes_episode e WHERE e.person_id = p.id AND e.opened_at <= %(at)s
           AND (e.opened_at AT TIME ZONE 'Europe/London')::date < lower(l.during)
           AND (e.opened_at AT TIME ZONE 'Europe/London')::date >= lower(l.during) - %(days)s::int),
       (SELECT count(*) FROM episodes_episode e WHERE e.person_id = p.id AND e.opened_at <= %(at)s
           AND (e.opened_at AT TIME ZONE 'Europe/London')::date >= lower(l.during)
           AND (e.opened_at AT TIME ZONE 'Europe/London')::date < lower(l.during) + %(days)s::int)
  FROM people_placement l JOIN people_person p ON p.id = l.person_id
 WHERE lower(l.during) <= %(day)s
   AND EXISTS (SELECT FROM episodes_episode e WHERE e.person_id = p.id AND e.area = %(area)s
                  AND e.opened_at > %(at)s - interval '365 days' AND e.opened_at <= %(at)s)
 ORDER BY 4 DESC, p.id, 3
"""


def moves_beside_episodes(actor: Actor, *, at: datetime, area: str, days: int = 90) -> list[Move]:
    """Every placement of whoever went in the last year, with episodes in `days` before and after it (I57, I64)."""
    rows = read(MOVES, {"at": at, "day": day_of(at), "area": area, "days": days}, Move)
    return for_the_eyes_of(actor, rows, at=at, screen="placement moves")


@dataclass(frozen=True, slots=True)
class MoveEffect:
    """What moving did, all placements of a kind together: episodes in so many days before and after."""

    out_of_area: bool
    moves: int
    episodes_before: int
    episodes_after: int


EFFECT = """
SELECT m.out_of_area, count(*), sum(m.before)::int, sum(m.after)::int
  FROM (SELECT l.out_of_area,
               (SELECT count(*) FROM episodes_episode e WHERE e.person_id = l.person_id
                   AND (e.opened_at AT TIME ZONE 'Europe/London')::date < lower(l.during)
                   AND (e.opened_at AT TIME ZONE 'Europe/London')::date >= lower(l.during) - %(days)s::int) AS before,
               (SELECT count(*) FROM episodes_episode e WHERE e.person_id = l.person_id AND e.opened_at <= %(at)s
                   AND (e.opened_at AT TIME ZONE 'Europe/London')::date >= lower(l.during)
                   AND (e.opened_at AT TIME ZONE 'Europe/London')::date < lower(l.during) + %(days)s::int) AS after
          FROM people_placement l
         WHERE lower(l.during) <= %(day)s::date - %(days)s::int
           AND EXISTS (SELECT FROM episodes_episode e WHERE e.person_id = l.person_id AND e.area = %(area)s)
           AND EXISTS (SELECT FROM people_placement b
                        WHERE b.person_id = l.person_id AND lower(b.during) < lower(l.during))) m
 GROUP BY m.out_of_area ORDER BY m.out_of_area
"""


def effect_of_moving(*, at: datetime, area: str, days: int = 90) -> list[MoveEffect]:
    """Whether people went more or less after a move, away and near compared. Only moves whose time has passed (I64)."""
    return read(EFFECT, {"at": at, "day": day_of(at), "area": area, "days": days}, MoveEffect)


@dataclass(frozen=True, slots=True)
class FarInterview:
    """A found child placed out of area whose return interview was not held in time, and how it stands."""

    person: int
    name: str
    episode: int
    returned_at: datetime
    stands: str
    host_authority: int | None


FAR = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), e.id, f.returned_at,
       CASE WHEN i.episode_id IS NULL THEN 'not offered' ELSE 'offered, not held' END, l.host_authority
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN episodes_found f ON f.episode_id = e.id
  JOIN people_placement l ON l.person_id = p.id AND l.out_of_area
   AND l.during @> (f.returned_at AT TIME ZONE 'Europe/London')::date
  LEFT JOIN episodes_interview i ON i.episode_id = e.id
 WHERE e.area = %(area)s AND f.returned_at > %(since)s AND f.returned_at <= %(at)s - interval '72 hours'
   AND i.carried_out_at IS NULL AND i.declined_at IS NULL
 ORDER BY f.returned_at, e.id
"""


def far_interviews_not_held(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[FarInterview]:
    """Children placed out of area with no return interview 72 hours after the return, longest waiting first (I64)."""
    rows = read(FAR, {"at": at, "area": area, "since": since}, FarInterview)
    return for_the_eyes_of(actor, rows, at=at, screen="interviews out of area")
