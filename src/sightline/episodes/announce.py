"""Tells whoever listens that something happened to an episode, inside the same transaction.

Does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sightline.episodes.models import Episode

Listener = Callable[[Episode, datetime], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(episode, at)` after every recorded happening, before the transaction commits."""
    if listener not in _listeners:
        _listeners.append(listener)


def happened(episode: Episode, at: datetime) -> None:
    """Tell every listener. An exception in one undoes the whole action: a happening without its duties must not
    exist."""
    for listener in _listeners:
        listener(episode, at)
