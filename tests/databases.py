"""A database of a test's own, cloned in a moment from the migrated template: for what commits, forks or is killed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections

from sightline.config import embedded


def _point_to(name: str) -> None:
    connections.close_all()
    os.environ["SIGHTLINE_DATABASE"] = name
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def cloned(blocker: Any) -> Iterator[str]:
    """Yield the name of a fresh database; inside, Django (and every child process) works on it, with real commits."""
    host = embedded.start()
    name = f"sightline_{uuid.uuid4().hex[:12]}"
    with blocker.unblock():
        before = connections["default"].settings_dict["NAME"]
        connections.close_all()
        embedded.prepare(host, name, template="sightline_template")
        _point_to(name)
        try:
            yield name
        finally:
            _point_to(before)
            embedded.drop(host, name)


def raw(name: str, user: str = "postgres") -> psycopg.Connection[Any]:
    """A bare connection as any role: what an attacker with that role could do."""
    return psycopg.connect(host=embedded.start(), dbname=name, user=user, autocommit=True)
