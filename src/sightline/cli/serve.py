"""`sightline serve`: the screens, on granian."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import click

from sightline.config import start
from sightline.config.paths import ROOT

THREADS = 48  # every open screen that follows a board holds one


def check_port(host: str, port: int) -> None:
    """Say plainly that a port is taken, before a server does so less plainly."""
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise click.ClickException(f"Port {port} is in use. Choose another one with --port.")


def child_environment() -> dict[str, str]:
    """Our environment, in which a child finds the package even where it is not installed."""
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


def server(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start the web server as a child process."""
    words = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    words += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--log-level", "error", "--no-ws"]
    words += ["--respawn-failed-workers", "sightline.config.wsgi:application"]
    return subprocess.Popen(words, env=child_environment())


@click.command(help="Serve the screens. The watcher is a process of its own: `sightline watch`.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Worker processes.")
def command(host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    check_port(host, port)
    start.ready()
    start.collect_static()
    child = server(host, port, workers)
    click.echo(f"Sightline is at http://{host}:{port} (stop with Ctrl-C)")
    try:
        sys.exit(child.wait())
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
