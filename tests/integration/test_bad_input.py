"""Whatever is typed, sent twice, sent late or sent by mistake: the screen says what is wrong and what to do, keeps what
was typed, and nothing is half-written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Event
from sightline.episodes.models import Call, Contact, Decision, Enquiry, Episode, Found, RiskFact
from sightline.people.models import Person
from tests.integration.refusing import refused
from tests.integration.web.reported import WHY, decided, reported, text, when
from tests.people import Cast

SignIn = Callable[[str], Client]
STORY = "Left after tea & did not come back; her phone is off."


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, reported missing, last seen three hours ago."""
    return reported(cast, at)


@pytest.fixture
def handler(client_as: SignIn) -> Client:
    """The call handler's browser."""
    return client_as("call handler")


@pytest.fixture
def officer(client_as: SignIn) -> Client:
    """The investigating officer's browser."""
    return client_as("investigating officer")


def report(**more: Any) -> dict[str, Any]:
    """A report as the control room sends it."""
    who = {"caller_name": "Denise Farrow", "caller_phone": "01632 960201"}
    return who | {"said": "Aisha is not here.", "circumstances": STORY} | more


# --- dates that cannot be ---------------------------------------------------------------------------------------------


def test_a_return_before_the_disappearance_is_refused(officer: Client, episode: Episode, at: datetime) -> None:
    place = {"place": "Her sister's flat", "located_by": "Her sister"} | when("located_at", at)
    assert officer.post(f"/episodes/{episode.pk}/return/located", place).status_code == 302
    early = {"how": "PC Venn is with her."} | when("returned_at", at - timedelta(hours=5))
    answer = officer.post(f"/episodes/{episode.pk}/return/confirmed", early)
    refused(answer, "The return is before the disappearance. Check the date and the time.", "PC Venn is with her.")
    assert Found.objects.get(episode=episode).confirmed_at is None


def test_a_location_before_the_person_was_last_seen_is_refused(officer: Client, episode: Episode, at: datetime) -> None:
    early = when("located_at", at - timedelta(days=2))
    answer = officer.post(f"/episodes/{episode.pk}/return/located", {"place": "A bus", "located_by": "Driver"} | early)
    refused(answer, "When the person was located is before the person was last seen.", "A bus", "Driver")
    assert not Found.objects.exists()


def test_a_birth_in_the_future_is_refused(handler: Client, cast: Cast) -> None:
    born = {"born_on_day": "2", "born_on_month": "5", "born_on_year": "2031"}
    who = {"given_name": "Rhian", "family_name": "Tolliver", "sex": "female"}
    answer = handler.post("/control-room/new?name=Rhian", who | born)
    refused(answer, "Date of birth: enter today's date or an earlier one.", "Rhian", "Tolliver", 'value="2031"')
    assert not Person.objects.filter(family_name="Tolliver").exists()


def test_a_birth_before_anybody_living_was_born_is_refused(handler: Client, cast: Cast) -> None:
    born = {"born_on_day": "2", "born_on_month": "5", "born_on_year": "1011"}
    who = {"given_name": "Rhian", "family_name": "Tolliver", "sex": "female"}
    answer = handler.post("/control-room/new?name=Rhian", who | born)
    refused(answer, "The date of birth is more than 120 years ago. Check the year.", "Tolliver", 'value="1011"')
    assert not Person.objects.filter(family_name="Tolliver").exists()


def test_last_seen_in_the_future_is_refused(handler: Client, cast: Cast, at: datetime) -> None:
    later = when("last_seen_at", at + timedelta(hours=2))
    answer = handler.post(f"/control-room/report/{cast.person('Aisha').pk}", report(**later))
    refused(answer, "enter a moment in the past. It is", STORY, "Denise Farrow")
    assert not Episode.objects.exists() and not Call.objects.exists()


