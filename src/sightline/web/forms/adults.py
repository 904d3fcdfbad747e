"""The forms about adults: what somebody who was found asks to be kept, and leave. They hold no rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios, YesNoNotKnown


class KeepPrivateForm(GovForm):
    """An adult who was found asks that nobody be told where (A62, H24)."""

    says = LongTextField(label=_("What does the person ask?"), rows=3, max_length=3000,
                         help_text=_("In the person's own words."))  # fmt: skip
    heard_by = forms.CharField(label=_("Who heard it from the person?"), max_length=120)
    can_decide = YesNoNotKnown(
        label=_("Can the person decide this for themself?"),
        help_text=_("Not known is not yes: have somebody make sure first."),
    )
    message = LongTextField(
        label=_("A message that may be passed on"), rows=3, max_length=2000, required=False,
        help_text=_("Word for word. Leave empty if there is none: then only that the person is well."),
    )  # fmt: skip
    message_to = forms.CharField(label=_("Who is it for?"), max_length=120, required=False)


class PassOnForm(GovForm):
    """The message was passed on (H5)."""

    how = LongTextField(label=_("How was it passed on, and to whom did you speak?"), rows=3, max_length=2000)


class TakeBackForm(GovForm):
    """The adult no longer asks this."""

    says = LongTextField(label=_("What does the person say now?"), rows=3, max_length=2000,
                         help_text=_("In the person's own words. Nobody else can end the wish."))  # fmt: skip


class AgreeLeaveForm(GovForm):
    """Leave from a ward or a home, until a set moment (A65)."""

    person = forms.TypedChoiceField(label=_("Who goes on leave?"), coerce=int)
    begins_at = MomentField(label=_("When does the leave begin?"), not_future=False)
    until = MomentField(label=_("When is the person to be back?"), initial=None, not_future=False)
    conditions = LongTextField(label=_("What was agreed?"), rows=3, max_length=2000,
                               help_text=_("Where, with whom, how the person can be reached."))  # fmt: skip
    detained = forms.BooleanField(label=_("The person is detained under the Mental Health Act"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["person"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose a person")), *people]


class LeaveForm(GovForm):
    """Somebody is due back, or is not: made longer, or ended (C30)."""

    step = forms.ChoiceField(
        label=_("What do you record?"),
        widget=Radios(),
        choices=[("back", _("The person came back")), ("longer", _("The leave is made longer"))],
    )
    until = MomentField(label=_("When is the person to be back now?"), required=False, initial=None,
                        not_future=False, help_text=_("Only if the leave is made longer."))  # fmt: skip
    weighed = LongTextField(
        label=_("Who spoke with the person, and what danger was weighed?"), rows=4, max_length=3000, required=False,
        help_text=_("Only if the leave is made longer. Medicines due, mood, company, weather, what they said."),
    )  # fmt: skip
