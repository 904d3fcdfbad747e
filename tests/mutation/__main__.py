"""`python -m tests.mutation [--only MODULE]`: puts small faults into the engine, and says which no test catches."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.mutation.anew import anew
from tests.mutation.cache import Cache
from tests.mutation.engine import ROOT, module_of, modules, short
from tests.mutation.learning import reached_by
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.report import page, reasons_given, summary

TESTS = ("tests/unit/engine", "tests/unit/cli", "tests/cards", "tests/generative")
APART = ("tests/generative/test_duty_rows.py", "tests/generative/test_two_engines.py", "tests/cards/test_coverage.py")
DEFAULT = (*(f"--ignore={path}" for path in APART), *TESTS)
PAGE = ROOT / "docs" / "reference" / "mutation.md"


def main() -> int:
    """Try the faults that are not in the cache, report, and write the page after a full run. 1 below the aim."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is known by then is kept
    mutants = [m for path in _modules(asked.only) for m in mutants_of(path, module_of(path))]
    cache = Cache(ROOT, most=asked.most, remembers=not asked.tests)
    todo = [m for m in mutants if not asked.known and (asked.again or not cache.knows(m))]
    print(f"{len(mutants)} faults, {len(todo)} of them to try", flush=True)
    if todo and not _all_tried(todo, asked, cache):
        return 1
    results = [(m, cache.state(m), cache.by(m)) for m in mutants]
    print(summary(results))
    if asked.write:
        PAGE.write_text(page(results, reasons_given(), asked.most), encoding="utf-8")
    states = [state for _, state, _ in results]
    return int(states.count("caught") < len(states) * asked.at_least / 100)


def _all_tried(todo: Sequence[Mutant], asked: argparse.Namespace, cache: Cache) -> bool:
    """Try faults and remember what became of them, also where somebody stops it. No, where a test fails by itself."""
    tried = 0
    try:
        for said in _tried(todo, asked.jobs, cache, asked.tests or DEFAULT):
            if "baseline" in said:
                print(f"{said['baseline']} tests know what they reach", flush=True)
                if said["failed"]:
                    print("These tests fail without any fault:", *said["failed"], sep="\n  ")
                    return False
                continue
            cache.keep(said)
            tried += 1
            if tried % 50 == 0:
                cache.close()
                print(f"  {tried} of {len(todo)} tried", flush=True)
    finally:
        cache.close()
    return True


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        metavar="MODULE",
        help="such as merge, reading.tables, review",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many faults are tried at a time")
    parser.add_argument("--tests", action="append", metavar="PATH", help="only these tests; nothing is remembered then")
    parser.add_argument("--most", type=float, default=3, help="seconds of tests, the quickest first, for one fault")
    parser.add_argument("--again", action="store_true", help="try even what the cache knows")
    parser.add_argument("--known", action="store_true", help="try nothing, say what is known")
    parser.add_argument("--write", action="store_true", help="write docs/reference/mutation.md")
    parser.add_argument("--at-least", type=float, default=0, help="exit with 1 below this percentage caught")
    return parser.parse_args()


def _modules(only: Sequence[str] | None) -> list[Path]:
    named = {short(module_of(path)): path for path in modules()}
    rooms = {name.split(".")[0] for name in named}
    if unknown := set(only or ()) - named.keys() - rooms:
        raise SystemExit(f"The engine has no module {', '.join(sorted(unknown))}.")
    return [path for name, path in named.items() if not only or {name, name.split(".")[0]} & set(only)]


def _tried(todo: Sequence[Mutant], jobs: int, cache: Cache, tests: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What became of each fault: those in functions, and those that need the module imported again."""
    inside = [m for m in todo if m.function]
    apart = [m for m in todo if not m.function]
    if cache.baseline.exists():  # what an earlier run learned is good enough for an order
        reached = reached_by(pickle.loads(cache.baseline.read_bytes()))  # noqa: S301 - written by learning.py
        yield from anew(apart, reached, jobs, cache.most)
        apart = []
    if not inside and not apart:
        return
    by_name = {m.name: m for m in inside}
    for said in _in_functions(inside, jobs, cache, tests):
        if "reached" in said:
            reached = said["reached"]
        elif said.get("state") == "elsewhere":
            apart.append(by_name[said["name"]])
        else:
            yield said
    yield from anew(apart, reached, jobs, cache.most)


def _in_functions(mutants: Sequence[Mutant], jobs: int, cache: Cache, tests: Sequence[str]) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        order, results = Path(folder) / "order", Path(folder) / "results"
        since = {m.name: found for m in mutants if (found := cache.since(m)) is not None}
        work = {"mutants": list(mutants), "jobs": jobs, "results": str(results), "baseline": str(cache.baseline),
                "since": since, "most": cache.most}  # fmt: skip
        order.write_bytes(pickle.dumps(work))
        results.touch()
        child = subprocess.Popen(_pytest(*tests), cwd=ROOT, env=os.environ | {"SIGHTLINE_MUTATION": str(order)},
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
        with results.open(encoding="utf-8") as lines:
            while True:
                over = child.poll() is not None
                for line in lines:
                    yield json.loads(line)
                if over:
                    break
                try:
                    child.wait(0.2)
                except subprocess.TimeoutExpired:
                    continue
        if child.returncode:
            assert child.stdout is not None
            raise SystemExit(f"The tests could not be collected.\n{child.stdout.read()}")


def _pytest(*words: str) -> list[str]:
    return ["nice", "-n", "5", sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation.plugin", *words]


if __name__ == "__main__":
    sys.exit(main())
