"""Loads the episodes of an area and what was decided in them, many in one statement, as the record knew them then.

Judges nothing and counts nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sightline.access.models import Agency
from sightline.duties.desks import Sides, sides
from sightline.engine import Answer, Occurrence, Proposal, Situation
from sightline.episodes.facts import ANSWER, answer_all
from sightline.episodes.models import Episode
from sightline.episodes.situation import STAGE, from_snapshot
from sightline.episodes.snapshot import Snapshot, built
from sightline.insight.reading import read

# What was known of an episode at a moment, in the keys of `snapshot.READ`. `w` holds its number, its person, when it
# was opened (`before`), the moment whose day counts (`at`), what was recorded up to when (`known`), and the number
# below which the decisions before it lie (`below`).
KNOWN = """json_build_object(
  'born_on', p.born_on, 'age_said', p.age_said, 'age_said_on', p.age_said_on, 'sex', p.sex, 'setting', p.setting,
  'flags', (SELECT json_agg(DISTINCT f.phrase) FROM people_flag f
             WHERE f.person_id = p.id AND f.since <= w.day AND (f.until IS NULL OR f.until > w.day)
               AND f.recorded_at <= w.at),
  'care', (SELECT json_agg(json_build_object('phrase', c.phrase, 'authority', c.authority, 'since', lower(c.during))
                           ORDER BY c.id)
             FROM people_carestatus c WHERE c.person_id = p.id AND c.during @> w.day),
  'placement', (SELECT json_build_object('setting', l.setting, 'out_of_area', l.out_of_area, 'provider', l.provider,
                                         'host', l.host_authority)
                  FROM people_placement l WHERE l.person_id = p.id AND l.during @> w.day),
  'plan', (SELECT json_build_object('category', t.category, 'risk', t.risk)
             FROM people_triggerplan t WHERE t.person_id = p.id AND t.agreed_on <= w.day
              AND (t.withdrawn_on IS NULL OR t.withdrawn_on > w.day) ORDER BY t.version DESC LIMIT 1),
  'facts', (SELECT json_object_agg(n.phrase, n.answer)
              FROM (SELECT DISTINCT ON (r.phrase) r.phrase, r.answer FROM episodes_riskfact r
                     WHERE r.episode_id = w.episode AND r.recorded_at <= w.known ORDER BY r.phrase, r.id DESC) n),
  'found', (SELECT json_build_object(
                     'confirmed_at', CASE WHEN d.confirmed_at <= w.known THEN d.confirmed_at END,
                     'seen_at', CASE WHEN d.seen_at <= w.known THEN d.seen_at END,
                     'seen_alone', CASE WHEN d.seen_at <= w.known THEN d.seen_alone END,
                     'harm', CASE WHEN d.seen_at <= w.known THEN d.harm ELSE '' END)
              FROM episodes_found d WHERE d.episode_id = w.episode AND d.located_at <= w.known),
  'interview', (SELECT json_build_object('declined_at', CASE WHEN i.declined_at <= w.known THEN i.declined_at END,
                                         'provider', i.provider_id)
                  FROM episodes_interview i WHERE i.episode_id = w.episode AND i.offered_at <= w.known),
  'closing', (SELECT json_build_object('safe_there', k.safe_there)
                FROM episodes_closingcheck k WHERE k.episode_id = w.episode AND k.at <= w.known),
  'decision', (SELECT json_build_object('category', e.category, 'risk', e.risk, 'seriousness', e.seriousness,
                                        'immediacy', e.immediacy)
                 FROM episodes_decision e WHERE e.episode_id = w.episode AND e.id < w.below AND e.at <= w.known
                ORDER BY e.id DESC LIMIT 1),
  'earlier', (SELECT json_agg(json_build_array(o.category, o.risk, o.opened_at) ORDER BY o.opened_at)
                FROM episodes_episode o WHERE o.person_id = p.id AND o.opened_at < w.before
                  AND o.opened_at >= w.before - interval '365 days' AND o.id <> w.episode),
  'happened', (SELECT json_agg(json_build_array(v.kind, v.happened_at) ORDER BY v.happened_at, v.id)
                 FROM audit_event v WHERE v.episode = w.episode AND v.recorded_at <= w.known)
)::text"""
OPENED = "e.area = %(area)s AND e.opened_at >= %(since)s AND e.opened_at < %(until)s"
LAST = 9_223_372_036_854_775_807

# The moment an episode was last looked at: when its duties were last worked out. That follows whatever is recorded
# there, or of the person while it is open, and every duty that the watcher found due.
EPISODES = f"""
WITH e AS MATERIALIZED (
  SELECT * FROM episodes_episode e WHERE {OPENED} AND e.id > %(after)s ORDER BY e.id LIMIT %(many)s),
