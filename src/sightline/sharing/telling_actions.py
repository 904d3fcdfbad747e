"""What people do about telling: acknowledge, ring, decide, tell what may be told, send again. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import may_see, require
from sightline.access.models import Agency
from sightline.audit.behalf import of_system
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Notice, Outgoing
from sightline.duties.notices import tell
from sightline.duties.sending import try_again
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode
from sightline.episodes.snapshot import take
from sightline.sharing import telling_words as words
from sightline.sharing.models import OutsideContact, Telling
from sightline.sharing.telling import tell_now
from sightline.sharing.telling_cards import DECIDED
from sightline.sharing.telling_desks import Case, to_ring
from sightline.sharing.telling_duties import shown_by
from sightline.sharing.telling_recipients import Recipient, Recipients

# Who may decide against a card that keeps something back: the ranks that answer for such decisions.
DECIDERS = ("team manager", "service manager", "duty inspector", "force incident manager", "superintendent")
KEEPS_ADDRESSES = ("administrator", "missing person coordinator", "team manager")
STILL = ("ring", "ask", "offered", "sent", "desk")
TOLD_BY = """
SELECT EXISTS (SELECT FROM sharing_telling t JOIN duties_notice n ON n.id = t.notice_id
                WHERE n.key = %s AND t.state = 'desk')
"""


def acknowledged(notice: Notice, by: Actor, at: datetime) -> None:
    """A desk says it knows: that meets the duty to tell it, where it is the told agency that says so.

    A listener. Somebody up the chain of another agency who acknowledges has not made the recipient know.
    """
    first = f"{notice.key.rsplit(' level ', 1)[0]} level 0"
    if not _told_by(first):
        return
    its = Q(desk__agency=by.agency) | Q(notice__desk__agency=by.agency)  # its own desk, or the one that answers for it
    rows = Telling.objects.filter(its, notice__key=first, state="desk")
    for row in rows.select_related("duty", "person", "episode", "desk"):
        whom = f"{by.name}, {notice.desk.name}"
        _show(row, by=by, at=at, happened_at=at, how="acknowledged the notice", whom=whom)


def _told_by(key: str) -> bool:
    """Whether the notice of this key tells a recipient. Asked bare: it is part of every acknowledgement, and most tell
    none."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD_BY, [key])
        return bool(cursor.fetchone()[0])


def _show(row: Telling, *, by: Actor, at: datetime, happened_at: datetime, how: str, whom: str) -> None:
    """Record the events that show a recipient knows; the duties to tell it are met by them."""
    for kind, body in shown_by(row, how=how, whom=whom):
        if row.episode is not None:
            episode = Episode.objects.select_related("person", "owner_agency").get(pk=row.episode.pk)
            record(episode, kind, by=by, at=at, happened_at=happened_at, body=body, source="telling", changed=False)
        else:
            append(kind, by=by.author, happened_at=happened_at, recorded_at=at, person=row.person_id, body=body,
                   source="telling")  # fmt: skip


def given_up(message: Outgoing, at: datetime) -> None:
    """A message will never arrive: whoever answers for the case is told to ring instead, once. A listener."""
    for row in Telling.objects.filter(outgoing=message, state="sent").select_related("person", "episode"):
        case = _case(row, at)
        row.state = "ring"
        row.save(update_fields=["state"])
        if desk := case.recipients.teller(row.by_role):
            says = words.failed(row, message.failed)
            tell(desk, row.episode, person=row.person, kind="could not be told", says=says, at=at,
                 key=f"could not be told {row.pk}", within_minutes=30)  # fmt: skip


def _case(row: Telling, at: datetime, owner: Agency | None = None) -> Case:
    """The case of a telling as it stands now."""
    episode = row.episode
    whose = episode.owner_agency if episode else owner or (row.desk.agency if row.desk else None)
    if whose is None:
        raise Refused("Nobody is set up here who could be told.")
    taken = take(person=row.person_id, at=at, episode=row.episode_id)
    people = Recipients(owner=whose, taken=taken, person=row.person_id, episode=episode)
    return Case(row.person, episode, whose, at, people)


