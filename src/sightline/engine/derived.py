"""The facts the engine works out: each is answered by exactly one function here. Reads nothing but the situation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sightline.engine.answer import Answer, known_as
from sightline.engine.situation import Situation

CHILDRENS_PLACEMENTS = ("children's home", "foster care", "secure home", "supported accommodation")
AT_HOME = ("family home", "kinship care", "private fostering")
A_WEEK = 7  # days
ADULT_CARE = ("hospital", "mental health unit", "adult care home")


@dataclass(frozen=True, slots=True)
class Standing:
    """A situation with what has been weighed so far: categories and the risk level stay open until they are decided."""

    situation: Situation
    categories: frozenset[str] | None = None
    risk: str | None = None
    serious_not_immediate: bool | None = None

    def told(self, fact: str) -> Answer:
        """What people answered."""
        return self.situation.answers.get(fact, Answer.NOT_KNOWN)


Function = Callable[[Standing], Answer]
FUNCTIONS: dict[str, Function] = {}
READS: dict[str, tuple[str, ...]] = {}  # the answers of people that a derived fact rests on
AFTER_CATEGORY = "the category is "
AFTER_RISK = "the risk is "


def answers(phrase: str, *reads: str) -> Callable[[Function], Function]:
    """Register the one function that answers a phrase, and the answers of people it reads."""

    def register(function: Function) -> Function:
        FUNCTIONS[phrase] = function
        READS[phrase] = reads
        return function

    return register


def _age_from(lowest: int, below: int, standing: Standing) -> Answer:
    """Whether the age in years lies from `lowest` up to, not including, `below`. An age nobody knows is not known."""
    age = standing.situation.age
    return known_as(None if age is None else lowest <= age < below)


def _stage(stage: str, standing: Standing) -> Answer:
    """Whether the situation is at that stage."""
    return known_as(standing.situation.stage == stage)


def _setting(settings: tuple[str, ...], standing: Standing) -> Answer:
    """Whether the person lives in one of these settings; not known where the setting is not."""
    setting = standing.situation.setting
    return known_as(None if setting == "unknown" else setting in settings)


def _category(category: str, standing: Standing) -> Answer:
    """Whether the category holds: recorded, or what the cards require. Not known while several are open."""
    return known_as(None if standing.categories is None else category in standing.categories)


def _risk(levels: tuple[str, ...], standing: Standing) -> Answer:
    """Whether the level in use is one of these."""
    return known_as(None if standing.risk is None else standing.risk in levels)


AGES = {
    "is a child": (0, 18),
    "is an adult": (18, 200),
    "is under 13": (0, 13),
    "is under 14": (0, 14),
    "is under 16": (0, 16),
    "is 16 or 17": (16, 18),
}
for _phrase, (_lowest, _below) in AGES.items():
    FUNCTIONS[_phrase] = partial(_age_from, _lowest, _below)
for _name in ("report", "found", "closing", "placement", "school absence"):
    FUNCTIONS[f"stage is {_name}"] = partial(_stage, _name)
for _name in ("missing", "absent", "unauthorised absence", "away from placement without authorisation", "absconder"):
    FUNCTIONS[AFTER_CATEGORY + _name] = partial(_category, _name)
for _name in ("none", "low", "medium", "high"):
    FUNCTIONS[AFTER_RISK + _name] = partial(_risk, (_name,))
FUNCTIONS["the risk is medium or high"] = partial(_risk, ("medium", "high"))
LIVES_IN = {
    "lives in foster care": ("foster care",),
    "lives in a children's home": ("children's home",),
    "lives in a placement": CHILDRENS_PLACEMENTS,
    "lives at home": AT_HOME,
    "lives in an adult care setting": ADULT_CARE,
}
for _phrase, _settings in LIVES_IN.items():
    FUNCTIONS[_phrase] = partial(_setting, _settings)


@answers("whereabouts are not known", "whereabouts are known", "whereabouts are claimed but not confirmed")
def whereabouts_not_known(standing: Standing) -> Answer:
    """At the report, whereabouts are unknown until somebody confirms them; a claim alone does not (C13, C26)."""
    if standing.situation.stage != "report":
        return Answer.NO
    claimed = standing.told("whereabouts are claimed but not confirmed") is Answer.YES
    return known_as(standing.told("whereabouts are known") is not Answer.YES or claimed)


@answers("has a current trigger plan")
def has_trigger_plan(standing: Standing) -> Answer:
    """Whether a trigger plan was handed over with the situation (C25)."""
    return known_as(standing.situation.trigger_plan is not None)


@answers("has no current trigger plan")
def no_trigger_plan(standing: Standing) -> Answer:
    """The opposite: nobody has planned for this person (D93, I34)."""
    return has_trigger_plan(standing).opposite


@answers("was recorded at medium or high before")
def was_medium_or_high(standing: Standing) -> Answer:
    """Whether any earlier episode was recorded at medium or high; not known where there is no earlier level (I11)."""
    levels = standing.situation.previous_risk_levels
    return known_as(any(level in ("medium", "high") for level in levels) if levels else None)


@answers("became looked after within the last week")
def just_looked_after(standing: Standing) -> Answer:
    """Whether the child has been looked after for seven days or fewer; not known where the days are not (A58)."""
    days = standing.situation.measures.get("days_looked_after")
    return known_as(None if days is None else days <= A_WEEK)


@answers("the risk was recorded high in this episode")
def recorded_high(standing: Standing) -> Answer:
    """Whether the level now on the record of this episode is high (B4)."""
    return known_as(standing.situation.recorded_risk == "high")


@answers("the risk is serious but not immediate")
def serious_not_immediate(standing: Standing) -> Answer:
    """Two axes: serious harm that is not about to happen needs a plan (C46)."""
    return known_as(standing.serious_not_immediate)


def _either(standing: Standing, phrase: str) -> Answer:
    """The strongest of the answers a phrase rests on."""
    return max(standing.told(read) for read in READS[phrase])


@answers(
    "seen safe and well, or excused",
    "safe and well check recorded",
    "a decision against a safe and well check is recorded",
)
def seen_or_excused(standing: Standing) -> Answer:
    """The check is recorded, or a reasoned decision against it is (C82)."""
    return _either(standing, "seen safe and well, or excused")


@answers("return interview offered or declined", "return interview offered", "declined the return interview")
def interview_settled(standing: Standing) -> Answer:
    """An interview that was declined was offered (D97)."""
    return _either(standing, "return interview offered or declined")


@answers("the question of referral is settled", "children's services told", "a decision on referral is recorded")
def referral_settled(standing: Standing) -> Answer:
    """Children's services know of the episode, or somebody decided otherwise and said why (I17)."""
    return _either(standing, "the question of referral is settled")
