"""What happens in the tests of the findings, by the real actions: a report, a decision, a return, a closing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sightline.episodes.actions import decide, found, report
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Decision, Episode, Found
from tests.people import Cast

NORTH, SOUTH = "Northmoor Police", "Southvale Police"
TOLD = Told(name="Denise Farrow", relation="registered manager", phone="01632 960201")
WHY = "Not seen since four, phone off, and nobody she knows has heard from her."
ANSWER = "Her sister spoke to her at seven and is driving to fetch her now."
# The questions whose answers absent needs (WMP-CATEGORY-04, HMIC-ABSENT-01).
NO_RISK = (
    "is likely to attempt suicide", "self-harms", "has a mental health condition", "has dementia",
    "has a learning disability", "needs essential medication", "is a victim of abuse at home",
    "is at known risk of sexual exploitation", "may be the victim of a serious crime", "poses a danger to the public",
    "absence is out of character", "is believed to be involved in crime",
)  # fmt: skip


def reported(
    cast: Cast, at: datetime, name: str, *, police: str = NORTH, answered: tuple[Answered, ...] = ()
) -> Episode:
    """Somebody is reported missing, last seen three hours ago."""
    return report.report_missing(
        by=cast.actor("call handler", police), at=at, person=cast.person(name).pk, told=TOLD,
        last_seen_at=at - timedelta(hours=3), last_seen_place="The bus station", circumstances="Did not come back.",
        answered=answered,
    )  # fmt: skip


def answer(
    cast: Cast, episode: Episode, at: datetime, *, says: str = "Said so on the telephone.", **answers: Any
) -> None:
    """Answers to facts: `yes=[...]`, `no=[...]`."""
    given = [Answered(phrase, kind, says) for kind, phrases in answers.items() for phrase in phrases]
    by = cast.actor("call handler", episode.owner_agency.name)
    report.answer_questions(episode=episode.pk, by=by, at=at, told=TOLD, answered=given)


def decided(
    cast: Cast, episode: Episode, at: datetime, category: str = "missing", risk: str = "high", *, because: str = WHY,
    answer: str = "", role: str = "duty inspector", axes: tuple[str, str] | None = None,
) -> Decision:  # fmt: skip
    """A decision of the owning police area, on top of whatever was decided before."""
    last = decide.latest(episode.pk)
    seriousness, immediacy = axes or (risk, risk)
    wanted = decide.Wanted(category, risk, because, seriousness, immediacy, answer,
                           review_every_minutes=60 if category == "absent" else None)  # fmt: skip
    by = cast.actor(role, episode.owner_agency.name)
    return decide.decide(episode=episode.pk, by=by, at=at, wanted=wanted, seen_decision=last.pk if last else 0)


def absent(cast: Cast, episode: Episode, at: datetime, **more: Any) -> Decision:
    """Absent, decided by the duty inspector for a reason that says something."""
    more = {"because": "Told his sister he would stay with a friend; no concern in any answer."} | more
    return decided(cast, episode, at, "absent", "none", **more)


def back(cast: Cast, episode: Episode, at: datetime) -> Found:
    """Located, and the place confirmed."""
    by = cast.actor("investigating officer", episode.owner_agency.name)
    return found.locate(episode=episode.pk, by=by, at=at, located_at=at, place="A friend's flat", located_by="PC Reeve",
                        confirmed=True)  # fmt: skip


def seen(cast: Cast, episode: Episode, at: datetime, harm: str = "no") -> Found:
    """Back, and seen safe and well, alone."""
    claim = back(cast, episode, at)
    by = cast.actor("investigating officer", episode.owner_agency.name)
    return found.see_safe_and_well(
        episode=episode.pk, version=claim.version, by=by, at=at, seen_at=at, seen_by="PC Reeve", seen_alone=True,
        harm=harm, says="I needed to get away for a bit.",
    )  # fmt: skip


def checked(cast: Cast, episode: Episode, at: datetime, referral: str = "refer") -> None:
    """The closing check: referral, place of return, what the person says."""
    by = cast.actor("investigating officer", episode.owner_agency.name)
    found.closing_check(
        episode=episode.pk, version=0, by=by, at=at, referral=referral, returns_to="Home", safe_there="yes",
        referral_because="She says why she goes; her worker should hear it.", person_says="It is all right there.",
    )  # fmt: skip


def offered(cast: Cast, episode: Episode, at: datetime) -> None:
    """The return interview, offered through Open Door."""
    by, provider = cast.actor("missing person coordinator", episode.owner_agency.name), cast.agency("Open Door").pk
    found.offer_interview(episode=episode.pk, by=by, at=at, provider=provider)


def closed(
    cast: Cast, episode: Episode, at: datetime, because: str = "Seen at home, spoken with alone, unhurt."
) -> Episode:
    """Closed by the investigating officer of the owning area."""
    by = cast.actor("investigating officer", episode.owner_agency.name)
    return found.close(episode=episode.pk, by=by, at=at, because=because)


def gone_and_back(cast: Cast, name: str, at: datetime, *, risk: str = "medium", answer: str = ANSWER) -> Episode:
    """One whole episode: reported, decided, seen, offered a talk, checked and closed five hours later."""
    episode = reported(cast, at, name)
    decided(cast, episode, at, risk=risk, answer=answer)
    later = at + timedelta(hours=5)
    seen(cast, episode, later)
    offered(cast, episode, later)
    checked(cast, episode, later)
    return closed(cast, episode, later)
