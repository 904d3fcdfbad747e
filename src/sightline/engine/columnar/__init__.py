"""The engine for many episodes at once: the same answers as the scalar one, in columns. The only part that uses numpy.

It serves "what would this change do to last year?"; screens and actions ask the scalar engine.
"""

from sightline.engine.columnar.clocks import STATES, Dues, dues
from sightline.engine.columnar.columns import NEVER, Columns, Marks, Proposals, as_moment, as_number, columns
from sightline.engine.columnar.verdicts import VERDICTS, verdicts
from sightline.engine.columnar.weighing import Weighed, Weights, weigh

__all__ = [
    "NEVER", "STATES", "VERDICTS", "Columns", "Dues", "Marks", "Proposals", "Weighed", "Weights",
    "as_moment", "as_number", "columns", "dues", "verdicts", "weigh",
]  # fmt: skip
