"""Says why, in plain words: what the card does here, our reading of the source, and the facts that made it so."""

from __future__ import annotations

from sightline.engine.answer import Answer
from sightline.engine.assessment import Reason
from sightline.engine.model import Card, Condition, Version
from sightline.engine.weigh import Scales


def because(card: Card, version: Version, scales: Scales, about: str, effect: str) -> Reason:
    """A reason: the effect, the reading, and the facts behind it."""
    says = " ".join(part for part in (effect, version.reading, grounds(version.condition, scales)) if part)
    return Reason(card.id, says, version.citation, about)


def grounds(condition: Condition, scales: Scales) -> str:
    """The facts that made a card act, in its own words; and the exceptions nobody has answered."""
    yes = [f for f in (*condition.applies_when, *condition.and_any_of) if scales.fact(f) is Answer.YES]
    if condition.counts:
        yes.append(f"{condition.counts.replace('_', ' ')}: {scales.measures.get(condition.counts, 'at least')} "
                   f"(from {condition.at_least})")  # fmt: skip
    asked = [f for f in condition.unless if scales.fact(f) is Answer.NOT_KNOWN]
    because = f"Here: {'; '.join(yes)}." if yes else ""
    unless = f"Not known, and it would change this: {'; '.join(asked)}." if asked else ""
    return " ".join(part for part in (because, unless) if part)


def challenge(proposed: str, advised: str, reasons: list[Reason]) -> str:
    """What a reason must answer when a lower level is proposed than the facts support."""
    cards = " ".join(r.says for r in reasons)
    return f"The facts support {advised}; {proposed} is proposed. Say what answers this: {cards}"
