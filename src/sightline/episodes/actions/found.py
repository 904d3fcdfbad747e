"""From located to closed: claimed, confirmed, seen safe and well, the return interview, the closing check. Located is
not seen (A2, A55)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actions import end_involvement, involve
from sightline.access.actor import Actor
from sightline.access.models import Agency
from sightline.access.queries import involved
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.engine import Assessment, Proposal, assess
from sightline.episodes.actions.core import Also, check_moment, locked, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import ClosingCheck, Decision, Episode, Found, Handover, Interview, RiskFact
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.episodes.whereabouts import told_of

SHARED_WITH = ("police intelligence", "the plan")
ANSWERS = ("yes", "no", "not known")
INTELLIGENCE, SCREENED = (
    "done: put what the interview told into police intelligence",
    "done: screen for sexual exploitation",
)
REFERRALS = ("refer", "already referred", "no referral")


def _disappeared(episode: Episode) -> datetime:
    return episode.last_seen_at or episode.opened_at


@transaction.atomic
def locate(
    *, episode: int, by: Actor, at: datetime, located_at: datetime, place: str, located_by: str, how: str = "",
    confirmed: bool = False,
) -> Found:  # fmt: skip
    """Record where the person is said to be.

    It stays a claim until somebody confirms it (C26); the episode stays open.
    """
    row = locked(episode, by, at)
    check_moment(located_at, at, field="located_at", what="When the person was located", not_before=_disappeared(row),
                 before_what="the person was last seen")  # fmt: skip
    if Found.objects.filter(pk=row.pk).exclude(confirmed_at=None).exists():
        raise Refused("A location was confirmed already. Record what has changed as an enquiry.")
    found, _ = Found.objects.update_or_create(
        episode=row,
        defaults={
            "located_at": located_at, "located_how": how,
            "located_place": needed(place, field="place", says="Enter where the person is said to be."),
            "located_by": needed(located_by, field="located_by", says="Enter who says so."),
        },
    )  # fmt: skip
    body = {"place": place, "by": located_by, "how": how}
    record(row, "location claimed", by=by, at=at, happened_at=located_at, body=body)
    if confirmed:
        return confirm(episode=episode, by=by, at=at, how=how or "seen there by the person recording this")
    return found


@transaction.atomic
def confirm(*, episode: int, by: Actor, at: datetime, how: str, returned_at: datetime | None = None) -> Found:
    """Confirm a claimed location: a voice an adult recognised, a call back to a land line, eyes on the person (C26)."""
    row = locked(episode, by, at)
    found = Found.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused("Nobody has recorded a location yet. Record where the person is first.")
    if found.confirmed_at:
        raise Refused(f"The location was confirmed already by {found.confirmed_by}.")
    found.confirmed_how = needed(how, field="how", says="Say how the location was confirmed.")
    found.confirmed_at, found.confirmed_by, found.version = at, by.name, found.version + 1
    found.returned_at = returned_at or found.located_at
    check_moment(found.returned_at, at, field="returned_at", what="The return", not_before=_disappeared(row),
                 before_what="the disappearance")  # fmt: skip
    found.save()
    row.state = "located"
    place = {"place": found.located_place}
    record(
        row,
        "returned",
        by=by,
        at=at,
        happened_at=found.returned_at,
        body=place,
        also=[("location confirmed", place | {"how": how})],
    )
    return found


@transaction.atomic
def see_safe_and_well(
    *, episode: int, version: int, by: Actor, at: datetime, seen_at: datetime, seen_by: str, seen_alone: bool | None,
    harm: str, says: str, offending: str = "", doctor: str = "", health: str = "",
) -> Found:  # fmt: skip
    """Record the safe and well check: seen by whom, alone or not, what the person says, any sign of harm (D95, D96);
    offending by or against them, their health and whether a doctor is needed (E17), where that was asked."""
    row = locked(episode, by, at)
    found = Found.objects.select_for_update().filter(pk=row.pk).first()
    if found is None or not found.confirmed_at:
        raise Refused("A claimed location is not a known one: confirm where the person is first.")
    if found.version != version:
        raise Stale(
            "Somebody else changed this while you were writing.",
            theirs=told_of(by, row.pk, {"seen_by": found.seen_by, "harm": found.harm, "says": found.says}),
            version=found.version,
        )
    check_moment(seen_at, at, field="seen_at", what="When the person was seen", not_before=found.located_at,
                 before_what="the person was located")  # fmt: skip
    if harm not in ANSWERS:
        raise Refused("Say whether there are signs of harm.", field="harm")
    if offending and offending not in ANSWERS:
        raise Refused("Say whether there was offending: yes, no or not known.", field="offending")
    if doctor and doctor not in ANSWERS:
        raise Refused("Say whether a doctor is needed: yes, no or not known.", field="doctor")
    found.offending, found.doctor, found.health = offending, doctor, health.strip()
    found.seen_at, found.seen_alone, found.harm, found.version = seen_at, seen_alone, harm, version + 1
    found.seen_by = needed(seen_by, field="seen_by", says="Enter who saw the person.")
    found.says = needed(says, field="says", says="Write what the person says, in the person's own words.")
    found.save()
    row.state = "seen"
    asked = {"offending": offending, "doctor needed": doctor, "health": found.health}
    body = {"by": seen_by, "alone": seen_alone, "harm": harm, "says": says} | {k: v for k, v in asked.items() if v}
    also: list[Also] = [("harm found", {"says": says})] if harm == "yes" else []
    record(row, "seen safe and well", by=by, at=at, happened_at=seen_at, body=body, also=also)
    return found


@transaction.atomic
def offer_interview(*, episode: int, by: Actor, at: datetime, provider: int, choice: str = "") -> Interview:
    """Offer the independent return interview, with the person's choice of who and where (D97)."""
    row = locked(episode, by, at, closed_too=True)
    if not Found.objects.filter(pk=row.pk).exclude(confirmed_at=None).exists():
        raise Refused("The interview is offered when the person has been found. Confirm the location first.")
    agency = Agency.objects.filter(pk=provider).first()
    if agency is None:
        raise Refused("Choose who will carry out the interview.", field="provider")
    interview, made = Interview.objects.get_or_create(
        episode=row, defaults={"offered_at": at, "offered_by": by.name, "provider": agency, "choice": choice}
    )
    if not made:
        raise Refused(f"The interview was offered already by {interview.offered_by}.")
    involve(
        agency=agency.pk,
        person=row.person_id,
        part="return interviewer",
        because="return interview",
        at=at,
        by=by.author,
    )
    record(row, "return interview offered", by=by, at=at, body={"provider": agency.name, "choice": choice})
    return interview


