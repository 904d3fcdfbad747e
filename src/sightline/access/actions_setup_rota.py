"""The rota of a desk: who is on duty from when until when; and who stands in for the holder of a post.

Tells nobody of a hole: queries show it, and the duties act on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from sightline.access.actions_setup import tidy, write
from sightline.access.actor import Actor
from sightline.access.models import Delegation, Desk, Post, Shift, User
from sightline.access.rights import keeps_rota, looks_after_people, posts_held
from sightline.audit.moments import LONDON
from sightline.audit.refusal import NotForYou, Refused

LONGEST_SHIFT, LONGEST_ABSENCE = timedelta(hours=24), timedelta(days=366)
WEEK = timedelta(days=7)


def _desk(actor: Actor, desk: int) -> Desk:
    """A desk whose rota the actor keeps, locked. Raises NotForYou whether it exists or not."""
    row = Desk.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=desk).first()
    if row is None or not keeps_rota(actor, row):
        raise NotForYou
    if row.closed_at:
        raise Refused("This desk is closed. It has no rota any more.")
    return row


def _overlapping(post: int, begins_at: datetime, ends_at: datetime) -> Shift | None:
    rows = Shift.objects.filter(post=post, begins_at__lt=ends_at, ends_at__gt=begins_at)
    return rows.select_related("desk").first()


def _span(shift: Shift) -> str:
    begin, end = shift.begins_at.astimezone(LONDON), shift.ends_at.astimezone(LONDON)
    return f"{begin:%d.%m. %H:%M} to {end:%d.%m. %H:%M}"


def _put(desk: Desk, post: Post, begins_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> Shift:
    row = Shift.objects.create(desk=desk, post=post, begins_at=begins_at, ends_at=ends_at)
    write("put on duty", by=by, at=at, agency=desk.agency_id, desk=desk.pk, post=post.pk, name=post.user.name,
          begins=begins_at, ends=ends_at)  # fmt: skip
    return row


@transaction.atomic
def put_on_duty(*, desk: int, post: int, begins_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> Shift:
    """Put somebody on a desk's rota. From then on the desk keeps a rota: an hour nobody covers is a hole."""
    row = _desk(by, desk)
    who = posts_held(at).select_related("user").filter(pk=post, agency=row.agency_id, role=row.role).first()
    if who is None:
        raise Refused(f"Choose somebody who works here as {row.role}.", field="post")
    if ends_at <= begins_at:
        raise Refused("The shift ends before it begins. Check both times.", field="ends_at")
    if ends_at - begins_at > LONGEST_SHIFT:
        raise Refused("A shift lasts 24 hours at most. Record a longer one as two.", field="ends_at")
    if ends_at <= at:
        raise Refused("The shift is over already.", field="ends_at")
    if there := _overlapping(who.pk, begins_at, ends_at):
        says = f"{who.user.name} is on duty then already: {there.desk.name}, {_span(there)}."
        raise Refused(says, field="begins_at")
    shift = _put(row, who, begins_at, ends_at, by, at)
    if not row.keeps_rota:
        row.keeps_rota, row.version = True, row.version + 1
        row.save(update_fields=["keeps_rota", "version"])
    return shift


@transaction.atomic
def take_off_duty(*, shift: int, by: Actor, at: datetime, because: str = "") -> Desk:
    """Take a shift off the rota; one that has begun ends now. What was on it stays in the record."""
    found = Shift.objects.filter(pk=shift).values_list("desk", flat=True).first()
    if found is None:
        raise NotForYou
    desk = _desk(by, found)
    row = Shift.objects.select_related("post__user").filter(pk=shift).first()
    if row is None:
        raise Refused("This shift was taken off the rota already.")
    if row.ends_at <= at:
        raise Refused("This shift is over. What has been stays as it was.")
    body = {"begins": row.begins_at, "ends": row.ends_at, "because": tidy(because, field="because")}
    if row.begins_at < at:
        row.ends_at = at
        row.save(update_fields=["ends_at"])
    else:
        row.delete()
    write("taken off duty", by=by, at=at, agency=desk.agency_id, desk=desk.pk, name=row.post.user.name, **body)
    return desk


def _next_week(moment: datetime) -> datetime:
    """The same time on London's clocks a week later: the clocks may change between."""
    local = moment.astimezone(LONDON).replace(tzinfo=None) + WEEK
    return local.replace(tzinfo=LONDON)


