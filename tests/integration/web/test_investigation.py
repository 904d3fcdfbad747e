"""The forms of an investigation: what is typed is recorded or kept, a picture is made afresh, one that is too large
never gets in."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sightline.episodes.actions import investigate
from sightline.episodes.models import Attachment, Contact, Enquiry, Episode, SearchedPlace, Sighting
from tests.integration.web.reported import decided, reported, text, when
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


def picture(kind: str = "JPEG") -> bytes:
    """A small picture that says in its hidden data where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at 14 Rowan Lane"
    Image.new("RGB", (400, 300), "navy").save(out, kind, exif=exif)
    return out.getvalue()


def upload(data: bytes, name: str = "coat.jpg") -> dict[str, Any]:
    """A picture as a browser sends it: what is typed first, the file last."""
    return {"title": "Her grey coat", "file": SimpleUploadedFile(name, data, "image/jpeg")}


def test_an_enquiry_is_opened_and_answered(officer: Client, episode: Episode) -> None:
    sent = officer.post(
        f"/episodes/{episode.pk}/enquiries/new", {"what": "Ring her friend Mina", "of_whom": "Mina Holt"}
    )
    assert sent.headers["Location"] == f"/episodes/{episode.pk}#enquiries"
    line = Enquiry.objects.get(episode=episode)
    assert f"/episodes/{episode.pk}/enquiries/{line.pk}" in text(officer.get(f"/episodes/{episode.pk}"))
    answer = officer.post(f"/episodes/{episode.pk}/enquiries/{line.pk}", {"version": "1", "result": "Saw her at six."})
    assert answer.status_code == 302 and Enquiry.objects.get(pk=line.pk).result == "Saw her at six."


def test_whoever_answers_an_enquiry_second_sees_both_answers(
    officer: Client, episode: Episode, cast: Cast, at: datetime
) -> None:
    by = cast.actor("investigating officer")
    line = investigate.raise_enquiry(episode=episode.pk, by=by, at=at, what="Ring Mina")
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=by, at=at, result="No reply.")
    answer = officer.post(f"/episodes/{episode.pk}/enquiries/{line.pk}", {"version": "1", "result": "Saw her at six."})
    page = text(answer)
    assert answer.status_code == 422 and "No reply." in page and "Saw her at six." in page
    assert Enquiry.objects.get(pk=line.pk).result == "No reply."


def test_an_enquiry_of_another_episode_is_not_found_here(
    officer: Client, episode: Episode, cast: Cast, at: datetime
) -> None:
    other = reported(cast, at, "Robert")
    line = investigate.raise_enquiry(
        episode=other.pk, by=cast.actor("investigating officer"), at=at, what="Ring his brother"
    )
    assert officer.get(f"/episodes/{episode.pk}/enquiries/{line.pk}").status_code == 404


def test_a_searched_place_keeps_its_rooms_and_the_power(officer: Client, episode: Episode, at: datetime) -> None:
    power = "Consent of the person in charge of the home"
    form = {
        "place": "Rowan House",
        "rooms": "bedroom\nloft\n\n",
        "not_searched": "garage, locked",
        "power": power,
        "known_place": "last-seen",
    }
    assert officer.post(f"/episodes/{episode.pk}/searches/new", form | when("searched_at", at)).status_code == 302
    row = SearchedPlace.objects.get(episode=episode)
    assert (row.rooms, row.power, row.lat, row.lon) == (["bedroom", "loft"], power, 52.48, -1.89)
    page = text(officer.get(f"/episodes/{episode.pk}"))
    assert "bedroom, loft" in page and "garage, locked" in page


def test_a_search_without_a_power_is_not_sent_on_and_the_rooms_are_kept(
    officer: Client, episode: Episode, at: datetime
) -> None:
    form = {"place": "Rowan House", "rooms": "bedroom\nloft"} | when("searched_at", at)
    answer = officer.post(f"/episodes/{episode.pk}/searches/new", form)
    assert answer.status_code == 422 and "bedroom\nloft" in text(answer) and not SearchedPlace.objects.exists()