def _offered(episode: int, version: int, by: Actor, at: datetime) -> tuple[Episode, Interview]:
    row = locked(episode, by, at, closed_too=True)
    interview = Interview.objects.select_for_update().filter(pk=row.pk).first()
    if interview is None:
        raise Refused("The interview has not been offered yet.")
    if interview.version != version:
        theirs = {"says": interview.says, "declined_because": interview.declined_because}
        raise Stale("Somebody else changed this while you were writing.", theirs=told_of(by, row.pk, theirs),
                    version=interview.version)  # fmt: skip
    if interview.carried_out_at or interview.declined_at:
        raise Refused("The interview has its outcome already.")
    interview.version += 1
    return row, interview


@transaction.atomic
def carry_out_interview(
    *, episode: int, version: int, by: Actor, at: datetime, carried_out_at: datetime, interviewer: str, place: str,
    says: str, sharing_agreed: bool | None, shared_with: Sequence[str] = (), not_shared_because: str = "",
    to_intelligence: bool | None = None, screened: bool | None = None,
) -> Interview:  # fmt: skip
    """Record the return interview: when, by whom, where, what was said, and what may be shared (D98).

    It is complete only with a decision on sharing (I33): with whom, or why with nobody. A yes of the person's shares
    with police intelligence and the plan unless `shared_with` says otherwise; a no is the reason for nobody.
    `to_intelligence` and `screened`: both are duties of their own, and done where they were done already (E19).
    """
    row, interview = _offered(episode, version, by, at)
    check_moment(carried_out_at, at, field="carried_out_at", what="The interview", not_before=row.found.located_at,
                 before_what="the person was located")  # fmt: skip
    interview.carried_out_at, interview.sharing_agreed, interview.place = carried_out_at, sharing_agreed, place
    interview.interviewer = needed(interviewer, field="interviewer", says="Enter who carried out the interview.")
    interview.says = needed(says, field="says", says="Write what was said.")
    sharing = _sharing(sharing_agreed, shared_with, not_shared_because)
    interview.to_intelligence, interview.screened = to_intelligence, screened
    interview.save()
    done = {INTELLIGENCE: to_intelligence, SCREENED: screened}
    also: list[Also] = [(kind, {"how": "Recorded with the return interview."}) for kind, yes in done.items() if yes]
    body = {"by": interviewer, "place": place, "sharing agreed": sharing_agreed, "says": says} | sharing
    record(row, "return interview carried out", by=by, at=at, happened_at=carried_out_at, body=body, also=also)
    return interview


