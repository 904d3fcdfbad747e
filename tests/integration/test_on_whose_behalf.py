"""The connection says on whose behalf it asks, whatever happened on it before: a request, an error, a rollback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from sightline.audit.behalf import NOBODY, of_nobody, of_post, of_system, present
from sightline.people.models import Person
from tests.people import Cast, make_cast


def heard() -> tuple[str, str]:
    """What the server was told, read past Django's own telling."""
    with connection.connection.cursor() as cursor:
        found = cursor.execute(
            "SELECT current_setting('sightline.sees', true), current_setting('sightline.post', true)"
        )
        return tuple(text or "" for text in found.fetchone())  # type: ignore[return-value]


def test_each_statement_is_asked_on_behalf_of_whoever_is_named_last(cast: Cast, at: datetime) -> None:
    police, home = cast.post("call handler"), cast.post("registered manager")
    everybody = Person.objects.count()
    with of_post(police.pk, at):
        assert Person.objects.count() == everybody and heard() == ("register", str(police.pk))
        with of_post(home.pk, at):
            assert Person.objects.count() == 1 and heard() == ("involved", str(home.pk))
        with of_nobody():
            assert Person.objects.count() == 0 and heard() == ("", "0")
        assert Person.objects.count() == everybody and heard() == ("register", str(police.pk))


def test_an_error_and_a_rollback_leave_nobody_elses_view_behind(cast: Cast, at: datetime) -> None:
    home, everybody = cast.post("registered manager"), Person.objects.count()
    with of_post(home.pk, at):
        with pytest.raises(DatabaseError), transaction.atomic(), of_system("a test"):
            assert Person.objects.count() == everybody
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        assert Person.objects.count() == 1


def test_a_rollback_to_before_the_saying_does_not_leave_what_was_said_before(cast: Cast, at: datetime) -> None:
    police, home = cast.post("call handler"), cast.post("registered manager")
    with of_post(police.pk, at):
        Person.objects.count()
    with of_post(home.pk, at):
        with transaction.atomic():
            assert Person.objects.count() == 1
            transaction.set_rollback(True)
        assert Person.objects.count() == 1 and heard() == ("involved", str(home.pk))


def test_the_system_looks_only_for_a_reason() -> None:
    with pytest.raises(ValueError, match="for a reason"):
        of_system("  ")


def test_a_new_thread_sees_nobody(own_database: str, at: datetime) -> None:
    make_cast(at)
    found: list[object] = []

    def look() -> None:
        found.extend([present(), Person.objects.count()])
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [NOBODY, 0] and Person.objects.count() > 3


def test_a_request_takes_its_view_with_it_when_it_is_answered(client_as: Callable[[str], Client], cast: Cast) -> None:
    home = client_as("registered manager")
    with of_nobody():
        assert home.get(f"/people/{cast.person('Aisha').pk}").status_code == 200
        assert present() == NOBODY and Person.objects.count() == 0
        Client().get("/sign-in")
        assert Person.objects.count() == 0
