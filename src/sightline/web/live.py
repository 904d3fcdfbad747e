"""Hears what PostgreSQL announces and passes it to the open screens of this process.

One connection listens for all of them.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connections

from sightline.duties.live import CHANNEL

log = logging.getLogger(__name__)
KEEP_ALIVE = 15.0  # seconds: a comment keeps middle boxes from closing a quiet line
LONGEST = 20  # keep-alives before the browser is asked to connect afresh, so that no thread is held for ever


class Hub:
    """One thread listens; every open screen has a queue.

    A queue that is full drops: the next message says the same, “look again”.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: set[queue.Queue[dict[str, Any]]] = set()
        self._thread: threading.Thread | None = None

    def join(self) -> queue.Queue[dict[str, Any]]:
        """A new screen: starts the listening thread with the first one."""
        mine: queue.Queue[dict[str, Any]] = queue.Queue(maxsize=100)
        with self._lock:
            self._queues.add(mine)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._listen, name="live", daemon=True)
                self._thread.start()
        return mine

    def leave(self, mine: queue.Queue[dict[str, Any]]) -> None:
        """A screen was closed."""
        with self._lock:
            self._queues.discard(mine)

    def _spread(self, message: dict[str, Any]) -> None:
        with self._lock:
            for each in self._queues:
                if not each.full():
                    each.put_nowait(message)

    def _listen(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self._hear()
            except psycopg.Error as fault:
                log.warning("live updates: %s; trying again", fault)
                pause.wait(1.0)

    def _hear(self) -> None:
        parameters = connections["default"].get_connection_params()
        wanted = {k: parameters[k] for k in ("dbname", "user", "password", "host", "port") if parameters.get(k)}
        with psycopg.connect(**wanted, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._spread({"all": True})  # whatever was missed while nobody listened
            for heard in connection.notifies():
                self._spread(json.loads(heard.payload))


HUB = Hub()


def concerns(message: dict[str, Any], *, desks: tuple[int, ...], agency: int, episode: int | None) -> bool:
    """Whether a screen of these desks, this agency or this episode should look again."""
    if message.get("all"):
        return True
    if episode is not None:
        return message.get("episode") == episode
    return bool(set(desks) & set(message.get("desks", []))) or agency in message.get("agencies", [])


def stream(*, desks: tuple[int, ...], agency: int, episode: int | None = None) -> Iterator[bytes]:
    """Server-sent events: `changed` whenever the screen should fetch itself again. Holds no database connection."""
    mine = HUB.join()
    try:
        yield b"retry: 1000\nevent: changed\ndata: hello\n\n"
        quiet = 0
        while quiet < LONGEST:
            try:
                message = mine.get(timeout=KEEP_ALIVE)
            except queue.Empty:
                quiet += 1
                yield b": still here\n\n"
                continue
            if concerns(message, desks=desks, agency=agency, episode=episode):
                yield b"event: changed\ndata: look\n\n"
    finally:
        HUB.leave(mine)
