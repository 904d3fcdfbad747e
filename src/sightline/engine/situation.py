"""What the engine is asked: one person at one moment, and what somebody proposes. Holds no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.engine.answer import Answer


@dataclass(frozen=True, slots=True)
class TriggerPlan:
    """A current trigger plan: what it prescribes for the next time."""

    category: str | None = None
    risk: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision somebody wants to record, in their words."""

    category: str | None = None
    risk: str | None = None
    close: bool = False
    confirm_placement: bool = False
    decision: str | None = None  # any other decision of the vocabulary, such as a signature
    by: str | None = None
    because: str = ""
    returned_to: str | None = None
    answer_to_challenge: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """One person at one moment. `answers` holds what people answered; whatever is not there is not known.

    `measures` are whole numbers; one that is missing is not known. `recorded_category`, `recorded_risk` and
    `recorded_axes` (how serious, how soon) are what this episode holds now; `previous_risk_levels` are those of
    earlier episodes, oldest first.
    """

    area: str
    stage: str = "report"
    age: int | None = None
    sex: str = "unknown"
    setting: str = "unknown"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    trigger_plan: TriggerPlan | None = None
    previous_risk_levels: tuple[str, ...] = ()
    recorded_risk: str | None = None
    recorded_category: str | None = None
    recorded_axes: tuple[str, str] | None = None
    proposed: Proposal | None = None
