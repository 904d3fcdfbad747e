"""docs/tutorials/change-a-time-limit.md is done as it is written: every command, every edit, every answer it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from sightline.config import protocol as wiring
from sightline.config.editions import Editions
from tests.architecture.house import ROOT

PAGE = (ROOT / "docs/tutorials/change-a-time-limit.md").read_text(encoding="utf-8")
DRAFT = "my-protocols/drafts/duties/tv-absence-01.toml"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass
class Reader:
    """Somebody who does what the page says, in a folder of their own."""

    home: Path
    around: dict[str, str]
    said: str = ""

    def follow(self, kind: str, block: str) -> None:
        """Do one block of the page."""
        {"sh": self.type, "text": self.compare, "diff": self.edit, "toml": self.append}[kind](block)

    def type(self, block: str) -> None:
        """Type the lines of a block; `export` and `unset` hold for those that follow."""
        for line in block.splitlines():
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                self.around[name] = value
            elif line.startswith("unset "):
                del self.around[line.removeprefix("unset ")]
            else:
                self._run(line)

    def _run(self, line: str) -> None:
        answer = subprocess.run(["sh", "-c", line], cwd=self.home, env=self.around, capture_output=True, text=True,
                                check=False)  # fmt: skip
        self.said = answer.stdout + answer.stderr

    def compare(self, block: str) -> None:
        """What the page shows is what was said; `…` stands for whatever changes from day to day."""
        shown = ".*".join(map(re.escape, block.strip().split("…")))
        assert re.fullmatch(shown, self.said.strip(), re.DOTALL), f"shown:\n{block}\nsaid:\n{self.said}"

    def edit(self, block: str) -> None:
        """Change a line where it stands last: in the second version."""
        old, new = (line[1:] for line in block.splitlines())
        text = (self.home / DRAFT).read_text(encoding="utf-8")
        before, found, after = text.rpartition(old)
        assert found, f"the draft has no line “{old}”"
        (self.home / DRAFT).write_text(before + new + after, encoding="utf-8")

    def append(self, block: str) -> None:
        """Put a block at the end of the draft."""
        with (self.home / DRAFT).open("a", encoding="utf-8") as draft:
            draft.write("\n" + block)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """A checkout in which the page's commands are typed."""
    shutil.copytree(ROOT / "protocols", tmp_path / "protocols", ignore=shutil.ignore_patterns("drafts"))
    for name in ("run", "requirements", "src", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    yield Reader(tmp_path, {"PATH": path, "HOME": str(Path.home()), "SIGHTLINE_VENV": sys.prefix})


def blocks() -> list[tuple[str, str]]:
    return BLOCK.findall(PAGE)


def test_every_step_of_the_page_goes_as_it_says(reader: Reader) -> None:
    kinds = [kind for kind, _ in blocks()]
    assert kinds.count("sh") >= 8 and kinds.count("diff") == 5 and kinds.count("text") >= 6
    for kind, block in blocks():
        reader.follow(kind, block)
    assert not (reader.home / "my-protocols").exists()


def test_the_card_page_then_shows_the_version_to_come_and_whom_it_touches(
    reader: Reader, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = blocks()
    for kind, block in steps[: next(n for n, (_, b) in enumerate(steps) if "rm -r" in b)]:
        reader.follow(kind, block)
    monkeypatch.setattr(wiring, "_editions", Editions(reader.home / "my-protocols", reader.home / "editions"))
    client = client_as("duty inspector")
    page = client.get("/protocols/TV-ABSENCE-01").content.decode()
    assert "A new version comes into force on 1 April 2027" in page and "Open episodes it touches" in page
    assert "at five hours it is a missing report" in page
