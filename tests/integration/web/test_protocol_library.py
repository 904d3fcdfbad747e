"""The library by document, moment and role; areas compared and printed; the coverage: in a browserless client."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from sightline.config.paths import ROOT
from sightline.engine.model import Clock
from sightline.episodes.protocol import protocols
from sightline.web.screens import protocol_coverage
from tests.integration.next_version import Put, with_next

SignIn = Callable[[str], Client]
CARD = re.compile(r'href="/protocols/([A-Z]{2,4}-[A-Z0-9]+-\d\d)')


def body_of(client: Client, address: str) -> str:
    """The words of the page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return unescape(answer.content.decode())


def cards_at(client: Client, address: str) -> list[str]:
    """The ids of the cards that a list shows, over all its pages."""
    page = body_of(client, address)
    listed, number = CARD.findall(page), 2
    while 'rel="next"' in page:
        page = body_of(client, f"{address}&page={number}")
        listed, number = listed + CARD.findall(page), number + 1
    return listed


@pytest.fixture
def client(client_as: SignIn) -> Client:
    """A social worker of the West Midlands area."""
    return client_as("social worker")


def test_every_document_with_cards_is_listed_with_how_many(client: Client) -> None:
    page = body_of(client, "/protocols/by-document")
    used = [v.document for c in protocols().cards.values() for v in c.versions]
    for source in protocols().sources.values():
        assert (source.title in page) == (source.id in used)
    assert f"{used.count('dfe-2014')} cards" in page


def test_the_cards_of_a_document_stand_in_the_order_of_its_paragraphs(client: Client) -> None:
    listed = cards_at(client, "/protocols/by-document?document=dfe-2014")
    places = [protocols().cards[c].versions[-1].at for c in listed]
    first = [int(re.findall(r"\d+", place)[0]) for place in places]
    assert first == sorted(first) and first[0] < 15 < 70 < first[-1]
    assert sorted(listed) == sorted(c.id for c in protocols().cards.values() if c.versions[-1].document == "dfe-2014")


def test_a_document_is_kept_to_what_an_area_adopted(client: Client) -> None:
    listed = cards_at(client, "/protocols/by-document?document=hmic-2016&area=wales")
    assert listed and set(listed) <= set(protocols().areas["wales"].cards)


def test_every_card_stands_at_a_moment(client: Client) -> None:
    moments = re.findall(r"/protocols/by-moment\?moment=(\w+)", body_of(client, "/protocols/by-moment"))
    found = {card for moment in moments for card in cards_at(client, f"/protocols/by-moment?moment={moment}")}
    assert found == set(protocols().cards)


def test_a_card_stands_where_its_clock_starts(client: Client) -> None:
    assert "TV-ABSENCE-01" in cards_at(client, "/protocols/by-moment?moment=report")
    assert "DFE-INTERVIEW-01" in cards_at(client, "/protocols/by-moment?moment=found")
    assert "DFE-AUTHORITY-01" in cards_at(client, "/protocols/by-moment?moment=closing")
    assert "BSCB-SCHOOL-01" in cards_at(client, "/protocols/by-moment?moment=school")


def test_an_area_that_adopted_nothing_at_a_moment_says_so(client: Client) -> None:
    page = body_of(client, "/protocols/by-moment?moment=school&area=wales")
    adopted = set(protocols().areas["wales"].cards) & set(cards_at(client, "/protocols/by-moment?moment=school"))
    assert ("No card of this area stands here." in page) == (not adopted)
    assert set(CARD.findall(page)) == adopted


def test_the_readers_own_role_is_offered_before_all_others(client: Client) -> None:
    page = body_of(client, "/protocols/by-role")
    assert page.index("Asked of you") < page.index(">Police</h2>") < page.index(">Local authority</h2>")
    assert page.count("by-role?role=social+worker") == 2  # the reader's own, and in its place among the others


def test_what_is_asked_of_a_role_holds_every_duty_of_it_and_of_the_wider_roles(client: Client) -> None:
    book = protocols()
    names = [r for r in book.vocabulary.roles if "registered manager" in book.vocabulary.members(r)]
    assert "carer" in names
    asked = {
        card.id
        for card in book.cards.values()
        if isinstance(body := card.versions[-1].body, Clock) and any(d.who in names for d in body.duties)
    }
    page = body_of(client, "/protocols/by-role?role=registered+manager")
    assert set(CARD.findall(page)) == asked
    assert "(as carer)" in page


