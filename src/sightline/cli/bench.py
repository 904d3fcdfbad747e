"""`sightline bench NAME`: runs one script of bench/, which ends with one line of JSON."""

from __future__ import annotations

import os
import subprocess
import sys
from difflib import get_close_matches

import click

from sightline.config.paths import ROOT

NOT_BENCHES = (
    "__init__",
    "bare",
    "bare_notices",
    "by_hand",
    "many_episodes",
    "measure",
    "serving",
)  # what benches share


def names() -> list[str]:
    """The benches there are."""
    return sorted(p.stem for p in (ROOT / "bench").glob("*.py") if p.stem not in NOT_BENCHES)


@click.command(help="Measure: ours and the thing compared, side by side. Without a NAME, lists the benches there are.")
@click.argument("name", required=False)
@click.argument("rest", nargs=-1, metavar="[OPTIONS OF THE BENCH]...")
def command(name: str | None, rest: tuple[str, ...]) -> None:
    """Run one bench in a process and a database of its own."""
    there_are = "There are: " + ", ".join(names())
    if name is None:
        click.echo(there_are)
        return
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        raise click.UsageError(f'There is no bench "{name}". {f"Did you mean {near[0]}?" if near else there_are}')
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    around = os.environ | {"PYTHONPATH": path}
    sys.exit(subprocess.call([sys.executable, "-m", f"bench.{name}", *rest], cwd=ROOT, env=around))
