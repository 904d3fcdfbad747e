"""What is done for somebody who is away, and what is not: actions and their age, supervision, specialists, alerts,
notices. Reads only; a person decides what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.access.actor import Actor
from sightline.insight.reading import for_the_eyes_of, read

OPEN = """e.closed_at IS NULL AND e.kind = 'missing' AND e.opened_at <= %(at)s AND e.state IN ('open', 'located')
   AND (%(area)s::text IS NULL OR e.area = %(area)s)"""

# The least that is done at each level: high C43, medium an active search C44, low kept under review C49.
LEAST = {
    "high": ("officers deployed", "officer named", "risk reviewed", "enquiry raised", "place searched",
             "informant contacted"),
    "medium": ("officer named", "risk reviewed", "enquiry raised", "place searched", "informant contacted"),
    "low": ("risk reviewed", "enquiry raised", "informant contacted"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeastDone:
    """One action of the least that a level asks for: when it was last done, if ever, and how long ago."""

    person: int
    episode: int
    risk: str
    action: str
    last_at: datetime | None
    age: timedelta


LEAST_DONE = f"""
SELECT e.person_id, e.id, e.risk, m.action, v.last_at, %(at)s - coalesce(v.last_at, e.opened_at)
  FROM episodes_episode e
  JOIN unnest(%(levels)s::text[], %(actions)s::text[]) AS m(level, action) ON m.level = e.risk
  LEFT JOIN LATERAL (SELECT max(happened_at) AS last_at FROM audit_event v
                      WHERE v.episode = e.id AND v.kind = m.action AND v.happened_at <= %(at)s) v ON true
 WHERE {OPEN} AND e.category = 'missing'
 ORDER BY v.last_at IS NOT NULL, 6 DESC, e.id, m.action
"""  # noqa: S608 - no value is written into the text


def least_done(actor: Actor, *, at: datetime, area: str | None = None) -> list[LeastDone]:
    """Every action of the least for the level of each open missing episode: never done first, then the oldest (I14)."""
    pairs = [(level, action) for level, actions in LEAST.items() for action in actions]
    values = {"at": at, "area": area, "levels": [p[0] for p in pairs], "actions": [p[1] for p in pairs]}
    return for_the_eyes_of(actor, read(LEAST_DONE, values, LeastDone), at=at, screen="least done")


# A fact holds for an episode when its newest answer is yes, or a flag of the person says so.
HOLDS = """
  SELECT n.episode_id AS episode, n.phrase, n.obtained_at AS since
    FROM (SELECT DISTINCT ON (r.episode_id, r.phrase) r.* FROM episodes_riskfact r
           WHERE r.phrase = ANY(%(facts)s) AND r.obtained_at <= %(at)s
           ORDER BY r.episode_id, r.phrase, r.id DESC) n
   WHERE n.answer = 'yes'
  UNION ALL
  SELECT e.id, f.phrase, greatest(f.recorded_at, e.opened_at)
    FROM people_flag f JOIN episodes_episode e ON e.person_id = f.person_id
   WHERE f.phrase = ANY(%(facts)s) AND f.since <= (%(at)s AT TIME ZONE 'Europe/London')::date
     AND (f.until IS NULL OR f.until > (%(at)s AT TIME ZONE 'Europe/London')::date)"""
ABROAD = [
    "intends to travel abroad", "was taken by a parent", "is at risk of forced marriage",
    "is at risk of female genital mutilation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TravelAlert:
    """Somebody may be leaving the country: since when that is known, and where the alert at ports and borders stands.

    `state` is open, met, met late, missed or stopped, or empty where no card of the area asks for an alert.
    """

    person: int
    episode: int
    facts: list[str]
    known_at: datetime
    state: str
    due_at: datetime | None
    alerted_at: datetime | None


TRAVEL = f"""
WITH holds AS ({HOLDS})
SELECT e.person_id, e.id, array_agg(DISTINCT h.phrase::text), min(h.since), coalesce(d.state, ''), d.due_at, d.met_at
  FROM holds h JOIN episodes_episode e ON e.id = h.episode
  LEFT JOIN LATERAL (SELECT * FROM duties_duty y WHERE y.episode_id = e.id AND y.do = 'alert ports and borders'
                      ORDER BY y.state = 'open' DESC, y.due_at LIMIT 1) d ON true
 WHERE {OPEN}
 GROUP BY e.person_id, e.id, d.state, d.due_at, d.met_at
 ORDER BY d.met_at IS NOT NULL, min(h.since)
