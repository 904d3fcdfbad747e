"""`sightline protocols coverage`: which requirements are covered, by what, and which are open. Knows no rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill, shorten

import click

from sightline.cli.protocols import CardsAtFault, folder_option, loaded
from sightline.config.inventory import INVENTORY, coverage_of
from sightline.engine import nearest
from sightline.engine.review.coverage import RULES, STATES, Coverage, RowCover

WIDTH = 36  # characters for the title of a section
PAGE = 110  # characters of a line of reasons
BAR = 20  # characters for a hundred percent
WORDS = {"covered": "covered", "not_software": "not software", "open": "open"}
NO_INVENTORY = f"This copy has no inventory: {INVENTORY.as_posix()} is not there."


@click.command("coverage", short_help="Which rows of the requirements are covered, and by what.")
@folder_option
@click.argument("asked", metavar="[ROW]...", nargs=-1)
@click.option("--section", "sections", metavar="LETTER", multiple=True, help="Row by row, such as D. May be repeated.")
@click.option("--open", "only_open", is_flag=True, help="Only the rows that are open.")
@click.option("--json", "as_json", is_flag=True, help="As JSON: a summary of every section, and the rows asked for.")
@click.option("--at-least", type=click.FloatRange(0, 100), help="Exit status 1 below this percentage of A-F and J.")
def command(
    folder: Path, asked: Sequence[str], sections: Sequence[str], only_open: bool, as_json: bool, at_least: float | None
) -> None:
    """Which rows of the requirements inventory cards and tests cover, which are no software, and which are open.

    A claim counts only if it is exercised: a card needs two examples that come out, one of which shows it at work.
    A finding of the inspectors (I) needs a test that is named by it. Name rows, such as D41, to see them in full.
    """
    found = _coverage(folder)
    rows = _chosen(found, [a.upper() for a in asked], [s.upper() for s in sections], only_open)
    if as_json:
        click.echo(json.dumps(found.as_json(rows), ensure_ascii=False, indent=2))
    elif asked or sections:
        click.echo("\n\n".join(_row(row) for row in rows) or "No such row is open.")
    else:
        click.echo("\n".join([*_summary(found), *_open(found)]))
    if at_least is not None and (reached := found.percent(RULES)) < at_least:
        click.echo(f"A to F and J reach {reached:.1f} %, and {at_least:g} % were asked for.", err=True)
        click.get_current_context().exit(1)


def _coverage(folder: Path) -> Coverage:
    """What is covered. Whatever is unknown or contradictory is told with its file, and nothing else."""
    try:
        found = coverage_of(loaded(folder), folder=folder)
    except FileNotFoundError as missing:
        raise click.ClickException(NO_INVENTORY) from missing
    if found.faults:
        raise CardsAtFault(found.faults)
    return found


def _chosen(found: Coverage, asked: Sequence[str], sections: Sequence[str], only_open: bool) -> list[RowCover]:
    known = [row.id for row in found.rows]
    for what, names, there in (("row", asked, known), ("section", sections, list(found.sections))):
        for name in names:
            if name not in there:
                near = nearest(name, there)
                hint = f"Did you mean {near}?" if near else f"They go from {there[0]} to {there[-1]}."
                raise click.UsageError(f'There is no {what} "{name}". {hint}')
    wanted = (row for row in found.rows if not (asked or sections) or row.id in asked or row.id[0] in sections)
    return [row for row in wanted if row.state == "open" or not only_open]


def _summary(found: Coverage) -> Iterator[str]:
    """A line for each section, and one for all that cards are for."""
    lines = [(letter, shorten(title, WIDTH, placeholder=" …"), letter) for letter, title in found.sections.items()]
    for letter, title, sections in [*lines, ("", "A to F and J", RULES)]:
        rows = found.of(sections)
        counted = ", ".join(f"{sum(r.state == s for r in rows):3} {WORDS[s]}" for s in STATES)
        percent = found.percent(sections)
        bar = "█" * int(percent * BAR / 100)
        yield f"{letter:1} {title:<{WIDTH}} {len(rows):4} rows: {counted}  {int(percent):3} %  {bar:░<{BAR}}"


def _open(found: Coverage) -> Iterator[str]:
    """What is open with why: the rows that are open for one and the same reason together."""
    for section in found.sections:
        rows = found.of(section)
        by_reason: dict[str, list[str]] = {}
        for row in rows:
            if row.state == "open":
                by_reason.setdefault(row.why, []).append(row.id)
        if count := sum(map(len, by_reason.values())):
            yield f"\n{section}: {count} of {len(rows)} rows are open"
        for why, ids in by_reason.items():
            names = "all" if len(ids) == len(rows) else ", ".join(ids)
            yield fill(f"{names}: {why}", PAGE, initial_indent="  ", subsequent_indent="    ")


def _row(row: RowCover) -> str:
    lines = [f"{row.id}: {WORDS[row.state]}", *(f"  {by}" for by in (*row.cards, *row.tests))]
    return "\n".join([*lines, *([f"  {row.why}"] if row.why else [])])
