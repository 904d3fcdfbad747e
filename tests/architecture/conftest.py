"""Names what has grown at the end of the run, before it is too large."""

import pytest

from tests.architecture.test_sizes import growing, read_by_people, sizes_of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each module and function that is larger than it should be."""
    for line in growing(sizes_of(read_by_people())):
        terminalreporter.write_line(f"Growing: {line}")
