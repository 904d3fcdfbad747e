"""Reading duties and notices: the duty board, an episode's duties, the messages that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, When

from sightline.access.actor import Actor
from sightline.access.gate import open_person
from sightline.audit.behalf import of_system
from sightline.audit.refusal import NotForYou
from sightline.duties.models import Duty, Heartbeat, Notice, Outgoing
from sightline.episodes.models import Episode


def of_episode(episode: int) -> list[Duty]:
    """An episode's duties: open ones by urgency, then what was met or stopped."""
    rows = list(Duty.objects.filter(episode_id=episode).select_related("desk__agency"))
    return sorted(rows, key=lambda d: (d.state != "open", d.due_at is None, d.due_at or d.starts_at))


def _mine(actor: Actor) -> Q:
    return Q(desk__in=actor.desks) | Q(agency=actor.agency, who=actor.role)


def due(actor: Actor, at: datetime, *, within: timedelta = timedelta(days=7), limit: int = 60) -> list[Duty]:
    """The actor's open duties that are overdue or due soon, most urgent first."""
    rows = Duty.objects.filter(_mine(actor), state="open", due_at__lte=at + within)
    return list(rows.select_related("episode__person", "desk").order_by("due_at")[:limit])


def without_time(actor: Actor, at: datetime) -> list[Duty]:
    """The actor's open duties that have begun and for which the guidance gives no time: musts first, then newest."""
    rows = Duty.objects.filter(_mine(actor), state="open", due_at=None, starts_at__lte=at)
    order = Case(When(strength="must", then=0), When(strength="should", then=1), default=2)
    return list(rows.select_related("episode__person", "desk").order_by(order, "-starts_at"))


def unacknowledged(desks: Sequence[int]) -> list[Notice]:
    """What these desks were told and nobody has acknowledged, oldest deadline first."""
    rows = Notice.objects.filter(desk__in=desks, acknowledged_at=None, ended_at=None)
    return list(
        rows.select_related("episode__person", "person", "desk", "duty").order_by(
            "-level", F("acknowledge_by").asc(nulls_last=True)
        )
    )


@of_system("whom to ring of a notice about a person whose record is not open to the desk")
def to_ring(notices: Sequence[Notice]) -> dict[int, str]:
    """By notice, the agency that leads the search and its telephone; nothing else of the episode."""
    rows = Episode.every.filter(pk__in={n.episode_id for n in notices if n.episode_id}).select_related("owner_agency")
    known = {row.pk: f"{row.owner_agency.name}, {row.owner_agency.phone}".rstrip(", ") for row in rows}
    return {n.pk: known[n.episode_id] for n in notices if n.episode_id in known}


def count_unacknowledged(desks: Sequence[int]) -> int:
    """How many notices wait on these desks: the number beside “Duty board”."""
    return Notice.objects.filter(desk__in=desks, acknowledged_at=None, ended_at=None).count() if desks else 0


def told(episode: int) -> list[Notice]:
    """Everybody who was told of an episode, with who acknowledged and who stayed silent."""
    return list(Notice.objects.filter(episode_id=episode).select_related("desk__agency").order_by("told_at", "id"))


def failed_messages(limit: int = 50) -> list[Outgoing]:
    """Messages that could not be delivered yet: a failure is a row somebody sees, never a line in a log."""
    return list(Outgoing.objects.filter(sent_at=None).exclude(failed="").order_by("-made_at")[:limit])


def watcher_seen() -> datetime | None:
    """When a watcher last came round; None if never."""
    row = Heartbeat.objects.order_by("-at").first()
    return row.at if row else None


def one(actor: Actor, duty: int, *, at: datetime) -> Duty:
    """One duty of the actor's desk or agency, through the gate. Raises NotForYou whether it exists or not."""
    row = Duty.objects.select_related("episode__person", "desk__agency").filter(pk=duty).first()
    if row is None or not (row.desk_id in actor.desks or row.agency == actor.agency):
        raise NotForYou
    open_person(actor, row.episode.person_id, at=at, purpose="duty", screen="duty", episode=row.episode_id)
    return row