def _sharing(agreed: bool | None, shared_with: Sequence[str], because: str) -> dict[str, Any]:
    """What was decided on sharing. What keeps somebody safe may be shared against a no, by naming with whom."""
    if unknown := [name for name in shared_with if name not in SHARED_WITH]:
        raise Refused(f"“{unknown[0]}” is nobody it can be shared with. Known: {', '.join(SHARED_WITH)}.",
                      field="sharing_agreed")  # fmt: skip
    shared = list(shared_with) or (list(SHARED_WITH) if agreed and not because.strip() else [])
    why = because.strip() or ("The person does not agree." if agreed is False else "")
    if not shared and not why:
        says = "Decide what becomes of it before the interview is complete: shared with police and plan, or not."
        raise Refused(says, field="sharing_agreed")
    return {"shared with": shared, "not shared because": "" if shared else why}


@transaction.atomic
def decline_interview(
    *, episode: int, version: int, by: Actor, at: datetime, because: str, parents_offered: bool
) -> Interview:
    """Record that the person said no, in their words, and whether parents were offered the chance instead (D111)."""
    row, interview = _offered(episode, version, by, at)
    interview.declined_at = at
    interview.declined_because = needed(because, field="because", says="Write what the person said.")
    interview.parents_offered_at = at if parents_offered else None
    interview.save()
    also: list[Also] = [("parents offered the chance to give information", {})] if parents_offered else []
    record(row, "return interview declined", by=by, at=at, body={"because": because}, also=also)
    return interview


@transaction.atomic
def closing_check(
    *, episode: int, version: int, by: Actor, at: datetime, referral: str, referral_because: str, returns_to: str,
    safe_there: str, person_says: str,
) -> ClosingCheck:  # fmt: skip
    """Answer what must be answered before closing.

    The referral decision, is it safe to return there, what does the person say (C94).
    """
    row = locked(episode, by, at)
    old = ClosingCheck.objects.select_for_update().filter(pk=row.pk).first()
    if (old.version if old else 0) != version:
        theirs = {"referral": old.referral, "safe_there": old.safe_there, "person_says": old.person_says} if old else {}
        raise Stale(
            "Somebody else changed this while you were writing.",
            theirs=told_of(by, row.pk, theirs),
            version=old.version if old else 0,
        )
    if referral not in REFERRALS:
        raise Refused(
            "Decide on a referral: refer, already referred, or no referral with the reason.", field="referral"
        )
    if safe_there not in ANSWERS:
        raise Refused("Say whether it is safe to return there.", field="safe_there")
    values = {
        "referral": referral,
        "safe_there": safe_there,
        "at": at,
        "by_name": by.name,
        "role": by.role,
        "version": version + 1,
        "referral_because": needed(
            referral_because, field="referral_because", says="Give the reason for the referral decision."
        ),
        "returns_to": needed(returns_to, field="returns_to", says="Enter where the person goes back to."),
        "person_says": needed(person_says, field="person_says", says="Write what the person says about going back."),
    }
    check, _ = ClosingCheck.objects.update_or_create(episode=row, defaults=values)
    kind = "referred to children's services" if referral == "refer" else "referral decided"
    said = {k: values[k] for k in ("referral", "referral_because", "returns_to", "safe_there", "person_says")}
    record(row, kind, by=by, at=at, body=said, also=[("closing check made", {})])
    return check


