"""On whose behalf this thread talks to the database: a post at a moment, the system for a reason, or nobody.

Says it only; the database decides what follows. Without it nothing about a person is visible.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, _GeneratorContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Apart:
    """Of a post at a moment: the people kept apart from it, and those opened to it alone."""

    hidden: frozenset[int]
    opened: frozenset[int]


@dataclass(slots=True, eq=False)
class Behalf:
    """A post at a moment, or the system for a reason; with neither, nobody.

    Each is one saying and equals no other, so that what the server worked out for one is never used for the next.
    """

    post: int | None = None
    at: datetime | None = None
    reason: str = ""
    also: tuple[int, ...] = ()
    """Agencies for whose desks this post's answers out of hours; the server checks that it does."""
    apart: Apart | None = None
    """What the server answered when it was told; None until then, and again as soon as that may have changed."""


NOBODY = Behalf()


class _Stack(threading.local):
    """What this thread has been told, the newest last. A new thread begins with nobody."""

    def __init__(self) -> None:
        self.said: list[Behalf] = []


_stack = _Stack()


def present() -> Behalf:
    """On whose behalf the thread works now."""
    return _stack.said[-1] if _stack.said else NOBODY


@contextmanager
def _standing(behalf: Behalf) -> Iterator[None]:
    _stack.said.append(behalf)
    try:
        yield
    finally:
        _stack.said.pop()


def of_post(post: int, at: datetime, also: tuple[int, ...] = ()) -> AbstractContextManager[None]:
    """Work for one post at a moment: what its role and agency may see then, and no more."""
    return _standing(Behalf(post=post, at=at, also=also))


def of_system(reason: str) -> _GeneratorContextManager[None]:
    """Work for the system itself, which sees everybody; `reason` says for what, and may not be empty.

    Stands around a block, or above a function."""
    if not reason.strip():
        raise ValueError("The system looks at people only for a reason: say which.")
    return _standing(Behalf(reason=reason))


def work_for_system(reason: str) -> None:
    """From here on this thread works for the system: a command typed by whoever runs the machine, to its end."""
    if not reason.strip():
        raise ValueError("The system looks at people only for a reason: say which.")
    _stack.said.append(Behalf(reason=reason))


def of_nobody() -> AbstractContextManager[None]:
    """Work for nobody: nothing about a person is visible."""
    return _standing(NOBODY)
