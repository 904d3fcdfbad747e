"""The forms of a pupil's absence from school. They hold no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import DayField, GovForm, LongTextField, MomentField, YesNoNotKnown


class PupilForm(GovForm):
    """Who is not at school, since when, what is known; and the signs of the first day, none of them guessed."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    born_on = DayField(label=_("Date of birth"), not_future=True)
    home_address = forms.CharField(label=_("Home address"), max_length=200, required=False)
    phone = forms.CharField(label=_("The pupil's telephone"), max_length=40, required=False)
    on_roll_since = DayField(label=_("On the roll since"), required=False, not_future=True)
    noticed_at = MomentField(label=_("When was the absence noticed?"))
    says = LongTextField(
        label=_("What is known?"), rows=4, max_length=3000,
        help_text=_("Who saw the pupil last, and what was tried. Agreed leave and holidays are no absence."),
    )  # fmt: skip

    def __init__(self, *args: Any, signs: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = {f"sign_{number}": phrase for number, phrase in enumerate(signs)}
        self.sections = [
            (_("The pupil"), ["given_name", "family_name", "born_on", "home_address", "phone", "on_roll_since"]),
            (_("The absence"), ["noticed_at", "says"]),
            (_("Is any of this so? One yes calls for a referral today"), list(self.signs)),
        ][: 3 if self.signs else 2]
        for name, phrase in self.signs.items():
            self.fields[name] = YesNoNotKnown(label=capfirst(phrase), required=False)

    def answers(self) -> dict[str, str]:
        """What was answered, by the phrase. What nobody answered is left out: not known is never no."""
        said = self.cleaned_data
        return {phrase: said[name] for name, phrase in self.signs.items() if said.get(name)}


class ParentsForm(GovForm):
    """What the parents said, and whether it explains the absence."""

    with_whom = forms.CharField(label=_("Who was reached?"), max_length=120, required=False)
    says = LongTextField(label=_("What did they say?"), rows=4, max_length=3000,
                         help_text=_("If nobody could be reached, say what was tried."))  # fmt: skip
    explained = YesNoNotKnown(label=_("Does it explain the absence?"))


class HeardForm(GovForm):
    """What was heard from each of those whom a reasonable enquiry asks. `version` is the one the writer saw."""

    def __init__(self, *args: Any, asked: Sequence[str] = (), before: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"heard_{number}": name for number, name in enumerate(asked)}
        for field, name in self.asked.items():
            self.fields[field] = LongTextField(label=capfirst(name), rows=2, max_length=2000, required=False,
                                               initial=before.get(name, ""))  # fmt: skip


class PoliceForm(GovForm):
    """What the police must know: what worries the school, when and where the pupil was last seen."""

    says = LongTextField(label=_("What worries you, and what was tried?"), rows=5, max_length=5000)
    last_seen_at = MomentField(label=_("When was the pupil last seen?"), initial=None)
    place = forms.CharField(label=_("Where?"), max_length=200)


class LeaveForm(GovForm):
    """Why leave is agreed, and when the pupil is due back."""

    because = LongTextField(label=_("Why is leave agreed, and who asked?"), rows=3, max_length=2000)
    back_on = DayField(label=_("On which day is the pupil due back?"))


class BackForm(GovForm):
    """When the pupil was back, and what is known of where they were."""

    back_at = MomentField(label=_("When was the pupil back?"))
    says = LongTextField(label=_("Who saw the pupil, and where had they been?"), rows=4, max_length=3000)


class NewSchoolForm(GovForm):
    """Which school the child now goes to."""

    school = forms.CharField(label=_("Name of the school"), max_length=120)
    says = LongTextField(label=_("From whom is it known?"), rows=3, max_length=2000)


class RollForm(GovForm):
    """On which day and ground a pupil leaves the roll."""

    off_on = DayField(label=_("On which day did the pupil leave the roll?"), not_future=True)
    because = LongTextField(label=_("On which ground?"), rows=3, max_length=2000)
    new_school = YesNoNotKnown(label=_("Can it be found out which school the pupil goes to now?"))


class ClosureForm(GovForm):
    """A holiday or a training day."""

    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("For example, half-term"))
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
