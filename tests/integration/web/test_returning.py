"""The ladder on the screen: located, confirmed, seen, interview, closing check, closed; each rung in its turn,
nothing closed too early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Event
from sightline.audit.refusal import Refused
from sightline.duties.actions import record_done
from sightline.duties.models import Duty
from sightline.episodes.actions import found
from sightline.episodes.actions.agreeing import Step
from sightline.episodes.models import ClosingCheck, Episode, Found, Interview
from tests.integration.web.reported import decided, reported, returned, text, when
from tests.people import Cast

SignIn = Callable[[str], Client]


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, decided missing."""
    row = reported(cast, at)
    decided(cast, row, at)
    return row


@pytest.fixture
def officer(client_as: SignIn) -> Client:
    """The investigating officer's browser."""
    return client_as("investigating officer")


def seen(at: datetime, **changes: str) -> dict[str, str]:
    """The safe and well check as posted."""
    return (
        {
            "seen_by": "PC Arkwright",
            "seen_alone": "yes",
            "harm": "no",
            "says": "I needed to see my sister.",
            "doctor": "no",
            "offending": "not known",
        }
        | when("seen_at", at)
        | changes
    )


CHECK = {
    "referral": "refer",
    "referral_because": "Exploitation risk.",
    "returns_to": "Rowan House",
    "safe_there": "yes",
    "person_says": "I am all right to go back.",
}


def take(client: Client, episode: Episode, step: str, form: dict[str, str]) -> Any:
    """Send one step."""
    return client.post(f"/episodes/{episode.pk}/return/{step}", form)


def test_a_claim_is_not_yet_a_return(officer: Client, episode: Episode, at: datetime) -> None:
    form = {"place": "Her sister's flat", "located_by": "the sister"} | when("located_at", at)
    assert take(officer, episode, "located", form).status_code == 302
    page = text(officer.get(f"/episodes/{episode.pk}/return"))
    assert "Nobody has confirmed where the person is." in page and "How was it confirmed?" in page
    assert "Are there signs of harm?" not in page, "the check has its turn when the location is confirmed"
    assert Episode.objects.get(pk=episode.pk).state == "open"


def test_the_page_says_what_the_area_calls_the_interview(officer: Client, episode: Episode) -> None:
    assert episode.area == "west-midlands"
    page = text(officer.get(f"/episodes/{episode.pk}/return"))
    assert "Called “debrief” here." in page
    assert "Called “safe and well check” here." not in page


