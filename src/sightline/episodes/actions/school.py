"""A pupil is not at school: noticed, asked about, told to the police.

A record of its own, and nobody's missing episode (D112-D118, ADR 0022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.gate import hidden_from
from sightline.access.models import Agency
from sightline.access.queries import desk
from sightline.audit.behalf import of_system
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.report import Answered, Told, keep_answers, report_again, report_missing
from sightline.episodes.models import SCHOOL, Episode, SchoolAbsence
from sightline.episodes.school_days import closures_of, next_turn, of_school
from sightline.people.actions import SURELY_THE_SAME, register
from sightline.people.models import Person
from sightline.people.search import find

STAFF = ("school safeguarding lead", "head teacher")
ABSENT = "is absent from school without explanation"
NOT_EXPLAINED = "the parents could not explain the absence"
ASKED_PARENTS = "done: ask the parents where the child is"
ASKED_AROUND = "done: ask staff, friends, family and neighbours"
# What a reasonable enquiry holds (BSCB-SCHOOL-05).
ENQUIRIES = (
    "staff asked", "friends and their parents asked", "brothers, sisters and relatives asked", "all known numbers rung",
    "letter sent to the last address", "home visited", "local authority staff consulted",
)  # fmt: skip


def _pupil(by: Actor, at: datetime, given: str, family: str, born_on: date | None, more: Mapping[str, Any]) -> int:
    """The pupil's record: the one whose name and date of birth are the same, or a new one. The school, which knows
    both, learns nothing from which it was. A record kept apart from it is none for it: it gets a new one (D53, F11)."""
    found = find(name=f"{given} {family}", born_on=born_on, limit=5) if born_on else []
    apart = hidden_from(by, at)
    sure = [m.person for m in found if m.likeness >= SURELY_THE_SAME and m.person.born_on == born_on]
    same = [person.pk for person in sure if person.pk not in apart]
    if len(same) == 1:
        return same[0]
    others = [match.person.pk for match in found]
    made: Person = register(by=by.author, at=at, given_name=given, family_name=family, born_on=born_on,
                            not_the_same_as=others, **more)  # fmt: skip
    return made.pk


@of_system("a school enters a pupil of whom it sees nothing yet")
@transaction.atomic
def notice_school_absence(
    *, by: Actor, at: datetime, noticed_at: datetime, given_name: str, family_name: str, born_on: date,
    says: str, home_address: str = "", phone: str = "", on_roll_since: date | None = None,
    answered: Sequence[Answered] = (),
) -> Episode:  # fmt: skip
    """Record that a pupil is not at school and nobody has said why. The clocks of the first day begin at `noticed_at`.

    Refused on a day on which the school is closed, and while an absence of the pupil is open.
    """
    if by.role not in STAFF or by.agency_kind != "school":
        raise NotForYou(f"You are signed in as {by.role}. A school records its own pupils.")
    check_moment(noticed_at, at, field="noticed_at", what="When the absence was noticed")
    school = Agency.objects.get(pk=by.agency)
    if not of_school(school).is_school_day(day_of(noticed_at)):
        raise Refused("The school is closed on that day. Check the date, or the term dates.", field="noticed_at")
    text = needed(says, field="says", says="Say what is known: who last saw the pupil, what was tried.")
    more = {"home_address": home_address, "phone": phone, "setting": "family home"}
    person = _pupil(by, at, needed(given_name, field="given_name", says="Enter the given name."),
                    needed(family_name, field="family_name", says="Enter the family name."), born_on, more)  # fmt: skip
    if Episode.every.select_for_update().filter(person=person, kind=SCHOOL, closed_at=None).exists():
        raise Refused("An absence of this pupil is recorded already. Add to that one.")
    episode = Episode.every.create(
        kind=SCHOOL, person_id=person, area=school.area, opened_at=noticed_at, last_seen_at=noticed_at,
        circumstances=text, owner_agency=school, owner_desk=desk(school.pk, STAFF[0]), reporter_agency=school,
        reporter_name=by.name, reporter_phone=school.phone,
    )  # fmt: skip
    row = SchoolAbsence.objects.create(episode=episode, school=school, noticed_at=noticed_at,
                                       on_roll_since=on_roll_since)  # fmt: skip
    row.turns_at = next_turn(row, closures_of(school), of_school(school), at)
    row.save()
    _involve(episode, school, by, at)
    facts = [Answered(ABSENT, "yes", text), *answered]
    keep_answers(episode, facts, Told(by.name, by.role, school.phone, school.pk), by, at)
    record(episode, "school absence noticed", by=by, at=at, happened_at=noticed_at,
           body={"says": text, "answers": {f.phrase: f.answer for f in facts}})  # fmt: skip
    return episode


def _involve(episode: Episode, school: Agency, by: Actor, at: datetime) -> None:
    """The school and its council's welfare service see this one record, and nothing else of the person by it."""
    for agency, part in ((school.pk, "school"), (school.council_id, "education welfare service")):
        if agency:
            involve(agency=agency, person=episode.person_id, episode=episode.pk, part=part,
                    because="a pupil is not at school", at=at, by=by.author)  # fmt: skip


