"""Who is missing now, in every area: for those entitled, counted and narrowed, and each look on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.insight.missing_now import away_for, band_of
from tests.integration.web.reported import decided, reported, returned, text
from tests.people import Cast

SignIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("years", "band"), [(None, "age not known"), (9, "under 10"), (10, "10 to 12"), (17, "16 and 17"), (18, "18 to 64"),
                        (65, "65 and over")]
)  # fmt: skip
def test_an_age_is_in_one_band(years: int | None, band: str) -> None:
    assert band_of(years) == band


@pytest.mark.parametrize(("hours", "words"), [(5, "up to 6 hours"), (6, "up to 24 hours"), (168, "longer than a week")])
def test_a_length_is_called_by_where_it_ends(hours: int, words: str) -> None:
    assert away_for(hours) == words


def test_the_national_unit_sees_who_is_missing_in_every_area(client_as: SignIn, cast: Cast, at: datetime) -> None:
    decided(cast, reported(cast, at - timedelta(hours=5)), at)
    page = text(client_as("national unit").get("/missing-now"))
    assert "1 person" in page and "Aisha Bramwell, 15" in page and "Northmoor Police" in page and "High: 1" in page
    look = Consultation.objects.filter(screen="missing now").latest("id")
    assert look.people == [cast.person("Aisha").pk]


def test_it_can_be_narrowed_and_the_numbers_stay(client_as: SignIn, cast: Cast, at: datetime) -> None:
    decided(cast, reported(cast, at), at)
    reported(cast, at, "Daniel")
    page = text(client_as("missing person coordinator").get("/missing-now?risk=high"))
    assert "Aisha Bramwell" in page and "Daniel Osei" not in page.split("<table")[1]
    assert "Not assessed: 1" in page


def test_who_is_found_is_not_on_it(client_as: SignIn, cast: Cast, at: datetime) -> None:
    returned(cast, reported(cast, at), at)
    assert "Aisha Bramwell" not in text(client_as("supervisor").get("/missing-now"))


@pytest.mark.parametrize("role", ["social worker", "call handler", "analyst", "registered manager"])
def test_others_are_told_whom_it_is_for(client_as: SignIn, role: str) -> None:
    answer = client_as(role).get("/missing-now")
    assert answer.status_code == 404 and "national unit" in text(answer)
