"""Telling desks, acknowledging, and going up the chain when nobody answers.

Each notice and each escalation exists once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from sightline.access.actor import Actor
from sightline.access.models import Desk
from sightline.audit.behalf import of_system
from sightline.audit.record import appending
from sightline.audit.refusal import NotForYou
from sightline.duties.live import CHANNEL
from sightline.duties.models import Duty, Notice
from sightline.duties.routes import Routes, next_role
from sightline.duties.written import Planned, insert
from sightline.episodes.models import Episode, Handover
from sightline.people.models import Person

NOT_ACKNOWLEDGED, NOBODY_ON_DUTY = "Not acknowledged by", "Nobody is on duty at"
SILENT = """
UPDATE duties_notice SET escalated_at = %(at)s, ended_at = CASE WHEN id = ANY(%(over)s) THEN %(at)s ELSE ended_at END
 WHERE id = ANY(%(silent)s)
"""
# The episode (without one, the person) is locked before the notice is written: writers never wait in a circle.
FIND = """
WITH asked AS MATERIALIZED (
  SELECT n.*, d.name AS desk_name FROM duties_notice n JOIN access_desk d ON d.id = n.desk_id WHERE n.id = %(notice)s
), found AS (
  SELECT * FROM asked WHERE desk_id = ANY(%(desks)s)
), about AS (
  SELECT person_id FROM episodes_episode WHERE id = (SELECT episode_id FROM found) FOR UPDATE
), whom AS (
  SELECT id FROM people_person WHERE id = (SELECT person_id FROM found WHERE episode_id IS NULL) FOR NO KEY UPDATE
)
SELECT * FROM (
  SELECT found.*, coalesce((SELECT person_id FROM about), (SELECT id FROM whom)) AS whose FROM found
) AS told WHERE whose <> ALL(lock_hidden(%(post)s, %(at)s))
"""
KNOWN = """
WITH mine AS (
  UPDATE duties_notice SET acknowledged_at = %(at)s, acknowledged_by = %(by)s
   WHERE id = %(notice)s AND acknowledged_at IS NULL RETURNING desk_id
), others AS (
  UPDATE duties_notice SET ended_at = %(at)s
   WHERE key LIKE %(chain)s AND id <> %(notice)s AND acknowledged_at IS NULL AND ended_at IS NULL
     AND EXISTS (SELECT FROM mine) RETURNING desk_id
), hear AS (
  SELECT json_agg(desk_id ORDER BY desk_id) AS desks FROM (SELECT desk_id FROM mine UNION SELECT desk_id FROM others) d
)
SELECT {event},
       pg_notify(%(screens)s, json_build_object('desks', desks, 'agencies', '[]'::json, 'episode', %(episode)s)::text)
  FROM mine, hear
