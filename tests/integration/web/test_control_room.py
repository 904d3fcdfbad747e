"""The call handler's screen: search first, then the report; officers before questions where danger is evident."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.access.models import Draft
from sightline.audit.models import Consultation, Event
from sightline.duties.models import Notice
from sightline.episodes.assessments import question_set
from sightline.episodes.models import Call, Episode, Report, RiskFact
from sightline.people.models import Person
from tests.people import Cast

ClientAs = Callable[[str], Client]


@pytest.fixture
def handler(client_as: ClientAs) -> Client:
    """The call handler's browser."""
    return client_as("call handler")


def _said(**more: Any) -> dict[str, Any]:
    """A whole report, as the form posts it."""
    return {
        "once": str(uuid.uuid4()),
        "caller_name": "Denise Farrow",
        "caller_relation": "registered manager",
        "caller_phone": "01632 960201",
        "said": "She left after tea.",
        "last_seen_at_day": "10",
        "last_seen_at_month": "3",
        "last_seen_at_year": "2026",
        "last_seen_at_time": "17:15",
        "last_seen_place": "Rowan House",
        "circumstances": "Phone off; said nothing to anybody.",
    } | more


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _report(client: Client, person: Person, **more: Any) -> Any:
    return client.post(f"/control-room/report/{person.pk}", _said(**more))


# --- searching -----------------------------------------------------------------------------------------------------


def test_nothing_can_be_made_before_somebody_has_searched(handler: Client) -> None:
    assert "new person" not in _text(handler.get("/control-room")).lower()
    answer = handler.get("/control-room/new")
    assert answer.status_code == 302 and answer["Location"] == "/control-room"


def test_a_misspelt_name_shows_the_person_with_age_flags_and_how_often_missing(handler: Client, cast: Cast) -> None:
    page = _text(handler.get("/control-room", {"name": "Ayesha Bramwel"}))
    assert "Aisha Bramwell" in page and "15 years old" in page
    assert "Is at known risk of sexual exploitation" in page and "Missing 0 times in the last 12 months" in page
    assert f'href="/control-room/report/{cast.person("Aisha").pk}"' in page
    assert "None of these: new person" in page


def test_the_results_come_alone_while_typing_and_the_search_is_logged(handler: Client, cast: Cast) -> None:
    page = _text(handler.get("/control-room/search", {"name": "Bramwell"}, headers={"HX-Request": "true"}))
    assert "Aisha Bramwell" in page and "<html" not in page
    line = Consultation.objects.filter(act="search").latest("id")
    assert line.asked["name"] == "Bramwell" and cast.person("Aisha").pk in line.people


def test_one_letter_asks_for_more_and_shows_nobody(handler: Client) -> None:
    answer = handler.get("/control-room", {"name": "B"})
    assert answer.status_code == 422 and "Enter at least two letters" in _text(answer)
    assert not Consultation.objects.filter(act="search").exists()


def test_a_half_typed_date_of_birth_is_left_out_and_said(handler: Client) -> None:
    page = _text(handler.get("/control-room/search", {"name": "Bramwell", "born_on_day": "3"}))
    assert "Aisha Bramwell" in page and "left out of the search" in page


def test_somebody_with_an_open_episode_leads_to_that_report(handler: Client, cast: Cast) -> None:
    _report(handler, cast.person("Aisha"))
    page = _text(handler.get("/control-room", {"name": "Aisha Bramwell"}))
    assert Episode.objects.get().reference in page and "add to that report" in page
    assert f'href="/control-room/report/{cast.person("Aisha").pk}/again"' in page


@pytest.mark.parametrize("role", ["registered manager", "social worker"])
def test_the_control_room_is_for_the_police(client_as: ClientAs, role: str) -> None:
    answer = client_as(role).get("/control-room")
    assert answer.status_code == 404 and "The control room is for the police" in _text(answer)


# --- a new person --------------------------------------------------------------------------------------------------


def _new(**more: str) -> dict[str, str]:
    born = {"born_on_day": "2", "born_on_month": "5", "born_on_year": "2011"}
    return {"given_name": "Rhian", "family_name": "Tolliver", "sex": "female"} | born | more


def test_a_new_person_starts_from_what_was_searched_and_goes_on_to_the_report(handler: Client) -> None:
    page = _text(handler.get("/control-room/new", {"name": "Rhian Tolliver"}))
    assert 'value="Rhian"' in page and 'value="Tolliver"' in page
    answer = handler.post("/control-room/new?name=Rhian+Tolliver", _new())
    made = Person.objects.get(family_name="Tolliver")
    assert answer["Location"] == f"/control-room/report/{made.pk}"


