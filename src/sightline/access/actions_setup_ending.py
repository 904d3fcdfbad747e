"""Closing an agency, and merging one into another: what stands now follows, what is past keeps its name.

What people, episodes and duties must do for it they do themselves, told by `holding`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sightline.access import holding
from sightline.access.actions_setup import tidy, write
from sightline.access.actor import Actor
from sightline.access.last_on_a_list import refuse_the_last
from sightline.access.models import Agency, Desk, FormerName, Involvement, Post, Shift
from sightline.access.rights import may_add, one_looked_after, posts_held
from sightline.audit.behalf import of_system
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused


def _both(old: int, new: int, by: Actor) -> tuple[Agency, Agency]:
    """The two agencies, locked in the order of their numbers, so that two mergers never wait in a circle."""
    if not may_add(by):
        raise NotForYou("Agencies are merged by the administrator of a police area or of the national unit.")
    rows = {number: one_looked_after(by, number, lock=True) for number in sorted({old, new})}
    if old == new:
        raise Refused("Choose another agency: one cannot be merged into itself.", field="into")
    return rows[old], rows[new]


def _desks(old: Agency, new: Agency) -> dict[int, int]:
    """Move each desk; where the other agency has one of that role, it stands for both. Returns old desk -> new."""
    there = {d.role: d for d in Desk.objects.filter(agency=new)}
    stands_for: dict[int, int] = {}
    for desk in Desk.objects.select_for_update().filter(agency=old):
        other = there.get(desk.role)
        if other is None:
            desk.agency, desk.version = new, desk.version + 1
            desk.save(update_fields=["agency", "version"])
        else:
            stands_for[desk.pk] = other.pk
    return stands_for


def _join_desks(stands_for: dict[int, int], at: datetime) -> None:
    """Close the desks that another stands for; whoever they answered for is answered by the other."""
    for old, new in stands_for.items():
        Desk.objects.filter(out_of_hours=old).exclude(pk=new).update(out_of_hours=new)
        Desk.objects.filter(pk=new, out_of_hours=old).update(out_of_hours=None)
        Shift.objects.filter(desk=old, ends_at__gt=at).update(desk=new)
        Desk.objects.filter(pk=new, closed_at__isnull=False).update(closed_at=None)
        if Desk.objects.filter(pk=old, keeps_rota=True).exists():
            Desk.objects.filter(pk=new).update(keeps_rota=True)
        Desk.objects.filter(pk=old).update(closed_at=at, out_of_hours=None)


def _posts(old: Agency, new: Agency, at: datetime) -> dict[int, int]:
    """Move each post: nobody is signed out. Who worked at both in one role keeps the post there."""
    there = {(p.user_id, p.role): p.pk for p in Post.objects.filter(agency=new)}
    stands_for: dict[int, int] = {}
    for post in Post.objects.filter(agency=old):
        if other := there.get((post.user_id, post.role)):
            stands_for[post.pk] = other
        else:
            post.agency = new
            post.save(update_fields=["agency"])
    held = set(posts_held(at).filter(pk__in=stands_for).values_list("pk", flat=True))
    for before, after in stands_for.items():
        Shift.objects.filter(post=before, ends_at__gt=at).update(post=after)
        if before in held:
            Post.objects.filter(pk=after).update(until=None, ended_at=None)
            Post.objects.filter(pk=before).update(ended_at=at)
    return stands_for


def _involvements(merger: holding.Merger) -> int:
    """Whom the old agency may see the new one may see, in the same part; each on the person's own chain."""
    because = f"{merger.old_name} became part of {merger.new_name}"
    rows = list(Involvement.objects.select_for_update().filter(agency=merger.old, until=None))
    known = set(Involvement.objects.filter(agency=merger.new, until=None).values_list("person_id", "episode", "part"))
    Involvement.objects.filter(pk__in=[row.pk for row in rows]).update(until=merger.at)
    Involvement.objects.bulk_create(
        Involvement(agency_id=merger.new, person_id=row.person_id, episode=row.episode, part=row.part,
                    because=because[:200], since=merger.at)
        for row in rows if (row.person_id, row.episode, row.part) not in known
    )  # fmt: skip
    for row in rows:
        body = {"agency": merger.new, "was": merger.old, "part": row.part, "because": because}
        append("agency involved", by=merger.by, happened_at=merger.at, recorded_at=merger.at, person=row.person_id,
               episode=row.episode, body=body)  # fmt: skip
    return len(rows)