def _mine(telling: int, by: Actor, at: datetime) -> Telling:
    """The telling, with its episode or person locked, if the actor may see the person."""
    found = Telling.objects.filter(pk=telling).select_related("episode").first()
    if found is None or not may_see(by, [found.person_id], at):
        raise NotForYou
    if found.episode_id:
        locked(found.episode_id, by, at, closed_too=True)
    rows = Telling.objects.select_for_update(of=("self",))
    return rows.select_related("episode__owner_agency", "person", "duty", "desk__agency").get(pk=telling)


@transaction.atomic
def record_told(*, telling: int, by: Actor, at: datetime, told_at: datetime, whom: str, how: str) -> Telling:
    """Record that somebody was told by telephone, or face to face: whom, when and what they said.

    Refused for what is kept back: that needs a decision first.
    """
    row = _mine(telling, by, at)
    if row.state not in STILL:
        raise Refused("This is kept back, or was recorded already. Decide first, where you may.")
    if row.state == "ask":
        raise Refused("Answer first whether telling does harm.")
    check_moment(told_at, at, field="told_at", what="When they were told", not_before=row.event_at,
                 before_what="it happened")  # fmt: skip
    row.told_whom = needed(whom, field="whom", says="Enter who was told: name and role.")
    row.told_how = needed(how, field="how", says="Say how, and what they said.")
    row.state, row.told_at, row.told_by = "told", told_at, by.name
    row.save()
    body = {"whom": row.role, "told": row.told_whom, "how": row.told_how, "cards": row.cards, "of": row.event}
    _append(row, "told by telephone", by, at, body)
    _show(row, by=by, at=at, happened_at=told_at, how="by telephone", whom=row.told_whom)
    _end_task(row, at)
    return row


@transaction.atomic
def tell_offered(*, telling: int, by: Actor, at: datetime) -> Telling:
    """Tell now what a card says may be told: a person has decided to (F60-F78)."""
    row = _mine(telling, by, at)
    if row.state != "offered":
        raise Refused("This was told, or is kept back.")
    row.decided_at, row.decided_by, row.decided_because = at, by.name, "decided to tell what may be told"
    return _go_on(row, by, at)


@transaction.atomic
def tell_anyway(*, telling: int, by: Actor, at: datetime, because: str) -> Telling:
    """Tell somebody from whom a card keeps it, or about whom nobody knows whether it does harm.

    The decision of a named person of the ranks that answer for it, with the reason, on the record (F8).
    """
    require(by, DECIDERS, "Deciding against a card that keeps something back")
    row = _mine(telling, by, at)
    if row.state not in ("withheld", "ask"):
        raise Refused("Nothing keeps this back.")
    row.decided_because = needed(because, field="because", says="Say why they are told all the same.")
    row.decided_at, row.decided_by = at, f"{by.name}, {by.role}"
    _append(row, "decided to tell all the same", by, at, {
        "whom": row.role, "of": row.event, "against": row.withheld_by, "because": because})  # fmt: skip
    if row.role == "parents" and row.episode:
        keep_answers(row.episode, [Answered(DECIDED, "yes", because)], Told(by.name, by.role), by, at)
    return _go_on(row, by, at)


@transaction.atomic
def keep_back(*, telling: int, by: Actor, at: datetime, because: str) -> Telling:
    """Decide that somebody is not told, with the reason, while nothing has been told yet."""
    row = _mine(telling, by, at)
    if row.state not in ("ask", "offered", "ring"):
        raise Refused("This was told already, or is kept back already.")
    row.decided_because = needed(because, field="because", says="Say why they are not told.")
    row.decided_at, row.decided_by, row.state = at, f"{by.name}, {by.role}", "withheld"
    row.save()
    _append(row, "not told", by, at, {"whom": row.role, "of": row.event, "because": because, "cards": row.cards})
    _end_task(row, at)
    return row


