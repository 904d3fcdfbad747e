"""How a pupil's absence changes or ends: leave agreed, back at school, at another school, off the roll."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.audit.refusal import Refused
from sightline.engine import Answer
from sightline.episodes.actions.authority import check_rank
from sightline.episodes.actions.core import check_moment, needed, record
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.actions.school import changed, opened
from sightline.episodes.models import Episode, SchoolAbsence
from sightline.episodes.school_days import closures_of, next_turn, of_school

LEAVE, OFF_ROLL = "authorise extended leave from school", "take the pupil off the roll"
RETURN_SET, FOUR_WEEKS = "a date of return to school is set", "has been away from school for four weeks"
NO_NEW_SCHOOL, UNDER_FOUR = "the new school cannot be found out", "was on the roll for under four weeks"
WEEKS_4 = timedelta(days=28)
YES, NO = Answer.YES, Answer.NO


def _answer(episode: Episode, phrase: str, answer: str, says: str, by: Actor, at: datetime) -> None:
    keep_answers(episode, [Answered(phrase, answer, says)], Told(by.name, by.role), by, at)


@transaction.atomic
def agree_leave(*, absence: int, by: Actor, at: datetime, back_on: date | None, because: str) -> Episode:
    """The head teacher agrees to leave, with the day of return. The days do not count until that day (D122, B65)."""
    episode, row = opened(absence, by, at)
    text = needed(because, field="because", says="Say why leave is agreed, and who asked.")
    told = {RETURN_SET: YES if back_on else NO}
    check_rank(episode, LEAVE, by=by, at=at, because=text, field="because", told=told)
    if back_on is None:
        raise Refused("Enter the day on which the pupil is due back.", field="back_on")
    if back_on <= day_of(at):
        raise Refused("The day of return must be in the future.", field="back_on")
    row.leave_since, row.leave_until, row.running = day_of(at), back_on, False
    row.turns_at = next_turn(row, closures_of(row.school), of_school(row.school), at)
    changed(row)
    body = {"because": text, "due back": back_on}
    record(episode, "extended leave agreed", by=by, at=at, body=body, also=[("done: write down the day of return", {})])
    return episode


def _end(episode: Episode, row: SchoolAbsence, at: datetime) -> None:
    episode.state, episode.closed_at, row.turns_at = "closed", at, None
    changed(row)


@transaction.atomic
def record_back(*, absence: int, by: Actor, at: datetime, back_at: datetime, says: str) -> Episode:
    """The pupil is back. What was due before, such as a referral of the first day, stays due."""
    episode, row = opened(absence, by, at)
    check_moment(back_at, at, field="back_at", what="When the pupil was back", not_before=row.noticed_at,
                 before_what="the absence was noticed")  # fmt: skip
    text = needed(says, field="says", says="Say where the pupil was, as far as you know, and who saw them.")
    _end(episode, row, at)
    record(episode, "returned", by=by, at=at, happened_at=back_at, body={"says": text}, also=[("closed", {})])
    return episode


@transaction.atomic
def record_new_school(*, absence: int, by: Actor, at: datetime, school: str, says: str) -> Episode:
    """It became known to which school the child now goes: every agency that looked is told (D124)."""
    episode, row = opened(absence, by, at)
    name = needed(school, field="school", says="Enter the name of the school.")
    text = needed(says, field="says", says="Say from whom it is known, and who saw the child there.")
    changed(row)
    body = {"school": name, "says": text}
    record(episode, "new school became known", by=by, at=at, body=body, also=[("location confirmed", body)])
    return episode


def away_four_weeks(row: SchoolAbsence, at: datetime) -> bool:
    """Whether four whole weeks have passed since the days last began to count."""
    begun = row.counts_since or row.noticed_at
    return row.running and at >= begun + WEEKS_4


@transaction.atomic
def take_off_roll(*, absence: int, by: Actor, at: datetime, off_on: date, because: str, new_school: str) -> Episode:
    """Take a pupil off the roll. Refused before four weeks are over, whoever asks for the place (D119, D121).

    `new_school` says whether it can be found out where the pupil goes now: yes, no or not known.
    """
    episode, row = opened(absence, by, at)
    text = needed(because, field="because", says="Say on which ground the pupil leaves the roll.")
    if off_on > day_of(at):
        raise Refused("The day is in the future. Check the date.", field="off_on")
    if row.off_roll_on:
        raise Refused("The pupil has left the roll already.")
    told = {FOUR_WEEKS: YES if away_four_weeks(row, at) else NO}
    check_rank(episode, OFF_ROLL, by=by, at=at, because=text, field="because", told=told)
    row.off_roll_on, row.off_roll_because = off_on, text
    changed(row)
    _answer(episode, NO_NEW_SCHOOL, {"yes": "no", "no": "yes"}.get(new_school, "not known"), text, by, at)
    if row.on_roll_since:
        short = "yes" if off_on - row.on_roll_since < WEEKS_4 else "no"
        _answer(episode, UNDER_FOUR, short, f"On the roll since {row.on_roll_since}.", by, at)
    record(episode, "left the school's roll", by=by, at=at, body={"on": off_on, "because": text})
    return episode


@transaction.atomic
def close_absence(*, absence: int, by: Actor, at: datetime, because: str) -> Episode:
    """Close an absence once the child's schooling is settled. Refused while nobody knows where the child is."""
    episode, row = opened(absence, by, at)
    text = needed(because, field="because", says="Say how the child's schooling is settled.")
    kinds = {kind for kind, _ in occurrences(episode=episode.pk)}
    if not {"new school became known", "location confirmed"} & kinds:
        raise Refused("Nobody has recorded where the child is. Until then the absence stays open.")
    _end(episode, row, at)
    record(episode, "closed", by=by, at=at, body={"because": text})
    return episode
