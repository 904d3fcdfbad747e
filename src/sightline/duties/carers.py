"""What a carer adds while an episode is open: the desk that owns it is told in the same moment (D17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.duties.notices import tell
from sightline.episodes.actions import care_checks
from sightline.episodes.models import Episode


@transaction.atomic
def tell_update(*, episode: int, by: Actor, at: datetime, says: str, tonight: Mapping[str, str]) -> Episode:
    """Add what is different tonight; the owner's desk gets a notice it must acknowledge (D17)."""
    row, number = care_checks.tell_update(episode=episode, by=by, at=at, says=says, tonight=tonight)
    if row.owner_desk:
        text = f"New from {by.agency_name} about {row.person.name}: {says.strip() or '; '.join(tonight.values())}"
        tell(row.owner_desk, row, kind="update", says=text, at=at, key=f"update {number}")
    return row
