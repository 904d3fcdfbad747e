"""The vendored assets: nothing in them that may not be, everything they name is there, and a first page stays small."""

import gzip
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management import call_command

from sightline.cli.vendor_assets import GOVUK_UNUSED, MOJ_USED, ROOT, STATIC, cleaned, pruned, rules
from tests.unit.web.gallery import ACTOR, NAVIGATION, gallery, page_with

TEMPLATES = ROOT / "src/sightline/web/templates"
FIRST_LOAD = 100_000  # bytes, as they travel


def test_no_font_no_crest_and_no_source_map_came_along() -> None:
    texts = {path: path.read_text("utf-8") for path in STATIC.rglob("*.min.*")}
    assert len(texts) == 3
    for word in ("GDS Transport", "font-face", "crest", "crown", "sourceMappingURL", "url(/"):
        assert not [path.name for path, text in texts.items() if word in text], word
    assert not [p for p in STATIC.rglob("*") if p.suffix in (".woff", ".woff2", ".map")]


def test_the_licences_stand_beside_the_files() -> None:
    text = (STATIC / "LICENSES.md").read_text("utf-8")
    assert "| govuk |" in text and "| moj |" in text and "MIT Licence: permission is granted" in text


def classes_in_templates() -> dict[str, str]:
    """Every class that any template names, with a template that does: {"govuk-body": "base.html"}."""
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        for names in re.findall(r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text("utf-8"))):
            found |= dict.fromkeys(names.split(), path.name)
    return found


def test_no_template_uses_a_part_that_was_left_out_of_the_sheets() -> None:
    gone = re.compile(rf"govuk-(?:{'|'.join(GOVUK_UNUSED)})(?![a-z])|moj-(?!(?:{'|'.join(MOJ_USED)})(?![a-z]))")
    assert {name: where for name, where in classes_in_templates().items() if gone.match(name)} == {}


LIVE = {"data-live", "data-live-events", "data-live-from", "data-live-state", "data-live-for"}


def test_every_live_part_of_a_template_is_marked_as_the_script_expects_it() -> None:
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        for element in re.findall(r"<[a-z]+ [^>]*data-live[^>]*>", path.read_text("utf-8")):
            unknown = set(re.findall(r"data-live[a-z-]*", element)) - LIVE
            has_all = all(part in element for part in (" data-live ", ' id="', "data-live-events="))
            wrong += (
                [f"{path.parent.name}/{path.name}: {element}"]
                if unknown or not (has_all or "data-live-state" in element)
                else []
            )
    assert wrong == []


def test_every_look_of_our_own_that_a_component_names_is_in_our_sheet() -> None:
    sheet = set(re.findall(r"\.(app-[\w-]+)", Path(str(finders.find("app.css"))).read_text("utf-8")))
    used = {c for names in re.findall(r'class="([^"]*)"', gallery()) for c in names.split() if c.startswith("app-")}
    # These say what a part is and look like their surroundings.
    plain = {
        "app-due",
        "app-duty__what",
        "app-duty__do",
        "app-duty__to",
        "app-duty--later",
        "app-duty--untimed",
        "app-due--later",
        "app-fact__name",
        "app-reasons",
        "app-svg",
        "app-svg--bars",
        "app-svg__mark--event",
        "app-svg__number--event",
        "app-svg__number--met",
        "app-svg__number--overdue",
        "app-svg__spot--sighting",
    }
    assert used - sheet - plain == set()


def test_collecting_with_hashed_names_finds_everything_the_sheets_name(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    assert list(tmp_path.glob("vendor/govuk/govuk-frontend.min.*.css.gz")) and list(tmp_path.glob("app.*.css.gz"))


def test_the_first_page_anybody_opens_weighs_less_than_a_hundred_kilobytes() -> None:
    html = page_with("", actor=ACTOR, navigation=NAVIGATION)
    names = re.findall(r'(?:src|href)="/static/([^"]+)"', html) + re.findall(r'from "/static/([^"]+)"', html)
    assert len(names) >= 8
    files = [Path(str(finders.find(name))).read_bytes() for name in names]
    assert sum(len(gzip.compress(f)) for f in files) + len(gzip.compress(gallery().encode())) < FIRST_LOAD


def test_a_sheet_is_pruned_by_selector_and_never_in_the_middle_of_one() -> None:
    sheet = '@charset "UTF-8";.a,.b:not(.x,.y){c:d}@media print{.b{e:f}}@font-face{g:h}@supports (x:y){.a{i:j}}.bb{k:l}'
    assert pruned(sheet, re.compile(r"\.b(?![a-z])")) == '@charset "UTF-8";.a{c:d}@supports (x:y){.a{i:j}}.bb{k:l}'
    assert list(rules(".a{b:c}")) == [(".a", "b:c")]


def test_cleaning_takes_the_map_and_the_font_and_makes_addresses_relative() -> None:
    font, crest = 'font-family:"GDS Transport",arial', "b:url(/assets/images/govuk-crest.svg)"
    text = f"a{{{font};{crest};c:url(/assets/images/i.svg)}}\n/*# sourceMappingURL=x.map */"
    assert cleaned(text) == "a{font-family:arial;b:none;c:url(images/i.svg)}\n"