def test_last_seen_before_the_person_was_born_is_refused(handler: Client, cast: Cast, at: datetime) -> None:
    before = when("last_seen_at", at - timedelta(days=365 * 40))
    answer = handler.post(f"/control-room/report/{cast.person('Aisha').pk}", report(**before))
    refused(answer, "When the person was last seen is before the person was born.", STORY)
    assert not Episode.objects.exists() and not Call.objects.exists()


@pytest.mark.parametrize("day", ["31", "0", "9" * 5000, "-1", "٣", "two"])
def test_a_day_that_does_not_exist_is_refused_and_shown_again(handler: Client, cast: Cast, day: str) -> None:
    seen = {
        "last_seen_at_day": day,
        "last_seen_at_month": "2",
        "last_seen_at_year": "2026",
        "last_seen_at_time": "9:00",
    }
    answer = handler.post(f"/control-room/report/{cast.person('Aisha').pk}", report(**seen))
    refused(answer, "enter a real date, like 27 3 2026.", STORY, f'value="{day}"')
    assert not Episode.objects.exists()


# --- the same person, the same episode, the same form -----------------------------------------------------------------


def test_a_second_open_episode_is_refused_and_the_first_named(handler: Client, episode: Episode, cast: Cast) -> None:
    answer = handler.post(f"/control-room/report/{episode.person_id}", report())
    refused(answer, f"Aisha Bramwell already has an open episode, {episode.reference}.", STORY, "Denise Farrow")
    assert Episode.objects.count() == 1 and not Call.objects.exists()


def _twin(cast: Cast, **more: Any) -> dict[str, Any]:
    born = cast.person("Aisha").born_on
    assert born
    boxes = {"born_on_day": str(born.day), "born_on_month": str(born.month), "born_on_year": str(born.year)}
    return {"given_name": "Aisha", "family_name": "Bramwell", "sex": "female"} | boxes | more


