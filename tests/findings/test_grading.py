"""What the inspectors found in how absences were graded (I1 to I16): tried again here, by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.audit.queries import occurrences
from sightline.audit.refusal import NotForYou, Refused
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.duties.actions import record_done
from sightline.duties.models import Duty
from sightline.episodes.actions import decide, found, handover, investigate
from sightline.episodes.actions.associate import record_associate
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import report_again, report_missing, take_call
from sightline.episodes.models import Episode
from sightline.episodes.register import search
from sightline.insight import associates, children, grading, response
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
from tests.integration.web.reported import when
from tests.people import Cast, born

SignIn = Callable[[str], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLAG = "is at known risk of sexual exploitation"


def _coordinator(cast: Cast) -> Any:
    return cast.actor("missing person coordinator")


def _without_risk(cast: Cast, at: datetime, name: str = "Robert") -> Episode:
    """A report in which every question that could show a risk was answered no."""
    episode = reported(cast, at, name)
    answer(cast, episode, at, no=NO_RISK)
    return episode


def _open(episode: Episode, do: str) -> list[Duty]:
    return list(Duty.objects.filter(episode=episode, do=do, state="open"))


def test_i1_a_decision_keeps_the_definitions_it_was_made_under_and_a_comparison_states_them(
    cast: Cast, at: datetime
) -> None:
    decision = decided(cast, reported(cast, at, "Aisha"), at)
    decided(cast, reported(cast, at, "Tyler", police=SOUTH), at, risk="medium")
    kept = decision.engine_said["definitions"]
    assert kept["missing"] == "whereabouts unknown and out of character or at risk"
    assert "DFE-DEFINITION-01" in kept["cards"]
    used = {row.area: row for row in grading.definitions_used(at=at, since=at - HOUR)}
    assert (used["thames-valley"].missing_means, used["thames-valley"].absent_means) == (
        "location unknown to those responsible",
        "not used",
    )
    assert used["west-midlands"].missing_means == kept["missing"]
    assert [(row.missing, row.absent) for row in used.values()] == [(1, 0), (1, 0)]
    assert grading.definitions_used(at=at - HOUR, since=at - DAY) == []


def test_i2_absent_is_refused_whatever_risk_is_in_the_answers(cast: Cast, at: datetime) -> None:
    episode = _without_risk(cast, at)
    for fact in grading.indicators():
        answer(cast, episode, at, yes=[fact])
        with pytest.raises(NotAccepted) as refused:
            absent(cast, episode, at)
        assert "absent" in refused.value.assessment.category_barred, fact
        answer(cast, episode, at, no=[fact])
    assert absent(cast, episode, at).category == "absent"


def test_i2_absent_is_refused_for_a_flag_or_a_trigger_plan_that_nobody_mentioned(cast: Cast, at: datetime) -> None:
    by = cast.actor("social worker").author
    people.agree_trigger_plan(
        person=cast.person("Robert").pk, category="missing", risk="high", actions=["Go to the river"], by=by, at=at,
        agreed_by="Northmoor partners", review_on=born(at, -1),
    )  # fmt: skip
    for name in ("Aisha", "Robert"):
        with pytest.raises(NotAccepted):
            absent(cast, _without_risk(cast, at, name), at)


def test_i3_absent_is_refused_where_the_area_has_no_absent_or_an_age_for_it(cast: Cast, at: datetime) -> None:
    members = (Member("call handler", "Una Gale"), Member("duty inspector", "Piers Holm"))
    plan = Plan("Eastmere Police", "police", "england", "3 Quay Street, Eastmere", 52.6, 1.3, members)
    cast.agencies |= establish((plan,))
    for post in cast.agency("Eastmere Police").posts.select_related("agency", "user"):
        cast.posts["Eastmere Police", post.role] = post
    by = cast.actor("social worker").author
    cast.people["Ned"] = people.register(by=by, at=at, given_name="Ned", family_name="Farley", born_on=born(at, 12))
    for name, police in (("Tyler", SOUTH), ("Ned", "Eastmere Police")):
        episode = reported(cast, at, name, police=police)
        answer(cast, episode, at, no=NO_RISK)
        with pytest.raises(NotAccepted):
            absent(cast, episode, at)
        decided(cast, episode, at)


def test_i3_an_attempt_against_the_policy_is_counted_though_nothing_was_recorded(
    cast: Cast, at: datetime, client_as: SignIn
) -> None:
    episode = reported(cast, at, "Aisha")
    form = {"category": "absent", "review_every_minutes": "60", "risk": "none", "seriousness": "none",
            "immediacy": "none", "because": "Often out late.", "version": "0"}  # fmt: skip
    form |= when("call_back_at", at + HOUR)
    assert client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", form).status_code == 422
    with pytest.raises(NotAccepted):
        absent(cast, episode, at, role="call handler")
    decided(cast, episode, at)
    assert episode.decisions.count() == 1
    tried = grading.attempts(at=at, since=at - HOUR, area="west-midlands")
    assert [(row.agency, row.role, row.category, row.refused) for row in tried] == [
        (NORTH, "call handler", "absent", 1),
        (NORTH, "duty inspector", "absent", 1),
    ]
    assert grading.attempts(at=at, since=at - HOUR, area="thames-valley") == []


def test_i4_missing_becomes_absent_only_by_an_inspector_with_a_reason_and_no_risk_open(
    cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at, "Robert")
    decided(cast, episode, at, risk="medium")
    with pytest.raises(NotAccepted):  # nobody has asked what could show a risk
        absent(cast, episode, at + HOUR)
    answer(cast, episode, at, no=NO_RISK)
    for role in ("call handler", "investigating officer", "supervisor"):
        with pytest.raises(NotAccepted):
            absent(cast, episode, at + HOUR, role=role)
    with pytest.raises(Refused, match="reason"):
        absent(cast, episode, at + HOUR, because=" ")
    answer(cast, episode, at, yes=["self-harms"])
    with pytest.raises(NotAccepted):
        absent(cast, episode, at + HOUR)
    answer(cast, episode, at, no=["self-harms"])
    assert absent(cast, episode, at + HOUR).category == "absent"


def test_i4_every_downgrade_is_shown_with_what_was_known_and_who_looked_afterwards(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Robert")
    decided(cast, episode, at, risk="medium")
    answer(cast, episode, at, no=NO_RISK)
    absent(cast, episode, at + HOUR)
    raised = reported(cast, at, "Daniel")
    decided(cast, raised, at, risk="medium")
    decided(cast, raised, at + HOUR, risk="high")
    (row,) = grading.downgrades(_coordinator(cast), at=at + HOUR, since=at - HOUR)
    assert (row.episode, row.from_category, row.to_category, row.from_risk) == (
        episode.pk,
        "missing",
        "absent",
        "medium",
    )
    assert (row.by, row.indicators, row.officer_named, row.reviews_since) == ("Harriet Okoro", [], False, 0)
    handover.take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at + HOUR)
    decide.review_risk(episode=episode.pk, by=cast.actor("duty inspector"), at=at + 2 * HOUR, found="Rang his sister.")
    (row,) = grading.downgrades(_coordinator(cast), at=at + 2 * HOUR, since=at - HOUR)
    assert (row.officer_named, row.reviews_since) == (True, 1)
    assert grading.downgrades(cast.actor("analyst"), at=at + 2 * HOUR, since=at - HOUR) == []


def test_i5_the_share_of_absent_is_shown_by_hour_by_inspector_and_by_queue(cast: Cast, at: datetime) -> None:
    robert = _without_risk(cast, at)
    daniel = reported(cast, at, "Daniel")
    for name in ("Aisha", "Kayleigh", "Maisie", "Joan"):
        reported(cast, at, name)
    absent(cast, robert, at)  # while six reports wait
    decided(cast, daniel, at + 2 * HOUR, role="force incident manager")
    shown = grading.absent_shares(at=at + DAY, since=at - HOUR)
    shares = {(row.by, row.of): (row.decided, row.absent) for row in shown}
    assert shares["hour", "20"] == (1, 1) and shares["hour", "22"] == (1, 0)
    assert shares["inspector", "Harriet Okoro"] == (1, 1) and shares["inspector", "Gareth Pellow"] == (1, 0)
    assert shares["queue", "5 or more"] == (2, 1)
    assert [row.share for row in shown if row.of == "5 or more"] == [0.5]
    assert grading.absent_shares(at=at + DAY, since=at - HOUR, area="thames-valley") == []


def test_i6_nobody_is_put_on_record_without_a_search_and_the_search_shows_the_flags(
    cast: Cast, at: datetime, client_as: SignIn
) -> None:
    handler, aisha = client_as("call handler"), cast.person("Aisha")
    for ask in (handler.get, handler.post):
        answered: Any = ask("/control-room/new", {} if ask == handler.get else {"given_name": "Aisha"})
        assert answered.status_code == 302 and answered["Location"] == "/control-room"
    by = cast.actor("call handler")
    with pytest.raises(Refused, match="already on record"):
        people.register(by=by.author, at=at, given_name="Aisha", family_name="Bramwell", born_on=aisha.born_on)
    found_, *_ = search(by, at=at, name="Aysha Bramwel", born_on=aisha.born_on)
    assert found_.person == aisha and [flag.phrase for flag in found_.flags] == [FLAG]
    page = handler.get(f"/control-room/report/{aisha.pk}").content.decode()
    assert FLAG in page.lower()
    assert Consultation.objects.filter(act="search", people__contains=[aisha.pk]).exists()


def test_i6_nobody_classifies_without_the_record_and_its_flags_count_though_nobody_looked(
    cast: Cast, at: datetime
) -> None:
    take_call(by=cast.actor("call handler"), at=at, told=TOLD, said="One of ours is out again.")
    wanted = decide.Wanted("absent", "none", "Often out late.", review_every_minutes=60)
    with pytest.raises(NotForYou):  # a call alone is nothing that could be classified
        decide.decide(episode=1_000_000, by=cast.actor("duty inspector"), at=at, wanted=wanted)
    episode = _without_risk(cast, at, "Kayleigh")
    people.add_flag(person=episode.person_id, phrase=FLAG, says="Older men.", from_whom="School", since=at.date(),
                    by=cast.actor("social worker").author, at=at)  # fmt: skip
    answer(cast, episode, at, no=[FLAG])  # whoever answered did not know of the flag
    with pytest.raises(NotAccepted) as refused:
        absent(cast, episode, at)
    assert "absent" in refused.value.assessment.category_barred


def test_i7_no_level_below_the_trigger_plan_and_the_search_brings_the_plan(cast: Cast, at: datetime) -> None:
    people.agree_trigger_plan(
        person=cast.person("Kayleigh").pk, category="missing", risk="high", actions=["Ring her aunt"], at=at,
        agreed_by="Northmoor partners", review_on=born(at, -1), by=cast.actor("social worker").author,
    )  # fmt: skip
    hit, *_ = search(cast.actor("call handler"), at=at, name="Kayleigh Morrow")
    assert hit.plan is not None and hit.plan.risk == "high"
    episode = reported(cast, at, "Kayleigh")
    for risk in ("low", "medium"):
        with pytest.raises(NotAccepted) as refused:
            decided(cast, episode, at, risk=risk, answer=ANSWER)
        assert refused.value.assessment.risk_floor == "high"
    assert decided(cast, episode, at, risk="high").risk == "high"


def test_i8_an_episode_of_a_child_is_not_closed_without_a_decision_nor_by_whoever_takes_the_calls(
    cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at, "Daniel")
    seen(cast, episode, at + HOUR)
    offered(cast, episode, at + HOUR)
    checked(cast, episode, at + HOUR)
    with pytest.raises(Refused, match="Nobody has decided"):
        closed(cast, episode, at + 2 * HOUR)
    decided(cast, episode, at + 2 * HOUR, risk="medium", answer=ANSWER)
    with pytest.raises(NotAccepted):
        found.close(episode=episode.pk, by=cast.actor("call handler"), at=at + 2 * HOUR, because="Home again by ten.")
    assert closed(cast, episode, at + 2 * HOUR).state == "closed"


def test_i8_a_call_that_led_to_no_report_is_shown_to_the_police_who_took_it(cast: Cast, at: datetime) -> None:
    handler = cast.actor("call handler")
    loose = take_call(by=handler, at=at - HOUR, told=TOLD, said="One of ours is out again.")
    led = take_call(by=handler, at=at - HOUR, told=TOLD, said="Daniel has not come home.")
    report_missing(by=handler, at=at, person=cast.person("Daniel").pk, told=TOLD, last_seen_at=at - HOUR,
                   last_seen_place="School", circumstances="Not home.", call=led.pk)  # fmt: skip
    take_call(by=handler, at=at, told=TOLD, said="Still talking.")
    assert [row.call for row in grading.calls_without_report(handler, at=at)] == [loose.pk]
    assert grading.calls_without_report(cast.actor("call handler", SOUTH), at=at) == []


def test_i9_a_challenge_cannot_be_dismissed_and_is_the_task_of_the_incident_manager(cast: Cast, at: datetime) -> None:
    episode = _without_risk(cast, at)
    absent(cast, episode, at)
    handler = cast.actor("call handler")
    report_again(episode=episode.pk, by=handler, at=at, told=TOLD, says="He never stays away.", disputes=True)
    (task,) = _open(episode, "settle the dispute")
    assert task.desk_id == cast.desk("force incident manager").pk
    with pytest.raises(NotAccepted):
        absent(cast, episode, at)
    with pytest.raises(Refused, match="cannot be taken back"):
        answer(cast, episode, at, no=["the informant disputes the decision"])
    manager = cast.actor("force incident manager")
    with pytest.raises(Refused, match="its own screen"):
        record_done(duty=task.pk, by=manager, at=at, done_at=at, how="Rang the informant.")
    reason = "Spoke with his sister; the friend's mother has seen him tonight."
    absent(cast, episode, at, role="force incident manager", because=reason)
    assert not _open(episode, "settle the dispute")
    assert "dispute settled" in [kind for kind, _ in occurrences(episode=episode.pk)]


def test_i9_a_challenge_is_also_settled_where_nobody_uses_absent(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Tyler", police=SOUTH)
    decided(cast, episode, at, risk="medium", answer=ANSWER)
    by = cast.actor("call handler", SOUTH)
    report_again(episode=episode.pk, by=by, at=at, told=TOLD, says="It is far worse.", disputes=True)
    decided(cast, episode, at, risk="medium", answer=ANSWER)
    assert _open(episode, "settle the dispute")  # the inspector who is challenged settles nothing
    decided(cast, episode, at, risk="high", role="force incident manager")
    assert not _open(episode, "settle the dispute")


@pytest.mark.parametrize("reason", ["He always comes back.", "He has returned before, each time by the morning."])
def test_i10_having_come_back_before_lowers_no_risk(cast: Cast, at: datetime, reason: str) -> None:
    episode = reported(cast, at, "Robert")
    decided(cast, episode, at, risk="medium")
    for answered in ("", reason):
        with pytest.raises(NotAccepted) as refused:
            decided(cast, episode, at, risk="low", because=reason, answer=answered)
        assert "wording" in refused.value.assessment.prompts
    why = "His sister spoke to him at noon; he is at work and his manager has seen him."
    with pytest.raises(NotAccepted):  # the facts alone do not lower it either: it takes the rank
        decided(cast, episode, at, risk="low", because=why, role="investigating officer")
    assert decided(cast, episode, at, risk="low", because=why).risk == "low"


def test_i10_every_time_that_somebody_goes_the_number_rises(cast: Cast, at: datetime) -> None:
    gone_and_back(cast, "Daniel", at - 5 * DAY)
    (before,) = children.cumulative(_coordinator(cast), at=at)
    again = reported(cast, at, "Daniel", police=SOUTH)  # risk adds up over the boundaries of areas
    assert children.cumulative(_coordinator(cast), at=at - DAY, area="thames-valley") == []
    decided(cast, again, at, risk="medium", answer=ANSWER)
    (after,) = children.cumulative(_coordinator(cast), at=at, area="thames-valley")
    assert after.missing == before.missing + 1 and after.signs > before.signs


def test_i11_a_level_below_the_earlier_ones_needs_a_reason_and_is_shown_with_it(cast: Cast, at: datetime) -> None:
    gone_and_back(cast, "Robert", at - 5 * DAY)
    gone_and_back(cast, "Daniel", at - 5 * DAY)
    dropped, level = reported(cast, at, "Robert"), reported(cast, at, "Daniel")
    decided(cast, level, at, risk="medium", answer=ANSWER)
    with pytest.raises(NotAccepted) as challenged:
        decided(cast, dropped, at, risk="low")
    assert challenged.value.assessment.verdict == "challenged"
    decided(cast, dropped, at, risk="low", answer=ANSWER)
    first, second = grading.levels_before(_coordinator(cast), at=at)
    assert (first.episode, first.before, first.risk, first.dropped) == (dropped.pk, ["medium"], "low", True)
    assert first.because and first.by == "Harriet Okoro"
    assert (second.episode, second.dropped) == (level.pk, False)


@pytest.mark.parametrize("axes", [("high", ""), ("", "high")])
def test_i12_a_level_cannot_rest_on_one_axis_alone(cast: Cast, at: datetime, axes: tuple[str, str]) -> None:
    episode = reported(cast, at, "Robert")
    with pytest.raises(Refused, match="apart from"):
        decided(cast, episode, at, risk="medium", axes=axes)
    assert decided(cast, episode, at, risk="medium", axes=("medium", "low")).immediacy == "low"


def test_i12_serious_and_not_urgent_is_the_task_of_making_a_plan(cast: Cast, at: datetime) -> None:
    serious, urgent = reported(cast, at, "Robert"), reported(cast, at, "Joan")
    decided(cast, serious, at, risk="medium", axes=("high", "low"))
    decided(cast, urgent, at, risk="high", axes=("high", "high"))
    assert [duty.cards for duty in _open(serious, "make a long-term plan")] == [["HMIC-PLAN-03"]]
    assert _open(urgent, "make a long-term plan") == []


def test_i13_what_adds_up_counts_every_absence_harm_flag_and_adult(cast: Cast, at: datetime) -> None:
    gone_and_back(cast, "Kayleigh", at - 9 * DAY)
    hurt = reported(cast, at - 3 * DAY, "Kayleigh")
    decided(cast, hurt, at - 3 * DAY)
    seen(cast, hurt, at - 2 * DAY, harm="yes")
    record_associate(person=cast.person("Kayleigh").pk, by=cast.actor("social worker"), at=at, name="Lee Marsh",
                     relation="friend", says="Collects her.", from_whom="Her carer", concerns=["drugs"])  # fmt: skip
    absent(cast, _without_risk(cast, at), at)
    first, second = children.cumulative(_coordinator(cast), at=at, area="west-midlands")
    assert (first.person, first.missing, first.harmed, first.adults) == (cast.person("Kayleigh").pk, 2, 1, 1)
    assert (second.person, second.missing, second.absent, second.signs) == (cast.person("Robert").pk, 0, 1, 1)


def test_i14_the_least_for_each_level_is_shown_with_its_age_and_what_was_never_done_comes_first(
    cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at, "Robert")
    decided(cast, episode, at, risk="medium")
    absent(cast, _without_risk(cast, at, "Daniel"), at)
    officer = cast.actor("investigating officer")
    investigate.raise_enquiry(episode=episode.pk, by=officer, at=at + HOUR, what="Ring his manager")
    rows = response.least_done(_coordinator(cast), at=at + 4 * HOUR)
    assert {row.episode for row in rows} == {episode.pk}  # an absence has no police enquiries
    ages = {row.action: (row.last_at, row.age) for row in rows}
    assert ages.keys() == set(response.LEAST["medium"])
    assert ages["enquiry raised"] == (at + HOUR, 3 * HOUR)
    assert ages["place searched"] == (None, 4 * HOUR) and rows[-1].action == "enquiry raised"


def _adult(cast: Cast, at: datetime, child: str, name: str, **more: Any) -> int:
    more = {"by": cast.actor("investigating officer"), "relation": "friend", "says": "Seen with her in his car.",
            "from_whom": "PC Reeve"} | more  # fmt: skip
    return record_associate(person=cast.person(child).pk, at=at, name=name, **more)


def test_i15_an_adult_is_matched_over_children_and_shown_until_somebody_checks(cast: Cast, at: datetime) -> None:
    _adult(cast, at, "Daniel", "Lee Marsh", concerns=["drugs", "sex offender registration"])
    _adult(cast, at, "Kayleigh", "Leigh Marsh", concerns=["earlier children"])
    _adult(cast, at, "Tyler", "Paula Fenwick")
    first, second = associates.adults(_coordinator(cast), at=at)
    assert first.names == ("Lee Marsh", "Leigh Marsh") and first.unchecked
    assert first.children == tuple(sorted(cast.person(name).pk for name in ("Daniel", "Kayleigh")))
    assert first.concerns == ("drugs", "earlier children", "sex offender registration")
    assert second.names == ("Paula Fenwick",) and second.concerns == ()
    _adult(cast, at + HOUR, "Kayleigh", "Leigh Marsh", checked_with=["police", "children's services"])
    first, _ = associates.adults(_coordinator(cast), at=at + HOUR)
    assert not first.unchecked
    (theirs,) = associates.adults(cast.actor("social worker"), at=at + HOUR)  # Daniel is not theirs
    assert theirs.children == (cast.person("Kayleigh").pk,)


def test_i15_what_is_held_about_an_adult_reaches_the_open_episode_at_once(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Daniel")
    with pytest.raises(Refused, match="not a concern"):
        _adult(cast, at, "Daniel", "Lee Marsh", concerns=["looks odd"])
    _adult(cast, at, "Daniel", "Lee Marsh", concerns=["sex offender registration"])
    assert _open(episode, "check the associate")
    with pytest.raises(NotAccepted) as challenged:
        decided(cast, episode, at, risk="medium")
    assert challenged.value.assessment.risk_advised == "high"


def test_i16_adults_children_and_places_are_one_network(cast: Cast, at: datetime) -> None:
    for name in ("Daniel", "Kayleigh"):
        _adult(cast, at, name, "Lee Marsh")
        back(cast, reported(cast, at, name), at)
    back(cast, reported(cast, at, "Aisha"), at)
    links = associates.network(_coordinator(cast), at=at)
    numbers = sorted(cast.person(name).pk for name in ("Daniel", "Kayleigh"))
    assert sorted(link.person for link in links if link.adult == "Lee Marsh") == numbers
    assert sorted(link.person for link in links if link.place == "A friend's flat") == numbers  # Aisha knows no adult
    assert associates.network(cast.actor("registered manager", "Rowan House"), at=at) == []


def test_i16_a_network_shows_each_reader_only_whom_the_reader_may_see(cast: Cast, at: datetime) -> None:
    for name in ("Daniel", "Kayleigh"):
        _adult(cast, at, name, "Lee Marsh")
    links = associates.network(cast.actor("social worker"), at=at)
    assert {link.person for link in links} == {cast.person("Kayleigh").pk}
    line = Consultation.objects.latest("id")
    assert (line.screen, line.people) == ("network", [cast.person("Kayleigh").pk])
