"""GOV.UK Notify as a way out: what goes, once, and what each refusal means. Against a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sightline.duties.channels import LATER, NEVER, SETUP, NotDelivered
from sightline.duties.models import Outgoing
from sightline.exchange.notify import Notify, send
from tests.unit.exchange.gateways import EMAIL_TEMPLATE, EXPIRED, KEY, SMS_TEMPLATE, Sent, notify_server

AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)


@pytest.fixture
def sent() -> Iterator[Sent]:
    """Notify, and what it has taken."""
    with notify_server() as found:
        yield found


def ours(sent: Sent, key: str = KEY) -> Notify:
    """Our service at that server."""
    return Notify(key, EMAIL_TEMPLATE, SMS_TEMPLATE, sent.address)


def message(channel: str = "sms") -> Outgoing:
    """A message that waits."""
    to = "07700900123" if channel == "sms" else "parent@family.example"
    return Outgoing(key="telling episode 1 returned parents", channel=channel, to=to, subject="Please ring",
                    says="Northmoor Police: please ring 01632 960001.", made_at=AT, next_try_at=AT)  # fmt: skip


def refused(sent: Sent, *, key: str = KEY, again: bool = False) -> NotDelivered:
    """What sending raises."""
    with pytest.raises(NotDelivered) as raised:
        send(ours(sent, key), message(), again)
    return raised.value


def test_a_text_message_goes_with_its_key_as_reference_and_the_words_alone(sent: Sent) -> None:
    receipt = send(ours(sent), message(), False)
    assert [(m["id"], m["reference"], m["phone_number"], m["personalisation"]) for m in sent.taken] == [
        (receipt, message().key, "07700900123", {"body": "Northmoor Police: please ring 01632 960001."})
    ]


def test_an_e_mail_goes_with_its_subject(sent: Sent) -> None:
    send(ours(sent), message("email"), False)
    assert sent.taken[0]["email_address"] == "parent@family.example"
    assert sent.taken[0]["personalisation"]["subject"] == "Please ring"


def test_a_key_that_expired_is_for_somebody_to_mend_and_says_how(sent: Sent) -> None:
    trouble = refused(sent, key=EXPIRED)
    assert trouble.trouble == SETUP and "SIGHTLINE_NOTIFY_KEY" in trouble.says and sent.taken == []


def test_a_template_that_is_not_there_is_for_somebody_to_mend(sent: Sent) -> None:
    with pytest.raises(NotDelivered) as raised:
        send(replace(ours(sent), sms_template="another"), message(), False)
    assert raised.value.trouble == SETUP and "TEMPLATE" in raised.value.says


def test_a_number_that_cannot_be_is_never_tried_again(sent: Sent) -> None:
    sent.answers = [400]
    trouble = refused(sent)
    assert trouble.trouble == NEVER and "Not enough digits" in trouble.says


@pytest.mark.parametrize("status", [429, 500])
def test_a_limit_or_a_fault_of_theirs_is_tried_again(sent: Sent, status: int) -> None:
    sent.answers = [status]
    assert refused(sent).trouble == LATER
    send(ours(sent), message(), True)
    assert len(sent.taken) == 1


def test_a_service_that_does_not_answer_is_tried_again() -> None:
    nowhere = Sent(address="http://127.0.0.1:9")
    assert refused(nowhere).trouble == LATER


def test_a_message_whose_answer_was_lost_is_not_sent_twice(sent: Sent) -> None:
    sent.dropped = 1
    assert refused(sent).trouble == LATER
    assert send(ours(sent), message(), True) == sent.taken[0]["id"]
    assert len(sent.taken) == 1


def test_what_failed_for_a_while_is_sent_again_and_what_failed_for_good_is_not(sent: Sent) -> None:
    send(ours(sent), message(), False)
    sent.taken[0]["status"] = "temporary-failure"
    send(ours(sent), message(), True)
    assert len(sent.taken) == 2
    sent.taken[1]["status"] = "permanent-failure"
    assert refused(sent, again=True).trouble == NEVER and len(sent.taken) == 2
