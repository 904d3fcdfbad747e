"""What became of faults in earlier runs, as long as it still holds. Knows no fault by itself."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant


class Cache:
    """Results by the fault's name, which holds as long as its function does.

    A caught fault stays caught while the file of the test that caught it is as it was. One that survived need only be
    tried by the tests that are new or changed since, unless it is now to be tried by more of them (`most`, in seconds).
    """

    def __init__(self, root: Path, *, most: float, remembers: bool = True) -> None:
        self.root, self.place, self.most, self.remembers = root, root / ".data" / "mutation.json", most, remembers
        kept: dict[str, Any] = json.loads(self.place.read_text()) if remembers and self.place.exists() else {}
        self.known: dict[str, dict[str, Any]] = kept.get("known", {})
        paths = (path for path in (root / "tests").rglob("*.py") if path.parent.name != "mutation")
        self.files = {str(path.relative_to(root)): digest_of([path]) for path in sorted(paths)}
        self.now = hashlib.sha256(json.dumps(self.files).encode()).hexdigest()[:16]
        self.once: dict[str, dict[str, str]] = kept.get("once", {}) | {self.now: self.files}
        name = "mutation.pickle" if remembers else f"mutation-{os.getpid()}.pickle"
        self.baseline = root / ".data" / name

    def knows(self, mutant: Mutant) -> bool:
        """Whether an earlier result still holds."""
        found = self.known.get(mutant.name)
        if found is None:
            return False
        if found["state"] == "caught":
            return self._same(found)
        return self.since(mutant) == []

    def since(self, mutant: Mutant) -> list[str] | None:
        """The files of tests a survivor has not met yet; nothing where it is to be tried by all."""
        found = self.known.get(mutant.name)
        if found is None or found["state"] != "survived" or found["most"] < self.most:
            return None
        then = self.once[found["tests"]]
        return [name for name, digest in self.files.items() if then.get(name) != digest]

    def keep(self, said: dict[str, str]) -> None:
        """Remember a result; one that was not decided is tried again."""
        if said["state"] == "undecided":
            return
        by = said["by"]
        self.known[said["name"]] = {"state": said["state"], "by": by, "tests": self.now, "most": self.most}

    def state(self, mutant: Mutant) -> str:
        """caught, survived, or not tried."""
        return str(self.known[mutant.name]["state"]) if self.knows(mutant) else "not tried"

    def by(self, mutant: Mutant) -> str:
        """The test that caught it."""
        return str(self.known[mutant.name]["by"]) if self.knows(mutant) else ""

    def close(self) -> None:
        """Write what is known, where it is to be remembered."""
        if not self.remembers:
            self.baseline.unlink(missing_ok=True)
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        needed = {found["tests"] for found in self.known.values()}
        once = {name: files for name, files in self.once.items() if name in needed}
        self.place.write_text(json.dumps({"once": once, "known": self.known}, indent=0, sort_keys=True))

    def _same(self, found: dict[str, Any]) -> bool:
        """Whether the file of the test that caught a fault is as it was; every file, where no one test did."""
        name = found["by"].split("::")[0]
        then = self.once[found["tests"]]
        return then[name] == self.files.get(name) if name in then else found["tests"] == self.now


def digest_of(paths: Iterable[Path]) -> str:
    """The SHA-256 of some files, in hex."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