def test_the_ladder_is_climbed_from_located_to_closed(
    officer: Client, client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    take(
        officer, episode, "located", {"place": "Her sister's flat", "located_by": "the sister"} | when("located_at", at)
    )
    assert (
        take(officer, episode, "confirmed", {"how": "Officer at the door."} | when("returned_at", at)).status_code
        == 302
    )
    version = str(Found.objects.get(pk=episode.pk).version)
    assert take(officer, episode, "seen", seen(at, version=version)).status_code == 302
    worker = client_as("social worker")
    assert (
        take(
            worker, episode, "offered", {"provider": str(cast.agency("Open Door").pk), "choice": "A woman, at school"}
        ).status_code
        == 302
    )

    early = take(officer, episode, "closed", {"because": "She is home and well, says PC Arkwright."})
    assert (
        early.status_code == 422
        and "No referral decision has been made" in text(early)
        and "home and well" in text(early)
    )
    assert take(officer, episode, "closing-check", CHECK | {"version": "0"}).status_code == 302
    for duty in Duty.objects.filter(episode=episode, do="make a long-term plan", state="open"):
        steps = [Step("A talk each week", "Denise Farrow", at.date() + timedelta(days=28))]
        by = cast.actor("social worker")
        record_done(duty=duty.pk, by=by, at=at, done_at=at, how="Agreed with the home.", steps=steps)
    closed = take(officer, episode, "closed", {"because": "Seen, referred, and a plan is agreed with the home."})
    assert closed.status_code == 302, text(closed)
    assert Episode.objects.get(pk=episode.pk).state == "closed"
    page = text(officer.get(f"/episodes/{episode.pk}/return"))
    assert "Record the interview" in page, "the interview has 72 hours, whether the episode is closed or not"
    assert "Make the check again" not in page


def test_closing_is_refused_with_the_cards_that_refuse_it(
    officer: Client, cast: Cast, episode: Episode, at: datetime
) -> None:
    claim = returned(cast, episode, at)
    by = cast.actor("investigating officer")
    found.see_safe_and_well(
        episode=episode.pk,
        version=claim.version,
        by=by,
        at=at,
        seen_at=at,
        seen_by="PC Arkwright",
        seen_alone=True,
        harm="no",
        says="I am fine.",
    )
    found.closing_check(episode=episode.pk, version=0, by=by, at=at, **(CHECK | {"referral": "no referral"}))
    page = text(officer.get(f"/episodes/{episode.pk}/return"))
    assert "What still stands in the way of closing" in page and "/protocols/DFE-AUTHORITY-01" in page
    refused = take(officer, episode, "closed", {"because": "She is home and well, says PC Arkwright."})
    assert (
        refused.status_code == 422
        and "This cannot be recorded" in text(refused)
        and "DFE-AUTHORITY-01" in text(refused)
    )
    assert Episode.objects.get(pk=episode.pk).closed_at is None


def test_only_the_owner_can_close(client_as: SignIn, cast: Cast, episode: Episode, at: datetime) -> None:
    returned(cast, episode, at)
    page = text(client_as("registered manager").get(f"/episodes/{episode.pk}/return"))
    assert "Only Northmoor Police, which owns the episode, can close it." in page
    assert (
        take(
            client_as("registered manager"), episode, "closed", {"because": "She is back with us, all is well."}
        ).status_code
        == 404
    )


def test_two_checks_at_once_show_both_and_lose_neither(
    officer: Client, cast: Cast, episode: Episode, at: datetime
) -> None:
    claim = returned(cast, episode, at)
    by = cast.actor("duty inspector")
    found.see_safe_and_well(
        episode=episode.pk,
        version=claim.version,
        by=by,
        at=at,
        seen_at=at,
        seen_by="Sgt Sallow",
        seen_alone=False,
        harm="yes",
        says="A man gave me a phone.",
    )
    late = take(officer, episode, "seen", seen(at, version=str(claim.version)))
    page = text(late)
    assert late.status_code == 422 and "A man gave me a phone." in page and "I needed to see my sister." in page
    assert Found.objects.get(pk=episode.pk).harm == "yes"


def test_a_declined_interview_offers_the_parents_the_chance(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    returned(cast, episode, at)
    worker = client_as("social worker")
    take(worker, episode, "offered", {"provider": str(cast.agency("Open Door").pk)})
    interviewer = client_as("return interviewer")
    form = {"because": "Does not want to talk.", "parents_offered": "yes", "version": "1"}
    assert take(interviewer, episode, "declined", form).status_code == 302
    row = Interview.objects.get(pk=episode.pk)
    assert row.declined_because == "Does not want to talk." and row.parents_offered_at == at


def test_an_interview_is_carried_out_by_the_provider(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    returned(cast, episode, at)
    take(client_as("social worker"), episode, "offered", {"provider": str(cast.agency("Open Door").pk)})
    form = {
        "interviewer": "Tamara Wyeth",
        "place": "School",
        "says": "I want to live nearer my sister.",
        "sharing_agreed": "yes",
        "to_intelligence": "no",
        "screened": "no",
        "version": "1",
    }
    assert (
        take(client_as("return interviewer"), episode, "carried-out", form | when("carried_out_at", at)).status_code
        == 302
    )
    row = Interview.objects.get(pk=episode.pk)
    assert (row.interviewer, row.sharing_agreed, row.carried_out_at) == ("Tamara Wyeth", True, at)


def test_a_return_before_the_disappearance_is_refused_and_the_place_is_kept(
    officer: Client, episode: Episode, at: datetime
) -> None:
    form = {"place": "Her sister's flat", "located_by": "the sister"} | when("located_at", at - timedelta(days=2))
    answer = take(officer, episode, "located", form)
    page = text(answer)
    assert answer.status_code == 422 and "before the person was last seen" in page and "Her sister&#x27;s flat" in page
    assert not Found.objects.exists()


def test_the_closing_check_asks_the_person_too(officer: Client, cast: Cast, episode: Episode, at: datetime) -> None:
    returned(cast, episode, at)
    answer = take(
        officer, episode, "closing-check", {k: v for k, v in CHECK.items() if k != "person_says"} | {"version": "0"}
    )
    assert (
        answer.status_code == 422
        and 'id="closing-check-person_says-error"' in text(answer)
        and not ClosingCheck.objects.exists()
    )


def test_a_step_there_is_not_is_not_found(officer: Client, episode: Episode) -> None:
    assert take(officer, episode, "forgotten", {}).status_code == 404
    assert officer.get(f"/episodes/{episode.pk}/return/closed").status_code == 405


# --- what a form must hold (E17, E19) --------------------------------------------------------------------------------


def test_the_check_asks_after_health_and_offending_and_the_page_says_both(
    officer: Client, cast: Cast, episode: Episode, at: datetime
) -> None:
    who: Any = {"episode": episode.pk, "by": cast.actor("investigating officer"), "at": at}
    claim = found.locate(**who, located_at=at, place="Her sister's flat", located_by="PC Arkwright", confirmed=True)
    form = seen(at, version=str(claim.version), health="Has not had her insulin since noon.", doctor="yes")
    silent = {name: value for name, value in form.items() if name != "doctor"}
    asked = take(officer, episode, "seen", silent)
    assert asked.status_code == 422 and "Has not had her insulin" in text(asked), "nobody guesses that none is needed"
    assert take(officer, episode, "seen", form).status_code == 302
    page = text(officer.get(f"/episodes/{episode.pk}/return"))
    assert "Has not had her insulin since noon." in page and "Offending, by or against the person" in page
    row = Found.objects.get(pk=episode.pk)
    assert (row.doctor, row.offending) == ("yes", "not known")


@pytest.mark.parametrize("field", ["doctor", "offending"])
def test_an_answer_that_is_none_is_refused_at_its_field(cast: Cast, episode: Episode, at: datetime, field: str) -> None:
    who: Any = {"episode": episode.pk, "by": cast.actor("investigating officer"), "at": at}
    claim = found.locate(**who, located_at=at, place="A flat", located_by="PC Arkwright", confirmed=True)
    with pytest.raises(Refused) as refused:
        found.see_safe_and_well(**who, version=claim.version, seen_at=at, seen_by="PC Arkwright", seen_alone=True,
                                harm="no", says="I am well.", **{field: "perhaps"})  # fmt: skip
    assert refused.value.field == field


def test_what_was_passed_on_with_the_interview_meets_its_duties_and_what_was_not_stays(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    claim = returned(cast, episode, at)
    who: Any = {"episode": episode.pk, "by": cast.actor("social worker"), "at": at}
    assert claim and found.offer_interview(**who, provider=cast.agency("Open Door").pk)
    form = {
        "version": "1",
        "interviewer": "Kit Marlow",
        "says": "There was a man with a car.",
        "sharing_agreed": "yes",
        "to_intelligence": "yes",
        "screened": "no",
    }
    form |= when("carried_out_at", at)
    assert take(client_as("return interviewer"), episode, "carried-out", form).status_code == 302
    told = Event.objects.filter(episode=episode.pk, kind__startswith="done: ").values_list("kind", flat=True)
    assert list(told) == [found.INTELLIGENCE]
    passing = Duty.objects.filter(episode=episode, do=found.INTELLIGENCE.removeprefix("done: "))
    assert {duty.state for duty in passing} == {"met"}
    page = text(client_as("investigating officer").get(f"/episodes/{episode.pk}/return"))
    assert "Reported into police intelligence" in page and "not yet" in page
