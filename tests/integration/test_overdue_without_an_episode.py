"""A leave past its hour and a profile past its day are pushed to the desk whose duty it is: once, until it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.models import Desk
from sightline.duties import overdue
from sightline.duties.actions import acknowledge
from sightline.duties.models import Notice
from sightline.duties.placing import end_placement
from sightline.duties.watcher import round_once
from sightline.episodes.actions import leave as actions
from sightline.episodes.actions import profile_write
from sightline.episodes.models import Leave
from sightline.people.models import Placement, Profile
from tests.people import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILLED = {
    "description": {"build": "Small."}, "risk": {"likelihood": "likely", "risks": "Men in cars."},
    "places": {"likely_places": "The bus station."},
    "absence": {"times_back": "21:00", "who_to_ring": "The home."},
}  # fmt: skip


def told(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(key__startswith=f"{kind} ").order_by("id"))


def waiting(kind: str) -> list[Notice]:
    return [n for n in told(kind) if n.acknowledged_at is None and n.ended_at is None]


@pytest.fixture
def manager(cast: Cast) -> Actor:
    return cast.actor("registered manager", "Fernbank")


@pytest.fixture
def joan(cast: Cast, at: datetime, manager: Actor) -> Leave:
    """Joan, 82, on leave until an hour from now."""
    return actions.agree_leave(person=cast.person("Joan").pk, by=manager, at=at, begins_at=at, until=at + HOUR,
                               conditions="To her daughter's.")  # fmt: skip


def test_nobody_is_told_before_the_hour_and_then_the_home_once(cast: Cast, joan: Leave, at: datetime) -> None:
    round_once(at + HOUR - timedelta(seconds=1))
    assert told(overdue.LEAVE) == []
    for minutes in (60, 61, 75):
        round_once(at + timedelta(minutes=minutes))
    (notice,) = told(overdue.LEAVE)
    assert notice.desk == cast.desk("registered manager", "Fernbank")
    assert notice.says == "Not back from leave, due at 9:00pm on 10 March: Joan Pickersgill"
    assert notice.place == f"/leave/{joan.pk}"


def test_silence_goes_on_and_whoever_acknowledged_is_left_alone(manager: Actor, joan: Leave, at: datetime) -> None:
    round_once(at + HOUR)
    round_once(at + 2 * HOUR)
    first, second = told(overdue.LEAVE)
    assert (first.level, second.level) == (0, 1) and second.says.startswith("Not acknowledged by")
    acknowledge(notice=second.pk, by=manager, at=at + 2 * HOUR)
    round_once(at + 6 * HOUR)
    assert len(told(overdue.LEAVE)) == 2 and waiting(overdue.LEAVE) == []


def test_back_from_leave_the_notice_is_gone(manager: Actor, joan: Leave, at: datetime) -> None:
    round_once(at + HOUR)
    actions.come_back(leave=joan.pk, version=1, by=manager, at=at + HOUR)
    assert told(overdue.LEAVE) and waiting(overdue.LEAVE) == []
    round_once(at + 2 * HOUR)
    assert len(told(overdue.LEAVE)) == 1


def test_a_leave_made_longer_is_asked_about_again_at_its_new_hour(manager: Actor, joan: Leave, at: datetime) -> None:
    round_once(at + HOUR)
    actions.extend_leave(leave=joan.pk, version=1, by=manager, at=at + HOUR, until=at + 3 * HOUR, weighed="Rang her.")
    assert waiting(overdue.LEAVE) == []
    round_once(at + 2 * HOUR)
    assert len(told(overdue.LEAVE)) == 1
    round_once(at + 3 * HOUR)
    assert len(told(overdue.LEAVE)) == 2


def test_reported_to_the_police_the_home_need_not_answer_any_more(manager: Actor, joan: Leave, at: datetime) -> None:
    round_once(at + HOUR)
    actions.report_from_leave(leave=joan.pk, version=1, by=manager, at=at + HOUR, last_seen_at=None,
                              last_seen_place="", circumstances="Not at her daughter's.")  # fmt: skip
    assert waiting(overdue.LEAVE) == []


def test_the_board_shows_it_and_leads_to_the_leave(
    client_as: Callable[[str], Client], cast: Cast, at: datetime
) -> None:
    nurse, aisha = cast.actor("designated nurse"), cast.person("Aisha")
    involve(agency=nurse.agency, person=aisha.pk, part="ward", because="a patient", at=at, by=nurse.author)
    row = Leave.objects.create(person=aisha, agency_id=nurse.agency, begins_at=at - 2 * HOUR, until=at - HOUR,
                               conditions="Home for tea.", agreed_by=nurse.name)  # fmt: skip
    round_once(at)
    board = client_as("designated nurse").get("/board").content.decode()
    assert "Not back from leave, due at 7:00pm on 10 March: Aisha Bramwell" in board and f'"/leave/{row.pk}"' in board


def test_one_row_that_nobody_foresaw_stops_no_other(
    cast: Cast, joan: Leave, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(pk: int, at: datetime) -> bool:
        raise ValueError(pk)

    monkeypatch.setattr(overdue, "_tell_of_leave", fails)
    assert round_once(at + HOUR) >= 0 and told(overdue.LEAVE) == []
    monkeypatch.undo()
    round_once(at + HOUR)
    assert len(told(overdue.LEAVE)) == 1


# --- profiles --------------------------------------------------------------------------------------------------------


@pytest.fixture
def profile(cast: Cast, at: datetime) -> Profile:
    """Aisha's profile, agreed by her home, to be looked at again in a month."""
    home, person = cast.actor("registered manager"), cast.person("Aisha").pk
    for section, says in FILLED.items():
        seen = Profile.objects.filter(person=person).count()
        profile_write.write_section(person=person, section=section, seen=seen, says=says, by=home, at=at)
    seen = Profile.objects.filter(person=person).count()
    return profile_write.agree_profile(person=person, seen=seen, review_on=at.date() + 30 * DAY,
                                       drawn_up_with="Aisha", by=home, at=at)  # fmt: skip


