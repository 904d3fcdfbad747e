"""What a run of faults found, for the screen and as the page docs/reference/mutation.md. Tries nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.mutation.engine import short
from tests.mutation.mutants import Mutant

Result = tuple[Mutant, str, str]
NEVER_ENDS = "it never ends"
NOT_YET = "not looked at yet"
REASONS = Path(__file__).with_name("reasons.toml")
HEAD = """\
# What the tests of the engine catch

Small faults are put into the engine one at a time, such as `<` for `<=`, `and` for `or`, a number one more or less,
a statement left out. A fault is *caught* when a test fails with it. Those that are not are listed with the reason why.
The columnar engine is left out: generated histories hold it to the scalar one.

A fault is tried by the tests that reach its function, the nearest and quickest first, for at most {most:g} seconds of
tests; one that only a later test would catch counts as a survivor. A fault that makes a test run without end is caught
too ({endless} here): time is counted by the processor, so a busy machine makes no difference.

*Written by `python -m tests.mutation --write`, which is part of `make check-deep`; not edited by hand.*
"""


def summary(results: Sequence[Result]) -> str:
    """Caught, survived and not tried by module, then every survivor with its place."""
    lines = [
        f"{name:<22}{caught:>7}{survived:>10}{rest:>11}{share:>9}"
        for name, caught, survived, rest, share in _rows(results)
    ]
    left = [f"  {mutant}" for mutant, state, _ in results if state == "survived"]
    head = f"{'module':<22}{'caught':>7}{'survived':>10}{'not tried':>11}{'':>9}"
    return "\n".join([head, *lines, *(["", "Survived:", *left] if left else [])])


def page(results: Sequence[Result], reasons: Mapping[str, Mapping[str, str]], most: float) -> str:
    """The page of the reference: the table, then the survivors with the reason why nothing catches them."""
    table = ["| Module | Caught | Survived | Not tried | Caught of those tried |", "|---|---|---|---|---|"]
    table += ["| " + " | ".join(map(str, row)) + " |" for row in _rows(results)]
    left = [_survivor(mutant, reasons) for mutant, state, _ in results if state == "survived"]
    survivors = ["| Where | Change | Why nothing catches it |", "|---|---|---|", *left] if left else ["None."]
    head = HEAD.format(most=most, endless=sum(by == NEVER_ENDS for _, _, by in results))
    return "\n".join([head, *table, "", "## Survivors", "", *survivors, ""])


def reasons_given() -> dict[str, dict[str, str]]:
    """Why a survivor may survive, by module, then by function and change, or by function alone."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else {}


def _survivor(mutant: Mutant, reasons: Mapping[str, Mapping[str, str]]) -> str:
    module = short(mutant.module)
    given = reasons.get(module, {})
    why = given.get(f"{mutant.function}: {mutant.says}") or given.get(mutant.function) or NOT_YET
    where = f"`{module}.{mutant.function}`" if mutant.function else f"`{module}`"
    change = mutant.says.replace("|", "\\|")
    return f"| {where} | `{change}` | {why} |"


def _rows(results: Sequence[Result]) -> list[tuple[str, int, int, int, str]]:
    """Module, caught, survived, not tried, and the percentage of those tried; the whole last."""
    modules = sorted({mutant.module for mutant, _, _ in results})
    rows = [_row(short(m), [r for r in results if r[0].module == m]) for m in modules]
    return [*rows, _row("all", results)]


def _row(name: str, results: Sequence[Result]) -> tuple[str, int, int, int, str]:
    caught, survived = (sum(state == wanted for _, state, _ in results) for wanted in ("caught", "survived"))
    tried = caught + survived
    return name, caught, survived, len(results) - tried, f"{100 * caught / tried:.1f} %" if tried else ""
