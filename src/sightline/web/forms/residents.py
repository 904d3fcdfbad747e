"""The forms of a carer: an absence noticed, looked at again, reported. Asks only; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sightline.episodes.actions.report import Answered
from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios, YesNoNotKnown

OUTCOMES = [("no concern", _("Still away, and still no concern for safety")), ("back", _("Back")),
            ("concerned", _("I am worried: report to the police now"))]  # fmt: skip


class NoticeAbsence(GovForm):
    """Somebody is not where they should be, and the carer has no concern for their safety so far (A13, C60).

    `facts` are those the area's cards want answered before an absence may be watched; each is asked, none is guessed.
    """

    noticed_at = MomentField(label=_("When it was noticed"))
    because = LongTextField(
        label=_("Why there is no concern for safety so far"),
        rows=4,
        help_text=_("Where they are and with whom, what their risk assessment says, and who you asked."),
    )

    def __init__(self, *args: Any, facts: Sequence[str] = (), **kwargs: Any) -> None:
        self.asked = {f"fact-{number}": phrase for number, phrase in enumerate(facts)}
        self.sections = [(_("Ask yourself, and the others on duty"), list(self.asked))] if facts else []
        super().__init__(*args, **kwargs)
        for name, phrase in self.asked.items():
            self.fields[name] = YesNoNotKnown(label=capfirst(phrase))
            self.fields[name].error_messages["required"] = _("Answer yes, no or not known: %(phrase)s") % {
                "phrase": phrase
            }

    def answered(self) -> list[Answered]:
        """Every fact with its answer; the words of all of them are the carer's reason (C3)."""
        because = self.cleaned_data["because"]
        return [Answered(phrase, self.cleaned_data[name], because) for name, phrase in self.asked.items()]


class ReviewAbsence(GovForm):
    """The decision looked at again, each hour (D1)."""

    outcome = forms.ChoiceField(label=_("What is the position now?"), choices=OUTCOMES, widget=Radios())
    found = LongTextField(label=_("What was checked and what was found"), rows=4,
                          help_text=_("Calls made, places looked at, what other residents say."))  # fmt: skip


class ReportMissing(GovForm):
    """The report to the police: as little as can be sent at once. The profile goes with it."""

    last_seen_at = MomentField(label=_("When the person was last seen"), required=False, initial=None,
                               help_text=_("Leave empty if nobody knows."))  # fmt: skip
    last_seen_place = forms.CharField(label=_("Where"), required=False, max_length=200)
    circumstances = LongTextField(label=_("What has happened, and what worries you"), rows=5)


class ReportNow(GovForm):
    """One button: a watched absence becomes a report. Nothing is asked; what was written so far goes with it."""
