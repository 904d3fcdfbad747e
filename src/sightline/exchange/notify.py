"""E-mail and text messages through GOV.UK Notify, by its own client. Knows no rule and no person.

The key, the two templates and, for a trial, another address come from the environment. A template holds one
placeholder for e-mail (`subject`, `body`) and one for text messages (`body`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from sightline.duties.channels import LATER, NEVER, SETUP, NotDelivered
from sightline.duties.models import Outgoing

ADDRESS = "https://api.notifications.service.gov.uk"
CLIENT: Any = NotificationsAPIClient  # it publishes no types
PATIENCE = 10  # seconds: shorter than the watcher's lease, so that nobody else begins meanwhile
# What became of it, as Notify says: these two never arrived, and only the first may do better later.
TEMPORARY, PERMANENT = "temporary-failure", "permanent-failure"
RENEW = "GOV.UK Notify does not accept the key. Make a new one there and put it into SIGHTLINE_NOTIFY_KEY."
MEND = "GOV.UK Notify does not know the template, or its placeholders differ. Check SIGHTLINE_NOTIFY_EMAIL_TEMPLATE "
MEND += "and SIGHTLINE_NOTIFY_SMS_TEMPLATE."
OURS = ("template", "personalisation", "team-only", "trial mode", "allow", "service")


@dataclass(frozen=True, slots=True)
class Notify:
    """How this service is known at GOV.UK Notify."""

    key: str
    email_template: str
    sms_template: str
    address: str = ADDRESS

    def channels(self) -> dict[str, Callable[[Outgoing, bool], str]]:
        """The ways out it opens, by channel."""
        ways = {"email": self.email_template, "sms": self.sms_template}
        return {channel: partial(send, self) for channel, template in ways.items() if template}


def send(notify: Notify, message: Outgoing, again: bool) -> str:
    """Send one message and return its number at Notify. The message's key is its reference there.

    `again`: an earlier attempt may have arrived, so Notify is asked by the reference first. Raises NotDelivered.
    """
    client = CLIENT(notify.key, base_url=notify.address, timeout=PATIENCE)
    try:
        found = _known(client, message) if again else None
        return found or str(_post(client, notify, message)["id"])
    except APIError as fault:
        raise _trouble(fault) from fault


def _known(client: Any, message: Outgoing) -> str | None:
    """The number under which an earlier attempt arrived; None where it did not, or failed for a while only."""
    listed = client.get_all_notifications(reference=message.key)["notifications"]
    mine = [one for one in listed if one.get("reference") == message.key]
    if any(one["status"] == PERMANENT for one in mine):
        raise NotDelivered("GOV.UK Notify could not deliver it: there is no such address or number. Ring.", NEVER)
    return next((str(one["id"]) for one in mine if one["status"] != TEMPORARY), None)


def _post(client: Any, notify: Notify, message: Outgoing) -> dict[str, Any]:
    answer: dict[str, Any]
    if message.channel == "sms":
        answer = client.send_sms_notification(
            message.to, notify.sms_template, personalisation={"body": message.says}, reference=message.key
        )
    else:
        words = {"subject": message.subject or "Please ring", "body": message.says}
        answer = client.send_email_notification(
            message.to, notify.email_template, personalisation=words, reference=message.key
        )
    return answer


def _trouble(fault: APIError) -> NotDelivered:
    """What a refusal means: 403 the key, 400 the address or our set-up, 429 and 5xx and silence a pause."""
    said = str(fault.message)
    if fault.status_code == 403:
        return NotDelivered(f"{RENEW} ({said})", SETUP)
    if fault.status_code == 404:
        return NotDelivered(f"{MEND} ({said})", SETUP)
    if fault.status_code == 400:
        ours = any(word in said.lower() for word in OURS)
        return NotDelivered(f"{MEND} ({said})", SETUP) if ours else NotDelivered(f"Refused: {said}. Ring.", NEVER)
    return NotDelivered(f"GOV.UK Notify answers {fault.status_code}: {said}. It is tried again.", LATER)
