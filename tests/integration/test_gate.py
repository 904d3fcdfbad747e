"""The one gate, on every address there is: who has no part in somebody's care learns nothing, not even that the record
exists; who may look leaves one line saying what for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from sightline.access.actions_restrict import restrict
from sightline.audit.models import Consultation
from sightline.web.urls import urlpatterns
from tests.integration.addresses import SOUTH, WITH_NUMBER, address, browser_of, everything_about_tyler
from tests.integration.beside_tyler import SCHOOL, WARD
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast

COUNCIL = "Southvale County Council"
SignIn = Callable[[str], Client]


@pytest.fixture
def theirs(cast: Cast, at: datetime, settings: Any, tmp_path: Any) -> dict[str, int]:
    """The numbers of everything about Tyler, who is missing from Southvale: nobody in Northmoor has a part in it."""
    options = {"location": str(tmp_path)}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return everything_about_tyler(cast, at)


INVOLVED = (
    ("investigating officer", "Southvale Police"), ("force incident manager", "Southvale Police"),
    ("call handler", "Southvale Police"), ("missing person coordinator", "Southvale Police"),
    ("social worker", "Southvale County Council"), ("registered manager", "Willow Lodge"),
    ("administrator", "Southvale Police"), ("school safeguarding lead", SCHOOL), ("head teacher", SCHOOL),
    ("registered manager", WARD),
)  # fmt: skip


def _opens(browser: Client, place: str) -> bool:
    answer: Any = browser.get(place)
    if answer.streaming:
        b"".join(answer)  # read to its end, so that the picture's file is closed
    return answer.status_code in (200, 302, 405)


def test_behind_every_address_stands_a_record_that_somebody_with_a_part_may_open(
    cast: Cast, theirs: dict[str, int], clock: Any
) -> None:
    browsers = [browser_of(cast.post(role, agency)) for role, agency in INVOLVED]
    closed, kept_apart = [], []
    for pattern in WITH_NUMBER:
        place = address(pattern, theirs)
        if place.startswith("/live/"):
            continue  # a stream that never ends; the gate before it is tested above
        if "/restricted" in place:
            kept_apart.append(place)  # opens for who stands on a list, and there is none yet
        elif not any(_opens(browser, place) for browser in browsers):
            closed.append(place)
    inspector = cast.post("duty inspector", SOUTH)
    restrict(person=theirs["person"], kind="forced marriage", named=[cast.post("social worker", COUNCIL).pk],
             by=cast.actor("duty inspector", SOUTH), at=cast.at, because="She is to be sent abroad.")  # fmt: skip
    closed += [place for place in kept_apart if not _opens(browser_of(inspector), place)]
    assert closed == [] and len(WITH_NUMBER) > 25


def test_a_refusal_says_in_the_log_who_asked_for_whom(
    client_as: SignIn, theirs: dict[str, int], cast: Cast, at: datetime
) -> None:
    client_as("social worker").get(f"/episodes/{theirs['episode']}")
    line = Consultation.objects.latest("id")
    assert (line.act, line.people, line.by_name) == ("refused", [theirs["person"]], "Grace Adeyinka")
    client_as("social worker").get(f"/handovers/{theirs['handovers']}")
    line = Consultation.objects.latest("id")
    assert (line.act, line.asked["address"]) == ("refused", f"/handovers/{theirs['handovers']}")


def test_every_view_says_at_which_door_it_stands() -> None:
    assert {getattr(p.callback, "door", None) for p in urlpatterns} == {"screen", "public", "link"}
    open_to_all = {str(p.pattern) for p in urlpatterns if getattr(p.callback, "door", None) == "public"}
    assert open_to_all == {"", "sign-in", "sign-in/post", "sign-in/demonstration", "sign-out"}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda p: str(p.pattern) or "start")
def test_who_has_not_signed_in_is_sent_to_the_door_and_back(db: None, pattern: URLPattern) -> None:
    if getattr(pattern.callback, "door", None) == "public":
        assert not pattern.pattern.converters
        return
    if getattr(pattern.callback, "door", None) == "link":
        assert set(pattern.pattern.converters) == {"token"}  # what it opens is in no number of its address
        return
    place = re.sub(r"<\w+:\w+>", "1", f"/{pattern.pattern}")
    for ask in (Client().get, Client().post):
        answer = ask(place)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=%2F")


# --- who may look -----------------------------------------------------------------------------------------------------

EPISODE_PAGES = (
    "", "/now", "/timeline", "/decision", "/questions", "/review", "/deploy", "/enquiries/new", "/searches/new",
    "/sightings/new", "/contacts/new", "/attachments/new", "/handover", "/return",
)  # fmt: skip
PERSON_PAGES = (
    "", "/amend", "/flags/new", "/trigger-plan", "/placement", "/placement/offer", "/placement/duties", "/care",
    "/profile", "/profile/risk", "/profile/agree", "/profile/photo", "/profile/print",
)  # fmt: skip
PAGES = [
    *(("investigating officer", f"/episodes/{{episode}}{page}") for page in EPISODE_PAGES),
    *(("social worker", f"/people/{{person}}{page}") for page in PERSON_PAGES),
    ("duty inspector", "/board"), ("duty inspector", "/board/rows"), ("duty inspector", "/episodes"),
    ("duty inspector", "/my-work"), ("duty inspector", "/people"), ("social worker", "/people?name=Aisha"),
    ("call handler", "/control-room?name=Aisha"), ("call handler", "/control-room/search?name=Aisha"),
    ("call handler", "/control-room/report/{person}/again"), ("registered manager", "/residents"),
    ("registered manager", "/residents/rows"), ("registered manager", "/residents/{person}/absence"),
    ("registered manager", "/residents/{person}/report"), ("registered manager", "/residents/episodes/{episode}"),
    ("registered manager", "/residents/episodes/{episode}/now"), ("registered manager", "/board"),
    ("registered manager", "/residents/absences/{episode}"), ("registered manager", "/episodes/{episode}"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "page"), PAGES)
def test_a_page_about_somebody_leaves_one_line_with_its_purpose_and_whom_it_showed(
    client_as: SignIn, cast: Cast, at: datetime, role: str, page: str
) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    before = Consultation.objects.count()
    answer = client_as(role).get(page.format(episode=episode.pk, person=episode.person_id))
    assert answer.status_code == 200 and "Aisha" in text(answer)
    (line,) = Consultation.objects.order_by("id")[before:]
    assert line.purpose and line.screen and line.act in ("view", "list", "search") and line.at == at
    assert episode.person_id in line.people
    assert line.by_name == cast.actor(role).name and line.agency == cast.actor(role).agency
    if "{episode}" in page:
        assert line.episodes == [episode.pk]


def test_a_board_says_once_whom_it_showed_though_it_shows_them_twice(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    client_as("duty inspector").get("/board")
    line = Consultation.objects.latest("id")
    assert line.people == [episode.person_id] and line.episodes == [episode.pk]


def test_a_part_that_has_ended_opens_nothing_any_more(client_as: SignIn, cast: Cast, at: datetime, clock: Any) -> None:
    from sightline.access.actions import end_involvement

    home, aisha = client_as("registered manager"), cast.person("Aisha")
    assert home.get(f"/people/{aisha.pk}").status_code == 200
    end_involvement(agency=cast.agency("Rowan House").pk, person=aisha.pk, part="provider", because="moved on", at=at,
                    by=cast.actor("social worker").author)  # fmt: skip
    clock.move_to(at + timedelta(minutes=1))
    assert home.get(f"/people/{aisha.pk}").status_code == 404
