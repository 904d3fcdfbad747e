"""Tables as a ZIP of CSV and JSON with a cover page; no cell runs in a spreadsheet. Knows nothing of what they say."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sightline.audit.moments import LONDON

BEGINS_A_FORMULA = tuple("=+-@|%") + ("\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width signs run too


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the name of its file, a title in words, heads and rows of text."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what would begin one."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) or cell.lstrip().startswith(BEGINS_A_FORMULA) else cell


def as_csv(table: Table) -> str:
    """A table as CSV, every cell in quotation marks and harmless."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(table.head)
    writer.writerows([harmless(cell.replace("\0", "")) for cell in row] for row in table.rows)
    return out.getvalue()


def packed(cover: str, tables: Sequence[Table], at: datetime) -> bytes:
    """The cover page, each table as CSV, and all of them as JSON, in one ZIP whose files bear the moment `at`."""
    files = {"cover.txt": cover}
    files |= {f"{table.name}.csv": "\ufeff" + as_csv(table) for table in tables}
    whole = {t.name: [dict(zip(t.head, row, strict=True)) for row in t.rows] for t in tables}
    files["export.json"] = json.dumps(whole, ensure_ascii=False, indent=1)
    local, out = at.astimezone(LONDON), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8", "replace"))
    return out.getvalue()
