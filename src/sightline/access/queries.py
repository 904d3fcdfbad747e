"""Reading agencies, desks, posts, involvement and drafts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sightline.access.models import Agency, Delegation, Desk, Draft, Involvement, Post
from sightline.audit.moments import day_of


def posts_of(user: int, at: datetime) -> list[Post]:
    """The posts a user holds at a moment, then those in which the user stands in for somebody (`acting` is set)."""
    standing = Q(until=None) | Q(until__gte=day_of(at))
    held = Post.objects.filter(standing, Q(ended_at=None) | Q(ended_at__gt=at), agency__closed_at=None)
    rows = held.filter(user_id=user).select_related("agency", "user").order_by("agency__name", "role")
    return [*rows, *_standing_in(held, user, at)]


def _standing_in(held: QuerySet[Post], user: int, at: datetime) -> list[Post]:
    """The posts of others in which a user stands in at a moment, as long as both still work at the agency."""
    named = Delegation.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), stand_in=user)
    now = named.filter(begins_at__lte=at, ends_at__gt=at).select_related("stand_in")
    acting = {row.post_id: row.stand_in for row in now}
    if not acting:
        return []
    own = set(held.filter(user_id=user).values_list("agency", flat=True))
    rows = list(held.filter(pk__in=acting, agency__in=own).select_related("agency", "user").order_by("role"))
    for row in rows:
        row.acting = acting[row.pk]
    return rows


def post(post_id: int, user: int, at: datetime) -> Post | None:
    """One post of a user, if it is still held, or stood in for."""
    return next((p for p in posts_of(user, at) if p.pk == post_id), None)


def demonstration_posts() -> list[Post]:
    """The sign-ins that the demonstration lists, one for each role."""
    rows = Post.objects.filter(demonstration=True, ended_at=None, agency__closed_at=None).select_related(
        "agency", "user"
    )
    return list(rows.order_by("agency__kind", "agency__name", "role"))


def desk(agency: int, role: str) -> Desk | None:
    """The duty desk of a role at an agency."""
    return Desk.objects.filter(agency_id=agency, role=role, closed_at=None).select_related("agency").first()


def desks(agencies: list[int] | None = None) -> list[Desk]:
    """Duty desks with their agencies, all or those of the agencies named."""
    rows = Desk.objects.filter(closed_at=None).select_related("agency").order_by("agency__name", "role")
    return list(rows if agencies is None else rows.filter(agency_id__in=agencies))


def agency(agency_id: int) -> Agency:
    """One agency by number."""
    return Agency.objects.get(pk=agency_id)


def agency_names(ids: set[int]) -> dict[int, str]:
    """Names of agencies by number."""
    return dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))


def agencies(kind: str | None = None, *, closed_too: bool = False) -> list[Agency]:
    """Agencies by name, all or of one kind. Closed ones are left out: nobody may be placed or told there."""
    rows = Agency.objects.order_by("name")
    rows = rows if closed_too else rows.filter(closed_at=None)
    return list(rows if kind is None else rows.filter(kind=kind))


def involved(person: int, at: datetime, episode: int | None = None) -> list[Involvement]:
    """The agencies involved with a person at a moment, and in what part; with an episode, also those of that episode
    only."""
    rows = Involvement.objects.filter(Q(until=None) | Q(until__gt=at), person_id=person).select_related("agency")
    if episode is not None:
        rows = rows.filter(Q(episode=None) | Q(episode=episode))
    return list(rows.order_by("part", "agency__name"))


def draft(post_id: int, form: str) -> Draft | None:
    """What this post has typed into this form and not sent."""
    return Draft.objects.filter(post_id=post_id, form=form).first()


def drafts_of(post_id: int) -> list[Draft]:
    """Everything this post has typed and not sent, newest first."""
    return list(Draft.objects.filter(post_id=post_id).order_by("-saved_at"))