looked AS MATERIALIZED (
  SELECT e.id, greatest(
           e.opened_at,
           (SELECT max(v.recorded_at) FROM audit_event v WHERE v.episode = e.id),
           (SELECT max(y.watched_at) FROM duties_duty y WHERE y.episode_id = e.id),
           CASE WHEN e.closed_at IS NULL
                THEN (SELECT max(v.recorded_at) FROM audit_event v WHERE v.chain = e.person_id) END) AS at
    FROM e),
w AS MATERIALIZED (
  SELECT e.id AS episode, e.person_id AS person, e.opened_at AS before, looked.at, e.state, e.category, e.risk,
         (looked.at AT TIME ZONE 'Europe/London')::date AS day, 'infinity'::timestamptz AS known, {LAST} AS below,
         e.last_seen_at, e.review_every_minutes, e.owner_agency_id AS owner
    FROM e JOIN looked ON looked.id = e.id)
SELECT w.episode, w.before, w.at, w.state, w.category, w.risk, w.last_seen_at, w.review_every_minutes, w.owner, {KNOWN}
  FROM w JOIN people_person p ON p.id = w.person ORDER BY w.episode
"""  # noqa: S608 - no value is written into the text

# What was decided, and what somebody tried to decide and was not let: of that the record keeps no facts.
DECISIONS = f"""
WITH d AS (
  SELECT d.episode_id AS episode, d.at, d.id AS below, t.agency_id AS agency, d.role, d.category, d.risk, d.because,
         d.answer_to_challenge AS answer, d.facts, false AS attempted
    FROM episodes_decision d JOIN access_post t ON t.id = d.by_id WHERE d.episode_id = ANY(%(episodes)s)
  UNION ALL
  SELECT v.episode, v.happened_at, {LAST}, v.agency, v.role, c.body ->> 'category', c.body ->> 'risk',
         c.body ->> 'because', '', '{{}}', true
    FROM audit_event v JOIN audit_content c ON c.event_id = v.id
   WHERE v.episode = ANY(%(episodes)s) AND v.kind = 'decision not accepted' AND c.body IS NOT NULL),
w AS MATERIALIZED (
  SELECT d.*, d.at AS known, (d.at AT TIME ZONE 'Europe/London')::date AS day, e.person_id AS person,
         e.opened_at AS before, e.last_seen_at
    FROM d JOIN episodes_episode e ON e.id = d.episode)
SELECT w.before, w.last_seen_at, w.at, w.agency, w.role, w.category, w.risk, w.because, w.answer, w.facts::text,
       w.attempted, {KNOWN}
  FROM w JOIN people_person p ON p.id = w.person ORDER BY w.at, w.episode
