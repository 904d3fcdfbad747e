"""The inspectors on plans, placements, counting and how children were treated (I34-I47): refused or shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline.access.actions import involve
from sightline.audit.models import Consultation
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.audit.verify import breaks
from sightline.duties.actions import record_done
from sightline.duties.models import Duty
from sightline.engine.model import NOT_LAID_DOWN, Clock
from sightline.episodes.actions import found, report, voice
from sightline.episodes.actions.agreeing import Step, make_plan, read_steps
from sightline.episodes.actions.attach import attach
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.joining import join_records
from sightline.episodes.actions.placement import confirm_placement, tell_of_placement
from sightline.episodes.actions.report import Told
from sightline.episodes.models import Episode, Interview
from sightline.episodes.protocol import protocols
from sightline.episodes.register import search
from sightline.episodes.situation import counts_before
from sightline.insight import briefing, counting, homes, placements, plans, treatment
from sightline.people import actions as people
from sightline.people.models import Placement, Relationship
from tests.findings import acting
from tests.findings.past import episode_before
from tests.integration.pictures import plain_picture
from tests.people import Cast

WM, TV = "west-midlands", "thames-valley"
SOUTH, SOUTH_COUNCIL = "Southvale Police", "Southvale County Council"


def _plan(cast: Cast, at: datetime, name: str) -> None:
    people.agree_trigger_plan(
        person=cast.person(name).pk, category="missing", risk="high", actions=["Ring her sister"], at=at,
        agreed_by="Grace Adeyinka", review_on=day_of(at) + timedelta(days=28), by=cast.actor("social worker").author,
    )  # fmt: skip


# --- plans ------------------------------------------------------------------------------------------------------------


def test_i34_a_repeat_or_exploited_child_without_a_trigger_plan_is_listed(cast: Cast, at: datetime) -> None:
    for days in (10, 40, 80):
        episode_before(cast, at, "Kayleigh", days)
    episode_before(cast, at, "Aisha", 30)
    _plan(cast, at, "Aisha")
    assert plans.trigger_plan_coverage(at=at, area=WM) == plans.Coverage(1, 0, 1, 1)
    coordinator = cast.actor("missing person coordinator")
    assert [c.name for c in plans.without_trigger_plan(coordinator, at=at, area=WM)] == ["Kayleigh Morrow"]
    _plan(cast, at, "Kayleigh")
    assert plans.without_trigger_plan(coordinator, at=at, area=WM) == []


def test_i34_the_list_shows_only_whom_the_reader_may_see(cast: Cast, at: datetime) -> None:
    episode_before(cast, at, "Aisha", 30)
    shown = {
        agency: [c.name for c in plans.without_trigger_plan(cast.actor(role, agency), at=at, area=WM)]
        for role, agency in (
            ("registered manager", "Rowan House"), ("social worker", SOUTH_COUNCIL), ("analyst", "Northmoor Police"),
        )
    }  # fmt: skip
    assert shown == {"Rowan House": ["Aisha Bramwell"], SOUTH_COUNCIL: [], "Northmoor Police": []}
    assert Consultation.objects.filter(screen="no trigger plan").count() == 3


DISCUSSED = "discuss at the exploitation meeting"


def test_i35_the_young_and_the_exploited_are_discussed_before_any_threshold(cast: Cast, at: datetime) -> None:
    episode_before(cast, at, "Daniel", 20)  # thirteen: the second time is enough
    episode_before(cast, at, "Kayleigh", 20)  # sixteen, nothing known: not yet
    asked = {name: acting.reported(cast, at, name) for name in ("Daniel", "Kayleigh", "Aisha")}
    discussed = {name for name, row in asked.items() if Duty.objects.filter(episode=row, do=DISCUSSED).exists()}
    assert discussed == {"Daniel", "Aisha"}  # Aisha is known to be exploited: the first time is enough


def test_i35_no_area_lets_a_number_be_the_only_way_to_the_meeting() -> None:
    for area in protocols().areas:
        ways = [
            version.condition.counts
            for card, version, clock in protocols().clocks(area)
            if isinstance(version.body, Clock) and any(duty.do == DISCUSSED for duty in clock.duties)
        ]
        assert None in ways or not ways, area


def test_i36_a_step_of_a_plan_without_an_owner_or_a_date_is_refused(cast: Cast, at: datetime) -> None:
    episode = acting.reported(cast, at, "Aisha")
    by, day = cast.actor("social worker"), day_of(at) + timedelta(days=14)
    plan: dict[str, Any] = {"episode": episode.pk, "by": by, "at": at, "made_at": at, "says": "Agreed with the home."}
    for step, lacks in (
        (Step("Ring her sister", "", day), "owner"),
        (Step("Ring her sister", "Denise Farrow", None), "date"),
        (Step("Ring her sister", "Denise Farrow", day - timedelta(days=30)), "passed"),
    ):
        with pytest.raises(Refused, match=lacks):
            make_plan(steps=[step], **plan)
    with pytest.raises(Refused, match="at least one step"):
        make_plan(steps=[], **plan)
    with pytest.raises(Refused, match="no owner or no day"):
        read_steps("Ring her sister")
    make_plan(steps=read_steps(f"Ring her sister; Denise Farrow; {day}"), **plan)
    (step,) = plans.agreed_steps(cast.actor("missing person coordinator"), at=at, area=WM)
    assert (step.what, step.who, step.by_when, step.overdue) == ("Ring her sister", "Denise Farrow", day, False)
    later = at + timedelta(days=20)
    assert plans.agreed_steps(cast.actor("missing person coordinator"), at=later, area=WM)[0].overdue


def test_i36_the_duty_to_make_a_plan_is_not_met_by_words_alone(cast: Cast, at: datetime) -> None:
    for days in (10, 40):
        episode_before(cast, at, "Aisha", days)
    episode = acting.reported(cast, at, "Aisha")
    duty = Duty.objects.filter(episode=episode, do="make a long-term plan", state="open").get()
    done = {"duty": duty.pk, "by": cast.actor("social worker"), "at": at, "done_at": at, "how": "All agreed."}
    with pytest.raises(Refused, match="owner and a date"):
        record_done(**done)
    record_done(**done, steps=[Step("A weekly talk", "Grace Adeyinka", day_of(at) + timedelta(days=7))])
    assert Duty.objects.get(pk=duty.pk).state == "met"


def test_i36_a_trigger_plan_that_nobody_answers_for_or_that_is_never_looked_at_again_is_refused(
    cast: Cast, at: datetime
) -> None:
    plan: dict[str, Any] = {"person": cast.person("Aisha").pk, "category": "missing", "risk": "high", "at": at,
                            "actions": ["Ring Mina"], "by": cast.actor("social worker").author}  # fmt: skip
    for agreed_by, days, field in ((" ", 28, "agreed_by"), ("Grace Adeyinka", 0, "review_on")):
        with pytest.raises(Refused) as refused:
            people.agree_trigger_plan(agreed_by=agreed_by, review_on=day_of(at) + timedelta(days=days), **plan)
        assert refused.value.field == field


# --- placements -------------------------------------------------------------------------------------------------------


def _move(
    cast: Cast, at: datetime, history_told: str = "yes", told: str = "Marcus Ibbotson, by telephone"
) -> Placement:
    """Aisha moves to Willow Lodge, in the area of another authority."""
    home = cast.agency("Willow Lodge")
    return confirm_placement(
        person=cast.person("Aisha").pk, by=cast.actor("social worker"), at=at, since=day_of(at), provider=home.pk,
        setting="children's home", history_told=history_told, told=told, host_authority=home.council_id,
        out_of_area=True,
    )  # fmt: skip


def _tell(cast: Cast, at: datetime, placement: Placement, *whom: str) -> None:
    for each in whom:
        tell_of_placement(placement=placement.pk, by=cast.actor("social worker"), at=at, told_at=at, whom=each,
                          name="the duty desk")  # fmt: skip


def test_i37_a_placement_nobody_told_the_receiving_area_of_is_listed(cast: Cast, at: datetime) -> None:
    moved, reader = _move(cast, at), cast.actor("missing person coordinator", SOUTH)
    (row,) = placements.placed_without_telling(reader, at=at, area=TV)
    assert (row.name, row.council_told, row.police_told) == ("Aisha Bramwell", False, False)
    _tell(cast, at, moved, "host authority")
    (row,) = placements.placed_without_telling(reader, at=at, area=TV)
    assert (row.council_told, row.police_told) == (True, False)
    _tell(cast, at, moved, "police for the placement area")
    assert placements.placed_without_telling(reader, at=at, area=TV) == []


@pytest.mark.parametrize("told", [False, True])
def test_i37_a_child_the_police_first_heard_of_when_missing_is_listed(cast: Cast, at: datetime, told: bool) -> None:
    moved, reader = _move(cast, at), cast.actor("missing person coordinator", SOUTH)
    if told:
        _tell(cast, at, moved, "police for the placement area")
    later = at + timedelta(hours=5)
    acting.reported(cast, later, "Aisha", police=SOUTH)
    acting.reported(cast, later, "Tyler", police=SOUTH)  # lives in his own authority's area
    rows = placements.unknown_until_missing(reader, at=later, area=TV, since=at)
    assert [row.name for row in rows] == ([] if told else ["Aisha Bramwell"])


@pytest.mark.parametrize("told", ["no", "not known"])
def test_i38_a_placement_is_not_confirmed_while_the_provider_does_not_know_the_history(
    cast: Cast, at: datetime, told: str
) -> None:
    before = Placement.objects.filter(person=cast.person("Aisha")).count()
    with pytest.raises(Refused, match="earlier episodes and risks"):
        _move(cast, at, told)
    with pytest.raises(Refused, match="who was told"):
        _move(cast, at, told="")
    assert Placement.objects.filter(person=cast.person("Aisha")).count() == before
    assert _move(cast, at).provider == cast.agency("Willow Lodge").pk


def test_i38_the_home_does_not_confirm_a_placement_for_the_authority(cast: Cast, at: datetime) -> None:
    home = cast.agency("Rowan House")
    with pytest.raises(NotAccepted):
        confirm_placement(
            person=cast.person("Aisha").pk, by=cast.actor("registered manager"), at=at, since=day_of(at),
            provider=home.pk, setting="children's home", history_told="yes", told="We know her well already.",
        )  # fmt: skip


@pytest.fixture
def stored(settings: Any, tmp_path: Any) -> None:
    """Pictures are kept in a folder of the test's own."""
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def test_i39_the_beat_knows_who_is_missing_who_goes_most_often_and_which_adults_pose_a_risk(
    cast: Cast, at: datetime, stored: None
) -> None:
    for days in (10, 40, 80):
        episode_before(cast, at, "Kayleigh", days)
    episode_before(cast, at, "Daniel", 10)  # once is not often
    episode = acting.reported(cast, at, "Aisha")
    Relationship.objects.create(person=cast.person("Aisha"), name="Vincent Garrow", relation="adult", poses_risk=True)
    Relationship.objects.create(person=cast.person("Aisha"), name="Mina Doyle", relation="friend")
    by = cast.actor("investigating officer")
    picture = attach(episode=episode.pk, by=by, at=at, title="V. Garrow", data=plain_picture(), adult="Vincent Garrow")
    told = briefing.beat_briefing(cast.actor("neighbourhood officer"), at=at)
    assert [m.name for m in told.missing] == ["Aisha Bramwell"]
    assert [(f.name, f.episodes) for f in told.most_frequent] == [("Kayleigh Morrow", 3)]
    assert [(s.adult, s.picture) for s in told.suspects] == [("Vincent Garrow", picture.pk)]


