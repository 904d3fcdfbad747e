"""What was done, in plain words for a family: one sentence for each kind on the closed list, in English and Welsh."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from sightline.sharing.family_page import SHOWN, Done

SAYS = {
    "reported missing": gettext_noop("The police took the report."),
    "officers deployed": gettext_noop("Officers were sent."),
    "officer named": gettext_noop("An officer was named to lead the search."),
    "questions answered": gettext_noop("The police asked what they need to know."),
    "decided missing": gettext_noop("The police decided how to search."),
    "risk reviewed": gettext_noop("The police looked again at what has to be done."),
    "enquiry raised": gettext_noop("The police began a new enquiry."),
    "enquiry answered": gettext_noop("An enquiry came to its end."),
    "place searched": gettext_noop("A place was searched."),
    "UK Missing Persons Unit notified": gettext_noop("The national unit for missing people was told."),
    "Missing People told": gettext_noop("The charity Missing People was told. It can help you too."),
    "number given to the charity": gettext_noop("The charity Missing People was asked to send a friendly message."),
    "appeal published": gettext_noop("The public was asked for help."),
    "appeal taken down": gettext_noop("The appeal to the public was taken down."),
    "handover accepted": gettext_noop("Another police desk leads the search now."),
    "location confirmed": gettext_noop("The police know that the person is found."),
    "seen safe and well": gettext_noop("An officer has seen the person and spoken with them."),
    "family wrote": gettext_noop("You wrote to the police."),
    "family answered": gettext_noop("The police answered you."),
    "family updated": gettext_noop("The police spoke with you."),
}
assert set(SAYS) == set(SHOWN)


def done_lines(done: Iterable[Done]) -> list[tuple[datetime, str]]:
    """Each thing done with its moment; how often, where it was more than once that day."""
    return [(each.at, _sentence(each)) for each in done]


def _sentence(done: Done) -> str:
    says = _(SAYS[done.kind])
    if done.times == 1:
        return says
    return says + " " + ngettext("(%(n)d time that day)", "(%(n)d times that day)", done.times) % {"n": done.times}
