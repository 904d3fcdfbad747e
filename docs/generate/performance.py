"""The page of the benches: what each compares and, from the lines they printed, figures, ratios and aims."""

from __future__ import annotations

import ast
import json
from typing import Any

from docs.generate.markdown import section, table, whole
from sightline.cli.bench import names
from sightline.config.paths import ROOT

INTRO = """Each bench measures ours and the thing compared in one run on one machine, and ends with one line of JSON.
The figures below are such lines, kept in `docs/reference/performance.jsonl`; ratios travel better between machines than
times do. To keep a new figure, put the last line of a run into that file and make the pages again (`make docs`).

```sh
{commands}
```"""
NOT_TAKEN = "*No figures have been kept yet.*"


def page(lines: str) -> str:
    """One section a bench; of several lines of one bench the last counts."""
    taken = {line["bench"]: line for line in map(json.loads, lines.splitlines())}
    return whole(
        "Performance", INTRO, *(section(f"`{name}`", _says(name), *_taken(taken.get(name))) for name in names())
    )


def _says(name: str) -> str:
    """What a bench compares, read from its own first lines and not by running it."""
    return ast.get_docstring(ast.parse((ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8"))) or ""


def _taken(line: dict[str, Any] | None) -> list[str]:
    if line is None:
        return [NOT_TAKEN]
    aims = [(aim, f"`{says}`", "met" if line["met"][aim] else "**not met**") for aim, says in line["aims"].items()]
    figures = [(_spoken(name), f"{value:g}") for name, value in {**line["figures"], **line["ratios"]}.items()]
    machine = f"Taken on: {line['machine']}."
    return [machine, table(("Aim", "That is", ""), aims), table(("What", "Value"), figures)]


def _spoken(name: str) -> str:
    """`visible_ms_p95` as one says it: visible, ms, p95."""
    return name.replace("_ms", " (ms)").replace("_", " ")
