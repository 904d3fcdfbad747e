"""The forms of publicity: an appeal, the decision on it, where it stands, and the checklist of a rescue alert."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from sightline.sharing.publicity import KINDS
from sightline.sharing.publicity_alert import criteria
from sightline.sharing.publicity_decide import ANSWERS, WHOM
from sightline.sharing.publicity_text import FIELDS
from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, MomentField, Radios, YesNoNotKnown

OUTLETS = 4  # rows of the form; more are added one by one
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AppealForm(GovForm):
    """What the public is to be told: only the fields of the closed list."""

    chosen = forms.MultipleChoiceField(
        label=_("What does the public need to know?"),
        choices=[(name, _(heading)) for name, heading in FIELDS.items()],
        widget=Checkboxes(),
        help_text=_("Name, age, sex and since when come from the record. Choose the least that helps."),
    )
    looks = forms.CharField(label=_("Height, build, hair"), max_length=200, required=False)
    clothing = forms.CharField(label=_("Clothing"), max_length=200, required=False)
    last_seen = forms.CharField(label=_("Where last seen, for the public"), max_length=200, required=False)
    says = LongTextField(
        label=_("What do you ask of the public?"), rows=4, max_length=1000,
        help_text=_("Nothing of care, health, harm or where the person lives: the page says which words must go."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Number people ring"), max_length=40)
    picture = forms.TypedChoiceField(label=_("Picture"), coerce=int, empty_value=None, required=False)
    photo_alt = forms.CharField(
        label=_("What does the picture show?"), max_length=200, required=False,
        help_text=_("For people who cannot see it."),
    )  # fmt: skip
    expires_at = MomentField(label=_("When does the appeal end?"), not_future=False, initial=None,
                             help_text=_("Within 28 days."))  # fmt: skip

    def __init__(self, *args: Any, pictures: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["picture"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("No picture")), *pictures]


class PublicityDecisionForm(GovForm):
    """The decision with whom was heard (C89, E30). For each: what they think, and in words."""

    agrees = forms.ChoiceField(label=_("Do you agree that the public is asked?"), choices=YES_NO, widget=Radios())
    helps = LongTextField(label=_("Does it help or hamper the search, and why?"), rows=2, max_length=1000)
    because = LongTextField(label=_("Why do you decide so?"), rows=3, max_length=2000,
                            help_text=_("What you know, and from whom."))  # fmt: skip
    proportionate = LongTextField(
        label=_("Why is it proportionate, and in the person's own interest?"), rows=3, max_length=2000, required=False,
        help_text=_("Privacy weighed against welfare."),
    )  # fmt: skip
    risks = LongTextField(label=_("What may go wrong for the person?"), rows=2, max_length=2000)
    urgent = forms.ChoiceField(label=_("Is it urgent?"), choices=YES_NO, widget=Radios(inline=True))
    urgent_because = forms.CharField(label=_("If urgent: why could it not wait?"), max_length=200, required=False)
    authorised_by = forms.CharField(label=_("Authorised by (name and rank)"), max_length=120, required=False)
    wording_agreed_with = forms.CharField(
        label=_("With which press officers is the wording agreed?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [(a, say(a[:1].upper() + a[1:])) for a in ANSWERS]
        for place, whom in enumerate(WHOM):
            asks = say("What was heard from %s?") % say(whom)
            self.fields[f"heard_{place}"] = forms.ChoiceField(
                label=asks, choices=answers, initial="not asked", widget=forms.Select()
            )
            self.fields[f"says_{place}"] = forms.CharField(
                label=say("In words, or why nobody heard %s") % say(whom), max_length=300, required=False
            )
        heard = [f"{kind}_{place}" for place in range(len(WHOM)) for kind in ("heard", "says")]
        own = ["helps", "because", "proportionate", "risks", "urgent", "urgent_because", "authorised_by",
               "wording_agreed_with"]  # fmt: skip
        self.sections = [(_("Whom you heard"), heard), (_("The weighing"), own), (_("The decision"), ["agrees"])]


class OutletForm(GovForm):
    """One place that shows the appeal."""

    name = forms.CharField(label=_("Name of the outlet"), max_length=120)
    kind = forms.ChoiceField(label=_("Of what kind?"), choices=[(k, _(k)) for k in KINDS])
    where = forms.CharField(label=_("Where exactly?"), max_length=300, required=False,
                            help_text=_("The address of the post or page, or the number of the paper."))  # fmt: skip


class PublishForm(GovForm):
    """Every place the appeal is put, beside the service's own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, OUTLETS + 1):
            told = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=say("Outlet %(number)s") % told, max_length=120, required=False
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=say("Kind of outlet %(number)s") % told, choices=[(k, _(k)) for k in KINDS]
            )
            self.fields[f"where_{number}"] = forms.CharField(
                label=say("Where exactly at outlet %(number)s") % told, max_length=300, required=False
            )


class BecauseForm(GovForm):
    """Why the appeal is taken down."""

    because = forms.CharField(label=_("Why is it taken down?"), max_length=200)


class PlaceForm(GovForm):
    """One outlet of the list, ticked or asked to forget."""

    outlet = forms.IntegerField(widget=forms.HiddenInput)
    says = forms.CharField(label=_("How, or the number they gave"), max_length=300, required=False)


class AlertForm(GovForm):
    """The checklist of a child rescue alert, and the decision (E31)."""

    asks = forms.ChoiceField(label=_("Do you ask for the alert?"), choices=YES_NO, widget=Radios())
    because = LongTextField(label=_("Why do you decide so?"), rows=3, max_length=2000)
    authority = forms.CharField(
        label=_("Whom of the local authority did you ask, or why was there no time?"), max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = []
        for criterion in criteria():
            self.fields[criterion.key] = YesNoNotKnown(label=say(criterion.asks))
            says = forms.CharField(label=say("What shows it? (%s)") % say(criterion.asks), max_length=300)
            self.fields[f"{criterion.key}_says"] = says
            names += [criterion.key, f"{criterion.key}_says"]
        self.sections = [(_("The criteria"), names), (_("The decision"), ["authority", "because", "asks"])]
