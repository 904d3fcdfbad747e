"""The audit screen in a browserless client: who looked, narrowed and paged, and whether the record is whole."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.audit.record import Author, consulted
from sightline.audit.verify import Break, anchor
from sightline.web.screens import audit
from tests.people import Cast

SignIn = Callable[[str], Client]


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:600]
    return html.unescape(page)


def looked(
    cast: Cast, at: datetime, name: str, people: list[int], act: str = "view", agency: str = "Northmoor Police"
) -> None:
    """Somebody looked at people."""
    by = Author(user=1, name=name, role="call handler", agency=cast.agency(agency).pk)
    consulted(by=by, at=at, purpose="report", act=act, screen="search", people=people, asked={"name": "Brook"})


@pytest.mark.parametrize("role", ["administrator", "missing person coordinator", "superintendent"])
def test_those_who_answer_for_the_log_may_read_it(client_as: SignIn, role: str) -> None:
    assert "Who looked at what" in text_of(client_as(role).get("/audit"))


@pytest.mark.parametrize("role", ["call handler", "duty inspector", "social worker", "registered manager", "analyst"])
def test_nobody_else_may(client_as: SignIn, role: str) -> None:
    client = client_as(role)
    assert client.get("/audit").status_code == client.post("/audit/verify").status_code == 404


def test_the_log_says_who_looked_at_whom_when_and_why(client_as: SignIn, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha").pk
    looked(cast, at, "Nadia Whitlock", [aisha])
    page = text_of(client_as("superintendent").get("/audit"))
    for said in (
        "Nadia Whitlock",
        "Northmoor Police",
        "10 March 2026, 8pm",
        "report",
        f'href="/people/{aisha}"',
        "name: Brook",
    ):
        assert said in page


def test_a_refusal_stands_out(client_as: SignIn, cast: Cast, at: datetime) -> None:
    looked(cast, at, "Nadia Whitlock", [cast.person("Aisha").pk], act="refused")
    assert "Refused" in text_of(client_as("superintendent").get("/audit"))


def test_the_log_is_narrowed_to_a_person(client_as: SignIn, cast: Cast, at: datetime) -> None:
    looked(cast, at, "Nadia Whitlock", [cast.person("Aisha").pk])
    looked(cast, at, "Tom Arkwright", [cast.person("Robert").pk])
    page = text_of(client_as("superintendent").get("/audit", {"person": cast.person("Aisha").pk}))
    assert "Nadia Whitlock" in page and "Tom Arkwright" not in page and "Aisha Bramwell" in page


def test_who_may_open_nobody_finds_numbers_and_no_link_that_leads_nowhere(client_as: SignIn, cast: Cast) -> None:
    aisha = cast.person("Aisha").pk
    client_as("duty inspector").get(f"/people/{aisha}")
    for address in ("/audit", f"/audit?person={aisha}"):
        assert f'href="/people/{aisha}"' in text_of(client_as("missing person coordinator").get(address))
        page = text_of(client_as("administrator").get(address))
        assert str(aisha) in page and f'href="/people/{aisha}"' not in page


def test_the_log_is_narrowed_to_who_looked(client_as: SignIn, cast: Cast, at: datetime) -> None:
    looked(cast, at, "Nadia Whitlock", [1])
    looked(cast, at, "Tom Arkwright", [1])
    page = text_of(client_as("superintendent").get("/audit", {"by": "arkw"}))
    assert "Tom Arkwright" in page and "Nadia Whitlock" not in page


def test_nonsense_in_the_address_narrows_nothing(client_as: SignIn) -> None:
    answer = client_as("superintendent").get("/audit", {"person": "Aisha", "page": "-4"})
    assert "Who looked at what" in text_of(answer)


def test_nothing_found_is_said(client_as: SignIn) -> None:
    assert "Nobody has looked." in text_of(client_as("superintendent").get("/audit", {"by": "Nobody of That Name"}))


def test_looking_at_the_log_is_in_the_log(client_as: SignIn, cast: Cast) -> None:
    aisha = cast.person("Aisha").pk
    client_as("superintendent").get("/audit", {"person": aisha})
    line = Consultation.objects.filter(act="audit").latest("id")
    assert (line.by_name, line.people, line.purpose) == ("Miriam Castell", [aisha], "audit")


def test_the_log_is_paged_newest_first(
    client_as: SignIn, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LINES_A_PAGE", 2)
    for hour in range(5):
        looked(cast, at - timedelta(hours=hour), f"Reader {hour}", [])
    client = client_as("superintendent")
    first, last = (text_of(client.get("/audit", {"by": "Reader", "page": n})) for n in (1, 3))
    assert "Reader 0" in first and "Reader 1" in first and "Reader 2" not in first
    assert "?by=Reader&page=2" in first and "Older" in first and "Newer" not in first
    assert "Reader 4" in last and "Reader 3" not in last and "Older" not in last


def test_an_administrator_of_another_agency_reads_that_agencys_lines_only(cast: Cast) -> None:
    from dataclasses import replace

    police = cast.actor("administrator")
    council = cast.agency("Northmoor City Council")
    assert audit.own_only(police) is None
    assert audit.own_only(replace(police, agency=council.pk, agency_kind="council")) == council.pk


def test_a_whole_record_is_said_to_be_whole_and_the_check_is_recorded(client_as: SignIn) -> None:
    page = text_of(client_as("administrator").post("/audit/verify"))
    assert "The record is whole." in page
    assert Consultation.objects.filter(act="verify", by_name="Priya Coldstream").exists()


def test_the_place_where_the_record_breaks_is_named(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Break(7, n, "what it says was altered after it was recorded") for n in range(1, 140)]
    monkeypatch.setattr(audit, "breaks", lambda: iter(found))
    page = text_of(client_as("administrator").post("/audit/verify"))
    assert "The record is broken." in page and "chain 7, event 1:" in page and "There are more." in page
    assert "event 101:" not in page


def test_the_check_is_asked_for_never_stumbled_upon(client_as: SignIn) -> None:
    assert client_as("administrator").get("/audit/verify").status_code == 405


def test_the_last_anchors_are_shown(client_as: SignIn, at: datetime) -> None:
    made = anchor(at)
    page = text_of(client_as("administrator").get("/audit"))
    assert made.digest in page


def test_without_an_anchor_the_page_says_what_to_do(client_as: SignIn) -> None:
    assert "There is no anchor yet." in text_of(client_as("administrator").get("/audit"))
