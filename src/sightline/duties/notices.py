"""Telling desks, acknowledging, and going up the chain when nobody answers.

Each notice and each escalation exists once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from sightline.access.actor import Actor
from sightline.access.gate import is_restricted
from sightline.access.hours import answering
from sightline.access.models import Desk
from sightline.access.queries_rota import nobody_on_duty
from sightline.audit.record import WATCHER, appending
from sightline.audit.refusal import NotForYou
from sightline.duties.desks import Finder
from sightline.duties.live import CHANNEL, changed, payload
from sightline.duties.models import Duty, Notice
from sightline.episodes.models import Episode, Handover
from sightline.episodes.snapshot import take
from sightline.people.models import Person

# Who is told next where a card names no chain: the ranks above, then whoever answers for the agency that stays silent.
WITHOUT_A_CHAIN = {
    "police": ("duty inspector", "force incident manager", "superintendent"),
    "council": ("team manager",),
    "children's home": ("social worker", "duty inspector"),
    "fostering": ("social worker", "duty inspector"),
    "interview provider": ("social worker", "team manager"),
    "emergency duty team": ("team manager",),
}
NOT_ACKNOWLEDGED, NOBODY_ON_DUTY = "Not acknowledged by", "Nobody is on duty at"


WAITS = "A notice waits for this desk in Sightline. Open it there."
"""What leaves the system about a restricted record: a desk's telephone is read by people outside the named list."""
TELL = """
WITH told AS (
  INSERT INTO duties_notice (key, episode_id, person_id, duty_id, desk_id, kind, says, level, chain, told_at,
                             acknowledge_by, acknowledged_by, again_minutes)
  VALUES (%(key)s, %(episode)s, %(person)s, %(duty)s, %(desk)s, %(kind)s, %(says)s, %(level)s, %(chain)s, %(at)s,
          %(by)s, '', %(minutes)s)
  ON CONFLICT (key) DO NOTHING RETURNING id
), sent AS (
  INSERT INTO duties_outgoing (key, channel, "to", subject, says, made_at, next_try_at, tries, failed, trouble, receipt)
  SELECT 'notice ' || id, %(channel)s, %(to)s, '', %(message)s, %(at)s, %(at)s, 0, '', '', '' FROM told
  ON CONFLICT DO NOTHING
)
SELECT id, pg_notify(%(screens)s, %(changed)s), {event} FROM told
"""
KNOWN = """
WITH mine AS (
  UPDATE duties_notice SET acknowledged_at = %(at)s, acknowledged_by = %(by)s WHERE id = %(notice)s
), others AS (
  UPDATE duties_notice SET ended_at = %(at)s
   WHERE key LIKE %(chain)s AND id <> %(notice)s AND acknowledged_at IS NULL AND ended_at IS NULL RETURNING desk_id
)
SELECT (SELECT json_agg(desk_id) FROM others), {event}
"""


def tell(
    desk: Desk, episode: Episode | None, *, kind: str, says: str, at: datetime, key: str, within_minutes: int = 10,
    chain: Sequence[str] = (), duty: Duty | None = None, level: int = 0, person: Person | None = None,
) -> Notice | None:  # fmt: skip
    """Tell a desk something it must acknowledge, about an episode, or about a person of whom none is open.

    The key makes it happen once, however often it is asked for. None: told before. Out of hours the desk that answers
    for this one is told, and for whom; where a rota has nobody on duty, the next in the chain is told at once too.
    """
    asked, desk = desk, answering(desk, at)
    if desk.pk != asked.pk:
        says = f"For {asked.name}, {asked.agency.name}, out of hours: {says}"
    about = episode.person_id if episode else person.pk if person else None
    notice = Notice(
        key=f"{key} level {level}", episode=episode, person=None if episode else person, duty=duty, desk=desk,
        kind=kind, says=says[:300], level=level, chain=list(chain), told_at=at,
        acknowledge_by=at + timedelta(minutes=within_minutes), again_minutes=within_minutes,
    )  # fmt: skip
    if about is None or not _insert(notice, about, message=WAITS if is_restricted(about) else says):
        return None
    if nobody_on_duty(desk, at) and answering(_next_desk(notice, _next(notice)[0], at), at).pk != desk.pk:
        escalate(notice, at, because=NOBODY_ON_DUTY)
    return notice