def test_i39_another_patch_an_analyst_and_another_agency_are_not_briefed_of_them(cast: Cast, at: datetime) -> None:
    acting.reported(cast, at, "Aisha")
    for role, agency in (("duty inspector", SOUTH), ("analyst", "Northmoor Police")):
        assert briefing.beat_briefing(cast.actor(role, agency), at=at) == briefing.Briefing([], [], [])
    with pytest.raises(NotForYou):
        briefing.beat_briefing(cast.actor("social worker"), at=at)


def test_i40_what_a_plan_changed_stands_beside_what_the_child_says(cast: Cast, at: datetime) -> None:
    then = at - timedelta(days=100)
    for days in (110, 120, 180):
        episode_before(cast, at, "Kayleigh", days)
    _plan(cast, then, "Kayleigh")
    after = episode_before(cast, at, "Kayleigh", 50)
    Interview.objects.create(
        episode=after, offered_at=then, offered_by="Grace Adeyinka", provider=cast.agency("Open Door"),
        carried_out_at=at - timedelta(days=48), interviewer="Tamara Wyeth", says="They ring me now. It helps.",
    )  # fmt: skip
    episode_before(cast, at, "Daniel", 50)  # nobody did anything for him
    reader, since = cast.actor("team manager"), at - timedelta(days=365)
    (row,) = plans.outcomes(reader, at=at, area=WM, since=since)
    assert (row.what, row.before, row.after, row.whole_span) == ("trigger plan agreed", 3, 1, True)
    assert row.child_says == "They ring me now. It helps."
    assert [row.whole_span for row in plans.outcomes(reader, at=at, area=WM, since=since, days=120)] == [False]


