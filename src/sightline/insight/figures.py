"""The looks at figures: rows that count by agency, hour, home or group and are about nobody.

A figure counts everybody, so it is for those who may count everybody: see `EVERYBODY`.
"""

from __future__ import annotations

from datetime import timedelta

from sightline.access.gate import SEES_THE_REGISTER
from sightline.insight import (
    counting,
    grading,
    homes,
    oversight,
    placements,
    plans,
    reports,
    response,
    returns,
    treatment,
)
from sightline.insight.looks import COUNCIL, WAITS, Look

EVERYBODY = SEES_THE_REGISTER

GRADING = (
    Look("definitions", ("I1",), "grading", "grading.definitions_used",
         lambda s: grading.definitions_used(**s.bounded), period=True, about=False, kinds=EVERYBODY),
    Look("attempts", ("I3",), "grading", "grading.attempts", lambda s: grading.attempts(**s.bounded), period=True,
         about=False, kinds=EVERYBODY, counts=lambda r: r.refused + r.challenged),
    Look("absent-shares", ("I5",), "grading", "grading.absent_shares", lambda s: grading.absent_shares(**s.bounded),
         period=True, about=False, kinds=EVERYBODY, counts=lambda r: r.absent if r.by == "hour" else 0),
)  # fmt: skip
RESPONSE = (
    Look("notice-use", ("I23",), "response", "response.notice_use",
         lambda s: response.notice_use(at=s.at, since=s.since), period=True, about=False, kinds=EVERYBODY,
         counts=lambda r: max(r.broken - r.followed_up, 0)),
)  # fmt: skip
RETURN = (
    Look("waiting", ("I65",), "return", "homes.interviews_waiting",
         lambda s: homes.interviews_waiting(at=s.at, area=s.area or ""), urgency=WAITS, about=False, kinds=EVERYBODY,
         counts=lambda r: r.over_72_hours, since=lambda r, at: at - r.oldest if r.oldest else None),
    Look("checks", ("I30",), "return", "returns.safe_and_well_checks",
         lambda s: returns.safe_and_well_checks(**s.bounded), period=True, about=False, kinds=EVERYBODY,
         counts=lambda r: r.overdue + r.undone_without_reason),
    Look("interviews-by-group", ("I32",), "return", "returns.interviews_by_group",
         lambda s: returns.interviews_by_group(**s.bounded), period=True, about=False, kinds=EVERYBODY,
         counts=lambda r: r.found - r.offered if r.group == "every found child" else 0),
    Look("themes", ("I47",), "return", "treatment.feedback_themes", lambda s: treatment.feedback_themes(**s.bounded),
         period=True, about=False, kinds=EVERYBODY, counts=lambda r: r.complaints),
)  # fmt: skip
PLANS = (
    Look("coverage", ("I34",), "plans", "plans.trigger_plan_coverage",
         lambda s: [plans.trigger_plan_coverage(at=s.at, area=s.area or "")], about=False, kinds=EVERYBODY,
         counts=lambda r: r.repeat - r.repeat_with_plan),
)  # fmt: skip
PLACEMENTS = (
    Look("effect-of-moving", ("I64",), "placements", "placements.effect_of_moving",
         lambda s: placements.effect_of_moving(at=s.at, area=s.area or ""), about=False, kinds=EVERYBODY,
         counts=lambda r: max(r.episodes_after - r.episodes_before, 0)),
    Look("from-care", ("I58",), "placements", "reports.missing_from_care",
         lambda s: reports.missing_from_care(at=s.at, council=s.agency, since=s.since), period=True, about=False,
         kinds=COUNCIL, counts=lambda r: r.episodes - r.checked),
)  # fmt: skip
HOMES = (
    Look("homes", ("I54",), "homes", "homes.by_home", lambda s: homes.by_home(**s.bounded), period=True, about=False,
         kinds=EVERYBODY, counts=lambda r: r.conference_asked_at is not None,
         since=lambda r, _at: r.conference_asked_at),
    Look("completeness", ("I63",), "homes", "homes.report_completeness",
         lambda s: homes.report_completeness(**s.bounded), period=True, about=False, kinds=EVERYBODY,
         counts=lambda r: r.share < 0.5),
    Look("beds", ("I44", "I55"), "homes", "homes.places_of_safety",
         lambda s: homes.places_of_safety(area=s.area or "", out_of_hours=True), about=False,
         counts=lambda r: not r.telephone),
)  # fmt: skip
OVERSIGHT = (
    Look("issues", ("I48",), "oversight", "oversight.issues",
         lambda s: oversight.issues(at=s.at, area=s.area or ""), urgency=WAITS, about=False, words=True,
         counts=lambda r: not r.answer, since=lambda r, at: at - timedelta(days=r.days)),
    Look("reports", ("I51", "I58"), "oversight", "reports.reports_due",
         lambda s: reports.reports_due(at=s.at, area=s.area or ""), urgency=WAITS, about=False,
         counts=lambda r: r.overdue, since=lambda r, _at: r.due_on),
    Look("deciders", ("I50",), "oversight", "oversight.second_looks", lambda s: oversight.second_looks(**s.bounded),
         period=True, about=False, kinds=EVERYBODY, counts=lambda r: r.not_agreed + r.raised_later),
    Look("contributions", ("I53",), "oversight", "oversight.who_contributes",
         lambda s: oversight.who_contributes(**s.bounded), period=True, about=False, kinds=EVERYBODY,
         counts=lambda r: r.entries == 0),
    Look("repeat-and-long-term", ("I43",), "oversight", "counting.repeat_and_long_term",
         lambda s: [counting.repeat_and_long_term(at=s.at, area=s.area or "")], about=False, kinds=EVERYBODY,
         counts=lambda r: r.repeat_not_shown),
)  # fmt: skip
LOOKS = GRADING + RESPONSE + RETURN + PLANS + PLACEMENTS + HOMES + OVERSIGHT