@transaction.atomic
def answer_first(*, telling: int, by: Actor, at: datetime, answers: Mapping[str, str], says: str) -> Telling:
    """Answer what must be known before a family is told; the cards then tell them, or keep it back."""
    row = _mine(telling, by, at)
    if row.state != "ask" or row.episode is None:
        raise Refused("Nothing is asked here any more.")
    given = {fact: answer for fact, answer in answers.items() if fact in row.asks and answer in ("yes", "no")}
    if not given:
        raise Refused("Answer at least one of the questions, or decide as the rank that may.", field="says")
    text = needed(says, field="says", says="Say how you know.")
    answered = [Answered(fact, answer, text) for fact, answer in given.items()]
    keep_answers(row.episode, answered, Told(by.name, by.role), by, at)
    body = {"from": by.name, "answers": {fact: [answer, text] for fact, answer in given.items()}}
    record(row.episode, "questions answered", by=by, at=at, body=body, changed=False)
    row.refresh_from_db()
    if row.state != "ask":
        _end_task(row, at, "ask")
    return row


def _go_on(row: Telling, by: Actor, at: datetime) -> Telling:
    """Tell by the best way there is, and put a task on a desk where that is to ring."""
    case = _case(row, at, Agency.objects.get(pk=by.agency))
    asked = row.notice
    recipient: Recipient = case.recipients.of(row.role)
    row.name, row.desk, row.reach = recipient.name, recipient.desk, recipient.address or recipient.phone
    tell_now(case, row, recipient)
    row.save()
    if row.state == "ring":
        to_ring(case, [row])
    if asked:
        _end(asked, at)
    return row


def _end_task(row: Telling, at: datetime, kind: str = "") -> None:
    """Once everybody on a desk's task is told, or none is to be, its notice needs no acknowledgement any more."""
    notice = row.notice
    if notice and notice.kind in ("ring", "ask") and (not kind or notice.kind == kind):
        waiting = Telling.objects.filter(notice=notice, state=notice.kind).exclude(pk=row.pk)
        if not waiting.exists():
            _end(notice, at)
    Notice.objects.filter(key__startswith=f"could not be told {row.pk} ", ended_at=None).update(ended_at=at)


def _end(notice: Notice, at: datetime) -> None:
    base = notice.key.rsplit(" level ", 1)[0]
    Notice.objects.filter(key__startswith=f"{base} level ", acknowledged_at=None, ended_at=None).update(ended_at=at)


def _append(row: Telling, kind: str, by: Actor, at: datetime, body: Mapping[str, Any]) -> None:
    append(kind, by=by.author, happened_at=at, recorded_at=at, person=row.person_id, episode=row.episode_id, body=body)


def mends_messages(actor: Actor) -> bool:
    """Whether this actor is shown the messages that did not go, and may send them again."""
    return actor.is_police or actor.role == "administrator"


@of_system("whoever mends a way out sends again what waits there")
@transaction.atomic
def send_again(*, message: int, by: Actor, at: datetime) -> None:
    """Try a failed message again at once: when an address was mended, a key renewed, a mailbox emptied."""
    if not mends_messages(by):
        raise NotForYou
    if not try_again(message=message, at=at):
        raise Refused("This message went meanwhile, or is being sent.")
    append("message sent again", by=by.author, happened_at=at, recorded_at=at, body={"message": message})


@transaction.atomic
def keep_outside_contact(
    *, by: Actor, at: datetime, role: str, name: str, email: str = "", mobile: str = "", phone: str = ""
) -> OutsideContact:
    """Write down where a body outside is reached, for the agency of whoever writes it."""
    require(by, KEEPS_ADDRESSES, "Keeping the addresses of bodies outside")
    called = needed(name, field="name", says="Enter the name of the body.")
    if not (email or mobile or phone):
        raise Refused("Enter an e-mail address, a mobile number or a telephone number.", field="email")
    values = {"name": called, "email": email, "mobile": mobile, "phone": phone}
    row, _ = OutsideContact.objects.update_or_create(agency_id=by.agency, role=role, defaults=values)
    append("outside contact kept", by=by.author, happened_at=at, recorded_at=at, body={"role": role, **values})
    return row
