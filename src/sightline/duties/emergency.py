"""Breaking the glass: opening a record without a part in it, for three hours, against a reason. The coordinator is told
at once, must acknowledge, and looks at it afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON, hidden_from, may_see, require
from sightline.access.models import BreakGlass, Desk
from sightline.audit.behalf import of_system
from sightline.audit.record import append, consulted
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.notices import tell
from sightline.episodes.models import Episode

OPEN_FOR = timedelta(hours=3)
ANSWER_WITHIN = 10  # minutes for the coordinator, before the next in the chain is told
COORDINATOR = "missing person coordinator"
CHAIN = ("duty inspector", "force incident manager", "superintendent")
NOT_FOUND = (
    "Nothing was opened. Check the reference, or the whole name and the date of birth, as they are on paper. "
    "If somebody is in danger, ring 999; the police find anybody."
)


def _number(reference: str) -> int | None:
    """The number in a reference such as MP-26-000012."""
    last = reference.strip().rsplit("-", 1)[-1]
    return int(last) if last.isdecimal() and len(last) < 10 else None


def _found(reference: str, name: str, born_on: date | None) -> Episode | None:
    """The newest episode of the one person who is exactly meant; guessing finds nobody."""
    rows = Episode.objects.select_related("person", "owner_agency").order_by("-opened_at")
    if reference.strip():
        row = rows.filter(pk=_number(reference) or 0).first()
        return row if row and row.reference == reference.strip().upper() else None
    if not (name.strip() and born_on):
        return None
    same = [row for row in rows.filter(person__born_on=born_on)
            if row.person.name.casefold() == " ".join(name.split()).casefold()]  # fmt: skip
    return same[0] if len({row.person_id for row in same}) == 1 else None


def _coordinator(episode: Episode) -> Desk:
    """The desk that is told: the owning police area's coordinator, or its first desk of the chain."""
    desks = {desk.role: desk for desk in Desk.objects.filter(agency=episode.owner_agency).select_related("agency")}
    found = next((desks[role] for role in (COORDINATOR, *CHAIN) if role in desks), None)
    if found is None:
        raise Refused(f"{episode.owner_agency.name} has no desk that could be told, so nothing was opened. Ring 101.")
    return found


@transaction.atomic
def break_glass(
    *, by: Actor, at: datetime, because: str, reference: str = "", name: str = "", born_on: date | None = None
) -> BreakGlass:
    """Open a record for three hours. Refused in the same words where there is none and where it is restricted."""
    if by.role in NEVER_A_PERSON:
        raise NotForYou
    if len(because.split()) < 4:
        raise Refused("Say in a sentence why you must see this record now.", field="because")
    with of_system("a record is opened in an emergency"):
        episode = _found(reference, name, born_on)
        if episode is None or episode.person_id in hidden_from(by, at):
            raise _nothing(by, at, {"reference": reference[:40], "name": name[:80], "because": because[:200]})
        if may_see(by, [episode.person_id], at):
            raise Refused("You may open this record already: search for it under People.")
        return _open(episode, by, at, because.strip())


def _nothing(by: Actor, at: datetime, asked: dict[str, str]) -> Refused:
    """The refusal of an attempt, which stays in the log though the transaction is undone."""
    refusal = Refused(NOT_FOUND, field="reference")
    refusal.keep = partial(
        consulted, by=by.author, at=at, purpose="emergency", act="refused", screen="break-glass", asked=asked
    )
    return refusal


def _open(episode: Episode, by: Actor, at: datetime, because: str) -> BreakGlass:
    until = at + OPEN_FOR
    row = BreakGlass.objects.create(
        post_id=by.post, person_id=episode.person_id, episode=episode.pk, because=because, opened_at=at, until=until
    )
    body = {"until": until, "because": because, "agency": by.agency_name, "glass": row.pk}
    append("opened in an emergency", by=by.author, happened_at=at, recorded_at=at, person=episode.person_id,
           episode=episode.pk, body=body)  # fmt: skip
    consulted(by=by.author, at=at, purpose=f"emergency: {because}", act="break-glass", screen="break-glass",
              people=[episode.person_id], episodes=[episode.pk])  # fmt: skip
    says = f"Opened in an emergency by {by.name}, {by.role}, {by.agency_name}: {episode.person.name}"
    tell(_coordinator(episode), episode, kind="break-glass", says=says, at=at, key=f"glass {row.pk}",
         within_minutes=ANSWER_WITHIN, chain=CHAIN)  # fmt: skip
    return row


def to_review(by: Actor) -> list[BreakGlass]:
    """What was opened in an emergency and nobody has looked at since, oldest first."""
    require(by, (COORDINATOR,), "Reviewing what was opened in an emergency")
    rows = BreakGlass.objects.filter(reviewed_at=None).select_related("post__user", "post__agency", "person")
    return list(rows.order_by("opened_at"))


@transaction.atomic
def review(*, glass: int, by: Actor, at: datetime, says: str) -> None:
    """Write down what the review found. It ends an opening that still runs."""
    require(by, (COORDINATOR,), "Reviewing what was opened in an emergency")
    if not says.strip():
        raise Refused("Say whether it was needed, and what follows.", field="says")
    row = BreakGlass.objects.select_for_update().filter(pk=glass, reviewed_at=None).first()
    if row is None or not may_see(by, [row.person_id], at):
        raise NotForYou
    row.reviewed_at, row.reviewed_by, row.review, row.until = at, by.name, says.strip(), min(row.until, at)
    row.save(update_fields=["reviewed_at", "reviewed_by", "review", "until"])
    append("emergency opening reviewed", by=by.author, happened_at=at, recorded_at=at, person=row.person_id,
           episode=row.episode, body={"glass": row.pk, "says": says.strip()})  # fmt: skip