def test_the_home_is_told_once_when_the_day_of_review_has_passed(cast: Cast, profile: Profile, at: datetime) -> None:
    round_once(at + 30 * DAY)
    assert told(overdue.PROFILE) == []
    for hours in (24, 25, 26):
        round_once(at + 30 * DAY + hours * HOUR)
    (notice,) = told(overdue.PROFILE)
    assert notice.desk == cast.desk("registered manager")
    assert notice.says == "The profile was to be reviewed by 9 April 2026: Aisha Bramwell"
    assert notice.place == f"/people/{profile.person_id}/profile"


def test_reviewed_the_notice_is_gone_and_the_next_day_of_review_has_one_of_its_own(
    cast: Cast, profile: Profile, at: datetime
) -> None:
    late, home = at + 31 * DAY, cast.actor("registered manager")
    round_once(late)
    who: Any = {"person": profile.person_id, "by": home, "drawn_up_with": "Aisha"}
    profile_write.agree_profile(**who, seen=profile.version, review_on=date(2026, 6, 1), at=late)
    assert told(overdue.PROFILE) and waiting(overdue.PROFILE) == []
    round_once(late + HOUR)
    assert len(told(overdue.PROFILE)) == 1
    round_once(datetime(2026, 6, 2, 9, tzinfo=at.tzinfo))
    assert len(told(overdue.PROFILE)) == 2


def test_whoever_lives_nowhere_that_keeps_it_is_the_council_s(cast: Cast, profile: Profile, at: datetime) -> None:
    placed = Placement.objects.get(person=profile.person_id)
    end_placement(placement=placed.pk, until=at.date(), because="Home to her mother.", by=cast.actor("social worker"),
                  at=at)  # fmt: skip
    round_once(at + 31 * DAY)
    assert [n.desk.role for n in told(overdue.PROFILE)] == ["social worker"]


def test_where_no_desk_is_set_up_it_waits_until_one_is(cast: Cast, joan: Leave, at: datetime) -> None:
    Desk.objects.filter(agency=joan.agency_id).update(closed_at=at)
    round_once(at + HOUR)
    assert told(overdue.LEAVE) == []
    Desk.objects.filter(agency=joan.agency_id).update(closed_at=None)
    round_once(at + HOUR)
    assert len(told(overdue.LEAVE)) == 1
