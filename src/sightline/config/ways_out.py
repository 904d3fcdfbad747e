"""Which ways out there are on this machine: GOV.UK Notify where a key is set, SMTP where a server is, else the folder.

The only place that ties the gateways to what waits to be sent.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from sightline.duties import channels


def open_ways(environment: Mapping[str, str] | None = None) -> list[str]:
    """Open the ways the environment names, and close those it does not. Returns what is open, for whoever asks."""
    said = os.environ if environment is None else environment
    for channel in ("email", "sms"):
        channels.withdraw(channel)
    opened: dict[str, channels.Send] = {}
    if said.get("SIGHTLINE_SMTP_HOST"):
        from sightline.exchange import smtp  # needs Django to be loaded

        opened["email"] = smtp.send
    if key := said.get("SIGHTLINE_NOTIFY_KEY"):
        from sightline.exchange import notify  # and takes a while, which only those pay who use it

        known = notify.Notify(
            key,
            said.get("SIGHTLINE_NOTIFY_EMAIL_TEMPLATE", ""),
            said.get("SIGHTLINE_NOTIFY_SMS_TEMPLATE", ""),
            said.get("SIGHTLINE_NOTIFY_URL", notify.ADDRESS),
        )
        opened |= known.channels()
    for channel, send in opened.items():
        channels.provide(channel, send)
    return sorted(opened)
