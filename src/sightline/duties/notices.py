"""Telling desks, acknowledging, and going up the chain when nobody answers.

Each notice and each escalation exists once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import is_restricted
from sightline.access.models import Desk
from sightline.audit.record import WATCHER, append
from sightline.audit.refusal import NotForYou
from sightline.duties.desks import Finder
from sightline.duties.live import changed
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.episodes.models import Episode, Handover
from sightline.episodes.snapshot import take

# Who is told next where a card names no chain: the ranks above, then whoever answers for the agency that stays silent.
WITHOUT_A_CHAIN = {
    "police": ("duty inspector", "force incident manager", "superintendent"),
    "council": ("team manager",),
    "children's home": ("social worker", "duty inspector"),
    "fostering": ("social worker", "duty inspector"),
    "interview provider": ("social worker", "team manager"),
}


def tell(
    desk: Desk, episode: Episode, *, kind: str, says: str, at: datetime, key: str, within_minutes: int = 10,
    chain: Sequence[str] = (), duty: Duty | None = None, level: int = 0,
) -> Notice | None:  # fmt: skip
    """Tell a desk something it must acknowledge.

    The key makes it happen once, however often it is asked for. None: told before.
    """
    notice, made = Notice.objects.get_or_create(
        key=f"{key} level {level}",
        defaults={
            "episode": episode, "duty": duty, "desk": desk, "kind": kind, "says": says[:300], "level": level,
            "chain": list(chain), "told_at": at, "acknowledge_by": at + timedelta(minutes=within_minutes),
            "again_minutes": within_minutes,
        },
    )  # fmt: skip
    if not made:
        return None
    if not is_restricted(episode.person_id):  # a desk's telephone is read by people outside the named list
        _send(notice, desk, at)
    body = {"desk": desk.name, "says": says, "acknowledge by": notice.acknowledge_by, "level": level}
    append(
        "desk told",
        by=WATCHER,
        happened_at=at,
        recorded_at=at,
        person=episode.person_id,
        episode=episode.pk,
        body=body,
        source="watcher",
    )
    changed(desks=[desk.pk], episode=episode.pk)
    return notice


def _send(notice: Notice, desk: Desk, at: datetime) -> None:
    """Put the notice among what is sent after the commit."""
    to, key = f"{desk.name}, {desk.phone}", f"notice {notice.pk}"
    message = Outgoing(key=key, channel="spool", to=to, says=notice.says, made_at=at, next_try_at=at)
    Outgoing.objects.bulk_create([message], ignore_conflicts=True)


def end_notices(duties: Sequence[int], at: datetime) -> None:
    """A duty that is met or no longer due needs nobody's acknowledgement any more."""
    if duties:
        Notice.objects.filter(duty_id__in=duties, acknowledged_at=None, ended_at=None).update(ended_at=at)


def tell_of_handover(episode: Episode, at: datetime) -> None:
    """The desk an episode is offered to must know it at once; once it has answered, nobody need acknowledge."""
    for offer in Handover.objects.filter(episode=episode, answered_at=None).select_related("to_desk", "from_agency"):
        says = f"Handover offered by {offer.from_agency.name}: {episode.person.name}"
        tell(offer.to_desk, episode, kind="handover", says=says, at=at, key=f"handover {offer.pk}", within_minutes=15)
    answered = [f"handover {pk} " for pk in episode.handovers.exclude(answered_at=None).values_list("pk", flat=True)]
    for key in answered:
        waiting = Notice.objects.filter(key__startswith=key, acknowledged_at=None, ended_at=None)
        waiting.update(ended_at=at)


@transaction.atomic
def acknowledge(*, notice: int, by: Actor, at: datetime) -> Notice:
    """Say: I know, and it is mine to act on. Only the desk's own people can. Acknowledging twice changes nothing.

    Somebody knows now: what the same silence told others, up or down the chain, needs no answer any more.
    """
    found = Notice.objects.filter(pk=notice, desk__in=by.desks).values_list("episode", flat=True).first()
    if found is None:
        raise NotForYou
    Episode.objects.select_for_update().get(pk=found)  # always before the notice: writers never wait in a circle
    row = Notice.objects.select_for_update(of=("self",)).select_related("desk", "episode__person").get(pk=notice)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, by.name
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        others = Notice.objects.filter(key__startswith=f"{_base(row)} level ", acknowledged_at=None, ended_at=None)
        desks = {row.desk_id, *others.values_list("desk", flat=True)}
        others.update(ended_at=at)
        body = {"notice": row.pk, "desk": row.desk.name, "says": row.says}
        append("notice acknowledged", by=by.author, happened_at=at, recorded_at=at, person=row.episode.person_id,
               episode=row.episode_id, body=body)  # fmt: skip
        changed(desks=desks, episode=row.episode_id)
    return row


def _base(notice: Notice) -> str:
    """What the notices of one chain have in common."""
    return notice.key.rsplit(" level ", 1)[0]


def somebody_is_being_told(duty: Duty) -> bool:
    """Whether a notice of this duty still waits for its acknowledgement, on whatever desk."""
    return Notice.objects.filter(duty=duty, acknowledged_at=None, ended_at=None).exists()


def _next(notice: Notice) -> tuple[str, list[str], int]:
    """The role told next, the roles after it, and within how many minutes it must answer."""
    chain = list(notice.chain)
    if not chain and notice.level == 0:
        chain = [role for role in WITHOUT_A_CHAIN.get(notice.desk.agency.kind, ()) if role != notice.desk.role]
    if chain:
        return chain[0], chain[1:], notice.again_minutes
    # The end of the chain is told again and again, less often each time: silence stays on the board, not in its way.
    return notice.desk.role, [], min(24 * 60, max(60, 2 * notice.again_minutes))


def escalate(notice: Notice, at: datetime) -> Notice | None:
    """Nobody acknowledged in time.

    Tell the next in the chain. At the chain's end the last desk is told again, less often each time.
    """
    notice.escalated_at = at
    notice.save(update_fields=["escalated_at"])
    role, rest, minutes = _next(notice)
    episode = notice.episode
    taken = take(person=episode.person_id, at=at, episode=episode.pk)
    # First the agency that stays silent: of two police areas, the ranks that answer for the silent one.
    own = Desk.objects.filter(agency=notice.desk.agency_id, role=role).first()
    desk = own or Desk.objects.get(pk=Finder(episode, taken).desk(role) or notice.desk_id)
    if desk.pk == notice.desk_id:
        Notice.objects.filter(pk=notice.pk).update(ended_at=at)  # the same desk is asked once at a time
    silent = f"Not acknowledged by {notice.desk.name}: "
    says = notice.says if notice.says.startswith("Not acknowledged") else silent + notice.says
    return tell(
        desk,
        episode,
        kind="escalation",
        says=says,
        at=at,
        key=_base(notice),
        duty=notice.duty,
        within_minutes=minutes,
        chain=rest,
        level=notice.level + 1,
    )
