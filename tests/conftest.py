"""What every test may use: a real PostgreSQL, a synthetic cast, a fixed moment, and clients signed in by role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, settings

from sightline.audit.behalf import of_system
from tests.databases import cloned
from tests.people import Cast, make_cast
from tests.signed_in import client_of

# A busy machine is no fault of the code: generated cases have no time limit (speed is measured in bench/).
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)  # a Tuesday evening, in winter time


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Start the server once, migrate as the owner, and let the tests run as the application's role."""
    from django.db import connections

    from sightline.config import embedded, start

    with django_db_blocker.unblock():
        host = embedded.start()
        embedded.prepare(host, "sightline_test")
        start.migrate()
        connections.close_all()
        embedded.prepare(host, "sightline_template", template="sightline_test")
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _looks_on() -> Iterator[None]:
    """A test itself sees every row, as the system; what it signs in as somebody sees what that somebody may see."""
    with of_system("a test looks on"):
        yield


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """In-process tests need no hashed names of static files; the browser journeys use the real storage."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def at() -> datetime:
    """The moment at which a test takes place."""
    return AT


@pytest.fixture
def cast(db: None, at: datetime) -> Cast:
    """The synthetic cast, registered through the real actions."""
    return make_cast(at)


@pytest.fixture
def clock(at: datetime) -> Iterator[time_machine.Coordinates]:
    """A simulated clock that stands at the test's moment until the test moves it: `clock.move_to(...)`."""
    with time_machine.travel(at, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def client_as(cast: Cast, clock: time_machine.Coordinates) -> Callable[[str], Client]:
    """A browserless client, signed in as the member of the cast who has a role."""

    return lambda role: client_of(cast.actor(role))


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own: whatever it commits is gone afterwards. Yields its name."""
    with cloned(django_db_blocker) as name:
        yield name
