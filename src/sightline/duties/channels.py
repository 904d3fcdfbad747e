"""The ways out of the house: which function sends what waits, and what a failure means. Knows no gateway.

`config` says which ways there are; what has none is put into the outgoing folder.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sightline.duties import spool
from sightline.duties.models import Outgoing

LATER, NEVER, SETUP = "later", "never", "setup"  # try again; this address never; somebody must mend the set-up


class NotDelivered(OSError):
    """A message did not go. `says` tells a person why and what to do; `trouble` is `later`, `never` or `setup`."""

    def __init__(self, says: str, trouble: str = LATER) -> None:
        super().__init__(says)
        self.says, self.trouble = says, trouble


Send = Callable[[Outgoing, bool], str]
Hears = Callable[[Outgoing, datetime], None]


class _Ways:
    def __init__(self) -> None:
        self.sends: dict[str, Send] = {}
        self.hear: list[Hears] = []


_ways = _Ways()


def provide(channel: str, send: Send) -> None:
    """Say who sends a channel: `send(message, again)` returns the receipt, or raises NotDelivered.

    `again` is true where an earlier attempt may have arrived: look before sending twice.
    """
    _ways.sends[channel] = send


def withdraw(channel: str) -> None:
    """Send a channel no more: what waits goes to the outgoing folder."""
    _ways.sends.pop(channel, None)


def listen(hears: Hears) -> None:
    """Call `hears(message, at)` in the same transaction when a message is given up, so that a person does it."""
    if hears not in _ways.hear:
        _ways.hear.append(hears)


def given_up(message: Outgoing, at: datetime) -> None:
    """Tell every listener that this message will never arrive."""
    for hears in _ways.hear:
        hears(message, at)


def is_folder(channel: str) -> bool:
    """Whether what goes this way is put into the outgoing folder: at once, and twice is still one file."""
    return channel not in _ways.sends


def deliver(message: Outgoing, *, again: bool = False) -> str:
    """Send one message by its channel and return the receipt. Raises NotDelivered, or OSError where a folder or a line
    refuses."""
    send = _ways.sends.get(message.channel)
    if send is None:
        return spool.deliver(message).name
    return send(message, again)
