"""Works through the examples printed on the cards: each is a test of its card alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sightline.engine.answer import Answer
from sightline.engine.casefile import read_situation
from sightline.engine.decide import assess
from sightline.engine.faults import CaseError, Fault
from sightline.engine.forms import still_lacking
from sightline.engine.merge import NEVER, DueDuty, schedule
from sightline.engine.model import Area, Card, Example, Record, Sharing, Version
from sightline.engine.protocols import Protocols
from sightline.engine.review.expectations import differences
from sightline.engine.review.impossible import impossible
from sightline.engine.runs import Occurrence
from sightline.engine.timing import LONDON, Calendar, at_local, local_day
from sightline.engine.weigh import Scales

MONDAY = date(2026, 1, 5)  # where an example names no day: a Monday in winter, far from any bank holiday
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LINE = re.compile(r"(?:(?P<day>\d{4}-\d\d-\d\d|[A-Z][a-z]{2}) )?(?P<clock>\d\d:\d\d) (?P<what>.+)")
NO_TIME = "no time: "


def faults_in_examples(protocols: Protocols) -> list[Fault]:
    """Every example that does not come out as its card says."""
    wrong = (
        (card, example, wrong_with(protocols, card, example))
        for card in protocols.cards.values()
        for example in card.examples
    )
    return [
        Fault(card.file, e.line, f"{card.id}, “{e.title}”: {what}.", "Mend the example or the card.")
        for card, e, what in wrong
        if what
    ]


def wrong_with(protocols: Protocols, card: Card, example: Example) -> str:
    """What is wrong with one example, or nothing."""
    if cannot := impossible(card, example, protocols.vocabulary):
        return f"this cannot happen: {cannot}"
    try:
        alone = _alone(protocols, card, example)
        if isinstance(example.expect, list):
            return _timeline(alone, card, example)
        return "; ".join(differences(_facts(alone, card, example), example.expect))
    except (CaseError, ValueError) as error:
        return str(error)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an example's history: when, what, and whether it is given or must follow. No moment: no time."""

    at: datetime | None
    what: str
    follows: bool


def history_of(card: Card, example: Example) -> tuple[Line, ...]:
    """What an example says happened and what must fall due, in order; empty where it is no history."""
    if not isinstance(example.expect, list) or not example.given.get("given"):
        return ()
    given = list(_moments(example.given["given"], _day(card, example)))
    timed = [line for line in example.expect if not line.startswith(NO_TIME)]
    due = _moments(timed, local_day(given[0][0]), given[0][0])
    lines = [Line(at, what, False) for at, what in given] + [Line(at, what, True) for at, what in due]
    untimed = (Line(None, e.removeprefix(NO_TIME), True) for e in example.expect if e.startswith(NO_TIME))
    return (*sorted(lines, key=lambda line: (line.at or NEVER, line.follows)), *untimed)


def _alone(protocols: Protocols, card: Card, example: Example) -> Protocols:
    """The protocols with one area that adopted this card only, with the parameters of the area the example names."""
    lender = example.given.get("area")
    if lender is not None and lender not in protocols.areas:
        raise CaseError(f"“{lender}” is not an area")
    parameters = protocols.areas[lender].parameters if lender else {}
    area = Area("example", "Example", "england", (card.id,), parameters)
    return Protocols(protocols.edition, protocols.cards, {"example": area}, protocols.vocabulary, protocols.sources)


def _day(card: Card, example: Example) -> date:
    newest = card.versions[-1].in_force_from
    given: date = example.given.get("on", max(MONDAY, newest + timedelta(days=-newest.weekday() % 7)))
    return given


def _case(example: Example) -> dict[str, Any]:
    given = example.given
    history = dict(given.get("history", {}))
    for key, name in (("recorded_risk", "previous_decision_risk"), ("recorded_category", "previous_decision_category")):
        if key in given:
            history[name] = given[key]
    case = {
        "area": "example",
        "stage": given.get("stage", "report"),
        "person": {k: given[k] for k in ("age", "sex", "setting") if k in given},
        "given": {k: given[k] for k in ("facts", "not_so") if k in given},
        "history": history,
    }
    return case | {k: given[k] for k in ("trigger_plan", "proposed") if k in given}


def _facts(alone: Protocols, card: Card, example: Example) -> Mapping[str, Any]:
    """The assessment by this card alone, with whether it applies and whether it acts."""
    on = _day(card, example)
    situation = read_situation(_case(example), alone)
    assessment = assess(alone, situation, on=on)
    version = _version(card, on)
    scales = Scales(alone.vocabulary, assessment.answers or {}, situation.measures)
    return (
        assessment.as_json()
        | _says(version, scales, example.given.get("filled", ()))
        | {
            "seriousness": assessment.seriousness,
            "immediacy": assessment.immediacy,
        }
    )


