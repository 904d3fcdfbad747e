"""A link opens once with its code, for its purpose, until its end; to everybody else there is nothing."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.audit.behalf import of_system
from sightline.audit.models import Event
from sightline.audit.record import WATCHER
from sightline.audit.refusal import Refused
from sightline.sharing import links
from sightline.sharing.models import Link
from tests.people import Cast

PURPOSE = "a test"


@pytest.fixture
def made(cast: Cast, at: datetime) -> links.Made:
    """A link about Aisha that lasts three days."""
    by = cast.actor("social worker").author
    return links.make(purpose=PURPOSE, about={"sheet": 5}, until=at + links.USUAL, by=by, at=at,
                      person=cast.person("Aisha").pk)  # fmt: skip


def opened(made: links.Made, at: datetime, code: str = "", purpose: str = PURPOSE) -> links.Opened | None:
    return links.open_with_code(purpose=purpose, token=made.token, code=code or made.code, at=at)


def wrong(code: str) -> str:
    """Another code than the right one."""
    return f"{(int(code) + 1) % 10**links.DIGITS:0{links.DIGITS}}"


def kinds(person: int) -> list[str]:
    return list(Event.objects.filter(chain=person, kind__contains="link").order_by("id").values_list("kind", flat=True))


def test_the_right_code_opens_what_the_link_is_about(made: links.Made, at: datetime, cast: Cast) -> None:
    found = opened(made, at + timedelta(hours=1), links.spoken(made.code))
    assert found is not None
    assert (found.about, found.person) == ({"sheet": 5}, cast.person("Aisha").pk)
    assert kinds(found.person) == ["link made", "link opened"]


def test_a_code_opens_once_and_a_new_one_opens_the_same_address_again(
    made: links.Made, at: datetime, cast: Cast
) -> None:
    assert opened(made, at) and opened(made, at) is None
    code = links.new_code(link=made.link, by=cast.actor("social worker").author, at=at)
    assert opened(made, at, made.code) is None or made.code == code
    assert opened(made, at, code)


def test_a_used_code_is_no_guess_and_locks_nothing(made: links.Made, at: datetime) -> None:
    opened(made, at)
    for _ in range(2 * links.MOST_WRONG_CODES):
        assert opened(made, at) is None
    assert Link.objects.get(pk=made.link).locked_at is None


def test_five_wrong_codes_lock_the_link_for_the_right_one_too(made: links.Made, at: datetime, cast: Cast) -> None:
    for _ in range(links.MOST_WRONG_CODES):
        assert opened(made, at, wrong(made.code)) is None
    assert opened(made, at) is None
    assert kinds(cast.person("Aisha").pk)[-1] == "link locked"
    with pytest.raises(Refused):
        links.new_code(link=made.link, by=cast.actor("social worker").author, at=at)


def test_four_wrong_codes_do_not(made: links.Made, at: datetime) -> None:
    for _ in range(links.MOST_WRONG_CODES - 1):
        opened(made, at, wrong(made.code))
    assert opened(made, at)


@pytest.mark.parametrize("minutes", [0, 1, 60 * 24 * 30])
def test_nothing_opens_from_its_end_on(made: links.Made, minutes: int) -> None:
    assert opened(made, made.until + timedelta(minutes=minutes)) is None
    assert opened(made, made.until - timedelta(seconds=1))


def test_a_withdrawn_link_opens_nothing_from_that_moment(made: links.Made, at: datetime, cast: Cast) -> None:
    by = cast.actor("social worker").author
    assert links.withdraw(link=made.link, because="sent to the wrong address", by=by, at=at)
    assert not links.withdraw(link=made.link, because="again", by=by, at=at)
    assert opened(made, at) is None and links.living(purpose=PURPOSE, token=made.token, at=at) is None


def test_a_link_opens_nothing_for_another_purpose(made: links.Made, at: datetime) -> None:
    assert opened(made, at, purpose="family page") is None


@pytest.mark.parametrize("hours", [0, -1, 14 * 24 + 1])
def test_a_link_ends_within_fourteen_days(cast: Cast, at: datetime, hours: int) -> None:
    with pytest.raises(Refused) as refusal:
        links.make(purpose=PURPOSE, about={}, until=at + timedelta(hours=hours), by=cast.actor("social worker").author,
                   at=at)  # fmt: skip
    assert refusal.value.field == "until"


def test_neither_the_address_nor_the_code_is_anywhere_in_the_database(made: links.Made, at: datetime) -> None:
    opened(made, at)
    with connection.cursor() as cursor:
        for table in ("sharing_link", "audit_event", "audit_content", "audit_consultation", "duties_outgoing"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s",
                           [f"%{made.token}%", f"%{made.code}%"])  # fmt: skip
            assert cursor.fetchone() == (0,), table


def test_a_page_may_take_an_answer_while_it_stays_open(made: links.Made, at: datetime) -> None:
    found = links.open_with_code(purpose=PURPOSE, token=made.token, code=made.code, at=at, stay=timedelta(minutes=30))
    assert found is not None

    def still(later: timedelta, stay: str = found.stay) -> bool:
        return links.stays(purpose=PURPOSE, token=made.token, stay=stay, at=at + later) is not None

    assert still(timedelta(minutes=29))
    assert not still(timedelta(minutes=30)) and not still(timedelta(0), "") and not still(timedelta(0), "x")


def test_a_page_that_asked_for_no_answer_takes_none(made: links.Made, at: datetime) -> None:
    found = opened(made, at)
    assert found is not None and found.stay == ""
    assert links.stays(purpose=PURPOSE, token=made.token, stay="", at=at) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(max_size=60), code=st.text(max_size=90))
def test_no_guessed_address_opens_anything(made: links.Made, at: datetime, token: str, code: str) -> None:
    assert links.open_with_code(purpose=PURPOSE, token=token, code=code, at=at) is None
    assert links.stays(purpose=PURPOSE, token=token, stay=code, at=at) is None


def test_of_four_who_open_at_the_same_moment_one_does(own_database: str, at: datetime) -> None:
    made = links.make(purpose=PURPOSE, about={}, until=at + links.USUAL, by=WATCHER, at=at)
    found: list[object] = []

    def go() -> None:
        try:
            with of_system("a link and its code decide"):
                found.append(opened(made, at))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one is not None for one in found].count(True) == 1 and len(found) == 4
