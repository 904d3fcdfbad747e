"""Leave from a ward or a home: late is not a danger in itself, and never goes unseen (A65, C30, H23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sightline.access.actor import Actor
from sightline.audit.queries import history
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.engine import Answer
from sightline.episodes.actions import leave as actions
from sightline.episodes.leaves import on_leave
from sightline.episodes.models_adults import Leave
from sightline.episodes.situation import situation
from tests.integration.web.reported import text, when
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]
AGREED = "To her daughter in Northmoor, back for supper; daughter's number is in the file."


@pytest.fixture
def manager(cast: Cast) -> Actor:
    """The registered manager of the adult care home."""
    return cast.actor("registered manager", "Fernbank")


@pytest.fixture
def joan(cast: Cast, at: datetime, manager: Actor) -> Leave:
    """Joan, 82, on leave until an hour ago."""
    return actions.agree_leave(person=cast.person("Joan").pk, by=manager, at=at - timedelta(hours=5), conditions=AGREED,
                               begins_at=at - timedelta(hours=5), until=at - timedelta(hours=1))  # fmt: skip


def test_whose_hour_has_passed_stands_first_and_is_named(manager: Actor, at: datetime, joan: Leave) -> None:
    assert [(row.leave.pk, row.overdue) for row in on_leave(manager, at)] == [(joan.pk, True)]
    assert [row.overdue for row in on_leave(manager, joan.until - timedelta(minutes=1))] == [False]


def test_at_the_very_minute_agreed_it_is_asked(manager: Actor, joan: Leave) -> None:
    assert [row.overdue for row in on_leave(manager, joan.until)] == [True]


@pytest.mark.covers("C30")
def test_leave_is_made_longer_only_with_what_was_weighed(manager: Actor, at: datetime, joan: Leave) -> None:
    later = at + timedelta(hours=3)
    with pytest.raises(Refused, match="what danger was weighed"):
        actions.extend_leave(leave=joan.pk, version=1, by=manager, at=at, until=later, weighed=" ")
    row = actions.extend_leave(
        leave=joan.pk, version=1, by=manager, at=at, until=later, weighed="Rang her; has her tablets."
    )
    assert (row.until, row.extended) == (later, 1)
    assert "Rang her; has her tablets." in str(history(person=joan.person_id)[-1].body)


@pytest.mark.parametrize("hours", [-2, -1, 0])
def test_a_leave_cannot_be_made_longer_into_the_past(manager: Actor, at: datetime, joan: Leave, hours: int) -> None:
    with pytest.raises(Refused, match="has to end after"):
        actions.extend_leave(
            leave=joan.pk, version=1, by=manager, at=at, until=at + timedelta(hours=hours), weighed="x"
        )


def test_whoever_is_reported_takes_the_leave_along_as_a_fact(manager: Actor, at: datetime, joan: Leave) -> None:
    episode = actions.report_from_leave(leave=joan.pk, version=1, by=manager, at=at, last_seen_at=None,
                                        last_seen_place="", circumstances="Not back; she is worried.")  # fmt: skip
    answers = situation(episode, at)[0].answers
    assert answers["is on authorised leave and has not returned"] is Answer.YES
    assert answers["is detained under the Mental Health Act"] is Answer.NOT_KNOWN
    assert episode.category == "" and episode.risk == ""  # being late decides nothing
    assert on_leave(manager, at) == []
    assert "ask the risk questions" in set(episode.duties.values_list("do", flat=True))


def test_there_is_one_leave_at_a_time(cast: Cast, manager: Actor, at: datetime, joan: Leave) -> None:
    with pytest.raises(Refused, match="a leave already"):
        actions.agree_leave(person=joan.person_id, by=manager, at=at, conditions=AGREED, begins_at=at,
                            until=at + timedelta(hours=1))  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(person_id=joan.person_id, agency_id=manager.agency, begins_at=at, until=at + timedelta(1))


def test_another_agency_reads_and_writes_nothing_of_it(cast: Cast, at: datetime, joan: Leave) -> None:
    for who in (cast.actor("designated nurse"), cast.actor("social worker"), cast.actor("duty inspector")):
        with pytest.raises(NotForYou):
            actions.come_back(leave=joan.pk, version=1, by=who, at=at)


def test_two_nurses_at_once_see_one_another(manager: Actor, at: datetime, joan: Leave) -> None:
    actions.extend_leave(
        leave=joan.pk, version=1, by=manager, at=at, until=at + timedelta(hours=2), weighed="Rang her."
    )
    with pytest.raises(Stale):
        actions.come_back(leave=joan.pk, version=1, by=manager, at=at)


def test_the_whole_of_it_on_the_screens(cast: Cast, at: datetime, clock: object) -> None:
    browser = _signed_in(cast, "registered manager", "Fernbank")
    made = {"person": str(cast.person("Joan").pk), "conditions": AGREED}
    answer = browser.post("/leave/new", made | when("begins_at", at) | when("until", at - timedelta(hours=1)))
    assert (
        answer.status_code == 422 and "has to end after it begins" in text(answer) and "back for supper" in text(answer)
    )
    browser.post("/leave/new", made | when("begins_at", at) | when("until", at + timedelta(hours=4)))
    leave = Leave.objects.get()
    assert "On leave" in text(browser.get("/leave"))
    answer = browser.post(f"/leave/{leave.pk}", {"step": "longer", "version": "1", "weighed": "Rang her."})
    assert answer.status_code == 422 and "Enter until when" in text(answer)
    sent = {"version": "1", "circumstances": "Not back, not answering."}
    assert browser.post(f"/leave/{leave.pk}/report", sent).status_code == 302
    assert "Nobody is out on leave." in text(browser.get("/leave"))


def test_who_gives_no_leave_has_no_such_page(client_as: SignIn) -> None:
    assert client_as("social worker").get("/leave").status_code == 404


def _signed_in(cast: Cast, role: str, agency: str) -> Client:
    return client_of(cast.actor(role, agency))
