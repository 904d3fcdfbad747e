"""Reading appeals: the public's page while one is published, and everything of it for those who may see the episode.

The public's page ends with its address: found, taken down or past its end, it says nothing of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.sharing.models import Appeal, RescueAlert
from sightline.sharing.publicity_text import lines_of, plain_text, social_text


@dataclass(frozen=True, slots=True)
class Poster:
    """What the public reads: nothing that is not on the appeal's list."""

    says: str
    lines: tuple[tuple[str, str], ...]
    phone: str
    reference: str
    photo: str
    photo_alt: str
    text: str
    social: str


def poster_of(appeal: Appeal) -> Poster:
    """An appeal as the public reads it; whoever writes it sees the same beforehand."""
    reference = appeal.episode.reference
    return Poster(
        says=appeal.says, lines=tuple(lines_of(appeal.fields)), phone=appeal.phone, reference=reference,
        photo=appeal.photo, photo_alt=appeal.photo_alt,
        text=plain_text(appeal.fields, appeal.says, appeal.phone, reference),
        social=social_text(appeal.fields, appeal.phone, reference),
    )  # fmt: skip


def shown_at(token: str, at: datetime) -> Poster | None:
    """The appeal of an address while the public may see it; None once it ended, was taken down, or never was."""
    rows = Appeal.objects.select_related("episode").filter(token=token, state="published", link_ended_at=None)
    appeal = rows.filter(expires_at__gt=at).first()
    return poster_of(appeal) if appeal else None


def was_shown(token: str) -> bool:
    """Whether an address once was an appeal's: search engines then forget it, where they would try another again."""
    return Appeal.objects.filter(token=token).exists()


def appeals_of(episode: int) -> list[Appeal]:
    """Every appeal of an episode with its outlets and decisions, newest first. The gate was passed before."""
    rows = Appeal.objects.filter(episode_id=episode).select_related("episode", "picture")
    return list(rows.prefetch_related("outlets", "decisions").order_by("-written_at"))


def alerts_of(episode: int) -> list[RescueAlert]:
    """Every child rescue alert considered in an episode, newest first."""
    return list(RescueAlert.objects.filter(episode_id=episode).order_by("-considered_at"))
