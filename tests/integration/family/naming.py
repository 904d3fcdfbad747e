"""Daniel, missing from his family's home, and his mother, for the tests of families. Knows no screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sightline.episodes.models import Episode
from sightline.sharing import family
from sightline.sharing.models import FamilyContact
from tests.integration.web.reported import decided, reported
from tests.people import Cast

MOTHER = family.Relative("Abena Osei", "mother", phone="07700 900213", email="abena@example.org", language="Twi")


def missing(cast: Cast, at: datetime, name: str = "Daniel", harms: str = "no") -> Episode:
    """A missing person whose family may be told, unless `harms` says otherwise."""
    episode = reported(cast, at, name)
    decided(cast, episode, at)
    if harms:
        weigh(cast, episode, at, harms)
    return episode


def weigh(cast: Cast, episode: Episode, at: datetime, harms: str) -> None:
    """Somebody weighs whether telling the family would harm the person."""
    family.weigh_telling(episode=episode.pk, by=cast.actor("investigating officer"), at=at, harms=harms,
                         because="Asked Grace Adeyinka, who knows the family.")  # fmt: skip


def named(cast: Cast, episode: Episode, at: datetime, **more: Any) -> FamilyContact:
    """Tom Arkwright speaks with his mother, next in three hours."""
    said: dict[str, Any] = {"relative": MOTHER, "officer_phone": "01632 960700", "seen": 0,
                            "officer": cast.post("investigating officer").pk,
                            "next_update_at": at + timedelta(hours=3)}  # fmt: skip
    return family.name_contact(episode=episode.pk, by=cast.actor("investigating officer"), at=at, **said | more)
