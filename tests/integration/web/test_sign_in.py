"""Signing in: password, post, the demonstration's buttons, and what is written down of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sightline.access.models import Post, User
from sightline.audit.models import Event
from tests.people import Cast

PASSWORD = "a long and boring pass phrase"


def _with_password(cast: Cast, role: str) -> User:
    user = cast.post(role).user
    user.set_password(PASSWORD)
    user.save()
    return user


def _sign_in(user: User, password: str = PASSWORD, **more: str) -> Client:
    client = Client()
    client.answer = client.post("/sign-in", {"email": user.email, "password": password} | more)  # type: ignore[attr-defined]
    return client


def _kinds() -> list[str]:
    return list(Event.objects.filter(chain=0).order_by("position").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("duty inspector", "/board"),
        ("call handler", "/control-room"),
        ("registered manager", "/residents"),
        ("social worker", "/board"),
    ],
)
def test_each_role_starts_on_the_page_that_fits_it(cast: Cast, role: str, page: str) -> None:
    client = _sign_in(_with_password(cast, role))
    assert client.answer.status_code == 302 and client.answer.url == page  # type: ignore[attr-defined]
    assert client.get("/").url == page  # type: ignore[attr-defined]


def test_a_wrong_password_says_so_keeps_the_address_and_is_recorded(cast: Cast) -> None:
    user = _with_password(cast, "duty inspector")
    answer = Client().post("/sign-in", {"email": user.email, "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "The e-mail address or the password is wrong" in page
        and user.email in page
        and "wrong" not in page.split("value=")
    )
    assert _kinds()[-1] == "sign-in failed"
    body = Event.objects.filter(kind="sign-in failed").get().content.body
    assert body == {"for": user.email, "because": "wrong e-mail or password"}


def test_signing_in_and_out_is_recorded_with_the_post(cast: Cast) -> None:
    client = _sign_in(_with_password(cast, "duty inspector"))
    assert client.post("/sign-out").url == "/sign-in"  # type: ignore[attr-defined]
    assert _kinds()[-2:] == ["signed in", "signed out"]
    event = Event.objects.get(kind="signed in")
    assert (event.role, event.by_name) == ("duty inspector", "Harriet Okoro")
    assert client.get("/board").url == "/sign-in?next=%2Fboard"  # type: ignore[attr-defined]


def test_five_wrong_passwords_lock_the_account_for_a_while(cast: Cast) -> None:
    user = _with_password(cast, "duty inspector")
    client = Client()
    for _ in range(5):
        answer = client.post("/sign-in", {"email": user.email, "password": "wrong"})
    assert answer.status_code == 429 and "locked for a while" in answer.content.decode()
    assert client.post("/sign-in", {"email": user.email, "password": PASSWORD}).status_code == 429


def test_somebody_with_two_posts_is_asked_which_one_and_sees_nothing_before(cast: Cast) -> None:
    user = _with_password(cast, "duty inspector")
    second = Post.objects.create(user=user, agency=cast.agency("Northmoor Police"), role="call handler")
    client = _sign_in(user, next="/people")
    assert client.answer.url == "/sign-in/post"  # type: ignore[attr-defined]
    assert client.get("/board").status_code == 302
    before = client.session.session_key
    page = client.get("/sign-in/post").content.decode()
    assert "Call handler" in page and "Duty inspector" in page
    assert client.post("/sign-in/post", {"post": second.pk}).url == "/people"  # type: ignore[attr-defined]
    assert client.session.session_key != before
    assert client.get("/control-room").status_code == 200


def test_a_post_of_somebody_else_cannot_be_chosen(cast: Cast) -> None:
    user = _with_password(cast, "duty inspector")
    Post.objects.create(user=user, agency=cast.agency("Northmoor Police"), role="call handler")
    client = _sign_in(user)
    answer = client.post("/sign-in/post", {"post": cast.post("superintendent").pk})
    assert answer.status_code == 422 and client.get("/board").status_code == 302


def test_somebody_without_a_post_today_is_told_whom_to_ask(cast: Cast) -> None:
    user = User.objects.create_user("nobody@example.org", "Una Without", PASSWORD)
    client = _sign_in(user)
    assert client.answer.status_code == 422  # type: ignore[attr-defined]
    assert "You hold no post today" in client.answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(cast: Cast, elsewhere: str) -> None:
    client = _sign_in(_with_password(cast, "duty inspector"), next=elsewhere)
    assert client.answer.url == "/board"  # type: ignore[attr-defined]


def test_signing_in_leads_back_to_the_page_asked_for(cast: Cast) -> None:
    user = _with_password(cast, "duty inspector")
    assert 'value="/my-work"' in Client().get("/sign-in?next=/my-work").content.decode()
    assert _sign_in(user, next="/my-work").answer.url == "/my-work"  # type: ignore[attr-defined]


def test_the_demonstration_lists_a_button_per_post_and_signs_in_at_once(cast: Cast, settings: object) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    Post.objects.update(demonstration=True)
    client = Client()
    page = client.get("/sign-in").content.decode()
    assert page.count('action="/sign-in/demonstration"') == Post.objects.count()
    answer = client.post("/sign-in/demonstration", {"post": cast.post("call handler").pk})
    assert answer.url == "/control-room" and client.get("/control-room").status_code == 200  # type: ignore[attr-defined]
    assert Event.objects.get(kind="signed in").content.body["how"] == "demonstration"


def test_outside_the_demonstration_there_are_no_buttons_and_nobody_gets_in_without_a_password(cast: Cast) -> None:
    Post.objects.update(demonstration=True)
    client = Client()
    assert "/sign-in/demonstration" not in client.get("/sign-in").content.decode()
    assert client.post("/sign-in/demonstration", {"post": cast.post("call handler").pk}).status_code == 404
    assert client.get("/control-room").status_code == 302


def test_in_the_demonstration_a_post_that_is_not_listed_still_needs_its_password(cast: Cast, settings: object) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    Post.objects.update(demonstration=False)
    assert Client().post("/sign-in/demonstration", {"post": cast.post("call handler").pk}).status_code == 404


def test_signing_out_by_a_link_is_refused(client_as: Callable[[str], Client]) -> None:
    assert client_as("duty inspector").get("/sign-out").status_code == 405
