"""What every picture is made of: escaped SVG elements and the frame with title and description. Knows no picture."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def element(name: str, text: object = "", /, **attributes: object) -> SafeString:
    """One SVG element; `_` in a name stands for `-`, `class_` is the class. Everything is escaped but safe parts."""
    pairs = [(key.rstrip("_").replace("_", "-"), _short(value)) for key, value in attributes.items()]
    inside = format_html_join("", ' {}="{}"', pairs)
    return format_html("<{}{}>{}</{}>", name, inside, text, name)


def _short(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


def together(parts: Iterable[SafeString]) -> SafeString:
    """Elements one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def frame(
    parts: Iterable[SafeString], *, title: str, description: str, width: int, height: int, look: str
) -> SafeString:
    """The whole picture: an <svg role="img"> with title and description, in a box that scrolls when narrow."""
    key = sha256(f"{look}{title}{description}".encode()).hexdigest()[:8]
    drawn = element(
        "svg",
        together([element("title", title, id=f"t{key}"), element("desc", description, id=f"d{key}"), *parts]),
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"t{key} d{key}",
        class_=f"app-svg app-svg--{look}",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        focusable="false",
    )
    return format_html('<div class="app-scroll" tabindex="0" role="group" aria-label="{}">{}</div>', title, drawn)
