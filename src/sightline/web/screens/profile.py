"""The screens of a profile: the whole with its state, one section at a time, the photograph, standing by it, the print.

Holds no rule: who may write it, and when it is stale, the actions say."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from PIL import Image

from sightline.access.queries import drafts_of
from sightline.audit.refusal import NotForYou
from sightline.episodes import profiles
from sightline.episodes.actions import profile_write as actions
from sightline.episodes.profiles import ProfilePage, profile_page, profile_version
from sightline.people.actions_profile import Consent
from sightline.people.profile import BY_KEY, sections_for
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import profile as forms
from sightline.web.forms_base import GovForm
from sightline.web.screens import drafts
from sightline.web.screens import profile_shown as shown
from sightline.web.uploading import SizeGuard, guard

KEEP = "keep_draft"  # the name of the button that saves a section for later
THUMBNAIL = (240, 240)


def _page(request: Asked, person_id: int, name: str) -> ProfilePage:
    return profile_page(request.actor, person_id, at=request.at, screen=name)


def _writer(request: Asked, person_id: int, name: str) -> ProfilePage:
    page = _page(request, person_id, name)
    if not page.may_write:
        raise NotForYou(_("You may write the profile only of people you care for or answer for now."))
    return page


def _around(page: ProfilePage, *here: str) -> dict[str, Any]:
    """What stands around every one of these pages."""
    person = page.known.person
    trail = [{"text": _("People"), "href": "/people"}, {"text": person.name, "href": f"/people/{person.pk}"}]
    base = f"/people/{person.pk}/profile"
    trail += [{"text": _("Profile"), "href": base}, *({"text": text} for text in here)] if here else [
        {"text": _("Profile")}
    ]  # fmt: skip
    return {
        "person": person, "known": page.known, "base": base, "breadcrumbs": trail, "ready": page.prepared,
        "state": shown.state_words(page.prepared), "photo": page.prepared.photo, "may_write": page.may_write,
    }  # fmt: skip


def _key(person_id: int, section: str) -> str:
    return f"profile-{person_id}-{section}"


@screen
def profile(request: Asked, person_id: int) -> HttpResponse:
    """The whole profile: what it says, what it lacks, whether its review is overdue, and what to write next."""
    page = _page(request, person_id, "profile")
    start = _key(person_id, "")
    kept = {d.form.removeprefix(start): d for d in drafts_of(request.actor.post) if d.form.startswith(start)}
    context = _around(page) | {
        "sections": shown.sections(page.prepared, kept if page.may_write else {}),
        "lacking": shown.lacking_words(page.prepared),
        "version_head": [_("Version"), _("Written"), _("By"), _("Agreed until")],
        "version_rows": [
            [{"text": row[0], "href": f"/people/{person_id}/profile/versions/{row[0]}"}, *row[1:]]
            for row in shown.changed_rows(page.versions)
        ],
    }
    return render(request, "profile/profile.html", context)


def _section_or_404(page: ProfilePage, key: str) -> str:
    if key not in BY_KEY or BY_KEY[key] not in sections_for(page.prepared.kind):
        raise NotForYou
    return key


@screen
def section(request: Asked, person_id: int, section: str) -> HttpResponse:
    """One section: written as a new version, or kept for later. Who writes second sees both versions."""
    page = _writer(request, person_id, "profile section")
    key, here = _section_or_404(page, section), f"/people/{person_id}/profile"
    if request.method == "POST" and KEEP in request.POST:
        drafts.keep(request, _key(person_id, key))
        messages.success(request, _("Saved for later. Nobody else sees it until you record it."))
        return redirect(here)
    start = {name: page.prepared.says.get(name, "") for name in BY_KEY[key].fields}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.FORMS[key](data, files, initial=start, version=page.prepared.version, draft=draft)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        says = {name: typed[name] for name in BY_KEY[key].fields}
        return actions.write_section(
            person=person_id, section=key, seen=typed["version"] or 0, says=says, by=request.actor, at=request.at
        )

    def then(done: Any) -> str:
        messages.success(request, _("Recorded."))
        return f"{here}#{key}"

    title = str(forms.TITLES[key])
    more = _around(page, title) | {"title": title, "keep": KEEP}
    return form_page(request, "profile/section.html", make, do, then=then, key=_key(person_id, key),
                     more=lambda form: more)  # fmt: skip


@screen
def agree(request: Asked, person_id: int) -> HttpResponse:
    """Stand by the whole profile until a day of review. What is lacking is named first."""
    page = _writer(request, person_id, "profile agreed")

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.AgreeProfile(data, files, draft=draft, version=page.prepared.version)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        return actions.agree_profile(
            person=person_id, seen=typed["version"] or 0, review_on=typed["review_on"],
            drawn_up_with=typed["drawn_up_with"], by=request.actor, at=request.at,
        )  # fmt: skip

    def then(done: Any) -> str:
        messages.success(request, _("The profile is agreed."))
        return f"/people/{person_id}/profile"

    title = _("Agree the profile")
    more = _around(page, title) | {
        "title": title, "submit": _("Agree the profile"), "lacking": shown.lacking_words(page.prepared),
        "sections": shown.said(page.prepared),
    }  # fmt: skip
    return form_page(request, "profile/agree.html", make, do, then=then, key=_key(person_id, "agree"),
                     more=lambda form: more)  # fmt: skip


@csrf_protect
def _photo(request: Asked, person_id: int, watcher: SizeGuard) -> HttpResponse:
    page = _writer(request, person_id, "profile photograph")

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.ProfilePhotoForm(data, files, draft=draft, too_large=watcher.refused)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        consent = Consent(typed["person_agrees"], typed["agreed_by"], tuple(typed["uses"]), typed["until"],
                          typed["person_says"] or "")  # fmt: skip
        return actions.add_photo(
            person=person_id, data=typed["file"].read(), taken_on=typed["taken_on"], consent=consent,
            good_likeness=typed["good_likeness"] == "yes", by=request.actor, at=request.at,
        )  # fmt: skip

    def then(done: Any) -> str:
        messages.success(request, _("The photograph is kept."))
        return f"/people/{person_id}/profile"

    title = _("Add a photograph")
    more = _around(page, title) | {"title": title, "submit": _("Keep the photograph")}
    return form_page(request, "profile/photo.html", make, do, then=then, key=_key(person_id, "photo"),
                     more=lambda form: more)  # fmt: skip


@csrf_exempt  # only so that the guard stands before the body is read; _photo checks the token all the same
@screen
def photo(request: Asked, person_id: int) -> HttpResponse:
    """Add a photograph with the consent to its use. One that is too large is refused while it arrives."""
    return _photo(request, person_id, guard(request))


def _small(picture: Any) -> BytesIO:
    out = BytesIO()
    with picture, Image.open(picture) as image:
        image.thumbnail(THUMBNAIL)
        image.save(out, "JPEG", quality=80)
    out.seek(0)
    return out


@screen
def photograph(request: Asked, number: int) -> HttpResponseBase:
    """One photograph, through the gate of its person; `?small=1` for lists. Kept by nobody on the way."""
    row = profiles.photograph(request.actor, number, at=request.at)
    try:
        picture = default_storage.open(row.file)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(_small(picture) if request.GET.get("small") else picture, content_type="image/jpeg",
                          filename=f"photograph-{row.pk}.jpg")  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@screen
def version(request: Asked, person_id: int, number: int) -> HttpResponse:
    """An earlier version, as it stood."""
    page = _page(request, person_id, "profile version")
    row = profile_version(page, number)
    rows = [
        {"title": forms.TITLES[s.key], "rows": [r for r in shown.answers(s, row.says) if r[1]]}
        for s in sections_for(page.prepared.kind)
    ]
    context = _around(page, _("Version %d") % number) | {"row": row, "sections": [s for s in rows if s["rows"]]}
    return render(request, "profile/version.html", context)


@screen
def for_paper(request: Asked, person_id: int) -> HttpResponse:
    """The profile on paper: A4, for the folder of a home that has no line tonight."""
    page = _page(request, person_id, "profile print")
    return render(request, "profile/print.html", _around(page, _("Print")) | {"sections": shown.said(page.prepared)})


urlpatterns = [
    path("people/<int:person_id>/profile", profile),
    path("people/<int:person_id>/profile/agree", agree),
    path("people/<int:person_id>/profile/photo", photo),
    path("people/<int:person_id>/profile/print", for_paper),
    path("people/<int:person_id>/profile/versions/<int:number>", version),
    path("people/<int:person_id>/profile/<slug:section>", section),
    path("photographs/<int:number>", photograph),
]
