"""Reading agencies, desks and people for whoever looks after them. Shows nobody's record but the staff's own posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from sightline.access import holding
from sightline.access.actor import Actor
from sightline.access.models import Agency, Desk, FormerName, Post, SetPasswordLink, User
from sightline.access.rights import keeps_rota, looked_after, one_looked_after, posts_held
from sightline.audit.refusal import NotForYou


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency in the list: its former names, how many desks and people it has."""

    agency: Agency
    former: tuple[str, ...]
    desks: int
    people: int


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody's post at an agency, and whether a password was ever set or a link is on its way."""

    post: Post
    can_sign_in: bool
    link_until: datetime | None


def find(actor: Actor, at: datetime, *, asked: str = "", closed_too: bool = False) -> list[Listed]:
    """The agencies this actor looks after, those whose name now or formerly contains what is asked."""
    rows = looked_after(actor)
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(former_names__name__icontains=asked)).distinct()
    if not closed_too and not asked:
        rows = rows.filter(closed_at=None)
    found = list(rows.select_related("merged_into").order_by("name"))
    ids = [row.pk for row in found]
    former: dict[int, list[str]] = {}
    for name in FormerName.objects.filter(agency__in=ids).order_by("-until"):
        former.setdefault(name.agency_id, []).append(name.name)
    desks = _counted(Desk.objects.filter(agency__in=ids, closed_at=None).values_list("agency").annotate(Count("pk")))
    people = _counted(
        posts_held(at).filter(agency__in=ids).values_list("agency").annotate(Count("user", distinct=True))
    )
    return [Listed(row, tuple(former.get(row.pk, ())), desks.get(row.pk, 0), people.get(row.pk, 0)) for row in found]


def _counted(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def own_agency(actor: Actor, agency: int) -> Agency:
    """An agency the actor looks after, or the own one for whoever keeps its rotas. Raises NotForYou otherwise."""
    if agency == actor.agency:
        return Agency.objects.select_related("police_area", "council", "merged_into").get(pk=agency)
    return one_looked_after(actor, agency)


def former_names(agency: int) -> list[FormerName]:
    """The names an agency had, and those of agencies that became part of it, newest first."""
    return list(FormerName.objects.filter(agency=agency).order_by("-until"))


def desks_of(agency: int) -> list[Desk]:
    """The desks of an agency, closed ones last."""
    rows = Desk.objects.filter(agency=agency).select_related("agency", "out_of_hours__agency")
    return sorted(rows, key=lambda d: (d.closed_at is not None, d.team, d.name))


def desk_for(actor: Actor, desk: int, *, rota: bool = False) -> Desk:
    """A desk the actor looks after; with `rota`, one whose rota the actor keeps or works by. Raises NotForYou."""
    row = Desk.objects.select_related("agency", "out_of_hours__agency").filter(pk=desk).first()
    if row is None:
        raise NotForYou
    if rota and (row.pk in actor.desks or keeps_rota(actor, row)):
        return row
    one_looked_after(actor, row.agency_id)
    return row


def may_answer_for(desk: Desk) -> list[Desk]:
    """The desks that may answer for one out of hours: the other ones of its agency, and emergency duty teams."""
    rows = Desk.objects.filter(Q(agency=desk.agency_id) | Q(role="emergency duty team"), closed_at=None)
    rows = rows.filter(agency__closed_at=None).exclude(pk=desk.pk)
    found = rows.select_related("agency")
    return sorted(found, key=lambda d: (d.agency_id != desk.agency_id, d.agency.name, d.name))


def people_of(agency: int, at: datetime) -> list[Worker]:
    """Everybody who works at an agency, with whether they can sign in."""
    posts = list(posts_held(at).filter(agency=agency).select_related("user", "agency").order_by("user__name", "role"))
    users = {p.user_id for p in posts}
    links = SetPasswordLink.objects.filter(user__in=users, used_at=None, withdrawn_at=None, expires_at__gt=at)
    until = dict(links.values_list("user", "expires_at"))
    return [Worker(p, p.user.has_usable_password(), until.get(p.user_id)) for p in posts]


def colleagues(agency: int, at: datetime, *, but: int) -> list[tuple[int, str]]:
    """Whoever works at an agency, by user: (number, name), without one."""
    rows = posts_held(at).filter(agency=agency).exclude(user=but).values_list("user", "user__name").distinct()
    return sorted(rows, key=lambda row: row[1])


def post_for(actor: Actor, post: int) -> Post:
    """A post at an agency the actor looks after. Raises NotForYou whether it exists or not."""
    row = Post.objects.select_related("agency", "user").filter(pk=post).first()
    if row is None:
        raise NotForYou
    one_looked_after(actor, row.agency_id)
    return row


def holds(post: int, at: datetime) -> list[holding.Held]:
    """What the holder of a post has in hand: it must be handed over before the post ends."""
    return holding.held_by("post", post, at)


def user_named(email: str) -> User | None:
    """The person of an e-mail address."""
    return User.objects.filter(email__iexact=email.strip()).first()


def police_areas() -> list[Agency]:
    """The police areas that are set up here."""
    return list(Agency.objects.filter(kind="police", closed_at=None).order_by("name"))


def councils() -> list[Agency]:
    """The councils that are set up here."""
    return list(Agency.objects.filter(kind="council", closed_at=None).order_by("name"))
