"""An officer keeps one thing apart from the person's page, another reads it, keeps its list and ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from sightline.access.models import RestrictedFact
from sightline.audit.models import Consultation
from sightline.episodes.models import Episode
from sightline.sharing import disclosures
from tests.integration.addresses import browser_of
from tests.integration.keeping_apart import DANGER, MARKER, SAYS
from tests.integration.sharing.acts import whole_record
from tests.integration.web.reported import reported, text
from tests.people import Cast

OFFICER, WORKER, HANDLER = "investigating officer", "social worker", "call handler"


@pytest.fixture
def episode(cast: Cast, at: datetime, clock: Any) -> Episode:
    return reported(cast, at)


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    said = {"kind": "honour-based abuse", "says": SAYS, "because": DANGER, "episode": "",
            "named": [cast.post(WORKER).pk], "once": str(uuid4())}  # fmt: skip
    return said | changes


def made(cast: Cast, episode: Episode) -> str:
    """The address of one that an officer has recorded."""
    page = f"/people/{episode.person_id}/kept-apart"
    answer = browser_of(cast.post(OFFICER)).post(page, typed(cast, episode=episode.pk))
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_pages_of_person_and_episode_offer_it_to_who_may(cast: Cast, episode: Episode) -> None:
    page = f"/people/{episode.person_id}/kept-apart"
    for role, offered in ((OFFICER, True), (WORKER, True), (HANDLER, False)):
        browser = browser_of(cast.post(role))
        for place in (f"/people/{episode.person_id}", f"/episodes/{episode.pk}"):
            assert (page in text(browser.get(place))) is offered, (role, place)
        assert browser.get(page).status_code == (200 if offered else 404)
    assert f'value="{episode.pk}" selected' in text(browser_of(cast.post(OFFICER)).get(f"{page}?episode={episode.pk}"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"says": ""}, "Answer “What is to be kept apart?”"),
        ({"kind": ""}, "Answer “What is it about?”"),
        ({"named": []}, "Answer “Who else needs to know it?”"),
        ({"named": [987654]}, "987654"),
        ({"episode": 987654}, "987654"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    cast: Cast, episode: Episode, changes: dict[str, Any], message: str
) -> None:
    page = f"/people/{episode.person_id}/kept-apart"
    answer = browser_of(cast.post(OFFICER)).post(page, typed(cast, **changes))
    said = text(answer).replace("&quot;", '"')
    assert answer.status_code == 422 and DANGER in said and "There is a problem" in said
    assert message in said
    assert not RestrictedFact.objects.exists()


def test_a_draft_is_kept_and_found_again_in_my_work(cast: Cast, episode: Episode) -> None:
    browser, page = browser_of(cast.post(OFFICER)), f"/people/{episode.person_id}/kept-apart"
    assert browser.post(f"/drafts/kept-apart-{episode.person_id}", {"says": SAYS}).status_code == 200
    assert MARKER in text(browser.get(page)) and page in text(browser.get("/my-work"))
    assert MARKER not in text(browser_of(cast.post(WORKER)).get(page))


def test_it_is_read_said_to_be_read_named_for_taken_off_and_ended(cast: Cast, episode: Episode) -> None:
    place = made(cast, episode)
    worker, handler = browser_of(cast.post(WORKER)), cast.post(HANDLER)
    assert place in text(worker.get("/board"))
    assert "Has not said that it is read" in text(browser_of(cast.post(OFFICER)).get(place))
    assert worker.post(f"{place}/read").status_code == 302
    assert place not in text(worker.get("/board"))
    assert "Has not said that it is read" not in text(browser_of(cast.post(OFFICER)).get(place))
    assert browser_of(handler).get(place).status_code == 404
    assert worker.post(place, {"post": handler.pk, "because": "He takes the calls."}).status_code == 302
    assert MARKER in text(browser_of(handler).get(place))
    assert worker.post(f"{place}/off", {"post": handler.pk, "because": ""}).status_code == 422
    assert worker.post(f"{place}/off", {"post": handler.pk, "because": "Off shift."}).status_code == 302
    assert browser_of(handler).get(place).status_code == 404
    assert worker.post(f"{place}/end", {"because": "The uncles are in custody."}).status_code == 302
    ended = text(worker.get(place))
    assert "The uncles are in custody." in ended and MARKER in ended and "Name one more" not in ended
    assert worker.get(f"{place}/off").status_code == 404


def test_the_log_says_of_every_look_that_the_person_was_looked_at_and_no_more(cast: Cast, episode: Episode) -> None:
    place = made(cast, episode)
    browser_of(cast.post(WORKER)).get(place)
    lines = Consultation.objects.filter(people=[episode.person_id])
    assert {(line.screen, line.purpose) for line in lines} == {("person", "safeguarding")}
    assert not Consultation.objects.filter(asked__icontains="kept-apart").exists()


def test_a_page_that_was_altered_behind_the_record_says_so(cast: Cast, episode: Episode) -> None:
    place = made(cast, episode)
    RestrictedFact.objects.update(says="He is in Leeds.")
    assert "altered behind the record" in text(browser_of(cast.post(WORKER)).get(place))


def test_a_whole_record_that_is_disclosed_holds_nothing_of_it(cast: Cast, at: datetime, episode: Episode) -> None:
    place = made(cast, episode)
    nurse, wanted = browser_of(cast.post("designated nurse")), whole_record(cast, at)
    sent = disclosures.disclose(person=episode.person_id, by=cast.actor(WORKER), at=at, wanted=wanted).disclosure
    for page in (f"/disclosures/{sent.pk}", f"/people/{episode.person_id}", f"/episodes/{episode.pk}"):
        answer = nurse.get(page)
        said = text(answer)
        assert answer.status_code == 200 and "Aisha" in said
        assert MARKER not in said and place not in said and 'id="kept-apart"' not in said
