"""Where things lie on this machine. Knows no Django and no database."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROTOCOLS = Path(os.environ.get("SIGHTLINE_PROTOCOLS", ROOT / "protocols"))


def data_folder() -> Path:
    """The folder of the database and the uploads.

    Run as root, the database server belongs to a user of its own that must be able to reach its files,
    so they lie under /var/lib and never below somebody's home; each checkout has its own.
    """
    if chosen := os.environ.get("SIGHTLINE_DATA"):
        return Path(chosen).resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/sightline") / hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return ROOT / ".data"


DATA = data_folder()
