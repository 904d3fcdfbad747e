"""From the vocabulary's phrases to the record.

Each fact is answered by exactly one function here. Not known is never no.
"""

from __future__ import annotations

from collections.abc import Callable

from sightline.audit.moments import LONDON
from sightline.engine import Answer
from sightline.episodes.snapshot import Snapshot

ANSWER = {"yes": Answer.YES, "no": Answer.NO, "not known": Answer.NOT_KNOWN}


Function = Callable[[Snapshot, str], Answer]
ANSWERED_BY: dict[str, Function] = {}


def answers(*phrases: str) -> Callable[[Function], Function]:
    """Register a function as the one that answers these phrases.

    A second function for a phrase is a programming error.
    """

    def register(function: Function) -> Function:
        for phrase in phrases:
            if phrase in ANSWERED_BY:
                raise ValueError(f"two functions answer “{phrase}”")
            ANSWERED_BY[phrase] = function
        return function

    return register


def asked(taken: Snapshot, phrase: str) -> Answer:
    """A fact somebody must be asked: yes while a flag says so, else the newest answer of this episode, else not known.

    No answer takes a flag away: whoever asked may not have known it. It ends where it stands, with a reason (I2).
    """
    if phrase in taken.flags:
        return Answer.YES
    return ANSWER[taken.facts.get(phrase, "not known")]


@answers(
    "is looked after", "is a care leaver", "has a child protection plan", "is subject to section 47 enquiries",
    "is a child in need", "is privately fostered", "is accommodated under section 20", "is under a care order",
    "is a ward of court", "is an unaccompanied asylum seeking child",
)  # fmt: skip
def care_status(taken: Snapshot, phrase: str) -> Answer:
    """The dated care status in force; else what was asked: that no council has recorded it does not make it a no."""
    if any(c["phrase"] == phrase for c in taken.care):
        return Answer.YES
    return asked(taken, phrase)


@answers("is placed out of area")
def placed_out_of_area(taken: Snapshot, phrase: str) -> Answer:
    """The placement in force says whether it lies outside the responsible authority; without one, what was asked."""
    if taken.placement:
        return Answer.YES if taken.placement["out_of_area"] else Answer.NO
    return asked(taken, phrase)


@answers("whereabouts are known")
def whereabouts_known(taken: Snapshot, phrase: str) -> Answer:
    """Known only once a location was confirmed; until somebody says otherwise whereabouts are not known, which here
    is a no (A8, C26)."""
    if taken.found and taken.found["confirmed_at"]:
        return Answer.YES
    answer = asked(taken, phrase)
    return Answer.NO if answer is Answer.NOT_KNOWN else answer


@answers("whereabouts are claimed but not confirmed")
def whereabouts_claimed(taken: Snapshot, phrase: str) -> Answer:
    """A location somebody claims, and nobody has confirmed (C26)."""
    if taken.found:
        return Answer.NO if taken.found["confirmed_at"] else Answer.YES
    return asked(taken, phrase)


@answers("was harmed while missing")
def harmed(taken: Snapshot, phrase: str) -> Answer:
    """What the safe and well check found; the person's account counts (D96)."""
    if taken.found and taken.found["harm"]:
        return ANSWER[taken.found["harm"]]
    return asked(taken, phrase)


@answers("safe and well check recorded")
def safe_and_well(taken: Snapshot, phrase: str) -> Answer:
    """Whether police saw the person after the return (D95)."""
    return Answer.YES if taken.found and taken.found["seen_at"] else Answer.NO


@answers("was seen alone by police")
def seen_alone(taken: Snapshot, phrase: str) -> Answer:
    """Whether the safe and well check was held without the carer in the room."""
    if not taken.found or taken.found["seen_alone"] is None:
        return Answer.NOT_KNOWN
    return Answer.YES if taken.found["seen_alone"] else Answer.NO


@answers("return interview offered")
def interview_offered(taken: Snapshot, phrase: str) -> Answer:
    """Whether the independent return interview was offered (D97)."""
    return Answer.YES if taken.interview else Answer.NO


@answers("declined the return interview")
def interview_declined(taken: Snapshot, phrase: str) -> Answer:
    """Whether the person said no to the interview; no offer means not known."""
    if not taken.interview:
        return Answer.NOT_KNOWN
    return Answer.YES if taken.interview["declined_at"] else Answer.NO


@answers("home may not be safe")
def home_not_safe(taken: Snapshot, phrase: str) -> Answer:
    """The closing check asks whether it is safe to return there; an unsure answer stays not known (C94)."""
    if taken.closing:
        return {"yes": Answer.NO, "no": Answer.YES}.get(taken.closing["safe_there"], Answer.NOT_KNOWN)
    return asked(taken, phrase)


@answers("has a current multi-agency plan")
def has_plan(taken: Snapshot, phrase: str) -> Answer:
    """A trigger plan in force is such a plan; without one, what was asked."""
    return Answer.YES if taken.plan else asked(taken, phrase)


SHOWN_BY = {
    "children's services told": {"children's services told", "referred to children's services"},
    "crime recorded": {"crime recorded", "done: record the crime"},
    "a child abduction warning notice was served": {"warning notice served"},
    "long-term plan made": {"long-term plan made", "done: make a long-term plan"},
    "a decision on referral is recorded": {"referral decided", "referred to children's services"},
}  # fmt: skip


@answers(*SHOWN_BY)
def has_happened(taken: Snapshot, phrase: str) -> Answer:
    """Whether an event that shows it is on the timeline; else what was asked."""
    return Answer.YES if SHOWN_BY[phrase] & taken.kinds else asked(taken, phrase)


@answers("is known to children's services")
def known_to_services(taken: Snapshot, phrase: str) -> Answer:
    """Any care status in force means an open case; else what was asked."""
    return Answer.YES if taken.care else asked(taken, phrase)


@answers("is out of hours")
def out_of_hours(taken: Snapshot, phrase: str) -> Answer:
    """Whether the council's offices are closed at this moment: evenings, nights and weekends in London."""
    local = taken.at.astimezone(LONDON)
    return Answer.NO if local.weekday() < 5 and 9 <= local.hour < 17 else Answer.YES


@answers("it is safe to return there")
def safe_to_return(taken: Snapshot, phrase: str) -> Answer:
    """What the closing check says of the place of return; unsure stays not known (C94)."""
    return ANSWER[taken.closing["safe_there"]] if taken.closing else Answer.NOT_KNOWN


def answer_all(taken: Snapshot, phrases: list[str]) -> dict[str, Answer]:
    """The three-valued answer to every phrase asked for."""
    return {phrase: ANSWERED_BY.get(phrase, asked)(taken, phrase) for phrase in phrases}
