"""From the vocabulary's phrases to the record.

Each fact is answered by exactly one function here. Not known is never no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sightline.audit.moments import LONDON
from sightline.engine import Answer
from sightline.episodes.models import ClosingCheck, Episode, Found, Interview, RiskFact
from sightline.people.queries import Known, known

ANSWER = {"yes": Answer.YES, "no": Answer.NO, "not known": Answer.NOT_KNOWN}


@dataclass(frozen=True, slots=True)
class Context:
    """Everything the functions below look at, read once.

    The episode, the person as known now, the newest answers, the ending.
    """

    episode: Episode | None
    known: Known
    newest: Mapping[str, RiskFact]
    found: Found | None
    interview: Interview | None
    closing: ClosingCheck | None
    happened: frozenset[str]
    at: datetime


Function = Callable[[Context, str], Answer]
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


def asked(context: Context, phrase: str) -> Answer:
    """A fact somebody must be asked: the newest answer of this episode, else a flag in force, else not known."""
    if fact := context.newest.get(phrase):
        return ANSWER[fact.answer]
    return Answer.YES if any(f.phrase == phrase for f in context.known.flags) else Answer.NOT_KNOWN


@answers(
    "is looked after", "is a care leaver", "has a child protection plan", "is subject to section 47 enquiries",
    "is a child in need", "is privately fostered",
)  # fmt: skip
def care_status(context: Context, phrase: str) -> Answer:
    """The dated care status in force; else what was asked: that no council has recorded it does not make it a no."""
    if any(c.phrase == phrase for c in context.known.care):
        return Answer.YES
    return asked(context, phrase)


@answers("is placed out of area")
def placed_out_of_area(context: Context, phrase: str) -> Answer:
    """The placement in force says whether it lies outside the responsible authority; without one, what was asked."""
    if context.known.placement:
        return Answer.YES if context.known.placement.out_of_area else Answer.NO
    return asked(context, phrase)


@answers("whereabouts are known")
def whereabouts_known(context: Context, phrase: str) -> Answer:
    """Known only once a location was confirmed; until somebody says otherwise whereabouts are not known, which here
    is a no (A8, C26)."""
    if context.found and context.found.confirmed_at:
        return Answer.YES
    answer = asked(context, phrase)
    return Answer.NO if answer is Answer.NOT_KNOWN else answer


@answers("whereabouts are claimed but not confirmed")
def whereabouts_claimed(context: Context, phrase: str) -> Answer:
    """A location somebody claims, and nobody has confirmed (C26)."""
    if context.found:
        return Answer.NO if context.found.confirmed_at else Answer.YES
    return asked(context, phrase)


@answers("was harmed while missing")
def harmed(context: Context, phrase: str) -> Answer:
    """What the safe and well check found; the person's account counts (D96)."""
    if context.found and context.found.harm:
        return ANSWER[context.found.harm]
    return asked(context, phrase)


@answers("safe and well check recorded")
def safe_and_well(context: Context, phrase: str) -> Answer:
    """Whether police saw the person after the return (D95)."""
    return Answer.YES if context.found and context.found.seen_at else Answer.NO


@answers("was seen alone by police")
def seen_alone(context: Context, phrase: str) -> Answer:
    """Whether the safe and well check was held without the carer in the room."""
    if not context.found or context.found.seen_alone is None:
        return Answer.NOT_KNOWN
    return Answer.YES if context.found.seen_alone else Answer.NO


@answers("return interview offered")
def interview_offered(context: Context, phrase: str) -> Answer:
    """Whether the independent return interview was offered (D97)."""
    return Answer.YES if context.interview else Answer.NO


@answers("declined the return interview")
def interview_declined(context: Context, phrase: str) -> Answer:
    """Whether the person said no to the interview; no offer means not known."""
    if not context.interview:
        return Answer.NOT_KNOWN
    return Answer.YES if context.interview.declined_at else Answer.NO


@answers("home may not be safe")
def home_not_safe(context: Context, phrase: str) -> Answer:
    """The closing check asks whether it is safe to return there; an unsure answer stays not known (C94)."""
    if context.closing:
        return {"yes": Answer.NO, "no": Answer.YES}.get(context.closing.safe_there, Answer.NOT_KNOWN)
    return asked(context, phrase)


@answers("has a current multi-agency plan")
def has_plan(context: Context, phrase: str) -> Answer:
    """A trigger plan in force is such a plan; without one, what was asked."""
    return Answer.YES if context.known.plan else asked(context, phrase)


SHOWN_BY = {
    "children's services told": {"children's services told", "referred to children's services"},
    "crime recorded": {"crime recorded", "done: record the crime"},
    "long-term plan made": {"long-term plan made", "done: make a long-term plan"},
    "a decision on referral is recorded": {"referral decided", "referred to children's services"},
}  # fmt: skip


@answers(*SHOWN_BY)
def has_happened(context: Context, phrase: str) -> Answer:
    """Whether an event that shows it is on the timeline; else what was asked."""
    return Answer.YES if SHOWN_BY[phrase] & context.happened else asked(context, phrase)


@answers("is known to children's services")
def known_to_services(context: Context, phrase: str) -> Answer:
    """Any care status in force means an open case; else what was asked."""
    return Answer.YES if context.known.care else asked(context, phrase)


@answers("is out of hours")
def out_of_hours(context: Context, phrase: str) -> Answer:
    """Whether the council's offices are closed at this moment: evenings, nights and weekends in London."""
    local = context.at.astimezone(LONDON)
    return Answer.NO if local.weekday() < 5 and 9 <= local.hour < 17 else Answer.YES


@answers("it is safe to return there")
def safe_to_return(context: Context, phrase: str) -> Answer:
    """What the closing check says of the place of return; unsure stays not known (C94)."""
    return ANSWER[context.closing.safe_there] if context.closing else Answer.NOT_KNOWN


def read(episode: Episode, at: datetime, happened: frozenset[str]) -> Context:
    """Read once what the functions need, in a handful of queries."""
    newest: dict[str, RiskFact] = {}
    for fact in RiskFact.objects.filter(episode=episode).order_by("id"):
        newest[fact.phrase] = fact
    return Context(
        episode=episode,
        known=known(episode.person_id, at),
        newest=newest,
        found=Found.objects.filter(pk=episode.pk).first(),
        interview=Interview.objects.filter(pk=episode.pk).first(),
        closing=ClosingCheck.objects.filter(pk=episode.pk).first(),
        happened=happened,
        at=at,
    )


def answer_all(context: Context, phrases: list[str]) -> dict[str, Answer]:
    """The three-valued answer to every phrase asked for."""
    return {phrase: ANSWERED_BY.get(phrase, asked)(context, phrase) for phrase in phrases}
