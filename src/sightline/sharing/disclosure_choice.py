"""Which of the sharing cards that fit concern a person now: by an open duty, or by what waits to be told.

For the order of a page only. Writes nothing, and knows no screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from sightline.access.actor import Actor
from sightline.audit.queries import occurrences
from sightline.duties.models import Duty
from sightline.episodes.protocol import protocols
from sightline.sharing.disclosure_weighing import Offer
from sightline.sharing.models import Telling
from sightline.sharing.telling_cards import DONE_BY_HAND
from sightline.sharing.telling_duties import recipient, starts_of
from sightline.sharing.telling_queries import KEEP_BACK_SHOWN

LATELY = timedelta(days=7)
WAITING = ("ring", "offered")


def concern_now(
    actor: Actor, offers: Sequence[Offer], *, person: int, episode: int | None, at: datetime
) -> list[tuple[Offer, datetime | None]]:
    """The offers that somebody has to act on, or asked for, in this episode, each with when it is due, soonest first.

    They are those of a telling that still waits, of an open duty to tell one of their recipients, and of an act of
    sharing of this week that nothing tells by itself, such as a question from outside.
    """
    due = _tellings(actor, person, episode) | _duties(offers, episode) if episode else {}
    lately = {kind for kind, when in occurrences(episode=episode) if when > at - LATELY} if episode else set()
    by_hand = {o.card.id: None for o in offers if o.body.event in lately & DONE_BY_HAND}
    found = [(o, {**by_hand, **due}[o.card.id]) for o in offers if o.card.id in by_hand or o.card.id in due]
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1] or at, pair[0].body.strength != "must"))


def _tellings(actor: Actor, person: int, episode: int) -> dict[str, datetime | None]:
    """The cards of what is still to be told, and when its duty is due. Who is asked about first, police and councils
    alone are shown."""
    states = (*WAITING, "ask") if actor.agency_kind in KEEP_BACK_SHOWN else WAITING
    rows = Telling.objects.filter(Q(state__in=states) | Q(state="sent", duty__state="open"), person=person)
    mine = rows.filter(Q(episode=episode) | Q(episode=None)).select_related("duty").order_by("-event_at")
    return {card: row.duty.due_at if row.duty else None for row in mine for card in row.cards}


def _duties(offers: Iterable[Offer], episode: int) -> dict[str, datetime | None]:
    """The offers that say, at the same stage of the case, to tell whom an open duty says to tell."""
    found: dict[str, datetime | None] = {}
    for duty in Duty.objects.filter(episode=episode, state="open").order_by(F("due_at").desc(nulls_first=True)):
        to, stages = recipient(duty), {_stage(event) for event in starts_of(duty.cards)}
        hit = (o for o in offers if o.body.strength == "must" and to in o.body.to and _stage(o.body.event) in stages)
        found |= {o.card.id: duty.due_at for o in hit}
    return found


def _stage(event: str) -> str:
    known = protocols().vocabulary.events.get(event)
    return known.stage if known else ""
