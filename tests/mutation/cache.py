"""What became of faults in earlier runs, as long as it still holds. Knows no fault by itself."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.mutants import Mutant


class Cache:
    """Results by the fault's name.

    A caught fault stays caught while the file of the test that caught it is as it was; one that survived is tried
    again when any test, any card or any module of the engine has changed.
    """

    def __init__(self, root: Path, *, remembers: bool = True) -> None:
        self.root, self.place, self.remembers = root, root / ".data" / "mutation.json", remembers
        there = remembers and self.place.exists()
        self.known: dict[str, dict[str, str]] = json.loads(self.place.read_text()) if there else {}
        self.everything = _digest(
            path for folder in ("tests", "protocols", "src/sightline/engine") for path in (root / folder).rglob("*.*")
        )
        kept = f"mutation-{self.everything[:16]}.pickle" if remembers else f"mutation-{os.getpid()}.pickle"
        self.baseline = root / ".data" / kept
        self.files: dict[str, str] = {}

    def knows(self, mutant: Mutant) -> bool:
        """Whether an earlier result still holds."""
        found = self.known.get(mutant.name)
        return found is not None and found["holds"] == self._holds(found["state"], found["by"])

    def keep(self, said: dict[str, str]) -> None:
        """Remember a result; one that was not decided is tried again."""
        if said["state"] == "undecided":
            return
        holds = self._holds(said["state"], said["by"])
        self.known[said["name"]] = {"state": said["state"], "by": said["by"], "holds": holds}

    def state(self, mutant: Mutant) -> str:
        """caught, survived, or not tried."""
        return self.known[mutant.name]["state"] if self.knows(mutant) else "not tried"

    def by(self, mutant: Mutant) -> str:
        """The test that caught it."""
        return self.known[mutant.name]["by"] if self.knows(mutant) else ""

    def close(self) -> None:
        """Write what is known, where it is to be remembered."""
        if not self.remembers:
            self.baseline.unlink(missing_ok=True)
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        self.place.write_text(json.dumps(self.known, indent=0, sort_keys=True))

    def _holds(self, state: str, by: str) -> str:
        name = by.split("::")[0]
        if state != "caught" or not (self.root / name).is_file():
            return self.everything
        if name not in self.files:
            self.files[name] = _digest([self.root / name])
        return self.files[name]


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in paths if p.suffix in (".py", ".toml")):
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()
