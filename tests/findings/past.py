"""Episodes that lie in the past and are closed, for the tests of what is counted over many of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.episodes.models import Episode
from tests.people import Cast


def episode_before(
    cast: Cast, at: datetime, name: str, days: int, category: str = "missing", police: str = "Northmoor Police"
) -> Episode:
    """An episode opened so many days before and closed six hours later."""
    owner, opened = cast.agency(police), at - timedelta(days=days)
    return Episode.objects.create(
        person=cast.person(name), area=owner.area, owner_agency=owner, state="closed", category=category,
        risk="medium" if category == "missing" else "none", opened_at=opened, last_seen_at=opened,
        closed_at=opened + timedelta(hours=6),
    )  # fmt: skip