def test_a_duplicate_is_refused_until_the_caller_says_it_is_somebody_else(handler: Client, cast: Cast) -> None:
    aisha = cast.person("Aisha")
    born = {"born_on_day": str(aisha.born_on.day), "born_on_month": str(aisha.born_on.month)} if aisha.born_on else {}
    twin = _new(
        given_name="Aisha", family_name="Bramwell", born_on_year=str(aisha.born_on and aisha.born_on.year), **born
    )
    answer = handler.post("/control-room/new?name=Aisha", twin)
    page = _text(answer)
    assert answer.status_code == 422 and "is already on record" in page
    assert f'href="/control-room/report/{aisha.pk}"' in page and 'value="Bramwell"' in page
    assert Person.objects.filter(family_name="Bramwell").count() == 1
    answer = handler.post("/control-room/new?name=Aisha", twin | {"not_the_same_as": str(aisha.pk)})
    assert answer.status_code == 302 and Person.objects.filter(family_name="Bramwell").count() == 2


def test_a_birth_in_the_future_is_refused_and_what_was_typed_is_kept(handler: Client) -> None:
    answer = handler.post("/control-room/new?name=Rhian", _new(born_on_year="2031"))
    assert answer.status_code == 422 and "or an earlier one" in _text(answer)
    assert 'value="2031"' in _text(answer) and 'value="Rhian"' in _text(answer)


# --- the report ----------------------------------------------------------------------------------------------------


def test_flags_stand_beside_the_form_and_cards_speak_before_the_first_answer(handler: Client, cast: Cast) -> None:
    page = _text(handler.get(f"/control-room/report/{cast.person('Aisha').pk}"))
    assert "Met by older men in cars outside school." in page and "There is no trigger plan." in page
    assert 'href="/protocols/WMP-CATEGORY-02"' in page
    assert "You do not decide missing or absent" in page


def test_a_report_saves_call_report_and_episode_and_tells_the_duty_inspector(handler: Client, cast: Cast) -> None:
    answer = _report(handler, cast.person("Aisha"))
    episode = Episode.objects.get()
    assert answer["Location"] == f"/episodes/{episode.pk}"
    assert episode.category == "" and episode.risk == ""
    call, report = Call.objects.get(), Report.objects.get()
    assert call.said == "She left after tea." and report.call == call and report.by_phone == "01632 960201"
    assert episode.last_seen_at == datetime.fromisoformat("2026-03-10T17:15+00:00")
    assert episode.owner_desk == cast.desk("duty inspector")
    assert Notice.objects.filter(desk=cast.desk("duty inspector"), acknowledged_at=None).exists()


def test_answers_are_kept_in_words_with_who_said_so(handler: Client, cast: Cast, at: datetime) -> None:
    question = next(q for q in question_set("west-midlands", at) if q.facts)
    _report(handler, cast.person("Daniel"), **{question.id: "Never before.", f"{question.id}-fact-0": "yes"})
    fact = RiskFact.objects.get()
    assert (fact.phrase, fact.answer, fact.says) == (question.facts[0], "yes", "Never before.")
    assert (fact.from_whom, fact.contact) == ("Denise Farrow", "01632 960201")


def test_yes_without_words_is_not_an_answer_and_nothing_typed_is_lost(
    handler: Client, cast: Cast, at: datetime
) -> None:
    question = next(q for q in question_set("west-midlands", at) if q.facts)
    answer = _report(handler, cast.person("Daniel"), **{f"{question.id}-fact-0": "yes"})
    page = _text(answer)
    assert answer.status_code == 422 and "Say more than yes or no" in page
    assert "Phone off; said nothing to anybody." in page and 'value="17:15"' in page
    assert not Episode.objects.exists() and not Call.objects.exists()


def test_last_seen_in_the_future_is_refused_at_its_field(handler: Client, cast: Cast) -> None:
    answer = _report(handler, cast.person("Daniel"), last_seen_at_year="2027")
    assert answer.status_code == 422 and "a moment in the past" in _text(answer)
    assert 'href="#id_last_seen_at_0"' in _text(answer) and not Episode.objects.exists()


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_episode(handler: Client, cast: Cast) -> None:
    token = str(uuid.uuid4())
    first = _report(handler, cast.person("Aisha"), once=token)
    second = _report(handler, cast.person("Aisha"), once=token)
    assert first["Location"] == second["Location"]
    assert (Episode.objects.count(), Call.objects.count(), Report.objects.count()) == (1, 1, 1)


def test_a_second_open_episode_is_refused_and_the_page_leads_to_the_first(handler: Client, cast: Cast) -> None:
    _report(handler, cast.person("Aisha"))
    answer = _report(handler, cast.person("Aisha"), said="Another call")
    page = _text(answer)
    assert answer.status_code == 422 and "already has an open episode" in page and "Another call" in page
    assert f'href="/control-room/report/{cast.person("Aisha").pk}/again"' in page
    assert (Episode.objects.count(), Call.objects.count()) == (1, 1)


def test_evident_danger_sends_officers_at_once_with_nothing_filled_in(handler: Client, cast: Cast) -> None:
    answer = handler.post(
        f"/control-room/report/{cast.person('Maisie').pk}", {"deploy": "yes", "once": str(uuid.uuid4())}
    )
    episode = Episode.objects.get()
    assert answer["Location"] == f"/episodes/{episode.pk}" and episode.deployed_at is not None
    assert Event.objects.filter(episode=episode.pk, kind="officers deployed").exists()
    assert "officers were sent before the questions were finished" in episode.circumstances


