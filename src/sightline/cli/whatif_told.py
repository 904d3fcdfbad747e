"""The answer of a what-if for people: tables and bars of characters; and the same as data. Counts nothing new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import click

from sightline.engine.columnar import VERDICTS
from sightline.insight.whatif import WhatIf
from sightline.insight.whatif_count import NO_MONTH, OUTCOMES, Change, Tally, all_of, months_between

LONDON = ZoneInfo("Europe/London")
Numbers = Mapping[str, int]
BAR = 40  # characters of the longest bar
NAME = 34
NOTHING = Counter[int]()
DUTIES = ("created", "met", "met late", "missed", "without a time")
CHANGES = ("appears", "goes", "earlier", "later", "lost", "gained")


def duties(counted: Mapping[int, int]) -> dict[str, int]:
    """The duties of one line by name. Those without a time are never overdue; `done` says how many were done."""
    by = {name: counted.get(code, 0) for code, name in enumerate(OUTCOMES)}
    done, undone = by["no time, done"], by["no time, not done"]
    return {"created": sum(by.values()), "met": by["met"], "met late": by["met late"], "missed": by["missed"],
            "without a time": done + undone, "of them done": done}  # fmt: skip


def verdicts(counted: Mapping[int, int]) -> dict[str, int]:
    """The decisions of one line by verdict."""
    return {name: counted.get(code, 0) for code, name in enumerate(VERDICTS)}


def month(code: int) -> str:
    """A month as 2026-03."""
    return "no time" if code == NO_MONTH else f"{date(1970 + code // 12, code % 12 + 1, 1):%Y-%m}"


def late_by_month(found: WhatIf) -> list[tuple[str, int, int]]:
    """How many were late or missed in each month, now and as changed, without gaps."""
    now, changed = ({m: duties(c) for m, c in side.duties.by(1).items()} for side in (found.now, found.changed))
    months = months_between([*now, *changed])
    sums = [[_late(side.get(m)) for m in months] for side in (now, changed)]
    return list(zip(map(month, months), *sums, strict=True))


def _late(counted: Numbers | None) -> int:
    return counted["met late"] + counted["missed"] if counted else 0


def as_data(found: WhatIf, change: Sequence[str], editions: tuple[str, str]) -> dict[str, Any]:
    """Everything as one JSON object."""
    return {
        "area": found.period.area,
        "opened from": found.period.since.isoformat(),
        "opened before": found.period.until.isoformat(),
        "as on": found.at.isoformat(),
        "change": list(change),
        "editions": {"now": editions[0], "changed": editions[1]},
        "episodes": found.replayed.episodes,
        "duties": _sides(found, lambda side: side.duties, duties) | {"by duty": list(_by_duty(found))},
        "decisions": _sides(found, lambda side: side.decisions, verdicts) | {
            "number": found.replayed.decisions,
            "judged on the record of their moment": found.replayed.rebuilt,
            "not let when they were tried": found.replayed.attempted,
            "judged otherwise": [
                {"now": VERDICTS[a], "changed": VERDICTS[b], "number": n} for (a, b), n in _otherwise(found)
            ],
        },
    }  # fmt: skip


def _sides(found: WhatIf, of: Callable[[Any], Tally], named: Callable[[Mapping[int, int]], Numbers]) -> dict[str, Any]:
    sides = {"now": of(found.now), "changed": of(found.changed)}
    answer: dict[str, Any] = {name: named(tally.by(None).get(0, NOTHING)) for name, tally in sides.items()}
    for title, part, label in (("by agency", 0, found.agencies.__getitem__), ("by month", 1, month)):
        lines = {name: tally.by(part) for name, tally in sides.items()}
        codes = all_of(list(sides.values()), part)
        answer[title] = [
            {title.removeprefix("by "): label(code)} | {n: named(line.get(code, NOTHING)) for n, line in lines.items()}
            for code in codes
        ]
    return answer


def _by_duty(found: WhatIf) -> Iterator[dict[str, Any]]:
    for (do, who), change in sorted(found.changes.items(), key=lambda pair: _weight(pair[1])):
        if change.differs:
            yield {"do": do, "who": who, "now": change.now, "changed": change.changed} | {
                name: getattr(change, name) for name in CHANGES
            }


def _weight(change: Change) -> int:
    return -(change.appears + change.goes + change.earlier + change.later)


def _otherwise(found: WhatIf) -> list[tuple[tuple[int, int], int]]:
    return [(pair, number) for pair, number in found.judged.numbers.most_common() if pair[0] != pair[1]]


def told(found: WhatIf, name: str, change: Sequence[str], data: Mapping[str, Any]) -> Iterator[str]:
    """The whole answer, line by line. Where the change makes a difference a number stands as `now → changed`."""
    yield click.style(f"{name}: {found.replayed.episodes:,} episodes, replayed as on {_moment(found)}", bold=True)
    yield from (f"  {line}" for line in change or ["Nothing is changed."])
    owed, decided = data["duties"], data["decisions"]
    yield from _table("Duties", [{"": "all"} | _line(owed, DUTIES)])
    yield f"  {_now_changed(owed, 'of them done')} of those without a time were done; none is ever late."
    yield from _table("Duties by agency", [{"": r["agency"]} | _line(r, DUTIES) for r in owed["by agency"]])
    timed = [r for r in owed["by month"] if r["month"] != month(NO_MONTH)]
    yield from _table("Duties by month of the deadline", [{"": r["month"]} | _line(r, DUTIES[:4]) for r in timed])
    yield from bars(late_by_month(found))
    yield from _differences(owed["by duty"])
    yield from _decisions(decided)


def _moment(found: WhatIf) -> str:
    local = found.at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y at %H:%M}"


def _line(sides: Mapping[str, Any], columns: Sequence[str]) -> dict[str, str]:
    return {column: _now_changed(sides, column) for column in columns}


def _now_changed(sides: Mapping[str, Any], column: str) -> str:
    now, changed = sides["now"][column], sides["changed"][column]
    return f"{now:,}" if now == changed else f"{now:,} → {changed:,}"


def _table(title: str, rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)
    if not rows:
        yield "  none"
        return
    widths = {column: max(len(column), *(len(row[column]) for row in rows)) for column in rows[0]}
    first, *others = widths
    for row in ({column: column for column in widths}, *rows):
        yield "  ".join((row[first].ljust(widths[first]), *(row[c].rjust(widths[c]) for c in others))).rstrip()


def bars(months: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Two bars a month, now and as changed, of what was late or missed."""
    yield ""
    yield click.style("Met late or missed, by month of the deadline (█ now, ░ as changed)", bold=True)
    most = max((max(now, changed) for _, now, changed in months), default=0) or 1
    for name, now, changed in months:
        yield f"{name}  {_bar('█', now, most)}"
        if changed != now:
            yield f"{'':7}  {_bar('░', changed, most)}"


