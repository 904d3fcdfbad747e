"""How found people were treated: what they say, force that was used, a second chance to talk, calls made before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON, listed
from sightline.audit.record import SYSTEM
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.report import one_spelling
from sightline.insight.reading import for_the_eyes_of, read


@dataclass(frozen=True, slots=True)
class Theme:
    """How often something was said, how often as a complaint, and of which agency's episodes."""

    agency: int
    theme: str
    times: int
    complaints: int


THEMES = """
SELECT e.owner_agency_id, c.body ->> 'theme', count(*), count(*) FILTER (WHERE (c.body ->> 'complaint')::boolean)
  FROM episodes_episode e
  JOIN audit_event v ON v.episode = e.id AND v.kind = 'feedback given'
  JOIN audit_content c ON c.event_id = v.id
 WHERE e.area = %(area)s AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
 GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""


def feedback_themes(*, at: datetime, area: str, since: datetime) -> list[Theme]:
    """What people say of how they were treated, by theme and owning agency; complaints counted apart (I47)."""
    return read(THEMES, {"at": at, "area": area, "since": since}, Theme)


@dataclass(frozen=True, slots=True)
class ForceUsed:
    """Force on somebody who was missing: when, what, why, by whose record, and how old they were."""

    person: int
    episode: int
    used_at: datetime
    what: str
    why: str
    recorded_by: str
    age: int | None


FORCE = """
SELECT e.person_id, e.id, v.happened_at, c.body ->> 'what', c.body ->> 'why', v.by_name,
       extract(year FROM age(v.happened_at, p.born_on))::int
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN audit_event v ON v.episode = e.id AND v.kind = 'force used'
  JOIN audit_content c ON c.event_id = v.id
 WHERE e.area = %(area)s AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
 ORDER BY v.happened_at DESC, v.id DESC
"""


def force_on_missing_people(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[ForceUsed]:
    """Every use of force on somebody who was missing, newest first (I47)."""
    rows = read(FORCE, {"at": at, "area": area, "since": since}, ForceUsed)
    return for_the_eyes_of(actor, rows, at=at, screen="force used")


@dataclass(frozen=True, slots=True)
class OneChance:
    """A child whose check was not held alone, or who did not talk freely, and whether another talk was offered."""

    person: int
    name: str
    episode: int
    seen_at: datetime
    seen_alone: bool | None
    offered: str  # what was offered since, or nothing


ONE_CHANCE = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), e.id, f.seen_at, f.seen_alone,
       CASE WHEN EXISTS (SELECT FROM audit_event v WHERE v.episode = e.id AND v.happened_at >= f.seen_at
                            AND v.kind = 'done: offer the child another talk, alone') THEN 'another talk, alone'
            WHEN i.choice <> '' THEN i.choice
            WHEN i.episode_id IS NOT NULL THEN 'return interview'
            ELSE '' END
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN episodes_found f ON f.episode_id = e.id
  LEFT JOIN episodes_interview i ON i.episode_id = e.id
 WHERE e.area = %(area)s AND f.seen_at > %(since)s AND f.seen_at <= %(at)s AND f.seen_alone IS NOT TRUE
 ORDER BY f.seen_at, e.id
"""


def had_one_chance_to_talk(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[OneChance]:
    """Whoever was not surely seen alone, with what was offered later or elsewhere; nothing offered stands out (I45)."""
    rows = read(ONE_CHANCE, {"at": at, "area": area, "since": since}, OneChance)
    return for_the_eyes_of(actor, rows, at=at, screen="one chance to talk")


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """A call taken before about an address or a person: when, what about, what was said."""

    call: int
    at: datetime
    about: str
    said: str


EARLIER = """
SELECT k.id, k.at, coalesce(c.body ->> 'about', ''), k.said
  FROM audit_event v
  JOIN audit_content c ON c.event_id = v.id
  JOIN episodes_call k ON k.id = (c.body ->> 'call')::bigint
 WHERE v.chain = %(system)s AND v.kind = 'call taken' AND v.happened_at < %(at)s
   AND ((%(address)s <> '' AND c.body ->> 'address' = %(address)s) OR (c.body ->> 'person')::bigint = %(person)s)
UNION ALL
SELECT k.id, k.at, '', k.said
  FROM episodes_report r JOIN episodes_episode e ON e.id = r.episode_id JOIN episodes_call k ON k.id = r.call_id
 WHERE e.person_id = %(person)s AND k.at < %(at)s
 ORDER BY 2 DESC, 1 DESC, 3
"""


def earlier_calls(actor: Actor, *, at: datetime, address: str = "", person: int | None = None) -> list[EarlierCall]:
    """Calls taken before about an address or a person: abuse at home is seen while the call goes on (I46).

    For the police who take calls and investigate; what was looked up goes into the consultation log.
    """
    if not actor.is_police or actor.role in NEVER_A_PERSON:
        raise NotForYou
    place = one_spelling(address)
    listed(actor, at=at, purpose="report", screen="earlier calls", act="search", people=[person] if person else [],
           asked={"address": place})  # fmt: skip
    rows = read(EARLIER, {"system": SYSTEM, "address": place, "person": person, "at": at}, EarlierCall)
    return list({row.call: row for row in rows}.values())  # a call found both ways keeps what it was about
