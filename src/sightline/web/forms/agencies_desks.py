"""The forms of a desk and its rota, and of standing in. They hold no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sightline.access.actions_setup_desks import DeskSays
from sightline.web.forms.agencies import Choices, words
from sightline.web.forms_base import GovForm, MomentField

SAID = ("name", "team", "phone", "email", "opens", "closes", "working_days_only", "out_of_hours", "keeps_rota")
NO_TIME = _("Enter a time like 17:00.")


class _Clock(forms.TimeField):
    """A time of day on London's clocks."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
        super().__init__(input_formats=["%H:%M", "%H.%M"], widget=widget, **kwargs)
        self.error_messages["invalid"] = NO_TIME

    def prepare_value(self, value: Any) -> Any:
        """Shown without seconds."""
        return f"{value:%H:%M}" if hasattr(value, "hour") else value


class DeskForm(GovForm):
    """What a desk is called, how it is reached, when it is open, and who answers when it is not."""

    role = forms.ChoiceField(label=_("Role"))
    name = forms.CharField(label=_("What the desk is called"), max_length=120)
    team = forms.CharField(label=_("Team"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    opens = _Clock(label=_("Opens at"), required=False, help_text=_("Leave both empty for round the clock."))
    closes = _Clock(label=_("Closes at"), required=False)
    working_days_only = forms.BooleanField(label=_("Closed at weekends and on bank holidays"), required=False)
    out_of_hours = forms.TypedChoiceField(
        label=_("Who answers when it is closed?"), coerce=int, required=False, empty_value=None,
        help_text=_("Notices go there then, and say for whom."),
    )  # fmt: skip
    keeps_rota = forms.BooleanField(
        label=_("This desk keeps a rota"), required=False,
        help_text=_("Where nobody is on duty, notices go up the chain at once."),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Sequence[str] = (), onward: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if roles:
            field = self.fields["role"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", gettext("Choose a role")), *((role, words(role)) for role in roles)]
        else:
            del self.fields["role"]
        field = self.fields["out_of_hours"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Nobody: notices wait here")), *onward]

    def says(self) -> DeskSays:
        """What was said, for the action."""
        return DeskSays(**{name: self.cleaned_data[name] for name in SAID})


class ShiftForm(GovForm):
    """Who is on duty, from when until when."""

    post = forms.TypedChoiceField(label=_("Who is on duty?"), coerce=int)
    begins_at = MomentField(label=_("From"), not_future=False, initial=None)
    ends_at = MomentField(label=_("Until"), not_future=False, initial=None)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose somebody")), *people]


class StandInForm(GovForm):
    """Who stands in, from when until when, and why."""

    stand_in = forms.TypedChoiceField(label=_("Who stands in for you?"), coerce=int)
    begins_at = MomentField(label=_("From"), not_future=False)
    ends_at = MomentField(label=_("Until"), not_future=False, initial=None)
    because = forms.CharField(label=_("Why?"), max_length=200, help_text=_("For example, annual leave."))

    def __init__(self, *args: Any, people: Choices = (), whose: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stand_in"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose a colleague")), *people]
        if whose:
            field.label = gettext("Who stands in for %s?") % whose
