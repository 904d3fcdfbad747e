"""Hands on what a recomputation has worked out, so that who must be told follows from the same facts.

Does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sightline.engine import Answer, Situation
from sightline.episodes.models import Episode
from sightline.episodes.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Computed:
    """An episode at a moment, as the engine sees it, with the answer to every fact."""

    episode: Episode
    at: datetime
    asked: Situation
    taken: Snapshot
    answers: Mapping[str, Answer]


Listener = Callable[[Computed], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(computed)` after the duties of an episode are stored, in the same transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def computed(of: Computed) -> None:
    """Tell every listener. An exception in one undoes the whole action."""
    for listener in _listeners:
        listener(of)
