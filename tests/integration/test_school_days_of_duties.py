"""Fifteen school days are the school's own: its holidays and training days do not count, entered before or after (D121,
B65)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sightline.duties import school_time
from sightline.duties.desks import side_of
from sightline.duties.models import Duty
from sightline.engine.model import Clock
from sightline.episodes.actions import school_outcome, school_terms
from sightline.episodes.models import Episode
from sightline.episodes.protocol import calendar, protocols
from tests.integration.test_absence_from_school import DAY, HOUR, MORNING, noticed
from tests.people import Cast
from tests.schools import School, make_school

SEND = "send the pupil's information to the new school"
LEFT = MORNING + 28 * DAY  # Tuesday 7 April 2026, the day after Easter Monday
FIFTEENTH = datetime(2026, 4, 28, 16, tzinfo=UTC)  # the fifteenth working day, at five in London


@pytest.fixture
def larkfield(cast: Cast) -> School:
    return make_school(cast)


@pytest.fixture
def left(larkfield: School) -> Episode:
    """A pupil who has left the roll; whoever asks can find out where she goes now."""
    row = noticed(larkfield)
    school_outcome.take_off_roll(absence=row.pk, by=larkfield.head, at=LEFT, off_on=date(2026, 4, 7), new_school="yes",
                                 because="Four weeks away, enquiries by both.")  # fmt: skip
    return row


def due(row: Episode) -> datetime | None:
    return Duty.objects.get(episode=row, do=SEND, state="open").due_at


def closed(by: Any, first_on: date, last_on: date) -> int:
    return school_terms.close_school(by=by, at=LEFT, name="Closed", first_on=first_on, last_on=last_on).pk


def test_without_closures_they_are_working_days(left: Episode) -> None:
    assert due(left) == FIFTEENTH


def test_a_training_day_and_a_holiday_put_the_day_off_by_as_many_school_days(larkfield: School, left: Episode) -> None:
    closed(larkfield.lead, date(2026, 4, 13), date(2026, 4, 13))
    assert due(left) == FIFTEENTH + DAY
    closed(larkfield.lead, date(2026, 4, 20), date(2026, 4, 24))
    assert due(left) == datetime(2026, 5, 7, 16, tzinfo=UTC), (
        "five days more, and the bank holiday of May does not count"
    )


def test_what_the_council_closes_counts_for_its_schools_and_a_closure_taken_back_counts_no_more(
    larkfield: School, left: Episode
) -> None:
    row = closed(larkfield.welfare, date(2026, 4, 20), date(2026, 4, 21))
    assert due(left) == FIFTEENTH + 2 * DAY
    school_terms.open_school(closure=row, by=larkfield.welfare, at=LEFT)
    assert due(left) == FIFTEENTH


def test_the_days_of_another_school_change_nothing(cast: Cast, left: Episode) -> None:
    far = cast.actor("social worker", "Southvale County Council")
    school_terms._turn_again(far.agency, LEFT)
    assert due(left) == FIFTEENTH


def test_what_is_due_after_the_absence_is_closed_goes_by_the_schools_days_too(larkfield: School, left: Episode) -> None:
    who: Any = {"absence": left.pk, "by": larkfield.welfare, "at": LEFT + HOUR}
    school_outcome.record_new_school(**who, school="Harbour School", says="Their office has her in class.")
    school_outcome.close_absence(**who, because="At Harbour School.")
    closed(larkfield.lead, date(2026, 4, 13), date(2026, 4, 13))
    assert due(left) == FIFTEENTH + DAY


def test_everybody_else_s_working_days_are_the_nation_s(left: Episode) -> None:
    asked: list[frozenset[date]] = []

    def scheduled(days: Any) -> list[Any]:
        asked.append(days.holidays)
        return []

    school_time.by_own_days(left, scheduled)
    assert asked[0] == calendar("birmingham").holidays and len(asked) == 2
    assert side_of("head teacher") == "school" and side_of("education welfare officer") != "school"


def test_no_card_counts_working_days_of_a_school_that_are_not_school_days() -> None:
    counted = {
        (card.id, duty.who)
        for card in protocols().cards.values()
        for version in card.versions
        if isinstance(version.body, Clock)
        for duty in version.body.duties
        if side_of(duty.who) == "school" and duty.timing.period and duty.timing.period.working_days
    }
    assert counted == {("BSCB-SCHOOL-09", "head teacher")}, "a new card: are its days school days?"
