"""Small protocols for tests of the engine: real vocabulary and sources, a few invented cards, one area."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sightline.engine import Answer, Calendar, DueDuty, Occurrence, Protocols, load_protocols, schedule
from sightline.engine.model import Area, Body, Card, Clock, Condition, Duty, Period, Timing, Version
from sightline.engine.reading.tables import elapsed

FOLDER = Path(__file__).parents[3] / "protocols"
ENGLAND = Calendar("england", frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 12, 25)}))


@cache
def real() -> Protocols:
    """The protocols of the project."""
    return load_protocols(FOLDER)


def small_folder(place: Path, *names: str) -> Path:
    """A folder of a few real cards, with all words and sources; without areas, and what only areas settle."""
    words = (FOLDER / "vocabulary.toml").read_text(encoding="utf-8")
    cut = re.sub(r"^\[parameters\]\n.*?(?=^\[)", "[parameters]\n\n", words, flags=re.DOTALL | re.MULTILINE)
    (place / "vocabulary.toml").write_text(cut, encoding="utf-8")
    shutil.copytree(FOLDER / "sources", place / "sources")
    for name in names:
        (place / name).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / name, place / name)
    return place


def at(text: str) -> datetime:
    """A UTC moment such as `2026-01-05 14:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def card(kind: str, body: Body, *, id: str = "TV-TEST-01", since: date = date(2011, 1, 1), **condition: Any) -> Card:
    """An invented card of one version."""
    return Card(
        id=id, kind=kind, title="A rule", owner="Nobody", covers=("D1",), wrong_when="Never.",
        versions=(version(body, since=since, **condition),), examples=(), file=f"{id.lower()}.toml",
    )  # fmt: skip


def version(body: Body, *, since: date = date(2011, 1, 1), **condition: Any) -> Version:
    """One version of an invented card."""
    return Version(since, "thames-valley-guidance", "Somewhere", "Thames Valley guidance, Somewhere", "Our reading.",
                   Condition(**condition), body)  # fmt: skip


def timing(shape: str, length: str = "", until: str = "", after: str = "0 minutes", by: str | None = None) -> Timing:
    """A timing from words such as `1 hour` or `2 working days`."""
    return Timing(shape, _period(length), _period(until), by, elapsed(after) or timedelta(0))


def _period(text: str) -> Period | None:
    if not text:
        return None
    if text.endswith(("working day", "working days")):
        return Period(working_days=int(text.split()[0]))
    if text.endswith(("month", "months")):
        return Period(months=int(text.split()[0]))
    if text.startswith("area: "):
        return Period(parameter=text.removeprefix("area: "))
    if text.startswith("agreed: "):
        measure, _, parameter = text.removeprefix("agreed: ").partition(", or area: ")
        return Period(measure=measure, parameter=parameter or None)
    return Period(elapsed=elapsed(text))


def duty(
    when: Timing, *, do: str = "review the risk", who: str = "supervisor", strength: str = "must", **more: Any
) -> Duty:
    """An invented duty."""
    return Duty(do, who, strength, when, **more)


def clock(*duties: Duty, starts: Sequence[str] = ("reported missing",), stops: Sequence[str] = ("returned",)) -> Clock:
    """A clock that runs from the report to the return."""
    return Clock(tuple(starts), tuple(stops), duties)


def protocols(*cards: Card, parameters: dict[str, Any] | None = None, **area: Any) -> Protocols:
    """Protocols of one area, `here`, that adopted all of the cards."""
    here = Area("here", "Here", "england", tuple(c.id for c in cards), parameters or {}, **area)
    return Protocols("edition", {c.id: c for c in cards}, {"here": here}, real().vocabulary, real().sources)


def due(
    rules: Protocols,
    *happened: str,
    until: str,
    answers: dict[str, Answer] | None = None,
    measures: dict[str, int] | None = None,
    on: date | None = None,
) -> tuple[DueDuty, ...]:
    """What falls due in `here` after lines such as `2026-01-05 14:00 reported missing`."""
    occurrences = [Occurrence(line[17:], at(line[:16])) for line in happened]
    return schedule(rules, area="here", answers=answers or {}, measures=measures or {}, occurrences=occurrences,
                    until=at(until), calendar=ENGLAND, on=on)  # fmt: skip


def times(duties: Iterable[DueDuty]) -> list[str]:
    """The deadlines in UTC, with the state where it is not open."""
    return [
        (f"{d.due_at:%Y-%m-%d %H:%M}" if d.due_at else "no time") + ("" if d.state == "open" else f" {d.state}")
        for d in duties
    ]