def test_what_is_asked_is_said_in_the_areas_own_times(client: Client) -> None:
    anywhere = body_of(client, "/protocols/by-role?role=supervisor")
    here = body_of(client, "/protocols/by-role?role=supervisor&area=west-midlands")
    assert "Must, every the time the area sets (review of the risk every)" in anywhere
    assert "Must, every 24 hours" in here
    assert 'href="/protocols/WMP-REVIEW-01?area=west-midlands"' in here


def test_what_several_cards_ask_is_one_item_with_the_soonest_first(client: Client) -> None:
    page = body_of(client, "/protocols/by-role?role=social+worker&area=birmingham")
    found = page.split("<h3")[2]  # when somebody is away or reported
    assert found.count("<strong>Hold a strategy meeting</strong>") == 1
    item = found.split("<strong>Hold a strategy meeting</strong>")[1].split("</li>")[0]
    assert len(CARD.findall(item)) > 2 and CARD.findall(item)[0] == "BSCB-PLAN-01"
    assert item.index("Must, within 7 days") < item.index("Must, the guidance gives no time")


def test_what_a_role_decides_tells_and_is_told_stands_apart(client: Client) -> None:
    decides = body_of(client, "/protocols/by-role?role=superintendent&part=decides&area=west-midlands")
    assert "Lower the risk" in decides and "review the absence" not in decides
    tells = body_of(client, "/protocols/by-role?role=social+worker&part=tells")
    hears = body_of(client, "/protocols/by-role?role=social+worker&part=hears")
    for page, mark in ((tells, ", to "), (hears, ", by ")):
        assert CARD.findall(page) and mark in page
        assert {protocols().cards[c].kind for c in CARD.findall(page)} == {"sharing"}


