"""Who is on duty at a desk, who is next, and which hours nobody covers. Reads only; the moment is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.hours import Span, is_open, joined, open_spans, uncovered
from sightline.access.models import Delegation, Desk, Post, Shift
from sightline.access.rights import ADMINISTRATOR, answers_at, looked_after, posts_held

TONIGHT = timedelta(hours=24)
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch on duty: who, from when until when; `name` says who stands in, too."""

    name: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A desk's rota at a moment. `holes`: what nobody covers of the next 24 hours in which the desk is open."""

    desk: Desk
    now: tuple[Turn, ...]
    next: tuple[Turn, ...]
    holes: tuple[Span, ...]
    answered_by: Desk | None = None


def _standing(desks: Iterable[int], begin: datetime, end: datetime, at: datetime) -> list[Shift]:
    """Shifts between two moments of people who still hold their posts."""
    rows = Shift.objects.filter(desk__in=list(desks), begins_at__lt=end, ends_at__gt=begin)
    return list(rows.filter(post__in=posts_held(at)).select_related("post__user").order_by("begins_at", "pk"))


def _stand_ins(posts: Iterable[int], at: datetime) -> dict[int, str]:
    """Who stands in for the holders of these posts at a moment, by post."""
    rows = Delegation.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), post__in=list(posts))
    rows = rows.filter(begins_at__lte=at, ends_at__gt=at).select_related("stand_in")
    return {row.post_id: row.stand_in.name for row in rows}


def _turns(shifts: Sequence[Shift], at: datetime) -> list[Turn]:
    acting = _stand_ins({s.post_id for s in shifts}, at)
    named = ((s, acting.get(s.post_id, "")) for s in shifts)
    return [
        Turn(f"{who}, for {s.post.user.name}" if who else s.post.user.name, s.begins_at, s.ends_at) for s, who in named
    ]


def holes(desk: Desk, shifts: Iterable[Shift], begin: datetime, end: datetime) -> list[Span]:
    """The open hours of a desk that no shift covers. A desk that keeps no rota has none."""
    if not desk.keeps_rota:
        return []
    return uncovered(open_spans(desk, begin, end), joined((s.begins_at, s.ends_at) for s in shifts))


def on_duty(desks: Sequence[Desk], at: datetime) -> list[OnDuty]:
    """Who is on duty now, who is next, and the holes of the next 24 hours: one entry for each desk."""
    shifts: dict[int, list[Shift]] = {desk.pk: [] for desk in desks}
    for shift in _standing(shifts, at, at + AHEAD, at):
        shifts[shift.desk_id].append(shift)
    return [_on_duty(desk, shifts[desk.pk], at) for desk in desks]


def _on_duty(desk: Desk, shifts: list[Shift], at: datetime) -> OnDuty:
    now = [s for s in shifts if s.begins_at <= at]
    later = [s for s in shifts if s.begins_at > at]
    following = [s for s in later if s.begins_at == later[0].begins_at]
    answered_by = desk.out_of_hours if desk.out_of_hours_id and not is_open(desk, at) else None
    return OnDuty(desk, tuple(_turns(now, at)), tuple(_turns(following, at)),
                  tuple(holes(desk, shifts, at, at + TONIGHT)), answered_by)  # fmt: skip


def nobody_on_duty(desk: Desk, at: datetime) -> bool:
    """Whether a desk that keeps a rota is open and has nobody on it at a moment."""
    if not desk.keeps_rota or not is_open(desk, at):
        return False
    return not _standing([desk.pk], at, at + timedelta(microseconds=1), at)


def _desks(rows: Q) -> list[Desk]:
    found = Desk.objects.filter(rows, closed_at=None, agency__closed_at=None)
    return list(found.select_related("agency", "out_of_hours__agency").order_by("agency__name", "name"))


def own_desks(actor: Actor, at: datetime) -> list[OnDuty]:
    """The desks of this actor that keep a rota or are closed now: the lines on the duty board."""
    if not actor.desks:
        return []
    desks = _desks(Q(pk__in=actor.desks))
    return on_duty([d for d in desks if d.keeps_rota or not is_open(d, at)], at)


def holes_to_see_to(actor: Actor, at: datetime) -> list[OnDuty]:
    """Every desk with a hole in the next 24 hours that this actor answers for.

    An administrator sees all agencies looked after; whoever answers for the desks of the own agency sees those.
    """
    if actor.role == ADMINISTRATOR:
        desks = _desks(Q(agency__in=looked_after(actor), keeps_rota=True))
    elif actor.role == answers_at(actor.agency_kind):
        desks = _desks(Q(agency=actor.agency, keeps_rota=True))
    else:
        return []
    return [each for each in on_duty(desks, at) if each.holes]


def shifts_between(desk: int, begin: datetime, end: datetime) -> list[Shift]:
    """Every shift of a desk that touches the time between two moments, also of people who have left."""
    rows = Shift.objects.filter(desk=desk, begins_at__lt=end, ends_at__gt=begin)
    return list(rows.select_related("post__user").order_by("begins_at", "pk"))


def may_be_on_duty(desk: Desk, at: datetime) -> list[Post]:
    """Those who hold the role of a desk: whoever can be put on its rota."""
    rows = posts_held(at).filter(agency=desk.agency_id, role=desk.role)
    return list(rows.select_related("user").order_by("user__name"))


def stand_ins_of(post: int, at: datetime) -> list[Delegation]:
    """Who stands in for the holder of a post now or later."""
    rows = Delegation.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), post=post, ends_at__gt=at)
    return list(rows.select_related("stand_in", "post__user").order_by("begins_at"))