"""  # noqa: S608 - no value is written into the text


def travel_alerts(actor: Actor, *, at: datetime, area: str | None = None) -> list[TravelAlert]:
    """Open episodes of people who may leave the country, those without an alert first, longest known first (I24)."""
    rows = read(TRAVEL, {"at": at, "area": area, "facts": ABROAD}, TravelAlert)
    return for_the_eyes_of(actor, rows, at=at, screen="travel alerts")


@dataclass(frozen=True, slots=True)
class Supervision:
    """The reviews of one open episode that fell due and were held, and its lines of enquiry without a result."""

    person: int
    episode: int
    reviews_due: int
    reviews_held: int
    leads: int
    leads_open: int
    oldest_open_lead_at: datetime | None


SUPERVISED = f"""
SELECT e.person_id, e.id, d.due, d.held, q.leads, q.open, q.oldest
  FROM episodes_episode e
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE y.due_at <= %(at)s OR y.met_at IS NOT NULL) AS due,
                            count(*) FILTER (WHERE y.met_at IS NOT NULL) AS held
                       FROM duties_duty y WHERE y.episode_id = e.id AND y.do = 'review the risk'
                        AND y.state <> 'stopped') d
 CROSS JOIN LATERAL (SELECT count(*) AS leads, count(*) FILTER (WHERE l.done_at IS NULL) AS open,
                            min(l.asked_at) FILTER (WHERE l.done_at IS NULL) AS oldest
                       FROM episodes_enquiry l WHERE l.episode_id = e.id AND l.asked_at <= %(at)s) q
 WHERE {OPEN} AND e.category <> ''
 ORDER BY d.due - d.held DESC, q.oldest NULLS LAST, e.opened_at
"""  # noqa: S608 - no value is written into the text


def supervision(actor: Actor, *, at: datetime, area: str | None = None) -> list[Supervision]:
    """Open episodes with reviews due and held and with open leads: most reviews missing first (I25)."""
    rows = read(SUPERVISED, {"at": at, "area": area}, Supervision)
    return for_the_eyes_of(actor, rows, at=at, screen="supervision")


SPECIALISTS = ["public protection unit", "child abuse referral manager", "police safeguarding team"]
ABUSED = [
    "is at known risk of sexual exploitation", "may be at risk of sexual exploitation",
    "is at known risk of criminal exploitation", "may have been trafficked", "is a victim of abuse at home",
    "has had sexual contact with older people", "was harmed while missing", "was found with an adult who poses a risk",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoSpecialist:
    """A case with signs of exploitation or abuse whose named officer is no specialist, or that has no named officer."""

    person: int
    episode: int
    signs: list[str]
    officer: str
    role: str


UNSPECIAL = f"""
WITH holds AS ({HOLDS})
SELECT e.person_id, e.id, array_agg(DISTINCT h.phrase::text), coalesce(u.name, ''), coalesce(p.role, '')
  FROM holds h JOIN episodes_episode e ON e.id = h.episode
  LEFT JOIN access_post p ON p.id = e.owner_post_id LEFT JOIN access_user u ON u.id = p.user_id
 WHERE {OPEN} AND (p.role IS NULL OR p.role <> ALL(%(specialists)s))
 GROUP BY e.person_id, e.id, u.name, p.role, e.opened_at
 ORDER BY p.role IS NOT NULL, e.opened_at