# --- counting ---------------------------------------------------------------------------------------------------------


def test_i41_nobody_is_registered_before_the_register_was_searched(cast: Cast, at: datetime) -> None:
    by, aisha = cast.actor("call handler").author, cast.person("Aisha")
    same = {"given_name": "Aisha", "family_name": "Bramwell", "by": by, "at": at}
    for born_on in (aisha.born_on, None):
        with pytest.raises(Refused, match="already on record"):
            people.register(**same, born_on=born_on)
    assert people.register(**same, not_the_same_as=[aisha.pk]).pk != aisha.pk
    stranger = {"given_name": "", "family_name": "Not known", "by": by, "at": at}
    assert people.register(**stranger).pk != people.register(**stranger).pk


def test_i41_two_records_of_one_person_become_one_with_every_episode(cast: Cast, at: datetime) -> None:
    daniel, inspector = cast.person("Daniel"), cast.actor("duty inspector")
    twin = people.register(by=inspector.author, at=at, given_name="Danny", family_name="Ossie", born_on=daniel.born_on)
    cast.people["Danny"] = twin
    episode_before(cast, at, "Daniel", 20)
    episode_before(cast, at, "Danny", 10)
    involve(agency=cast.agency("Rowan House").pk, person=twin.pk, part="reporter", because="rang", at=at,
            by=inspector.author)  # fmt: skip
    with pytest.raises(NotForYou):
        join_records(keep=daniel.pk, other=twin.pk, by=cast.actor("call handler"), at=at, because="Same boy.")
    join_records(keep=daniel.pk, other=twin.pk, by=inspector, at=at, because="Same school, same mother.")
    assert counts_before(daniel.pk, at)["missing_last_90_days"] == 2
    assert [hit.person.pk for hit in search(cast.actor("registered manager"), at=at, name="Danny Ossie")] == [daniel.pk]
    assert list(breaks()) == []


