"""`sightline serve`: the screens, on granian."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import click

from sightline.cli import cards, database
from sightline.cli.addresses import check_port, where_to_listen
from sightline.config import start
from sightline.config.paths import ROOT

THREADS = 48  # every open screen that follows a board holds one
PATIENCE = 3  # seconds for requests to finish when the server is stopped; an open board would never finish by itself


def child_environment() -> dict[str, str]:
    """Our environment, in which a child finds the package even where it is not installed."""
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


def server(
    host: str, port: int, workers: int, application: str = "sightline.config.wsgi:application"
) -> subprocess.Popen[bytes]:
    """Start the web server as a child process."""
    words = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    words += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--log-level", "error", "--no-ws"]
    words += ["--respawn-failed-workers", "--workers-kill-timeout", str(PATIENCE), application]
    return subprocess.Popen(words, env=child_environment())


@click.command(help="Serve the screens. The watcher is a process of its own: `./run watch`.")
@where_to_listen
def command(host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    check_port(host, port)
    database.ready()
    cards.ready()
    start.collect_static()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service is stopped like a person stops it
    child = server(host, port, workers)
    click.echo(f"Sightline is at http://{host}:{port} (stop with Ctrl-C)")
    try:
        sys.exit(child.wait())
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
