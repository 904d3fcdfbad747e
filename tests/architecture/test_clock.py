"""No clock in the domain: the moment is an argument, and only the outermost layers read one."""

import ast
import re

import pytest

from tests.architecture.house import SOURCE, modules, name_of, told, tree_of

CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.db.models.functions.Now",
}
SQL_CLOCKS = re.compile(
    r"\b(?:now|(?:clock|statement|transaction)_timestamp)\(\)|\bcurrent_(?:timestamp|date)\b", re.IGNORECASE
)
MAY_READ = ("web", "api", "cli", "config", "duties/watcher.py", "duties/watcher")


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: {"dt": "datetime.datetime"} for `from datetime import datetime as dt`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """The full name an expression stands for, or "" where it is not a plain name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def clocks_read(tree: ast.Module) -> list[str]:
    """Every place a clock is read or handed on to be read: "line 3: django.utils.timezone.now"."""
    names = imported_names(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node, names)) in CLOCKS:
            found.append(f"line {node.lineno}: {name}")
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            found.append(f"line {node.value.lineno}: {node.arg}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (sql := SQL_CLOCKS.search(node.value)):
            found.append(f"line {node.lineno}: {sql.group()} of the database")
    return found


def test_only_the_outermost_layers_read_a_clock() -> None:
    findings = [
        f"{name_of(path)} {finding}"
        for path in modules()
        if not any(path.is_relative_to(SOURCE / place) for place in MAY_READ)
        for finding in clocks_read(tree_of(path))
    ]
    assert not findings, told(findings)


@pytest.mark.parametrize(
    "sample",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime as d\nx = d.date.today()",
        "import time\nx = time.time()",
        "from time import time as moment\nx = moment()",
        "from django.utils import timezone\nfield(default=timezone.now)",
        "from django.utils.timezone import now\nx = now()",
        "field(auto_now_add=True)",
        "from django.db.models.functions import Now\nx = Now()",
        "cursor.execute('SELECT id FROM duty WHERE due_at < now()')",
    ],
)
def test_a_clock_is_found_under_any_name(sample: str) -> None:
    assert clocks_read(ast.parse(sample))


def test_a_moment_that_was_handed_in_is_no_clock() -> None:
    assert not clocks_read(ast.parse("from datetime import datetime\ndef due(now: datetime): return now.date()"))
