"""What happens in the matrix of telling, made to happen by the real actions under a simulated clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sightline.access.actions import involve
from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.duties.watcher import round_once
from sightline.episodes.actions import absence, decide, found, report
from sightline.episodes.actions.core import locked, record
from sightline.episodes.actions.happening import note
from sightline.episodes.actions.of_person import write
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Episode
from sightline.people import actions
from sightline.sharing import telling_actions
from sightline.sharing.models import Telling
from tests.integration.absent import watched
from tests.people import Cast

NORTH, SOUTH, LODGE = "Northmoor Police", "Southvale Police", "Willow Lodge"
WHY = "She is fifteen, under an exploitation flag, and her phone is off, says the home that knows her."
FAR = "Southvale County Council"
LOOKED = absence.FirstChecks(["Ring her", "Look in the garden"], 45)


def under(area: str) -> None:
    """Let every agency of the cast work by the cards of one area."""
    Agency.objects.exclude(kind="national unit").update(area=area)


def yes(*facts: str) -> list[Answered]:
    """Facts that were asked, and are so."""
    return [Answered(fact, "yes", "asked, and so") for fact in facts]


def reported(cast: Cast, at: datetime, name: str, *facts: str, police: str = NORTH) -> Episode:
    """A report by telephone from a neighbour, taken by the police."""
    return report.report_missing(
        by=cast.actor("call handler", police), at=at, person=cast.person(name).pk, told=Told("A neighbour"),
        last_seen_at=at - timedelta(hours=1), last_seen_place="home", circumstances="Did not come home.",
        answered=yes(*facts),
    )  # fmt: skip


def placed_far_away(cast: Cast, at: datetime) -> None:
    """Aisha, of Northmoor's council, moves to Willow Lodge in Southvale, where council and police are others."""
    aisha, lodge = cast.person("Aisha").pk, cast.agency(LODGE)
    by = cast.actor("social worker").author
    actions.place(person=aisha, provider=lodge.pk, setting="children's home", since=day_of(at) - timedelta(days=1),
                  host_authority=cast.agency(FAR).pk, out_of_area=True, by=by, at=at)  # fmt: skip
    involve(agency=lodge.pk, person=aisha, part="provider", because="looked after", at=at, by=by)


def happens(cast: Cast, episode: Episode, kind: str, at: datetime, role: str = "duty inspector", **state: Any) -> None:
    """Record an event on an episode as the action that decides it would, without the judgement of the cards."""
    by = cast.actor(role, episode.owner_agency.name)
    row = locked(episode.pk, by, at, closed_too=True)
    for name, value in state.items():
        setattr(row, name, value)
    record(row, kind, by=by, at=at)


def asked_and_no_harm(cast: Cast, episode: Episode, at: datetime, event: str) -> None:
    """Somebody answers that telling the parents does no harm."""
    row = Telling.objects.get(episode=episode, event=event, role="parents", state="ask")
    answers = dict.fromkeys(row.asks, "no")
    by = cast.actor("duty inspector", episode.owner_agency.name)
    telling_actions.answer_first(telling=row.pk, by=by, at=at, answers=answers, says="Her social worker knows them.")


def missing_from_far_away(cast: Cast, at: datetime) -> Episode:
    """An absence is noticed by the home, reported, decided as high risk, and ends with a return and a harm found."""
    placed_far_away(cast, at)
    home = cast.actor("registered manager", LODGE)
    episode = absence.look_first(by=home, at=at, person=cast.person("Aisha").pk, noticed_at=at,
                                 because="Not in her room.", checks=LOOKED)  # fmt: skip
    told = at + timedelta(minutes=10)
    absence.report_from_absence(episode=episode.pk, by=home, at=told, because="Her phone is off.")
    episode.refresh_from_db()
    inspector = cast.actor("duty inspector", SOUTH)
    report.answer_questions(
        episode=episode.pk, by=inspector, at=told, told=Told("Marcus Ibbotson"),
        answered=yes("the emergency duty team was told", "the police were told"),
    )  # fmt: skip
    asked_and_no_harm(cast, episode, told + timedelta(minutes=5), "reported missing")
    wanted = decide.Wanted("missing", "high", WHY, "high", "high")
    decide.decide(episode=episode.pk, by=inspector, at=told + timedelta(minutes=10), wanted=wanted)
    return episode


def back_and_harmed(cast: Cast, episode: Episode, at: datetime) -> None:
    """Located and confirmed, seen safe and well with signs of harm, and interviewed."""
    by = cast.actor("investigating officer", episode.owner_agency.name)
    found.locate(episode=episode.pk, by=by, at=at, located_at=at, place="Her sister's flat", located_by="PC Arkwright",
                 confirmed=True)  # fmt: skip
    version = found.Found.objects.get(pk=episode.pk).version
    found.see_safe_and_well(episode=episode.pk, version=version, by=by, at=at, seen_at=at, seen_by="PC Arkwright",
                            seen_alone=True, harm="yes", says="He hurt me.")  # fmt: skip
    row = found.offer_interview(episode=episode.pk, by=by, at=at, provider=cast.agency("Open Door").pk)
    found.carry_out_interview(
        episode=episode.pk, version=row.version, by=cast.actor("return interviewer"), at=at + timedelta(hours=20),
        carried_out_at=at + timedelta(hours=20), interviewer="Tamara Wyeth", place="school", says="A man with a car.",
        sharing_agreed=True,
    )  # fmt: skip


def watched_for_six_hours(cast: Cast, at: datetime) -> Episode:
    """An unauthorised absence about which the carer doubts; nobody comes back, and the watcher goes round."""
    episode = watched(cast, at)
    by = cast.actor("registered manager", LODGE)
    doubt = yes("the carer doubts whether to report")
    report.answer_questions(episode=episode.pk, by=by, at=at, told=Told(by.name), answered=doubt)
    for hours in range(1, 7):
        round_once(at + timedelta(hours=hours, minutes=1))
    return episode


def noted(cast: Cast, at: datetime, kind: str, name: str, role: str, agency: str = "", *facts: str) -> None:
    """Somebody writes down what happened to a person."""
    note(kind=kind, person=cast.person(name).pk, by=cast.actor(role, agency), at=at, happened_at=at,
         says="A letter came this morning.", answers=dict.fromkeys(facts, "yes"))  # fmt: skip


def not_at_school(cast: Cast, at: datetime, name: str, **answers: str) -> None:
    """The police write down, from the school, that a pupil is not there."""
    facts = {fact.replace("_", " "): answer for fact, answer in answers.items() if fact != "school_days_missed"}
    by = cast.actor("call handler")
    body = {"answers": facts | {"school_days_missed": answers.get("school_days_missed", "0")}}
    write("school absence noticed", person=cast.person(name).pk, by=by, at=at, body=body)
