"""`sightline open`, which is `./run` alone: the demonstration county, its watcher and its screens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import webbrowser
from datetime import UTC, datetime

import click

from sightline.cli import cards, database
from sightline.cli.addresses import check_port, where_to_listen
from sightline.cli.serve import child_environment, server
from sightline.config import start


def _watcher() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-P", "-m", "sightline", "watch"], env=child_environment())


def _fill() -> None:
    """Make the demonstration county where there is nobody yet."""
    from sightline.cli.demo import fill_if_empty

    fill_if_empty(now=datetime.now(UTC))


def _look(url: str) -> None:
    """Open a browser where there is a screen to open it on."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def _keep_running(web: subprocess.Popen[bytes]) -> int:
    """Wait for the web server; a watcher that dies is started again: a board without one is dangerously calm."""
    watcher = _watcher()
    try:
        while web.poll() is None:
            if watcher.poll() is not None:
                watcher = _watcher()
            time.sleep(0.5)
        return web.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        for child in (web, watcher):
            child.terminate()
        for child in (web, watcher):
            child.wait()


@click.command(help="Set up the demonstration county and serve it, with its watcher.")
@where_to_listen
def command(host: str, port: int, workers: int) -> None:
    """Open the county: everything a newcomer needs, with one command."""
    check_port(host, port)
    os.environ["SIGHTLINE_DEMONSTRATION"] = "1"
    click.echo("Starting the database and bringing the tables up to date ...")
    with database.told_plainly():
        start.ready()
        start.migrate()
    cards.ready()
    _fill()
    start.collect_static()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    web = server(host, port, workers)
    url = f"http://{host}:{port}"
    click.echo(f"The demonstration county is open at {url} - everybody in it is invented. Stop with Ctrl-C.")
    _look(url)
    sys.exit(_keep_running(web))
