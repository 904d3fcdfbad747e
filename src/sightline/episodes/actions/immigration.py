"""What passes between the Home Office, the police and the authority about a child under immigration restriction, both
ways and with references (D130-D136). Gives nobody the address of a child (C87)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.found import locate
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode, Found

RESTRICTED = "is subject to immigration restriction"
TOLD_THEM, TOLD_US = "done: notify the Home Office", "the Home Office found a child missing"
CONTACT = "done: keep in contact about the missing child"
COERCED, MET, PLACE = (
    "coercion to run away suspected", "found by the Home Office", "done: decide together where the child is taken",
)  # fmt: skip
ACKNOWLEDGED = "Home Office notification acknowledged"
NOTIFICATIONS = (TOLD_THEM, TOLD_US, COERCED, MET)
# Which unit of the Home Office each side reaches (D132, D135).
UNITS = {"police": "command and control unit", "council": "evidence and enquiry unit"}


def _opened(episode: int, by: Actor, at: datetime) -> Episode:
    """The episode, also a closed one: the return is told as well. For police and councils."""
    if by.agency_kind not in UNITS:
        raise NotForYou("The Home Office is told by the police and by the authority.")
    return locked(episode, by, at, closed_too=True)


def _from_them(row: Episode, by: Actor, at: datetime, says: str, from_whom: str, phone: str) -> None:
    keep_answers(row, [Answered(RESTRICTED, "yes", says)], Told(from_whom, "Home Office", phone), by, at)


@transaction.atomic
def tell_home_office(*, episode: int, by: Actor, at: datetime, told: str, reference: str, says: str) -> int:
    """Record that the Home Office was told that the child is missing, or found: whom, and the reference it gave.

    The police tell its command unit, the authority its evidence and enquiry unit (D132, D135). Returns the event.
    """
    row = _opened(episode, by, at)
    body = {"to": UNITS[by.agency_kind], "told": needed(told, field="told", says="Enter who was told."),
            "reference": needed(reference, field="reference", says="Enter the reference the Home Office gave."),
            "says": needed(says, field="says", says="Say what they were told.")}  # fmt: skip
    return record(row, TOLD_THEM, by=by, at=at, body=body)


@transaction.atomic
def home_office_tells(
    *, episode: int, by: Actor, at: datetime, from_whom: str, reference: str, says: str, phone: str = ""
) -> int:
    """Record that the Home Office reports a child missing with its form: gone from care, run away, or hidden (D130).

    What follows for the police and the national unit begins at once. Returns the event.
    """
    row = _opened(episode, by, at)
    whom = needed(from_whom, field="from_whom", says="Enter who at the Home Office reports it.")
    text = needed(says, field="says", says="Say what the form says: ran away, gone from care, or hidden, and why.")
    number = needed(reference, field="reference", says="Enter the reference of their form.")
    _from_them(row, by, at, text, whom, phone)
    body = {"from": whom, "phone": phone, "reference": number, "says": text}
    return record(row, TOLD_US, by=by, at=at, body=body)


@transaction.atomic
def keep_contact(*, episode: int, by: Actor, at: datetime, with_whom: str, says: str) -> int:
    """Record a contact with the Home Office while the child is missing: at least one each week, every one (D133)."""
    row = _opened(episode, by, at)
    body = {"with": needed(with_whom, field="with_whom", says="Enter who at the Home Office it was."),
            "says": needed(says, field="says", says="Write what was said, also when there is no news.")}  # fmt: skip
    return record(row, CONTACT, by=by, at=at, body=body, changed=False)


@transaction.atomic
def suspect_coercion(*, episode: int, by: Actor, at: datetime, from_whom: str, reference: str, says: str) -> int:
    """Record that the Home Office believes that somebody makes the child run away or hide: significant harm (D131)."""
    row = _opened(episode, by, at)
    whom = needed(from_whom, field="from_whom", says="Enter who at the Home Office says so.")
    text = needed(says, field="says", says="Say what makes them believe it.")
    _from_them(row, by, at, text, whom, "")
    return record(row, COERCED, by=by, at=at, body={"from": whom, "reference": reference, "says": text})


@transaction.atomic
def home_office_met(
    *, episode: int, by: Actor, at: datetime, met_at: datetime, from_whom: str, reference: str, place: str, says: str
) -> int:
    """Record that Home Office staff met the child. That is a claim of where the child is until it is confirmed (D134).

    The timeline says that the child was met, never where: where stands with the claim, for those who may read it.
    """
    row = _opened(episode, by, at)
    if row.closed_at:
        raise Refused("This episode was closed. Report the child again if need be.")
    check_moment(met_at, at, field="met_at", what="When the child was met", not_before=row.opened_at,
                 before_what="the report")  # fmt: skip
    whom = needed(from_whom, field="from_whom", says="Enter who met the child.")
    where = needed(place, field="place", says="Enter where the child was met.")
    text = needed(says, field="says", says="Say how the child is, and whether the child stays there.")
    if not Found.objects.filter(episode=row, confirmed_at__isnull=False).exists():
        locate(episode=row.pk, by=by, at=at, located_at=met_at, place=where, located_by=f"{whom}, Home Office",
               how=text, confirmed=False)  # fmt: skip
        row = _opened(episode, by, at)
    body = {"from": whom, "reference": reference, "says": text}
    return record(row, MET, by=by, at=at, happened_at=met_at, body=body)


@transaction.atomic
def agree_place(*, episode: int, by: Actor, at: datetime, agreed_with: str, says: str) -> int:
    """Record that Home Office, police and authority agreed where the child is taken, and who agreed (D134)."""
    row = _opened(episode, by, at)
    body = {"agreed with": needed(agreed_with, field="agreed_with", says="Enter who agreed, of each agency."),
            "says": needed(says, field="says", says="Say why that is safe. Leave the address out.")}  # fmt: skip
    return record(row, PLACE, by=by, at=at, body=body)


@transaction.atomic
def acknowledge_notification(*, notification: int, by: Actor, at: datetime, who: str, reference: str) -> None:
    """Record that the other side said that it knows: who, and its reference. Refused a second time."""
    told = Event.objects.filter(pk=notification, kind__in=NOTIFICATIONS).first()
    if told is None or told.episode is None:
        raise NotForYou
    row = _opened(told.episode, by, at)
    if Event.objects.filter(episode=row.pk, kind=ACKNOWLEDGED, content__body__notification=notification).exists():
        raise Refused("This was acknowledged already.")
    body = {"notification": notification, "reference": reference,
            "who": needed(who, field="who", says="Enter who said that they know.")}  # fmt: skip
    record(row, ACKNOWLEDGED, by=by, at=at, body=body, changed=False)
