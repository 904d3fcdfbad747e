"""Reads what is particular to each kind of card. A new kind of card is a new function here and an ADR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sightline.engine.model import (
    THE_PLAN,
    Authority,
    Body,
    Category,
    Clock,
    Definition,
    Duty,
    Field,
    Question,
    Record,
    Risk,
    Sharing,
)
from sightline.engine.reading.tables import Table
from sightline.engine.reading.timing import read_acknowledgement, read_timing
from sightline.engine.vocabulary import RISK_LEVELS, STRENGTHS, Vocabulary

ACKNOWLEDGED = timedelta(minutes=30)  # where a card does not say how soon somebody must say "seen"

Reader = Callable[[Table, Vocabulary], Body]


def definition(t: Table, words: Vocabulary) -> Definition:
    """What a word means."""
    return Definition(t.text("term"), t.known("category", words.categories, "a category", needed=False) or None)


def category(t: Table, words: Vocabulary) -> Category:
    """Which categories are open, required or barred."""
    known = {*words.categories, THE_PLAN}
    body = Category(
        requires=t.all_known("requires", known, "a category"),
        opens=t.all_known("opens", words.categories, "a category"),
        bars=t.all_known("bars", words.categories, "a category"),
        needs_answers=t.all_known("needs_answers", words.facts, "a fact"),
        deploy_at_once=t.flag("deploy_at_once"),
    )
    if both := set(body.bars) & {*body.requires, *body.opens}:
        t.fault("bars", f"“{both.pop()}” is barred and allowed by the same card.", "Split the card in two.")
    if body.needs_answers and not body.opens:
        t.fault("needs_answers", "`needs_answers` goes with `opens`.", "Say which category these answers open.")
    if not (body.requires or body.opens or body.bars or body.deploy_at_once):
        t.fault("", "This card changes nothing.", "A category card requires, opens or bars a category.")
    return body


def risk(t: Table, words: Vocabulary) -> Risk:
    """A floor, advice, the two axes, or a question set."""
    body = Risk(
        floor=t.known("floor", (*RISK_LEVELS, THE_PLAN), "a risk level", needed=False) or None,
        advises=t.known("advises", RISK_LEVELS, "a risk level", needed=False) or None,
        seriousness=t.known("seriousness", RISK_LEVELS, "a risk level", needed=False) or None,
        immediacy=t.known("immediacy", RISK_LEVELS, "a risk level", needed=False) or None,
        deploy_at_once=t.flag("deploy_at_once"),
        questions=_questions(t, words),
    )
    if body == Risk():
        t.fault("", "This card changes nothing.", "A risk card sets a floor, advises a level or asks questions.")
    if body.floor in RISK_LEVELS and body.advises and RISK_LEVELS.index(body.advises) < RISK_LEVELS.index(body.floor):
        t.fault("advises", f"The advice ({body.advises}) lies below the floor ({body.floor}).", "Raise it.")
    return body


def _questions(t: Table, words: Vocabulary) -> tuple[Question, ...]:
    questions = []
    for q in t.tables("question", "version.question"):
        questions.append(
            Question(
                id=q.text("id"),
                text=q.text("text"),
                facts=q.all_known("facts", words.facts, "a fact"),
                hint=q.text("hint", needed=False),
                narrative=q.flag("narrative"),
                skipped_by=q.all_known("skipped_by", words.facts, "a fact"),
            )
        )
        if [p.id for p in questions].count(questions[-1].id) > 1:
            q.fault("id", f"There are two questions “{questions[-1].id}”.", "Give each an id of its own.")
        q.close()
    return tuple(questions)


def clock(t: Table, words: Vocabulary) -> Clock:
    """What starts and stops a clock, and what is due."""
    starts = t.all_known("clock_starts", words.events, "an event", needed=True)
    stops = t.all_known("clock_stops", words.events, "an event")
    for event in set(starts) & set(stops):
        t.fault("clock_stops", f"“{event}” both starts and stops the clock.", "Keep one.")
    duties = tuple(_duty(d, words) for d in t.tables("duty", "version.duty"))
    if not duties:
        t.fault("", "This card asks nothing of anybody.", "Add a [[version.duty]].")
    return Clock(starts, stops, duties)


def _duty(d: Table, words: Vocabulary) -> Duty:
    do = d.known("do", words.actions, "an action")
    to = d.known("to", words.roles, "a role", needed=False)
    acknowledged, parameter = read_acknowledgement(d, words)
    duty = Duty(
        do=do,
        who=d.known("who", words.roles, "a role"),
        strength=d.known("strength", STRENGTHS, "a strength (must, should, may)"),
        timing=read_timing(d, words),
        to=to or (words.actions[do].to if do else None),
        excused_by=d.all_known("excused_by", words.events, "an event"),
        escalate_to=d.all_known("escalate_to", words.roles, "a role"),
        acknowledge_within=acknowledged or ACKNOWLEDGED,
        acknowledge_parameter=parameter,
    )
    d.close()
    return duty


def authority(t: Table, words: Vocabulary) -> Authority:
    """Who may decide, and what must be so first."""
    body = Authority(
        decision=t.known("decision", words.decisions, "a decision"),
        may=t.all_known("may", words.roles, "a role"),
        may_not=t.all_known("may_not", words.roles, "a role"),
        categories=t.all_known("categories", words.categories, "a category"),
        lower_from=t.known("lower_from", RISK_LEVELS, "a risk level", needed=False) or None,
        settles=t.flag("settles"),
        needs=t.all_known("needs", words.facts, "a fact"),
        refuses=t.flag("refuses"),
    )
    if both := set(body.may) & set(body.may_not):
        t.fault("may_not", f"“{both.pop()}” may and may not.", "Keep one.")
    if not (body.may or body.may_not or body.needs or body.refuses):
        t.fault("", "This card limits nobody.", "An authority card says who may, who may not, or what is needed first.")
    if body.lower_from and body.decision != "lower the risk":
        t.fault("lower_from", "`lower_from` belongs to the decision “lower the risk”.", "Change the decision.")
    return body


def sharing(t: Table, words: Vocabulary) -> Sharing:
    """Who is told what, and on which basis."""
    return Sharing(
        event=t.known("event", words.events, "an event"),
        to=t.all_known("to", words.roles, "a role", needed=True),
        what=t.text("what"),
        basis=t.text("basis"),
        strength=t.known("strength", STRENGTHS, "a strength (must, should, may)"),
        by=t.known("by", words.roles, "a role", needed=False) or None,
        withholds=t.flag("withholds"),
    )


def record(t: Table, words: Vocabulary) -> Record:
    """What a form holds."""
    fields = []
    for f in t.tables("field", "version.field"):
        fields.append(_field(f, words))
        if [g.name for g in fields].count(fields[-1].name) > 1:
            f.fault("name", f"There are two fields “{fields[-1].name}”.", "Keep one.", fields[-1].name)
    if not fields:
        t.fault("", "This card asks for no field.", "Add a [[version.field]].")
    return Record(t.text("form"), tuple(fields))


def _field(f: Table, words: Vocabulary) -> Field:
    field = Field(
        name=f.text("name"),
        strength=f.known("strength", STRENGTHS, "a strength (must, should, may)"),
        why=f.text("why", needed=False),
        when=f.all_known("when", words.facts, "a fact"),
    )
    f.close()
    return field


READERS: dict[str, Reader] = {
    "definition": definition,
    "category": category,
    "risk": risk,
    "duty": clock,
    "threshold": clock,
    "authority": authority,
    "sharing": sharing,
    "record": record,
}
