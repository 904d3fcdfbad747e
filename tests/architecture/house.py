"""What the architecture tests look at: the project's own files and its Python modules. Knows no rule."""

import ast
import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sightline"
NOT_OURS = ("vendor", "node_modules")
WITHOUT_GIT = (".git", ".venv", ".data", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, new ones too, but nothing that is ignored; without git, every file but made ones."""
    asked = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        found = list(_walk(ROOT))
    return tuple(sorted(path for path in found if path.is_file()))


def _walk(folder: Path):
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(WITHOUT_GIT)]
        yield from (Path(place, name) for name in names)


def ours(*suffixes: str) -> list[Path]:
    """Tracked files with one of these endings, without what was written by others and vendored."""
    return [p for p in tracked() if p.suffix in suffixes and not set(p.relative_to(ROOT).parts) & set(NOT_OURS)]


def modules(*layers: str) -> list[Path]:
    """The Python modules of these layers (all of them without an argument), migrations left out."""
    places = [SOURCE / layer for layer in layers] or [SOURCE]
    found = [path for path in ours(".py") if any(path.is_relative_to(place) for place in places)]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    """The path as it is written in the project, for messages."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def tree_of(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def told(findings: list[str]) -> str:
    """A failure message: one finding per line."""
    return "\n" + "\n".join(findings)
