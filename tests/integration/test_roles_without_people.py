"""Roles that work with figures or sign-ins see nobody, though their agency is a police area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from sightline.episodes.actions.report import Told, report_missing
from tests.people import Cast


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_no_page_shows_a_person_to_a_role_that_never_opens_a_record(
    role: str, client_as: Callable[[str], Client], cast: Cast, at: datetime
) -> None:
    person = cast.person("Aisha")
    episode = report_missing(
        by=cast.actor("call handler"), at=at, person=person.pk, told=Told("Denise Farrow"), last_seen_at=at,
        last_seen_place="Rowan House", circumstances="Left after tea.",
    )  # fmt: skip
    client = client_as(role)
    for address in (f"/people/{person.pk}", f"/episodes/{episode.pk}", f"/control-room/report/{person.pk}"):
        assert client.get(address).status_code == 404, address
    for address in (
        "/board",
        "/my-work",
        "/episodes",
        "/people?name=Aisha+Bramwell",
        "/control-room?name=Aisha+Bramwell",
    ):
        page = client.get(address).content.decode()
        assert episode.reference not in page and f"/people/{person.pk}" not in page, address