def _bar(filled: str, number: int, most: int) -> str:
    return f"{filled * round(BAR * number / most)} {number:,}".strip()


def _differences(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = [
        {"": _short(f"{c['do']} ({c['who']})"), "duties": f"{c['now']:,} → {c['changed']:,}"}
        | {name: f"{c[name]:,}" if c[name] else "" for name in CHANGES}
        for c in changes
    ]
    yield from _table("What differs, duty by duty", rows)
    if rows:
        yield "  earlier, later: the deadline moves; lost: in time now, not as changed; gained: the other way about."


def _short(text: str) -> str:
    return text if len(text) <= 2 * NAME else text[: 2 * NAME - 1] + "…"


def _decisions(decided: Mapping[str, Any]) -> Iterator[str]:
    yield from _table("Decisions by agency of whoever decided",
                      [{"": r["agency"]} | _line(r, VERDICTS) for r in decided["by agency"]])  # fmt: skip
    yield from _table("Decisions by month", [{"": r["month"]} | _line(r, VERDICTS) for r in decided["by month"]])
    if decided["judged on the record of their moment"]:
        number = decided["judged on the record of their moment"]
        yield f"  With {number:,} no facts were kept: they are judged on what the record shows of that moment."
    if decided["not let when they were tried"]:
        yield f"  {decided['not let when they were tried']:,} had been tried and were not let."
    for line in decided["judged otherwise"]:
        yield f"  {line['number']:,} {line['now']} now would be {line['changed']}."
