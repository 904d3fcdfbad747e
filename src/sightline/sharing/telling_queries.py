"""Reading who was told what: of one episode, one telling, the messages that failed, the addresses outside.

Through the gate. What is kept back, and why, is shown to police and councils only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sightline.access.actor import Actor
from sightline.access.gate import counting, open_person
from sightline.audit.behalf import of_system
from sightline.audit.refusal import NotForYou
from sightline.duties.models import Notice, Outgoing
from sightline.sharing.models import OutsideContact, Telling
from sightline.sharing.telling_actions import DECIDERS, KEEPS_ADDRESSES, mends_messages

KEEP_BACK_SHOWN = ("police", "council")
SECRET = ("withheld", "ask")


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient of one happening as a page shows it: how it stands, and whom silence went to."""

    telling: Telling
    state: str
    escalated_to: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


def lines(actor: Actor, episode: int) -> list[Line]:
    """Who was told, may be, or is not, of one episode, what waits for somebody first. The gate was passed before."""
    rows = list(_joined().filter(episode=episode).order_by("event_at", "id"))
    chains = _chains([row.notice for row in rows if row.notice])
    shown = [_line(row, chains) for row in rows if _may_read(actor, row)]
    return sorted(shown, key=lambda line: (line.state not in WAITING, line.telling.event_at, line.telling.pk))


WAITING = ("ask", "failed", "ring", "silent", "waiting")


def _joined() -> QuerySet[Telling]:
    return Telling.objects.select_related(
        "notice", "desk__agency", "outgoing", "duty", "person", "episode__owner_agency", "episode__person"
    )


def _may_read(actor: Actor, row: Telling) -> bool:
    return actor.agency_kind in KEEP_BACK_SHOWN or row.state not in SECRET


def _chains(notices: list[Notice]) -> dict[str, list[Notice]]:
    """The escalations of these notices, by what the notices of one chain have in common."""
    bases = {n.key.rsplit(" level ", 1)[0] for n in notices}
    found: dict[str, list[Notice]] = {base: [] for base in bases}
    episodes = {n.episode_id for n in notices if n.episode_id}
    for each in Notice.objects.filter(episode__in=episodes).select_related("desk__agency").order_by("level"):
        base = each.key.rsplit(" level ", 1)[0]
        if base in found:
            found[base].append(each)
    return found


def _line(row: Telling, chains: dict[str, list[Notice]]) -> Line:
    if row.state != "desk" or row.notice is None:
        return Line(row, _sent(row) if row.state == "sent" else row.state)
    chain = chains.get(row.notice.key.rsplit(" level ", 1)[0], [])
    knows = next((n for n in chain if n.acknowledged_at), None)
    higher = [f"{n.desk.name}, {n.desk.agency.name}" for n in chain if n.level]
    silent = row.notice.escalated_at is not None
    state = "acknowledged" if knows else "silent" if silent else "ended" if row.notice.ended_at else "waiting"
    by, at = (knows.acknowledged_by, knows.acknowledged_at) if knows else ("", None)
    return Line(row, state, higher[-1] if higher else "", by, at)


def _sent(row: Telling) -> str:
    """A message that left, still waits, or failed so far."""
    message = row.outgoing
    if message is None or message.sent_at:
        return "sent"
    return "failed" if message.failed else "leaving"


def one(actor: Actor, telling: int, *, at: datetime) -> Line:
    """One telling, through the gate. Raises NotForYou in the same words whether it exists or not."""
    row = _joined().filter(pk=telling).first()
    if row is None or not _may_read(actor, row):
        raise NotForYou
    open_person(actor, row.person_id, at=at, purpose="telling", screen="telling", episode=row.episode_id)
    return _line(row, _chains([row.notice] if row.notice else []))


def may_decide(actor: Actor) -> bool:
    """Whether this role may decide against a card that keeps something back."""
    return actor.role in DECIDERS


def keeps_contacts(actor: Actor) -> bool:
    """Whether this role keeps the addresses of bodies outside."""
    return actor.role in KEEPS_ADDRESSES


def failed(actor: Actor, limit: int = 200) -> list[Outgoing]:
    """Messages that did not go, those of a faulty set-up first: for police and administrators, who can mend it.

    An administrator sees where and why, never what a message says.
    """
    if not mends_messages(actor):
        raise NotForYou
    with counting(actor):  # the police read as themselves: nothing about a record that is kept apart from them
        rows = list(Outgoing.objects.filter(sent_at=None).exclude(failed="").order_by("-made_at")[:limit])
    return sorted(rows, key=lambda row: row.trouble != "setup")


@of_system("messages that do not go are shown to whoever mends it, and what they say to the police alone")
def set_up_at_fault(actor: Actor) -> Outgoing | None:
    """The newest message that waits for somebody to mend a way out, such as a key that has expired."""
    if not mends_messages(actor):
        return None
    return Outgoing.objects.filter(sent_at=None, trouble="setup").order_by("-made_at").first()


def contacts(actor: Actor) -> list[OutsideContact]:
    """The bodies outside that the actor's agency knows how to reach."""
    if not keeps_contacts(actor):
        raise NotForYou
    return list(OutsideContact.objects.filter(agency=actor.agency).order_by("role"))
