"""A school of the county, and one pupil who is not there: noticed this morning, the father asked. Knows no clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sightline.access.actor import actor_for
from sightline.access.models import Agency, Post
from sightline.audit.moments import day_of
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.demonstration.county import NORTH, County
from sightline.demonstration.places import NORTHMOOR
from sightline.episodes.actions.report import Answered
from sightline.episodes.actions.school import ask_parents, enquire, notice_school_absence
from sightline.episodes.actions.school_terms import close_school
from sightline.episodes.school_days import moment, of_school

SCHOOL, AREA = "Larkfield School", "birmingham"  # the area whose board has a procedure for pupils who are away
LEAD, HEAD = "school safeguarding lead", "head teacher"
STAFF = (Member(LEAD, "Noreen Aldous", listed=True), Member(HEAD, "Basil Farthing", listed=True))


def _set_up(county: County) -> Agency:
    made = establish([Plan(SCHOOL, "school", AREA, "2 Lark Lane, Northmoor", 52.474, -1.905, STAFF)])[SCHOOL]
    made.council, made.police_area = county.agencies[NORTHMOOR], county.agencies[NORTH]
    made.save()
    return made


def begin(county: County, now: datetime) -> int:
    """Set up the school with its next holiday, and record the absence on the last school day before now.

    Returns the number of the absence.
    """
    school = _set_up(county)
    posts = {p.role: p for p in Post.objects.filter(agency=school).select_related("agency", "user")}
    lead, head = actor_for(posts[LEAD]), actor_for(posts[HEAD])
    noticed = moment(of_school(school).last_before(day_of(now)), time(9, 20))
    today = day_of(now)
    monday = today + timedelta(days=21 - today.weekday())
    close_school(by=head, at=noticed, name="Holiday", first_on=monday, last_on=monday + timedelta(days=11))
    row = notice_school_absence(
        by=lead, at=noticed, noticed_at=noticed, given_name="Imogen", family_name="Tarrow",
        born_on=date(today.year - 12, 6, 2), home_address="18 Hazel Rise, Northmoor",
        on_roll_since=date(today.year - 2, 9, 3), says="Not in class at registration; the office had no call.",
        answered=[Answered("attendance is a serious concern", "yes", "Sixty per cent since the summer.")],
    )  # fmt: skip
    later = noticed + timedelta(minutes=40)
    ask_parents(absence=row.pk, by=lead, at=later, with_whom="Her father", explained="no",
                says="He dropped her at the corner at half past eight and thought that she was in school.")  # fmt: skip
    enquire(absence=row.pk, version=1, by=lead, at=later, heard={"staff asked": "Her form teacher saw her on Friday."})
    return row.pk
