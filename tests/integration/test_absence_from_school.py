"""A pupil is not at school: the clocks of the first day, of the third, of four weeks; holidays and leave stop them; the
school sees its own record and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.access.gate import may_see
from sightline.audit.queries import timeline
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.demonstration import schools
from sightline.duties.actions import record_done
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes.actions import found, school, school_outcome, school_terms
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Episode, SchoolAbsence
from sightline.episodes.school_days import Calendar, missed
from tests.people import Cast
from tests.schools import School, make_school

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 3, 10, 9, 20, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def larkfield(cast: Cast) -> School:
    return make_school(cast)


def noticed(larkfield: School, at: datetime = MORNING, **more: Any) -> Episode:
    said = {
        "given_name": "Imogen",
        "family_name": "Tarrow",
        "born_on": date(2014, 6, 2),
        "says": "Not in class.",
    } | more
    return school.notice_school_absence(by=larkfield.lead, at=at, noticed_at=at, **said)


def open_duties(episode: Episode) -> dict[str, Duty]:
    return {d.do: d for d in Duty.objects.filter(episode=episode, state="open").order_by("-id")}


def kinds(episode: Episode) -> list[str]:
    return [h.kind for h in timeline(episode=episode.pk) if h.kind != "desk told"]


# --- the record ------------------------------------------------------------------------------------------------------


def test_an_absence_from_school_is_nobodys_missing_episode(cast: Cast, larkfield: School) -> None:
    row = noticed(larkfield)
    assert row.reference.startswith("SA-") and row.owner_agency == larkfield.agency
    assert not Episode.objects.filter(person=row.person_id).exists(), "no list or count of episodes has it"
    assert Episode.every.get(pk=row.pk).kind == "school"


@pytest.mark.covers("H19")
def test_the_clocks_of_the_first_and_the_third_day_run_at_the_school(larkfield: School) -> None:
    duties = open_duties(noticed(larkfield))
    assert duties["ask the parents where the child is"].due_at == datetime(2026, 3, 10, 17, 0, tzinfo=UTC)
    assert duties["notify the education welfare service"].due_at == MORNING + 3 * DAY
    desk = duties["ask the parents where the child is"].desk
    assert desk and desk.agency == larkfield.agency and desk.role == "school safeguarding lead"
    team = duties["visit the home and search the databases"].desk
    assert team and (team.agency.name, team.role) == ("Northmoor City Council", "education welfare officer")


def test_a_first_day_sign_brings_the_referral_by_five_o_clock(larkfield: School) -> None:
    row = noticed(larkfield, answered=[Answered("has a child protection plan", "yes", "Her worker rang on Monday.")])
    duties = open_duties(row)
    for do in ("refer to children's services", "notify the police", "notify the education welfare service"):
        assert duties[do].due_at == datetime(2026, 3, 10, 17, 0, tzinfo=UTC), do


def test_the_school_sees_its_own_record_and_nothing_else_of_the_person(cast: Cast, larkfield: School) -> None:
    kayleigh = cast.person("Kayleigh")
    row = noticed(larkfield, given_name="Kayleigh", family_name="Morrow", born_on=kayleigh.born_on)
    assert row.person_id == kayleigh.pk, "one child, one record"
    assert may_see(larkfield.lead, [kayleigh.pk], MORNING) == set()
    with pytest.raises(NotForYou):
        school.ask_parents(absence=row.pk, by=cast.actor("return interviewer"), at=MORNING, with_whom="x", says="y",
                           explained="no")  # fmt: skip


def test_a_second_absence_of_the_same_pupil_is_refused(larkfield: School) -> None:
    noticed(larkfield)
    with pytest.raises(Refused, match="recorded already"):
        noticed(larkfield, at=MORNING + DAY)


def test_nobody_is_absent_on_a_day_on_which_the_school_is_closed(larkfield: School) -> None:
    with pytest.raises(Refused, match="closed on that day"):
        noticed(larkfield, at=datetime(2026, 3, 14, 9, 20, tzinfo=UTC))


@pytest.mark.parametrize("role", ["social worker", "call handler", "registered manager"])
def test_only_a_school_records_its_pupils(cast: Cast, larkfield: School, role: str) -> None:
    with pytest.raises(NotForYou):
        school.notice_school_absence(by=cast.actor(role), at=MORNING, noticed_at=MORNING, given_name="A",
                                     family_name="B", born_on=date(2014, 6, 2), says="x")  # fmt: skip


# --- what the school does --------------------------------------------------------------------------------------------


def test_asking_the_parents_meets_the_duty_and_what_they_said_is_a_fact(larkfield: School) -> None:
    row = noticed(larkfield)
    school.ask_parents(absence=row.pk, by=larkfield.lead, at=MORNING + HOUR, with_whom="Her father", explained="no",
                       says="He thought that she was in class.")  # fmt: skip
    duties = open_duties(row)
    assert "ask the parents where the child is" not in duties
    assert "assess the child's vulnerability with the class teacher" in duties, "the parents could not explain it"


def test_an_enquiry_is_words_and_what_is_left_is_said(larkfield: School) -> None:
    row = noticed(larkfield)
    with pytest.raises(Refused, match="Nothing new"):
        school.enquire(absence=row.pk, version=1, by=larkfield.lead, at=MORNING, heard={"home visited": "  "})
    left = school.enquire(absence=row.pk, version=1, by=larkfield.lead, at=MORNING + HOUR,
                          heard={"staff asked": "Her form teacher saw her on Monday."})  # fmt: skip
    assert "home visited" in left and "staff asked" not in left
    with pytest.raises(Stale):
        school.enquire(absence=row.pk, version=1, by=larkfield.head, at=MORNING, heard={"home visited": "Nobody."})


def test_a_duty_of_the_welfare_service_is_done_by_its_own_desk(cast: Cast, larkfield: School) -> None:
    row = noticed(larkfield)
    duty = open_duties(row)["visit the home and search the databases"]
    with pytest.raises(NotForYou):
        record_done(duty=duty.pk, by=larkfield.lead, at=MORNING + 2 * DAY, done_at=MORNING + 2 * DAY, how="Visited.")
    record_done(duty=duty.pk, by=larkfield.welfare, at=MORNING + 2 * DAY, done_at=MORNING + 2 * DAY, how="Nobody home.")
    duty.refresh_from_db()
    assert duty.state == "met"


def test_the_school_tells_the_police_and_learns_who_has_the_case_and_no_more(cast: Cast, larkfield: School) -> None:
    row = noticed(larkfield)
    reference = school.tell_police(absence=row.pk, by=larkfield.lead, at=MORNING + HOUR, says="Not seen since Monday.",
                                   last_seen_at=MORNING - DAY, place="The school gate")  # fmt: skip
    missing = Episode.objects.get(person=row.person_id)
    assert missing.reference == reference and missing.owner_agency.name == "Northmoor Police"
    assert "notify the police" not in open_duties(row)
    assert may_see(larkfield.lead, [row.person_id], MORNING + HOUR) == set()
    again = school.tell_police(absence=row.pk, by=larkfield.lead, at=MORNING + 2 * HOUR, says="A friend has rung.",
                               last_seen_at=MORNING - DAY, place="")  # fmt: skip
    assert again == reference and Episode.objects.filter(person=row.person_id).count() == 1


def test_when_the_police_know_where_the_pupil_is_the_schools_clocks_stop(cast: Cast, larkfield: School) -> None:
    row = noticed(larkfield)
    school.tell_police(absence=row.pk, by=larkfield.lead, at=MORNING + HOUR, says="Not seen.", place="The gate",
                       last_seen_at=MORNING - DAY)  # fmt: skip
    missing = Episode.objects.get(person=row.person_id)
    found.locate(episode=missing.pk, by=cast.actor("investigating officer"), at=MORNING + 3 * HOUR, confirmed=True,
                 located_at=MORNING + 3 * HOUR, place="An aunt's flat", located_by="PC Reeve")  # fmt: skip
    assert "location confirmed" in kinds(row)
    assert "decide whether to refer" not in open_duties(row)


def test_back_at_school_ends_it_and_a_referral_that_was_due_stays_due(larkfield: School) -> None:
    row = noticed(larkfield, answered=[Answered("is subject to section 47 enquiries", "yes", "Since last week.")])
    school_outcome.record_back(absence=row.pk, by=larkfield.lead, at=MORNING + 2 * HOUR, back_at=MORNING + 2 * HOUR,
                               says="She came in at eleven; her teacher has seen her.")  # fmt: skip
    assert Episode.every.get(pk=row.pk).closed_at
    left = Duty.objects.filter(episode=row, do="refer to children's services", due_at__isnull=False).get()
    assert left.state == "open" and "decide whether to refer" not in open_duties(row)


# --- leave, holidays, the roll ---------------------------------------------------------------------------------------


def test_only_the_head_teacher_agrees_leave_and_only_with_a_day_of_return(larkfield: School) -> None:
    row = noticed(larkfield)
    leave: Any = {"absence": row.pk, "at": MORNING + HOUR, "because": "Her grandmother's funeral, abroad."}
    with pytest.raises(NotAccepted, match="head teacher"):
        school_outcome.agree_leave(**leave, by=larkfield.lead, back_on=date(2026, 3, 23))
    with pytest.raises(Refused):
        school_outcome.agree_leave(**leave, by=larkfield.head, back_on=None)
    school_outcome.agree_leave(**leave, by=larkfield.head, back_on=date(2026, 3, 23))
    assert "notify the education welfare service" not in open_duties(row)
    round_once(datetime(2026, 3, 22, 9, 0, tzinfo=UTC))
    assert kinds(row).count("school absence noticed") == 1
    round_once(datetime(2026, 3, 23, 9, 31, tzinfo=UTC))
    assert kinds(row).count("school absence noticed") == 2, "due back, and nobody has said so"
    again = open_duties(row)["notify the education welfare service"]
    assert again.due_at == datetime(2026, 3, 26, 9, 30, tzinfo=UTC), "from the day of return, not of leave"


def test_a_holiday_stops_the_clocks_and_the_first_school_day_begins_them_again(larkfield: School) -> None:
    school_terms.close_school(by=larkfield.welfare, at=MORNING - DAY, name="Easter", first_on=date(2026, 3, 16),
                              last_on=date(2026, 3, 27))  # fmt: skip
    row = noticed(larkfield)
    round_once(datetime(2026, 3, 13, 15, 31, tzinfo=UTC))
    assert "school holiday began" in kinds(row) and "decide whether to refer" not in open_duties(row)
    told = Notice.objects.get(kind="school closes")
    assert told.desk.role == "education welfare officer", "the school closes and nobody has seen the child"
    round_once(datetime(2026, 3, 30, 8, 31, tzinfo=UTC))  # 09:31 in London: summer time has begun
    assert kinds(row).count("school absence noticed") == 2
    assert open_duties(row)["decide whether to refer"].due_at == datetime(2026, 4, 16, 8, 30, tzinfo=UTC)


def test_a_training_day_is_not_counted_and_stops_nothing(larkfield: School) -> None:
    school_terms.close_school(by=larkfield.head, at=MORNING, name="Training day", first_on=date(2026, 3, 12),
                              last_on=date(2026, 3, 12))  # fmt: skip
    row = noticed(larkfield)
    assert missed(row.pk, datetime(2026, 3, 13, 12, 0, tzinfo=UTC)) == 3  # Tuesday, Wednesday, Friday
    round_once(datetime(2026, 3, 12, 16, 0, tzinfo=UTC))
    assert "school holiday began" not in kinds(row)


def test_ten_school_days_ask_whether_the_child_is_becoming_missing_from_education(larkfield: School) -> None:
    row, asks = noticed(larkfield), "ask whether the child is becoming missing from education"
    school.ask_parents(absence=row.pk, by=larkfield.lead, at=datetime(2026, 3, 20, 12, 0, tzinfo=UTC), with_whom="",
                       says="No answer.", explained="not known")  # fmt: skip
    assert asks not in open_duties(row), "the ninth day"
    school.ask_parents(absence=row.pk, by=larkfield.lead, at=datetime(2026, 3, 23, 12, 0, tzinfo=UTC), with_whom="",
                       says="No answer.", explained="not known")  # fmt: skip
    assert asks in open_duties(row), "the tenth"


def test_nobody_leaves_the_roll_before_four_weeks_are_over(larkfield: School) -> None:
    row = noticed(larkfield, on_roll_since=date(2025, 9, 1))
    off: Any = {"absence": row.pk, "by": larkfield.head, "because": "Four weeks away, enquiries by both.",
                "new_school": "no"}  # fmt: skip
    with pytest.raises(NotAccepted, match="take the pupil off the roll"):
        school_outcome.take_off_roll(**off, at=MORNING + 28 * DAY - HOUR, off_on=date(2026, 4, 7))
    school_outcome.take_off_roll(**off, at=MORNING + 28 * DAY, off_on=date(2026, 4, 7))
    assert SchoolAbsence.objects.get(pk=row.pk).off_roll_on == date(2026, 4, 7)
    duties = Duty.objects.filter(episode=row, do="send the pupil's information to the new school")
    assert not duties.filter(state="open").exists(), "the new school cannot be found out"


def test_an_absence_is_not_closed_while_nobody_knows_where_the_child_is(larkfield: School) -> None:
    row = noticed(larkfield)
    with pytest.raises(Refused, match="Nobody has recorded where"):
        school_outcome.close_absence(absence=row.pk, by=larkfield.welfare, at=MORNING + DAY, because="Moved, we think.")
    school_outcome.record_new_school(absence=row.pk, by=larkfield.welfare, at=MORNING + DAY, school="Harbour School",
                                     says="Their office has her in class today.")  # fmt: skip
    assert "tell the agencies of the child's new school" in open_duties(row)
    school_outcome.close_absence(absence=row.pk, by=larkfield.welfare, at=MORNING + DAY, because="At Harbour School.")
    assert Episode.every.get(pk=row.pk).state == "closed"


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(date(2026, 4, 10), date(2026, 4, 1), "before the first"), (date(2026, 4, 1), date(2026, 9, 1), "longer than")],
)
def test_term_dates_that_cannot_be_are_refused(larkfield: School, first: date, last: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        school_terms.close_school(by=larkfield.head, at=MORNING, name="Summer", first_on=first, last_on=last)


def test_term_dates_do_not_overlap_and_can_be_taken_back(larkfield: School) -> None:
    days: Any = {"by": larkfield.head, "at": MORNING, "name": "Half-term"}
    row = school_terms.close_school(**days, first_on=date(2026, 5, 25), last_on=date(2026, 5, 29))
    with pytest.raises(Refused, match="overlap"):
        school_terms.close_school(**days, first_on=date(2026, 5, 29), last_on=date(2026, 6, 1))
    with pytest.raises(NotForYou):
        school_terms.open_school(closure=row.pk, by=larkfield.welfare, at=MORNING)
    school_terms.open_school(closure=row.pk, by=larkfield.head, at=MORNING)


# --- school days -----------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=60)
@given(start=DAYS, number=st.integers(1, 40), closed=st.sets(DAYS, max_size=60))
def test_the_nth_school_day_after_a_day_has_so_many_school_days_behind_it(
    start: date, number: int, closed: set[date]
) -> None:
    days = Calendar(frozenset(closed))
    found_ = days.after(start, number)
    assert days.is_school_day(found_) and days.count(start + DAY, found_) == number


@settings(max_examples=60)
@given(start=DAYS, number=st.integers(1, 40), closed=st.sets(DAYS, max_size=60), more=DAYS)
def test_one_more_closed_day_never_makes_it_earlier(start: date, number: int, closed: set[date], more: date) -> None:
    before, after = Calendar(frozenset(closed)), Calendar(frozenset(closed | {more}))
    assert before.after(start, number) <= after.after(start, number)


@pytest.mark.parametrize("day", [date(2026, 3, 11), date(2026, 3, 15), date(2026, 3, 16)])
def test_the_demonstration_has_a_pupil_away_on_whatever_day_it_is_made(cast: Cast, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 22, 0, tzinfo=UTC)
    number = schools.begin(cast, now)  # type: ignore[arg-type]  # the cast has the agencies a county has
    row = SchoolAbsence.objects.get(pk=number)
    assert row.running and row.noticed_at < now and row.enquiries
    assert Duty.objects.filter(episode=number, state="open").exists()
