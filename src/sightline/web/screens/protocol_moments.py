"""At which moment of an episode a card matters: for browsing only. Decides nothing about a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sightline.engine import Card, Version, Vocabulary
from sightline.engine.model import Authority, Clock, Definition, Record, Sharing


class Moment(NamedTuple):
    """One part of the library: what it is called and what stands in it."""

    name: Promise
    hint: Promise


MOMENTS = {
    "before": Moment(_("Before anybody is missing"), _("Plans, profiles, flags and pictures that are ready.")),
    "report": Moment(_("When somebody is away or reported"),
                     _("An absence is noticed, a call is taken, questions are asked.")),
    "grading": Moment(_("When the category and the risk are decided"),
                      _("What a decision must reckon with, and what it sets off.")),
    "missing": Moment(_("While somebody is missing"), _("Enquiries, contact, meetings, publicity, reviews.")),
    "found": Moment(_("When somebody is found"), _("Located, seen safe and well, heard, referred.")),
    "closing": Moment(_("When the episode is closed"), _("What must be done first, and who may close it.")),
    "placement": Moment(_("Where a child is placed"), _("Placing, notifying, reviewing, inspecting.")),
    "school": Moment(_("At school"), _("Absence from school, leaving the roll, extended leave.")),
    "organisation": Moment(_("In the organisation"), _("Boards, policies, figures, training, returns.")),
    "words": Moment(_("What the words mean"), _("The definitions that every other card rests on.")),
}  # fmt: skip

STAGES = {"report": "missing", "found": "found", "closing": "closing", "placement": "placement",
          "school absence": "school", "if it happens": "missing", "organisation": "organisation"}  # fmt: skip
# Events that stand elsewhere than the rest of their stage.
EVENTS = {
    "before": {"trigger plan agreed", "person registered", "person amended", "flag added", "flag ended",
               "care status recorded", "photograph obtained", "repeat pattern found",
               "person moved to another police area", "something new was learnt"},
    "report": {"absence noticed", "absence reviewed", "reported missing", "reported again", "call taken",
               "questions answered", "an agency heard of the absence", "a child told a health worker of running away",
               "found missing during an assessment", "another authority reported a missing child",
               "the Home Office found a child missing", "a helpline passed on a message", "records joined"},
    "grading": {"informant disputed the decision", "dispute settled", "officers deployed", "decided missing",
                "decided absent", "decided unauthorised absence", "decided away from placement", "decided absconder",
                "risk set high", "risk reviewed", "review period agreed", "decision not accepted",
                "second look taken", "non-crime report allocated"},
    "found": {"found dead", "unidentified person found", "taken into police protection",
              "found by the Home Office", "police protection considered"},
    "closing": {"presumed dead"},
    "placement": {"care status recorded", "placement recorded"},
    "school": {"school staff heard something"},
}  # fmt: skip
DECISIONS = {
    "grading": {"decide the category", "grade the risk", "lower the risk", "settle a dispute"},
    "closing": {"close the episode", "close the log as an unauthorised absence", "destroy the record"},
    "placement": {"confirm the placement", "sign the Schedule 7 report", "sign the regulation 40 report",
                  "file the regulation 40 report"},
    "school": {"take the pupil off the roll", "authorise extended leave from school"},
    "found": {"use force under police protection", "take the child into police protection"},
    "organisation": {"chair the exploitation and missing operational group"},
}  # fmt: skip
FORMS = {
    "before": {"pre-missing information", "trigger plan", "vulnerable person's pen picture", "flags", "photograph",
               "information guide", "agreement on checks"},
    "report": {"report", "questions", "notification", "carer's enquiries", "carer's log", "unauthorised absence log",
               "intelligence check", "Home Office missing person notification", "health alert"},
    "grading": {"decision", "risk assessment", "vulnerability assessment", "non-crime report"},
    "found": {"safe and well check", "return interview", "return interview offer", "return interview declined",
              "interview triage", "talk after the return", "harm found", "support session", "feedback", "referral",
              "joint picture after return", "use of a power", "use of force", "assessment of going again",
              "trafficking assessment"},
    "closing": {"closing", "closing check", "closed case"},
    "placement": {"care plan", "pathway plan", "placement information record", "placement notification",
                  "placement review", "regulation 40 report", "schedule 7 report",
                  "independent visit to a children's home", "enquiry about the place of a child"},
    "school": {"first day of absence", "questions of the school", "school's enquiries"},
    "organisation": {"local protocol", "missing policy of a home", "national return", "cohort list",
                     "commission of return interviews", "interview service figures", "operational group attendance",
                     "strategic group attendance", "yearly report on missing children"},
}  # fmt: skip


def moments_of(card: Card, version: Version, words: Vocabulary) -> tuple[str, ...]:
    """The moments at which a card matters, in the order of MOMENTS; every card has at least one."""
    found = set(_found(card, version, words))
    return tuple(moment for moment in MOMENTS if moment in found)


def _found(card: Card, version: Version, words: Vocabulary) -> Iterable[str]:
    body = version.body
    if isinstance(body, Clock):
        return _of_clock(body, words)
    if isinstance(body, Sharing):
        return _of_event(body.event, words)
    if isinstance(body, Authority):
        return _listed(DECISIONS, body.decision) or {"missing"}
    if isinstance(body, Record):
        return _listed(FORMS, body.form) or {"missing"}
    return {"words"} if isinstance(body, Definition) else {"grading"}


def _of_clock(clock: Clock, words: Vocabulary) -> set[str]:
    """Where its clock starts; and, of what begins at the report or a decision, what comes again or begins later."""
    starts = {moment for event in clock.starts for moment in _of_event(event, words)}
    goes_on = any(d.timing.shape == "every" or d.timing.after > timedelta(0) for d in clock.duties)
    return starts | {"missing"} if goes_on and starts & {"report", "grading"} else starts


def _of_event(event: str, words: Vocabulary) -> set[str]:
    return _listed(EVENTS, event) or {STAGES[words.events[event].stage]}


def _listed(table: dict[str, set[str]], name: str) -> set[str]:
    return {moment for moment, names in table.items() if name in names}
