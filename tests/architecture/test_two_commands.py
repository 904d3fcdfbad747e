"""The two commands of the README, `./run` and `./test`, as a stranger meets them: in an empty environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sightline.cli.main import COMMANDS
from tests.architecture.house import ROOT

SCRIPTS = ("run", "test", ".ci/run", "requirements/environment.sh")
TOOLS = ("sh", "dirname", "cksum", "cat", "id", "ls", "env")


def started(*asked: str, cwd: Path = ROOT, **around: str) -> subprocess.CompletedProcess[str]:
    """Starts a command with nothing in its environment but what is given."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "SIGHTLINE_VENV": sys.prefix} | around
    return subprocess.run(list(asked), cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def bare_machine(tmp_path: Path) -> str:
    """A PATH on which there is no Python, no uv and no way to install one."""
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return str(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_plain_posix_shell(script: str) -> None:
    answer = started("sh", "-n", str(ROOT / script))
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_the_commands_can_be_started(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_continuous_integration_runs_the_suite_and_nothing_else() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines == ['exec "$(dirname "$0")/../test" "$@"']


def test_run_lists_the_command_line_from_any_folder_and_an_empty_environment(tmp_path: Path) -> None:
    answer = started(str(ROOT / "run"), "--help", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert all(name in answer.stdout for name in COMMANDS)


def test_help_is_instant_because_it_loads_neither_django_nor_a_command() -> None:
    heavy = ("django", "psycopg", "sightline.engine")
    asked = f"import sys, sightline.cli.main; print([name for name in {heavy} if name in sys.modules])"
    answer = started(sys.executable, "-c", asked, PYTHONPATH=str(ROOT / "src"))
    assert answer.stdout.strip() == "[]", answer.stderr


def test_a_mistyped_command_is_answered_with_the_nearest_one() -> None:
    answer = started(str(ROOT / "run"), "protcols")
    assert answer.returncode == 2 and "Did you mean protocols?" in answer.stderr


def test_without_python_run_says_what_to_install(bare_machine: str, tmp_path: Path) -> None:
    answer = started("sh", str(ROOT / "run"), PATH=bare_machine, SIGHTLINE_VENV=str(tmp_path / "new"))
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr and "apt-get install python3-venv" in answer.stderr


def test_a_python_that_is_asked_for_and_not_there_is_named(bare_machine: str, tmp_path: Path) -> None:
    answer = started(
        "sh", str(ROOT / "run"), PATH=bare_machine, SIGHTLINE_VENV=str(tmp_path / "new"), SIGHTLINE_PYTHON="py9"
    )
    assert answer.returncode == 1 and '"py9"' in answer.stderr


def test_a_folder_that_is_no_environment_is_never_cleared(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear all")
    answer = started(str(ROOT / "run"), "--help", SIGHTLINE_VENV=str(tmp_path))
    assert answer.returncode == 1 and "Move it away" in answer.stderr
    assert (tmp_path / "letters.txt").read_text() == "dear all"


def test_a_refused_shim_is_passed_over_for_a_python_that_starts(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    (tmp_path / "python3").symlink_to(sys.executable)
    (tmp_path / "uv").symlink_to("/bin/false")
    script = f"home={ROOT}; . {ROOT}/requirements/environment.sh; first_python"
    answer = started("sh", "-c", script, PATH=f"{tmp_path}:/bin", PYENV_ROOT=str(tmp_path))
    assert answer.returncode == 0 and "3.13" not in Path(answer.stdout.strip()).name, answer.stderr


def test_as_root_on_debian_what_is_missing_is_installed(bare_machine: str, tmp_path: Path) -> None:
    (tmp_path / "id").unlink()
    for name, script in {
        "id": "echo 0",
        "apt-get": f'echo "$@" >> {tmp_path}/asked; ln -sf {sys.executable} {tmp_path}/python3',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "ln").symlink_to(str(shutil.which("ln")))
    script = f"home={ROOT}; . {ROOT}/requirements/environment.sh; choose_python"
    answer = started(str(tmp_path / "sh"), "-c", script, PATH=bare_machine)
    assert answer.returncode == 0 and answer.stdout.strip(), answer.stderr
    assert (tmp_path / "asked").read_text().splitlines()[-1].endswith("--no-install-recommends python3-venv")