"""  # noqa: S608 - no value is written into the text


def without_specialist(actor: Actor, *, at: datetime, area: str | None = None) -> list[NoSpecialist]:
    """Open cases with signs of exploitation or abuse and no specialist in charge, those without any officer first
    (I26)."""
    rows = read(UNSPECIAL, {"at": at, "area": area, "facts": ABUSED, "specialists": SPECIALISTS}, NoSpecialist)
    return for_the_eyes_of(actor, rows, at=at, screen="no specialist")


@dataclass(frozen=True, slots=True)
class BrokenNotice:
    """A warning notice that was broken: on whom it was served, since when that is known, what was done about it."""

    person: int
    broken: int
    adult: str
    says: str
    known_at: datetime
    followed_up_at: datetime | None
    outcome: str


# The area is that of the agency that recorded the event: a notice may be broken while nobody is missing.
BROKEN = """
SELECT v.chain, v.id, c.body->>'adult', c.body->>'says', v.happened_at, f.happened_at, coalesce(f.outcome, '')
  FROM audit_event v JOIN audit_content c ON c.event_id = v.id JOIN access_agency a ON a.id = v.agency
  LEFT JOIN LATERAL (SELECT w.happened_at, k.body->>'outcome' AS outcome
                       FROM audit_event w JOIN audit_content k ON k.event_id = w.id
                      WHERE w.chain = v.chain AND w.kind = 'broken notice followed up'
                        AND (k.body->>'broken')::bigint = v.id AND w.happened_at <= %(at)s LIMIT 1) f ON true
 WHERE v.kind = 'warning notice broken' AND v.happened_at <= %(at)s AND (%(area)s::text IS NULL OR a.area = %(area)s)
 ORDER BY f.happened_at IS NOT NULL, v.happened_at
"""


def broken_notices(actor: Actor, *, at: datetime, area: str | None = None) -> list[BrokenNotice]:
    """Broken warning notices: those nobody followed up first, oldest first (I23)."""
    rows = read(BROKEN, {"at": at, "area": area}, BrokenNotice)
    return for_the_eyes_of(actor, rows, at=at, screen="broken notices")


@dataclass(frozen=True, slots=True)
class NoticeUse:
    """How an area uses warning notices: served and broken, beside how many children were missing."""

    area: str
    children_missing: int
    served: int
    broken: int
    followed_up: int

    @property
    def per_hundred_children(self) -> float:
        """Notices served for each hundred children who were missing."""
        return 100 * self.served / self.children_missing if self.children_missing else 0.0


USED = """
WITH missing AS (
  SELECT e.area, count(DISTINCT e.person_id) AS children
    FROM episodes_episode e JOIN people_person p ON p.id = e.person_id
   WHERE e.category = 'missing' AND e.opened_at > %(since)s AND e.opened_at <= %(at)s
     AND p.born_on > e.opened_at::date - interval '18 years'
   GROUP BY 1),
notices AS (
  SELECT a.area, count(*) FILTER (WHERE v.kind = 'warning notice served') AS served,
         count(*) FILTER (WHERE v.kind = 'warning notice broken') AS broken,
         count(*) FILTER (WHERE v.kind = 'broken notice followed up') AS followed_up
    FROM audit_event v JOIN access_agency a ON a.id = v.agency
   WHERE v.kind IN ('warning notice served', 'warning notice broken', 'broken notice followed up')
     AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
   GROUP BY 1)
SELECT coalesce(m.area, n.area), coalesce(m.children, 0), coalesce(n.served, 0), coalesce(n.broken, 0),
       coalesce(n.followed_up, 0)
  FROM missing m FULL JOIN notices n ON n.area = m.area ORDER BY 1
"""


def notice_use(*, at: datetime, since: datetime) -> list[NoticeUse]:
    """How often each area served, saw broken and followed up warning notices between two moments (I23)."""
    return read(USED, {"at": at, "since": since}, NoticeUse)