def _insert(notice: Notice, about: int, message: str) -> bool:
    """Write the notice, the message to its desk and the event, and wake the screens, in one statement: of all that the
    system does this happens most often. False where the key exists already.
    """
    desk, at = notice.desk, notice.told_at
    body = {"desk": desk.name, "says": message, "acknowledge by": notice.acknowledge_by, "level": notice.level}
    event, event_values = appending("desk told", by=WATCHER, happened_at=at, recorded_at=at, person=about,
                                    episode=notice.episode_id, body=body, source="watcher")  # fmt: skip
    values = {
        "key": notice.key, "episode": notice.episode_id, "person": notice.person_id, "duty": notice.duty_id,
        "desk": notice.desk_id, "kind": notice.kind, "says": notice.says, "level": notice.level,
        "chain": json.dumps(notice.chain), "at": notice.told_at, "by": notice.acknowledge_by,
        "minutes": notice.again_minutes, "channel": "spool", "to": f"{desk.name}, {desk.phone}"[:200],
        "message": message, "screens": CHANNEL, "changed": payload([desk.pk], (), notice.episode_id),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(event=event), values | event_values)
        row = cursor.fetchone()
    if row is None:
        return False
    notice.pk = row[0]
    notice._state.adding = False
    return True


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


Knows = Callable[[Notice, Actor, datetime], None]
_knowing: list[Knows] = []


def listen(knows: Knows) -> None:
    """Call `knows(notice, by, at)` in the same transaction when a desk has acknowledged, once for each notice."""
    if knows not in _knowing:
        _knowing.append(knows)


@transaction.atomic
def acknowledge(*, notice: int, by: Actor, at: datetime) -> Notice:
    """Say: I know, and it is mine to act on. Only the desk's own people can. Acknowledging twice changes nothing.

    Somebody knows now: what the same silence told others, up or down the chain, needs no answer any more.
    """
    found = Notice.objects.filter(pk=notice, desk__in=by.desks).values_list("episode", "person").first()
    if found is None:
        raise NotForYou
    _lock(*found)  # always before the notice: writers never wait in a circle
    rows = Notice.objects.select_for_update(of=("self",)).select_related("desk", "episode__person", "person")
    row = rows.get(pk=notice)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, by.name
        others = _keep(row, by, at)
        changed(desks={row.desk_id, *others}, episode=row.episode_id)
        for knows in _knowing:
            knows(row, by, at)
    return row


def _keep(row: Notice, by: Actor, at: datetime) -> list[int]:
    """Write the acknowledgement, its event and the end of the rest of the chain; the desks that need not answer."""
    body = {"notice": row.pk, "desk": row.desk.name, "says": row.says}
    event, values = appending("notice acknowledged", by=by.author, happened_at=at, recorded_at=at, person=row.about.pk,
                              episode=row.episode_id, body=body)  # fmt: skip
    chain = _base(row).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + " level %"
    mine = {"at": at, "by": by.name, "notice": row.pk, "chain": chain}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN.format(event=event), values | mine)
        found = cursor.fetchone()[0]
    return json.loads(found) if isinstance(found, str) else list(found or ())


def _lock(episode: int | None, person: int | None) -> None:
    """Whoever writes about an episode locks it first; where there is none, the person."""
    if episode:
        Episode.every.select_for_update().get(pk=episode)
    else:
        Person.objects.select_for_update(no_key=True).filter(pk=person or 0).first()


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


def escalate(notice: Notice, at: datetime, *, because: str = NOT_ACKNOWLEDGED) -> Notice | None:
    """Nobody acknowledged in time, or nobody is there to.

    Tell the next in the chain. At the chain's end the last desk is told again, less often each time.
    """
    role, rest, minutes = _next(notice)
    desk = _next_desk(notice, role, at)
    notice.escalated_at = at
    same = answering(desk, at).pk == notice.desk_id
    notice.ended_at = at if same else notice.ended_at  # the same desk is asked once at a time
    notice.save(update_fields=["escalated_at", "ended_at"])
    said = notice.says.startswith((NOT_ACKNOWLEDGED, NOBODY_ON_DUTY))
    says = notice.says if said else f"{because} {notice.desk.name}: {notice.says}"
    return tell(
        desk,
        notice.episode,
        kind="escalation",
        says=says,
        at=at,
        key=_base(notice),
        duty=notice.duty,
        within_minutes=minutes,
        chain=rest,
        level=notice.level + 1,
        person=notice.person,
    )


def _next_desk(notice: Notice, role: str, at: datetime) -> Desk:
    """The desk of a role: first at the agency that stays silent (of two police areas, the ranks that answer for the
    silent one), then among the agencies of the episode, else the silent desk itself."""
    own = Desk.objects.filter(agency=notice.desk.agency_id, role=role, closed_at=None).first()
    if own is not None or notice.episode is None:
        return own or notice.desk
    taken = take(person=notice.episode.person_id, at=at, episode=notice.episode.pk)
    found = Finder(notice.episode, taken).desk(role)
    return Desk.objects.get(pk=found) if found else notice.desk
