"""The order of places within a document: by its numbers, or, where it numbers nothing, by the order of its headings."""

from __future__ import annotations

import re

NUMBERED = re.compile(r"^(paragraph|section|chapter|page)s? ")
BETWEEN = {"and", "to"}  # words between numbers, which say nothing of the order
# Documents whose places are headings, and these in the order in which they stand there.
HEADINGS = {
    "thames-valley-guidance": (
        "scope", "definitions", "categories", "risk assessment", "thresholds for referral to social care",
        "regional arrangements and cross-border issues", "out of hours responses", "alerting the police", "reporting",
        "roles and responsibilities", "all agencies", "parent / carer", "parent or carer", "police",
        "police timescales", "children's social care", "strategy", "children who run away and go missing from home",
        "caf", "planning before the event", "notification of absence", "informing the media",
        "longer or significant absences", "the safe and well check", "the return home interview",
        "actions following return home", "monitoring and prevention",
    ),
    "college-app": (
        "strategic responsibilities", "missing person coordinator role", "assisting investigations",
        "shared responsibilities", "missing people who fail to return", "multi-agency protocols", "local partnerships",
        "preparing for missing incidents", "referrals to social care", "multi-agency meetings",
        "voluntary sector support", "care planning", "child abduction warning notices", "vulnerable adults",
        "learning from previous incidents", "trigger plans", "information sharing", "local data sharing",
        "problem profile reports", "information sharing with regulatory authorities", "police national database",
        "ukmpu returns", "retention and weeding of reports",
    ),
    "birmingham-board-2015": (
        "legal powers", "birmingham city council", "sharing information to locate a child",
        "ofsted: disclosure to police", "healthcare professionals", "grooming", "children missing from care",
        "looked after children who are away from placement without authorisation", "prevention and planning",
        "actions when the whereabouts of a looked after child is not known",
        "actions when the whereabouts of a looked after child are not known", "independent return review",
        "follow up", "repeat running away", "children missing from home", "actions when a child has been found",
        "children missing education", "definition of children missing education", "recognition and response",
        "child missing from school for more than four weeks", "transfer of information when a pupil changes school",
        "children who are foreign nationals and go missing", "data on looked after children who go missing",
    ),
    "west-midlands-police-2015": (
        "introduction", "definition of a missing person", "definition of absent", "initial report",
        "risk based questions and intelligence checks", "grading of incident", "initial review of absent incident log",
        "review period and call back process", "escalation policy", "safeguarding issues in absent cases",
        "risk assessments for missing persons", "media", "recording the investigation",
        "management and supervision of a missing investigation",
        "recording and ownership of a missing person investigation", "recording and ownership",
    ),
    "birmingham-officers-2015": (
        "missing from care", "internal fostering and residential services", "missing from internal foster care",
        "missing from internal residential care", "recommendations",
    ),
    "west-midlands-exploitation-2015": (
        "introduction", "meetings structure", "cse and missing operational group", "operational group",
        "strategic sub-group", "terms of reference of the strategic group",
        "terms of reference of the operational group", "multi-agency sexual exploitation meeting",
        "multi agency sexual exploitation meeting", "placing looked after children", "missing children",
        "return interviews",
    ),
}  # fmt: skip
Key = tuple[int, list[tuple[int, int, str]]]


def in_order(document: str, place: str) -> Key:
    """A key that puts a place where the document has it: a known heading by its turn, else numbers as numbers."""
    headings = HEADINGS.get(document, ())
    heading = _heading(place.casefold(), headings)
    turn = headings.index(heading) if heading else len(headings)
    bits = [b for b in re.findall(r"\d+|[^\d.,; ]+", NUMBERED.sub("", place.casefold())) if b not in BETWEEN]
    return turn, [(0, int(bit), "") if bit.isdigit() else (1, 0, bit) for bit in bits]


def _heading(place: str, headings: tuple[str, ...]) -> str:
    """The heading a place begins with: the longest, where one heading begins like another."""
    begins = (h for h in headings if re.match(rf"{re.escape(h)}(?:$|[,;:])", place))
    return max(begins, key=len, default="")
