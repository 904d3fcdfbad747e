"""The documentation holds: every page can be reached, every link leads somewhere, every command is real."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from sightline.cli.main import COMMANDS, sightline
from tests.architecture.house import ROOT, name_of, ours, told

NEEDS_NO_SERVER = ("--help", "--version", "protocols", "assess")
BUT = (  # which replay what is on record, or write: the tutorial that shows the latter is done by a test of its own
    *(f"protocols {name}" for name in ("whatif", "touched", "new", "agree", "correct", "withdraw")),
)
PAGES = [path for path in ours(".md") if "tests" not in path.relative_to(ROOT).parts]


def links(text: str) -> list[str]:
    """Where a page's own links lead, without addresses elsewhere and places within a page."""
    found = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [link.split("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


def reached_from(start: Path) -> set[Path]:
    """Every page that can be reached from one by following links."""
    seen: set[Path] = set()
    todo = [start.resolve()]
    while todo:
        page = todo.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        todo += [(page.parent / link).resolve() for link in links(page.read_text())]
    return seen


def commands(text: str) -> list[str]:
    """Every line of the shell blocks of a page that starts ./run, ./test or make."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if re.match(r"(?:\w+=\S+ )*(?:\./run|\./test|make)\b", line)]


def run_fault(arguments: list[str]) -> str:
    """What the command line would object to in these arguments, or ""; nothing is run."""
    group: click.Command = sightline
    try:
        while arguments and isinstance(group, click.Group) and not arguments[0].startswith("-"):
            with click.Context(group) as context:
                _, found, arguments = group.resolve_command(context, arguments)
            assert found is not None
            group = found
        if arguments not in (["--help"], ["-h"], ["--version"]):
            group.make_context("sightline", list(arguments))
    except click.ClickException as fault:
        return fault.format_message()
    return ""


def fault(line: str) -> str:
    """What is wrong with a command of a page, or ""."""
    program, *arguments = [word for word in shlex.split(line) if not re.match(r"[A-Z_]+=", word)]
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
        return "" if set(arguments) <= set(targets) else "no such target in the Makefile"
    if program == "./test":
        paths = [word for word in arguments if word.startswith("tests")]
        return "" if all((ROOT / path.split("::")[0]).exists() for path in paths) else "no such tests"
    return run_fault(arguments or ["open"])


COMMANDS_OF_PAGES = sorted({(line, name_of(path)) for path in PAGES for line in commands(path.read_text())})
SAFE = sorted(
    {
        line
        for line, _ in COMMANDS_OF_PAGES
        if re.match(rf"\./run (?!{'|'.join(BUT)})(?:{'|'.join(NEEDS_NO_SERVER)})\b", line)
    }
)


def test_every_page_can_be_reached_from_the_index() -> None:
    reached = reached_from(ROOT / "docs/index.md")
    lost = [name_of(path) for path in PAGES if path.is_relative_to(ROOT / "docs") and path.resolve() not in reached]
    assert not lost, told(lost)


def test_every_link_leads_somewhere() -> None:
    dead = [
        f"{name_of(page)}: {link}"
        for page in PAGES
        for link in links(page.read_text())
        if not (page.parent / link).exists()
    ]
    assert not dead, told(dead)


def test_every_command_in_a_page_is_one_the_project_has() -> None:
    findings = [f"{page}: {line}: {wrong}" for line, page in COMMANDS_OF_PAGES if (wrong := fault(line))]
    assert not findings, told(findings)


@pytest.mark.parametrize("line", SAFE)
def test_a_command_that_needs_no_server_runs_as_it_is_written(line: str) -> None:
    around = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "SIGHTLINE_VENV": sys.prefix}
    answer = subprocess.run(shlex.split(line), cwd=ROOT, env=around, capture_output=True, text=True, check=False)
    assert answer.returncode == 0 and answer.stdout, answer.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_is_there_and_explains_itself(name: str) -> None:
    command = sightline.get_command(click.Context(sightline), name)
    assert command is not None and (command.help or "").strip()


def test_the_readme_names_the_two_commands() -> None:
    assert {"./run", "./test"} <= set(commands((ROOT / "README.md").read_text()))


def test_a_page_nobody_links_to_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("[a](a.md) and [elsewhere](https://example.org/lost.md)")
    (tmp_path / "a.md").write_text("[back](index.md#top)")
    (tmp_path / "lost.md").write_text("[a](a.md)")
    assert {path.name for path in reached_from(tmp_path / "index.md")} == {"index.md", "a.md"}


@pytest.mark.parametrize(
    "line",
    [
        "./run protocls check",
        "./run protocols chek",
        "./run protocols list --every",
        "./test tests/rumours",
        "make tea",
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    assert commands(f"```sh\n{line}\n```") == [line]
    assert fault(line)
