"""Every role at every address that holds a number: who has no part in somebody's care, and who does not stand on the
list of a restricted record, gets the page there is for a number that belongs to nobody. Asked by GET and by POST."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern

from sightline.access.actions_restrict import restrict
from sightline.access.models import Post
from sightline.audit.models import Consultation
from sightline.config import settings as house
from tests.conftest import AT
from tests.integration.addresses import (
    BREAKS_GLASS,
    NOBODY,
    SOUTH,
    WITH_NUMBER,
    address,
    browser_of,
    everything_about_tyler,
    seen,
)
from tests.integration.locked import outsiders
from tests.people import Cast, make_cast

COUNCIL = "Southvale County Council"
DEEP, PARTS = "SIGHTLINE_DEEP" in os.environ, 16
# Without a part, and of the kinds that the program's own rules name most often.
NEAR = (
    ("registered manager", "Rowan House"), ("social worker", "Northmoor City Council"),
    ("designated nurse", "Northmoor General Hospital"), ("administrator", "Northmoor Police"),
)  # fmt: skip
INVOLVED = ("Willow Lodge", COUNCIL)
# Behind these addresses stands nothing of Tyler: an administrator sets up what is behind the first, anybody who mends
# messages sends one again, a school keeps its own closures and pupils, and a council's list of the evening is of many.
OF_NO_PERSON = (
    "duty-team/",
    "agencies/",
    "desks/",
    "posts/",
    "shifts/",
    "stand-ins/",
    "messages/",
    "school/",
    "agreements/",
)
OF_TYLER = [p for p in WITH_NUMBER if not str(p.pattern).startswith(OF_NO_PERSON)]
NAMES = ("Tyler", "Ashdown")
Numbers = dict[str, int]
Scene = tuple[Cast, Numbers]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The cast, and Tyler with a record behind every address: made once, undone when every role has asked."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage",
             "OPTIONS": {"location": str(tmp_path_factory.mktemp("files"))}}  # fmt: skip
    kept = override_settings(STORAGES=house.STORAGES | {"default": files})
    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False), kept, transaction.atomic():
        cast = make_cast(AT)
        yield cast, everything_about_tyler(cast, AT)
        transaction.set_rollback(True)


def _what_differs(post: Post, theirs: Numbers, patterns: list[URLPattern]) -> list[str]:
    """The addresses at which Tyler's number is answered in another way than one that belongs to nobody, or shows a
    name; and whether each refusal left its line in the log."""
    browser, found, same, refused = browser_of(post), [], set(), 0
    before = Consultation.objects.count()
    for pattern in patterns:
        here, nowhere = address(pattern, theirs), address(pattern, dict.fromkeys(theirs, NOBODY))
        for ask in (browser.get, browser.post):
            answer = seen(ask(here))
            refused += answer[0] == 404
            if answer[0] == 405 and ask == browser.get or answer in same:
                continue  # a button leads there, for anybody's number; or the page of a refusal that is known
            other = seen(ask(nowhere))
            refused += other[0] == 404
            if answer == other and not any(name in answer[1] for name in NAMES):
                same.add(answer)
            else:
                found.append(f"{here} {answer[0]} {other[0]}")
    lines = list(Consultation.objects.order_by("id").values_list("act", flat=True)[before:])
    return found if lines == ["refused"] * refused else [*found, f"{refused} refusals: {Counter(lines)}"]


def _share(post: Post, patterns: list[URLPattern]) -> list[URLPattern]:
    """All addresses for a post of the cast that stands near; of the many others, each asks at a part of them, in turn,
    so that every role and every address is tried (`SIGHTLINE_DEEP=1`: every role at every address)."""
    return patterns if DEEP else patterns[post.pk % PARTS :: PARTS]


def _patterns(post: Post) -> list[URLPattern]:
    return OF_TYLER if post.role == "administrator" else WITH_NUMBER


def _told(posts: list[tuple[Post, list[URLPattern]]], theirs: Numbers) -> dict[str, list[str]]:
    asked = {f"{post.role}, {post.agency.name}": _what_differs(post, theirs, patterns) for post, patterns in posts}
    return {who: found for who, found in asked.items() if found}


def test_who_works_at_an_agency_without_a_part_learns_at_no_address_that_the_record_exists(
    db: None, scene: Scene
) -> None:
    cast, theirs = scene
    near = [cast.post(*who) for who in NEAR]
    assert _told([(post, _patterns(post)) for post in near], theirs) == {}


def test_no_role_there_is_learns_without_a_part_that_the_record_exists(db: None, scene: Scene) -> None:
    cast, theirs = scene
    others = [p for p in outsiders(cast) if (p.role, p.agency.name) not in (*NEAR, BREAKS_GLASS)]
    assert len(others) > 100
    assert _told([(post, _share(post, _patterns(post))) for post in others], theirs) == {}


def test_nobody_off_the_list_learns_that_a_restricted_record_exists_though_police_or_the_home(
    db: None, scene: Scene
) -> None:
    cast, theirs = scene
    by, worker = cast.post("duty inspector", SOUTH), cast.post("social worker", COUNCIL)
    restrict(person=theirs["person"], kind="forced marriage", named=[worker.pk], by=cast.actor(by.role, SOUTH),
             at=AT, because="He is to be sent abroad.")  # fmt: skip
    off = [post for post in cast.posts.values() if post not in (by, worker)]
    asked = [(p, OF_TYLER if p.agency.name in INVOLVED else _share(p, OF_TYLER)) for p in off]
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        assert _told(asked, theirs) == {}
