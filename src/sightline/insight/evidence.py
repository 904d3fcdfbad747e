"""What was done for each person who was found, and one record of a child from everybody who wrote in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.access.actor import Actor
from sightline.access.gate import open_person
from sightline.access.queries import agencies
from sightline.audit.queries import Happening, history
from sightline.episodes.protocol import protocols
from sightline.episodes.whereabouts import kept_from, silent
from sightline.insight.reading import for_the_eyes_of, read

INTERVIEW_WITHIN = timedelta(hours=72)  # DFE-INTERVIEW-01


@dataclass(frozen=True, slots=True)
class Evidence:
    """One found person: was the safe and well check done, by whom; how the return interview stands; both in time?"""

    person: int
    name: str
    episode: int
    returned_at: datetime
    seen_at: datetime | None
    seen_by: str
    offered_at: datetime | None
    carried_out_at: datetime | None
    declined_at: datetime | None
    looked_after: bool
    check_within: timedelta  # what the area settled

    @property
    def check(self) -> str:
        """Whether the check was done in time, late, or not at all."""
        return _when(self.seen_at, self.returned_at, self.check_within)

    @property
    def interview(self) -> str:
        """Whether the interview was held in time, late, declined, only offered, or not offered."""
        if self.declined_at:
            return "declined"
        if self.carried_out_at is None:
            return "offered" if self.offered_at else "not offered"
        return _when(self.carried_out_at, self.returned_at, INTERVIEW_WITHIN)


def _when(done: datetime | None, began: datetime, within: timedelta) -> str:
    if done is None:
        return "not done"
    return "in time" if done <= began + within else "late"


EVIDENCE = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name), e.id, f.returned_at, f.seen_at, f.seen_by, i.offered_at,
       i.carried_out_at, i.declined_at,
       EXISTS (SELECT FROM people_carestatus c WHERE c.person_id = p.id AND c.phrase = 'is looked after'
                  AND c.during @> (f.returned_at AT TIME ZONE 'Europe/London')::date),
       %(within)s::interval
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN episodes_found f ON f.episode_id = e.id
  LEFT JOIN episodes_interview i ON i.episode_id = e.id
 WHERE e.area = %(area)s AND f.returned_at > %(since)s AND f.returned_at <= %(at)s
   AND e.category <> 'unauthorised absence'
 ORDER BY f.returned_at DESC, e.id DESC
"""


def check_within(area: str) -> timedelta:
    """In what time an area wants the safe and well check: what it settled, else a day."""
    settled = protocols().area(area).period("safe and well check within")
    return settled.elapsed if settled and settled.elapsed else timedelta(hours=24)


def evidence(actor: Actor, *, at: datetime, area: str, since: datetime) -> list[Evidence]:
    """What was done for everybody found in a period: the check and the interview, each with its moment (I59)."""
    asked = {"at": at, "area": area, "since": since, "within": check_within(area)}
    rows = read(EVIDENCE, asked, Evidence)
    return for_the_eyes_of(actor, rows, at=at, screen="evidence of checks and interviews")


@dataclass(frozen=True, slots=True)
class Collated:
    """One child's record: everything by everybody in one order, and how much each kind of agency wrote."""

    timeline: list[Happening]
    written_by: dict[str, int]


def collated_record(actor: Actor, person: int, *, at: datetime) -> Collated:
    """One record of a child across home, fostering, council, police and interviewer (I60). Raises NotForYou.

    The gate decides whether the actor may see this person at all, and writes the consultation.
    """
    open_person(actor, person, at=at, purpose="oversight", screen="collated record")
    kinds = {agency.pk: agency.kind for agency in agencies(closed_too=True)}
    known = [row for row in history(person=person) if row.happened_at <= at]
    timeline = silent(known, kept_from(actor, {row.episode for row in known if row.episode}))
    written: dict[str, int] = {}
    for row in timeline:
        kind = kinds.get(row.agency or 0, "Sightline")
        written[kind] = written.get(kind, 0) + 1
    return Collated(timeline, written)
