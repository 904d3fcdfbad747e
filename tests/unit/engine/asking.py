"""Asks the engine about one invented situation under a few invented cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from sightline.engine import Answer, Assessment, Proposal, Situation, assess
from sightline.engine.model import Category
from tests.unit.engine.cards import card, protocols

ON = date(2026, 1, 5)
WHY = "Her sister heard from her at six and named the friend."
AWAY = ("whereabouts are not known",)
OPENS = card("category", Category(opens=("missing", "absent")), id="A-OPEN-01", applies_when=AWAY)
YES, NO = Answer.YES, Answer.NO


def ask(*cards: Any, yes: tuple[str, ...] = (), no: tuple[str, ...] = (), **more: Any) -> Assessment:
    answers = dict.fromkeys(yes, YES) | dict.fromkeys(no, NO)
    return assess(protocols(*cards), Situation(area="here", answers=answers, **more), on=ON)


def propose(
    *cards: Any,
    risk: str | None = None,
    category: str | None = None,
    by: str = "duty inspector",
    because: str = WHY,
    yes: tuple[str, ...] = (),
    no: tuple[str, ...] = (),
    recorded_risk: str | None = None,
    **more: Any,
) -> Assessment:
    proposal = Proposal(category=category, risk=risk, by=by, because=because, **more)
    return ask(*cards, yes=yes, no=no, proposed=proposal, recorded_risk=recorded_risk)
