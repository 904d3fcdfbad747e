"""Tells the desk whose duty it is of what ran out outside of any episode: a leave past its hour, a profile past review.

Each is told once, silence goes up like any other, and the notice is gone when it is done. Decides no risk (A65, C30,
D17, E10).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from sightline.access.kinds import roles_at
from sightline.access.models import Desk
from sightline.access.queries import involved
from sightline.audit.moments import LONDON, day_of
from sightline.duties.live import changed
from sightline.duties.models import Notice
from sightline.duties.notices import tell
from sightline.episodes.models import Episode, Leave
from sightline.people.models import CareStatus, Person, Placement, Profile

log = logging.getLogger(__name__)
LEAVE, PROFILE = "leave overdue", "profile overdue"
HALF_AN_HOUR, A_DAY = 30, 24 * 60  # minutes until silence goes up; no source gives either
MANY = 50
COUNCIL = ("social worker", "team manager", "emergency duty team")
Key = CharField()


def _key(kind: str, *parts: F | OuterRef) -> Concat:
    """The key of the first notice of a row, as the database writes it: kind and numbers."""
    named = [part for each in parts for part in (Value(" "), Cast(each, Key))]
    return Concat(Value(kind), *named, Value(" level 0"), output_field=Key)


def _leaves(at: datetime) -> QuerySet[Leave]:
    """The leaves whose hour has passed. Each time a leave is made longer, its hour is another."""
    return Leave.objects.filter(ended_at=None, until__lte=at)


def _profiles(at: datetime) -> QuerySet[Profile]:
    """The newest profiles whose day of review has passed."""
    newest = Profile.objects.filter(person=OuterRef("person")).order_by("-version").values("pk")[:1]
    passed = Profile.objects.filter(agreed_at__isnull=False, review_on__lt=day_of(at))
    return passed.filter(pk=Subquery(newest))


def tell_of_leaves(at: datetime) -> int:
    """Tell the ward or home of every leave whose hour has passed since it was last told. Returns how many."""
    told = Notice.objects.filter(key=_key(LEAVE, OuterRef("pk"), OuterRef("extended")))
    due = _leaves(at).filter(~Exists(told)).order_by("until").values_list("pk", flat=True)[:MANY]
    return sum(_tried(partial(_tell_of_leave, pk, at), f"leave {pk}") for pk in due)


def tell_of_profiles(at: datetime) -> int:
    """Tell whoever cares for the person of every profile whose day of review has passed. Returns how many."""
    told = Notice.objects.filter(key=_key(PROFILE, OuterRef("person"), OuterRef("review_on")))
    due = _profiles(at).filter(~Exists(told)).order_by("review_on", "pk").values_list("pk", flat=True)
    return sum(_tried(partial(_tell_of_profile, pk, at), f"profile {pk}") for pk in due)


def _tried(do: Callable[[], bool], what: str) -> bool:
    """What nobody foresaw in one row stops no other; it is tried again in the next round."""
    try:
        with transaction.atomic():
            return do()
    except (OperationalError, InterfaceError):  # the database, not the row: the whole round is tried again
        raise
    except Exception:
        log.exception("nobody could be told of %s", what)
        return False


def _tell_of_leave(pk: int, at: datetime) -> bool:
    row = _leaves(at).select_for_update(skip_locked=True, of=("self",)).select_related("person", "agency").filter(pk=pk)
    leave = row.first()
    desk = _desk([leave.agency_id], roles_at(leave.agency.kind)) if leave else None
    if leave is None or desk is None:
        return False
    until = leave.until.astimezone(LONDON)
    hour = f"{until:%-I:%M%p}".lower()
    says = f"Not back from leave, due at {hour} on {until:%-d %B}: {leave.person.name}"
    return bool(tell(desk, None, person=leave.person, kind=LEAVE, says=says, at=at, within_minutes=HALF_AN_HOUR,
                     key=f"{LEAVE} {leave.pk} {leave.extended}"))  # fmt: skip


def _tell_of_profile(pk: int, at: datetime) -> bool:
    row = _profiles(at).select_related("person").filter(pk=pk).first()
    desk = _keeper(row.person, at) if row else None
    if row is None or desk is None:
        return False
    says = f"The profile was to be reviewed by {row.review_on:%-d %B %Y}: {row.person.name}"
    return bool(tell(desk, None, person=row.person, kind=PROFILE, says=says, at=at, within_minutes=A_DAY,
                     key=f"{PROFILE} {row.person_id} {row.review_on}"))  # fmt: skip


def _keeper(person: Person, at: datetime) -> Desk | None:
    """The desk of whoever keeps the profile: the home or carer with whom the person lives and who may see the record,
    else the council that answers for the person."""
    day, seeing = day_of(at), {part.agency_id for part in involved(person.pk, at)}
    placed = Placement.objects.filter(person=person, during__contains=day).values_list("provider", flat=True).first()
    owed = CareStatus.objects.filter(person=person, during__contains=day).exclude(authority=None)
    here = _desk([placed], ("registered manager", "foster carer")) if placed in seeing else None
    return here or _desk(owed.values_list("authority", flat=True), COUNCIL)


def _desk(agencies: Iterable[int | None], roles: Iterable[str]) -> Desk | None:
    """The first of these desks that is set up and not closed."""
    found = {desk.role: desk for desk in Desk.objects.filter(agency__in=list(agencies), closed_at=None)}
    return next((found[role] for role in roles if role in found), None)


def follow(person: int, at: datetime) -> None:
    """Something was recorded of a person: what is done now needs nobody's acknowledgement any more."""
    rows = Notice.objects.filter(person=person, acknowledged_at=None, ended_at=None)
    open_now = [n for n in rows.only("key", "desk") if n.key.startswith((f"{LEAVE} ", f"{PROFILE} "))]
    if not open_now:
        return
    keys = {f"{LEAVE} {pk} {n}" for pk, n in _leaves(at).filter(person=person).values_list("pk", "extended")}
    keys |= {
        f"{PROFILE} {person} {day}" for day in _profiles(at).filter(person=person).values_list("review_on", flat=True)
    }
    over = [n for n in open_now if n.key.rsplit(" level ", 1)[0] not in keys]
    Notice.objects.filter(pk__in=[n.pk for n in over]).update(ended_at=at)
    changed(desks={n.desk_id for n in over}, episode=None)


def follow_episode(episode: Episode, at: datetime) -> None:
    """The same, where it was recorded on an open episode."""
    follow(episode.person_id, at)
