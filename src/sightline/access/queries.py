"""Reading agencies, desks, posts, involvement and drafts."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from sightline.access.models import Agency, Desk, Draft, Involvement, Post


def posts_of(user: int, day: date) -> list[Post]:
    """The posts a user holds on a day."""
    rows = Post.objects.filter(Q(until=None) | Q(until__gte=day), user_id=user).select_related("agency", "user")
    return list(rows.order_by("agency__name", "role"))


def post(post_id: int, user: int, day: date) -> Post | None:
    """One post of a user, if it is still held."""
    return next((p for p in posts_of(user, day) if p.pk == post_id), None)


def demonstration_posts() -> list[Post]:
    """The sign-ins that the demonstration lists, one for each role."""
    rows = Post.objects.filter(demonstration=True).select_related("agency", "user")
    return list(rows.order_by("agency__kind", "agency__name", "role"))


def desk(agency: int, role: str) -> Desk | None:
    """The duty desk of a role at an agency."""
    return Desk.objects.filter(agency_id=agency, role=role).select_related("agency").first()


def desks(agencies: list[int] | None = None) -> list[Desk]:
    """Duty desks with their agencies, all or those of the agencies named."""
    rows = Desk.objects.select_related("agency").order_by("agency__name", "role")
    return list(rows if agencies is None else rows.filter(agency_id__in=agencies))


def agency(agency_id: int) -> Agency:
    """One agency by number."""
    return Agency.objects.get(pk=agency_id)


def agency_names(ids: set[int]) -> dict[int, str]:
    """Names of agencies by number."""
    return dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))


def agencies(kind: str | None = None) -> list[Agency]:
    """Agencies by name, all or of one kind."""
    rows = Agency.objects.order_by("name")
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
