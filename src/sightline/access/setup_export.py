"""The agencies somebody looks after as lines of the set-up file: to keep, to change and to upload again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.models import Agency, Desk, Post
from sightline.access.rights import looked_after, posts_held

Cells = dict[str, str]


def lines_of(actor: Actor, at: datetime) -> Iterator[Cells]:
    """Every open agency the actor looks after, then their desks, then their people."""
    rows = looked_after(actor).filter(closed_at=None)
    agencies = list(rows.select_related("police_area", "council").order_by("name"))
    yield from map(_agency, agencies)
    desks = Desk.objects.filter(agency__in=agencies, closed_at=None).select_related("agency", "out_of_hours__agency")
    yield from map(_desk, desks.order_by("agency__name", "role"))
    posts = posts_held(at).filter(agency__in=agencies).select_related("agency", "user")
    yield from map(_person, posts.order_by("agency__name", "user__name", "role"))


def _agency(row: Agency) -> Cells:
    return {
        "what": "agency", "agency": row.name, "kind": row.kind, "area": row.area, "address": row.address,
        "police area": row.police_area.name if row.police_area else "", "phone": row.phone, "email": row.email,
        "council": row.council.name if row.council else "",
    }  # fmt: skip


def _desk(row: Desk) -> Cells:
    onward = row.out_of_hours
    return {
        "what": "desk", "agency": row.agency.name, "role": row.role, "name": row.name, "team": row.team,
        "phone": row.phone, "email": row.email, "opens": f"{row.opens:%H:%M}" if row.opens else "",
        "closes": f"{row.closes:%H:%M}" if row.closes else "",
        "working days only": "yes" if row.working_days_only else "",
        "out of hours agency": onward.agency.name if onward else "", "out of hours role": onward.role if onward else "",
    }  # fmt: skip


def _person(row: Post) -> Cells:
    return {
        "what": "person", "agency": row.agency.name, "role": row.role, "name": row.user.name, "email": row.user.email,
        "rank": row.rank,
    }  # fmt: skip
