"""Collects the tests once; each fault is tried by those that reach it, in a process of its own. Loaded with -p."""

from __future__ import annotations

import itertools
import json
import math
import os
import pickle
import resource
import signal
import time
from _lsprof import Profiler
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tests.mutation.engine import ENGINE, module_of, path_of
from tests.mutation.live import forget, imported_with, outermost, put_in
from tests.mutation.mutants import Mutant

OURS = str(ENGINE) + os.sep
GRACE = 20.0  # seconds of the processor a fault may take beyond five times what its tests take without it
WAIT = 600.0  # seconds by the clock beyond twenty times that, after which nothing is said: the machine was too busy
MEMORY = 4 * 2**30  # bytes: what never ends may also never stop growing
NEVER_ENDS = "it never ends"
MOST = 60.0  # seconds of tests, the quickest first, that one fault is tried by

settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutation")
if job := os.environ.get("SIGHTLINE_MUTANT"):
    imported_with(*pickle.loads(bytes.fromhex(job)))  # noqa: S301 - written by tests/mutation/__main__.py


@dataclass
class Baseline:
    """How long each test takes, which functions of the engine it reaches, and which of those read the cards."""

    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    reading: set[tuple[str, str]] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)


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
    learned = known(Path(work["baseline"]), session.items)
    with Path(work["results"]).open("a", encoding="utf-8") as results:
        results.write(json.dumps({"baseline": len(items), "failed": learned.failed}) + "\n")
        files = {nodeid: item.path.name for nodeid, item in items.items()}
        results.write(json.dumps({"reached": reached_by(learned, files)}) + "\n")
        results.flush()
        if not learned.failed:
            preload()
            for said in tried(work["mutants"], items, learned, work["jobs"]):
                results.write(json.dumps(said) + "\n")
                results.flush()
    return True


def known(place: Path, items: Sequence[pytest.Item]) -> Baseline:
    """What an earlier run learned of these very tests; else it is learned now, and kept where every test passed."""
    if place.exists():
        kept: Baseline = pickle.loads(place.read_bytes())  # noqa: S301 - written below
        return kept
    learned: Baseline = in_a_child(lambda: learn(items))
    if not learned.failed:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pickle.dumps(learned))
    return learned


def reached_by(learned: Baseline, files: dict[str, str]) -> dict[str, dict[str, float]]:
    """The files of tests that reach each module, with the seconds they take: for faults outside of functions."""
    found: dict[str, dict[str, float]] = {}
    for nodeid, functions in learned.reached.items():
        for module in {module for module, _ in functions}:
            of = found.setdefault(module, {})
            name = nodeid.split("::")[0]
            of[name] = of.get(name, 0.0) + learned.seconds[nodeid]
    return found


def preload() -> None:
    """Read the project's cards once, so that every fault is tried on cards that are there already."""
    from tests.unit.engine.cards import real

    real()


def learn(items: Sequence[pytest.Item]) -> Baseline:
    """Run every test once and note what it reaches."""
    learned = Baseline()
    with noting(learned.reading):
        preload()
    for item, following in _in_turn(items):
        began = time.monotonic()
        with noting(learned.reached.setdefault(item.nodeid, set())):
            fine = passes(item, following)
        learned.seconds[item.nodeid] = time.monotonic() - began
        if not fine:
            learned.failed.append(item.nodeid)
    return learned


class noting:
    """Note every function of the engine that is called. The profiler in C costs little, unlike a trace."""

    def __init__(self, functions: set[tuple[str, str]]) -> None:
        self.functions, self.profiler = functions, Profiler(subcalls=False, builtins=False)

    def __enter__(self) -> None:
        self.profiler.enable()

    def __exit__(self, *_: object) -> None:
        self.profiler.disable()
        codes = (entry.code for entry in self.profiler.getstats() if isinstance(entry.code, CodeType))
        ours = (code for code in codes if code.co_filename.startswith(OURS))
        self.functions |= {(module_of(Path(c.co_filename)), outermost(c.co_qualname)) for c in ours}


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test; whether it passed."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _in_turn(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, (*items[1:], None), strict=True)


def tried(
    mutants: Iterable[Mutant], items: dict[str, pytest.Item], learned: Baseline, jobs: int
) -> Iterator[dict[str, Any]]:
    """Try the faults, several at a time; what became of each."""
    running: list[Running] = []
    caught_by: dict[tuple[str, str], dict[str, int]] = {}
    for mutant in mutants:
        tests = _tests_for(mutant, learned, caught_by.get((mutant.module, mutant.function), {}))
        if not tests:
            yield _said(mutant, "survived", "no test reaches it")
            continue
        seconds = sum(learned.seconds[t] for t in tests)
        running.append(_begin(mutant, [items[t] for t in tests], learned, seconds))
        while len(running) >= jobs:
            yield from _ended(running, caught_by)
    while running:
        yield from _ended(running, caught_by)


def _tests_for(mutant: Mutant, learned: Baseline, caught: dict[str, int]) -> list[str]:
    """The tests that reach the function, those first that caught other faults in it, then the quickest."""
    here = (mutant.module, mutant.function)
    tests = [t for t, functions in learned.reached.items() if here in functions]
    tests.sort(key=lambda t: (-caught.get(t, 0), learned.seconds[t]))
    until = itertools.accumulate(learned.seconds[t] for t in tests)
    return [t for n, (t, after) in enumerate(zip(tests, until, strict=True)) if not n or after <= MOST]


def _begin(mutant: Mutant, items: list[pytest.Item], learned: Baseline, seconds: float) -> Running:
    answer, child_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(child_end)
        return Running(mutant, pid, answer, time.monotonic() + seconds * 20 + WAIT)
    os.setpgid(0, 0)
    _bound(seconds * 5 + GRACE)
    said = {"state": "undecided", "by": "the run broke down"}
    try:
        _quiet()
        said = _try(mutant, items, (mutant.module, mutant.function) in learned.reading)
    finally:
        os.write(child_end, json.dumps(said).encode())
        os._exit(0)


def _try(mutant: Mutant, items: list[pytest.Item], reads: bool) -> dict[str, str]:
    if not put_in(mutant, path_of(mutant.module)):
        return {"state": "elsewhere", "by": ""}
    if reads:
        forget()
    for item, following in _in_turn(items):
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
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _said(mutant: Mutant, state: str, by: str) -> dict[str, Any]:
    return {"name": mutant.name, "state": state, "by": by}


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def in_a_child(work: Callable[[], Any]) -> Any:
    """What some work answers, done in a process of its own, so that nothing it loads stays here."""
    answer, child_end = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(answer)
        _quiet()
        with os.fdopen(child_end, "wb") as pipe:
            pickle.dump(work(), pipe)
        os._exit(0)
    os.close(child_end)
    with os.fdopen(answer, "rb") as pipe:
        found = pickle.load(pipe)  # noqa: S301 - from our own child
    os.waitpid(pid, 0)
    return found
