"""The forms of a carer: an absence noticed, looked at again, reported. Asks only; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sightline.episodes.actions.care_checks import TONIGHT, FirstChecks
from sightline.episodes.actions.report import Answered
from sightline.people.profile import lines
from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, MomentField, Radios, YesNoNotKnown

OUTCOMES = [("no concern", _("Still away, and still no concern for safety")), ("back", _("Back")),
            ("concerned", _("I am worried: report to the police now"))]  # fmt: skip


class Tonight(GovForm):
    """What the profile cannot know, because it is different each time (E6): never the whole form again."""

    clothes = LongTextField(label=_("Clothes they have on"), required=False, rows=2, max_length=1000)
    belongings = LongTextField(
        label=_("Belongings: bag, telephone, charger, money"), required=False, rows=2, max_length=1000
    )
    company = LongTextField(label=_("With whom they went or may be"), required=False, rows=2, max_length=1000)
    mood = LongTextField(label=_("How they were, and what happened before"), required=False, rows=2, max_length=1000)
    medicine = LongTextField(label=_("Medicine taken today or missed"), required=False, rows=2, max_length=1000)

    def tonight(self) -> dict[str, str]:
        """What is different tonight, by name."""
        return {name: self.cleaned_data.get(name) or "" for name in TONIGHT}


def check_fields(form: GovForm, suggested: Sequence[str]) -> None:
    """Put the first checks and their deadline on a form: what the profile says to try, and what anybody would."""
    choices = forms.MultipleChoiceField(
        label=_("What you try first"), choices=[(one, one) for one in suggested], required=False, widget=Checkboxes(),
        help_text=_("From the profile, and what anybody would try. You tick each off with what came of it."),
    )  # fmt: skip
    more = LongTextField(label=_("Anything else to try"), required=False, rows=2, help_text=_("One on each line."))
    minutes = forms.IntegerField(
        label=_("Within how many minutes?"), required=False,
        help_text=_("Set the deadline now, from what you know of this person."),
    )  # fmt: skip
    form.fields |= {"checks": choices, "more_checks": more, "minutes": minutes}


def checks_of(form: GovForm) -> FirstChecks:
    """The first checks somebody chose and added, with their deadline."""
    typed = form.cleaned_data
    return FirstChecks([*typed["checks"], *lines(typed["more_checks"] or "")], typed["minutes"])


class LookFirst(GovForm):
    """The first checks before the police are told, where no card lets a carer watch an absence (C61, D4)."""

    noticed_at = MomentField(label=_("When it was noticed"))
    because = LongTextField(
        label=_("Why you look first"), rows=3, help_text=_("What makes you think they are near, and who you asked.")
    )

    def __init__(self, *args: Any, suggested: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        check_fields(self, suggested)


class MakeCheck(GovForm):
    """One of the first checks, ticked off."""

    result = LongTextField(label=_("What came of it"), rows=2, max_length=1000)


class TellUpdate(Tonight):
    """Something new while the episode is open."""

    says = LongTextField(label=_("What is new"), required=False, rows=3, max_length=2000)
    field_order = ("says", *TONIGHT)


class AcknowledgeHistory(GovForm):
    """The receiving provider says by name that the history has reached it (I38)."""

    name = forms.CharField(
        label=_("Your name"), max_length=120,
        help_text=_("You answer for it that whoever is on duty reads it before the person arrives."),
    )  # fmt: skip


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

    def __init__(self, *args: Any, facts: Sequence[str] = (), suggested: Sequence[str] = (), **kwargs: Any) -> None:
        self.asked = {f"fact-{number}": phrase for number, phrase in enumerate(facts)}
        self.sections = [(_("Ask yourself, and the others on duty"), list(self.asked))] if facts else []
        self.sections += [(_("What you try first"), ["checks", "more_checks", "minutes"])]
        super().__init__(*args, **kwargs)
        for name, phrase in self.asked.items():
            self.fields[name] = YesNoNotKnown(label=capfirst(phrase))
            self.fields[name].error_messages["required"] = _("Answer yes, no or not known: %(phrase)s") % {
                "phrase": phrase
            }

        check_fields(self, suggested)

    def answered(self) -> list[Answered]:
        """Every fact with its answer; the words of all of them are the carer's reason (C3)."""
        because = self.cleaned_data["because"]
        return [Answered(phrase, self.cleaned_data[name], because) for name, phrase in self.asked.items()]


class ReviewAbsence(GovForm):
    """The decision looked at again, each hour (D1)."""

    outcome = forms.ChoiceField(label=_("What is the position now?"), choices=OUTCOMES, widget=Radios())
    found = LongTextField(label=_("What was checked and what was found"), rows=4,
                          help_text=_("Calls made, places looked at, what other residents say."))  # fmt: skip


class ReportMissing(Tonight):
    """The report to the police: what has happened and what is different tonight. The profile goes with it."""

    last_seen_at = MomentField(label=_("When the person was last seen"), required=False, initial=None,
                               help_text=_("Leave empty if nobody knows."))  # fmt: skip
    last_seen_place = forms.CharField(label=_("Where"), required=False, max_length=200)
    gone_at = MomentField(
        label=_("When the person went missing"),
        required=False,
        initial=None,
        help_text=_("If that is not when they were last seen: when they were due, or found gone."),
    )
    gone_from = forms.CharField(label=_("From where they went missing"), required=False, max_length=200)
    circumstances = LongTextField(label=_("What has happened, and what worries you"), rows=5)
    field_order = ("last_seen_at", "last_seen_place", "gone_at", "gone_from", "circumstances", *TONIGHT)


class ReportNow(GovForm):
    """One button: a watched absence becomes a report. Nothing is asked; what was written so far goes with it."""
