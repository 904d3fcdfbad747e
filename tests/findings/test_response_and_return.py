"""What the inspectors found in the response and after the return (I17 to I33): tried again, by the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sightline.access.actor import Actor
from sightline.access.models import Post
from sightline.audit.models import Consultation, Event
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.actions import record_done
from sightline.duties.models import Duty
from sightline.episodes.actions import decide, found, handover, investigate
from sightline.episodes.actions.agreeing import Step
from sightline.episodes.actions.asking_help import answer_help, ask_for_help
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Answered, answer_questions
from sightline.episodes.actions.warning import follow_up, record_broken, serve_notice
from sightline.episodes.models import Episode, Interview
from sightline.insight import children, grading, response, returns
from sightline.people import actions as people
from tests.findings.acting import (
    ANSWER,
    NO_RISK,
    NORTH,
    SOUTH,
    TOLD,
    absent,
    answer,
    back,
    checked,
    closed,
    decided,
    gone_and_back,
    offered,
    reported,
    seen,
)
from tests.people import Cast, born

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EXCUSE = "a decision against a safe and well check is recorded"


def _coordinator(cast: Cast) -> Actor:
    return cast.actor("missing person coordinator")


def _open(episode: Episode, do: str) -> list[Duty]:
    return list(Duty.objects.filter(episode=episode, do=do, state="open"))


def _missing(cast: Cast, at: datetime, name: str, risk: str = "medium", police: str = NORTH) -> Episode:
    """Reported and decided missing."""
    episode = reported(cast, at, name, police=police)
    decided(cast, episode, at, risk=risk, answer=ANSWER)
    return episode


def _ready_to_close(cast: Cast, at: datetime, name: str) -> Episode:
    """Decided, seen, offered a talk and checked: nothing but the closing is left."""
    episode = _missing(cast, at, name)
    seen(cast, episode, at + HOUR)
    offered(cast, episode, at + HOUR)
    checked(cast, episode, at + HOUR)
    return episode


def _plan(cast: Cast, episode: Episode, at: datetime) -> None:
    """The long-term plan, made by whoever the duty belongs to."""
    (duty,) = _open(episode, "make a long-term plan")
    roles = ("social worker", "team manager", "missing person coordinator")  # the last where no council is known
    by = next(a for a in map(cast.actor, roles) if duty.desk_id in a.desks)
    steps = [Step("See her every week", by.name, day_of(at + 7 * DAY))]
    record_done(duty=duty.pk, by=by, at=at, done_at=at, how="Agreed with her aunt.", steps=steps)


def test_i17_an_episode_of_a_child_does_not_close_without_a_decision_on_referral(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Daniel")
    seen(cast, episode, at + HOUR)
    offered(cast, episode, at + HOUR)
    with pytest.raises(Refused, match="referral decision"):
        closed(cast, episode, at + 2 * HOUR)
    with pytest.raises(Refused, match="Decide on a referral"):
        checked(cast, episode, at + 2 * HOUR, referral="")
    checked(cast, episode, at + 2 * HOUR)
    assert closed(cast, episode, at + 2 * HOUR).state == "closed"


def test_i18_the_police_cannot_save_an_allegation_without_its_reference(cast: Cast, at: datetime) -> None:
    alleges = Answered("alleges a crime", "yes", "A man kept her in his flat and would not let her go.")
    with pytest.raises(Refused, match="reference"):
        reported(cast, at, "Daniel", answered=(alleges,))
    episode = _missing(cast, at, "Daniel")
    by = cast.actor("investigating officer")
    for crime in ((), (Answered("crime recorded", "yes", "To be recorded tomorrow."),)):
        with pytest.raises(Refused, match="reference"):
            answer_questions(episode=episode.pk, by=by, at=at, told=TOLD, answered=[alleges, *crime])
    assert not episode.facts.filter(phrase="alleges a crime").exists()
    crime = (Answered("crime recorded", "yes", "Crime 20/1234/26, with the child abuse team."),)
    answer_questions(episode=episode.pk, by=by, at=at, told=TOLD, answered=[alleges, *crime])
    assert not _open(episode, "record the crime")


def test_i18_what_a_social_worker_is_told_is_kept_and_the_police_must_give_it_a_reference(
    cast: Cast, at: datetime
) -> None:
    episode = _ready_to_close(cast, at, "Kayleigh")
    alleges = Answered("alleges a crime", "yes", "She was held in a flat for a night.")
    by, later = cast.actor("social worker"), at + 2 * HOUR
    answer_questions(episode=episode.pk, by=by, at=later, told=TOLD, answered=[alleges])
    with pytest.raises(NotAccepted) as refused:
        closed(cast, episode, later)
    assert "not known: crime recorded" in refused.value.assessment.prompts
    duty, *_ = _open(episode, "record the crime")
    officer = next(a for a in map(cast.actor, ("investigating officer", "duty inspector")) if duty.desk_id in a.desks)
    with pytest.raises(Refused, match="crime reference"):
        record_done(duty=duty.pk, by=officer, at=later, done_at=later, how="Noted in the log.")
    record_done(duty=duty.pk, by=officer, at=later, done_at=later, how="With the team.", reference="20/1234/26")
    assert closed(cast, episode, later).state == "closed"


def test_i19_children_who_go_again_and_again_without_a_plan_are_shown_oldest_first(cast: Cast, at: datetime) -> None:
    for name, first in (("Daniel", 40), ("Kayleigh", 90), ("Robert", 60)):
        for times in range(3):
            gone_and_back(cast, name, at - (first - times) * DAY)
    kayleigh, daniel = children.repeats_without_plan(_coordinator(cast), at=at)
    assert [kayleigh.person, daniel.person] == [cast.person(n).pk for n in ("Kayleigh", "Daniel")]
    assert daniel.missing_in_a_year == 3 and daniel.first_at == at - 40 * DAY
    people.agree_trigger_plan(
        person=kayleigh.person, category="missing", risk="medium", actions=["Ring her aunt"], agreed_by="All of us",
        review_on=born(at, -1), by=cast.actor("social worker").author, at=at,
    )  # fmt: skip
    assert [row.person for row in children.repeats_without_plan(_coordinator(cast), at=at)] == [daniel.person]
    assert children.repeats_without_plan(_coordinator(cast), at=at, area="thames-valley") == []


def test_i20_signs_of_exploitation_without_a_flag_are_shown_and_screening_is_due_each_time(
    cast: Cast, at: datetime
) -> None:
    for days in (9, 0):
        episode = reported(cast, at - days * DAY, "Daniel")
        answer(cast, episode, at - days * DAY, yes=["has had sexual contact with older people"])
        assert _open(episode, "screen for sexual exploitation")
        if days:
            decided(cast, episode, at - days * DAY)
            seen(cast, episode, at - days * DAY + HOUR)
            offered(cast, episode, at - days * DAY + HOUR)
            checked(cast, episode, at - days * DAY + HOUR)
            _plan(cast, episode, at - days * DAY + HOUR)
            closed(cast, episode, at - days * DAY + HOUR)
    answer(cast, reported(cast, at, "Kayleigh"), at, no=["has had sexual contact with older people"])
    (row,) = children.unflagged(_coordinator(cast), at=at)
    assert (row.person, row.episodes, row.signs) == (
        cast.person("Daniel").pk,
        2,
        ["has had sexual contact with older people"],
    )
    assert row.screenings_due == 2 and row.screened_at is None
    people.add_flag(person=row.person, phrase=children.FLAGGED, says="Screened: at risk.", from_whom="Grace Adeyinka",
                    since=day_of(at), by=cast.actor("social worker").author, at=at)  # fmt: skip
    assert children.unflagged(_coordinator(cast), at=at) == []


def test_i21_requests_for_help_are_counted_answered_and_aged(cast: Cast, at: datetime) -> None:
    daniel, kayleigh, by = cast.person("Daniel").pk, cast.person("Kayleigh").pk, cast.actor("call handler")
    first = ask_for_help(person=daniel, by=by, at=at - 9 * DAY, who="His mother", says="We cannot keep him safe.")
    ask_for_help(person=daniel, by=by, at=at - 5 * DAY, who="His mother", says="Nobody has rung us.")
    theirs = ask_for_help(person=kayleigh, by=by, at=at - 8 * DAY, who="Her carer", says="She needs somebody.")
    answer_help(request=theirs, by=cast.actor("social worker"), at=at - 7 * DAY, says="Her worker comes on Friday.")
    with pytest.raises(Refused, match="answer already"):
        answer_help(request=theirs, by=by, at=at, says="Again.")
    with pytest.raises(NotForYou):  # the council has no part in Daniel's life yet
        answer_help(request=first, by=cast.actor("social worker"), at=at, says="We will ring.")
    waiting, done = children.help_asked(_coordinator(cast), at=at)
    assert (waiting.person, waiting.asked, waiting.unanswered) == (daniel, 2, 2)
    assert (waiting.oldest_unanswered_at, waiting.has_plan) == (at - 9 * DAY, False)
    assert (done.person, done.asked, done.unanswered, done.oldest_unanswered_at) == (kayleigh, 1, 0, None)


def test_i21_help_that_is_asked_for_while_a_child_is_away_makes_a_plan_due(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Daniel")
    assert not _open(episode, "make a long-term plan")
    ask_for_help(person=episode.person_id, by=cast.actor("call handler"), at=at, who="His mother", says="Help us.")
    assert _open(episode, "make a long-term plan")


def test_i22_a_warning_notice_alone_closes_nothing_and_the_plan_stays_due(cast: Cast, at: datetime) -> None:
    episode = _ready_to_close(cast, at, "Daniel")
    officer, later = cast.actor("investigating officer"), at + 2 * HOUR
    serve_notice(episode=episode.pk, by=officer, at=later, served_at=later, adult="Lee Marsh", reference="CAWN 14/26")
    with pytest.raises(NotAccepted) as refused:
        closed(cast, episode, later, because="The notice was served on him at nine this morning.")
    assert "not known: long-term plan made" in refused.value.assessment.prompts
    _plan(cast, episode, later)
    assert closed(cast, episode, later).state == "closed"


def test_i23_a_broken_notice_waits_until_it_is_followed_up_and_use_is_shown_by_area(cast: Cast, at: datetime) -> None:
    officer, by = cast.actor("investigating officer"), cast.actor("social worker")
    episode = _missing(cast, at - 9 * DAY, "Kayleigh")
    _missing(cast, at, "Tyler", police=SOUTH)
    who: dict[str, Any] = {"episode": episode.pk, "at": at, "served_at": at, "adult": "Lee Marsh"}
    with pytest.raises(NotForYou):
        serve_notice(**who, by=by, reference="CAWN 14/26")
    notice = serve_notice(**who, by=officer, reference="CAWN 14/26")
    assert response.broken_notices(_coordinator(cast), at=at) == []
    broken = record_broken(notice=notice, by=by, at=at + HOUR, says="He fetched her from school.", from_whom="School")
    assert _open(episode, "check for a breach of the warning notice")  # the open episode hears of it at once
    (row,) = response.broken_notices(_coordinator(cast), at=at + DAY)
    assert (row.broken, row.adult, row.followed_up_at) == (broken, "Lee Marsh", None)
    with pytest.raises(Refused, match="crime reference"):
        follow_up(broken=broken, by=officer, at=at + DAY, outcome="Spoken to.", reference="")
    follow_up(broken=broken, by=officer, at=at + DAY, outcome="Arrested at noon.", reference="20/99/26")
    (row,) = response.broken_notices(_coordinator(cast), at=at + DAY)
    assert (row.followed_up_at, row.outcome) == (at + DAY, "Arrested at noon.")
    south, north = response.notice_use(at=at + DAY, since=at - 30 * DAY)
    assert (south.area, south.children_missing, south.served, south.per_hundred_children) == ("thames-valley", 1, 0, 0)
    assert (north.children_missing, north.served, north.broken, north.followed_up) == (1, 1, 1, 1)
    assert north.per_hundred_children == 100


def test_i24_a_journey_abroad_shows_its_alert_and_how_long_it_is_known(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Kayleigh")
    _missing(cast, at, "Daniel")
    answer(cast, episode, at + HOUR, yes=["intends to travel abroad"])
    (row,) = response.travel_alerts(_coordinator(cast), at=at + 3 * HOUR)
    assert (row.episode, row.facts, row.known_at) == (episode.pk, ["intends to travel abroad"], at + HOUR)
    assert row.state == "open" and row.due_at is not None and row.due_at <= at + HOUR and row.alerted_at is None
    (duty,) = _open(episode, "alert ports and borders")
    officer, later = cast.actor("investigating officer"), at + 4 * HOUR
    record_done(duty=duty.pk, by=officer, at=later, done_at=later, how="By telephone.", told="Ports desk")
    (row,) = response.travel_alerts(_coordinator(cast), at=later)
    assert (row.state, row.alerted_at) == ("met late", later)


def test_i25_reviews_that_were_not_held_and_leads_left_open_are_shown(cast: Cast, at: datetime) -> None:
    thin, kept = _missing(cast, at, "Daniel"), _missing(cast, at, "Kayleigh")
    officer = cast.actor("investigating officer")
    for episode in (thin, kept):
        line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=at + HOUR, what="Ask at the station")
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=officer, at=at + 2 * HOUR, result="Not seen there.")
    decide.review_risk(episode=kept.pk, by=cast.actor("supervisor"), at=at + 23 * HOUR, found="All facts looked at.")
    first, second = response.supervision(_coordinator(cast), at=at + 25 * HOUR)
    assert (first.episode, first.reviews_due, first.reviews_held) == (thin.pk, 1, 0)
    assert (first.leads, first.leads_open, first.oldest_open_lead_at) == (1, 1, at + HOUR)
    assert (second.episode, second.reviews_due - second.reviews_held) == (kept.pk, 0)
    assert (second.leads, second.leads_open, second.oldest_open_lead_at) == (1, 0, None)


def test_i26_a_case_with_signs_of_exploitation_is_shown_until_a_specialist_has_it(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Aisha", risk="high")
    _missing(cast, at, "Robert")
    (row,) = response.without_specialist(_coordinator(cast), at=at)
    assert (row.episode, row.officer) == (episode.pk, "")
    assert row.signs == ["is at known risk of sexual exploitation"]
    handover.take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at)
    (row,) = response.without_specialist(_coordinator(cast), at=at)
    assert (row.officer, row.role) == ("Tom Arkwright", "investigating officer")
    post = cast.post("neighbourhood officer")
    specialist = Post.objects.create(user=post.user, agency=post.agency, role="public protection unit")
    cast.posts[NORTH, specialist.role] = specialist
    handover.take_on(episode=episode.pk, by=cast.actor("public protection unit"), at=at)
    assert response.without_specialist(_coordinator(cast), at=at) == []


def test_i27_an_episode_has_one_owner_until_another_accepts_it(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Daniel")
    inspector, southern = cast.actor("duty inspector"), cast.actor("duty inspector", SOUTH)
    offer_: dict[str, Any] = {"episode": episode.pk, "by": inspector, "at": at, "why": "His uncle lives there."}
    offered_ = handover.offer(**offer_, to_desk=cast.desk("duty inspector", SOUTH).pk)
    with pytest.raises(Refused, match="waiting for its answer"):
        handover.offer(**offer_, to_desk=cast.desk("force incident manager", SOUTH).pk)
    with pytest.raises(NotForYou):
        handover.accept(handover=offered_.pk, by=inspector, at=at)
    episode.refresh_from_db()
    assert episode.owner_agency.name == NORTH
    for owner in ({"owner_agency": None}, {"owner_agency": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Episode.objects.filter(pk=episode.pk).update(**owner)
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    handover.accept(handover=offered_.pk, by=southern, at=at + HOUR, answer="We know the uncle.")
    episode.refresh_from_db()
    assert episode.owner_agency.name == SOUTH
    with pytest.raises(NotForYou):
        found.close(episode=episode.pk, by=cast.actor("investigating officer"), at=at + HOUR, because="Not ours.")


@pytest.mark.parametrize("reason", ["She did not engage with officers.", "The girl refuses to cooperate with us."])
def test_i28_that_somebody_does_not_talk_to_the_police_closes_nothing(cast: Cast, at: datetime, reason: str) -> None:
    episode = _missing(cast, at, "Daniel")
    officer = cast.actor("investigating officer")
    line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=at, what="Who hurt him?")
    seen(cast, episode, at + HOUR, harm="yes")
    with pytest.raises(Refused, match="still be in danger"):
        investigate.answer_enquiry(enquiry=line.pk, version=1, by=officer, at=at + HOUR, result=reason)
    result = "The camera at the station shows the car; the owner is known and was spoken to."
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=officer, at=at + HOUR, result=result)
    offered(cast, episode, at + HOUR)
    checked(cast, episode, at + HOUR)
    with pytest.raises(NotAccepted, match="instead of a label"):
        closed(cast, episode, at + HOUR, because=reason)
    assert closed(cast, episode, at + HOUR).state == "closed"


def test_i29_a_label_is_challenged_when_it_is_written_and_shown_afterwards(cast: Cast, at: datetime) -> None:
    labelled, plain = reported(cast, at, "Daniel"), reported(cast, at, "Kayleigh")
    because = "Streetwise lad, and his mother says he is at the fair."
    with pytest.raises(NotAccepted) as challenged:
        decided(cast, labelled, at, risk="medium", because=because)
    assert "wording" in challenged.value.assessment.prompts
    decided(cast, labelled, at, risk="medium", because=because, answer=ANSWER)
    decided(cast, plain, at, risk="medium", answer=ANSWER)
    by = cast.actor("investigating officer")
    line = investigate.raise_enquiry(episode=plain.pk, by=by, at=at, what="Ask her teacher")
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=by, at=at, result="It is her lifestyle choice, he says.")
    shown = grading.labels_used(_coordinator(cast), at=at, since=at - HOUR)
    assert {(row.episode, row.place, row.label) for row in shown} == {
        (labelled.pk, "decision", "streetwise"),
        (plain.pk, "enquiry", "lifestyle choice"),
    }
    assert all(row.instead for row in shown)
    assert Consultation.objects.latest("id").screen == "labels"
    assert grading.labels_used(cast.actor("analyst"), at=at, since=at - HOUR) == []


def test_i30_no_closing_without_a_check_or_a_reason_for_leaving_it_out(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Daniel")
    back(cast, episode, at + HOUR)
    offered(cast, episode, at + HOUR)
    checked(cast, episode, at + HOUR)
    with pytest.raises(Refused, match="not been seen safe and well"):
        closed(cast, episode, at + HOUR)
    with pytest.raises(Refused, match="more than yes or no"):
        answer(cast, episode, at + HOUR, yes=[EXCUSE], says="")
    answer(cast, episode, at + HOUR, yes=[EXCUSE], says="Agreed with his worker, who sat with him all evening.")
    assert closed(cast, episode, at + HOUR).state == "closed"
    theirs = _missing(cast, at, "Tyler", police=SOUTH)  # an area that allows no such agreement
    back(cast, theirs, at + HOUR)
    answer(cast, theirs, at + HOUR, yes=[EXCUSE], says="Agreed with his worker, who sat with him all evening.")
    with pytest.raises(Refused, match="not been seen safe and well"):
        closed(cast, theirs, at + HOUR)


def test_i30_checks_held_late_overdue_and_excused_are_shown_by_police_area(cast: Cast, at: datetime) -> None:
    excused, overdue = _missing(cast, at, "Daniel"), _missing(cast, at, "Robert")
    for episode in (excused, overdue):
        back(cast, episode, at + HOUR)
    answer(cast, excused, at + HOUR, yes=[EXCUSE], says="Agreed with his worker, who sat with him all evening.")
    seen(cast, _missing(cast, at, "Kayleigh"), at + HOUR)
    seen(cast, _missing(cast, at, "Tyler", police=SOUTH), at + HOUR)
    north, south = returns.safe_and_well_checks(at=at + 40 * HOUR, since=at)
    assert (north.agency, north.returned, north.seen, north.seen_late) == (NORTH, 3, 1, 0)
    assert (north.excused, north.overdue, north.undone_without_reason) == (1, 1, 0)
    assert (south.agency, south.returned, south.seen, south.overdue) == (SOUTH, 1, 1, 0)
    found.see_safe_and_well(
        episode=overdue.pk, version=overdue.found.version, by=cast.actor("investigating officer"), at=at + 40 * HOUR,
        seen_at=at + 40 * HOUR, seen_by="PC Reeve", seen_alone=True, harm="no", says="I am all right.",
    )  # fmt: skip
    north, _ = returns.safe_and_well_checks(at=at + 41 * HOUR, since=at)
    assert (north.seen, north.seen_late, north.overdue) == (2, 1, 0)


def test_i31_who_was_only_absent_and_whom_nobody_asked_is_shown(cast: Cast, at: datetime) -> None:
    silent, asked = reported(cast, at, "Robert"), reported(cast, at, "Daniel")
    for episode in (silent, asked):
        answer(cast, episode, at, no=NO_RISK)
        absent(cast, episode, at)
    back(cast, silent, at + HOUR)
    seen(cast, asked, at + HOUR)
    (row,) = returns.absent_and_not_asked(_coordinator(cast), at=at + DAY, since=at)
    assert (row.episode, row.agency, row.returned_at) == (silent.pk, NORTH, at + HOUR)
    assert row.required  # the area settled that somebody who was absent is seen as well
    assert returns.absent_and_not_asked(cast.actor("social worker"), at=at + DAY, since=at) == []


def test_i32_every_found_child_without_an_offer_is_shown_by_group(cast: Cast, at: datetime) -> None:
    left_out, asked, adult = (_missing(cast, at, name) for name in ("Daniel", "Kayleigh", "Robert"))
    for episode in (left_out, asked, adult):
        back(cast, episode, at + HOUR)
    offered(cast, asked, at + 2 * HOUR)
    (row,) = returns.never_offered(_coordinator(cast), at=at + DAY, since=at)
    assert (row.episode, row.returned_at) == (left_out.pk, at + HOUR)
    assert {"not looked after", "first time in ninety days", "risk medium", "missing"} == set(row.groups)
    groups = {row.group: (row.found, row.offered) for row in returns.interviews_by_group(at=at + DAY, since=at)}
    assert groups["every found child"] == (2, 1)
    assert groups["looked after"] == (1, 1) and groups["not looked after"] == (1, 0)


def test_i33_a_return_interview_is_complete_only_with_a_decision_on_sharing(cast: Cast, at: datetime) -> None:
    episode = _missing(cast, at, "Daniel")
    seen(cast, episode, at + HOUR)
    offered(cast, episode, at + HOUR)
    talk: dict[str, Any] = {
        "episode": episode.pk, "version": 1, "by": cast.actor("return interviewer"), "at": at + DAY,
        "carried_out_at": at + DAY, "interviewer": "Tamara Wyeth", "place": "School", "says": "A man gave me money.",
    }  # fmt: skip
    with pytest.raises(Refused, match="shared with police and plan, or not"):
        found.carry_out_interview(**talk, sharing_agreed=None)
    with pytest.raises(Refused, match="nobody it can be shared with"):
        found.carry_out_interview(**talk, sharing_agreed=True, shared_with=["the newspaper"])
    assert Interview.objects.get(pk=episode.pk).carried_out_at is None
    assert _open(episode, "carry out the return interview")
    found.carry_out_interview(**talk, sharing_agreed=False, shared_with=["police intelligence"])
    assert not _open(episode, "carry out the return interview")
    event = Event.objects.get(episode=episode.pk, kind="return interview carried out")
    assert event.content.body["shared with"] == ["police intelligence"]
