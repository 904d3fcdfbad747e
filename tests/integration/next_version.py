"""A card whose next version comes into force tomorrow: for what a page says of it and what it would touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sightline.audit.moments import day_of
from sightline.engine import Card
from sightline.engine.model import Clock, Condition, Timing
from sightline.episodes.protocol import protocols

REVIEW = "WMP-REVIEW-01"  # once the category is missing: the supervisor reviews the risk, as often as the area says
Put = Callable[[Card], None]


def with_next(at: datetime, *, condition: Condition | None = None, **timing: Any) -> Card:
    """The review card with a version that comes into force tomorrow."""
    card = protocols().cards[REVIEW]
    old = card.versions[-1]
    assert isinstance(old.body, Clock)
    duty = old.body.duties[0]
    duty = replace(duty, timing=Timing(**timing)) if timing else duty
    body, starts = replace(old.body, duties=(duty,)), day_of(at) + timedelta(days=1)
    new = replace(old, in_force_from=starts, body=body, condition=condition or old.condition)
    return replace(card, versions=(old, new))