"""


def tell(
    desk: Desk, episode: Episode | None, *, kind: str, says: str, at: datetime, key: str, within_minutes: int = 10,
    chain: Sequence[str] = (), duty: Duty | None = None, level: int = 0, person: Person | None = None,
) -> Notice | None:  # fmt: skip
    """Tell a desk something it must acknowledge, about an episode, or about a person of whom none is open.

    The key makes it happen once, however often it is asked for. None: told before. Out of hours the desk that answers
    for this one is told, and for whom; where a rota has nobody on duty, the next in the chain is told at once too.
    """
    about = episode.person_id if episode else person.pk if person else None
    if about is None:
        return None
    notice = Notice(
        key=f"{key} level {level}", episode=episode, person=None if episode else person, duty=duty, desk=desk,
        kind=kind, level=level, chain=list(chain), again_minutes=within_minutes,
    )  # fmt: skip
    routes = Routes(at)
    return next(iter(_told([_planned(notice, says, about, routes)], routes)), None)


def _planned(notice: Notice, says: str, about: int, routes: Routes) -> Planned:
    """The notice as it is told now: to whoever answers for its desk."""
    asked, desk, at = notice.desk, routes.answering(notice.desk), routes.at
    if desk.pk != asked.pk:
        says = f"For {asked.name}, {asked.agency.name}, out of hours: {says}"
    notice.desk, notice.says, notice.told_at = desk, says[:300], at
    notice.acknowledge_by = at + timedelta(minutes=notice.again_minutes)
    return Planned(notice, says, about)


def _told(planned: Sequence[Planned], routes: Routes) -> list[Notice]:
    """Tell them all; where nobody is on duty, the next in the chain as well. Returns those not told before."""
    made = insert(planned)
    if missed := [notice for notice in made if routes.is_missed_by(notice)]:
        escalate_all(missed, routes.at, because=NOBODY_ON_DUTY, routes=routes)
    return made


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


@of_system("a desk says that it knows, whether the person's record is open to it or not")
@transaction.atomic
def acknowledge(*, notice: int, by: Actor, at: datetime) -> Notice:
    """Say: I know, and it is mine to act on. Only the desk's own people can. Acknowledging twice changes nothing.

    Somebody knows now: what the same silence told others, up or down the chain, needs no answer any more.
    """
    asked = {"notice": notice, "desks": list(by.desks), "post": by.post, "at": at}
    row = next(iter(Notice.objects.raw(FIND, asked)), None)
    if row is None:
        raise NotForYou
    if row.acknowledged_at is None and _keep(row, by, at):
        row.acknowledged_at, row.acknowledged_by = at, by.name
        for knows in _knowing:
            knows(row, by, at)
    elif row.acknowledged_at is None:  # by somebody else, while we waited
        row.refresh_from_db()
    return row


def _keep(row: Notice, by: Actor, at: datetime) -> bool:
    """Write the acknowledgement, its event and the end of the rest of the chain, and wake the screens of all of them.
    False where somebody was quicker."""
    found = vars(row)  # what the statement that found it added
    body = {"notice": row.pk, "desk": found["desk_name"], "says": row.says}
    event, values = appending("notice acknowledged", by=by.author, happened_at=at, recorded_at=at,
                              person=found["whose"], episode=row.episode_id, body=body)  # fmt: skip
    chain = _base(row).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + " level %"
    mine = {"at": at, "by": by.name, "notice": row.pk, "chain": chain, "episode": row.episode_id, "screens": CHANNEL}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN.format(event=event), values | mine)
        return cursor.fetchone() is not None


def _base(notice: Notice) -> str:
    """What the notices of one chain have in common."""
    return notice.key.rsplit(" level ", 1)[0]


def somebody_is_being_told(duty: Duty) -> bool:
    """Whether a notice of this duty still waits for its acknowledgement, on whatever desk."""
    return Notice.objects.filter(duty=duty, acknowledged_at=None, ended_at=None).exists()


def escalate(notice: Notice, at: datetime, *, because: str = NOT_ACKNOWLEDGED) -> Notice | None:
    """Nobody acknowledged in time, or nobody is there to.

    Tell the next in the chain. At the chain's end the last desk is told again, less often each time.
    """
    return next(iter(escalate_all([notice], at, because=because)), None)


def escalate_all(
    notices: Sequence[Notice], at: datetime, *, because: str = NOT_ACKNOWLEDGED, routes: Routes | None = None
) -> list[Notice]:
    """Escalate many notices, each to the next in its chain. Returns the new ones, those that were not told before."""
    if not notices:
        return []
    routes = routes or Routes(at)
    planned = [_next(notice, because, routes) for notice in notices]
    over = [notice.pk for notice in notices if notice.ended_at == at]
    with connection.cursor() as cursor:
        cursor.execute(SILENT, {"at": at, "silent": [notice.pk for notice in notices], "over": over})
    return _told(planned, routes)


def _next(notice: Notice, because: str, routes: Routes) -> Planned:
    """The notice one level higher; the silent one has gone up, and is over where the same desk is asked again."""
    role, rest, minutes = next_role(notice)
    desk = routes.next_desk(notice, role)
    notice.escalated_at = routes.at
    if routes.answering(desk).pk == notice.desk_id:
        notice.ended_at = routes.at  # the same desk is asked once at a time
    said = notice.says.startswith((NOT_ACKNOWLEDGED, NOBODY_ON_DUTY))
    says = notice.says if said else f"{because} {notice.desk.name}: {notice.says}"
    higher = Notice(
        key=f"{_base(notice)} level {notice.level + 1}", episode=notice.episode,
        person_id=None if notice.episode else notice.person_id, duty_id=notice.duty_id, desk=desk, kind="escalation",
        level=notice.level + 1, chain=rest, again_minutes=minutes,
    )  # fmt: skip
    about = notice.episode.person_id if notice.episode else notice.person_id
    assert about is not None  # the database sees to it
    return _planned(higher, says, about, routes)
