"""Tells whoever listens that what is known of a person changed, inside the same transaction.

Does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Listener = Callable[[int, datetime], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(person, at)` whenever a flag, a care status, a placement, a plan or the person changes."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(person: int, at: datetime) -> None:
    """Tell every listener. An exception in one undoes the whole action: a flag without its duties must not exist."""
    for listener in _listeners:
        listener(person, at)
