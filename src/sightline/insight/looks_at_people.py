"""The looks whose rows are each about one person, or one call: which query, what counts, since when.

Shows nobody: `looks` keeps the rows to whom the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sightline.audit.record import SYSTEM
from sightline.episodes.protocol import protocols
from sightline.insight import (
    associates,
    briefing,
    children,
    evidence,
    grading,
    national,
    oversight,
    placements,
    plans,
    response,
    returns,
    treatment,
)  # fmt: skip
from sightline.insight.looks import NOW, POLICE, WAITS, Look, Row, Scope
from sightline.insight.reading import read

DRAWN = 10  # decisions drawn by lot from those the reader may see
Rows = Callable[[Scope], list[Row]]


def _asks(sql: str, row: Callable[..., Row], more: Callable[[Scope], Mapping[str, Any]] = lambda _: {}) -> Rows:
    return lambda scope: read(sql, {**scope.values, **more(scope)}, row)


def _of(name: str) -> Callable[[Row, datetime], Any]:
    """Since when: a field of the row."""
    return lambda row, _at: getattr(row, name)


def _levels(_scope: Scope) -> dict[str, Any]:
    return {"indicators": grading.indicators(), "levels": grading.LEVELS}


def _labels(_scope: Scope) -> dict[str, Any]:
    words = protocols().vocabulary.wording
    return {"labels": list(words), "instead": list(words.values())}


def _least(_scope: Scope) -> dict[str, Any]:
    pairs = [(level, action) for level, actions in response.LEAST.items() for action in actions]
    return {"levels": [level for level, _ in pairs], "actions": [action for _, action in pairs]}


def _asking(_scope: Scope) -> dict[str, Any]:
    areas = protocols().areas.values()
    return {"asking": [a.id for a in areas if a.parameters.get("safe and well check after absent") == "yes"]}


def _shared(rows: Sequence[associates.Named], at: datetime) -> list[associates.Link]:
    """The lines of adults who are with more than one of these children, and the places of those children."""
    names = {name for adult in associates.together(rows) if len(adult.children) > 1 for name in adult.names}
    return associates.lines([row for row in rows if row.name in names], at)


@dataclass(frozen=True, slots=True)
class RepeatedCall:
    """A call about an address or a person that was rung about before, and how often before."""

    at: datetime
    about: str
    said: str
    calls_before: int
    first_at: datetime


# A call is tied to the earlier ones by its address or by its person, whichever it carries.
REPEATED = """
WITH calls AS (
  SELECT k.id, k.at, coalesce(c.body ->> 'about', '') AS about, k.said, c.body ->> 'address' AS address,
         c.body ->> 'person' AS person, t.agency_id
    FROM audit_event v JOIN audit_content c ON c.event_id = v.id
    JOIN episodes_call k ON k.id = (c.body ->> 'call')::bigint JOIN access_post t ON t.id = k.taken_by_id
   WHERE v.chain = %(system)s AND v.kind = 'call taken' AND k.at <= %(at)s
     AND (c.body ->> 'address' IS NOT NULL OR c.body ->> 'person' IS NOT NULL))
SELECT n.at, n.about, n.said, count(*), min(b.at)
  FROM calls n JOIN calls b ON b.at < n.at AND (b.address = n.address OR b.person = n.person)
 WHERE n.at > %(since)s AND n.agency_id = %(agency)s
 GROUP BY n.id, n.at, n.about, n.said ORDER BY 4 DESC, 1 DESC
"""


@dataclass(frozen=True, slots=True)
class Writers:
    """A looked after child who went: which kinds of agency wrote in the one record of the child, and how much."""

    person: int
    written_by: list[str]
    entries: int
    last_at: datetime


WRITERS = """
SELECT e.person_id, array_agg(DISTINCT a.kind::text), count(DISTINCT v.id), max(e.opened_at)
  FROM episodes_episode e
  JOIN people_carestatus s ON s.person_id = e.person_id AND s.phrase = 'is looked after' AND s.during @> %(day)s::date
  JOIN audit_event v ON v.chain = e.person_id AND v.happened_at > %(since)s AND v.happened_at <= %(at)s
  JOIN access_agency a ON a.id = v.agency
 WHERE e.opened_at > %(since)s AND e.opened_at <= %(at)s AND (%(area)s::text IS NULL OR e.area = %(area)s)
 GROUP BY 1 ORDER BY cardinality(array_agg(DISTINCT a.kind::text)), 4 DESC
