"""The style checker and the type checker run in the suite, so that nothing else has to be remembered."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import ROOT


def checked(*asked: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a checker of this environment in the project's folder."""
    around = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", *asked], cwd=ROOT, env=around, input=given, capture_output=True, text=True, check=False
    )


def test_the_style_is_in_order() -> None:
    answer = checked("ruff", "check", "--output-format", "concise", ".")
    assert answer.returncode == 0, "\n" + answer.stdout


def test_the_types_are_in_order() -> None:
    answer = checked("mypy")
    assert answer.returncode == 0, "\n" + answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("sample", "rule"),
    [
        ("import os\n", "F401"),
        ('"""D."""\n\nfrom datetime import datetime\n\nx = datetime.now()\n', "DTZ005"),
        ("x = 1\n", "D100"),
        ('"""D."""\n\n\ndef f(x=[]):\n    return x\n', "B006"),
    ],
)
def test_bad_style_is_found(sample: str, rule: str) -> None:
    answer = checked("ruff", "check", "--stdin-filename", "src/sightline/people/sample.py", "-", given=sample)
    assert answer.returncode == 1 and rule in answer.stdout


def test_a_function_without_types_is_found(tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text("def f(x): return x")
    answer = checked("mypy", str(tmp_path / "sample.py"))
    assert answer.returncode == 1 and "no-untyped-def" in answer.stdout, answer.stdout + answer.stderr


def test_the_whole_package_is_checked_strictly() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["strict"] is True and settings["files"] == ["src"]
    assert not [o for o in settings["overrides"] if o.keys() - {"module", "ignore_missing_imports"}]