def test_a_role_that_nothing_is_asked_of_gets_a_page_that_says_so(client_as: SignIn) -> None:
    client = client_as("administrator")
    assert "No card asks you to do anything." in body_of(client, "/protocols/by-role")
    assert "No card says anything of the kind for this role." in body_of(
        client, "/protocols/by-role?role=administrator"
    )


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/protocols/by-document?document=hmic-2017", "/protocols/by-document?document=hmic-2016"),
        ("/protocols/by-document?area=walse", "/protocols/by-document?area=wales"),
        ("/protocols/by-moment?moment=closed", "/protocols/by-moment?moment=closing"),
        ("/protocols/by-role?role=socal+worker", "/protocols/by-role?role=social+worker"),
        ("/protocols/compare?a=birmingham&b=wails", "/protocols/compare?a=birmingham&b=wales"),
        ("/protocols/compare?a=wails&b=england", "/protocols/compare?b=england&a=wales"),
        ("/protocols/compare?a=wales&b=england&kind=rsk", "/protocols/compare?a=wales&b=england&kind=risk"),
        ("/protocols/print?area=birminham", "/protocols/print?area=birmingham"),
        ("/protocols/print?area=wales&section=duties", "/protocols/print?area=wales&section=duty"),
        ("/protocols/coverage?section=duties+with+clock", "/protocols/coverage?section=D"),
    ],
)
def test_a_wrong_address_is_answered_with_the_nearest(client: Client, address: str, near: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'Did you mean <a class="govuk-link" href="{near}"' in unescape(answer.content.decode())


@pytest.mark.parametrize("place", ["by-document", "by-moment", "by-role", "compare", "print", "coverage"])
def test_the_library_is_for_people_who_signed_in(db: None, place: str) -> None:
    assert Client().get(f"/protocols/{place}")["Location"].startswith("/sign-in")


def test_without_two_areas_the_comparison_asks_for_them(client: Client) -> None:
    page = body_of(client, "/protocols/compare")
    assert "Choose two areas" in page and '<option value="west-midlands" selected>' in page


def test_an_area_is_not_compared_with_itself(client: Client) -> None:
    assert "Both are the same area" in body_of(client, "/protocols/compare?a=wales&b=wales")


def test_what_two_areas_settled_differently_stands_first_and_is_marked(client: Client) -> None:
    page = body_of(client, "/protocols/compare?a=birmingham&b=thames-valley")
    rows = page.split("<tbody")[1].split("<tr")[1:]
    marked = ["differs" in row for row in rows]
    assert marked == sorted(marked, reverse=True) and any(marked) and not all(marked)
    row = next(r for r in rows if "Absent for a child" in r)
    assert row.index("at any age") < row.index("never")


def test_a_duty_of_both_that_is_due_at_other_times_shows_either_time_and_its_cards(client: Client) -> None:
    page = body_of(client, "/protocols/compare?a=birmingham&b=thames-valley&part=times")
    row = page.split("Notify the UK Missing Persons Unit")[1].split("</tr>")[0]
    assert row.index("Must, at once") < row.index("Must, within 3 days")
    assert "/protocols/TV-14DAYS-01?area=thames-valley" in row


def test_what_only_one_area_adopted_is_listed_for_either(client: Client) -> None:
    here, there = (set(protocols().areas[a].cards) for a in ("birmingham", "thames-valley"))
    address = "/protocols/compare?a=birmingham&b=thames-valley&part="
    assert set(CARD.findall(body_of(client, address + "a"))) == here - there
    assert set(CARD.findall(body_of(client, address + "b"))) == there - here


def test_a_comparison_of_one_kind_leaves_the_settings_out(client: Client) -> None:
    page = body_of(client, "/protocols/compare?a=birmingham&b=wales&kind=threshold&part=a")
    assert "Settled differently" not in page
    assert {protocols().cards[c].kind for c in CARD.findall(page)} == {"threshold"}


def test_the_document_of_an_area_begins_with_its_contents_and_ends_with_the_signatures(client: Client) -> None:
    page = body_of(client, "/protocols/print?area=birmingham")
    for said in ("Missing people: local protocol", "Contents", "Signed", protocols().edition, "10 March 2026",
                 "Local Safeguarding Children Board", "/protocols/print?area=birmingham&section=duty"):  # fmt: skip
        assert said in page
    assert "BSCB-CARE-01" not in page


def test_the_whole_document_holds_every_adopted_card_with_reading_citation_and_examples(client: Client) -> None:
    page = body_of(client, "/protocols/print?area=birmingham&section=all")
    book = protocols()
    for card in (book.cards[c] for c in book.areas["birmingham"].cards):
        version = card.versions[-1]
        assert f'id="{card.id}"' in page and version.reading in page and version.citation in page, card.id
        assert all(example.title in page for example in card.examples), card.id
    assert "TV-ABSENCE-01" not in page
    assert all(f'id="{part}"' in page for part in ("settled", "duty", "sharing", "record"))


def test_the_document_tells_what_was_settled_and_where_the_area_departs(client: Client) -> None:
    page = body_of(client, "/protocols/print?area=birmingham&section=settled")
    area = protocols().areas["birmingham"]
    assert all(d.because in page and d.citation in page for d in area.departures)
    assert all(name[1:] in page for name in area.parameters)
    assert "Not settled:" in page  # what the partnership still has to agree is on paper too


def test_an_area_whose_sources_name_no_board_is_signed_by_the_safeguarding_board(client: Client) -> None:
    page = body_of(client, "/protocols/print?area=wales")
    assert "Safeguarding board" in page.split("Signed")[1] and "Name of the safeguarding board" not in page


def test_without_an_area_the_print_asks_which_and_offers_the_readers_own(client: Client) -> None:
    page = body_of(client, "/protocols/print")
    assert page.index("/protocols/print?area=west-midlands") < page.index("/protocols/print?area=birmingham")


def test_the_coverage_has_a_line_for_every_section_and_leads_to_its_rows(client: Client) -> None:
    page = body_of(client, "/protocols/coverage")
    assert [f"section={letter}" in page for letter in "ABCDEFGHIJ"] == [True] * 10
    rows = body_of(client, "/protocols/coverage?section=d")
    assert 'id="D1"' in rows and 'href="/protocols/TV-ABSENCE-01"' in rows and 'id="C1"' not in rows


def test_a_copy_without_an_inventory_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_edition: str) -> None:
        raise FileNotFoundError(ROOT / "docs")

    monkeypatch.setattr(protocol_coverage, "_counted", missing)
    answer = client.get("/protocols/coverage")
    assert answer.status_code == 404 and "no inventory" in answer.content.decode()


def test_a_card_still_to_come_is_printed_as_such(client: Client, put: Put, at: datetime) -> None:
    card = with_next(at)
    put(replace(card, versions=card.versions[1:]))
    page = body_of(client, "/protocols/print?area=west-midlands&section=duty")
    assert "A supervisor reviews the level, and comes back to it (from 11 March 2026)" in page
