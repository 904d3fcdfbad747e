"""A page that somebody may open has a link where they would look for it; nobody is offered one that is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.integration.web.reported import reported
from tests.people import Cast

ClientAs = Callable[[str], Client]
ROLES = (
    "administrator", "missing person coordinator", "team manager", "duty inspector", "call handler", "social worker",
    "registered manager", "designated nurse",
)  # fmt: skip


def _offered(client: Client, page: str, address: str) -> bool:
    return f'href="{address}"' in client.get(page).content.decode()


@pytest.mark.parametrize("address", ["/messages", "/outside-contacts"])
@pytest.mark.parametrize("role", ROLES)
def test_the_board_and_its_menu_lead_to_a_page_exactly_where_the_role_may_open_it(
    client_as: ClientAs, role: str, address: str
) -> None:
    client = client_as(role)
    assert _offered(client, "/board", address) == (client.get(address).status_code == 200)


def test_whoever_reads_that_a_message_failed_is_not_sent_to_addresses_that_are_not_theirs(client_as: ClientAs) -> None:
    assert _offered(client_as("administrator"), "/messages", "/outside-contacts")
    assert not _offered(client_as("duty inspector"), "/messages", "/outside-contacts")


@pytest.mark.parametrize("role", ["duty inspector", "social worker", "registered manager"])
def test_a_person_s_page_and_an_episode_s_lead_to_writing_down_that_something_else_happened(
    client_as: ClientAs, cast: Cast, at: datetime, role: str
) -> None:
    episode, client = reported(cast, at), client_as(role)
    address = f"/people/{episode.person_id}/happenings"
    assert _offered(client, f"/people/{episode.person_id}", address)
    assert _offered(client, f"/episodes/{episode.pk}", address)
    assert client.get(address).status_code == 200