def _says(version: Version, scales: Scales, filled: Collection[str]) -> dict[str, Any]:
    """Whether the card applies and acts; who is then told, or not told; what a form so filled still lacks."""
    body, acts = version.body, scales.acts(version.condition)
    said: dict[str, Any] = {"applies": scales.answer(version.condition).words, "acts": acts}
    if isinstance(body, Sharing):
        said["withheld" if body.withholds else "told"] = list(body.to) if acts else []
    if isinstance(body, Record):
        if unknown := [name for name in filled if name not in {f.name for f in body.fields}]:
            raise ValueError(f"“{unknown[0]}” is not a field of the form")
        lacking = (still_lacking(body, filled, scales.fact, s) if acts else [] for s in ("must", "should"))
        said["missing"], said["wanted"] = lacking
    return said


def _version(card: Card, on: date) -> Version:
    version = card.in_force(on)
    if version is None:
        raise ValueError(f"no version is in force on {on}")
    return version


def _timeline(alone: Protocols, card: Card, example: Example) -> str:
    cursor = _day(card, example)
    given = list(_moments(example.given.get("given", ()), cursor))
    if not given:
        raise ValueError("a list of what falls due needs `given`: lines of what happened")
    unknown = [what for _, what in given if what not in alone.vocabulary.events and not what.startswith("done: ")]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is not an event of the vocabulary")
    start = given[0][0]
    expected = list(_moments((e for e in example.expect if not e.startswith(NO_TIME)), local_day(start), start))
    until = max(m for m, _ in given + expected)
    due = _due(alone, card, example, [Occurrence(what, at) for at, what in given], until)
    got = [(d.due_at, _said(d)) for d in due if d.due_at and d.due_at <= until]
    without = [NO_TIME + _said(d) for d in due if d.due_at is None]
    wanted = [e for e in example.expect if e.startswith(NO_TIME)]
    if got == expected and without == wanted:
        return ""
    said = [f"{m.astimezone(LONDON):%a %d %b %H:%M} {what}" for m, what in got if m]
    return f"what falls due is {', '.join([*said, *without]) or 'nothing'}"


def _due(alone: Protocols, card: Card, example: Example, happened: list[Occurrence], until: datetime) -> list[DueDuty]:
    version = _version(card, local_day(happened[0].at))
    answers, measures = _presumed(version)
    if set(example.given) & {"facts", "not_so", "age", "setting", "history", "recorded_category", "recorded_risk"}:
        situation = read_situation(_case(example), alone)
        answers = dict(assess(alone, situation, on=local_day(until)).answers or {})
        measures = dict(situation.measures)
    calendar = Calendar("england", frozenset(example.given.get("bank_holidays", ())))
    due = schedule(
        alone, area="example", answers=answers, measures=measures, occurrences=happened, until=until, calendar=calendar
    )
    return [d for d in due if d.state != "stopped"]


def _presumed(version: Version) -> tuple[dict[str, Answer], dict[str, int]]:
    """Answers under which the card applies: what a history without facts takes for granted."""
    condition = version.condition
    yes = dict.fromkeys((*condition.applies_when, *condition.and_any_of[:1]), Answer.YES)
    no = dict.fromkeys((*condition.and_none_of, *condition.unless), Answer.NO)
    return yes | no, {condition.counts: condition.at_least} if condition.counts else {}


def _said(duty: DueDuty) -> str:
    return f"{duty.do} ({duty.state})" if duty.state in ("met", "met late") else duty.do


def _moments(lines: Iterable[str], day: date, after: datetime | None = None) -> Iterable[tuple[datetime, str]]:
    """Moments of lines such as `14:00 returned`. Days only go forward: an earlier hour is the next day's."""
    last = after
    for line in lines:
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"“{line}” is no line of a history; write it like 14:00 returned, or Fri 18:00 returned")
        clock = time.fromisoformat(match["clock"])
        named = match["day"]
        if named and named in WEEKDAYS:
            day += timedelta(days=(WEEKDAYS.index(named) - day.weekday()) % 7)
        elif named:
            day = date.fromisoformat(named)
        moment = at_local(day, clock)
        if last is not None and moment < last and not (named and "-" in named):
            day += timedelta(days=7 if named else 1)
            moment = at_local(day, clock)
        last = moment
        yield moment, match["what"]
