"""The one gate: may this actor see this person or episode, for this purpose? Decided, recorded, and only then
returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sightline.access.actor import Actor
from sightline.access.models import Involvement
from sightline.audit.record import consulted
from sightline.audit.refusal import NotForYou

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


def _all_standing(at: datetime) -> QuerySet[Involvement]:
    return Involvement.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


def has_own_part(actor: Actor, episode: int | None, at: datetime) -> bool:
    """Whether the actor's agency has a part in this one record, though it may see nothing else of the person."""
    if episode is None or actor.role in NEVER_A_PERSON:
        return False
    parts = _all_standing(at).filter(agency_id=actor.agency, episode=episode, part__in=OWN_RECORD_ONLY)
    return parts.exists()


def may_see(actor: Actor, people: Iterable[int], at: datetime) -> set[int]:
    """Those of `people` this actor may see: police see the register; every other agency whom it is involved with."""
    return set() if actor.role in NEVER_A_PERSON else may_count(actor, people, at)


def may_count(actor: Actor, people: Iterable[int], at: datetime) -> set[int]:
    """Those of `people` who may be part of a number shown to this actor: whom the agency may see, whatever the role.

    Whoever works with figures alone counts no further than the colleagues who may look.
    """
    asked = set(people)
    if actor.agency_kind in SEES_THE_REGISTER:
        return asked
    return set(_standing(actor, at).filter(person_id__in=asked).values_list("person_id", flat=True))


def visible_to(actor: Actor, at: datetime) -> Q:
    """The condition on a `person` foreign key that keeps a list to whom this actor may see."""
    if actor.role in NEVER_A_PERSON:
        return Q(pk__in=())
    if actor.agency_kind in SEES_THE_REGISTER:
        return Q()
    return Q(person_id__in=_standing(actor, at).values("person_id"))


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
