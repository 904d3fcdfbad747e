"""How the tests of bad input look at a page that refuses: its words, its status, and what was typed."""

from __future__ import annotations

from html import escape
from typing import Any

from tests.integration.web.reported import text


def refused(answer: Any, says: str, *kept: str, status: int = 422) -> None:
    """The page says what is wrong in these words, and still holds what was typed."""
    page = text(answer)
    assert answer.status_code == status, page[:2000]
    assert escape(says) in page or says in page
    assert [words for words in kept if escape(words) not in page and words not in page] == []