def test_a_duplicate_person_is_refused_until_said_to_be_somebody_else(handler: Client, cast: Cast) -> None:
    answer = handler.post("/control-room/new?name=Aisha", _twin(cast))
    refused(answer, "is already on record. Open that record, or say that this is somebody else.", "Bramwell")
    assert Person.objects.filter(family_name="Bramwell").count() == 1
    other = _twin(cast, not_the_same_as=[str(cast.person("Aisha").pk)])
    assert handler.post("/control-room/new?name=Aisha", other).status_code == 302
    assert Person.objects.filter(family_name="Bramwell").count() == 2


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_page(officer: Client, episode: Episode) -> None:
    form = {"with_whom": "Denise Farrow", "said": "No news.", "once": str(uuid.uuid4())}
    first, second = (officer.post(f"/episodes/{episode.pk}/contacts/new", form) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert Contact.objects.filter(episode=episode).count() == 1
    assert Event.objects.filter(kind="informant contacted").count() == 1


def test_a_form_that_somebody_else_sent_is_refused(officer: Client, episode: Episode, client_as: SignIn) -> None:
    form = {"with_whom": "Denise Farrow", "said": "No news.", "once": str(uuid.uuid4())}
    officer.post(f"/episodes/{episode.pk}/contacts/new", form)
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/contacts/new", form)
    refused(answer, "This form was already sent by somebody else. Open the page again.", "No news.")
    assert Contact.objects.count() == 1


def test_a_stale_decision_shows_both_and_records_neither_twice(
    client_as: SignIn, episode: Episode, cast: Cast, at: datetime
) -> None:
    inspector = client_as("duty inspector")
    decided(cast, episode, at)
    mine = {"category": "missing", "risk": "medium", "seriousness": "medium", "immediacy": "low", "version": "0"}
    answer = inspector.post(f"/episodes/{episode.pk}/decision", mine | {"because": "Her aunt expects her for supper."})
    refused(
        answer, "Harriet Okoro recorded a decision while you were writing.", "Her aunt expects her for supper.", WHY
    )
    assert Decision.objects.get().risk == "high"


def test_a_stale_person_form_shows_both_versions(client_as: SignIn, cast: Cast) -> None:
    aisha, worker = cast.person("Aisha"), client_as("social worker")
    known = {"given_name": "Aisha", "family_name": "Bramwell", "sex": "female", "setting": "children's home"}
    form = _twin(cast) | known | {"version": "1", "because": "Said on the telephone."}
    assert worker.post(f"/people/{aisha.pk}/amend", form | {"phone": "07700 900222"}).status_code == 302
    answer = worker.post(f"/people/{aisha.pk}/amend", form | {"phone": "07700 900333"})
    refused(answer, "Somebody else changed this record while you were writing.", "07700 900222", "07700 900333")
    assert Person.objects.get(pk=aisha.pk).phone == "07700 900222"


def test_a_line_that_is_lost_in_the_middle_loses_no_more_than_the_last_words(officer: Client, episode: Episode) -> None:
    typed = {"with_whom": "Denise Farrow", "said": "She rang at six; a man was with her."}
    assert officer.post(f"/drafts/episode-{episode.pk}-contact", typed).status_code == 200
    page = text(officer.get(f"/episodes/{episode.pk}/contacts/new"))
    assert "She rang at six; a man was with her." in page and "raft from" in page
    assert not Contact.objects.exists()


# --- words ------------------------------------------------------------------------------------------------------------


def test_an_unknown_phrase_among_the_answers_is_refused(officer: Client, episode: Episode) -> None:
    facts = RiskFact.objects.count()
    who = {"from_whom": "Denise Farrow", "contact": "01632 960201"}
    said = {"other_fact": "is a dragon", "other_answer": "yes", "other_says": "Breathes fire, says the home."}
    answer = officer.post(f"/episodes/{episode.pk}/questions", who | said)
    refused(answer, "is a dragon is not one of the available choices.", "Breathes fire, says the home.")
    assert RiskFact.objects.count() == facts


def test_a_nul_byte_is_refused_and_the_rest_is_kept(officer: Client, episode: Episode) -> None:
    answer = officer.post(f"/episodes/{episode.pk}/contacts/new", {"with_whom": "Denise", "said": "No\x00 news yet."})
    refused(answer, "Null characters are not allowed.", "Denise", "news yet.")
    assert not Contact.objects.exists()


def test_a_nul_byte_does_not_hold_up_officers_where_danger_is_evident(handler: Client, cast: Cast) -> None:
    typed = report(circumstances="On the \x00bridge.", deploy="1", last_seen_at_day="\x00", last_seen_at_time="now")
    answer = handler.post(f"/control-room/report/{cast.person('Aisha').pk}", typed)
    assert answer.status_code == 302
    episode = Episode.objects.get()
    assert episode.deployed_at and "On the bridge." in episode.circumstances


def test_a_nul_byte_in_a_draft_is_left_out_and_the_words_are_kept(officer: Client, episode: Episode) -> None:
    typed = {"said": "No\x00 news yet.", "a\x00field": "x"}
    assert officer.post(f"/drafts/episode-{episode.pk}-contact", typed).status_code == 200
    assert "No news yet." in text(officer.get(f"/episodes/{episode.pk}/contacts/new"))


@pytest.mark.parametrize("address", ["/control-room?name={}", "/people?name={}&identifier={}", "/drafts/{}"])
def test_nonsense_in_an_address_is_never_a_fault_of_ours(handler: Client, cast: Cast, address: str) -> None:
    for nonsense in ("%00%00", "9" * 5000, "%F0%9F%A6%8A", "%FF%FE", "a" * 5000, "..%2F..%2Fetc"):
        answer = handler.get(address.format(nonsense, nonsense))
        assert answer.status_code < 500, (address, nonsense)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 25, "²", "-1", "x", "%00"])
