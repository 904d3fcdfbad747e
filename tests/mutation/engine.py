"""Which modules of the engine faults are put into, and what they are called. Knows no fault."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "src" / "sightline" / "engine"
PACKAGE = "sightline.engine"
NEAREST = ("tests/unit/engine/", "tests/cards/test_broken_cards.py")  # the tests that a fault should meet first
LEFT_OUT = ("columnar",)  # generated histories hold it to the scalar engine


def modules() -> list[Path]:
    """Every module of the engine, those of its rooms too."""
    found = (path for path in ENGINE.rglob("*.py") if path.stem != "__init__")
    return sorted(path for path in found if path.relative_to(ENGINE).parts[0] not in LEFT_OUT)


def module_of(path: Path) -> str:
    """The name a module is imported by."""
    return ".".join((PACKAGE, *path.relative_to(ENGINE).with_suffix("").parts))


def path_of(module: str) -> Path:
    """The file of a module."""
    return ENGINE.joinpath(*short(module).split(".")).with_suffix(".py")


def short(module: str) -> str:
    """A module as a report names it: `merge`, `reading.tables`."""
    return module.removeprefix(f"{PACKAGE}.")
