"""What the cards ask for before and after a placement, where no episode is open to hold it: worked out, never stored.

The clocks run from what is on the person's own chain (D17-D20, D145-D148).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused
from sightline.engine import Answer, DueDuty, Occurrence, answers_to_all, schedule
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.models import PlacementOffer
from sightline.episodes.protocol import calendar, protocols
from sightline.episodes.situation import from_snapshot
from sightline.episodes.snapshot import take

BEGINS = ("placement proposed", "placement began", "care status recorded")
OUT_OF_AREA = "is placed out of area"
OVER = ("met", "met late", "stopped", "missed")


def _since(person: int) -> datetime | None:
    """Where the clocks of the present placement begin: at its proposal, or at its beginning where none was recorded."""
    rows = Event.objects.filter(chain=person).order_by("-happened_at", "-id")
    began = rows.filter(kind="placement began").values_list("happened_at", flat=True).first()
    proposals = rows.filter(kind="placement proposed").values_list("happened_at", flat=True)
    if began:
        proposals = proposals.filter(happened_at__lte=began) if not _open_offers(person) else proposals
    moments = [m for m in (proposals.first(), began) if m]
    return min(moments, default=None)


def _open_offers(person: int) -> list[PlacementOffer]:
    return list(PlacementOffer.objects.filter(person=person, placement=None, withdrawn_at=None))


def owed(person: int, *, area: str, at: datetime) -> list[DueDuty]:
    """What is still open of the present or proposed placement, by the area's cards; those with a time first.

    Empty where no placement was proposed or began here: nothing is guessed from a placement of long ago.
    """
    since = _since(person)
    if since is None:
        return []
    away = any(offer.out_of_area for offer in _open_offers(person))
    asked = from_snapshot(take(person=person, at=at), area=area, stage="placement",
                          told={OUT_OF_AREA: Answer.YES} if away else {})  # fmt: skip
    rows = Event.objects.filter(chain=person, happened_at__gte=since).order_by("happened_at", "id")
    kinds = [Occurrence(k, m) for k, m in rows.values_list("kind", "happened_at") if k in BEGINS or _answers(k)]
    due = schedule(
        protocols(), area=area, answers=answers_to_all(protocols(), asked, on=day_of(at)), measures=asked.measures,
        occurrences=kinds, until=at, calendar=calendar(area),
    )  # fmt: skip
    first: dict[tuple[str, str, str | None], DueDuty] = {}
    for duty in sorted(due, key=lambda d: (d.due_at is None, d.due_at or d.starts_at)):
        if duty.state not in OVER and duty.ended_at is None:
            first.setdefault((duty.do, duty.who, duty.to), duty)
    return list(first.values())


def _answers(kind: str) -> bool:
    """Whether an event can meet a duty of a placement."""
    return kind.startswith("done: ") or kind in ("host authority told", "police for the placement area told")


@transaction.atomic
def record_done(*, person: int, do: str, how: str, by: Actor, at: datetime) -> None:
    """Record that something a placement asks for was done. Refused for what is not owed."""
    if do not in {duty.do for duty in owed(person, area=by.area, at=at)}:
        raise Refused("This is not open any more. Look at the list again.", field="do")
    text = needed(how, field="how", says="Say how it was done, and with whom.")
    write(f"done: {do}", person=person, by=by, at=at, body={"duty": do, "how": text})
