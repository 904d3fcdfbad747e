"""Learns what each test of the engine reaches and how long it takes, and keeps that. Puts no fault in."""

from __future__ import annotations

import os
import pickle
import time
from _lsprof import Profiler
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.cache import digest_of
from tests.mutation.engine import ENGINE, module_of, modules
from tests.mutation.keeping import Kept
from tests.mutation.live import outermost

OURS = str(ENGINE) + os.sep


@dataclass
class Baseline:
    """How long each test takes, which functions of the engine it reaches, and which of those read the cards."""

    seconds: dict[str, float] = field(default_factory=dict)
    loading: dict[str, float] = field(default_factory=dict)  # the part that is spared where what is read is kept
    reached: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    reading: set[tuple[str, str]] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    engine: str = ""  # a hash of the engine it was learned with
    files: dict[str, str] = field(default_factory=dict)  # a hash of each test file it was learned from


def known(place: Path, items: Sequence[pytest.Item], kept: Kept) -> Baseline:
    """What an earlier run learned of these tests; those that are new or changed are learned now.

    It is kept where every test passed. With a changed engine all is learned again.
    """
    files = {item.nodeid.split("::")[0]: digest_of([item.path]) for item in items}
    now = Baseline(engine=digest_of(modules()), files=files)
    if place.exists():
        old: Baseline = pickle.loads(place.read_bytes())  # noqa: S301 - written below
        if old.engine == now.engine:
            now.reading = old.reading
            for item in items:
                if item.nodeid in old.reached and old.files.get(name := item.nodeid.split("::")[0]) == files[name]:
                    of = item.nodeid
                    now.reached[of], now.seconds[of], now.loading[of] = (
                        old.reached[of],
                        old.seconds[of],
                        old.loading[of],
                    )
    missing = [item for item in items if item.nodeid not in now.reached]
    learned: Baseline = in_a_child(lambda: learn(missing, kept, now)) if missing else now
    if not learned.failed:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pickle.dumps(learned))
    return learned


def reached_by(learned: Baseline) -> dict[str, dict[str, float]]:
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


def learn(items: Sequence[pytest.Item], kept: Kept, learned: Baseline) -> Baseline:
    """Run tests once and note what they reach."""
    with noting(learned.reading):
        preload()
    for item, following in in_turn(items):
        began, kept.spent = time.monotonic(), 0.0
        with noting(learned.reached.setdefault(item.nodeid, set())):
            fine = passes(item, following)
        learned.seconds[item.nodeid] = time.monotonic() - began
        learned.loading[item.nodeid] = kept.spent
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


def in_turn(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Each test with the one that follows, as pytest asks."""
    return zip(items, (*items[1:], None), strict=True)


def in_a_child(work: Callable[[], Any]) -> Any:
    """What some work answers, done in a process of its own, so that nothing it loads stays here."""
    answer, child_end = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(answer)
        quiet()
        with os.fdopen(child_end, "wb") as pipe:
            pickle.dump(work(), pipe)
        os._exit(0)
    os.close(child_end)
    with os.fdopen(answer, "rb") as pipe:
        found = pickle.load(pipe)  # noqa: S301 - from our own child
    os.waitpid(pid, 0)
    return found


def quiet() -> None:
    """Let a child say nothing on the screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
