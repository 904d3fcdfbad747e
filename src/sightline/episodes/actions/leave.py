"""Leave from a hospital or a care home: agreed, made longer, ended. Not back asks for a look at the risk, no more.

Nothing here reports anybody or decides a risk: it keeps the hour, and what whoever looked at it wrote (A65, C30, H23).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.access.queries import agency as agency_by_id
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions.care_checks import send_profile
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.actions.report import Answered, Told, report_missing
from sightline.episodes.models import Episode
from sightline.episodes.models_adults import Leave

NOT_BACK = "is on authorised leave and has not returned"
DETAINED = "is detained under the Mental Health Act"
GIVES_LEAVE = frozenset({"hospital", "adult care"})
LONGEST = timedelta(days=90)
NOTHING: Mapping[str, str] = {}


def _may(by: Actor, person: int, at: datetime) -> None:
    if by.agency_kind not in GIVES_LEAVE or not may_see(by, [person], at):
        raise NotForYou


def _check_until(until: datetime, after: datetime, what: str) -> None:
    if until <= after:
        raise Refused(f"The leave has to end after {what}. Check the date and the time.", field="until")
    if until > after + LONGEST:
        raise Refused("A leave of more than 90 days is no leave: end the stay instead.", field="until")


@transaction.atomic
def agree_leave(
    *, person: int, by: Actor, at: datetime, begins_at: datetime, until: datetime, conditions: str,
    detained: bool = False,
) -> Leave:  # fmt: skip
    """Agree to leave until a set moment, with what was agreed about where and with whom. One leave at a time."""
    _may(by, person, at)
    _check_until(until, begins_at, "it begins")
    if Leave.objects.filter(person_id=person, ended_at=None).exists():
        raise Refused("There is a leave already. Make that one longer, or end it first.")
    text = needed(conditions, field="conditions", says="Say what was agreed: where, with whom, how to be reached.")
    leave = Leave.objects.create(
        person_id=person, agency_id=by.agency, begins_at=begins_at, until=until, conditions=text, detained=detained,
        agreed_by=by.name,
    )  # fmt: skip
    body = {"until": until, "agreed": text, "under the Mental Health Act": detained}
    write("leave agreed", person=person, by=by, at=at, body=body)
    return leave


def _mine(leave: int, version: int, by: Actor, at: datetime) -> Leave:
    row = Leave.objects.select_for_update().filter(pk=leave, agency_id=by.agency).first()
    if row is None:
        raise NotForYou
    _may(by, row.person_id, at)
    if row.ended_at:
        raise Refused("This leave has ended already.")
    if row.version != version:
        raise Stale("Somebody else changed this leave while you were writing.", theirs={"until": row.until},
                    version=row.version)  # fmt: skip
    row.version += 1
    return row


@transaction.atomic
def extend_leave(*, leave: int, version: int, by: Actor, at: datetime, until: datetime, weighed: str) -> Leave:
    """Make a leave longer. `weighed` says who spoke with whom and what was weighed: nobody is waved through (C30)."""
    row = _mine(leave, version, by, at)
    _check_until(until, max(row.until, at), "now and after the time agreed before")
    text = needed(weighed, field="weighed", says="Say who spoke with the person, and what danger was weighed.")
    before, row.until, row.extended = row.until, until, row.extended + 1
    row.save()
    write("leave extended", person=row.person_id, by=by, at=at, body={"until": until, "was": before, "weighed": text})
    return row


@transaction.atomic
def come_back(*, leave: int, version: int, by: Actor, at: datetime) -> Leave:
    """Record that the person came back from leave."""
    return _end(_mine(leave, version, by, at), by, at, "came back")


def _end(row: Leave, by: Actor, at: datetime, how: str) -> Leave:
    row.ended_at, row.ended_how = at, how
    row.save()
    write("leave ended", person=row.person_id, by=by, at=at, body={"how": how})
    return row


@transaction.atomic
def report_from_leave(
    *, leave: int, version: int, by: Actor, at: datetime, last_seen_at: datetime | None, last_seen_place: str,
    circumstances: str, gone_at: datetime | None = None, gone_from: str = "",
    tonight: Mapping[str, str] = NOTHING,
) -> Episode:  # fmt: skip
    """Report to the police somebody who has not come back; that leave was agreed, and ran out, goes with the report,
    and so do the profile and what is different tonight."""
    row = _end(_mine(leave, version, by, at), by, at, "reported")
    own = agency_by_id(by.agency)
    answered = [Answered(NOT_BACK, "yes", f"Leave until {row.until:%d %B %Y, %H:%M} UTC. {row.conditions}")]
    if row.detained:
        answered.append(Answered(DETAINED, "yes", "Recorded when the leave was agreed."))
    told = Told(name=by.name, relation=by.role, phone=own.phone, agency=by.agency)
    episode = report_missing(
        by=by, at=at, person=row.person_id, told=told, last_seen_at=last_seen_at, last_seen_place=last_seen_place,
        circumstances=circumstances, answered=answered, gone_at=gone_at, gone_from=gone_from,
    )  # fmt: skip
    send_profile(episode, by, at, tonight)
    return episode
