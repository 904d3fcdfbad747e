"""Collects the tests once; each fault is tried by those that reach it, in a process of its own. Loaded with -p."""

from __future__ import annotations

import gc
import itertools
import json
import math
import os
import pickle
import resource
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

import tests.mutation.steady  # noqa: F401 - before any test is collected
from tests.mutation.engine import NEAREST, path_of
from tests.mutation.keeping import Kept, keep_toml
from tests.mutation.learning import Baseline, in_turn, known, passes, preload, quiet, reached_by
from tests.mutation.live import caches, put_in
from tests.mutation.mutants import Mutant
from tests.mutation.report import NEVER_ENDS

GRACE = 10.0  # seconds of the processor a test may take beyond five times what it takes without a fault
WAIT = 600.0  # seconds by the clock beyond twenty times what all its tests take; then nothing is said
MEMORY = 4 * 2**30  # bytes: what never ends may also never stop growing


class Trial:
    """What was ordered: seconds of tests for one fault; by survivor of an earlier run, the files it has not met."""

    most: float = 60.0
    since: ClassVar[dict[str, list[str]]] = {}
    caches: ClassVar[list[Any]] = []


@dataclass
class Running:
    """One fault that is being tried."""

    mutant: Mutant
    pid: int
    answer: int
    until: float


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of running the tests: learn what they reach, then try every fault of the work order."""
    order = os.environ.get("SIGHTLINE_MUTATION")
    if not order:
        return None
    work: dict[str, Any] = pickle.loads(Path(order).read_bytes())  # noqa: S301 - written by tests/mutation/__main__.py
    items = {item.nodeid: item for item in session.items}
    keep_toml()
    kept = Kept()
    Trial.most, Trial.since = work["most"], work["since"]
    learned = known(Path(work["baseline"]), session.items, kept)
    with Path(work["results"]).open("a", encoding="utf-8") as results:
        results.write(json.dumps({"baseline": len(items), "failed": learned.failed}) + "\n")
        results.write(json.dumps({"reached": reached_by(learned)}) + "\n")
        results.flush()
        if not learned.failed:
            preload()
            Trial.caches = caches()
            gc.freeze()
            for said in tried(work["mutants"], items, learned, work["jobs"], kept):
                results.write(json.dumps(said) + "\n")
                results.flush()
    return True


def tried(
    mutants: Iterable[Mutant], items: dict[str, pytest.Item], learned: Baseline, jobs: int, kept: Kept
) -> Iterator[dict[str, Any]]:
    """Try the faults, several at a time; what became of each."""
    running: list[Running] = []
    caught_by: dict[tuple[str, str], dict[str, int]] = {}
    for mutant in mutants:
        tests = _tests_for(mutant, learned, caught_by.get((mutant.module, mutant.function), {}))
        if not tests:
            # What runs only while the module is imported, such as a decorator, is reached by none.
            here = (mutant.module, mutant.function)
            reached = any(here in functions for functions in learned.reached.values())
            yield _said(mutant, "survived" if reached else "elsewhere", "")
            continue
        kept.on = (mutant.module, mutant.function) not in learned.reading
        running.append(_begin(mutant, [(items[t], learned.seconds[t]) for t in tests], forgetful=not kept.on))
        while len(running) >= jobs:
            yield from _ended(running, caught_by)
    while running:
        yield from _ended(running, caught_by)


def _tests_for(mutant: Mutant, learned: Baseline, caught: dict[str, int]) -> list[str]:
    """The tests that reach the function, those first that caught other faults in it.

    Then the nearest, and of those of each file the quickest and the ones that reach little else, so that by any moment
    every file had about the same time.
    """
    here = (mutant.module, mutant.function)
    tests = [t for t, functions in learned.reached.items() if here in functions]
    if (files := Trial.since.get(mutant.name)) is not None:
        tests = [t for t in tests if t.split("::")[0] in files]
    spared = {} if here in learned.reading else learned.loading
    takes = {t: learned.seconds[t] - spared.get(t, 0.0) for t in tests}
    tests.sort(key=lambda t: takes[t])
    before: dict[str, float] = {}
    for t in tests:
        name = t.split("::")[0]
        before[t] = before[name] = before.get(name, 0.0) + takes[t] * len(learned.reached[t])
    tests.sort(key=lambda t: (-caught.get(t, 0), not t.startswith(NEAREST), before[t]))
    until = itertools.accumulate(takes[t] for t in tests)
    return [t for n, (t, after) in enumerate(zip(tests, until, strict=True)) if not n or after <= Trial.most]


def _begin(mutant: Mutant, items: list[tuple[pytest.Item, float]], *, forgetful: bool) -> Running:
    seconds = sum(took for _, took in items)
    answer, child_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(child_end)
        return Running(mutant, pid, answer, time.monotonic() + seconds * 20 + WAIT)
    os.setpgid(0, 0)
    said = {"state": "undecided", "by": "the run broke down"}
    try:
        quiet()
        said = _try(mutant, items, forgetful)
    finally:
        os.write(child_end, json.dumps(said).encode())
        os._exit(0)


def _try(mutant: Mutant, items: list[tuple[pytest.Item, float]], forgetful: bool) -> dict[str, str]:
    if not put_in(mutant, path_of(mutant.module)):
        return {"state": "elsewhere", "by": ""}
    if forgetful:
        for one in Trial.caches:
            one.cache_clear()
    for (item, following), (_, took) in zip(in_turn([item for item, _ in items]), items, strict=True):
        _bound(took * 5 + GRACE)
        if not passes(item, following):
            return {"state": "caught", "by": item.nodeid}
    return {"state": "survived", "by": ""}


def _ended(running: list[Running], caught_by: dict[tuple[str, str], dict[str, int]]) -> Iterator[dict[str, Any]]:
    """What has come to its end by now; waits a little where nothing has."""
    for one in list(running):
        ended, how = os.waitpid(one.pid, os.WNOHANG)
        if not ended and time.monotonic() < one.until:
            continue
        if not ended:
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
        said = _answered(one, how) if ended else {"state": "undecided", "by": "out of time"}
        os.close(one.answer)
        running.remove(one)
        if said["state"] == "caught":
            counts = caught_by.setdefault((one.mutant.module, one.mutant.function), {})
            counts[said["by"]] = counts.get(said["by"], 0) + 1
        yield _said(one.mutant, said["state"], said["by"])
    time.sleep(0.005)


def _answered(one: Running, how: int) -> dict[str, str]:
    """What a fault's process left behind: processor time used up means a loop, however busy the machine is."""
    if os.WIFSIGNALED(how):
        spent = os.WTERMSIG(how) == signal.SIGXCPU
        return {"state": "caught", "by": NEVER_ENDS} if spent else {"state": "undecided", "by": "the run was killed"}
    said: dict[str, str] = json.loads(os.read(one.answer, 65536) or "null")
    return said or {"state": "undecided", "by": "the run broke down"}


def _bound(seconds: float) -> None:
    """What this process may use from now on. Only the soft limit, which may be raised again for the next test."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(spent.ru_utime + spent.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _said(mutant: Mutant, state: str, by: str) -> dict[str, Any]:
    return {"name": mutant.name, "state": state, "by": by}