def test_the_enter_key_in_a_box_never_sends_officers(handler: Client, cast: Cast) -> None:
    page = _text(handler.get(f"/control-room/report/{cast.person('Daniel').pk}"))
    form = page[page.index('id="report"') :]
    first_button = form[form.index("<button") :].split(">")[0]
    assert "/assess" in first_button and "deploy" not in first_button


def test_sending_officers_loses_nothing_that_could_not_be_read(handler: Client, cast: Cast, at: datetime) -> None:
    question = next(q for q in question_set("west-midlands", at) if q.facts)
    _report(
        handler,
        cast.person("Maisie"),
        deploy="yes",
        last_seen_at_month="31",
        caller_name="x" * 200,
        **{f"{question.id}-fact-0": "yes"},
    )
    episode = Episode.objects.get()
    assert "Last seen, as typed: 10 31 2026 17:15" in episode.circumstances
    assert episode.last_seen_at is None and episode.reporter_name == "x" * 120
    assert RiskFact.objects.get().answer == "yes"


def test_words_of_a_question_without_an_answer_are_kept_when_officers_are_sent(
    handler: Client, cast: Cast, at: datetime
) -> None:
    question = next(q for q in question_set("west-midlands", at) if q.facts)
    _report(handler, cast.person("Maisie"), deploy="yes", **{question.id: "Her coat is gone."})
    assert "Her coat is gone." in Episode.objects.get().circumstances


def test_the_engine_answers_as_facts_arrive_and_saves_nothing(handler: Client, cast: Cast) -> None:
    address = f"/control-room/report/{cast.person('Daniel').pk}/assess"
    before = _text(handler.post(address, {}, headers={"HX-Request": "true"}))
    said = {
        "other_fact": "is at known risk of sexual exploitation",
        "other_answer": "yes",
        "other_says": "Told by school.",
    }
    after = _text(handler.post(address, said, headers={"HX-Request": "true"}))
    assert "<html" not in after and "WMP-CATEGORY-02" in after and "WMP-CATEGORY-02" not in before
    assert not Episode.objects.exists() and not RiskFact.objects.exists()


def test_without_javascript_the_page_comes_back_with_everything_typed_and_no_error(handler: Client, cast: Cast) -> None:
    answer = handler.post(f"/control-room/report/{cast.person('Daniel').pk}/assess", {"said": "He ran off", "once": ""})
    page = _text(answer)
    assert answer.status_code == 200 and "<html" in page and "He ran off" in page
    assert "There is a problem" not in page and "What the protocol says so far" in page


def test_a_draft_is_restored_with_its_time_and_can_be_discarded(handler: Client, cast: Cast) -> None:
    person = cast.person("Daniel").pk
    handler.post(f"/drafts/report-{person}", {"said": "He ran off after school"})
    page = _text(handler.get(f"/control-room/report/{person}"))
    assert "He ran off after school" in page and "Draft of 10 March 2026, 8pm restored" in page
    handler.post(f"/control-room/report/{person}/discard/report")
    assert "He ran off after school" not in _text(handler.get(f"/control-room/report/{person}"))


def test_sending_the_report_forgets_its_draft(handler: Client, cast: Cast) -> None:
    person = cast.person("Daniel")
    handler.post(f"/drafts/report-{person.pk}", {"said": "He ran off"})
    _report(handler, person)
    assert not Draft.objects.exists()


# --- a further report ----------------------------------------------------------------------------------------------


def test_an_informant_who_does_not_agree_is_recorded_on_the_open_episode(handler: Client, cast: Cast) -> None:
    aisha = cast.person("Aisha")
    _report(handler, aisha)
    assert handler.get(f"/control-room/report/{aisha.pk}")["Location"] == f"/control-room/report/{aisha.pk}/again"
    answer = handler.post(f"/control-room/report/{aisha.pk}/again", _said(said="She is in danger.", disputes="on"))
    episode = Episode.objects.get()
    assert answer["Location"] == f"/episodes/{episode.pk}"
    assert Report.objects.filter(episode=episode, disputes_decision=True).count() == 1
    assert Event.objects.filter(episode=episode.pk, kind="informant disputed the decision").exists()


def test_a_further_report_without_words_keeps_what_was_typed(handler: Client, cast: Cast) -> None:
    aisha = cast.person("Aisha")
    _report(handler, aisha)
    answer = handler.post(f"/control-room/report/{aisha.pk}/again", {"caller_name": "Denise Farrow", "said": ""})
    assert answer.status_code == 422 and "Denise Farrow" in _text(answer) and Call.objects.count() == 1


def test_opening_a_report_is_in_the_consultation_log(handler: Client, cast: Cast, at: datetime) -> None:
    handler.get(f"/control-room/report/{cast.person('Aisha').pk}")
    line = Consultation.objects.latest("id")
    assert (line.purpose, line.people) == ("report", [cast.person("Aisha").pk])
    assert line.at - at < timedelta(minutes=1)


def test_nobody_by_that_number_is_not_found_in_the_usual_words(handler: Client) -> None:
    answer = handler.get("/control-room/report/999999")
    assert answer.status_code == 404 and "There is no such record" in _text(answer)
