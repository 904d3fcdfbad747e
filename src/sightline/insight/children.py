"""What adds up around one child over time: episodes of every kind, harm, adults, requests for help, and whether anybody
has a plan. A number ranks; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.insight.reading import for_the_eyes_of, read

YEAR = "e.opened_at <= %(at)s AND e.opened_at > %(at)s - interval '365 days'"
# Whoever went in the area that year, with every episode wherever it was: risk adds up over boundaries.
IN_AREA = """(%(area)s::text IS NULL OR EXISTS (
    SELECT FROM episodes_episode z WHERE z.person_id = e.person_id AND z.area = %(area)s AND z.opened_at <= %(at)s
       AND z.opened_at > %(at)s - interval '365 days'))"""
IS_A_CHILD = "p.born_on > %(day)s::date - interval '18 years'"
IN_FORCE = "f.since <= %(day)s AND (f.until IS NULL OR f.until > %(day)s)"


@dataclass(frozen=True, slots=True)
class Cumulative:
    """What adds up for one person in a year: every kind of absence, harm, flags, and adults who may pose a risk."""

    person: int
    missing: int
    absent: int
    unauthorised: int
    harmed: int
    flags: int
    adults: int

    @property
    def signs(self) -> int:
        """Everything counted, one each: it rises with every episode, of whatever kind, and never falls by a return."""
        return self.missing + self.absent + self.unauthorised + self.harmed + self.flags + self.adults


ADDED_UP = f"""
SELECT e.person_id, count(*) FILTER (WHERE e.category = 'missing'), count(*) FILTER (WHERE e.category = 'absent'),
       count(*) FILTER (WHERE e.category IN ('unauthorised absence', 'away from placement without authorisation')),
       count(*) FILTER (WHERE d.harm = 'yes'),
       (SELECT count(*) FROM people_flag f WHERE f.person_id = e.person_id AND {IN_FORCE}),
       (SELECT count(*) FROM people_relationship r WHERE r.person_id = e.person_id AND r.poses_risk)
  FROM episodes_episode e LEFT JOIN episodes_found d ON d.episode_id = e.id
 WHERE {YEAR} AND {IN_AREA}
 GROUP BY e.person_id
"""  # noqa: S608 - no value is written into the text


def cumulative(actor: Actor, *, at: datetime, area: str | None = None) -> list[Cumulative]:
    """Everybody with an episode of any kind in the year, by how much has added up (I13, I10)."""
    rows = read(ADDED_UP, {"at": at, "day": day_of(at), "area": area}, Cumulative)
    rows.sort(key=lambda row: (-row.signs, row.person))
    return for_the_eyes_of(actor, rows, at=at, screen="what adds up")


@dataclass(frozen=True, slots=True)
class NoPlan:
    """A child who went again and again and for whom no agency has a current plan: since when, how often, how lately."""

    person: int
    first_at: datetime
    last_at: datetime
    missing_in_a_year: int


# Current is a trigger plan whose review is not overdue, or a long-term plan made in the last half year.
UNPLANNED = f"""
SELECT e.person_id, min(e.opened_at), max(e.opened_at), count(*)
  FROM episodes_episode e JOIN people_person p ON p.id = e.person_id
 WHERE {YEAR} AND {IN_AREA} AND {IS_A_CHILD} AND e.category = 'missing'
   AND NOT EXISTS (SELECT FROM people_triggerplan t
                    WHERE t.person_id = p.id AND t.withdrawn_on IS NULL AND t.review_on >= %(day)s)
   AND NOT EXISTS (SELECT FROM audit_event v
                    WHERE v.chain = p.id AND v.kind IN ('long-term plan made', 'done: make a long-term plan')
                      AND v.happened_at <= %(at)s AND v.happened_at > %(at)s - interval '182 days')
 GROUP BY e.person_id HAVING count(*) >= %(often)s
 ORDER BY 2
