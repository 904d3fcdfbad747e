"""The forms of the ladder from located to closed, one for each step. What a step needs before it, the action knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios, YesNoNotKnown

DONE_YET = [("yes", _("Yes")), ("no", _("Not yet"))]
AS_TRUTH = {"yes": True, "no": False, "not known": None}


class LocateForm(GovForm):
    """Where the person is said to be: a claim until it is confirmed (C26)."""

    located_at = MomentField(label=_("When was the person located, or said to be there?"))
    place = forms.CharField(label=_("Where?"), max_length=200)
    located_by = forms.CharField(label=_("Who says so?"), max_length=120)
    how = LongTextField(label=_("How do they know?"), rows=3, max_length=2000, required=False)
    seen_there = forms.BooleanField(
        label=_("A police officer or the carer is with the person now, so that it needs no further confirmation"),
        required=False,
    )


class ConfirmForm(GovForm):
    """A claimed location becomes a known one (C26)."""

    how = LongTextField(
        label=_("How was it confirmed?"),
        rows=3,
        max_length=2000,
        help_text=_(
            "A voice that an adult recognised, a call back to a land line, or somebody who saw the "
            "person. The person's own word is not enough."
        ),
    )
    returned_at = MomentField(
        label=_("When was the person found, or when did they return?"),
        required=False,
        initial=None,
        help_text=_("The 72 hours for the return interview run from here."),
    )


class SeenForm(GovForm):
    """The safe and well check (D95)."""

    seen_at = MomentField(label=_("When was the person seen?"))
    seen_by = forms.CharField(label=_("Who saw the person?"), max_length=120)
    seen_alone = YesNoNotKnown(label=_("Was the person seen alone?"))
    harm = YesNoNotKnown(label=_("Are there signs of harm?"))
    doctor = YesNoNotKnown(label=_("Is a doctor needed?"))
    health = LongTextField(
        label=_("How is the person's health?"),
        rows=2,
        max_length=2000,
        required=False,
        help_text=_("Injuries, medicines that were missed, pregnancy, anything that will not wait."),
    )
    offending = YesNoNotKnown(label=_("Was there offending, by the person or against them?"))
    says = LongTextField(
        label=_("What does the person say?"),
        rows=6,
        max_length=6000,
        help_text=_("Where, with whom, why, what happened: in the person's own words."),
    )


class OfferInterviewForm(GovForm):
    """The independent return interview is offered (D97)."""

    provider = forms.TypedChoiceField(
        label=_("Who will carry it out?"), coerce=int, help_text=_("Somebody who does not care for the person.")
    )
    choice = forms.CharField(
        label=_("What did the person ask for?"),
        max_length=200,
        required=False,
        help_text=_("Whom they want to talk to, and where."),
    )

    def __init__(self, *args: Any, providers: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["provider"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose an agency")), *providers]


class CarriedOutForm(GovForm):
    """The return interview was carried out (D98)."""

    carried_out_at = MomentField(label=_("When was the interview?"))
    interviewer = forms.CharField(label=_("Who carried it out?"), max_length=120)
    place = forms.CharField(label=_("Where?"), max_length=120, required=False)
    says = LongTextField(label=_("What did the person say?"), rows=6, max_length=8000)
    sharing_agreed = YesNoNotKnown(
        label=_("Does the person agree that this may be shared?"),
        help_text=_("What is needed to keep somebody safe is shared all the same."),
    )
    to_intelligence = forms.ChoiceField(
        label=_("Is what was said reported into police intelligence?"), widget=Radios(inline=True), choices=DONE_YET
    )
    screened = forms.ChoiceField(
        label=_("Was the person screened for exploitation?"),
        widget=Radios(inline=True),
        choices=DONE_YET,
        help_text=_("What is not done yet stays a duty on somebody's desk."),
    )


class DeclinedForm(GovForm):
    """The person said no; the parents or carers are offered the chance instead (D111)."""

    because = LongTextField(label=_("What did the person say?"), rows=3, max_length=3000)
    parents_offered = forms.ChoiceField(
        label=_("Were the parents or carers offered the chance to give information instead?"),
        widget=Radios(inline=True),
        choices=[("yes", _("Yes")), ("no", _("No, not yet"))],
    )


class ClosingCheckForm(GovForm):
    """The referral decision, and whether it is safe to return there, in the person's view too (C94)."""

    referral = forms.ChoiceField(
        label=_("Is the person referred to children's services or adult social care?"),
        widget=Radios(),
        choices=[
            ("refer", _("Refer now")),
            ("already referred", _("Already referred")),
            ("no referral", _("No referral")),
        ],
    )
    referral_because = LongTextField(label=_("Why?"), rows=3, max_length=3000)
    returns_to = forms.CharField(label=_("Where does the person go back to?"), max_length=200)
    safe_there = YesNoNotKnown(label=_("Is it safe to return there?"))
    person_says = LongTextField(label=_("What does the person say about going back?"), rows=4, max_length=4000)


class CloseForm(GovForm):
    """The episode is closed, with the reason."""

    because = LongTextField(
        label=_("Why can this episode be closed?"),
        rows=4,
        max_length=3000,
        help_text=_("What was found, what was done about it, what comes after."),
    )