"""

GRADING = (
    Look("downgrades", ("I4", "I10"), "grading", "grading.downgrades",
         _asks(grading.DOWNGRADES, grading.Downgrade, _levels), since=_of("at"), period=True, everywhere=True,
         counts=lambda r: not (r.officer_named and r.reviews_since)),
    Look("calls", ("I8",), "grading", "grading.calls_without_report",
         _asks(grading.LOOSE, grading.LooseCall, lambda s: {"before": s.at - timedelta(minutes=30)}), since=_of("at"),
         urgency=WAITS, kinds=POLICE, about=False, words=True),
    Look("what-adds-up", ("I10", "I13"), "grading", "children.cumulative",
         lambda s: sorted(_asks(children.ADDED_UP, children.Cumulative)(s), key=lambda r: (-r.signs, r.person)),
         everywhere=True, counts=lambda r: r.signs > 1),
    Look("earlier-levels", ("I11",), "grading", "grading.levels_before",
         _asks(grading.BEFORE, grading.LevelsBefore, _levels), urgency=NOW, everywhere=True,
         counts=lambda r: r.dropped),
    Look("labels", ("I29",), "grading", "grading.labels_used", _asks(grading.LABELS, grading.Label, _labels),
         since=_of("at"), period=True, everywhere=True),
)  # fmt: skip
RESPONSE = (
    Look("least-done", ("I14",), "response", "response.least_done",
         _asks(response.LEAST_DONE, response.LeastDone, _least), urgency=NOW, everywhere=True,
         since=lambda r, at: at - r.age, counts=lambda r: r.last_at is None),
    Look("reviews", ("I25",), "response", "response.supervision", _asks(response.SUPERVISED, response.Supervision),
         since=_of("oldest_open_lead_at"), urgency=NOW, everywhere=True,
         counts=lambda r: max(r.reviews_due - r.reviews_held, 0)),
    Look("no-specialist", ("I26",), "response", "response.without_specialist",
         _asks(response.UNSPECIAL, response.NoSpecialist,
               lambda _: {"facts": response.ABUSED, "specialists": response.SPECIALISTS}),
         urgency=NOW, everywhere=True),
    Look("travel", ("I24",), "response", "response.travel_alerts",
         _asks(response.TRAVEL, response.TravelAlert, lambda _: {"facts": response.ABROAD}), since=_of("known_at"),
         urgency=NOW, everywhere=True, counts=lambda r: r.alerted_at is None),
    Look("open-everywhere", ("I52",), "response", "national.open_everywhere",
         _asks(national.OPEN, national.OpenAnywhere, lambda _: {"area": ""}), since=_of("since"), urgency=NOW,
         everywhere=True),
    Look("broken-notices", ("I23",), "response", "response.broken_notices",
         _asks(response.BROKEN, response.BrokenNotice), since=_of("known_at"), urgency=WAITS, everywhere=True,
         counts=lambda r: r.followed_up_at is None),
    Look("help", ("I21",), "response", "children.help_asked", _asks(children.HELP, children.HelpAsked),
         since=_of("oldest_unanswered_at"), urgency=WAITS, everywhere=True, counts=lambda r: r.unanswered),
    Look("signs", ("I20",), "response", "children.unflagged",
         _asks(children.UNFLAGGED, children.Unflagged, lambda _: {"facts": children.FACTORS, "flag": children.FLAGGED}),
         urgency=WAITS, everywhere=True),
    Look("adults", ("I15",), "response", "associates.adults", _asks(associates.NAMED, associates.Named),
         urgency=WAITS, everywhere=True, counts=lambda r: r.unchecked,
         shape=lambda rows, _at: associates.together(rows)),
    Look("network", ("I16",), "response", "associates.network", _asks(associates.NAMED, associates.Named),
         everywhere=True, shape=_shared),
    Look("patch", ("I39",), "response", "briefing.beat_briefing",
         _asks(briefing.FREQUENT, briefing.Frequent, lambda s: {"days": s.days, "most": 10}), period=True,
         kinds=POLICE),
    Look("earlier-calls", ("I46",), "response", "treatment.earlier_calls",
         _asks(REPEATED, RepeatedCall, lambda _: {"system": SYSTEM}), since=_of("first_at"), period=True, kinds=POLICE,
         about=False, words=True),
    Look("force", ("I47",), "response", "treatment.force_on_missing_people",
         _asks(treatment.FORCE, treatment.ForceUsed), since=_of("used_at"), period=True),
)  # fmt: skip
RETURN = (
    Look("never-offered", ("I32",), "return", "returns.never_offered", _asks(returns.UNOFFERED, returns.NotOffered),
         since=_of("returned_at"), urgency=WAITS, period=True, everywhere=True),
    Look("far-interviews", ("I64",), "return", "placements.far_interviews_not_held",
         _asks(placements.FAR, placements.FarInterview), since=_of("returned_at"), urgency=WAITS, period=True),
    Look("one-chance", ("I45",), "return", "treatment.had_one_chance_to_talk",
         _asks(treatment.ONE_CHANCE, treatment.OneChance), since=_of("seen_at"), urgency=WAITS, period=True,
         counts=lambda r: not r.offered),
    Look("not-asked", ("I31",), "return", "returns.absent_and_not_asked",
         _asks(returns.ABSENT, returns.NobodyAsked, _asking), since=_of("returned_at"), period=True, everywhere=True),
    Look("evidence", ("I59",), "return", "evidence.evidence",
         _asks(evidence.EVIDENCE, evidence.Evidence, lambda s: {"within": evidence.check_within(s.area or "")}),
         since=_of("returned_at"), period=True,
         counts=lambda r: r.check == "not done" or r.interview == "not offered"),
)  # fmt: skip
PLANS = (
    Look("repeats", ("I19",), "plans", "children.repeats_without_plan",
         _asks(children.UNPLANNED, children.NoPlan, lambda _: {"often": 3}), since=_of("first_at"), urgency=WAITS,
         everywhere=True),
    Look("no-trigger-plan", ("I34",), "plans", "plans.without_trigger_plan",
         lambda s: plans.unplanned(s.area or "", s.at), urgency=WAITS, one=lambda r: r.person),
    Look("looked-after", ("I56",), "plans", "plans.looked_after_without_plan",
         lambda s: plans.plan_gaps(s.area or "", s.at), urgency=WAITS, one=lambda r: r.person),
    Look("steps", ("I36",), "plans", "plans.agreed_steps", _asks(plans.STEPS, plans.OpenStep), since=_of("by_when"),
         urgency=WAITS, counts=lambda r: r.overdue),
    Look("empty-meetings", ("I49",), "plans", "oversight.meetings_without_action",
         _asks(oversight.EMPTY, oversight.EmptyMeeting), since=_of("held_at"), period=True),
    Look("outcomes", ("I40",), "plans", "plans.outcomes",
         _asks(plans.OUTCOMES, plans.Outcome, lambda _: {"days": 90, "kinds": plans.INTERVENTIONS}), since=_of("at"),
         period=True, counts=lambda r: r.whole_span and r.after >= r.before > 0),
)  # fmt: skip
PLACEMENTS = (
    Look("untold", ("I37",), "placements", "placements.placed_without_telling",
         _asks(placements.UNTOLD, placements.Untold), since=_of("since"), urgency=WAITS),
    Look("first-heard", ("I37",), "placements", "placements.unknown_until_missing",
         _asks(placements.FIRST_HEARD, placements.FirstHeard), since=_of("opened_at"), period=True),
    Look("moves", ("I57", "I64"), "placements", "placements.moves_beside_episodes",
         _asks(placements.MOVES, placements.Move, lambda _: {"days": 90}), counts=lambda r: r.number > 1),
)  # fmt: skip
OVERSIGHT = (
    Look("sample", ("I50",), "oversight", "oversight.sample_for_second_look",
         lambda s: oversight.drawn(s.name, size=None, **s.bounded), since=_of("at"), period=True, urgency=WAITS,
         shape=lambda rows, _at: rows[:DRAWN]),
    Look("one-record", ("I60",), "oversight", "evidence.collated_record", _asks(WRITERS, Writers), period=True,
         everywhere=True, counts=lambda r: len(r.written_by) == 1),
)  # fmt: skip
LOOKS = GRADING + RESPONSE + RETURN + PLANS + PLACEMENTS + OVERSIGHT
