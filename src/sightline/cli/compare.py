"""`sightline protocols compare A B`: two areas side by side. Knows no rule: the engine compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from textwrap import fill
from typing import Any
from zoneinfo import ZoneInfo

import click

from sightline.cli.protocols import folder_option, loaded
from sightline.engine import Card, Protocols, nearest
from sightline.engine.lengths import said
from sightline.engine.model import Period, Timing
from sightline.engine.review.compare import Both, Comparison, Earliest, Settled
from sightline.engine.review.compare import compare as compared

WIDTH = 100
DAY = timedelta(days=1)


def wanted(kind: str, known: Sequence[str], asked: str) -> str:
    """What was asked for, if there is such a thing; else a message with the nearest, or with all there are."""
    if asked in known:
        return asked
    near = nearest(asked, known)
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(known)}."
    raise click.UsageError(f'There is no {kind} "{asked}". {hint}')


@click.command("compare", short_help="Put two areas side by side: settings, cards, deadlines.")
@folder_option
@click.option("--kind", default="", help="Only cards of this kind, such as duty or sharing; leaves the settings out.")
@click.argument("a", metavar="AREA")
@click.argument("b", metavar="AREA")
def command(folder: Path, kind: str, a: str, b: str) -> None:
    """Put two areas side by side: what each settled, which cards only one adopted, what is due at other times."""
    protocols = loaded(folder)
    areas = sorted(protocols.areas)
    a, b = wanted("area", areas, a), wanted("area", areas, b)
    if kind:
        wanted("kind", sorted({c.kind for c in protocols.cards.values()}), kind)
    if a == b:
        raise click.UsageError(f"Both are {a}: there is nothing to compare. Name two areas.")
    today = datetime.now(ZoneInfo("Europe/London")).date()
    for line in _told(compared(protocols, a, b, on=today, kind=kind), protocols):
        click.echo(line)


def _told(found: Comparison, protocols: Protocols) -> Iterator[str]:
    yield click.style(f"{found.a.name} and {found.b.name}", bold=True)
    yield f"{found.shared} cards in both, {len(found.only_a)} only in {found.a.name}, {len(found.only_b)} only in " \
          f"{found.b.name}."  # fmt: skip
    yield from _settled(found)
    yield from _deadlines(found)
    for area, cards in ((found.a, found.only_a), (found.b, found.only_b)):
        yield from _cards(f"Only in {area.name}", cards)
    yield ""
    yield f"Edition {protocols.edition}"


def _settled(found: Comparison) -> Iterator[str]:
    differing = [pair for pair in found.parameters if pair.differs]
    if found.parameters:
        yield from _heading(f"Settled differently: {len(differing)} of {len(found.parameters)}")
    for pair in differing:
        yield f"{pair.parameter.name} ({pair.parameter.row})"
        yield from _sides(found, _value(pair, pair.a), _value(pair, pair.b))


def _deadlines(found: Comparison) -> Iterator[str]:
    yield from _heading(f"Due at different times: {len(found.duties)}; at the same time: {found.alike}")
    for pair in found.duties:
        yield f"{pair.do}: {_parties(pair)}"
        yield from _sides(found, _earliest(pair.a), _earliest(pair.b))


def _cards(title: str, cards: Sequence[Card]) -> Iterator[str]:
    yield from _heading(f"{title}: {len(cards)}")
    width = max((len(card.id) for card in cards), default=0)
    yield from (f"{card.id:<{width}}  {card.kind:<10}  {card.title}" for card in cards)


def _heading(text: str) -> tuple[str, str]:
    return "", click.style(text, bold=True)


def _sides(found: Comparison, a: str, b: str) -> Iterator[str]:
    for area, says in ((found.a, a), (found.b, b)):
        yield fill(f"  {area.name}: {says}", width=WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _parties(pair: Both) -> str:
    return f"{pair.who}, to {pair.to}" if pair.to else pair.who


def _value(pair: Settled, value: Any) -> str:
    if value is None:
        return "nothing to settle"
    if isinstance(value, Period):
        return _length(value)
    return _clocks(value) if pair.parameter.type == "times" else str(value)


def _clocks(times: tuple[time, ...]) -> str:
    return ", ".join(f"{t:%H:%M}" for t in times)


def _earliest(found: Earliest) -> str:
    return f"{found.strength}, {_when(found.timing, found.times)} ({', '.join(found.cards)})"


def _when(timing: Timing, times: tuple[time, ...]) -> str:
    """A timing as one line of a report."""
    shapes = {
        "at_once": "at once",
        "none_given": "no time given",
        "by": f"by the next of {_clocks(times)}" if len(times) > 1 else f"by {_clocks(times) or 'a time not settled'}",
        "within": f"within {_length(timing.period)}",
        "every": f"every {_length(timing.period)}" + (f" until {_length(timing.until)}" if timing.until else ""),
    }
    return shapes[timing.shape] + (f", beginning after {_length(Period(elapsed=timing.after))}" if timing.after else "")


def _length(period: Period | None) -> str:
    """A length as one says it: days where there are several, one working day without an s."""
    if period and period.parameter and not period.measure:
        return f"a time the area has not settled ({period.parameter})"
    days, rest = divmod(period.elapsed, DAY) if period and period.elapsed else (0, None)
    if days > 1 and not rest:
        return f"{days} days"
    return said(period).removesuffix("s") if said(period).startswith("1 ") else said(period)
