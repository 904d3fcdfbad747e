"""The acts on versions of cards: agreed, corrected, withdrawn, and the register that keeps them. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody in a named office agreed to a version. `because`: why only after it came into force."""

    card: str
    in_force_from: date
    hash: str
    agreed_by: str
    agreed_on: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mistake of ours in a version was mended: its new hash, and the one it had."""

    card: str
    in_force_from: date
    hash: str
    was: str
    because: str
    corrected_by: str
    on: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A version applies to nothing that begins on the day `on` or later."""

    card: str
    in_force_from: date
    on: date
    because: str
    by: str


Line = Agreed | Corrected | Withdrawn


@dataclass(frozen=True, slots=True)
class Register:
    """Every act by kind. `begun`: the day the register was begun; what was in force before could not be agreed then."""

    begun: date
    agreed: tuple[Agreed, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()

    def hashes(self) -> dict[Key, str]:
        """The hash each version must have: as agreed, or as last corrected."""
        held: tuple[Agreed | Corrected, ...] = (*self.agreed, *self.corrected)
        return {(line.card, line.in_force_from): line.hash for line in held}

    @property
    def acts(self) -> tuple[Line, ...]:
        """Everything that was done: agreed, then corrected, then withdrawn."""
        return (*self.agreed, *self.corrected, *self.withdrawn)
