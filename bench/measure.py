"""What every bench shares: a database of its own, percentiles, the machine, and the last line. Measures nothing."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """Processor, cores, memory and Python of the machine a figure was taken on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        cpu = next(
            (line.split(": ")[1] for line in info.read_text().splitlines() if line.startswith("model name")), cpu
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def report(
    bench: str, figures: Mapping[str, float], ratios: Mapping[str, float], aims: Mapping[str, tuple[str, float]]
) -> None:
    """Print the one line of JSON. An aim is (figure or ratio, most); it is met when the value is at most that."""
    values = {**figures, **ratios}
    met = {aim: values[name] <= most for aim, (name, most) in aims.items()}
    line = {
        "bench": bench,
        "machine": machine(),
        "figures": {k: round(v, 2) for k, v in figures.items()},
        "ratios": {k: round(v, 2) for k, v in ratios.items()},
        "aims": {aim: f"{name} <= {most}" for aim, (name, most) in aims.items()},
        "met": met,
    }
    print(json.dumps(line))


@contextmanager
def own_database() -> Iterator[str]:
    """A server and a migrated, empty database of the bench's own, in a temporary folder; Django is loaded on it."""
    folder = tempfile.mkdtemp(prefix="sightline-bench-")
    Path(folder).chmod(0o755)  # as root the server is another user, who must reach its files
    os.environ |= {"SIGHTLINE_DATA": folder, "SIGHTLINE_DATABASE": "sightline_bench", "SIGHTLINE_DEMONSTRATION": "1"}
    os.environ.pop("DATABASE_URL", None)
    from sightline.config import start

    start.ready()
    start.migrate()
    from sightline.audit.behalf import of_system

    try:
        with of_system("a bench prepares and reads its own county"):
            yield "sightline_bench"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
