"""Who may set up agencies, desks, people and rotas. Knows no episode and no screen.

An administrator looks after the own agency. One of a police area also after the agencies of that area, one of the
national unit after all of them; after their *people* only until an agency has an administrator of its own."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sightline.access.actor import Actor
from sightline.access.kinds import KNOWN
from sightline.access.models import Agency, Desk, Post
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou

ADMINISTRATOR = "administrator"
SETS_UP_OTHERS = frozenset({"police", "national unit"})
# Set-up from the command line of the machine: whoever may start it could write the tables anyway.
COMMAND_LINE = Actor(
    user=0, name="Command line", post=0, role=ADMINISTRATOR, rank=ADMINISTRATOR, agency=0, agency_name="this machine",
    agency_kind="national unit", area="", desks=(),
)  # fmt: skip


def looked_after(actor: Actor) -> QuerySet[Agency]:
    """The agencies an administrator looks after; none for any other role."""
    if actor.role != ADMINISTRATOR:
        return Agency.objects.none()
    if actor.agency_kind == "national unit":
        return Agency.objects.all()
    own = Q(pk=actor.agency)
    return Agency.objects.filter(own | Q(police_area=actor.agency) if actor.is_police else own)


def may_add(actor: Actor) -> bool:
    """Whether this actor may add agencies: an administrator of a police area or of the national unit."""
    return actor.role == ADMINISTRATOR and actor.agency_kind in SETS_UP_OTHERS


def one_looked_after(actor: Actor, agency: int, *, lock: bool = False) -> Agency:
    """An agency the actor looks after. Raises NotForYou in the same words whether it exists or not."""
    rows = looked_after(actor).select_for_update(of=("self",)) if lock else looked_after(actor)
    row = rows.select_related("police_area", "council", "merged_into").filter(pk=agency).first()
    if row is None:
        raise NotForYou
    return row


def posts_held(at: datetime) -> QuerySet[Post]:
    """The posts that are held at a moment."""
    until, ended = Q(until=None) | Q(until__gte=day_of(at)), Q(ended_at=None) | Q(ended_at__gt=at)
    return Post.objects.filter(until, ended)


def looks_after_people(actor: Actor, agency: Agency, at: datetime) -> bool:
    """Whether the actor may begin and end posts there: the own agency, or one with no administrator of its own."""
    if actor.role != ADMINISTRATOR:
        return False
    if agency.pk == actor.agency or actor is COMMAND_LINE:
        return True
    has_own = posts_held(at).filter(agency=agency, role=ADMINISTRATOR).exists()
    return not has_own and looked_after(actor).filter(pk=agency.pk).exists()


def check_people(actor: Actor, agency: Agency, at: datetime) -> None:
    """Raise NotForYou unless the actor may begin and end posts at the agency."""
    if not looks_after_people(actor, agency, at):
        raise NotForYou(f"{agency.name} has an administrator of its own, who looks after its people.")


def keeps_rota(actor: Actor, desk: Desk) -> bool:
    """Whether the actor may change a desk's rota: its administrator, or whoever answers for the agency's desks."""
    if desk.agency_id == actor.agency and actor.role == answers_at(desk.agency.kind):
        return True
    return looked_after(actor).filter(pk=desk.agency_id).exists()


def answers_at(kind: str) -> str:
    """The role that answers for the desks of a kind of agency: it keeps the rotas and is shown their holes."""
    return KNOWN[kind].answers if kind in KNOWN else ""
