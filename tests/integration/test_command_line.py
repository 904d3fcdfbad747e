"""Commands and their database, as they are typed: no tables yet, no such database, nothing that answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest

from bench.serving import Stream, cookie_for, free_port, get, server
from sightline.config import embedded
from tests.architecture.house import ROOT
from tests.people import make_cast

NOBODY_LISTENS = "postgresql://sightline@127.0.0.1:1/sightline"


def typed(line: str, **around: str) -> subprocess.CompletedProcess[str]:
    """What a command answers in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | around
    words = [sys.executable, "-P", "-m", "sightline", *line.split()]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)


def answers(port: int, within: float) -> bool:
    """Whether a server answers on a port, now or within so many seconds."""
    until = time.monotonic() + within
    while True:
        try:
            return get(port, "/sign-in")[0] == 200
        except OSError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.1)


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database without a table."""
    host, name = embedded.start(), f"sightline_{uuid.uuid4().hex[:12]}"
    embedded.prepare(host, name)
    yield name
    embedded.drop(host, name)


@pytest.mark.parametrize("line", ["audit verify", "watch --rounds 1", "serve --port 8765"])
def test_without_tables_a_command_says_how_to_make_them(line: str, empty: str) -> None:
    answer = typed(line, SIGHTLINE_DATABASE=empty)
    assert answer.returncode == 1 and not answer.stdout
    assert "has no tables yet" in answer.stderr and "./run migrate" in answer.stderr


def test_what_it_says_then_works(empty: str) -> None:
    assert typed("migrate", SIGHTLINE_DATABASE=empty).returncode == 0
    answer = typed("audit verify", SIGHTLINE_DATABASE=empty)
    assert answer.returncode == 0 and answer.stdout == "The record is whole: 0 events checked.\n"


def test_a_database_that_is_not_there_is_named() -> None:
    answer = typed("audit verify", SIGHTLINE_DATABASE="sightline_nowhere")
    assert answer.returncode == 1
    assert "sightline_nowhere" in answer.stderr and "Traceback" not in answer.stderr


@pytest.mark.parametrize("line", ["audit verify", "migrate", "watch", "demo"])
def test_a_server_that_does_not_answer_is_told_in_one_line(line: str) -> None:
    answer = typed(line, DATABASE_URL=NOBODY_LISTENS)
    assert answer.returncode == 1 and len(answer.stderr.splitlines()) == 1
    assert "DATABASE_URL names does not answer" in answer.stderr and "Connection refused" in answer.stderr


def test_an_address_that_is_none_is_told_with_the_shape_of_one() -> None:
    answer = typed("audit verify", DATABASE_URL="nonsense")
    assert answer.returncode == 1 and "postgresql://name@host/database" in answer.stderr


def test_a_server_stops_at_once_though_a_board_is_open(own_database: str, at: datetime) -> None:
    cookie = cookie_for(make_cast(at).actor("duty inspector"))
    with server(workers=1) as port:
        board = Stream(port, "/live/board", cookie)
        board.wait_for_change()
        before = time.monotonic()
    assert time.monotonic() - before < 15  # a stream alone would last minutes
    board.close()


def _hears_ctrl_c() -> None:
    """As in a terminal: whoever runs the tests in the background has Ctrl-C ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_whoever_stops_serve_stops_its_server_too(sent: signal.Signals, own_database: str) -> None:
    port = free_port()
    words = [sys.executable, "-P", "-m", "sightline", "serve", "--port", str(port), "--workers", "1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    serving = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, preexec_fn=_hears_ctrl_c)  # noqa: PLW1509
    try:
        assert answers(port, within=30)
        serving.send_signal(sent)
        serving.wait(timeout=30)
    finally:
        serving.kill()
        serving.wait()
    assert not answers(port, within=0)
