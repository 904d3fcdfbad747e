"""A browser without a screen for tests that break a real web server: it gets a form, fills it in, and sends it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from bench.serving import cookie_for, free_port
from sightline.access.actor import Actor

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    page: str
    leads_to: str = ""


@dataclass
class Browser:
    """A signed-in session. Every request has a line of its own, as after a server was restarted."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, port: int) -> Browser:
        """Signed in as somebody."""
        name, _, value = cookie_for(actor).partition("=")
        return cls(port, {name: value})

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = answer.read().decode()
        finally:
            line.close()
        for said in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = said.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, page, answer.headers.get("Location", ""))

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def form(self, path: str, **typed: str) -> dict[str, str]:
        """Open the page of a form and fill it in: its hidden fields with what was typed."""
        answer = self.get(path)
        if answer.status != 200:
            raise ConnectionError(f"{path} answers {answer.status}")
        form = answer.page[answer.page.index("<main") :]  # the button that signs out is a form too, and stands before
        return {name: unescape(value) for name, value in HIDDEN.findall(form)} | typed

    def send(self, path: str, form: dict[str, str]) -> Answer:
        """Send a filled-in form."""
        return self._ask("POST", path, urlencode(form))


class WebServer:
    """`sightline serve` with all its workers in a process group of its own."""

    def __init__(self, **environment: str) -> None:
        self.port, self._environment = free_port(), environment
        self._group = 0

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = [sys.executable, "-m", "sightline", "serve", "--port", str(self.port), "--workers", "2"]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | self._environment
        self._process = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)
        self._group = self._process.pid
        end = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the web server did not start")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return Browser(self.port).get("/sign-in").status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """Kill the command, the server and every worker at once, with no warning."""
        if self._group:
            os.killpg(self._group, signal.SIGKILL)
            self._process.wait()
            self._group = 0
