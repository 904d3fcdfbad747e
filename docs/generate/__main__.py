"""`make docs`: writes every generated page of docs/reference. A test says that what is committed is what this makes."""

from __future__ import annotations

import os
from pathlib import Path


def main() -> None:
    """Load Django without touching a database, make every page, and say which of them changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.config.settings")
    os.environ.setdefault("SIGHTLINE_SECRET_KEY", "nothing is signed while pages are written")
    import django

    django.setup()
    from docs.generate.pages import FOLDER, pages

    for name, text in pages().items():
        place: Path = FOLDER / name
        changed = not place.exists() or place.read_text(encoding="utf-8") != text
        place.write_text(text, encoding="utf-8")
        print(f"{name}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
