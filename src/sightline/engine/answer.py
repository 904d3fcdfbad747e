"""The three answers a fact can have. Knows nothing else."""

from __future__ import annotations

from enum import IntEnum


class Answer(IntEnum):
    """Ordered so that the answer to "all of these" is the smallest one, and to "any of these" the largest."""

    NO = 0
    NOT_KNOWN = 1
    YES = 2

    @property
    def opposite(self) -> Answer:
        """Yes for no, no for yes; the opposite of not known is not known."""
        return Answer(2 - self)

    @property
    def words(self) -> str:
        """How a person says it: `yes`, `no` or `not known`."""
        return self.name.lower().replace("_", " ")


def known_as(truth: bool | None) -> Answer:
    """An answer from a truth that may be missing."""
    if truth is None:
        return Answer.NOT_KNOWN
    return Answer.YES if truth else Answer.NO
