"""What is wrong with a card or a case file, said clearly and gently, with the place and the nearest right phrase."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: where it is, what is wrong, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (f" {self.mend}" if self.mend else "")


class BadProtocols(ValueError):
    """The folder of protocols holds faults. All of them are listed, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(f) for f in self.faults))


class CaseError(ValueError):
    """A case file was not understood. The message names the field or phrase and the nearest known one."""
