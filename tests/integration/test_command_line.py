"""Commands and their database, as they are typed: no tables yet, no such database, nothing that answers."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from sightline.config import embedded
from tests.architecture.house import ROOT

NOBODY_LISTENS = "postgresql://sightline@127.0.0.1:1/sightline"


def typed(line: str, **around: str) -> subprocess.CompletedProcess[str]:
    """What a command answers in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | around
    words = [sys.executable, "-P", "-m", "sightline", *line.split()]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)


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
