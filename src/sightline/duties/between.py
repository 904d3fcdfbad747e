"""Duties between police areas, and who is told of them: answering an offer, settling a dispute, enquiries asked for.

They stand on the desk that was asked, of whatever area, beside the duties the cards give. Changes no ownership.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sightline.access.models import Desk
from sightline.access.queries import involved
from sightline.audit.moments import day_of
from sightline.duties.notices import tell
from sightline.episodes.models import Elsewhere, Episode, Handover, OwnershipDispute
from sightline.episodes.protocol import protocols

KINDS = frozenset({"handover offered", "ownership disputed", "enquiries asked of another area"})
ANSWER, SEE_TO_IT = "answer the offered investigation", "see that the offered investigation is answered"
SETTLE, ENQUIRE = "decide which area has the case", "make the enquiries another area asked for"
TOLD_OTHERWISE = frozenset({ANSWER, SETTLE, ENQUIRE})  # their desks are told in words of their own, once
OTHER = "other police force"
# No source gives a time for the answer; the card's own acknowledgement is four hours (WMP-TRANSFER-01). Ours: the desk
# answers within one, then the force incident manager sees to it, and from the fourth hour on the superintendent.
HOUR = timedelta(hours=1)
STEPS = ((HOUR, "force incident manager"), (4 * HOUR, "superintendent"))
RANKS = ["duty inspector", "force incident manager", "superintendent"]
# Whom of an agency a new owner concerns: the first of these desks that it has.
HEARS = ("missing person coordinator", "duty inspector", "social worker", "emergency duty team", "registered manager",
         "foster carer", "return interviewer", "school safeguarding lead")  # fmt: skip
Values = dict[str, Any]


def _row(do: str, desk: Desk, *, who: str, starts: datetime, due: datetime, ended: datetime | None, lapsed: bool,
         card: str) -> Values:  # fmt: skip
    met = None if lapsed else ended
    state = "stopped" if lapsed else "open" if ended is None else "met" if ended <= due else "met late"
    above = RANKS[RANKS.index(desk.role) + 1 :] if desk.role in RANKS else RANKS
    return {
        "do": do, "who": who, "to": "", "strength": "must", "starts_at": starts, "due_at": due, "state": state,
        "met_at": met, "desk_id": desk.pk, "agency": desk.agency_id, "cards": [card], "sources": _sources(card, starts),
        "escalate_to": above, "acknowledge_minutes": 30,
    }  # fmt: skip


def _sources(card: str, at: datetime) -> list[str]:
    """Where the card's version of that day stands in its source; of the first version, before there was one."""
    known = protocols().cards[card]
    return [(known.in_force(day_of(at)) or known.versions[0]).citation]


def duties(episode: Episode, kinds: Iterable[str], at: datetime) -> dict[str, Values]:
    """The rows of these duties by key, as they stand at a moment. Where nothing of the kind happened none is read."""
    if not KINDS & set(kinds):
        return {}
    rows = dict(_offers(episode, at))
    for one in Elsewhere.objects.filter(episode=episode).select_related("to_desk"):
        ended = one.done_at or one.declined_at
        rows[f"between elsewhere {one.pk}"] = _row(
            ENQUIRE, one.to_desk, who=OTHER, starts=one.asked_at, due=one.by_when, ended=ended,
            lapsed=bool(ended is None and episode.closed_at), card="WMP-ELSEWHERE-01",
        )  # fmt: skip
    for open_ in OwnershipDispute.objects.filter(episode=episode):
        lapsed = bool(open_.settled_at is None and episode.closed_at)
        for desk in _superintendents(open_):
            rows[f"between dispute {open_.pk} {desk.agency_id}"] = _row(
                SETTLE, desk, who="superintendent", starts=open_.opened_at, due=open_.opened_at + 4 * HOUR,
                ended=open_.settled_at, lapsed=lapsed, card="WMP-TRANSFER-03",
            )  # fmt: skip
    return rows


def _offers(episode: Episode, at: datetime) -> Iterable[tuple[str, Values]]:
    """The answer to each offer between areas, and while it stays away the ranks above, one after the other."""
    for offer in Handover.objects.filter(episode=episode).select_related("to_desk"):
        if offer.to_desk.agency_id == offer.from_agency_id:
            continue
        times: Any = {"starts": offer.offered_at, "ended": offer.answered_at, "lapsed": offer.lapsed,
                      "card": "WMP-TRANSFER-02"}  # fmt: skip
        yield f"between offer {offer.pk}", _row(ANSWER, offer.to_desk, who=OTHER, due=offer.offered_at + HOUR, **times)
        for after, role in STEPS:
            due = offer.offered_at + after
            desk = Desk.objects.filter(agency=offer.to_desk.agency_id, role=role).first()
            if desk and desk.pk != offer.to_desk_id and due <= (offer.answered_at or at):
                yield f"between offer {offer.pk} {role}", _row(SEE_TO_IT, desk, who=role, due=due, **times)


def _superintendents(dispute: OwnershipDispute) -> list[Desk]:
    rows = Desk.objects.filter(agency__in=(dispute.holder_id, dispute.other_id), role="superintendent")
    return list(rows.order_by("agency"))


def tell_of_areas(episode: Episode, kinds: Iterable[str], at: datetime) -> None:
    """Tell whom it concerns, once each: of enquiries asked for, of a dispute, and everybody of a new owner."""
    happened = KINDS & set(kinds)
    name = episode.person.name
    if "enquiries asked of another area" in happened:
        for one in Elsewhere.objects.filter(episode=episode, done_at=None, declined_at=None):
            says = f"{one.from_agency.name} asks for enquiries about {name}: {one.what}"
            tell(one.to_desk, episode, kind="enquiries elsewhere", says=says, at=at, key=f"elsewhere {one.pk}",
                 within_minutes=30, chain=RANKS)  # fmt: skip
    if "ownership disputed" in happened:
        for dispute in OwnershipDispute.objects.filter(episode=episode, settled_at=None):
            says = f"{dispute.holder.name} and {dispute.other.name} differ about who has the case of {name}: decide"
            for desk in _superintendents(dispute):
                tell(desk, episode, kind="dispute", says=says, at=at, key=f"dispute {dispute.pk} {desk.agency_id}",
                     within_minutes=30)  # fmt: skip
    if "handover accepted" in set(kinds):
        _tell_of_new_owner(episode, at)


def _tell_of_new_owner(episode: Episode, at: datetime) -> None:
    """Every agency with a part learns who has the case now, at the desk it concerns (B22: nobody is left in doubt)."""
    last = Handover.objects.filter(episode=episode, accepted=True).order_by("-answered_at").first()
    if last is None or last.from_agency_id == last.to_desk.agency_id:
        return
    parts = {part.agency_id for part in involved(episode.person_id, at, episode.pk)} - {episode.owner_agency_id}
    says = f"{episode.owner_agency.name} has the case of {episode.person.name} now, no longer {last.from_agency.name}"
    for agency in sorted(parts):
        desks = {desk.role: desk for desk in Desk.objects.filter(agency=agency)}
        if role := next((role for role in HEARS if role in desks), ""):
            tell(desks[role], episode, kind="new owner", says=says, at=at, key=f"owner {last.pk} {agency}",
                 within_minutes=120)  # fmt: skip
