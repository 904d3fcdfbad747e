"""The one gate, on every address there is: who has no part in somebody's care learns nothing, not even that the record
exists; who may look leaves one line saying what for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern
from django.urls.converters import IntConverter

from sightline.access.actions_setup_rota import name_stand_in, put_on_duty
from sightline.audit.models import Consultation
from sightline.duties.emergency import break_glass
from sightline.duties.models import Duty, Notice
from sightline.episodes.actions import handover, investigate
from sightline.episodes.actions.attach import attach
from sightline.episodes.actions.report import Told, report_missing
from sightline.people.models import CareStatus, Flag, Person
from sightline.web.urls import urlpatterns
from tests.integration.pictures import plain_picture
from tests.integration.prepared import cared_for
from tests.integration.sharing.acts import of_somebody_else
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast, born

SignIn = Callable[[str], Client]
UNINVOLVED = ("registered manager", "social worker", "return interviewer", "designated nurse")
NOBODY = 987_654  # a number that belongs to no record
WITH_NUMBER = [
    p for p in urlpatterns if any(isinstance(c, IntConverter) for c in p.pattern.converters.values())
]  # fmt: skip
CHANGES_EVERY_TIME = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')


@pytest.fixture
def theirs(cast: Cast, at: datetime, settings: Any, tmp_path: Any) -> dict[str, int]:
    """The numbers of everything about Tyler, who is missing from Southvale: nobody in Northmoor has a part in it."""
    options = {"location": str(tmp_path)}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}
    tyler, south = cast.person("Tyler"), "Southvale Police"
    by, officer = cast.actor("call handler", south), cast.actor("investigating officer", south)
    episode = report_missing(by=by, at=at, person=tyler.pk, told=Told("Marcus Ibbotson"), last_seen_at=at,
                             last_seen_place="Willow Lodge", circumstances="Did not come back.")  # fmt: skip
    line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=at, what="Ring his brother")
    picture = attach(episode=episode.pk, by=officer, at=at, title="His coat", data=plain_picture())
    desk = cast.desk("force incident manager", south)
    offer = handover.offer(episode=episode.pk, to_desk=desk.pk, by=officer, at=at, why="A second scene.")
    glass = break_glass(
        by=cast.actor("foster carer"), at=at, because="He stands at my door.", reference=episode.reference
    )
    return {
        "person": tyler.pk, "episode": episode.pk, "handovers": offer.pk, "attachments": picture.pk,
        "reviews": glass.pk,
        "enquiries": line.pk, "duties": Duty.objects.filter(episode=episode).latest("id").pk,
        "notices": Notice.objects.filter(episode=episode).latest("id").pk,
        "care": CareStatus.objects.get(person=tyler).pk, "flags": _flag(tyler, at).pk,
        **_rota(cast, at),
        **cared_for(cast, tyler, episode, at),
        **of_somebody_else(cast, tyler.pk, at),
    }  # fmt: skip


def _rota(cast: Cast, at: datetime) -> dict[str, int]:
    """The numbers of what an administrator of Southvale sets up: the agency, a desk, a post, a shift, a stand-in."""
    south, until = "Southvale Police", at + timedelta(hours=8)
    desk, post = cast.desk("duty inspector", south), cast.post("duty inspector", south)
    by = cast.actor("administrator", south)
    shift = put_on_duty(desk=desk.pk, post=post.pk, begins_at=at, ends_at=until, by=by, at=at)
    officer = cast.post("investigating officer", south).user_id
    stands = name_stand_in(post=post.pk, stand_in=officer, begins_at=at, ends_at=until, because="Ill.", by=by, at=at)
    return {"agencies": desk.agency_id, "desks": desk.pk, "posts": post.pk, "shifts": shift.pk, "stand-ins": stands.pk}


def _flag(person: Person, at: datetime) -> Flag:
    return Flag.objects.create(
        person=person, phrase="self-harms", says="Cuts his arms.", from_whom="Anil Rowntree", since=born(at, 1),
        recorded_at=at, recorded_by="Anil Rowntree",
    )  # fmt: skip


def address(pattern: URLPattern, numbers: dict[str, int]) -> str:
    """The address of a pattern with these numbers; each stands for what the word before it, or its own name, says."""

    def fill(found: re.Match[str]) -> str:
        kind, name, before = found["kind"], found["name"].removesuffix("_id"), found["before"]
        if kind != "int":
            return f"{before}/{ {'step': 'located', 'section': 'risk'}.get(name, 'report') }"
        return f"{before}/{numbers[name if name in ('person', 'episode') else before]}"

    return "/" + re.sub(r"(?P<before>[\w-]+)/<(?P<kind>\w+):(?P<name>\w+)>", fill, str(pattern.pattern))


def _same(answer: Any) -> tuple[int, str]:
    """What somebody sees, without what differs from one sending of the same page to the next."""
    return answer.status_code, CHANGES_EVERY_TIME.sub("", text(answer))


@pytest.mark.parametrize("pattern", WITH_NUMBER, ids=lambda p: str(p.pattern))
def test_who_has_no_part_gets_the_same_page_whether_the_record_exists_or_not(
    client_as: SignIn, theirs: dict[str, int], pattern: URLPattern
) -> None:
    here, nowhere = address(pattern, theirs), address(pattern, dict.fromkeys(theirs, NOBODY))
    for role in UNINVOLVED:
        browser = client_as(role)
        for ask in (browser.get, browser.post):
            before = Consultation.objects.count()
            found, none = _same(ask(here)), _same(ask(nowhere))
            assert found == none, role
            assert found[0] == 404 or (found[0] == 405 and ask == browser.get), role
            assert not any(word in found[1] for word in ("Tyler", "Ashdown", "Willow Lodge", "Southvale"))
            lines = Consultation.objects.order_by("id")[before:]
            assert {line.act for line in lines} <= {"refused"}
            assert len(lines) == (2 if found[0] == 404 else 0), role


INVOLVED = (
    ("investigating officer", "Southvale Police"), ("force incident manager", "Southvale Police"),
    ("call handler", "Southvale Police"), ("missing person coordinator", "Southvale Police"),
    ("social worker", "Southvale County Council"), ("registered manager", "Willow Lodge"),
    ("administrator", "Southvale Police"),
)  # fmt: skip


def _browser(cast: Cast, role: str, agency: str) -> Client:
    actor, browser = cast.actor(role, agency), Client()
    user = get_user_model().objects.get(pk=actor.user)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["post"] = actor.post
    session.save()
    return browser


def _opens(browser: Client, place: str) -> bool:
    answer: Any = browser.get(place)
    if answer.streaming:
        b"".join(answer)  # read to its end, so that the picture's file is closed
    return answer.status_code in (200, 302, 405)


def test_behind_every_address_stands_a_record_that_somebody_with_a_part_may_open(
    cast: Cast, theirs: dict[str, int], clock: Any
) -> None:
    browsers = [_browser(cast, role, agency) for role, agency in INVOLVED]
    closed = []
    for pattern in WITH_NUMBER:
        place = address(pattern, theirs)
        if place.startswith("/live/"):
            continue  # a stream that never ends; the gate before it is tested above
        if not any(_opens(browser, place) for browser in browsers):
            closed.append(place)
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
