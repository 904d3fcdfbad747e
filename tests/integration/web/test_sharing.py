"""The screens of sharing: the form begins with the least, the link is shown once, a stranger sees nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.engine.model import Sharing
from sightline.episodes.protocol import protocols
from sightline.people.actions import add_flag
from sightline.sharing import disclosures, links
from sightline.sharing.disclosure_weighing import OF_NOBODY
from sightline.sharing.models import Disclosure, Telling
from tests.integration.sharing.acts import by_link, inside
from tests.integration.web.reported import decided, reported
from tests.people import Cast

SignIn = Callable[[str], Client]
MOST = 100_000


def text(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.fixture
def aisha(cast: Cast, at: datetime) -> int:
    """Aisha is missing at high risk."""
    episode = reported(cast, at)
    decided(cast, episode, at)
    return int(episode.person_id)


def typed(**changes: Any) -> dict[str, Any]:
    """The form as it is filled in for the night clinic."""
    wanted = by_link(datetime(2026, 3, 10, 20, tzinfo=UTC))
    names = ("to_as", "to_name", "to_organisation", "identity", "purpose", "because", "necessity", "proportionality",
             "basis", "power", "consent", "consent_because")  # fmt: skip
    said = {name: getattr(wanted, name) for name in names}
    said |= {"where": "outside", "hours": "72", "fields": list(wanted.fields), "may_pass_on": "no"}
    return {k: v for k, v in (said | changes).items() if v is not None}


SHARE = "/people/{}/disclosures/share?card=HO-SHARING-06&to=mental%20health%20services"


def made(answer: Any) -> tuple[str, str]:
    """The address and the code that the page shows once."""
    page = text(answer)
    address = re.search(r'id="address">([^<]+)<', page)
    code = re.search(r'id="code">([^<]+)<', page)
    assert address and code, page[:3000]
    return address[1].replace("http://testserver", ""), code[1]


def test_the_form_begins_with_the_least_its_card_needs(client_as: SignIn, aisha: int) -> None:
    page = text(client_as("social worker").get(SHARE.format(aisha)))
    ticked = re.findall(r'name="fields" value="([^"]+)"[^>]*checked', page)
    assert ticked == ["name", "date of birth", "photograph", "whom to ring"]
    assert "Hospitals and mental health services" in page


def test_only_cards_that_hold_or_may_hold_are_offered(client_as: SignIn, aisha: int) -> None:
    page = text(client_as("social worker").get(f"/people/{aisha}/disclosures/new"))
    assert "card=HO-SHARING-06" in page and "card=APP-SHARING-12" not in page  # adults missing from care
    assert "card=DFE-SHARING-14" not in page  # it withholds


def test_what_waits_to_be_told_of_this_person_stands_first_and_what_was_told_with_the_rest(
    client_as: SignIn, aisha: int
) -> None:
    page = text(client_as("social worker").get(f"/people/{aisha}/disclosures/new"))
    now, rest = page.split("What else holds here")
    waiting = Telling.objects.filter(person=aisha, state__in=("ring", "offered", "ask"))
    cards = {card for row in waiting for card in row.cards}
    shown = set(re.findall(r"card=([A-Z0-9-]+)&", now))
    assert cards & shown and "Waiting to be told now" in now
    assert not shown & set(re.findall(r"card=([A-Z0-9-]+)&", rest))
    assert "While somebody is missing (" in rest


def test_a_yearly_return_is_no_disclosure_of_one_person(client_as: SignIn, aisha: int, cast: Cast) -> None:
    page = text(client_as("duty inspector").get(f"/people/{aisha}/disclosures/new"))
    assert "APP-SHARING-10" not in page and "DFE-SHARING-19" not in page
    assert "CSEF-SHARING-03" in page  # each month the group hears of the children themselves


def test_every_sharing_card_of_an_organisation_is_of_somebody_or_of_nobody() -> None:
    of_somebody = {"a month began", "a tour of duty began", "concern about a home recorded"}
    book = protocols()
    bodies = [version.body for card in book.cards.values() for version in card.versions]
    events = {body.event for body in bodies if isinstance(body, Sharing)}
    assert {e for e in events if book.vocabulary.events[e].stage == "organisation"} == of_somebody | OF_NOBODY


def test_nobody_is_missing_so_nothing_waits_to_be_told(client_as: SignIn, cast: Cast) -> None:
    page = text(client_as("duty inspector").get(f"/people/{cast.person('Joan').pk}/disclosures/new"))
    assert "Nothing waits to be told about this person." in page


def test_a_link_is_shown_once_opened_once_and_seen_to_be_read(client_as: SignIn, aisha: int) -> None:
    worker, outside = client_as("social worker"), Client()
    answer = worker.post(SHARE.format(aisha), typed())
    address, code = made(answer)
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    box = text(outside.get(address))
    assert "Enter your code" in box and "Aisha" not in box and "Northmoor" not in box
    opened = outside.post(address, {"code": code})
    assert opened.status_code == 200 and "Aisha Bramwell" in text(opened) and len(opened.content) < MOST
    assert opened.headers["Referrer-Policy"] == "no-referrer" and "noindex" in opened.headers["X-Robots-Tag"]
    assert opened.headers["Cache-Control"] == "no-store, private"
    again = outside.post(address, {"code": code})
    assert again.status_code == 403 and "Aisha" not in text(again)
    page = text(worker.get(f"/people/{aisha}/disclosures"))
    assert "Rubina Castle, Night Clinic (by link)" in page and "Opened" in page
    assert code not in page and address not in page


def test_sent_twice_the_form_shares_once_and_shows_no_second_link(client_as: SignIn, aisha: int) -> None:
    worker = client_as("social worker")
    said = typed(once="6b2f7a4e-9f0a-4c1c-8d38-2f4f7c1a5b11")
    made(worker.post(SHARE.format(aisha), said))
    second = worker.post(SHARE.format(aisha), said)
    assert second.status_code == 302 and Disclosure.objects.count() == 1


def test_to_a_stranger_a_wrong_address_and_a_wrong_code_are_the_same_page(client_as: SignIn, aisha: int) -> None:
    address, code = made(client_as("social worker").post(SHARE.format(aisha), typed()))
    stranger = Client()

    def seen(place: str, said: str) -> tuple[int, str]:
        answer = stranger.post(place, {"code": said})
        page = re.sub(r'nonce="[^"]*"|value="[^"]*"|"X-CSRFToken": "[^"]*"', "", text(answer))
        return answer.status_code, page

    wrong = "00000000" if code.replace(" ", "") != "00000000" else "11111111"
    nowhere = "/shared/" + "A" * 43
    assert seen(address, wrong) == seen(nowhere, wrong) == seen("/shared/1", wrong)
    strip = lambda a: re.sub(r'nonce="[^"]*"|value="[^"]*"|"X-CSRFToken": "[^"]*"', "", text(a))  # noqa: E731
    assert strip(stranger.get(address)) == strip(stranger.get(nowhere))


def test_five_wrong_codes_lock_it_and_its_maker_sees_so(client_as: SignIn, aisha: int) -> None:
    worker, stranger = client_as("social worker"), Client()
    address, code = made(worker.post(SHARE.format(aisha), typed()))
    wrong = [f"{n:08}" for n in range(6) if f"{n:08}" != code.replace(" ", "")][:5]
    for guess in wrong:
        assert stranger.post(address, {"code": guess}).status_code == 403
    assert stranger.post(address, {"code": code}).status_code == 403
    page = text(worker.get(f"/disclosures/{Disclosure.objects.get().pk}"))
    assert "Five wrong codes were tried" in page and "Make a new code" not in page


def test_an_expired_and_a_withdrawn_link_open_nothing(client_as: SignIn, aisha: int, clock: Any, at: datetime) -> None:
    worker, outside = client_as("social worker"), Client()
    address, code = made(worker.post(SHARE.format(aisha), typed(hours="24")))
    clock.move_to(at + timedelta(hours=24))
    assert outside.post(address, {"code": code}).status_code == 403
    clock.move_to(at)
    pk = Disclosure.objects.get().pk
    worker.post(f"/disclosures/{pk}/withdraw", {"because": "the wrong clinic was rung"})
    assert outside.post(address, {"code": code}).status_code == 403


def test_a_new_code_is_shown_once_and_opens_again(client_as: SignIn, aisha: int) -> None:
    worker, outside = client_as("social worker"), Client()
    address, code = made(worker.post(SHARE.format(aisha), typed()))
    assert outside.post(address, {"code": code}).status_code == 200
    page = text(worker.post(f"/disclosures/{Disclosure.objects.get().pk}/code"))
    code = re.search(r'id="code">([^<]+)<', page)[1]  # type: ignore[index]
    assert 'id="address"' not in page and outside.post(address, {"code": code}).status_code == 200


def test_the_page_outside_checks_where_the_form_came_from(client_as: SignIn, aisha: int) -> None:
    address, code = made(client_as("social worker").post(SHARE.format(aisha), typed()))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"code": code}).status_code == 403
    page = strict.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert strict.post(address, {"code": code, "csrfmiddlewaretoken": token}).status_code == 200
    assert set(strict.cookies) == {"csrftoken"}


@pytest.mark.parametrize(
    "path", ["/shared/", "/shared/../people/1", "/shared/%00", "/shared/a/b", "/shared/" + "x" * 5000]
)
def test_a_bent_address_opens_nothing(db: None, path: str) -> None:
    answer = Client().post(path, {"code": "12345678"})
    assert answer.status_code in (302, 403, 404) and "Bramwell" not in text(answer)


def test_the_number_of_a_person_in_the_address_is_of_no_use(
    client_as: SignIn, aisha: int, cast: Cast, at: datetime
) -> None:
    tyler = cast.person("Tyler").pk
    answer = client_as("social worker").post(SHARE.format(tyler), typed())
    assert answer.status_code == 404 and Disclosure.objects.count() == 0


def test_what_is_wrong_is_said_at_its_question_and_what_was_typed_is_kept(client_as: SignIn, aisha: int) -> None:
    answer = client_as("social worker").post(SHARE.format(aisha), typed(identity="she said", until_on=None))
    page = text(answer)
    assert answer.status_code == 422 and "Say how you know who they are" in page and "Rubina Castle" in page
    more = client_as("social worker").post(
        SHARE.format(aisha), typed(fields=["name", "flags"], condition="safeguarding")
    )
    assert "Say why more is needed than the protocol asks for: flags" in text(more)


def test_what_a_card_keeps_back_is_refused_in_its_words_and_on_record(
    client_as: SignIn, aisha: int, cast: Cast, at: datetime
) -> None:
    add_flag(person=aisha, phrase="may have been trafficked", says="Found in a lorry.", from_whom="Border Force",
             since=at.date(), by=cast.actor("social worker").author, at=at)  # fmt: skip
    worker = client_as("team manager")
    place = f"/people/{aisha}/disclosures/share?to=enquirer"
    page = text(worker.get(place))
    assert "DFE-SHARING-14" in page and "Must not be told." in page
    said = typed(
        to_as="enquirer", fields=["whereabouts"], more_because="he asks where she is", answer="He sounds honest."
    )
    answer = worker.post(place, said)
    assert answer.status_code == 422 and "This must not be told to them" in text(answer)
    assert "Tried, and not accepted" in text(worker.get(f"/people/{aisha}/disclosures"))
    assert Disclosure.objects.count() == 0


def test_a_sheet_inside_is_read_by_its_agency_alone(client_as: SignIn, aisha: int, cast: Cast, at: datetime) -> None:
    wanted = inside(cast, at)
    pk = disclosures.disclose(person=aisha, by=cast.actor("social worker"), at=at, wanted=wanted).disclosure.pk
    nurse = client_as("designated nurse")
    assert f"/disclosures/{pk}" in text(nurse.get("/disclosures"))
    page = text(nurse.get(f"/disclosures/{pk}"))
    assert "Aisha Bramwell" in page and "Necessity" not in page and "Rowan House" not in page
    assert nurse.get(f"/people/{aisha}").status_code == 404
    assert client_as("registered manager").get(f"/disclosures/{pk}").status_code == 404
    assert client_as("administrator").get(f"/disclosures/{pk}").status_code == 404
    assert "Beth Quillan" in text(client_as("social worker").get(f"/disclosures/{pk}"))


def test_a_whole_record_opens_until_the_day_that_was_chosen(
    client_as: SignIn, aisha: int, cast: Cast, at: datetime, clock: Any
) -> None:
    day = (at + timedelta(days=3)).date()
    until = {"until_on_day": day.day, "until_on_month": day.month, "until_on_year": day.year}
    said = typed(where="inside", to_as="health services", to_desk=cast.desk("designated nurse").pk, whole="record",
                 condition="safeguarding", more_because="the ward plans her way back")  # fmt: skip
    place = SHARE.format(aisha).replace("mental%20health%20services", "health%20services")
    boxes = re.findall(r'name="(until_on_\w+)"', client_as("social worker").get(place).content.decode())
    answer = client_as("social worker").post(place, said | dict(zip(boxes, until.values(), strict=True)))
    assert answer.status_code == 302
    assert client_as("designated nurse").get(f"/people/{aisha}").status_code == 200
    clock.move_to(datetime(day.year, day.month, day.day + 1, tzinfo=UTC))
    assert client_as("designated nurse").get(f"/people/{aisha}").status_code == 404


def test_every_page_of_sharing_leaves_its_line_in_the_log(client_as: SignIn, aisha: int) -> None:
    for page in ("", "/new", "/share", "/refuse"):
        before = Consultation.objects.count()
        assert client_as("social worker").get(f"/people/{aisha}/disclosures{page}").status_code == 200
        (line,) = Consultation.objects.order_by("id")[before:]
        assert line.people == [aisha] and line.purpose == "disclosure"


def test_who_asked_and_was_not_told_is_written_down(client_as: SignIn, aisha: int) -> None:
    said = {
        "who": "A man who called himself Dean",
        "asked_for": "where she is",
        "told": "That nobody can say anything.",
        "because": "Neither name nor tie could be checked.",
    }
    handler = client_as("call handler")
    assert handler.post(f"/people/{aisha}/disclosures/refuse", said).status_code == 302
    assert "A man who called himself Dean" in text(handler.get(f"/people/{aisha}/disclosures"))


def test_the_words_of_links_do_not_name_the_person(cast: Cast, at: datetime, aisha: int) -> None:
    made = disclosures.disclose(person=aisha, by=cast.actor("social worker"), at=at, wanted=by_link(at)).made
    assert made and links.spoken(made.code).count(" ") == 1
