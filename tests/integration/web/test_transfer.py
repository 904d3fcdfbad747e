"""Between police areas on the screen: the hub of a case, offers taken back, disputes, enquiries elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from sightline.episodes.actions import handover
from sightline.episodes.models import Elsewhere, Episode, Handover, OwnershipDispute
from tests.integration.web.reported import decided, reported, text, when
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[..., Client]
SOUTH = "Southvale Police"


@pytest.fixture
def at_agency(cast: Cast, clock: time_machine.Coordinates) -> SignIn:
    """A browserless client of a role at a named agency."""

    return lambda role, agency: client_of(cast.actor(role, agency))


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, decided missing, owned by Northmoor."""
    row = reported(cast, at)
    decided(cast, row, at)
    return row


def test_the_hub_says_who_has_the_case_and_offers_each_area_what_it_may_do(
    client_as: SignIn, at_agency: SignIn, episode: Episode
) -> None:
    north = text(client_as("duty inspector").get(f"/episodes/{episode.pk}/areas"))
    south = text(at_agency("duty inspector", SOUTH).get(f"/episodes/{episode.pk}/areas"))
    assert "Northmoor Police has the case" in north and "Northmoor Police has the case" in south
    assert "Offer the case to another area" in north and "Offer the case to another area" not in south
    assert "Say that your area should have this case" in south


def test_an_acceptance_without_the_rank_is_refused_and_what_was_typed_is_kept(
    at_agency: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    row = handover.offer(episode=episode.pk, to_desk=cast.desk("duty inspector", SOUTH).pk, at=at, why="Ours no more.",
                         by=cast.actor("duty inspector"))  # fmt: skip
    sent = at_agency("call handler", SOUTH).post(
        f"/handovers/{row.pk}", {"answer": "accept", "words": "We take it from here tonight."}
    )
    assert sent.status_code == 422
    assert "who may not take over the investigation" in text(sent) and "We take it from here tonight." in text(sent)
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == "Northmoor Police"


def test_an_offer_is_taken_back_on_its_page(client_as: SignIn, cast: Cast, episode: Episode, at: datetime) -> None:
    north = client_as("duty inspector")
    row = handover.offer(episode=episode.pk, to_desk=cast.desk("duty inspector", SOUTH).pk, at=at, why="Ours no more.",
                         by=cast.actor("duty inspector"))  # fmt: skip
    assert f"/handovers/{row.pk}/withdraw" in text(north.get(f"/handovers/{row.pk}"))
    north.post(f"/handovers/{row.pk}/withdraw", {"because": "Seen at the north station."})
    assert Handover.objects.get(pk=row.pk).lapsed
    assert "Ended without an answer" in text(north.get(f"/episodes/{episode.pk}/areas"))


def test_a_dispute_is_opened_answered_and_decided(client_as: SignIn, at_agency: SignIn, episode: Episode) -> None:
    south = at_agency("duty inspector", SOUTH)
    made = south.post(f"/episodes/{episode.pk}/dispute", {"says": "Seen at our station at noon."})
    row = OwnershipDispute.objects.get(episode=episode)
    assert made.headers["Location"] == f"/disputes/{row.pk}"
    north = client_as("duty inspector")
    assert "The view of your area" in text(north.get(f"/disputes/{row.pk}"))
    north.post(f"/disputes/{row.pk}", {"says": "Her home and her friends are here."})
    said: dict[str, str] = {"owner": str(row.other_id), "because": "The open enquiries lie there."}
    refused = north.post(f"/disputes/{row.pk}/decision", said)
    assert refused.status_code == 422 and "superintendent" in text(refused)
    above = client_as("superintendent")
    missing = above.post(f"/disputes/{row.pk}/decision", said)
    assert "of your rank in the other area" in text(missing)
    above.post(f"/disputes/{row.pk}/decision", said | {"agreed_with": "Clare Hathersage"})
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == SOUTH
    page = text(south.get(f"/disputes/{row.pk}"))
    assert "Her home and her friends are here." in page and "settled with Clare Hathersage" in page


def test_enquiries_are_asked_for_and_answered(
    client_as: SignIn, at_agency: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    north, south = client_as("investigating officer"), at_agency("duty inspector", SOUTH)
    form = {"to_desk": str(cast.desk("duty inspector", SOUTH).pk), "what": "See the sister.", "why": "She rang."}
    late = north.post(f"/episodes/{episode.pk}/elsewhere", form | when("by_when", at - timedelta(hours=1)))
    assert late.status_code == 422 and "must be in the future" in text(late) and "See the sister." in text(late)
    north.post(f"/episodes/{episode.pk}/elsewhere", form | when("by_when", at + timedelta(hours=3)))
    row = Elsewhere.objects.get(episode=episode)
    page = text(south.get(f"/elsewhere/{row.pk}"))
    assert "See the sister." in page and "Is at known risk of sexual exploitation" in page
    south.post(f"/elsewhere/{row.pk}/take-on")
    south.post(f"/elsewhere/{row.pk}", {"answer": "done", "result": "She has not seen her.", "version": "2"})
    assert Elsewhere.objects.get(pk=row.pk).done_at
    assert "She has not seen her." in text(north.get(f"/episodes/{episode.pk}/areas"))


@pytest.mark.parametrize("address", ["disputes/1", "disputes/1/decision", "elsewhere/1", "handovers/1/withdraw"])
def test_who_is_not_one_of_the_areas_finds_nothing(client_as: SignIn, address: str) -> None:
    assert client_as("social worker").get(f"/{address}").status_code == 404