def test_i41_two_open_episodes_are_not_joined_before_one_is_closed(cast: Cast, at: datetime) -> None:
    robert, inspector = cast.person("Robert"), cast.actor("duty inspector")
    cast.people["Bob"] = people.register(by=inspector.author, at=at, given_name="Bob", family_name="Hallum")
    for name in ("Robert", "Bob"):
        acting.reported(cast, at, name)
    with pytest.raises(Refused, match="open episode"):
        join_records(keep=robert.pk, other=cast.person("Bob").pk, by=inspector, at=at, because="Same man.")


def test_i42_a_count_says_what_it_counts_and_every_return_is_drawn_from_it(cast: Cast, at: datetime) -> None:
    handler, since = cast.actor("call handler"), at - timedelta(hours=1)
    told = Told("Sandra Olufemi", "foster carer")
    calls = [report.take_call(by=handler, at=at, told=told, said="She is not back.") for _ in range(3)]
    episode = report.report_missing(
        by=handler, at=at, person=cast.person("Kayleigh").pk, told=told, last_seen_at=at, last_seen_place="Home",
        circumstances="Not back from college.", call=calls[0].pk,
    )  # fmt: skip
    report.report_again(episode=episode.pk, by=handler, at=at, told=told, says="Still not back.", call=calls[1].pk)
    acting.decided(cast, episode, at)
    acting.decided(cast, acting.reported(cast, at, "Robert"), at, risk="medium", answer=acting.ANSWER)
    asked = {"at": at, "area": WM, "since": since}
    child = {unit: counting.how_many(unit=unit, category="missing", age="child", **asked) for unit in counting.UNITS}
    assert child == {"calls": 2, "reports": 2, "episodes": 1, "people": 1}
    assert counting.how_many(unit="people", category="missing", age="adult", **asked) == 1
    assert counting.how_many(unit="people", category="absent", age="child", **asked) == 0
    assert counting.how_many(unit="calls", category="no report", age="age not known", **asked) == 1
    one, other = counting.returns(**asked).values()
    both = ("episodes", "people")
    assert [c for c in one if c.unit in both] == [c for c in other if c.unit in both] != []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"unit": "incidents"}, "unit"), ({"category": "missing and absent"}, "category"), ({"age": "all"}, "age")],
)
def test_i42_a_number_that_could_mean_two_things_is_refused(
    cast: Cast, at: datetime, wrong: dict[str, str], field: str
) -> None:
    asked = {"unit": "people", "category": "missing", "age": "child"} | wrong
    with pytest.raises(Refused) as refused:
        counting.how_many(**asked, at=at, area=WM, since=at - timedelta(days=30))
    assert refused.value.field == field