def week_of(day: date) -> tuple[datetime, datetime]:
    """The beginning and end of the week of a day, Monday to Monday, in London."""
    monday = day - timedelta(days=day.weekday())
    begin = datetime(monday.year, monday.month, monday.day, tzinfo=LONDON)
    return begin, _next_week(begin)


@transaction.atomic
def copy_last_week(*, desk: int, week: date, by: Actor, at: datetime) -> tuple[int, list[str]]:
    """Put everybody on duty in the week of a day as in the week before it. Returns how many shifts, and who was not.

    Left out, with the reason: who no longer works here, who is on duty elsewhere then, and what is over already.
    """
    row = _desk(by, desk)
    begin, _ = week_of(week)
    before, _ = week_of(week - WEEK)
    shifts = Shift.objects.filter(desk=row, begins_at__gte=before, begins_at__lt=begin).select_related("post__user")
    held = set(posts_held(at).filter(agency=row.agency_id, role=row.role).values_list("pk", flat=True))
    made, left = 0, list[str]()
    for shift in shifts.order_by("begins_at"):
        begins, ends, who = _next_week(shift.begins_at), _next_week(shift.ends_at), shift.post.user.name
        if shift.post_id not in held:
            left.append(f"{who} no longer works here")
        elif there := _overlapping(shift.post_id, begins, ends):
            left.append(f"{who} is on duty then: {there.desk.name}, {_span(there)}")
        elif ends > at:
            _put(row, shift.post, begins, ends, by, at)
            made += 1
    return made, left


def _may_delegate(actor: Actor, post: Post, at: datetime) -> bool:
    own = post.pk == actor.post and not actor.on_behalf_of
    return own or looks_after_people(actor, post.agency, at)


@transaction.atomic
def name_stand_in(
    *, post: int, stand_in: int, begins_at: datetime, ends_at: datetime, because: str, by: Actor, at: datetime
) -> Delegation:
    """Say who acts in a post while its holder is away. It begins and ends by itself; the record names both.

    The holder names a colleague of the same agency; an administrator may, but not for himself or herself. Who stands
    in cannot pass it on.
    """
    row = posts_held(at).select_related("agency", "user").filter(pk=post).first()
    if row is None or not _may_delegate(by, row, at):
        raise NotForYou
    why = tidy(because, field="because", says="Say why, for example: annual leave.")
    works_here = posts_held(at).filter(agency=row.agency_id, user=stand_in).exists()
    user = User.objects.filter(pk=stand_in, is_active=True).first()
    if user is None or not works_here or stand_in == row.user_id:
        raise Refused("Choose a colleague who works at the same agency.", field="stand_in")
    if stand_in == by.user:
        raise Refused(
            "You cannot name yourself. The holder of the post or another administrator can.", field="stand_in"
        )
    if ends_at <= begins_at or ends_at <= at:
        raise Refused("It ends before it begins, or is over already. Check both times.", field="ends_at")
    if ends_at - begins_at > LONGEST_ABSENCE:
        raise Refused("For longer than a year somebody else should hold the post.", field="ends_at")
    same = Delegation.objects.filter(
        post=row, stand_in=user, ended_at=None, begins_at__lt=ends_at, ends_at__gt=begins_at
    )
    if same.exists():
        raise Refused(f"{user.name} stands in then already.", field="begins_at")
    made = Delegation.objects.create(
        post=row, stand_in=user, begins_at=begins_at, ends_at=ends_at, because=why, made_by=by.name
    )
    write("stand-in named", by=by, at=at, agency=row.agency_id, post=row.pk, role=row.role, holder=row.user.name,
          stand_in=user.name, begins=begins_at, ends=ends_at, because=why)  # fmt: skip
    return made


@transaction.atomic
def end_standing_in(*, delegation: int, by: Actor, at: datetime) -> Delegation:
    """End standing in before its time, at once."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("post__user", "post__agency", "stand_in")
    found = row.filter(pk=delegation).first()
    if found is None or not _may_delegate(by, found.post, at):
        raise NotForYou
    if found.ended_at or found.ends_at <= at:
        raise Refused("This has ended already.")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    write("stand-in ended", by=by, at=at, agency=found.post.agency_id, post=found.post_id,
          holder=found.post.user.name, stand_in=found.stand_in.name)  # fmt: skip
    return found
