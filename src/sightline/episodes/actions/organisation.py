"""What agencies tell one another that belongs to no one person: issues, reports to boards, what is expected of a home.

Names no child: these events stand on the chain of the organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.access.models import Agency
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import needed

BOARDS = ("safeguarding board", "missing and exploitation subgroup")
REPORTS = ("board pack", "children missing from care")
LEADERS = ("superintendent", "missing person coordinator", "team manager", "service manager")
HOMES = ("children's home", "fostering", "adult care")


def _say(kind: str, by: Actor, at: datetime, body: dict[str, Any]) -> int:
    return append(kind, by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body | {"area": by.area})


@transaction.atomic
def raise_issue(*, by: Actor, at: datetime, title: str, says: str, board: str) -> int:
    """Raise a concern with the board or its subgroup: anybody may. Returns the number of the issue (I48)."""
    if board not in BOARDS:
        raise Refused("Choose who is to hear of it.", field="board")
    body = {
        "title": needed(title, field="title", says="Say in a line what it is about."),
        "says": needed(says, field="says", says="Say what happens and what should. Name no child."), "board": board,
    }  # fmt: skip
    return _say("issue raised", by, at, body)


def _raised(kind: str, number: int, answer: str) -> dict[str, Any]:
    row = Event.objects.filter(pk=number, kind=kind, chain=SYSTEM).select_related("content").first()
    if row is None or row.content.body is None:
        raise NotForYou
    said: dict[str, Any] = row.content.body
    if Event.objects.filter(kind=answer, chain=SYSTEM, content__body__answers=number).exists():
        raise Refused("This has its answer already.")
    return said


@transaction.atomic
def answer_issue(*, issue: int, by: Actor, at: datetime, answer: str) -> None:
    """Answer an issue for the board, in words that whoever raised it can read."""
    require(by, LEADERS, "Answering an issue")
    if _raised("issue raised", issue, "issue answered")["area"] != by.area:
        raise NotForYou
    text = needed(answer, field="answer", says="Say what will be done, by whom and by when.")
    _say("issue answered", by, at, {"answers": issue, "says": text})


@transaction.atomic
def give_report(*, by: Actor, at: datetime, report: str, to: str, period_ends: date) -> None:
    """Record that a standing report was given to a board or a senior manager, for the period that ended (I51, I58)."""
    require(by, (*LEADERS, "analyst"), "Giving a report")
    if report not in REPORTS:
        raise Refused("Choose the report.", field="report")
    if period_ends > day_of(at):
        raise Refused("The period has not ended yet.", field="period_ends")
    body = {"report": report, "to": needed(to, field="to", says="Enter who received it."),
            "period ends": period_ends}  # fmt: skip
    _say("report given", by, at, body)


def _home(by: Actor, home: int) -> Agency:
    """A home the actor has to do with: their own, or one of their police area or council."""
    row = Agency.objects.filter(pk=home, kind__in=HOMES).first()
    if row is None or by.agency not in (row.pk, row.police_area_id, row.council_id):
        raise NotForYou
    return row


@transaction.atomic
def agree_expectations(
    *, by: Actor, at: datetime, home: int, expectations: Sequence[str], agreed_with: str, review_on: date
) -> None:
    """Record what police and a home agreed to expect of one another, and when to look at it again (I54)."""
    row = _home(by, home)
    lines = [line.strip() for line in expectations if line.strip()]
    if not lines:
        raise Refused("Write what is expected, one thing on each line.", field="expectations")
    if review_on <= day_of(at):
        raise Refused("The review date must be in the future.", field="review_on")
    body = {"home": row.pk, "expectations": lines, "review on": review_on,
            "with": needed(agreed_with, field="agreed_with", says="Enter who agreed for the other side.")}  # fmt: skip
    _say("expectations agreed", by, at, body)


@transaction.atomic
def request_conference(*, by: Actor, at: datetime, home: int, because: str) -> int:
    """Ask for a talk between a home and the police about how things go. Returns the number of the request (I54)."""
    row = _home(by, home)
    body = {"home": row.pk, "because": needed(because, field="because", says="Say what it is to be about.")}
    return _say("conference requested", by, at, body)


@transaction.atomic
def hold_conference(*, request: int, by: Actor, at: datetime, agreed: str) -> None:
    """Record what came of the talk that was asked for."""
    home = _raised("conference requested", request, "conference held")["home"]
    text = needed(agreed, field="agreed", says="Say what was agreed.")
    _say("conference held", by, at, {"answers": request, "home": _home(by, home).pk, "says": text})
