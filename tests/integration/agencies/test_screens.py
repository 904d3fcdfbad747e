"""The screens of setting up: four pages, one file, one-time links, the rota; and nobody else gets in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.access.actions_setup_people import make_link
from sightline.access.models import Agency, Delegation, Desk, Post, Shift
from sightline.access.setup_csv import template, written
from sightline.audit.models import Consultation
from sightline.episodes.actions.handover import take_on
from sightline.episodes.models import Episode
from tests.integration.agencies.staff import HOUR, added, events, home
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast

SignIn = Callable[[str], Client]
PAGE_1 = {"kind": "children's home", "name": "Elm House", "area": "west-midlands", "phone": "01632 960300"}
PAGE_2 = {"desks": ["registered manager"], "phone_0": "01632 960301"}
PAGE_3 = {"name_1": "Dev Marsh", "email_1": "dev@elm.example", "role_1": "registered manager"}


def moment(at: datetime, name: str) -> dict[str, str]:
    """A moment as its four boxes are posted."""
    return {f"{name}_day": f"{at.day}", f"{name}_month": f"{at.month}", f"{name}_year": f"{at.year}",
            f"{name}_time": f"{at:%H:%M}"}  # fmt: skip


def test_an_agency_is_set_up_on_four_pages_and_not_before_the_last(client_as: SignIn, cast: Cast) -> None:
    browser = client_as("administrator")
    assert browser.post("/agencies/new", PAGE_1).headers["Location"] == "/agencies/new/desks"
    assert browser.post("/agencies/new/desks", PAGE_2).headers["Location"] == "/agencies/new/people"
    assert browser.post("/agencies/new/people", PAGE_3).headers["Location"] == "/agencies/new/check"
    page = text(browser.get("/agencies/new/check"))
    assert all(word in page for word in ("Elm House", "01632 960301", "Dev Marsh", "Children&#x27;s home"))
    assert not Agency.objects.filter(name="Elm House").exists()
    done = browser.post("/agencies/new/check", {}, follow=True)
    agency = Agency.objects.get(name="Elm House")
    assert done.redirect_chain[-1][0] == f"/agencies/{agency.pk}"
    assert "1 person cannot sign in yet" in text(done)
    assert Desk.objects.get(agency=agency).phone == "01632 960301"
    assert browser.get("/agencies/new/check").headers["Location"] == "/agencies/new"  # nothing is left over


def test_what_was_typed_is_kept_when_a_page_is_wrong_or_left(client_as: SignIn) -> None:
    browser = client_as("administrator")
    wrong = browser.post("/agencies/new", PAGE_1 | {"phone": "", "name": "Elm <b>House"})
    assert wrong.status_code == 422 and "Fill in “Telephone”" in text(wrong) and "Elm &lt;b&gt;House" in text(wrong)
    assert "Elm &lt;b&gt;House" in text(browser.get("/agencies/new"))
    assert browser.get("/agencies/new/desks").status_code == 200
    assert browser.get("/agencies/new/check").headers["Location"] == "/agencies/new"


def test_more_people_get_more_lines_and_none_typed_is_lost(client_as: SignIn) -> None:
    browser = client_as("administrator")
    browser.post("/agencies/new", PAGE_1)
    empty = {f"name_{line}": "" for line in range(2, 6)}
    browser.post("/agencies/new/people", PAGE_3 | empty | {"more": "yes"})
    page = text(browser.get("/agencies/new/people"))
    assert 'name="name_10"' in page and 'value="Dev Marsh"' in page


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"email_1": ""}, "Person 1 has no e-mail address"), ({"role_1": ""}, "Person 1 has no role"),
        ({"name_2": "A", "email_2": "DEV@elm.example", "role_2": "registered manager"}, "Person 2 stands here twice"),
        ({"role_1": "superintendent"}, "superintendent is not one of the available choices"),
    ],
)  # fmt: skip
def test_a_line_that_is_begun_must_be_right(client_as: SignIn, said: dict[str, str], says: str) -> None:
    browser = client_as("administrator")
    browser.post("/agencies/new", PAGE_1)
    answer = browser.post("/agencies/new/people", PAGE_3 | said)
    assert answer.status_code == 422 and says in text(answer)


def test_a_name_that_is_taken_is_said_on_the_last_page_and_nothing_is_set_up(client_as: SignIn) -> None:
    browser = client_as("administrator")
    browser.post("/agencies/new", PAGE_1 | {"name": "rowan house"})
    browser.post("/agencies/new/desks", PAGE_2)
    browser.post("/agencies/new/people", PAGE_3)
    answer = browser.post("/agencies/new/check", {})
    assert answer.status_code == 422 and "There is an agency called Rowan House already" in text(answer)
    assert not Post.objects.filter(user__name="Dev Marsh").exists()


# --- the link ---------------------------------------------------------------------------------------------------------


def test_links_are_shown_once_and_the_new_person_comes_in_with_one(client_as: SignIn, cast: Cast, at: datetime) -> None:
    row = home(cast, at)
    post = added(cast, row, "Dev Marsh", "registered manager", at)
    browser = client_as("administrator")
    form = {"once": "7f1d3c5e-0000-4000-8000-000000000001"}
    page = browser.post(f"/agencies/{row.pk}/links", form)
    address = re.search(r"/set-password/[\w-]+", text(page))
    assert address and "no-store" in page.headers["Cache-Control"]
    again = browser.post(f"/agencies/{row.pk}/links", form, follow=True)
    assert address[0] not in text(again) and "shown once" in text(again)
    visitor = Client()
    assert "Dev Marsh" in text(visitor.get(address[0]))
    for wrong, says in (
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "correct horse battery", "again": "correct horse batterie"}, "differ"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
    ):
        answer = visitor.post(address[0], wrong)
        assert answer.status_code == 422 and says in text(answer)
    done = visitor.post(
        address[0], {"password": "correct horse battery", "again": "correct horse battery"}, follow=True
    )
    assert done.status_code == 200 and "Dev Marsh" in text(done)
    assert visitor.session["post"] == post.pk and events("signed in")[-1]["how"] == "set-password link"
    assert Client().get(address[0]).status_code == 404


def test_a_strangers_link_shows_nothing_and_the_attempt_is_recorded(db: None, clock: Any) -> None:
    visitor = Client()
    answer = visitor.post("/set-password/not-a-token", {"password": "x" * 12, "again": "x" * 12})
    assert answer.status_code == 404 and "has been used, has expired or was never made" in text(answer)
    assert "set-password link" in events("sign-in failed")[-1]["because"]


# --- ending a post ----------------------------------------------------------------------------------------------------


def test_ending_a_post_lists_what_is_in_hand_without_a_name_and_gives_it_to_the_desk(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at)
    browser, address = client_as("administrator"), f"/posts/{cast.post('investigating officer').pk}/end"
    page = text(browser.get(address))
    assert episode.reference in page and "Bramwell" not in page
    refused = browser.post(address, {"because": "Moves to Southvale."})
    assert refused.status_code == 422 and "you can give to the desk" in text(refused)
    assert browser.post(address, {"because": "Moves to Southvale.", "to_desk": "on"}).status_code == 302
    assert Episode.objects.get(pk=episode.pk).owner_post is None
    assert "No officer is named" in text(client_as("duty inspector").get("/board"))


# --- the file ---------------------------------------------------------------------------------------------------------


def _upload(browser: Client, content: str | bytes, then: str = "import") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return browser.post("/agencies/file", {"file": SimpleUploadedFile("a.csv", data), "then": then})


def test_a_file_is_looked_at_then_set_up(client_as: SignIn) -> None:
    browser = client_as("administrator")
    content = (
        template().replace("Avonside Police", "").replace("Avonside Council", "").replace("thames-valley", "wales")
    )
    looked = _upload(browser, content, "look")
    assert looked.status_code == 200 and "nothing was changed yet" in text(looked)
    assert not Agency.objects.filter(name="Elm House").exists()
    assert "It is set up." in text(_upload(browser, content))
    assert Agency.objects.get(name="Elm House").area == "wales"


def test_a_wrong_file_is_answered_line_by_line(client_as: SignIn) -> None:
    answer = _upload(client_as("administrator"), template())
    page = text(answer)
    assert answer.status_code == 422 and "Nothing was set up" in page
    assert "There is no agency called “Avonside Police”" in page
    for content in (b"", b"PK\x03\x04", "a,b\n", written([{"what": "agency", "agency": "=1+1"}])):
        assert _upload(client_as("administrator"), content).status_code == 422


def test_template_and_export_come_as_files_and_the_export_is_logged(client_as: SignIn) -> None:
    browser = client_as("administrator")
    assert b"Elm House" in browser.get("/agencies/file/template").content
    answer = browser.get("/agencies/file/export")
    assert "attachment" in answer.headers["Content-Disposition"] and b"Rowan House" in answer.content
    assert b"Willow Lodge" not in answer.content
    assert Consultation.objects.latest("id").act == "export"


# --- desks and rotas --------------------------------------------------------------------------------------------------


def test_a_shift_put_on_the_rota_stands_on_the_board_with_its_hole(client_as: SignIn, cast: Cast, at: datetime) -> None:
    desk = cast.desk("duty inspector")
    said = {"post": cast.post("duty inspector").pk} | moment(at, "begins_at") | moment(at + 8 * HOUR, "ends_at")
    inspector = client_as("duty inspector")
    assert inspector.post(f"/desks/{desk.pk}/rota", said).status_code == 302
    page = text(inspector.get("/board"))
    assert "On duty now" in page and "Harriet Okoro" in page and "nobody on duty" in page
    assert "nobody on duty" in text(client_as("administrator").get("/agencies"))
    assert "Take off" in text(inspector.get(f"/desks/{desk.pk}/rota"))
    assert inspector.post(f"/shifts/{Shift.objects.get().pk}/off").status_code == 302
    assert inspector.post(f"/desks/{desk.pk}/rota/copy?week=2026-03-17").status_code == 302


def test_the_week_asked_for_may_be_anything(client_as: SignIn, cast: Cast) -> None:
    desk = cast.desk("duty inspector").pk
    for week in ("2026-03-17", "9999-12-31", "0001-01-01", "yesterday", "", "2026-02-30"):
        assert client_as("duty inspector").get(f"/desks/{desk}/rota", {"week": week}).status_code == 200


def test_a_second_writer_of_a_desk_sees_both_versions(client_as: SignIn, cast: Cast) -> None:
    browser, desk = client_as("administrator"), cast.desk("duty inspector")
    said = {"name": "Duty inspector", "version": "1"}
    assert browser.post(f"/desks/{desk.pk}", said | {"phone": "1"}).status_code == 302
    answer = browser.post(f"/desks/{desk.pk}", said | {"phone": "2"})
    assert answer.status_code == 422 and "Somebody else changed this desk" in text(answer)
    assert Desk.objects.get(pk=desk.pk).phone == "1"


def test_who_stands_in_chooses_the_post_at_sign_in_and_the_page_says_for_whom(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    said = {"stand_in": cast.post("supervisor").user_id, "because": "Annual leave."}
    said |= moment(at, "begins_at") | moment(at + 8 * HOUR, "ends_at")
    inspector = client_as("duty inspector")
    assert inspector.post("/stand-in", said).status_code == 302
    sergeant = client_as("supervisor")
    assert "Duty inspector, standing in for Harriet Okoro" in text(sergeant.get("/sign-in/post"))
    sergeant.post("/sign-in/post", {"post": cast.post("duty inspector").pk})
    assert "Bridget Sallow, for Harriet Okoro" in text(sergeant.get("/board"))
    assert sergeant.get("/stand-in").status_code == 409
    number = Delegation.objects.get().pk
    assert inspector.post(f"/stand-ins/{number}/end").status_code == 302
    assert sergeant.get("/board").status_code == 302  # at the next click the right is gone


# --- doors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["call handler", "social worker", "registered manager", "analyst", "national unit"])
def test_nobody_but_an_administrator_opens_what_sets_up(client_as: SignIn, cast: Cast, at: datetime, role: str) -> None:
    browser, row = client_as(role), home(cast, at)
    post = added(cast, row, "Dev Marsh", "registered manager", at)
    token = make_link(post=post.pk, by=cast.actor("administrator"), at=at)
    desk = cast.desk("emergency duty team").pk
    for address in (
        "/agencies", "/agencies/new", "/agencies/new/check", "/agencies/file", "/agencies/file/template",
        "/agencies/file/export", f"/agencies/{row.pk}", f"/agencies/{row.pk}/change", f"/agencies/{row.pk}/rename",
        f"/agencies/{row.pk}/merge", f"/agencies/{row.pk}/close", f"/agencies/{row.pk}/people/new",
        f"/agencies/{row.pk}/desks/new", f"/posts/{post.pk}/end", f"/posts/{post.pk}/stand-in", f"/desks/{desk}",
    ):  # fmt: skip
        for ask in (browser.get, browser.post):
            answer = ask(address)
            assert answer.status_code == 404 and "Dev Marsh" not in text(answer), address
    for address in (f"/agencies/{row.pk}/links", f"/posts/{post.pk}/link", f"/desks/{desk}/rota/copy"):
        assert browser.post(address).status_code == 404, address
    assert token not in text(browser.get("/board"))


def test_every_page_of_setting_up_opens_for_the_administrator(client_as: SignIn, cast: Cast, at: datetime) -> None:
    browser, row = client_as("administrator"), home(cast, at)
    post = added(cast, row, "Dev Marsh", "registered manager", at)
    for address in (
        "/agencies", "/agencies?q=elm", "/agencies?q=%00", "/agencies?closed=yes", f"/agencies/{row.pk}",
        f"/agencies/{row.pk}/change", f"/agencies/{row.pk}/rename", f"/agencies/{row.pk}/merge",
        f"/agencies/{row.pk}/close", f"/agencies/{row.pk}/people/new", f"/agencies/{row.pk}/desks/new",
        f"/posts/{post.pk}/end", f"/posts/{post.pk}/stand-in", "/stand-in", f"/desks/{cast.desk('call handler').pk}",
        f"/desks/{cast.desk('call handler').pk}/close", f"/desks/{cast.desk('call handler').pk}/rota",
    ):  # fmt: skip
        assert browser.get(address).status_code == 200, address