def test_i43_the_areas_definitions_stand_beside_what_others_would_count(cast: Cast, at: datetime) -> None:
    for days in (10, 300):  # twice, but not three times in three months: repeat for some, not for this area
        episode_before(cast, at, "Kayleigh", days)
    for days in (10, 40, 80):
        episode_before(cast, at, "Daniel", days)
    acting.decided(cast, acting.reported(cast, at - timedelta(days=8), "Robert"), at)
    known = counting.repeat_and_long_term(at=at, area=WM)
    assert known.repeat == protocols().area(WM).parameters["repeat means"] in counting.REPEAT_RULES
    assert (known.repeat_people, known.repeat_by_rule["two ever"], known.repeat_not_shown) == (1, 2, 1)
    assert known.open_longer_than_days[7] == 1 and known.open_longer_than_days[28] == 0
    assert known.long_term == protocols().area(WM).parameters["long-term means"]
    assert (known.long_term_open is None) is (known.long_term not in counting.LONG_TERM)


def test_i43_every_definition_an_area_may_settle_can_be_counted_or_is_left_to_a_person() -> None:
    choices = {p.row: set(p.choices) for p in protocols().vocabulary.parameters.values()}
    assert choices["J19"] == {*counting.REPEAT_RULES, counting.WEIGHED}
    assert choices["J20"] - {NOT_LAID_DOWN} == set(counting.LONG_TERM)


# --- how children are treated -----------------------------------------------------------------------------------------


def _check(cast: Cast, episode: Episode, at: datetime, version: int, safe: str, says: str) -> None:
    found.closing_check(
        episode=episode.pk, version=version, by=cast.actor("investigating officer"), at=at, referral="refer",
        referral_because="First time she has said why.", returns_to="Home", safe_there=safe, person_says=says,
    )  # fmt: skip


def test_i44_no_child_is_closed_before_somebody_asked_whether_it_is_safe_and_what_the_child_says(
    cast: Cast, at: datetime
) -> None:
    episode = acting.reported(cast, at, "Kayleigh")
    acting.decided(cast, episode, at)
    acting.seen(cast, episode, at + timedelta(hours=1))
    later, officer = at + timedelta(hours=2), cast.actor("investigating officer")
    found.offer_interview(episode=episode.pk, by=officer, at=later, provider=cast.agency("Open Door").pk)
    closing = {"episode": episode.pk, "by": officer, "at": later, "because": "Home since nine and seen by us there."}
    with pytest.raises(Refused, match="safe to return"):
        found.close(**closing)
    with pytest.raises(Refused, match="what the person says"):
        _check(cast, episode, later, 0, "yes", " ")
    for version, safe in enumerate(("not known", "no")):
        _check(cast, episode, later, version, safe, "He shouts at me.")
        with pytest.raises(NotAccepted):
            found.close(**closing)
    _check(cast, episode, later, 2, "yes", "I want to stay with Sandra.")
    assert found.close(**closing).state == "closed"


def test_i44_at_three_in_the_morning_there_is_somebody_to_ring_for_a_bed(cast: Cast) -> None:
    night = homes.places_of_safety(area=WM, out_of_hours=True)
    assert (night[0].desk, night[0].name) == ("Emergency duty team", "Northmoor City Council")
    assert all(place.telephone and place.day_and_night for place in night)
    assert {p.name for p in night} == {"Northmoor City Council", "Rowan House"}
    assert [p for p in homes.places_of_safety(area=WM, out_of_hours=False) if not p.day_and_night]


