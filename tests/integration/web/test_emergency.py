"""The page on which a record is opened in an emergency, under a simulated clock, and the coordinator's list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.episodes.models import Episode
from tests.integration.web.reported import reported, text
from tests.people import Cast

WHY = "She is in our emergency department and cannot say who she is."


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    return reported(cast, at)


def asked(**typed: str) -> dict[str, str]:
    """The form as a browser sends it."""
    return {"because": WHY, "once": str(uuid4()), **typed}


def test_a_nurse_opens_a_record_and_three_hours_later_it_is_not_there(
    client_as: Callable[[str], Client], cast: Cast, at: datetime, episode: Episode, clock: Any
) -> None:
    nurse, page = client_as("designated nurse"), f"/people/{episode.person_id}"
    assert nurse.get(page).status_code == 404
    answer = nurse.post("/emergency", asked(reference=episode.reference))
    assert (answer.status_code, answer["Location"]) == (302, page)
    shown = text(nurse.get(page))
    assert "Aisha Bramwell" in shown and "The missing person coordinator has been told." in shown
    clock.move_to(at + timedelta(hours=2, minutes=59))
    assert nurse.get(page).status_code == 200
    clock.move_to(at + timedelta(hours=3))
    assert nurse.get(page).status_code == 404


def test_the_coordinator_finds_it_on_the_board_and_reviews_it(
    client_as: Callable[[str], Client], at: datetime, episode: Episode
) -> None:
    client_as("designated nurse").post("/emergency", asked(reference=episode.reference))
    coordinator = client_as("missing person coordinator")
    assert "Opened in an emergency by Beth Quillan" in text(coordinator.get("/board"))
    listed = coordinator.get("/emergency/reviews")
    assert WHY in text(listed)
    place = listed.content.decode().split('href="/emergency/reviews/')[1].split('"')[0]
    answer = coordinator.post(f"/emergency/reviews/{place}", {"says": "It was needed.", "once": str(uuid4())})
    assert answer.status_code == 302 and "Nothing waits for a review" in text(coordinator.get("/emergency/reviews"))
    assert client_as("designated nurse").get(f"/people/{episode.person_id}").status_code == 404


def test_a_guess_is_refused_kept_on_the_form_and_logged(client_as: Callable[[str], Client], episode: Episode) -> None:
    answer = client_as("designated nurse").post("/emergency", asked(name="Aisha"))
    assert answer.status_code == 422 and "Nothing was opened" in text(answer) and WHY in text(answer)
    line = Consultation.objects.latest("id")
    assert (line.act, line.screen, line.asked["name"]) == ("refused", "break-glass", "Aisha")


def test_the_list_is_for_coordinators_alone(client_as: Callable[[str], Client], episode: Episode) -> None:
    assert client_as("designated nurse").get("/emergency/reviews").status_code == 404
