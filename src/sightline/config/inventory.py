"""Where the requirements inventory, the reasons and the tests lie, and what of the inventory is covered today."""

from __future__ import annotations

from pathlib import Path

from sightline.config.paths import PROTOCOLS, ROOT
from sightline.engine import Protocols
from sightline.engine.review.coverage import Coverage, coverage
from sightline.engine.review.reasons import NAME

INVENTORY = Path("docs", "mission", "requirements.md")


def coverage_of(protocols: Protocols, *, folder: Path = PROTOCOLS, root: Path = ROOT) -> Coverage:
    """What the protocols read from `folder` and the tests below `root` cover of the inventory below `root`.

    An installed copy has no tests; a folder without reasons gives none. Raises FileNotFoundError without an inventory.
    """
    reasons = folder / NAME
    return coverage(
        inventory=(root / INVENTORY).read_text(encoding="utf-8"),
        protocols=protocols,
        reasons=reasons.read_text(encoding="utf-8") if reasons.exists() else "[not_software]\n[open]\n",
        tests=_tests(root),
    )


def _tests(root: Path) -> dict[str, str] | None:
    """The source of every file of tests by its path in the project; None where there is no folder of tests."""
    if not (root / "tests").is_dir():
        return None
    files = sorted((root / "tests").rglob("test_*.py"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}
