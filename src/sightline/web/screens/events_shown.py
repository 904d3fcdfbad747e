"""Events for a timeline with agencies by name, because the record holds their numbers. Reads no other table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sightline.access.queries import agency_names
from sightline.audit.queries import Happening

AGENCIES = ("agency", "provider", "authority")
SHOWN = ("id", "kind", "happened_at", "recorded_at", "by_name", "role", "source")


def by_name(timeline: Sequence[Happening]) -> list[dict[str, Any]]:
    """The events as a timeline shows them, in their order."""
    numbers = {v for e in timeline for k, v in e.body.items() if k in AGENCIES and isinstance(v, int)}
    names = agency_names(numbers) if numbers else {}

    def named(key: str, value: Any) -> Any:
        return names.get(value, value) if key in AGENCIES and isinstance(value, int) else value

    return [
        {name: getattr(event, name) for name in SHOWN} | {"body": {k: named(k, v) for k, v in event.body.items()}}
        for event in timeline
    ]
