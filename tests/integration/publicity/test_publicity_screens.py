"""From the draft to the poster and down again, on the screens; the public's page dies with the appeal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.episodes.actions.attach import attach
from sightline.episodes.models import Episode
from sightline.sharing.models import Appeal, Outlet, RescueAlert
from sightline.sharing.publicity_alert import criteria
from sightline.sharing.publicity_decide import WHOM
from tests.integration.pictures import plain_picture
from tests.integration.publicity.asking import missing, published
from tests.integration.web.reported import returned, text, when
from tests.people import Cast

SignIn = Callable[[str], Client]


@pytest.fixture
def episode(cast: Cast, at: datetime, settings: Any, tmp_path: Any) -> Episode:
    """Aisha, missing; pictures go into a folder of the test's own."""
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return missing(cast, at)


def _appeal(cast: Cast, episode: Episode, at: datetime) -> dict[str, Any]:
    picture = attach(episode=episode.pk, by=cast.actor("investigating officer"), at=at, title="Aisha",
                     data=plain_picture())  # fmt: skip
    return {
        "chosen": ["name", "age", "last seen"], "last_seen": "The coach station", "says": "Have you seen Aisha?",
        "phone": "101", "picture": picture.pk, "photo_alt": "Aisha in a grey coat", "version": 0,
    } | when("expires_at", at + timedelta(days=7))  # fmt: skip


def _decision(**more: str) -> dict[str, Any]:
    heard = {f"heard_{i}": "not asked" for i in range(len(WHOM))} | {"heard_0": "agrees", "says_0": "Her aunt."}
    return heard | {
        "agrees": "yes", "helps": "Many people pass there.", "risks": "She may be moved.", "urgent": "no",
        "because": "Seen at the coach station at six, says the driver.", "authorised_by": "Miriam Castell",
        "proportionate": "Her life is in danger.", "version": "1",
    } | more  # fmt: skip


def test_from_draft_to_poster_and_down_when_she_is_found(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    officer, place = client_as("investigating officer"), f"/episodes/{episode.pk}/publicity"
    answer = officer.post(f"{place}/write", _appeal(cast, episode, at))
    assert answer.status_code == 302, text(answer)
    assert client_as("superintendent").post(f"{place}/decide", _decision()).status_code == 302
    outlets = {"version": "2", "name_1": "Northmoor Post", "kind_1": "newspaper", "where_1": "p. 3"}
    rest = {f"kind_{i}": "other" for i in (2, 3, 4)}
    answer = officer.post(f"{place}/publish", outlets | rest)
    assert answer.status_code == 302, text(answer)
    appeal = Appeal.objects.get()
    anybody, page = Client(), f"/appeals/{appeal.token}"
    poster = anybody.get(page)
    shown = text(poster)
    assert "Aisha Bramwell" in shown and 'alt="Aisha in a grey coat"' in shown and "Ring 101" in shown
    born = cast.person("Aisha").born_on
    assert born and not any(word in shown for word in (str(born.year), "Rowan", "exploit", "looked after", "07700"))
    picture: Any = anybody.get(f"{page}/photo")
    assert picture.status_code == 200 and b"".join(picture)
    returned(cast, episode, at)
    for gone in (anybody.get(page), anybody.get(f"{page}/photo")):
        assert gone.status_code == 410 and "Aisha" not in text(gone)
    assert "Still up" in text(officer.get(place))
    outlet = Outlet.objects.get(name="Northmoor Post")
    officer.post(f"{place}/place", {"outlet": outlet.pk, "down": "1"})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.photo) == ("taken down", "")
    officer.post(f"{place}/place", {"outlet": outlet.pk, "ask": "1", "says": "By e-mail, number 9."})
    assert "By e-mail, number 9." in text(officer.get(place))


def test_a_refusal_shows_the_card_and_keeps_what_was_typed(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    officer, place = client_as("investigating officer"), f"/episodes/{episode.pk}/publicity"
    officer.post(f"{place}/write", _appeal(cast, episode, at))
    answer = client_as("superintendent").post(f"{place}/decide", _decision(heard_0="not asked", says_0=""))
    assert answer.status_code == 422
    assert "WMP-PUBLICITY-01" in text(answer) and "Seen at the coach station at six" in text(answer)


def test_what_the_public_may_not_know_is_named_beside_the_text(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    fields = _appeal(cast, episode, at) | {"says": "She is in care at Rowan House."}
    answer = client_as("investigating officer").post(f"/episodes/{episode.pk}/publicity/write", fields)
    assert answer.status_code == 422
    assert "tells of care" in text(answer) and "where the person lives" in text(answer)


def test_an_address_that_never_was_says_no_more_than_one_that_ended(
    cast: Cast, episode: Episode, at: datetime, clock: Any
) -> None:
    token = published(cast, episode, at).token
    clock.move_to(at + timedelta(days=8))
    ended, never = Client().get(f"/appeals/{token}"), Client().get("/appeals/nothing-of-the-kind")
    assert (ended.status_code, never.status_code) == (410, 404)
    plain = [re.sub(r'nonce="[^"]*"|"X-CSRFToken": "[^"]*"', "", text(a)) for a in (ended, never)]
    assert plain[0] == plain[1]


def test_the_checklist_of_a_rescue_alert(client_as: SignIn, episode: Episode) -> None:
    place = f"/episodes/{episode.pk}/publicity"
    client_as("duty inspector").post(f"{place}/consider")
    answers = {c.key: "yes" for c in criteria()} | {f"{c.key}_says": "The neighbour saw it." for c in criteria()}
    said = answers | {"asks": "yes", "because": "Pulled into a van, says the neighbour.", "authority": "Rang them.",
                      "version": "1"}  # fmt: skip
    assert client_as("duty inspector").post(f"{place}/alert", said).status_code == 404
    assert client_as("superintendent").post(f"{place}/alert", said | {"danger": "not known"}).status_code == 422
    assert client_as("superintendent").post(f"{place}/alert", said).status_code == 302
    assert RescueAlert.objects.get().asked_for is True


def test_the_council_reads_what_is_published_and_does_not_decide(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    published(cast, episode, at)
    place = f"/episodes/{episode.pk}/publicity"
    worker = client_as("social worker")
    assert "Northmoor Post" in text(worker.get(place))
    assert worker.get(f"{place}/down").status_code == 404
    assert client_as("registered manager").get(place).status_code == 404
