"""The layers of the house: who may import whom, what the engine may know, what a screen may touch."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, SOURCE, modules, name_of, told, tree_of

LAYERS = ("web", "cli", "duties", "episodes", "access", "people", "audit", "engine")
COLUMNAR_MAY_ALSO = {"numpy"}


def lint_imports(source: Path) -> subprocess.CompletedProcess[str]:
    """Runs the project's contracts over the package found in that folder."""
    program = Path(sys.executable).with_name("lint-imports")
    asked = [str(program), "--config", str(ROOT / ".importlinter"), "--no-cache"]
    return subprocess.run(
        asked, cwd=source, env=os.environ | {"PYTHONPATH": str(source)}, capture_output=True, text=True, check=False
    )


def foreign_imports(tree: ast.Module, *, allowed: set[str]) -> list[str]:
    """The packages a module imports that are neither the standard library, nor the engine, nor allowed."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module or "")
    return [
        name
        for name in names
        if not (name.split(".")[0] in sys.stdlib_module_names | allowed or f"{name}.".startswith("sightline.engine."))
    ]


def tables_touched(tree: ast.Module) -> list[str]:
    """Where a module reaches for a table without importing a model: "line 3: objects"."""
    return [
        f"line {node.lineno}: {node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "get_model", "cursor")
    ]


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """A package with every layer of ours and nothing in them."""
    for layer in LAYERS:
        folder = tmp_path / "sightline" / layer
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        if layer != "engine":  # its modules are all named in the contract about its rooms
            (folder / "models.py").touch()
    (tmp_path / "sightline" / "__init__.py").touch()
    (tmp_path / "sightline" / "config").mkdir()
    (tmp_path / "sightline" / "config" / "__init__.py").touch()
    return tmp_path


def test_every_layer_imports_only_what_stands_below_it() -> None:
    answer = lint_imports(ROOT / "src")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_engine_imports_only_the_standard_library_and_itself() -> None:
    findings = []
    for path in modules("engine"):
        allowed = COLUMNAR_MAY_ALSO if "columnar" in (path.stem, path.parent.name) else set()
        findings += [f"{name_of(path)} imports {name}" for name in foreign_imports(tree_of(path), allowed=allowed)]
    assert not findings, told(findings)


def test_every_outer_layer_is_named_in_the_contract_about_models() -> None:
    contract = (ROOT / ".importlinter").read_text().split("[importlinter:contract:screens]")[1]
    outer = [layer for layer in ("web", "api", "cli") if (SOURCE / layer).exists()]
    missing = [layer for layer in outer if f"sightline.{layer}" not in contract]
    assert not missing, told(missing)


def test_no_screen_reaches_for_a_table_in_another_way() -> None:
    findings = [f"{name_of(path)} {f}" for path in modules("web", "api", "cli") for f in tables_touched(tree_of(path))]
    assert not findings, told(findings)


def test_a_table_reached_for_in_another_way_is_found() -> None:
    assert tables_touched(ast.parse("apps.get_model('people.Person').objects.all()\nrequest.user.name"))


def test_a_house_in_order_passes(small_house: Path) -> None:
    answer = lint_imports(small_house)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("episodes/actions.py", "import sightline.duties", "Each layer"),
        ("web/views.py", "import sightline.cli", "Each layer"),
        ("web/views.py", "from sightline.people import models", "Screens"),
        ("cli/serve.py", "def f():\n    import sightline.people.models", "Screens"),
        ("engine/decide.py", "import django", "The engine"),
        ("engine/decide.py", "from sightline.config import paths", "The engine"),
        ("engine/decide.py", "import sightline.engine.reading", "What decides"),
        ("engine/reading/cards.py", "import sightline.engine.review", "What decides"),
    ],
)
def test_an_import_that_reaches_upwards_or_around_is_found(
    small_house: Path, module: str, line: str, contract: str
) -> None:
    (small_house / "sightline" / "config" / "paths.py").touch()
    for room in ("reading", "review"):
        (small_house / "sightline" / "engine" / room).mkdir()
        (small_house / "sightline" / "engine" / room / "__init__.py").touch()
    (small_house / "sightline" / module).write_text(line)
    answer = lint_imports(small_house)
    assert answer.returncode == 1
    broken = [line for line in answer.stdout.splitlines() if line.endswith("BROKEN")]
    assert len(broken) == 1 and broken[0].startswith(contract), answer.stdout


def test_a_layer_nobody_placed_is_found(small_house: Path) -> None:
    (small_house / "sightline" / "rumours").mkdir()
    (small_house / "sightline" / "rumours" / "__init__.py").touch()
    answer = lint_imports(small_house)
    assert answer.returncode == 1 and "rumours" in answer.stdout + answer.stderr


def test_a_foreign_import_in_the_engine_is_found() -> None:
    sample = ast.parse("import tomllib, requests\nfrom sightline.people import a\nfrom sightline.engine import b")
    assert foreign_imports(sample, allowed=set()) == ["requests", "sightline.people"]
