"""Where a server may listen: the options `--host` and `--port`, and a plain word where it cannot. Starts nothing."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

import click

from sightline.cli.numbers import Whole

REFUSED = {
    errno.EADDRINUSE: "Port {port} is in use. Choose another one with --port.",
    errno.EACCES: "Ports below 1024 need an administrator's rights. Choose a higher one with --port, such as 8000.",
    errno.EADDRNOTAVAIL: "{host} is not an address of this machine. Leave --host out to serve this machine alone.",
}


def where_to_listen(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where the screens are served, and by how many processes."""
    options = (
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
        click.option("--port", default=8000, show_default=True, type=Whole(1, 65535), help="The port to listen on."),
        click.option("--workers", default=2, show_default=True, type=Whole(1, 64), help="Worker processes."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def check_port(host: str, port: int) -> None:
    """Try to listen there for a moment, so that it is said here, and plainly, if one cannot. Raises ClickException."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror as fault:
        raise click.ClickException(f"There is no address “{host}”. Write it like 127.0.0.1.") from fault
    except OSError as fault:
        says = REFUSED.get(fault.errno or 0, "One cannot listen on {host}, port {port}: " + str(fault.strerror) + ".")
        raise click.ClickException(says.format(host=host, port=port)) from fault
