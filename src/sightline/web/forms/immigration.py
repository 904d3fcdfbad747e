"""The forms of what passes between the Home Office, the police and the authority. They hold no rule."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField

REFERENCE = _("Reference")


class TellForm(GovForm):
    """Whom at the Home Office, its reference, and what was said."""

    told = forms.CharField(label=_("Who at the Home Office was told?"), max_length=120)
    reference = forms.CharField(label=_("The reference they gave"), max_length=80)
    says = LongTextField(label=_("What were they told?"), rows=4, max_length=3000)


class ToldForm(GovForm):
    """Who at the Home Office reports, under which reference, and what the form says."""

    from_whom = forms.CharField(label=_("Who at the Home Office?"), max_length=120)
    phone = forms.CharField(label=_("Their telephone"), max_length=40, required=False)
    reference = forms.CharField(label=_("Reference of their form"), max_length=80)
    says = LongTextField(label=_("What does the form say?"), rows=4, max_length=3000,
                         help_text=_("Ran away, gone from care, or hidden; and what worries them."))  # fmt: skip


class ContactForm(GovForm):
    """One contact of the week."""

    with_whom = forms.CharField(label=_("Who at the Home Office?"), max_length=120)
    says = LongTextField(label=_("What was said?"), rows=4, max_length=3000)


class CoercionForm(GovForm):
    """What makes them believe that somebody makes the child run away."""

    from_whom = forms.CharField(label=_("Who at the Home Office says so?"), max_length=120)
    reference = forms.CharField(label=REFERENCE, max_length=80, required=False)
    says = LongTextField(label=_("What makes them believe it?"), rows=4, max_length=3000)


class MetForm(GovForm):
    """Where and when Home Office staff met the child."""

    from_whom = forms.CharField(label=_("Who met the child?"), max_length=120)
    met_at = MomentField(label=_("When?"))
    place = forms.CharField(label=_("Where?"), max_length=200)
    reference = forms.CharField(label=REFERENCE, max_length=80, required=False)
    says = LongTextField(label=_("How is the child, and does the child stay there?"), rows=4, max_length=3000)


class PlaceForm(GovForm):
    """Who agreed where the child is taken, and why it is safe."""

    agreed_with = forms.CharField(label=_("Who agreed, of each agency?"), max_length=200)
    says = LongTextField(label=_("Why is it safe there?"), rows=4, max_length=3000,
                         help_text=_("Leave the address out: more people read this than may know it."))  # fmt: skip


class AcknowledgedForm(GovForm):
    """Who said that they know."""

    who = forms.CharField(label=_("Who said that they know?"), max_length=120)
    reference = forms.CharField(label=REFERENCE, max_length=80, required=False)