def opened(absence: int, by: Actor, at: datetime, version: int | None = None) -> tuple[Episode, SchoolAbsence]:
    """An open absence, locked, for somebody whose agency has a part in it. Raises Stale when somebody changed it."""
    episode = locked(absence, by, at, kind=SCHOOL)
    row = SchoolAbsence.objects.select_for_update(of=("self",)).select_related("school").get(pk=episode.pk)
    if version is not None and version != row.version:
        raise Stale("Somebody else changed this while you were writing.", theirs={"enquiries": row.enquiries},
                    version=row.version)  # fmt: skip
    return episode, row


def changed(row: SchoolAbsence) -> None:
    """Write an absence that was changed, as its next version."""
    row.version += 1
    row.save()


@transaction.atomic
def ask_parents(*, absence: int, by: Actor, at: datetime, with_whom: str, says: str, explained: str) -> Episode:
    """Record that the parents were asked, what they said, and whether it explains the absence (D112)."""
    episode, _ = opened(absence, by, at)
    if explained not in ("yes", "no", "not known"):
        raise Refused("Say whether the parents could explain the absence.", field="explained")
    text = needed(says, field="says", says="Write what they said, or that nobody could be reached.")
    answer = {"yes": "no", "no": "yes"}.get(explained, "not known")
    keep_answers(episode, [Answered(NOT_EXPLAINED, answer, text)], Told(with_whom or by.name), by, at)
    body = {"with": with_whom, "says": text, "explained": explained}
    record(episode, ASKED_PARENTS, by=by, at=at, body=body)
    return episode


@transaction.atomic
def enquire(*, absence: int, version: int, by: Actor, at: datetime, heard: Mapping[str, str]) -> list[str]:
    """Record whom the school asked and what was heard. A tick without words is not an enquiry.

    Returns what a reasonable enquiry still holds (D116, BSCB-SCHOOL-05).
    """
    episode, row = opened(absence, by, at, version)
    said = {name: text.strip() for name, text in heard.items() if text.strip()}
    if unknown := [name for name in said if name not in ENQUIRIES]:
        raise Refused(f"“{unknown[0]}” is not an enquiry of the list.")
    new = {name: text for name, text in said.items() if row.enquiries.get(name) != text}
    if not new:
        raise Refused("Nothing new was written. Write what was heard beside whom you asked.")
    row.enquiries = row.enquiries | new
    changed(row)
    record(episode, ASKED_AROUND, by=by, at=at, body=dict(new))
    return [name for name in ENQUIRIES if name not in row.enquiries]


@transaction.atomic
def answer_signs(*, absence: int, by: Actor, at: datetime, answered: Sequence[Answered]) -> None:
    """Record what is known of the signs that call for a referral on the first day (C86)."""
    episode, _ = opened(absence, by, at)
    if not answered:
        raise Refused("No question was answered.")
    keep_answers(episode, answered, Told(by.name, by.role), by, at)
    record(episode, "questions answered", by=by, at=at, body={"answers": {a.phrase: a.answer for a in answered}})


@transaction.atomic
def tell_police(*, absence: int, by: Actor, at: datetime, says: str, last_seen_at: datetime, place: str) -> str:
    """Report the pupil missing to the police from the absence. Returns the reference they hold.

    Where the police look for the child already, the report is added to theirs. The absence stays the school's.
    """
    episode, row = opened(absence, by, at)
    told = Told(by.name, f"{by.role}, {row.school.name}", row.school.phone, row.school.pk)
    text = needed(says, field="says", says="Say what worries you and what was tried.")
    missing = Episode.objects.filter(person=episode.person_id, closed_at=None).exclude(state="absence").first()
    if missing:
        report_again(episode=missing.pk, by=by, at=at, told=told, says=text, absence=episode.pk)
    else:
        missing = report_missing(by=by, at=at, person=episode.person_id, told=told, last_seen_at=last_seen_at,
                                 last_seen_place=place, circumstances=text, absence=episode.pk)  # fmt: skip
    body = {"reference": missing.reference, "says": text, "to": missing.owner_agency.name}
    record(episode, "done: notify the police", by=by, at=at, body=body)
    return missing.reference
