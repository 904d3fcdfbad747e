"""What the command line answers when it is used wrongly: what is wrong, the nearest right thing, and no traceback."""

import errno
import socket
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from sightline.cli import addresses
from sightline.cli.bench import names
from sightline.cli.main import sightline


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, list(arguments))


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and everything below it, by what one types."""
    yield name, command
    if isinstance(command, click.Group):
        for below in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), below)
            assert found is not None
            yield from commands(found, f"{name} {below}".strip())


EVERY = dict(commands(sightline, ""))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nosuch", "`./run --help` lists them"),
        ("servee", "Did you mean serve?"),
        ("protocols lst", "Did you mean 'list'?"),
        ("protocols list --knd duty", "Did you mean '--kind'?"),
        ("protocols list --kind dutty", "duty"),
        ("protocols show XYZ", "`./run protocols list` lists them"),
        ("protocols show TV-ABSENCE-1", "Did you mean TV-ABSENCE-01?"),
        ("protocols check --folder /nonexistent", "does not exist"),
        ("assess", "Missing argument 'FILE'"),
        ("assess nofile", "The folder tests/cases holds examples"),
        ("assess tests/cases/h011.toml", "Did you mean tests/cases/h11.toml?"),
        ("bench xylophone", "There are: "),
        ("bench write_pth", "Did you mean write_path?"),
        ("demo --people -5", "Give a whole number of 1 or more"),
        ("demo --people many", "“many” does not do here"),
        ("serve --port 0", "Give a whole number from 1 to 65535"),
        ("serve --port 80x", "Give a whole number from 1 to 65535"),
        ("open --workers 0", "Give a whole number from 1 to 64"),
        ("watch --pause -1", "Give a number of seconds of 0 or more"),
        ("audit verify --most 0", "Give a whole number of 1 or more"),
    ],
)
def test_wrong_use_is_answered_with_the_nearest_right_thing(line: str, told: str) -> None:
    answer = asked(*line.split())
    assert answer.exit_code == 2, answer.output
    assert told in answer.stderr and not answer.stdout


@pytest.mark.parametrize("command", ["serve", "open"])
def test_a_port_that_is_taken_is_said_before_anything_starts(command: str, taken: int) -> None:
    answer = asked(command, "--port", str(taken))
    assert answer.exit_code == 1
    assert answer.stderr == f"Error: Port {taken} is in use. Choose another one with --port.\n" and not answer.stdout


@pytest.mark.parametrize(("host", "told"), [("nowhere.invalid", "no address"), ("192.0.2.1", "not an address of this")])
def test_an_address_one_cannot_listen_on_is_named(host: str, told: str) -> None:
    answer = asked("serve", "--host", host)
    assert answer.exit_code == 1 and told in answer.stderr and host in answer.stderr


def test_a_port_that_needs_an_administrator_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(socket.socket):
        def bind(self, *_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "socket", Refusing)
    answer = asked("serve", "--port", "80")
    assert answer.exit_code == 1 and "an administrator's rights" in answer.stderr


def test_a_free_port_is_no_fault(taken: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = int(other.getsockname()[1])
    addresses.check_port("127.0.0.1", free)


def test_bench_without_a_name_lists_those_there_are() -> None:
    answer = asked("bench")
    assert answer.exit_code == 0 and answer.stdout == f"There are: {', '.join(names())}\n"
    assert {"board_latency", "write_path"} <= set(names())


@pytest.mark.parametrize("name", EVERY)
def test_every_command_and_every_option_explains_itself(name: str) -> None:
    command = EVERY[name]
    assert (command.help or "").strip()
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not (p.help or "").strip()]
    assert not silent


@pytest.mark.parametrize("name", EVERY)
def test_no_line_of_help_is_cut_off(name: str) -> None:
    answer = asked(*name.split(), "--help")
    assert answer.exit_code == 0 and "..." not in answer.output.split("\n", 1)[1]