def _excused(episode: Episode) -> bool:
    """Whether police and carer agreed, with a reason, not to hold the check, in an area that allows it (C82, J12)."""
    if protocols().areas[episode.area].parameters.get("leaving out the check is agreed by") == "nobody":
        return False
    excuse = RiskFact.objects.filter(episode=episode, phrase="a decision against a safe and well check is recorded")
    newest = excuse.order_by("-id").first()
    return newest is not None and newest.answer == "yes" and bool(newest.says.strip())


def missing_before_closing(episode: Episode) -> list[str]:
    """What still stands between an episode and its closing, in plain words; empty when it may be proposed."""
    found = Found.objects.filter(pk=episode.pk).first()
    lacks = []
    if found is None or not found.confirmed_at:
        lacks.append("Nobody has confirmed where the person is.")
    elif not found.seen_at and episode.category not in ("absent", "unauthorised absence") and not _excused(episode):
        lacks.append("The person has not been seen safe and well.")
    if not Decision.objects.filter(episode=episode).exists():
        lacks.append("Nobody has decided whether this was missing or absent.")
    check = ClosingCheck.objects.filter(pk=episode.pk).first()
    if check is None:
        lacks.append("No referral decision has been made, nor whether it is safe to return there.")
    return lacks


def closing_assessment(episode: Episode, by: Actor, at: datetime, because: str) -> Assessment:
    """What the cards say of closing this episode now."""
    check = ClosingCheck.objects.filter(pk=episode.pk).first()
    proposal = Proposal(close=True, by=by.role, because=because, returned_to=check.returns_to if check else None)
    asked, _ = situation(episode, at, proposed=proposal, stage="closing")
    return assess(protocols(), asked, on=day_of(at))


@transaction.atomic
def close(*, episode: int, by: Actor, at: datetime, because: str) -> Episode:
    """Close an episode. Refused until located and seen, the closing check is made, and no card bars it (A2, C33,
    H19)."""
    row = locked(episode, by, at)
    if by.agency != row.owner_agency_id:
        raise NotForYou(f"Only {row.owner_agency.name}, which owns the episode, can close it.")
    text = needed(because, field="because", says="Say why the episode can be closed.")
    if lacks := missing_before_closing(row):
        raise Refused(" ".join(lacks), field="because")
    answer = closing_assessment(row, by, at, text)
    if answer.verdict == "refused":
        raise NotAccepted("This episode cannot be closed yet. The reasons are shown.", answer, field="because")
    if answer.verdict == "challenged":  # a label, or that somebody did not engage, closes nothing (I28, I29)
        raise NotAccepted(answer.challenge, answer, field="because")
    row.closed_at, row.state = at, "closed"
    # C33: the code follows from the category; nobody chooses it by hand.
    code = "Missing - Unauthorised absence" if row.category == "absent" else "Missing Person"
    lapsed = _let_offers_lapse(row, by, at)
    record(row, "closed", by=by, at=at, body={"because": text, "code": code} | lapsed)
    _end_involvements(row, by, at)
    return row


def _let_offers_lapse(episode: Episode, by: Actor, at: datetime) -> dict[str, str]:
    """A handover that nobody has answered ends with the episode: no desk is asked to own what is closed."""
    waiting = Handover.objects.select_related("to_desk").filter(episode=episode, answered_at=None).first()
    if waiting is None:
        return {}
    waiting.answered_at, waiting.answered_by, waiting.accepted, waiting.lapsed = at, by.name, False, True
    waiting.answer = "The episode was closed before this was answered."
    waiting.save()
    return {"handover not answered": waiting.to_desk.name}


def _end_involvements(episode: Episode, by: Actor, at: datetime) -> None:
    for row in involved(episode.person_id, at, episode.pk):
        if row.part == "offered a handover":
            end_involvement(
                agency=row.agency_id,
                person=episode.person_id,
                part=row.part,
                because="episode closed",
                at=at,
                by=by.author,
            )
