"""The forms of placements: offered, withdrawn, ended, told by telephone. They ask and decide nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.episodes.actions.care_placing import Where
from sightline.web.forms.person import council_choices, provider_choices, setting_choices
from sightline.web.forms_base import DayField, GovForm, LongTextField, MomentField, Radios, YesNoNotKnown


def _number(text: str) -> int | None:
    return int(text) if text else None


class WhereForm(GovForm):
    """With whom, from which day, in whose area."""

    provider = forms.ChoiceField(label=_("Home or service"), choices=provider_choices, required=False)
    setting = forms.ChoiceField(
        label=_("Kind of placement"), choices=lambda: [("", _("Choose one")), *setting_choices()]
    )
    since = DayField(label=_("From"))
    address = forms.CharField(
        label=_("Address"), required=False, max_length=200, help_text=_("If it is not the provider's own.")
    )
    host_authority = forms.ChoiceField(
        label=_("Council whose area it lies in"), choices=council_choices, required=False,
        help_text=_("Out of area it is told at once, and so are the police of the place. Both must acknowledge."),
    )  # fmt: skip
    out_of_area = forms.ChoiceField(
        label=_("Is it outside the responsible authority's area?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios(inline=True),
    )

    def where(self) -> Where:
        """The place as the actions take it."""
        typed = self.cleaned_data
        return Where(
            provider=_number(typed["provider"]), setting=typed["setting"], since=typed["since"],
            address=typed["address"], host=_number(typed["host_authority"]), out_of_area=typed["out_of_area"] == "yes",
        )  # fmt: skip


class RecordPlacement(WhereForm):
    """Where the person lives from a day on, agreed already: somebody told the home the history by word of mouth."""

    since = DayField(label=_("From"), not_future=True)
    history_told = YesNoNotKnown(label=_("Was the home or carer told of earlier episodes and risks?"))
    told = forms.CharField(
        label=_("Who was told, and by whom"), required=False, max_length=200, help_text=_("If somebody was.")
    )


class OfferPlacement(WhereForm):
    """A placement that is proposed: the provider acknowledges the history before it is confirmed (C104, I38)."""

    provider = forms.ChoiceField(label=_("Home or service"), choices=provider_choices)
    says = LongTextField(
        label=_("What they must know before they say yes"), rows=5, max_length=4000,
        help_text=_("Risks, what works, what does not. They read it once they acknowledge, with record and profile."),
    )  # fmt: skip


class ConfirmOffer(GovForm):
    """Nothing is asked: the history is acknowledged, or there is none."""


class WithdrawOffer(GovForm):
    """Why a placement does not go ahead."""

    because = LongTextField(label=_("Why it does not go ahead"), rows=2)


class EndPlacement(GovForm):
    """A placement that no other follows."""

    until = DayField(label=_("The first day on which they no longer live there"), not_future=True)
    because = LongTextField(label=_("Why it ended, and where the person lives now"), rows=3)


class PlacementDone(GovForm):
    """Something a placement asks for, and how it was done."""

    do = forms.ChoiceField(label=_("What was done"))
    how = LongTextField(label=_("How, and with whom"), rows=3, max_length=2000)

    def __init__(self, *args: Any, owed: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["do"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose one")), *((one, one[:1].upper() + one[1:]) for one in owed or [])]


class ToldOfPlacement(GovForm):
    """The council or the police of the place were told by telephone, because they have no desk here (D145)."""

    whom = forms.ChoiceField(
        label=_("Who was told?"), widget=Radios(),
        choices=[("host authority", _("The council of the place")),
                 ("police for the placement area", _("The police of the place"))],
    )  # fmt: skip
    services = forms.CharField(
        label=_("Which of their services were told"), required=False, max_length=200,
        help_text=_("Social care, health, education: by name."),
    )  # fmt: skip
    name = forms.CharField(label=_("Who there has it"), max_length=120, help_text=_("Name and role."))
    told_at = MomentField(label=_("When"))
    reference = forms.CharField(label=_("Reference they gave"), required=False, max_length=80)


class HandOverList(GovForm):
    """A word on each open episode, and on the whole, for the other side (B33)."""

    says = LongTextField(label=_("For the whole list"), required=False, rows=3, max_length=3000)

    def __init__(self, *args: Any, episodes: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = {f"note-{number}": number for number in episodes or {}}
        for name, number in self.numbers.items():
            label = (episodes or {})[number]
            self.fields[name] = LongTextField(label=label, required=False, rows=2, max_length=1000)

    def notes(self) -> dict[int, str]:
        """What was written on each episode."""
        return {number: self.cleaned_data[name] or "" for name, number in self.numbers.items()}


class CareReportForm(GovForm):
    """What a home or a fostering service reports on an episode: regulation 40 or Schedule 7 (D152, D153)."""

    happened = LongTextField(label=_("What happened"), rows=5, max_length=6000)
    done = LongTextField(label=_("What the home or carer did"), rows=4, max_length=6000)
    learnt = LongTextField(label=_("What changes because of it"), rows=3, max_length=4000)
    told = LongTextField(label=_("Who else was told, and when"), rows=2, required=False, max_length=2000)
