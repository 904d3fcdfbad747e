"""A desk is told of somebody in whose care its agency has no part: it can say that it knows, and whom to ring stands
there, and nothing else; of a restricted record not even that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from sightline.access.actions_restrict import restrict
from sightline.duties.models import Notice
from sightline.duties.notices import tell
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.actions.school import notice_school_absence
from tests.integration.addresses import SOUTH, browser_of
from tests.integration.web.reported import text
from tests.people import Cast, born
from tests.schools import make_school
from tests.signed_in import client_of

SignIn = Callable[[str], Client]


@pytest.fixture
def told(cast: Cast, at: datetime) -> Notice:
    """The duty team of Northmoor is told of Tyler, who is missing from Southvale."""
    episode = report_missing(by=cast.actor("call handler", SOUTH), at=at, person=cast.person("Tyler").pk,
                             told=Told("Marcus Ibbotson"), last_seen_at=at, last_seen_place="Willow Lodge",
                             circumstances="Did not come back.")  # fmt: skip
    desk = cast.desk("emergency duty team", "Northmoor City Council")
    notice = tell(desk, episode, kind="sought", says="Tyler Ashdown may be on his way to you", at=at, key="sought 1")
    assert notice
    return notice


def test_the_board_says_whom_to_ring_and_not_who_it_is(cast: Cast, told: Notice, clock: object) -> None:
    browser = browser_of(cast.post("emergency duty team"))
    page = text(browser.get("/board"))
    assert "record is not open to your agency" in page and f"Ring {SOUTH}" in page
    answer = browser.post(f"/notices/{told.pk}/acknowledge", follow=True)
    assert "Acknowledged" in text(answer)
    for shown in (page, text(answer)):
        assert "Tyler" not in shown and "Ashdown" not in shown and f"/episodes/{told.episode_id}" not in shown
    told.refresh_from_db()
    assert told.acknowledged_by == "Rosa Penhale"


def test_of_a_restricted_record_nothing_stands_there_and_nothing_is_answered(
    cast: Cast, at: datetime, told: Notice, clock: object
) -> None:
    restrict(person=cast.person("Tyler").pk, kind="forced marriage", at=at, because="He is to be sent abroad.",
             by=cast.actor("duty inspector", SOUTH),
             named=[cast.post("social worker", "Southvale County Council").pk])  # fmt: skip
    browser = browser_of(cast.post("emergency duty team"))
    assert "record is not open" not in text(browser.get("/board"))
    assert browser.post(f"/notices/{told.pk}/acknowledge").status_code == 404


def test_a_school_is_told_of_its_own_pupil_by_name_though_it_sees_nothing_else_of_the_person(
    cast: Cast, at: datetime, clock: object
) -> None:
    school, morning = make_school(cast), at.replace(hour=9)
    away = notice_school_absence(by=school.lead, at=morning, noticed_at=morning, given_name="Imogen",
                                 family_name="Tarrow", born_on=born(at, 12), says="Away.")  # fmt: skip
    for desk in (school.agency.desks.get(role="school safeguarding lead"), cast.desk("education welfare officer")):
        tell(desk, away, kind="due", says="Ask where Imogen Tarrow is", at=at, key=f"due {desk.pk}")
    for actor in (school.lead, school.welfare):
        page = text(client_of(actor).get("/board"))
        assert "Ask where Imogen Tarrow is" in page and "record is not open" not in page, actor.role
