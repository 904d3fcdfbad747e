"""The one gate: may this actor see this person or episode, for this purpose? Decided, recorded, and only then
returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from sightline.access.actor import Actor
from sightline.access.models import Involvement, Restriction
from sightline.audit.behalf import Apart, of_system, present
from sightline.audit.moments import day_of
from sightline.audit.record import consulted
from sightline.audit.refusal import NotForYou
from sightline.people.models import Placement

SEES_THE_REGISTER = frozenset({"police", "national unit"})
# Roles of an agency that work with figures or with sign-ins, never with one person's record (vocabulary, roles.other).
NEVER_A_PERSON = frozenset({"analyst", "administrator"})
AUDITORS = frozenset({"administrator", "missing person coordinator", "superintendent"})

# Parts that open the one record they are about, and nothing else of the person: a school sees what it recorded itself.
OWN_RECORD_ONLY = ("school", "education welfare service")


def _standing(actor: Actor, at: datetime) -> QuerySet[Involvement]:
    """What lets an actor's agency see people; out of hours also what lets those see whom it answers for."""
    standing = _all_standing(at).exclude(part__in=OWN_RECORD_ONLY)
    if actor.answers_for:
        return standing.filter(agency_id__in=(actor.agency, *actor.answers_for))
    return standing.filter(agency_id=actor.agency)


def _numbers(people: Iterable[int]) -> RawSQL:
    """Numbers for a condition, as one parameter however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(people)])


def _asked(function: str, post: int, at: datetime) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [post, at])
        return frozenset(cursor.fetchone()[0])


def hidden_from(actor: Actor, at: datetime) -> frozenset[int]:
    """The people whose record is restricted, and on whose list this actor's post does not stand (D53, F10, F11)."""
    return _asked("lock_hidden", actor.post, at)


def _apart(actor: Actor, at: datetime) -> Apart:
    """Who is kept apart from the actor, and who is opened to it alone: as the server said when it was told who asks,
    else asked for now."""
    now = present()
    if now.post == actor.post and now.at == at and now.apart is not None:
        return now.apart
    return Apart(hidden=hidden_from(actor, at), opened=_asked("lock_opened", actor.post, at))


def restricted_among(people: Iterable[int]) -> set[int]:
    """Those whose record is open to a named list alone; asked where something about them would leave the system."""
    with of_system("whether a message may carry a name"):
        rows = Restriction.objects.filter(person_id__in=set(people), lifted_at=None)
        return set(rows.values_list("person_id", flat=True))


def _all_standing(at: datetime) -> QuerySet[Involvement]:
    return Involvement.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


def has_own_part(actor: Actor, episode: int | None, at: datetime) -> bool:
    """Whether the actor's agency has a part in this one record, though it may see nothing else of the person."""
    if episode is None or actor.role in NEVER_A_PERSON:
        return False
    parts = _all_standing(at).filter(agency_id=actor.agency, episode=episode, part__in=OWN_RECORD_ONLY)
    apart = _apart(actor, at)
    return parts.exclude(person_id__in=apart.hidden).exists()


def may_see(actor: Actor, people: Iterable[int], at: datetime) -> set[int]:
    """Those of `people` this actor may see: police see the register; every other agency whom it is involved with, or
    has opened in an emergency. A restricted record is seen by its named list alone."""
    return set() if actor.role in NEVER_A_PERSON else may_count(actor, people, at)


def may_count(actor: Actor, people: Iterable[int], at: datetime) -> set[int]:
    """Those of `people` who may be part of a number shown to this actor: whom the agency may see, whatever the role.

    Whoever works with figures alone counts no further than the colleagues who may look.
    """
    asked = set(people)
    if not asked:
        return asked
    apart = _apart(actor, at)
    asked -= apart.hidden
    if actor.agency_kind in SEES_THE_REGISTER:
        return asked
    parts = set(_standing(actor, at).filter(person_id__in=_numbers(asked)).values_list("person_id", flat=True))
    return parts | (asked & apart.opened)


def counting(actor: Actor) -> AbstractContextManager[None]:
    """Around reading what is counted for whoever works with figures alone, who is shown no row: the number is that of
    the colleagues who may look (`may_count` says of whom), and the database shows this actor nobody."""
    return of_system("figures are counted") if actor.role in NEVER_A_PERSON else nullcontext()


def visible_to(actor: Actor, at: datetime) -> Q:
    """The condition on a `person` foreign key that keeps a list to whom this actor may see."""
    if actor.role in NEVER_A_PERSON:
        return Q(pk__in=())
    apart = _apart(actor, at)
    kept = ~Q(person_id__in=_numbers(apart.hidden)) if apart.hidden else Q()
    if actor.agency_kind in SEES_THE_REGISTER:
        return kept
    part = Q(_has_a_part(actor, at))
    return kept & (part | Q(person_id__in=apart.opened) if apart.opened else part)


def _has_a_part(actor: Actor, at: datetime) -> Exists:
    """Asked of each row of a list as it is read. Without `OFFSET 0` the planner would read everybody the agency has a
    part in before the first row of a list of fifty."""
    part = _standing(actor, at).filter(person_id=OuterRef("person_id"))
    return Exists(part, template="EXISTS(%(subquery)s OFFSET 0)")


def placed_unopened(actor: Actor, at: datetime) -> int:
    """How many people are placed with the actor's agency whom nobody has opened to it: a number, never who."""
    with of_system("how many residents are not opened to their own home"):
        rows = Placement.objects.filter(provider=actor.agency, during__contains=day_of(at))
        placed = set(rows.values_list("person_id", flat=True))
    return len(placed - hidden_from(actor, at) - may_see(actor, placed, at))


def open_person(
    actor: Actor, person: int, *, at: datetime, purpose: str, screen: str, act: str = "view", episode: int | None = None
) -> None:
    """Let the actor through to one person (and episode), writing the consultation; raises NotForYou and writes that
    too."""
    if person not in may_see(actor, [person], at) and not has_own_part(actor, episode, at):
        consulted(by=actor.author, at=at, purpose=purpose, act="refused", screen=screen, people=[person])
        raise NotForYou(on_record=True)
    consulted(by=actor.author, at=at, purpose=purpose, act=act, screen=screen, people=[person],
              episodes=[episode] if episode else [])  # fmt: skip


def refused(actor: Actor, *, at: datetime, screen: str, address: str) -> None:
    """Record that somebody asked for what is not theirs, or does not exist: trying numbers leaves a trace."""
    consulted(by=actor.author, at=at, purpose="refused", act="refused", screen=screen, asked={"address": address[:200]})


def listed(
    actor: Actor,
    *,
    at: datetime,
    purpose: str,
    screen: str,
    people: Sequence[int],
    act: str = "list",
    asked: dict[str, Any] | None = None,
    episodes: Sequence[int] = (),
) -> None:
    """Record that a page showed these people to the actor: one line for the page (DESIGN section 5)."""
    consulted(
        by=actor.author, at=at, purpose=purpose, act=act, screen=screen, asked=asked, people=people, episodes=episodes
    )


def may_audit(actor: Actor) -> None:
    """Raise NotForYou unless this role may read the consultation log."""
    if actor.role not in AUDITORS:
        raise NotForYou


def require(actor: Actor, roles: Iterable[str], what: str) -> None:
    """Raise NotForYou, naming who may, unless the actor holds one of the roles the authority allows."""
    allowed = list(roles)
    if actor.role not in allowed:
        who = ", ".join(allowed)
        raise NotForYou(f"You are signed in as {actor.role}. {what} is for: {who}.")
