"""Copies compiled assets out of a `node_modules` folder into the project: a maintainer's step, once per upgrade.

Run `python -m sightline.cli.vendor_assets FOLDER`; docs/how-to/upgrade-the-assets.md explains it. Imports no Django.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from sightline.cli.vendor_coastline import compact_coastline

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "src/sightline/web/static/vendor"
AXE = ROOT / "tests/journeys/vendor/axe.min.js"
COASTLINE = ROOT / "src/sightline/web/pictures/vendor/coastline.txt"

GOVUK, MOJ = "govuk-frontend", "@ministryofjustice/frontend"
# Parts no screen uses. A part that is needed later is taken off this list and the step run again.
GOVUK_UNUSED = (
    "header",
    "cookie-banner",
    "exit-this-page",
    "password-input",
    "step-by-step",
    "task-list",
    "tabs",
    "footer__crown",
    "footer__copyright-logo",
    "logo-crown",
)
MOJ_USED = ("timeline", "sub-navigation", "identity-bar", "button-group", "notification-badge")

LICENSES = """# Licences of the files in this folder

Copied by `python -m sightline.cli.vendor_assets`; do not edit them by hand.

| Folder | Package | Version | Licence | Copyright |
| --- | --- | --- | --- | --- |
| govuk | {govuk_name} | {govuk} | MIT | Crown Copyright (Government Digital Service) |
| moj | {moj_name} | {moj} | MIT | Crown Copyright (Ministry of Justice) |

Changed on the way in: the GDS Transport font, the royal crest and crown, source maps and unused parts are left out;
addresses of pictures are relative.

MIT Licence: permission is granted, free of charge, to any person obtaining a copy of this software and associated
documentation files, to deal in the software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the software, and to permit persons to whom the
software is furnished to do so, provided that the above copyright notice and this permission notice are included in all
copies or substantial portions of the software. The software is provided "as is", without warranty of any kind, express
or implied, including but not limited to the warranties of merchantability, fitness for a particular purpose and
noninfringement. In no event shall the authors or copyright holders be liable for any claim, damages or other liability,
whether in an action of contract, tort or otherwise, arising from, out of or in connection with the software or the use
or other dealings in the software.

htmx is not copied: it is served from the django-htmx package (htmx: 0BSD, django-htmx: MIT).
"""


def rules(css: str) -> Iterator[tuple[str, str]]:
    """The rules of a minified sheet in order: (before the brace, inside it); ("", "@x;") for what has no brace."""
    start = 0
    while start < len(css):
        brace, semicolon = css.find("{", start), css.find(";", start)
        if css[start] == "@" and -1 < semicolon < (brace if brace > -1 else len(css)):
            yield "", css[start : semicolon + 1]
            start = semicolon + 1
            continue
        if brace == -1:
            return
        depth, end = 1, brace + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:brace].strip(), css[brace + 1 : end - 1]
        start = end


def pruned(css: str, unused: re.Pattern[str]) -> str:
    """The sheet without the selectors that name an unused part; a rule or media query left empty goes too."""
    kept = []
    for head, body in rules(css):
        if not head:
            kept.append(body)
        elif head.startswith(("@media", "@supports")):
            kept += [f"{head}{{{inner}}}"] if (inner := pruned(body, unused)) else []
        elif head.startswith("@"):
            kept += [] if head == "@font-face" else [f"{head}{{{body}}}"]
        elif selectors := [s for s in re.split(r",(?![^(]*\))", head) if not unused.search(s)]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def cleaned(text: str) -> str:
    """A compiled file without source map, the GDS font's name and the crest; addresses of pictures are relative."""
    text = re.sub(r"\n?/[/*][#@] ?sourceMappingURL=.*?(\*/)?\s*$", "\n", text)
    text = re.sub(r"""["']?GDS Transport["']?,\s*""", "", text)
    text = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", text)
    return re.sub(r"""url\((["']?)/assets/images/""", r"url(\1images/", text)


def copy_css(folder: Path, name: str, unused: re.Pattern[str], pictures: Path | None) -> None:
    """Prune and clean one sheet; copy the pictures it still names."""
    sheet = re.sub(r"/\*.*?\*/", "", folder.joinpath(f"{name}.min.css").read_text("utf-8"), flags=re.DOTALL)
    css = cleaned(pruned(sheet, unused))
    target = STATIC / name.split("-")[0]
    (target / "images").mkdir(parents=True, exist_ok=True)
    (target / f"{name}.min.css").write_text(css, "utf-8")
    for picture in sorted(set(re.findall(r"url\([\"']?images/([\w.-]+)", css))):
        assert pictures
        shutil.copy(pictures / picture, target / "images" / picture)
    if not any((target / "images").iterdir()):
        (target / "images").rmdir()


def version_of(package: Path) -> str:
    """The version a package says it has."""
    return str(json.loads(package.joinpath("package.json").read_text("utf-8"))["version"])


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Copy the assets out of FOLDER, a `node_modules` folder."""
    govuk, moj = folder / GOVUK, folder / MOJ
    shutil.rmtree(STATIC, ignore_errors=True)
    not_used = re.compile(rf"\.govuk-(?:{'|'.join(GOVUK_UNUSED)})(?![a-z])")
    copy_css(govuk / "dist/govuk", "govuk-frontend", not_used, None)
    not_kept = re.compile(rf"\.moj-(?!(?:{'|'.join(MOJ_USED)})(?![a-z]))|^(?!.*\.moj-)")
    copy_css(moj / "moj", "moj-frontend", not_kept, moj / "moj/assets/images")
    script = cleaned(govuk.joinpath("dist/govuk/govuk-frontend.min.js").read_text("utf-8"))
    (STATIC / "govuk/govuk-frontend.min.js").write_text(script, "utf-8")
    licences = LICENSES.format(govuk=version_of(govuk), moj=version_of(moj), govuk_name=GOVUK, moj_name=MOJ)
    (STATIC / "LICENSES.md").write_text(licences, "utf-8")
    AXE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "axe-core/axe.min.js", AXE)
    COASTLINE.parent.mkdir(parents=True, exist_ok=True)
    COASTLINE.write_text(compact_coastline(folder / "world-atlas/countries-10m.json"), "utf-8")
    for path in sorted(p for p in [*STATIC.rglob("*"), AXE, COASTLINE] if p.is_file()):
        click.echo(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    command()
