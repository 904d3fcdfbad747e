"""The inspectors on oversight, boards, homes and waiting lists (I48-I65): refused or shown."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.access.models import Agency
from sightline.audit.models import Consultation, Event
from sightline.audit.moments import day_of
from sightline.audit.queries import timeline
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.actions import record_done
from sightline.duties.models import Duty
from sightline.episodes.actions import found, organisation, report
from sightline.episodes.actions.agreeing import Step, call_meeting, hold_meeting
from sightline.episodes.actions.placement import confirm_placement
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.actions.second_look import take_second_look
from sightline.episodes.models import Episode, Found, Interview
from sightline.insight import evidence, homes, national, oversight, placements, plans, reports
from sightline.people import actions as people
from tests.findings import acting
from tests.findings.past import episode_before
from tests.people import Cast

WM, TV = "west-midlands", "thames-valley"
SOUTH, SOUTH_COUNCIL = "Southvale Police", "Southvale County Council"


def _since(at: datetime, days: int = 365) -> dict[str, Any]:
    """The Northmoor area, from so many days ago until now."""
    return {"at": at, "area": WM, "since": at - timedelta(days=days)}


# --- boards -----------------------------------------------------------------------------------------------------------


def test_i48_a_front_line_concern_stands_in_the_boards_register_until_it_is_answered(cast: Cast, at: datetime) -> None:
    number = organisation.raise_issue(
        by=cast.actor("neighbourhood officer"), at=at, title="No bed after midnight", board="safeguarding board",
        says="Twice this month a child slept in a police station.",
    )  # fmt: skip
    later = at + timedelta(days=9)
    (issue,) = oversight.issues(at=later, area=WM, unanswered=True)
    assert (issue.number, issue.agency, issue.days) == (number, "Northmoor Police", 9)
    assert oversight.issues(at=later, area=TV) == []
    answer = {"issue": number, "at": later, "answer": "Two beds from May; the council's head of service answers."}
    for role, agency in (("neighbourhood officer", "Northmoor Police"), ("missing person coordinator", SOUTH)):
        with pytest.raises(NotForYou):
            organisation.answer_issue(by=cast.actor(role, agency), **answer)
    organisation.answer_issue(by=cast.actor("team manager"), **answer)
    assert oversight.issues(at=later, area=WM, unanswered=True) == []
    assert oversight.issues(at=later, area=WM)[0].answer.startswith("Two beds")
    with pytest.raises(Refused, match="has its answer"):
        organisation.answer_issue(by=cast.actor("team manager"), **answer)


def _meeting(cast: Cast, at: datetime, name: str, *steps: Step) -> Episode:
    episode = acting.reported(cast, at, name)
    invited = [cast.agency(a).pk for a in ("Rowan House", "Northmoor City Council", "Northmoor Foster Carers")]
    hold_meeting(episode=episode.pk, by=cast.actor("team manager"), at=at, held_at=at, invited=invited,
                 says="Does not meet the threshold.", steps=steps)  # fmt: skip
    return episode


def test_i49_a_meeting_that_ended_without_an_action_is_listed(cast: Cast, at: datetime) -> None:
    empty = _meeting(cast, at, "Aisha")
    _meeting(cast, at, "Kayleigh", Step("A worker at school", "Grace Adeyinka", day_of(at) + timedelta(days=7)))
    rows = oversight.meetings_without_action(cast.actor("superintendent"), **_since(at))
    assert [(row.episode, row.says) for row in rows] == [(empty.pk, "Does not meet the threshold.")]
    south = cast.actor("social worker", SOUTH_COUNCIL)
    assert oversight.meetings_without_action(south, **_since(at)) == []


def test_i50_first_judgements_are_drawn_for_a_second_look_and_what_was_overturned_is_counted(
    cast: Cast, at: datetime
) -> None:
    decisions = {
        acting.decided(cast, acting.reported(cast, at, name), at, risk="medium", answer=acting.ANSWER).pk
        for name in ("Robert", "Joan", "Kayleigh")
    }
    coordinator = cast.actor("missing person coordinator")
    drawn = oversight.sample_for_second_look(coordinator, **_since(at), size=2)
    assert len(drawn) == 2 and {row.decision for row in drawn} < decisions
    first, second = (row.decision for row in drawn)
    look = {"decision": first, "at": at, "because": "The suicide note in the answers was not weighed."}
    with pytest.raises(Refused, match="Somebody else"):
        take_second_look(by=cast.actor("duty inspector"), agrees=True, **look)
    with pytest.raises(NotForYou):
        take_second_look(by=cast.actor("call handler"), agrees=True, **look)
    take_second_look(by=coordinator, agrees=False, **look)
    take_second_look(by=coordinator, agrees=True, **look | {"decision": second})
    (third,) = oversight.sample_for_second_look(coordinator, **_since(at))
    acting.decided(cast, Episode.objects.get(pk=third.episode), at, role="superintendent")
    rows = {row.role: row for row in oversight.second_looks(**_since(at))}
    row = rows["duty inspector"]
    assert (row.decisions, row.looked_at, row.not_agreed, row.overturn_rate) == (3, 2, 1, 0.5)
    assert row.raised_later == 1 and rows["superintendent"].raised_later == 0


def test_i51_the_board_gets_the_same_pack_each_quarter_and_a_late_one_is_seen(cast: Cast, at: datetime) -> None:
    acting.decided(cast, acting.reported(cast, at, "Aisha"), at)
    pack = reports.board_pack(**_since(at))
    assert [(c.unit, c.number) for c in pack.counts if c.unit == "people"] == [("people", 1)]
    assert pack.plans.exploited == 1 and pack.homes and pack.interviews
    assert "Aisha" not in repr(pack) and "Bramwell" not in repr(pack)
    due = {row.report: row.overdue for row in reports.reports_due(at=at, area=WM)}
    assert due == {"board pack": True, "children missing from care": True}
    given = {"by": cast.actor("analyst"), "at": at, "report": "board pack", "to": "Northmoor safeguarding board"}
    with pytest.raises(Refused, match="not ended"):
        organisation.give_report(period_ends=day_of(at) + timedelta(days=1), **given)
    organisation.give_report(period_ends=day_of(at), **given)
    assert [row.overdue for row in reports.reports_due(at=at, area=WM)] == [False, True]
    assert [row.overdue for row in reports.reports_due(at=at + timedelta(days=93), area=WM)] == [True, True]
    assert [row.overdue for row in reports.reports_due(at=at, area=TV)] == [True, True]


def test_i52_the_national_unit_sees_and_exports_everybody_missing_in_every_area(cast: Cast, at: datetime) -> None:
    aisha = acting.reported(cast, at, "Aisha")
    tyler = acting.reported(cast, at, "Tyler", police=SOUTH)
    Episode.objects.filter(pk=tyler.pk).update(last_seen_place="=1+1")
    unit = cast.actor("national unit")
    assert {(r.reference, r.area) for r in national.open_everywhere(unit, at=at)} == {
        (aisha.reference, WM), (tyler.reference, TV),
    }  # fmt: skip
    assert [r.name for r in national.open_everywhere(cast.actor("social worker"), at=at)] == ["Aisha Bramwell"]
    rows = list(csv.DictReader(io.StringIO(national.exported(unit, at=at, area=TV))))
    assert [(row["name"], row["last_seen_place"]) for row in rows] == [("Tyler Ashdown", "'=1+1")]
    line = Consultation.objects.latest("id")
    assert (line.act, line.people, line.by_name) == ("export", [tyler.person_id], unit.name)


def test_i52_a_closed_episode_is_no_longer_in_the_national_list(cast: Cast, at: datetime) -> None:
    episode_before(cast, at, "Aisha", 3)
    assert national.open_everywhere(cast.actor("national unit"), at=at) == []


def test_i53_a_profile_that_rests_on_police_data_alone_shows_it(cast: Cast, at: datetime) -> None:
    acting.reported(cast, at, "Aisha")  # the council flagged her when she was put on record
    period = {"at": at, "area": WM, "since": at - timedelta(hours=1)}
    given = {row.agency_kind: (row.entries, row.people) for row in oversight.who_contributes(**period)}
    assert given["police"][1] == given["council"][1] == 1
    assert given["children's home"] == given["interview provider"] == (0, 0)
    report.report_again(episode=Episode.objects.get().pk, by=cast.actor("registered manager"), at=at,
                        told=Told("Denise Farrow"), says="She took her passport.")  # fmt: skip
    given = {row.agency_kind: row.entries for row in oversight.who_contributes(**period)}
    assert given["children's home"] == 1


# --- homes ------------------------------------------------------------------------------------------------------------


def test_i54_a_home_has_its_counts_the_expectations_and_the_talk_it_asked_for(cast: Cast, at: datetime) -> None:
    episode_before(cast, at, "Aisha", 20)
    episode_before(cast, at, "Aisha", 10, "absent")
    rowan, manager, inspector = cast.agency("Rowan House"), cast.actor("registered manager"), cast.actor("supervisor")
    organisation.agree_expectations(
        by=inspector, at=at, home=rowan.pk, agreed_with="Denise Farrow", review_on=day_of(at) + timedelta(days=90),
        expectations=["Search the house first", "Ring her phone and her friends"],
    )  # fmt: skip
    asked = organisation.request_conference(by=manager, at=at, home=rowan.pk, because="Three calls closed as absent.")
    rows = {row.name: row for row in homes.by_home(**_since(at))}
    row = rows["Rowan House"]
    assert (row.residents, row.missing, row.absent, row.residents_who_went) == (1, 1, 1, 1)
    assert row.expectations == ["Search the house first", "Ring her phone and her friends"]
    assert row.conference_asked_at == at
    other = rows["Northmoor Foster Carers"]
    assert (other.missing, other.expectations, other.conference_asked_at) == (0, [], None)
    organisation.hold_conference(request=asked, by=inspector, at=at, agreed="An inspector rings before closing.")
    assert homes.by_home(**_since(at))[0].conference_asked_at is None
    with pytest.raises(NotForYou):
        organisation.request_conference(by=cast.actor("supervisor"), at=at, home=cast.agency("Willow Lodge").pk,
                                        because="Not one of ours.")  # fmt: skip


@pytest.mark.parametrize(("says", "safety"), [("yes", True), ("no", False)])
def test_i55_harm_at_home_makes_a_place_of_safety_a_duty_whoever_the_officer_is(
    cast: Cast, at: datetime, says: str, safety: bool
) -> None:
    episode = acting.reported(cast, at, "Daniel")
    acting.decided(cast, episode, at)
    acting.back(cast, episode, at)
    phrases = ["home may not be safe", "does not want to return", "is a victim of abuse at home",
               "lives with domestic abuse"]  # fmt: skip
    acting.answer(cast, episode, at, says="Asked him on the way home.", **{says: phrases})
    duty = Duty.objects.filter(episode=episode, do="find a place of safety", state="open").first()
    assert bool(duty) is safety
    if duty:
        assert duty.due_at == at and "HMIC-SAFE-01" in duty.cards and duty.desk is not None
        assert homes.places_of_safety(area=WM, out_of_hours=True)


def _agree(cast: Cast, at: datetime, name: str, days: int = 28) -> None:
    people.agree_trigger_plan(
        person=cast.person(name).pk, category="missing", risk="high", actions=["Ring her sister"], at=at,
        agreed_by="Grace Adeyinka", review_on=day_of(at) + timedelta(days=days), by=cast.actor("social worker").author,
    )  # fmt: skip


def test_i56_a_looked_after_child_at_risk_without_a_plan_that_works_is_listed(cast: Cast, at: datetime) -> None:
    for days in (10, 40):
        episode_before(cast, at, "Aisha", days)
    episode_before(cast, at, "Daniel", 10)  # not looked after
    reader = cast.actor("independent reviewing officer")

    def gaps(then: datetime) -> list[tuple[str, str]]:
        return [(g.name, g.lacks) for g in plans.looked_after_without_plan(reader, at=then, area=WM)]

    assert gaps(at) == [("Aisha Bramwell", "no plan")]
    _agree(cast, at, "Aisha")
    assert gaps(at) == []
    acting.reported(cast, at, "Aisha")  # gone again: the plan has to be looked at
    assert gaps(at + timedelta(days=1)) == []
    assert gaps(at + timedelta(days=8)) == [("Aisha Bramwell", "not acted on")]
    assert gaps(at + timedelta(days=29)) == [("Aisha Bramwell", "review overdue")]


def _move(cast: Cast, at: datetime, home: str, days_ago: int) -> None:
    provider, since = cast.agency(home), day_of(at) - timedelta(days=days_ago)
    away = provider.council_id != cast.agency("Northmoor City Council").pk
    confirm_placement(
        person=cast.person("Aisha").pk, by=cast.actor("social worker"), at=at, since=since, provider=provider.pk,
        setting="children's home", history_told="yes", told="The manager, by Grace Adeyinka", out_of_area=away,
        host_authority=provider.council_id,
    )  # fmt: skip


def test_i57_placement_moves_stand_beside_the_episodes_around_each(cast: Cast, at: datetime) -> None:
    _move(cast, at, "Willow Lodge", 100)
    _move(cast, at, "Rowan House", 20)
    for days in (110, 60, 55, 10):
        episode_before(cast, at, "Aisha", days)
    rows = placements.moves_beside_episodes(cast.actor("social worker"), at=at, area=WM, days=30)
    assert [(r.number, r.moves, r.out_of_area, r.episodes_before, r.episodes_after) for r in rows] == [
        (1, 2, False, 0, 0), (2, 2, True, 1, 0), (3, 2, False, 0, 1),
    ]  # fmt: skip
    assert {row.name for row in rows} == {"Aisha Bramwell"}  # Kayleigh, who never went, is not there
    assert placements.moves_beside_episodes(cast.actor("social worker", SOUTH_COUNCIL), at=at, area=WM) == []


# --- returns, and one record ------------------------------------------------------------------------------------------


def test_i58_senior_managers_get_the_report_of_children_missing_from_care(cast: Cast, at: datetime) -> None:
    acting.gone_and_back(cast, "Kayleigh", at)
    episode_before(cast, at, "Daniel", 3)  # lives with his family
    council, south, later = cast.agency("Northmoor City Council"), cast.agency(SOUTH_COUNCIL), at + timedelta(hours=6)
    since = at - timedelta(days=31)
    (row,) = reports.missing_from_care(at=later, council=council.pk, since=since)
    assert (row.setting, row.children, row.episodes, row.checked) == ("foster care", 1, 1, 1)
    assert (row.interviewed, row.still_away) == (0, 0)
    assert reports.missing_from_care(at=later, council=south.pk, since=since) == []
    organisation.give_report(by=cast.actor("team manager"), at=later, report="children missing from care",
                             to="Director of children's services", period_ends=day_of(later))  # fmt: skip
    due = {row.report: row for row in reports.reports_due(at=later, area=WM)}["children missing from care"]
    assert (due.overdue, due.to) == (False, "Director of children's services")


def test_i59_each_return_shows_whether_check_and_interview_were_done(cast: Cast, at: datetime) -> None:
    checked, unchecked = acting.reported(cast, at, "Kayleigh"), acting.reported(cast, at, "Daniel")
    acting.seen(cast, checked, at)
    acting.back(cast, unchecked, at)
    provider, by = cast.agency("Open Door").pk, cast.actor("social worker")
    offer = found.offer_interview(episode=checked.pk, by=by, at=at, provider=provider)
    four_days = at + timedelta(hours=96)
    found.carry_out_interview(
        episode=checked.pk, version=offer.version, by=cast.actor("return interviewer"), at=four_days,
        carried_out_at=four_days, interviewer="Tamara Wyeth", place="A café", says="Rows at home.", sharing_agreed=True,
    )  # fmt: skip
    asked = {"at": four_days, "area": WM, "since": at - timedelta(days=1)}
    rows = {row.name: row for row in evidence.evidence(cast.actor("missing person coordinator"), **asked)}
    kayleigh, daniel = rows["Kayleigh Morrow"], rows["Daniel Osei"]
    assert (kayleigh.check, kayleigh.interview, kayleigh.looked_after) == ("in time", "late", True)
    assert (daniel.check, daniel.interview, daniel.looked_after) == ("not done", "not offered", False)


def test_i60_one_record_of_a_child_holds_what_home_fostering_council_police_and_interviewer_wrote(
    cast: Cast, at: datetime
) -> None:
    carer, kayleigh = cast.actor("foster carer"), cast.person("Kayleigh")
    episode = report.report_missing(
        by=carer, at=at, person=kayleigh.pk, told=Told(carer.name, agency=carer.agency), last_seen_at=at,
        last_seen_place="College", circumstances="Not on the bus.",
    )  # fmt: skip
    acting.seen(cast, episode, at)
    offer = found.offer_interview(episode=episode.pk, by=cast.actor("social worker"), at=at,
                                  provider=cast.agency("Open Door").pk)  # fmt: skip
    found.carry_out_interview(
        episode=episode.pk, version=offer.version, by=cast.actor("return interviewer"), at=at, carried_out_at=at,
        interviewer="Tamara Wyeth", place="College", says="Wanted to see her mother.", sharing_agreed=True,
    )  # fmt: skip
    whole = evidence.collated_record(cast.actor("independent reviewing officer"), kayleigh.pk, at=at)
    assert {"fostering", "police", "council", "interview provider"} <= whole.written_by.keys()
    assert sum(whole.written_by.values()) == len(whole.timeline) == Event.objects.filter(chain=kayleigh.pk).count()
    with pytest.raises(NotForYou):
        evidence.collated_record(cast.actor("social worker", SOUTH_COUNCIL), kayleigh.pk, at=at)


def test_i61_a_strategy_meeting_that_leaves_out_the_foster_carers_is_refused(cast: Cast, at: datetime) -> None:
    episode = acting.reported(cast, at, "Kayleigh")
    by, fostering = cast.actor("team manager"), cast.agency("Northmoor Foster Carers").pk
    others = [cast.agency("Northmoor City Council").pk, cast.agency("Northmoor Police").pk]
    tomorrow = at + timedelta(days=1)
    with pytest.raises(Refused, match="Northmoor Foster Carers"):
        call_meeting(episode=episode.pk, by=by, at=at, meets_at=tomorrow, invited=others)
    call_meeting(episode=episode.pk, by=by, at=at, meets_at=tomorrow, invited=[*others, fostering])
    with pytest.raises(Refused, match="Northmoor Foster Carers"):
        hold_meeting(episode=episode.pk, by=by, at=tomorrow, held_at=tomorrow, invited=others, says="Talked.")
    kinds = [row.kind for row in timeline(episode=episode.pk)]
    assert kinds.count("strategy meeting called") == 1 and "strategy meeting held" not in kinds


def test_i61_the_duty_to_meet_is_not_met_without_the_placement(cast: Cast, at: datetime) -> None:
    for days in (10, 40):
        episode_before(cast, at, "Aisha", days)
    episode = acting.reported(cast, at, "Aisha")
    duty = Duty.objects.get(episode=episode, do="hold a strategy meeting", state="open")
    done = {"duty": duty.pk, "by": cast.actor("social worker"), "at": at, "done_at": at, "how": "Met at four."}
    with pytest.raises(Refused, match="Rowan House"):
        record_done(**done, invited=[cast.agency("Northmoor City Council").pk])
    record_done(**done, invited=[cast.agency("Northmoor City Council").pk, cast.agency("Rowan House").pk])
    assert Duty.objects.get(pk=duty.pk).state == "met"


def test_i62_absences_are_weighed_with_the_missing_episodes_never_left_out(cast: Cast, at: datetime) -> None:
    for days in (10, 40):
        episode_before(cast, at, "Daniel", days, "absent")
    episode_before(cast, at, "Kayleigh", 10, "absent")
    asked = "consider whether the risk is high"
    rows = {name: acting.reported(cast, at, name) for name in ("Daniel", "Kayleigh")}
    cards = {n: [c for d in Duty.objects.filter(episode=e, do=asked) for c in d.cards] for n, e in rows.items()}
    assert "TCS-COUNT-01" in cards["Daniel"] and "TCS-COUNT-01" not in cards["Kayleigh"]
    acting.decided(cast, rows["Daniel"], at)
    (made,) = (e for e in timeline(episode=rows["Daniel"].pk) if e.kind == "decided missing")
    counted = made.body["counts"]
    assert (counted["missing_last_90_days"], counted["absent_last_90_days"]) == (0, 2)
    assert counted["missing_or_absent_last_90_days"] == 2


def test_i63_how_complete_each_homes_reports_are_is_shown(cast: Cast, at: datetime) -> None:
    def reports_of(role: str, agency: str, name: str, **more: Any) -> None:
        by, own = cast.actor(role, agency), Agency.objects.get(name=agency)
        told = Told(by.name, relation=role, phone=more.pop("phone", ""), agency=own.pk)
        given = {"last_seen_at": None, "last_seen_place": "", "circumstances": "Gone."} | more
        report.report_missing(by=by, at=at, person=cast.person(name).pk, told=told, **given)

    reports_of("registered manager", "Rowan House", "Aisha", phone="01632 960201", last_seen_at=at,
               last_seen_place="Her room", answered=[Answered("has dementia", "no", "She is fifteen.")])  # fmt: skip
    reports_of("foster carer", "Northmoor Foster Carers", "Kayleigh")
    rows = {row.name: row for row in homes.report_completeness(**_since(at))}
    assert rows["Rowan House"].share == pytest.approx(4 / 5)  # no photograph
    assert rows["Northmoor Foster Carers"].share == 0
    assert "Fernbank" not in rows  # never reported anybody


def _offered(cast: Cast, episode: Episode, at: datetime, returned_at: datetime, **more: Any) -> None:
    """Found at a moment, and an interview offered through Open Door."""
    Found.objects.create(episode=episode, located_at=returned_at, located_place="Home", located_by="PC Reeve",
                         confirmed_at=returned_at, returned_at=returned_at)  # fmt: skip
    Interview.objects.create(episode=episode, offered_at=returned_at, offered_by="Grace Adeyinka",
                             provider=cast.agency("Open Door"), **more)  # fmt: skip


def test_i64_interviews_undone_far_from_home_and_what_moving_away_does_are_shown(cast: Cast, at: datetime) -> None:
    _move(cast, at, "Willow Lodge", 100)
    for days in (120, 80, 70, 50):
        episode_before(cast, at, "Aisha", days)
    far, near = episode_before(cast, at, "Aisha", 9), episode_before(cast, at, "Kayleigh", 9)
    for episode in (far, near):
        _offered(cast, episode, at, at - timedelta(days=8))
    reader = cast.actor("social worker")
    (row,) = placements.far_interviews_not_held(reader, **_since(at))
    assert (row.episode, row.stands) == (far.pk, "offered, not held")
    (effect,) = placements.effect_of_moving(at=at, area=WM)
    assert (effect.out_of_area, effect.moves, effect.episodes_before, effect.episodes_after) == (True, 1, 1, 3)
    Interview.objects.filter(episode=far).update(carried_out_at=at - timedelta(days=5))
    assert placements.far_interviews_not_held(reader, **_since(at)) == []


def test_i65_a_waiting_list_of_interviews_shows_its_size_its_age_and_that_it_is_beyond_capacity(
    cast: Cast, at: datetime
) -> None:
    _offered(cast, episode_before(cast, at, "Aisha", 9), at, at - timedelta(days=8))
    _offered(cast, episode_before(cast, at, "Daniel", 2), at, at - timedelta(days=1))
    held = {"carried_out_at": at - timedelta(days=2), "interviewer": "Tamara Wyeth"}
    _offered(cast, episode_before(cast, at, "Kayleigh", 4), at, at - timedelta(days=3), **held)
    (row,) = homes.interviews_waiting(at=at, area=WM)
    assert (row.name, row.waiting, row.over_72_hours, row.held_last_28_days) == ("Open Door", 2, 1, 1)
    assert row.oldest == timedelta(days=8) and row.beyond_capacity
    Interview.objects.filter(carried_out_at=None).update(carried_out_at=at - timedelta(hours=1))
    (row,) = homes.interviews_waiting(at=at, area=WM)
    assert (row.waiting, row.oldest, row.beyond_capacity) == (0, None, False)
    assert homes.interviews_waiting(at=at, area=TV) == []
