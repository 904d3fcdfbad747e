"""`sightline protocols whatif`: what a change of the cards would have done to an area's history. Knows no rule."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from sightline.cli import database
from sightline.cli.protocols import loaded
from sightline.cli.whatif_change import Change, changed
from sightline.config.paths import PROTOCOLS
from sightline.engine import Protocols, nearest

LONDON = ZoneInfo("Europe/London")
DAY = click.DateTime(["%Y-%m-%d"])
EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Named(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE` of an option that may be given several times."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two sides, without spaces around them."""
        left, equals, right = str(value).partition("=")
        if not (left.strip() and equals and right.strip()):
            self.fail(f"“{value}” does not do here. Write it as {self.name}.", param, ctx)
        return left.strip(), right.strip()


@click.command("whatif", short_help="Ask what a change would have done to an area's history.")
@click.option("--area", required=True, help="The area whose episodes are replayed, such as thames-valley.")
@click.option("--replace", "cards", multiple=True, type=Named("CARD=FILE"), metavar="CARD=FILE",
              help="Read this card from a file; one that is new lies in a folder named after its kind.")  # fmt: skip
@click.option("--parameter", "parameters", multiple=True, type=Named("NAME=VALUE"), metavar="NAME=VALUE",
              help='Settle a parameter otherwise, such as "safe and well check within=12 hours".')  # fmt: skip
@click.option("--adopt", multiple=True, metavar="CARD", help="Adopt this card as well.")
@click.option("--without", multiple=True, metavar="CARD", help="Do not adopt this card.")
@click.option("--from", "since", type=DAY, help="Only episodes opened on this day or later.",
              metavar="DAY")  # fmt: skip
@click.option("--until", type=DAY, help="Only episodes opened on this day or earlier.", metavar="DAY")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.option("--chart", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE.svg",
              help="Draw what was late or missed, month by month, as a picture.")  # fmt: skip
def command(
    area: str, cards: Iterable[tuple[str, str]], parameters: Iterable[tuple[str, str]], adopt: tuple[str, ...],
    without: tuple[str, ...], since: datetime | None, until: datetime | None, as_json: bool, chart: Path | None,
) -> None:  # fmt: skip
    """Replay an area's episodes, closed and open, under the cards as they are and as you would change them.

    Nothing is recorded. Decisions are judged on the facts of their moment, by the role that took them. Exit status 2
    with file and line where the changed cards are at fault.
    """
    if since and until and since > until:
        raise click.UsageError(f"There is no day from {since:%Y-%m-%d} until {until:%Y-%m-%d}. Change one of them.")
    now = loaded(PROTOCOLS)
    _known(now, area)
    files = {card.upper(): _file(name) for card, name in cards}
    change = Change(files, dict(parameters), [c.upper() for c in adopt], [c.upper() for c in without])
    then, wrong = changed(PROTOCOLS, now, area, change)
    for fault in wrong:
        click.echo(f"This example does not come out as changed: {fault}", err=True)
    first, last = _starts(since) if since else EVER[0], _starts(until + timedelta(days=1)) if until else EVER[1]
    _answer(now, then, area, change, (first, last), as_json, chart)


def _known(now: Protocols, area: str) -> None:
    if area not in now.areas:
        near = nearest(area, now.areas)
        hint = f"Did you mean {near}?" if near else f"There are: {', '.join(sorted(now.areas))}."
        raise click.UsageError(f'There is no area "{area}". {hint}')


def _file(name: str) -> Path:
    if not Path(name).is_file():
        raise click.UsageError(f'There is no file "{name}".')
    return Path(name)


def _starts(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(0), LONDON).astimezone(UTC)


def _answer(
    now: Protocols, then: Protocols, area: str, change: Change, opened: tuple[datetime, datetime], as_json: bool,
    chart: Path | None,
) -> None:  # fmt: skip
    database.ready()
    from sightline.cli import whatif_chart, whatif_told
    from sightline.config.calendar import calendar
    from sightline.insight.whatif import expected, what_if
    from sightline.insight.whatif_load import Period

    period = Period(area, *opened)
    with database.told_plainly():
        number = expected(period)
        if not number:
            raise click.ClickException(f"No episode of {now.areas[area].name} was opened in these days: nothing to do.")
        found = _replayed(number, lambda heard: what_if(
            now, then, period, at=datetime.now(UTC).replace(microsecond=0), heard=heard,
            calendar=calendar(now.areas[area].nation),
        ))  # fmt: skip
    data = whatif_told.as_data(found, change.told, (now.edition, then.edition))
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in whatif_told.told(found, now.areas[area].name, change.told, data):
            click.echo(line)
    if chart:
        title = f"{now.areas[area].name}: what if?"
        chart.write_text(whatif_chart.chart(title, change.told, whatif_told.late_by_month(found)), encoding="utf-8")


def _replayed(number: int, work: Callable[[Callable[[int], None]], Any]) -> Any:
    """Do the work with a bar on the error output that shows how far it is."""
    with click.progressbar(length=number, label=f"Replaying {number:,} episodes", file=sys.stderr) as bar:
        return work(bar.update)