@of_system("parts and open work follow a merger, whoever may see them")
@transaction.atomic
def merge_agencies(*, agency: int, into: int, by: Actor, at: datetime, because: str) -> Agency:
    """Make one agency part of another. Desks, posts, involvement, open episodes, duties and placements follow.

    The old one is closed, points to the new one, and its name still finds it. Raises Refused where they differ in
    kind, where one is closed, and NotForYou unless the actor looks after both.
    """
    why = tidy(because, field="because", says="Say why the agencies are merged.")
    old, new = _both(agency, into, by)
    if old.closed_at or new.closed_at:
        closed = old if old.closed_at else new
        raise Refused(f"{closed.name} is closed. Only agencies that are open can be merged.", field="into")
    if old.kind != new.kind:
        raise Refused(f"{new.name} is of another kind than {old.name}. Only the same kind can be merged.", field="into")
    if by.agency == old.pk:
        raise Refused("The administrator of the agency that remains merges the other into it.", field="into")
    merger = holding.Merger(old.pk, new.pk, old.name, new.name, by.author, at)
    at_the_end = holding.begin(merger)  # episodes first: every writer locks an episode before what belongs to it
    desks, posts = _desks(old, new), _posts(old, new, at)
    holding.follow(replace(merger, desks=desks, posts=posts))
    _join_desks(desks, at)
    for over in ("police_area", "council", "merged_into"):
        Agency.objects.filter(**{over: old.pk}).update(**{over: new.pk})
    followed = _involvements(merger)
    for end in at_the_end:
        end()
    FormerName.objects.filter(agency=old.pk).update(agency=new.pk)
    FormerName.objects.create(agency=new, name=old.name, until=at)
    old.closed_at, old.merged_into, old.version = at, new, old.version + 1
    old.save(update_fields=["closed_at", "merged_into", "version"])
    write("agencies merged", by=by, at=at, agency=new.pk, name=new.name, was=old.pk, was_name=old.name, because=why,
          desks=desks, people=followed)  # fmt: skip
    return new


def _end_involvements(agency: Agency, by: Actor, at: datetime) -> None:
    """A closed agency sees nobody any more; each on the person's own chain."""
    rows = list(Involvement.objects.select_for_update().filter(agency=agency, until=None))
    Involvement.objects.filter(pk__in=[row.pk for row in rows]).update(until=at)
    for row in rows:
        body = {"agency": agency.pk, "part": row.part, "because": f"{agency.name} closed"}
        append("involvement ended", by=by.author, happened_at=at, recorded_at=at, person=row.person_id, body=body)


@of_system("parts end with their agency, whoever may see them")
@transaction.atomic
def close_agency(*, agency: int, by: Actor, at: datetime, because: str) -> Agency:
    """Close an agency for good: its posts end. Refused while anything is open there, or others belong to it."""
    row = one_looked_after(by, agency, lock=True)
    why = tidy(because, field="because", says="Say why the agency closes.")
    if not may_add(by) or row.pk == by.agency:
        raise NotForYou("An agency is closed by the administrator of its police area or of the national unit.")
    if row.closed_at:
        raise Refused(f"{row.name} is closed already.")
    if held := holding.held_by("agency", row.pk, at):
        raise Refused(f"Something is still open at {row.name}: {holding.in_words(held)}. Merge it into another agency, "
                      "or see to these first.")  # fmt: skip
    if belongs := list(row.agencies.filter(closed_at=None)) + list(row.providers.filter(closed_at=None)):
        names = ", ".join(sorted({a.name for a in belongs})[:5])
        raise Refused(f"Other agencies belong to it: {names}. Merge it into another agency instead.")
    refuse_the_last(posts_held(at).filter(agency=row).values_list("pk", flat=True), at)
    row.closed_at, row.version = at, row.version + 1
    row.save(update_fields=["closed_at", "version"])
    ended = posts_held(at).filter(agency=row).update(ended_at=at)
    _end_involvements(row, by, at)
    Desk.objects.filter(out_of_hours__agency=row).update(out_of_hours=None)
    Desk.objects.filter(agency=row, closed_at=None).update(closed_at=at)
    write("agency closed", by=by, at=at, agency=row.pk, name=row.name, because=why, posts=ended)
    return row
