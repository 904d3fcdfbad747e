"""What an officer on the beat must know: who is missing here, who goes most often, which adults pose a risk (I39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.refusal import NotForYou
from sightline.insight.reading import for_the_eyes_of, read


@dataclass(frozen=True, slots=True)
class MissingHere:
    """Somebody missing from this patch now, with what helps to recognise them."""

    person: int
    name: str
    risk: str
    since: datetime
    last_seen_place: str
    description: str


MISSING = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), e.risk, coalesce(e.last_seen_at, e.opened_at),
       e.last_seen_place, p.description
  FROM episodes_episode e JOIN people_person p ON p.id = e.person_id
 WHERE e.closed_at IS NULL AND e.state = 'open' AND e.owner_agency_id = %(agency)s
 ORDER BY array_position(ARRAY['high', '', 'medium', 'low', 'none'], e.risk::text), 4
"""


@dataclass(frozen=True, slots=True)
class Frequent:
    """Somebody who goes often from this patch."""

    person: int
    name: str
    episodes: int
    last_at: datetime
    missing_now: bool


FREQUENT = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), count(*), max(e.opened_at), bool_or(e.closed_at IS NULL)
  FROM episodes_episode e JOIN people_person p ON p.id = e.person_id
 WHERE e.owner_agency_id = %(agency)s AND e.opened_at > %(at)s - make_interval(days => %(days)s)
   AND e.opened_at <= %(at)s
 GROUP BY p.id HAVING count(*) > 1
 ORDER BY count(*) DESC, max(e.opened_at) DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Suspect:
    """An adult who may pose a risk to somebody who is missing or goes often, with the newest picture of them."""

    person: int
    adult: str
    relation: str
    note: str
    picture: int | None  # the number of the attachment; opened through the gate of its episode


SUSPECTS = """
SELECT r.person_id, r.name, r.relation, r.note,
       (SELECT (c.body ->> 'attachment')::bigint
          FROM audit_event v JOIN audit_content c ON c.event_id = v.id
         WHERE v.chain = r.person_id AND v.kind = 'attachment added' AND c.body ->> 'adult' = r.name
         ORDER BY v.id DESC LIMIT 1)
  FROM people_relationship r
 WHERE r.poses_risk AND r.person_id = ANY(%(people)s)
 ORDER BY r.name, r.person_id
"""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The list for a shift."""

    missing: list[MissingHere]
    most_frequent: list[Frequent]
    suspects: list[Suspect]


def beat_briefing(actor: Actor, *, at: datetime, days: int = 90, most: int = 10) -> Briefing:
    """Who is missing from the actor's police area, the ten who go most often, and the adults around them (I39).

    Raises NotForYou for anybody who is not of the police.
    """
    if not actor.is_police:
        raise NotForYou
    asked = {"agency": actor.agency, "at": at, "days": days, "most": most}
    found: list[MissingHere | Frequent] = [*read(MISSING, asked, MissingHere), *read(FREQUENT, asked, Frequent)]
    shown = for_the_eyes_of(actor, found, at=at, screen="briefing")  # one page, one line in the log
    suspects = read(SUSPECTS, {"people": [row.person for row in shown]}, Suspect)
    return Briefing(
        [row for row in shown if isinstance(row, MissingHere)], [row for row in shown if isinstance(row, Frequent)],
        suspects,
    )  # fmt: skip