def test_nonsense_for_a_page_number_shows_a_page(client_as: SignIn, episode: Episode, number: str) -> None:
    person = f"/people/{episode.person_id}?page={number}"
    for address in (f"/episodes?page={number}", person, f"/audit?page={number}&person={number}&by={number}"):
        assert client_as("missing person coordinator").get(address).status_code == 200, address


def test_a_draft_under_a_name_nobody_keeps_one_under_is_not_found(officer: Client, cast: Cast) -> None:
    for name in ("a" * 5000, "a%00b"):
        assert officer.post(f"/drafts/{name}", {"said": "No news."}).status_code == 404


def test_a_hundred_kilobytes_of_text_are_refused_with_the_number_to_lose_and_all_of_them_kept(
    officer: Client, episode: Episode
) -> None:
    long = "She said a great deal. " * 4_400
    answer = officer.post(f"/episodes/{episode.pk}/contacts/new", {"with_whom": "Denise Farrow", "said": long})
    over = len(long.strip()) - 4000
    refused(answer, f"Shorten the text by {over} characters. At most 4000 can be kept.", long.strip())
    assert not Contact.objects.exists()


def test_a_line_too_long_for_its_field_is_refused_and_kept(officer: Client, episode: Episode) -> None:
    answer = officer.post(f"/episodes/{episode.pk}/enquiries/new", {"what": "Ring every friend. " * 20})
    refused(answer, "Ensure this value has at most 200 characters", "Ring every friend. " * 10)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("given", "family", "asked"),
    [
        ("José", "Núñez-O’Brien", "Jose Nunez"),
        ("محمد", "الأحمد", "محمد الأحمد"),
        ("Zoë 🦊", "Ashby", "Zoe Ashby"),
        ("小明", "王", "小明 王"),
        ("Шура", "Иванова", "Шура Иванова"),
        ("Bcdfghjklm" * 8, "Npqrstvwxz" * 8, "Bcdfghjklm" * 8),
    ],
)
def test_a_name_in_any_script_is_kept_as_written_and_found_again(
    handler: Client, cast: Cast, given: str, family: str, asked: str
) -> None:
    who = {"given_name": given, "family_name": family, "sex": "unknown"}
    assert handler.post("/control-room/new?name=somebody", who).status_code == 302
    person = Person.objects.get(family_name=family)
    assert person.given_name == given
    page = text(handler.get("/control-room", {"name": asked}))
    assert f'href="/control-room/report/{person.pk}"' in page and escape(person.name, quote=False) in page


@pytest.mark.parametrize("script", ["<script>alert(1)</script>", "\" onload='x", "{{ 7|add:7 }}{% now 'Y' %}"])
def test_what_was_typed_is_shown_as_text_and_never_run(officer: Client, episode: Episode, script: str) -> None:
    assert (
        officer.post(f"/episodes/{episode.pk}/contacts/new", {"with_whom": script, "said": script}).status_code == 302
    )
    page = text(officer.get(f"/episodes/{episode.pk}"))
    assert script not in page and escape(script).replace("&#x27;", "&#39;") in page.replace("&#x27;", "&#39;")


@pytest.mark.parametrize(
    "address",
    [
        "/episodes/{n}", "/episodes/{n}/decision", "/episodes/{n}/return", "/people/{n}", "/people/{n}/amend",
        "/control-room/report/{n}", "/duties/{n}", "/handovers/{n}", "/attachments/{n}",
    ],
)  # fmt: skip
def test_an_unknown_number_is_not_found(client_as: SignIn, cast: Cast, address: str) -> None:
    inspector = client_as("duty inspector")
    for number in (987_654, 2**63 + 1, "9" * 30):
        refused(inspector.get(address.format(n=number)), "Page not found", status=404)


def test_a_form_without_its_token_says_that_the_draft_was_kept(episode: Episode, client_as: SignIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as("investigating officer").cookies
    answer = strict.post(f"/episodes/{episode.pk}/contacts/new", {"with_whom": "Denise", "said": "No news."})
    refused(answer, "This form was open too long", status=403)
    assert not Contact.objects.exists()
