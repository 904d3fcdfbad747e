"""The risk floor, the level the facts support, and the two axes. Never lowers anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.engine.assessment import Reason
from sightline.engine.explain import because
from sightline.engine.model import THE_PLAN, Risk
from sightline.engine.protocols import InForce
from sightline.engine.situation import Situation
from sightline.engine.vocabulary import RISK_LEVELS
from sightline.engine.weigh import Scales


@dataclass(slots=True)
class Grade:
    """The highest of what the risk cards say."""

    floor: str = "none"
    supported: str = "none"
    seriousness: str = "none"
    immediacy: str = "none"
    deploy_at_once: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def advised(self) -> str:
        """The level the facts support, never below the floor."""
        return highest(self.floor, self.supported)

    @property
    def serious_not_immediate(self) -> bool | None:
        """Whether serious harm is possible and not about to happen; not known where no card spoke of seriousness."""
        if self.seriousness == "none":
            return None
        return self.seriousness == "high" and self.immediacy != "high"


def highest(*levels: str) -> str:
    """The highest of some risk levels."""
    return max(levels, key=RISK_LEVELS.index)


def below(level: str, other: str) -> bool:
    """Whether a risk level lies below another."""
    return RISK_LEVELS.index(level) < RISK_LEVELS.index(other)


def grade(cards: InForce, situation: Situation, scales: Scales) -> Grade:
    """Weigh every risk card. The highest floor and the highest advice win (C40-C49)."""
    found = Grade()
    plan = situation.trigger_plan.risk if situation.trigger_plan else None
    for card, version in cards:
        body = version.body
        if not isinstance(body, Risk) or body.questions or not scales.acts(version.condition):
            continue
        floor = (plan or "none") if body.floor == THE_PLAN else body.floor or "none"
        for about, level in (("floor", floor), ("advice", body.advises or "none")):
            if level != "none":
                effect = f"Not below {level}." if about == "floor" else f"The facts support {level}."
                found.reasons.append(because(card, version, scales, about, effect))
        found.floor = highest(found.floor, floor)
        found.supported = highest(found.supported, body.advises or "none")
        found.seriousness = highest(found.seriousness, body.seriousness or "none")
        found.immediacy = highest(found.immediacy, body.immediacy or "none")
        found.deploy_at_once |= body.deploy_at_once
    return found