def test_i45_a_child_who_had_no_chance_to_talk_alone_is_listed_with_what_was_offered(cast: Cast, at: datetime) -> None:
    rows = {name: acting.reported(cast, at, name) for name in ("Daniel", "Kayleigh")}
    acting.seen(cast, rows["Kayleigh"], at)  # alone
    by, claim = cast.actor("investigating officer"), acting.back(cast, rows["Daniel"], at)
    found.see_safe_and_well(
        episode=rows["Daniel"].pk, version=claim.version, by=by, at=at, seen_at=at, seen_by="PC Reeve",
        seen_alone=False, harm="not known", says="Nothing, with his uncle in the room.",
    )  # fmt: skip
    asked = {"at": at, "area": WM, "since": at - timedelta(days=1)}
    coordinator = cast.actor("missing person coordinator")
    (row,) = treatment.had_one_chance_to_talk(coordinator, **asked)
    assert (row.name, row.offered) == ("Daniel Osei", "")
    duty = Duty.objects.get(episode=rows["Daniel"], do="offer the child another talk, alone")
    record_done(duty=duty.pk, by=by, at=at, done_at=at, how="Thursday at school, with the worker he likes.")
    (row,) = treatment.had_one_chance_to_talk(coordinator, **asked)
    assert row.offered == "another talk, alone"


def test_i46_earlier_calls_about_abuse_at_the_address_are_seen_while_the_call_goes_on(cast: Cast, at: datetime) -> None:
    handler, home = cast.actor("call handler"), cast.person("Daniel").home_address
    told, then = Told("A neighbour"), at - timedelta(days=40)
    report.take_call(by=handler, at=then, told=told, said="Shouting again, a child crying.", address=home.upper(),
                     about="abuse at home")  # fmt: skip
    report.take_call(by=handler, at=then, told=told, said="A car alarm.", address="8 Mill Close, Northmoor")
    (call,) = treatment.earlier_calls(handler, at=at, address=home)
    assert (call.about, call.said) == ("abuse at home", "Shouting again, a child crying.")
    assert treatment.earlier_calls(handler, at=at, address="1 Elsewhere Road") == []
    for role in ("social worker", "analyst"):
        with pytest.raises(NotForYou):
            treatment.earlier_calls(cast.actor(role), at=at, address=home)


def test_i46_an_earlier_call_that_led_to_a_report_of_the_person_is_seen_too(cast: Cast, at: datetime) -> None:
    handler, then, told = cast.actor("call handler"), at - timedelta(days=2), Told("Denise Farrow")
    call = report.take_call(by=handler, at=then, told=told, said="She is not in her room.")
    aisha = cast.person("Aisha").pk
    report.report_missing(by=handler, at=then, person=aisha, told=told, last_seen_at=then, last_seen_place="Home",
                          circumstances="Out of the window.", call=call.pk)  # fmt: skip
    assert [c.call for c in treatment.earlier_calls(handler, at=at, person=aisha)] == [call.pk]
    assert treatment.earlier_calls(handler, at=at, person=cast.person("Daniel").pk) == []


@pytest.mark.covers("H40")
def test_i47_what_children_say_of_their_treatment_and_every_use_of_force_is_shown(cast: Cast, at: datetime) -> None:
    rows = {name: acting.reported(cast, at, name) for name in ("Aisha", "Daniel")}
    worker, officer = cast.actor("social worker"), cast.actor("investigating officer")
    voice.record_feedback(
        episode=rows["Aisha"].pk, by=worker, at=at, theme="was lectured about the cost", complaint=True,
        says="He told me what I cost them.", from_whom="Aisha",
    )  # fmt: skip
    voice.record_feedback(episode=rows["Daniel"].pk, by=officer, at=at, theme="was listened to",
                          says="She was nice.", from_whom="Daniel")  # fmt: skip
    voice.record_force(episode=rows["Aisha"].pk, by=officer, at=at, used_at=at, what="handcuffs", why="Ran at a road.")
    with pytest.raises(NotForYou):
        voice.record_force(episode=rows["Aisha"].pk, by=worker, at=at, used_at=at, what="handcuffs", why="Told so.")
    asked = {"at": at, "area": WM, "since": datetime(2026, 1, 1, tzinfo=UTC)}
    themes = {t.theme: (t.times, t.complaints) for t in treatment.feedback_themes(**asked)}
    assert themes == {"was lectured about the cost": (1, 1), "was listened to": (1, 0)}
    (used,) = treatment.force_on_missing_people(cast.actor("superintendent"), **asked)
    assert (used.person, used.what, used.why, used.age) == (rows["Aisha"].person_id, "handcuffs", "Ran at a road.", 15)
