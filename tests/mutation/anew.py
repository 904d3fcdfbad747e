"""Tries faults outside of functions: in a child of its own, each module is imported with its fault and tests are run.

Nothing of the project may be imported here: the child must be the first to do so.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence

import pytest

import tests.mutation.steady  # noqa: F401 - before any test is collected, and so that no child has to
from tests.mutation.engine import NEAREST, ROOT, path_of
from tests.mutation.live import imported_with
from tests.mutation.mutants import Mutant
from tests.mutation.report import NEVER_ENDS

SPARE = 60.0  # seconds of the processor beyond five times what the tests take
PLAIN = ("-x", "-q", "--noconftest", "-p", "no:django", "-p", "no:playwright",
         "-W", "ignore::pytest.PytestConfigWarning", "-W", "ignore::pytest.PytestAssertRewriteWarning",
         "-o", "addopts=--import-mode=importlib -p no:cacheprovider")  # fmt: skip


def anew(
    todo: Sequence[Mutant], reached: dict[str, dict[str, float]], jobs: int, most: float
) -> Iterator[dict[str, str]]:
    """What became of each fault. `reached`: by module the files of tests that reach it, with the seconds they take."""
    running: dict[int, tuple[Mutant, int]] = {}
    for mutant in todo:
        running |= dict([_begin(mutant, *_nearest(mutant.module, reached, most))])
        while len(running) >= jobs:
            yield _ended(running)
    while running:
        yield _ended(running)


def _nearest(module: str, reached: dict[str, dict[str, float]], most: float) -> tuple[list[str], float]:
    """The nearest files of tests that reach a module, those first that reach few others, and the seconds they take.

    Whole files only, and five times as long as for a fault that costs no new import.
    """
    takes = {name: took for name, took in reached.get(module, {}).items() if name.startswith(NEAREST)}
    others = {name: sum(name in files for files in reached.values()) for name in takes}
    files = sorted(takes, key=lambda name: (others[name], takes[name]))
    until = itertools.accumulate(takes[name] for name in files)
    chosen = [f for n, (f, after) in enumerate(zip(files, until, strict=True)) if not n or after <= most * 5]
    return chosen or [NEAREST[0]], sum(takes[name] for name in chosen)


def _begin(mutant: Mutant, files: list[str], seconds: float) -> tuple[int, tuple[Mutant, int]]:
    answer, child_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(child_end)
        return pid, (mutant, answer)
    said = {"state": "undecided", "by": "the run broke down"}
    try:
        os.nice(5)
        until = math.ceil(seconds * 5 + SPARE)
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        said = _try(mutant, files)
    finally:
        os.write(child_end, json.dumps(said).encode())
        os._exit(0)


def _try(mutant: Mutant, files: list[str]) -> dict[str, str]:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.chdir(ROOT)
    imported_with(mutant, path_of(mutant.module))
    first = First()
    ended = pytest.main([*PLAIN, *files], plugins=[first])
    if ended == pytest.ExitCode.OK:
        return {"state": "survived", "by": ""}
    if ended in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):  # the second: no test could be imported
        return {"state": "caught", "by": first.failed or "import"}
    return {"state": "undecided", "by": f"pytest ended with {ended}"}


class First:
    """The first test that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note it."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _ended(running: dict[int, tuple[Mutant, int]]) -> dict[str, str]:
    """What became of the next one that ends."""
    pid, how = os.wait()
    mutant, answer = running.pop(pid)
    said = json.loads(os.read(answer, 65536) or "null") or {"state": "undecided", "by": "the run was killed"}
    os.close(answer)
    if os.WIFSIGNALED(how) and os.WTERMSIG(how) == signal.SIGXCPU:
        said = {"state": "caught", "by": NEVER_ENDS}
    return {"name": mutant.name, **said}
