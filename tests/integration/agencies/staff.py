"""What the tests of setting up have in common: who acts, an agency set up, a person added. Knows no screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sightline.access.actions_setup import set_up_agency
from sightline.access.actions_setup_desks import DeskSays, change_desk, says_of, set_up_desk
from sightline.access.actions_setup_people import add_person
from sightline.access.actor import Actor, actor_for
from sightline.access.models import Agency, Desk, Post
from sightline.audit.models import Event
from tests.people import Cast

HOUR = timedelta(hours=1)


def national(cast: Cast) -> Actor:
    """An administrator of the national unit."""
    unit = cast.actor("national unit")
    return replace(unit, role="administrator", rank="administrator", desks=())


def home(cast: Cast, at: datetime, name: str = "Elm House", **more: Any) -> Agency:
    """A children's home in Northmoor, set up by the administrator of its police area."""
    said: dict[str, Any] = {"kind": "children's home", "area": "west-midlands", "phone": "01632 960300"} | more
    return set_up_agency(name=name, by=cast.actor("administrator"), at=at, **said)


def added(cast: Cast, agency: Agency, name: str, role: str, at: datetime) -> Post:
    """Somebody who works at an agency from now on."""
    email = f"{name.lower().replace(' ', '.')}@{agency.pk}.example"
    by = replace(national(cast), role="administrator")
    if Post.objects.filter(agency=agency, role="administrator").exists():
        by = replace(cast.actor("administrator"), agency=agency.pk, agency_kind=agency.kind, user=0)
    return add_person(agency=agency.pk, name=name, email=email, role=role, by=by, at=at)[0]


def acting(post: Post, at: datetime) -> Actor:
    """Who acts in a post at a moment."""
    return actor_for(Post.objects.select_related("agency", "user").get(pk=post.pk), at)


def desk_of(cast: Cast, agency: Agency, role: str, at: datetime, **says: Any) -> Desk:
    """A desk set up by the national unit."""
    said = DeskSays(**({"name": role.capitalize()} | says))
    return set_up_desk(agency=agency.pk, role=role, says=said, by=national(cast), at=at)


def changed(cast: Cast, desk: Desk, at: datetime, **says: Any) -> Desk:
    """A desk with something about it changed."""
    row = Desk.objects.get(pk=desk.pk)
    said = DeskSays(**(says_of(row) | says))
    return change_desk(desk=row.pk, version=row.version, says=said, by=national(cast), at=at)


def events(kind: str) -> list[dict[str, Any]]:
    """What the system's chain says of a kind of event."""
    return [e.content.body or {} for e in Event.objects.filter(chain=0, kind=kind).select_related("content")]
