"""Which categories the cards require, open and bar. Knows no risk, no duty and no proposal but the category in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.engine.answer import Answer
from sightline.engine.assessment import Reason
from sightline.engine.explain import because
from sightline.engine.model import THE_PLAN, Card, Category, Version
from sightline.engine.protocols import InForce
from sightline.engine.situation import Situation
from sightline.engine.weigh import Scales


@dataclass(slots=True)
class Categories:
    """What was found about the categories; sets keep the order in which cards named them."""

    required: dict[str, None] = field(default_factory=dict)
    opened: dict[str, None] = field(default_factory=dict)
    barred: dict[str, None] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)  # barred outright, not only until a question is answered
    unanswered: dict[str, list[str]] = field(default_factory=dict)
    deploy_at_once: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def usable(self) -> tuple[str, ...]:
        """Categories that may be used: opened or required, and not barred."""
        return tuple(c for c in {**self.opened, **self.required} if c not in self.barred)

    @property
    def applying(self) -> tuple[str, ...]:
        """Categories that apply: those required, else the only one that is open."""
        required = tuple(c for c in self.required if c not in self.barred)
        return required or (self.usable if len(self.usable) == 1 else ())


def categorise(cards: InForce, situation: Situation, scales: Scales) -> Categories:
    """Weigh every category card. A bar by any card bars (C10-C34)."""
    found = Categories()
    for card, version in cards:
        body = version.body
        if isinstance(body, Category) and scales.acts(version.condition):
            _require(found, card, version, body, situation, scales)
            _bar(found, card, version, body, scales)
            found.deploy_at_once |= body.deploy_at_once
    return found


def _require(found: Categories, card: Card, version: Version, body: Category, s: Situation, scales: Scales) -> None:
    plan = s.trigger_plan.category if s.trigger_plan else None
    required = [plan if c == THE_PLAN else c for c in body.requires]
    names = [c for c in required if c]
    if names:
        found.required |= dict.fromkeys(names)
        found.reasons.append(because(card, version, scales, "required", f"Use {' and '.join(names)}."))
    found.opened |= dict.fromkeys(body.opens)
    if body.deploy_at_once:
        found.reasons.append(because(card, version, scales, "deploy", "Send officers now; ask the rest later."))


def _bar(found: Categories, card: Card, version: Version, body: Category, scales: Scales) -> None:
    if body.bars:
        found.barred |= dict.fromkeys(body.bars)
        found.forbidden |= set(body.bars)
        found.reasons.append(because(card, version, scales, "bar", f"Not {' or '.join(body.bars)}."))
    unanswered = [f for f in body.needs_answers if scales.fact(f) is Answer.NOT_KNOWN]
    if unanswered:
        for category in body.opens:
            found.barred[category] = None
            found.unanswered.setdefault(category, []).extend(unanswered)
        says = f"Not {' or '.join(body.opens)} while this is not known: {', '.join(unanswered)}."
        found.reasons.append(because(card, version, scales, "bar", says))
