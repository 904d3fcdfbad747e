"""E-mail by plain SMTP, through Django's own backend: the way out that needs no key. Knows no rule and no person."""

from __future__ import annotations

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from sightline.duties.channels import LATER, NEVER, SETUP, NotDelivered
from sightline.duties.models import Outgoing

FAULTY = (550, 551, 553, 501, 521, 556)  # no such mailbox, refused for good, an address that cannot be


def send(message: Outgoing, again: bool) -> str:
    """Send one e-mail and return its Message-ID: the same for every attempt, so that a mailbox can tell a second one.

    Raises NotDelivered: never for a mailbox that refuses, setup for a sign-in that fails, later for everything else.
    """
    number = message_id(message)
    mail = EmailMessage(
        subject=message.subject or "Please ring", body=message.says, to=[message.to],
        from_email=settings.DEFAULT_FROM_EMAIL, headers={"Message-ID": number},
    )  # fmt: skip
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as fault:
        code, said = next(iter(fault.recipients.values()))
        raise _refused(code, said) from fault
    except smtplib.SMTPAuthenticationError as fault:
        says = "The mail server does not accept our sign-in. Check SIGHTLINE_SMTP_USER and SIGHTLINE_SMTP_PASSWORD."
        raise NotDelivered(says, SETUP) from fault
    except smtplib.SMTPResponseException as fault:
        raise _refused(fault.smtp_code, fault.smtp_error) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise NotDelivered(f"The mail server does not answer: {fault}. It is tried again.", LATER) from fault
    return number


def message_id(message: Outgoing) -> str:
    """The number of a message, made from its key."""
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@sightline>"


def _refused(code: int, said: bytes | str) -> NotDelivered:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    if code in FAULTY:
        return NotDelivered(f"The mailbox refuses for good ({code} {words}). Ring instead.", NEVER)
    return NotDelivered(f"The mail server put it off ({code} {words}). It is tried again.", LATER)