"""  # noqa: S608 - no value is written into the text
FOUND = frozenset({"location confirmed", "seen safe and well"})  # events after which a decision is about somebody found
NOBODY_ASKED = "the record"  # where a fact of a decision came from, when nobody had to be asked


@dataclass(frozen=True, slots=True)
class Period:
    """The episodes of an area opened from one moment up to, not including, another."""

    area: str
    since: datetime
    until: datetime

    @property
    def values(self) -> dict[str, Any]:
        """The values of a statement."""
        return {"area": self.area, "since": self.since, "until": self.until}


@dataclass(frozen=True, slots=True)
class Lived:
    """One episode as the record last looked at it: what the cards are asked, what happened, whose it was.

    `watched`: an absence that its home watched to the end, of which no card asks anything.
    """

    episode: int
    asked: Situation
    history: tuple[Occurrence, ...]
    at: datetime
    sides: Sides
    watched: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as it stood when it was taken: the facts, the proposal with its role, and the decider's agency.

    `kept`: the record holds the facts it was taken on; else they are those the record shows for that moment.
    `attempted`: it was not let then.
    """

    asked: Situation
    at: datetime
    agency: int | None
    kept: bool
    attempted: bool


def how_many(period: Period) -> int:
    """How many episodes there are to load."""
    return read(f"SELECT count(*) FROM episodes_episode e WHERE {OPENED}", period.values, int)[0]  # noqa: S608


def episodes(period: Period, many: int) -> Iterator[list[Lived]]:
    """The episodes, so many at a time, in the order of their numbers: one statement each."""
    owners = Agency.objects.in_bulk()
    after = 0
    while some := read(EPISODES, period.values | {"after": after, "many": many}, tuple_of):
        yield [_lived(period.area, row, owners) for row in some]
        after = some[-1][0]


def decisions(area: str, numbers: Sequence[int]) -> list[Decided]:
    """What was decided in these episodes, and tried in vain: one statement."""
    return [_decided(area, *row) for row in read(DECISIONS, {"episodes": list(numbers)}, tuple_of)]


def tuple_of(*line: Any) -> tuple[Any, ...]:
    """A line of an answer as it is."""
    return line


def _lived(area: str, row: tuple[Any, ...], owners: Mapping[int, Agency]) -> Lived:
    number, opened_at, at, state, category, risk, last_seen_at, minutes, owner, known = row
    taken = built(json.loads(known), at)
    episode = Episode(opened_at=opened_at, last_seen_at=last_seen_at, category=category, risk=risk,
                      review_every_minutes=minutes)  # fmt: skip
    return Lived(
        episode=number,
        asked=from_snapshot(taken, area=area, stage=STAGE[state], episode=episode),
        history=tuple(Occurrence(event=kind, at=moment) for kind, moment in taken.happened),
        at=at,
        sides=sides(owners[owner], taken),
        watched=state == "closed" and category == "unauthorised absence",
    )


def _decided(
    area: str, opened_at: datetime, last_seen_at: datetime | None, at: datetime, agency: int | None, role: str,
    category: str, risk: str, because: str, answer: str, facts: str, attempted: bool, known: str,
) -> Decided:  # fmt: skip
    taken, kept = built(json.loads(known), at), json.loads(facts)
    proposal = Proposal(category=category, risk=risk, by=role, because=because, answer_to_challenge=answer)
    asked = from_snapshot(taken, area=area, stage="found" if taken.kinds & FOUND else "report", proposed=proposal,
                          episode=Episode(opened_at=opened_at, last_seen_at=last_seen_at))  # fmt: skip
    if kept:
        asked = replace(asked, answers=_as_kept(taken, kept))
    return Decided(asked, at, agency, bool(kept), attempted)


def _as_kept(taken: Snapshot, kept: Mapping[str, Mapping[str, str]]) -> dict[str, Answer]:
    """The answers a decision rested on. What somebody had said is weighed again with the flags of that day, which an
    answer does not take away; what is not among them was not known."""
    said = {phrase: row["answer"] for phrase, row in kept.items() if row["from"] != NOBODY_ASKED}
    shown = {phrase: ANSWER[row["answer"]] for phrase, row in kept.items() if row["from"] == NOBODY_ASKED}
    return answer_all(replace(taken, facts=said), list(said)) | shown
