"""An appeal for Aisha at every stage, for the tests of publicity. Knows no screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sightline.episodes.actions.attach import attach
from sightline.episodes.models import Episode
from sightline.sharing import publicity, publicity_decide
from sightline.sharing.models import Appeal
from sightline.sharing.publicity import Put, Wording
from sightline.sharing.publicity_decide import Heard, Weighed
from tests.integration.pictures import plain_picture
from tests.integration.web.reported import decided, reported
from tests.people import Cast

CHOSEN = ("name", "age", "looks", "clothing", "last seen", "since")
TYPED = {"looks": "Slim, long dark hair", "clothing": "Grey coat", "last seen": "The coach station, Northmoor"}
HEARD = (
    Heard("the family", "agrees", "Her aunt, by telephone."), Heard("the parents", "is against it", "Her mother."),
    Heard("the team manager", "agrees", "Stephen Lockyer, rung at seven."),
)  # fmt: skip
OUTLETS = (
    Put("Northmoor Police on social media", "social media", "a post"),
    Put("Northmoor Post", "newspaper", "p. 3"),
)


def missing(cast: Cast, at: datetime, name: str = "Aisha") -> Episode:
    """Somebody decided missing at high risk."""
    episode = reported(cast, at, name)
    decided(cast, episode, at)
    return episode


def wording(at: datetime, **more: Any) -> Wording:
    """What the appeal says, ending in a week."""
    said: dict[str, Any] = {"chosen": CHOSEN, "typed": TYPED, "phone": "101", "expires_at": at + timedelta(days=7),
                            "says": "We are worried about Aisha. Have you seen her?"}  # fmt: skip
    return Wording(**said | more)


def drafted(cast: Cast, episode: Episode, at: datetime, *, photo: bool = False, **more: Any) -> Appeal:
    """A draft by the investigating officer."""
    who = cast.actor("investigating officer")
    if photo:
        row = attach(episode=episode.pk, by=who, at=at, title="Aisha in the summer", data=plain_picture())
        more |= {"picture": row.pk, "photo_alt": "Aisha, smiling, in a grey coat"}
    return publicity.write_appeal(episode=episode.pk, by=who, at=at, wanted=wording(at, **more))


def weighed(**more: Any) -> Weighed:
    """A decision for it, after hearing family, parents and team manager."""
    said: dict[str, Any] = {
        "agrees": True, "because": "Seen at the coach station at six, says the driver; a picture may find who saw her.",
        "helps": "It helps: many people pass there.", "risks": "Those who hold her may move her.", "urgent": "no",
        "proportionate": "Her life is in danger; her privacy weighs less for these days.", "consulted": HEARD,
        "authorised_by": "Miriam Castell, superintendent",
    }  # fmt: skip
    return Weighed(**said | more)


def agreed(cast: Cast, appeal: Appeal, at: datetime, role: str = "superintendent", **more: Any) -> Appeal:
    """The appeal, agreed to."""
    publicity_decide.decide(appeal=appeal.pk, version=appeal.version, by=cast.actor(role), at=at,
                            weighed=weighed(**more))  # fmt: skip
    appeal.refresh_from_db()
    return appeal


def published(cast: Cast, episode: Episode, at: datetime, **more: Any) -> Appeal:
    """The appeal, published on our own page, on social media and in a newspaper."""
    ready = agreed(cast, drafted(cast, episode, at, **more), at)
    return publicity.publish(appeal=ready.pk, version=ready.version, by=cast.actor("investigating officer"), at=at,
                             outlets=OUTLETS)  # fmt: skip
