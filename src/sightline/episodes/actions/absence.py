"""A carer's unauthorised absence.

Noticed, looked at again each hour, reported missing by six hours at the latest (A13, C65, D1, D2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.access.queries import agency as agency_by_id
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.engine import Proposal, assess
from sightline.episodes.actions.care_checks import FirstChecks, begin_checks, send_profile
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Answered, Told, keep_answers, report_missing
from sightline.episodes.models import ClosingCheck, Episode, Found
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation

CARERS = ("registered manager", "foster carer")
NOTHING: Mapping[str, str] = {}
NO_CHECKS = FirstChecks()


@transaction.atomic
def notice_absence(
    *, by: Actor, at: datetime, person: int, noticed_at: datetime, because: str, answered: Sequence[Answered] = (),
    checks: FirstChecks = NO_CHECKS,
) -> Episode:  # fmt: skip
    """Begin to watch an absence the carer judges unauthorised and without immediate concern.

    The clock starts at `noticed_at`; so does the deadline of the first checks, where some are named (C61).

    Raises NotAccepted where a card bars it: then the person is to be reported missing at once (A13, C60).
    """
    episode, told = _noticed(by, at, person, noticed_at, because, checks)
    episode.category, episode.risk = "unauthorised absence", "none"
    episode.save(update_fields=["category", "risk"])
    keep_answers(episode, [Answered("the absence is unauthorised", "yes", because), *answered], told, by, at)
    proposal = Proposal(category="unauthorised absence", risk="none", by=by.role, because=because)
    asked, _ = situation(episode, at, proposed=proposal)
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        raise NotAccepted("This is not an absence to be watched: report it to the police now.", answer, field="because")
    also = begin_checks(episode, checks)
    record(episode, "absence noticed", by=by, at=at, happened_at=noticed_at, body={"because": because}, also=also)
    return episode


def _noticed(
    by: Actor, at: datetime, person: int, noticed_at: datetime, because: str, checks: FirstChecks
) -> tuple[Episode, Told]:
    """The episode of an absence nobody has reported yet, owned by whoever cares for the person."""
    if by.role not in CARERS or not may_see(by, [person], at):
        raise NotForYou
    check_moment(noticed_at, at, field="noticed_at", what="When the absence was noticed")
    if open_one := Episode.objects.select_for_update().filter(person_id=person, closed_at=None).first():
        raise Refused(f"There is already an open episode, {open_one.reference}. Add to that one.")
    checks.check()
    own = agency_by_id(by.agency)
    episode = Episode.objects.create(
        person_id=person, area=own.area, state="absence", opened_at=noticed_at, last_seen_at=noticed_at,
        owner_agency_id=by.agency, owner_post_id=by.post, check_minutes=checks.minutes,
        circumstances=needed(because, field="because", says="Say why there is no concern for safety so far."),
        reporter_agency_id=by.agency, reporter_name=by.name, reporter_phone=own.phone,
    )  # fmt: skip
    return episode, Told(name=by.name, relation=by.role, phone=own.phone, agency=by.agency)


@transaction.atomic
def look_first(
    *, by: Actor, at: datetime, person: int, noticed_at: datetime, because: str, checks: FirstChecks
) -> Episode:
    """Make the first checks before the police are told, until the deadline the carer sets now (C61, D4).

    Nothing is decided by it: at the deadline the absence becomes a report by itself.
    """
    if not checks.what:
        raise Refused("Say what you try first.", field="checks")
    episode, _told = _noticed(by, at, person, noticed_at, because, checks)
    also = begin_checks(episode, checks)
    record(episode, "absence noticed", by=by, at=at, happened_at=noticed_at, body={"because": because}, also=also)
    return episode


@transaction.atomic
def report_resident(
    *, by: Actor, at: datetime, person: int, last_seen_at: datetime | None, last_seen_place: str, circumstances: str,
    tonight: Mapping[str, str] = NOTHING, gone_at: datetime | None = None, gone_from: str = "",
) -> Episode:  # fmt: skip
    """Report somebody who lives here missing: a few words and what is different tonight; the profile goes with it."""
    if by.role not in CARERS:
        raise NotForYou
    own = agency_by_id(by.agency)
    told = Told(name=by.name, relation=by.role, phone=own.phone, agency=by.agency)
    episode = report_missing(by=by, at=at, person=person, told=told, last_seen_at=last_seen_at,
                             last_seen_place=last_seen_place, circumstances=circumstances,
                             gone_at=gone_at, gone_from=gone_from)  # fmt: skip
    send_profile(episode, by, at, tonight)
    return episode


@transaction.atomic
def review_absence(*, episode: int, by: Actor, at: datetime, outcome: str, found: str) -> Episode:
    """Look at the decision again.

    Still no concern, back, or concerned - which reports the person missing at once (D1).
    """
    row = locked(episode, by, at)
    if row.state != "absence":
        raise Refused("This absence has been reported to the police. Add what you know to the episode instead.")
    text = needed(found, field="found", says="Write what was checked and what was found.")
    record(row, "absence reviewed", by=by, at=at, body={"outcome": outcome, "found": text})
    if outcome == "concerned":
        return report_from_absence(episode=episode, by=by, at=at, because=text)
    if outcome == "back":
        return _back(row, by, at, text)
    if outcome != "no concern":
        raise Refused("Choose an outcome of the review.", field="outcome")
    return row


def _back(row: Episode, by: Actor, at: datetime, says: str) -> Episode:
    Found.objects.create(
        episode=row,
        located_at=at,
        located_place="back at the placement",
        located_by=by.name,
        located_how=says,
        confirmed_at=at,
        confirmed_by=by.name,
        confirmed_how="seen by the carer",
        returned_at=at,
        says=says,
    )
    ClosingCheck.objects.create(episode=row, at=at, by_name=by.name, role=by.role, referral="no referral",
                                referral_because="unauthorised absence ended by return", returns_to="the placement",
                                safe_there="not known", person_says=says)  # fmt: skip
    row.state, row.closed_at = "closed", at
    record(
        row, "returned", by=by, at=at, body={"says": says}, also=[("closed", {"code": "unauthorised absence ended"})]
    )
    return row


@transaction.atomic
def report_from_absence(
    *, episode: int, by: Actor, at: datetime, because: str, source: str = "screen", tonight: Mapping[str, str] = NOTHING
) -> Episode:
    """Report a watched absence to the police: the profile and everything tried so far go with it (D2)."""
    row = locked(episode, by, at)
    own = agency_by_id(by.agency)
    told = Told(name=by.name, relation=by.role, phone=own.phone, agency=by.agency)
    reported = report_missing(
        by=by, at=at, person=row.person_id, told=told, last_seen_at=row.last_seen_at,
        last_seen_place=row.last_seen_place, circumstances=f"{row.circumstances}\n{because}".strip(),
    )  # fmt: skip
    send_profile(reported, by, at, tonight)
    return reported
