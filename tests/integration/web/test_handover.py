"""Ownership on the screen: offered, then accepted or refused in writing; the owner changes at acceptance and both
agencies see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from sightline.episodes.actions import investigate
from sightline.episodes.models import Episode, Handover
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, decided missing, owned by Northmoor."""
    row = reported(cast, at)
    decided(cast, row, at)
    return row


@pytest.fixture
def southern(cast: Cast, clock: time_machine.Coordinates) -> Client:
    """The duty inspector of the other police area."""
    return client_of(cast.actor("duty inspector", "Southvale Police"))


def offered(client: Client, cast: Cast, episode: Episode) -> Any:
    """Offer the episode to the other area's inspector."""
    desk = cast.desk("duty inspector", "Southvale Police")
    form = {"to_desk": str(desk.pk), "why": "Her sister lives in Southvale.", "outstanding": "Ring the sister."}
    return client.post(f"/episodes/{episode.pk}/handover", form)


def test_the_form_starts_with_what_is_outstanding(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    investigate.raise_enquiry(
        episode=episode.pk, by=cast.actor("investigating officer"), at=at, what="Ring her friend Mina"
    )
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}/handover"))
    assert "Enquiry without a result: Ring her friend Mina" in page and "Southvale Police" in page
    assert "Rowan House: " not in page, "only police desks may own an episode"


def test_an_offer_changes_nothing_until_it_is_accepted_in_writing(
    client_as: SignIn, southern: Client, cast: Cast, episode: Episode
) -> None:
    north = client_as("duty inspector")
    sent = offered(north, cast, episode)
    row = Handover.objects.get(episode=episode)
    assert sent.headers["Location"] == f"/handovers/{row.pk}"
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == "Northmoor Police"
    assert "Do you accept this episode?" not in text(north.get(f"/handovers/{row.pk}")), (
        "one does not accept one's own offer"
    )
    assert "Do you accept this episode?" in text(southern.get(f"/handovers/{row.pk}"))
    answer = southern.post(f"/handovers/{row.pk}", {"answer": "accept", "words": "We ring the sister now."})
    assert answer.headers["Location"] == f"/episodes/{episode.pk}"
    owner = Episode.objects.get(pk=episode.pk)
    assert owner.owner_agency.name == "Southvale Police"
    assert "We ring the sister now." in text(north.get(f"/handovers/{row.pk}")), "both agencies see the answer"
    home = text(client_as("registered manager").get(f"/episodes/{episode.pk}"))
    assert "Southvale Police" in home, "the reporter always sees who owns it"


def test_a_refusal_needs_its_reason_and_leaves_the_owner(
    client_as: SignIn, southern: Client, cast: Cast, episode: Episode
) -> None:
    offered(client_as("duty inspector"), cast, episode)
    row = Handover.objects.get(episode=episode)
    assert southern.post(f"/handovers/{row.pk}", {"answer": "refuse", "words": ""}).status_code == 422
    southern.post(f"/handovers/{row.pk}", {"answer": "refuse", "words": "The sister moved away in May."})
    row.refresh_from_db()
    assert row.accepted is False and Episode.objects.get(pk=episode.pk).owner_agency.name == "Northmoor Police"


def test_the_offering_agency_cannot_accept_its_own_offer(client_as: SignIn, cast: Cast, episode: Episode) -> None:
    north = client_as("duty inspector")
    offered(north, cast, episode)
    row = Handover.objects.get(episode=episode)
    assert north.post(f"/handovers/{row.pk}", {"answer": "accept", "words": "Fine."}).status_code == 404
    assert client_as("registered manager").get(f"/handovers/{row.pk}").status_code == 404


def test_a_second_offer_waits_for_the_first(client_as: SignIn, cast: Cast, episode: Episode) -> None:
    north = client_as("duty inspector")
    offered(north, cast, episode)
    again = offered(north, cast, episode)
    assert again.status_code == 422 and "waiting for its answer" in text(again) and "Ring the sister." in text(again)


def test_an_officer_takes_an_episode_on(client_as: SignIn, southern: Client, cast: Cast, episode: Episode) -> None:
    officer = client_as("investigating officer")
    assert "Take this on" in text(officer.get(f"/episodes/{episode.pk}"))
    assert officer.post(f"/episodes/{episode.pk}/take-on").headers["Location"] == f"/episodes/{episode.pk}"
    page = text(officer.get(f"/episodes/{episode.pk}"))
    assert "Tom Arkwright, investigating officer" in page and "Take this on" not in page
    assert southern.post(f"/episodes/{episode.pk}/take-on").status_code == 404
    assert officer.get(f"/episodes/{episode.pk}/take-on").status_code == 405
