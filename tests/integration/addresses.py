"""What the tests of the gate share: every address that holds a number, and Tyler with a record behind each of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import URLPattern
from django.urls.converters import IntConverter

from sightline.access.actions_setup_rota import name_stand_in, put_on_duty
from sightline.access.actor import actor_for
from sightline.access.models import Post
from sightline.duties.emergency import break_glass
from sightline.duties.models import Duty, Notice
from sightline.episodes.actions import handover, investigate
from sightline.episodes.actions.attach import attach
from sightline.episodes.actions.report import Told, report_missing
from sightline.people.models import CareStatus, Flag, Person
from sightline.web.urls import urlpatterns
from tests.integration.beside_tyler import beside_tyler
from tests.integration.pictures import plain_picture
from tests.integration.prepared import cared_for
from tests.integration.sharing.acts import of_somebody_else
from tests.integration.web.reported import text
from tests.people import Cast, born
from tests.signed_in import client_of

SOUTH = "Southvale Police"
WORDS = {"step": "located", "section": "risk", "act": "met", "kind": "found-dead"}
NOBODY = 987_654  # a number that belongs to no record
WITH_NUMBER = [
    p for p in urlpatterns if any(isinstance(c, IntConverter) for c in p.pattern.converters.values())
]  # fmt: skip
CHANGES_EVERY_TIME = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
BREAKS_GLASS = ("foster carer", "Northmoor Foster Carers")


def everything_about_tyler(cast: Cast, at: datetime) -> dict[str, int]:
    """The numbers of everything about Tyler, who is missing from Southvale: nobody in Northmoor has a part in it."""
    tyler = cast.person("Tyler")
    by, officer = cast.actor("call handler", SOUTH), cast.actor("investigating officer", SOUTH)
    episode = report_missing(by=by, at=at, person=tyler.pk, told=Told("Marcus Ibbotson"), last_seen_at=at,
                             last_seen_place="Willow Lodge", circumstances="Did not come back.")  # fmt: skip
    line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=at, what="Ring his brother")
    picture = attach(episode=episode.pk, by=officer, at=at, title="His coat", data=plain_picture())
    desk = cast.desk("force incident manager", SOUTH)
    offer = handover.offer(episode=episode.pk, to_desk=desk.pk, by=officer, at=at, why="A second scene.")
    glass = break_glass(
        by=cast.actor(*BREAKS_GLASS), at=at, because="He stands at my door.", reference=episode.reference
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
        **beside_tyler(cast, tyler, episode, at),
    }  # fmt: skip


def _rota(cast: Cast, at: datetime) -> dict[str, int]:
    """The numbers of what an administrator of Southvale sets up: the agency, a desk, a post, a shift, a stand-in; and
    the post that could stand on the list of a restricted record."""
    until = at + timedelta(hours=8)
    desk, post = cast.desk("duty inspector", SOUTH), cast.post("duty inspector", SOUTH)
    by = cast.actor("administrator", SOUTH)
    shift = put_on_duty(desk=desk.pk, post=post.pk, begins_at=at, ends_at=until, by=by, at=at)
    officer = cast.post("investigating officer", SOUTH).user_id
    stands = name_stand_in(post=post.pk, stand_in=officer, begins_at=at, ends_at=until, because="Ill.", by=by, at=at)
    return {"agencies": desk.agency_id, "desks": desk.pk, "posts": post.pk, "restricted": post.pk, "shifts": shift.pk,
            "stand-ins": stands.pk}  # fmt: skip


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
            return f"{before}/{WORDS.get(name, 'report')}"
        return f"{before}/{numbers[name if name in ('person', 'episode') else before]}"

    return "/" + re.sub(r"(?P<before>[\w-]+)/<(?P<kind>\w+):(?P<name>\w+)>", fill, str(pattern.pattern))


def seen(answer: Any) -> tuple[int, str]:
    """What somebody sees, without what differs from one sending of the same page to the next."""
    return answer.status_code, CHANGES_EVERY_TIME.sub("", text(answer))


def browser_of(post: Post) -> Client:
    """A browserless client, signed in with a post."""
    return client_of(actor_for(post))