@pytest.mark.covers("H32")
def test_a_sighting_is_recorded_with_its_witness_and_how_reliable_it_is(
    officer: Client, episode: Episode, at: datetime
) -> None:
    form = {
        "place": "Railway station",
        "by_whom": "Mina Holt",
        "contact": "07700 900777",
        "reliability": "likely",
        "says": "With a man",
        "lat": "52.477",
        "lon": "-1.898",
    }
    sent = officer.post(f"/episodes/{episode.pk}/sightings/new", form | when("seen_at", at - timedelta(hours=1)))
    assert sent.status_code == 302
    row = Sighting.objects.get(episode=episode)
    assert (row.place, row.reliability, row.lat, row.seen_at) == (
        "Railway station",
        "likely",
        52.477,
        at - timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lat": "52.4"}, "Enter both latitude and longitude"),
        ({"lat": "-1.9", "lon": "52.4"}, "check that the two are not swapped"),
        ({"reliability": "surely"}, "Select a valid choice"),
        ({"seen_at_year": "2030"}, "in the past"),
    ],
)
def test_a_sighting_that_cannot_be_says_what_is_wrong_and_keeps_what_was_typed(
    officer: Client, episode: Episode, at: datetime, change: dict[str, str], says: str
) -> None:
    form = {"place": "Railway station", "by_whom": "Mina Holt", "reliability": "likely"} | when("seen_at", at)
    answer = officer.post(f"/episodes/{episode.pk}/sightings/new", form | change)
    assert answer.status_code == 422 and says in text(answer) and "Railway station" in text(answer)
    assert not Sighting.objects.exists()


def test_a_contact_with_the_informant_promises_the_next(officer: Client, episode: Episode, at: datetime) -> None:
    page = text(officer.get(f"/episodes/{episode.pk}/contacts/new"))
    assert 'value="Denise Farrow"' in page and "01632 960201" in page
    form = {"with_whom": "Denise Farrow", "said": "No news yet."} | when("next_at", at + timedelta(hours=2))
    assert officer.post(f"/episodes/{episode.pk}/contacts/new", form).status_code == 302
    assert Contact.objects.get(episode=episode).next_at == at + timedelta(hours=2)


def test_a_picture_is_made_afresh_and_served_only_to_those_who_may_see_it(
    officer: Client, episode: Episode, client_as: SignIn
) -> None:
    assert officer.post(f"/episodes/{episode.pk}/attachments/new", upload(picture())).status_code == 302
    row = Attachment.objects.get(episode=episode)
    answer = officer.get(f"/attachments/{row.pk}")
    kept = b"".join(answer)
    assert answer.headers["Content-Type"] == "image/jpeg" and "no-store" in answer.headers["Cache-Control"]
    assert b"Rowan Lane" in picture() and b"Rowan Lane" not in kept
    small = b"".join(officer.get(f"/attachments/{row.pk}?small=1"))
    assert max(Image.open(io.BytesIO(small)).size) == 240
    assert client_as("designated nurse").get(f"/attachments/{row.pk}").status_code == 404


@pytest.mark.parametrize("megabytes", [11, 40, 90])
def test_a_picture_that_is_too_large_is_refused_while_it_arrives_and_the_title_is_kept(
    officer: Client, episode: Episode, megabytes: int
) -> None:
    answer = officer.post(f"/episodes/{episode.pk}/attachments/new", upload(b"\xff" * (megabytes * 1_048_576)))
    page = text(answer)
    assert (
        answer.status_code == 422
        and f"The file is {megabytes} MB; the most is 10 MB." in page
        and "Her grey coat" in page
    )
    assert answer.wsgi_request.FILES.get("file") is None and not Attachment.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused(officer: Client, episode: Episode) -> None:
    answer = officer.post(f"/episodes/{episode.pk}/attachments/new", upload(b"MZ this is a program"))
    assert (
        answer.status_code == 422
        and "not a picture that can be read" in text(answer)
        and "Her grey coat" in text(answer)
    )


def test_a_picture_needs_the_token_of_its_form_like_every_other(
    cast: Cast, episode: Episode, client_as: SignIn
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as("investigating officer").cookies
    assert strict.post(f"/episodes/{episode.pk}/attachments/new", upload(picture())).status_code == 403
    assert not Attachment.objects.exists()