"""  # noqa: S608 - no value is written into the text


def repeats_without_plan(actor: Actor, *, at: datetime, area: str | None = None, often: int = 3) -> list[NoPlan]:
    """Children missing at least so often in a year without a current plan, those who began first first (I19)."""
    rows = read(UNPLANNED, {"at": at, "day": day_of(at), "area": area, "often": often}, NoPlan)
    return for_the_eyes_of(actor, rows, at=at, screen="repeats without a plan")


FLAGGED = "is at known risk of sexual exploitation"
FACTORS = [
    "may be at risk of sexual exploitation", "has had sexual contact with older people",
    "is believed to be with a much older person", "behaviour changed before the report",
    "was found with an adult who poses a risk", "adults who pose a risk have been identified",
    "concerns are recorded about that adult and children", "an associate is a registered sex offender",
    "a child abduction warning notice was served", "that adult has been served a warning notice about this child",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unflagged:
    """A child with signs of sexual exploitation in the year's answers and no flag: which signs, in how many episodes,
    how many screenings are due, and when somebody last screened."""

    person: int
    signs: list[str]
    episodes: int
    screenings_due: int
    screened_at: datetime | None


UNFLAGGED = f"""
WITH newest AS (
  SELECT DISTINCT ON (r.episode_id, r.phrase) r.episode_id, r.phrase, r.answer FROM episodes_riskfact r
   WHERE r.phrase = ANY(%(facts)s) AND r.obtained_at <= %(at)s ORDER BY r.episode_id, r.phrase, r.id DESC)
SELECT e.person_id, array_agg(DISTINCT n.phrase::text), count(DISTINCT e.id),
       (SELECT count(*) FROM duties_duty y JOIN episodes_episode o ON o.id = y.episode_id
         WHERE o.person_id = e.person_id AND y.do = 'screen for sexual exploitation' AND y.state = 'open'),
       (SELECT max(v.happened_at) FROM audit_event v
         WHERE v.chain = e.person_id AND v.kind = 'done: screen for sexual exploitation')
  FROM newest n JOIN episodes_episode e ON e.id = n.episode_id JOIN people_person p ON p.id = e.person_id
 WHERE n.answer = 'yes' AND {YEAR} AND {IN_AREA} AND {IS_A_CHILD}
   AND NOT EXISTS (SELECT FROM people_flag f WHERE f.person_id = p.id AND f.phrase = %(flag)s AND {IN_FORCE})
 GROUP BY e.person_id ORDER BY 5 NULLS FIRST, 3 DESC, 1
"""  # noqa: S608 - no value is written into the text


def unflagged(actor: Actor, *, at: datetime, area: str | None = None) -> list[Unflagged]:
    """Children with signs of sexual exploitation and no flag, those nobody has screened first (I20)."""
    values = {"at": at, "day": day_of(at), "area": area, "facts": FACTORS, "flag": FLAGGED}
    return for_the_eyes_of(actor, read(UNFLAGGED, values, Unflagged), at=at, screen="signs without a flag")


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """How often help was asked for about one person, how often nobody has answered, since when, and is there a plan."""

    person: int
    asked: int
    unanswered: int
    oldest_unanswered_at: datetime | None
    has_plan: bool


HELP = """
WITH asked AS (
  SELECT v.chain, v.happened_at,
         EXISTS (SELECT FROM audit_event w JOIN audit_content k ON k.event_id = w.id
                  WHERE w.chain = v.chain AND w.kind = 'help answered' AND (k.body->>'answers')::bigint = v.id
                    AND w.happened_at <= %(at)s) AS answered
    FROM audit_event v JOIN access_agency a ON a.id = v.agency
   WHERE v.kind = 'help asked for' AND v.happened_at <= %(at)s AND (%(area)s::text IS NULL OR a.area = %(area)s))
SELECT q.chain, count(*), count(*) FILTER (WHERE NOT q.answered), min(q.happened_at) FILTER (WHERE NOT q.answered),
       EXISTS (SELECT FROM people_triggerplan t
                WHERE t.person_id = q.chain AND t.withdrawn_on IS NULL AND t.review_on >= %(day)s)
       OR EXISTS (SELECT FROM audit_event v WHERE v.chain = q.chain
                     AND v.kind IN ('long-term plan made', 'done: make a long-term plan')
                     AND v.happened_at <= %(at)s AND v.happened_at > %(at)s - interval '182 days')
  FROM asked q GROUP BY q.chain ORDER BY 4 NULLS LAST, 2 DESC
"""


def help_asked(actor: Actor, *, at: datetime, area: str | None = None) -> list[HelpAsked]:
    """Requests for help, counted and aged by person: longest without an answer first (I21)."""
    rows = read(HELP, {"at": at, "day": day_of(at), "area": area}, HelpAsked)
    return for_the_eyes_of(actor, rows, at=at, screen="help asked for")
