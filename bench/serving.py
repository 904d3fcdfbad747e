"""What the benches of screens share: a web server of their own, and signed-in connections to it. Measures nothing."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sightline.access.actor import Actor


def cookie_for(actor: Actor) -> str:
    """A session of one actor, made directly, as the Cookie header says it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.get(pk=actor.user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["post"] = actor.post
    session.save()
    return f"sessionid={session.session_key}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(
    workers: int = 2, application: str = "sightline.config.wsgi:application", ready: str = "/sign-in"
) -> Iterator[int]:
    """The web server on a free port, ready to answer; stopped afterwards."""
    from sightline.cli.serve import server as start_server
    from sightline.config import start

    start.collect_static()
    port = free_port()
    child = start_server("127.0.0.1", port, workers, application)
    try:
        for _ in range(200):
            try:
                get(port, ready)
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        child.terminate()
        child.wait()


def get(
    port: int, path: str, cookie: str = "", connection: http.client.HTTPConnection | None = None
) -> tuple[int, bytes]:
    """One GET: status and body, on a connection that may be kept."""
    line = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = line.getresponse()
    body = answer.read()
    if connection is None:
        line.close()
    return answer.status, body


class Stream:
    """An open board's stream of events, read as a browser would."""

    def __init__(self, port: int, path: str, cookie: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._line.request(
            "GET", path, headers={"Cookie": cookie, "Accept": "text/event-stream", "Accept-Encoding": "gzip"}
        )
        self._answer: Any = self._line.getresponse()

    def wait_for_change(self) -> None:
        """Block until the stream says `changed`."""
        while True:
            line = self._answer.readline()
            if not line:
                raise ConnectionError("the stream ended")
            if line.startswith(b"data:"):
                return

    def close(self) -> None:
        """Hang up."""
        self._line.close()
