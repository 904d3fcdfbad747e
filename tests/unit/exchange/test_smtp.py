"""Plain e-mail as a way out: a mailbox that refuses, a server that puts off, one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline.config.ways_out import open_ways
from sightline.duties import channels
from sightline.duties.channels import LATER, NEVER, NotDelivered
from sightline.duties.models import Outgoing
from sightline.exchange.smtp import message_id, send
from tests.unit.exchange.gateways import KEY, SMS_TEMPLATE, Post, mail_server

AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
REFUSED = "gone@family.example"


def message(to: str = "parent@family.example") -> Outgoing:
    """An e-mail that waits."""
    return Outgoing(key=f"telling {to}", channel="email", to=to, subject="Please ring", says="Ring 01632 960001.",
                    made_at=AT, next_try_at=AT)  # fmt: skip


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """A mail server, which Django is told of."""
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
        yield found


def test_a_message_arrives_with_a_number_made_from_its_key(post: Post) -> None:
    assert send(message(), False) == message_id(message())
    assert len(post.taken) == 1 and f"Message-ID: {message_id(message())}" in post.taken[0]
    assert "Ring 01632 960001." in post.taken[0]


@pytest.mark.parametrize(("code", "trouble"), [(550, NEVER), (553, NEVER), (450, LATER), (452, LATER)])
def test_a_mailbox_that_refuses_for_good_is_told_from_one_that_is_full(post: Post, code: int, trouble: str) -> None:
    post.codes[REFUSED] = code
    with pytest.raises(NotDelivered) as raised:
        send(message(REFUSED), False)
    assert (raised.value.trouble, post.taken) == (trouble, [])
    assert str(code) in raised.value.says


def test_a_mail_server_that_is_not_there_is_tried_again(post: Post, settings: Any) -> None:
    settings.EMAIL_PORT = 9
    with pytest.raises(NotDelivered) as raised:
        send(message(), False)
    assert raised.value.trouble == LATER


@pytest.mark.parametrize(
    ("environment", "opened"),
    [
        ({}, []),
        ({"SIGHTLINE_SMTP_HOST": "post.example"}, ["email"]),
        ({"SIGHTLINE_NOTIFY_KEY": KEY, "SIGHTLINE_NOTIFY_SMS_TEMPLATE": SMS_TEMPLATE}, ["sms"]),
        ({"SIGHTLINE_SMTP_HOST": "post.example", "SIGHTLINE_NOTIFY_KEY": KEY,
          "SIGHTLINE_NOTIFY_SMS_TEMPLATE": SMS_TEMPLATE}, ["email", "sms"]),
    ],
)  # fmt: skip
def test_the_environment_says_which_ways_out_there_are(environment: dict[str, str], opened: list[str]) -> None:
    try:
        assert open_ways(environment) == opened
    finally:
        open_ways({})


def test_what_has_no_way_out_is_put_into_the_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    open_ways({})
    channels.deliver(message())
    assert [path.read_text().splitlines()[0] for path in (tmp_path / "outgoing").iterdir()] == [
        "To: parent@family.example"
    ]
