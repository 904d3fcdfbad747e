"""Keeps cards once they are read, for faults that are not in what reads them. Puts no fault in, and runs no test.

A test that reads the whole folder of the project takes a second; with a fault in the merging of duties, what is read
is the same every time. What is read is known by its content, so a folder a test has changed is read anew.
"""

from __future__ import annotations

import hashlib
import pickle
import time
import tomllib
from collections.abc import Collection
from pathlib import Path
from types import FunctionType
from typing import Any

STAND_IN = "def load_protocols(folder, *, drafts=(), held=True):\n    return _kept(folder, drafts, held)\n"


class Kept:
    """The protocols of each folder that was read. `spent`: the seconds that keeping them would have spared."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, bool], Any] = {}
        self.taken: dict[tuple[str, bool], float] = {}
        from sightline.engine import load  # not above: a fault outside of functions must be put in before the import

        self.on, self.spent = False, 0.0
        function = load.load_protocols
        self.plain = FunctionType(function.__code__, function.__globals__)
        self.plain.__kwdefaults__ = function.__kwdefaults__
        space: dict[str, Any] = {}
        exec(compile(STAND_IN, "<kept>", "exec"), space)  # noqa: S102 - the line above
        function.__globals__["_kept"] = self
        function.__code__ = space["load_protocols"].__code__

    def __call__(self, folder: Path, drafts: Collection[Path], held: bool) -> Any:
        """What `load_protocols` answers: kept where the very same was read before, and keeping is on."""
        if drafts:
            return self.plain(folder, drafts=drafts, held=held)
        key = (_content(folder), held)
        if key in self.known and self.on:
            return self.known[key]
        began = time.monotonic()
        found = self.plain(folder, held=held)
        if key in self.known:
            self.spent += time.monotonic() - began
        self.known[key] = found
        return found


def keep_toml() -> None:
    """Parse each text of TOML once: the standard library's parser is not what is tried here."""
    plain, known = tomllib.loads, dict[str, bytes]()

    def loads(text: str, /, **how: Any) -> dict[str, Any]:
        if how:
            return plain(text, **how)
        if text not in known:
            known[text] = pickle.dumps(plain(text))
        found: dict[str, Any] = pickle.loads(known[text])  # noqa: S301 - written the line before
        return found

    tomllib.loads = loads


def _content(folder: Path) -> str:
    digest = hashlib.sha256(str(folder.is_dir()).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
