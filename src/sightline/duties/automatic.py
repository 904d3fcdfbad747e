"""The few things the watcher does itself when a deadline passes.

It may only raise concern, never lower or close (DESIGN section 3).
"""

from __future__ import annotations

from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.queries import agency
from sightline.duties.models import Duty
from sightline.episodes.actions.absence import report_from_absence
from sightline.episodes.models import Episode

BECAUSE = "Six hours have passed and nobody has recorded a return: reported to the police automatically."


def _on_behalf_of(agency_id: int, post: int) -> Actor:
    own = agency(agency_id)
    return Actor(
        user=0, name=f"Sightline, for {own.name}", post=post, role="registered manager", rank="system", agency=own.pk,
        agency_name=own.name, agency_kind=own.kind, area=own.area, desks=(),
    )  # fmt: skip


def act(duty: Duty, episode: Episode, at: datetime) -> bool:
    """Turn a watched absence into a missing report when the duty to notify the police falls due (D2, C65).

    True if it acted.
    """
    if duty.do != "notify the police" or episode.state != "absence" or episode.owner_post_id is None:
        return False
    actor = _on_behalf_of(episode.owner_agency_id, episode.owner_post_id)
    report_from_absence(episode=episode.pk, by=actor, at=at, because=BECAUSE, source="watcher")
    return True
