"""Gives the demonstration county hours, out-of-hours routes and rotas: one night with somebody on duty, and one hole.

Knows no person and no clock: the moment is an argument."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sightline.access.actions_setup_people import add_person
from sightline.access.actions_setup_rota import name_stand_in, put_on_duty
from sightline.access.models import Desk, Post
from sightline.access.rights import COMMAND_LINE
from sightline.audit.moments import LONDON, day_of

POLICE, COUNCIL = "Northmoor Police", "Northmoor City Council"
OFFICE = {"opens": time(8, 30), "closes": time(17, 30), "working_days_only": True}
SECOND = ("Meera Holbrook", "duty inspector")
EARLY, LATE = time(7), time(19)


def _desk(agency: str, role: str) -> Desk:
    return Desk.objects.select_related("agency").get(agency__name=agency, role=role)


def _post(agency: str, role: str) -> Post:
    return Post.objects.select_related("agency", "user").filter(agency__name=agency, role=role).order_by("pk")[0]


def _inspectors(now: datetime) -> None:
    """Two inspectors take turns of twelve hours for two days and a night; then nobody is down: a hole to be seen."""
    desk, first = _desk(POLICE, "duty inspector"), _post(POLICE, "duty inspector")
    name, role = SECOND
    email = "meera.holbrook@northmoor-police.example"
    second, _new = add_person(agency=desk.agency_id, name=name, email=email, role=role, by=COMMAND_LINE, at=now)
    local = now.astimezone(LONDON)
    day = day_of(now) if local.time() >= EARLY else day_of(now) - timedelta(days=1)
    begins = datetime.combine(day, LATE if local.time() >= LATE or local.time() < EARLY else EARLY, tzinfo=LONDON)
    turns = [(first, begins), (second, begins + timedelta(hours=12))]
    for post, start in turns:
        put_on_duty(desk=desk.pk, post=post.pk, begins_at=start, ends_at=start + timedelta(hours=12), by=COMMAND_LINE,
                    at=now)  # fmt: skip


def _office_hours() -> None:
    """Two of the council's desks close at night, when the emergency duty team answers. Written as rows, as their desks
    were: nobody changed them on some evening."""
    night = _desk(COUNCIL, "emergency duty team")
    desks = Desk.objects.filter(
        agency__name=COUNCIL, role__in=("independent reviewing officer", "education welfare officer")
    )
    desks.update(out_of_hours=night, **OFFICE)


def give(now: datetime) -> None:
    """Give desks their hours and rotas, and one manager a stand-in for the week."""
    _office_hours()
    _inspectors(now)
    manager, worker = _post(COUNCIL, "team manager"), _post(COUNCIL, "social worker")
    name_stand_in(post=manager.pk, stand_in=worker.user_id, begins_at=now, ends_at=now + timedelta(days=7),
                  because="Annual leave.", by=COMMAND_LINE, at=now)  # fmt: skip
