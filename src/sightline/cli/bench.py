"""`sightline bench NAME`: runs one script of bench/, which ends with one line of JSON."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from sightline.config.paths import ROOT


def names() -> list[str]:
    """The benches there are."""
    return sorted(p.stem for p in (ROOT / "bench").glob("*.py") if p.stem not in ("__init__", "measure", "serving"))


@click.command(help="Measure: ours and the thing compared, side by side. Without a name, the names there are.")
@click.argument("name", required=False)
@click.argument("rest", nargs=-1)
def command(name: str | None, rest: tuple[str, ...]) -> None:
    """Run one bench in a process and a database of its own."""
    if name not in names():
        click.echo("There are: " + ", ".join(names()))
        sys.exit(0 if name is None else 2)
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    sys.exit(subprocess.call([sys.executable, "-m", f"bench.{name}", *rest], cwd=ROOT, env=os.environ | {"PYTHONPATH": path}))
