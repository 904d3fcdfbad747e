"""The protocols at work: one case against every adopted card, and a million episodes at once beside numpy by hand.

Also how time grows up to ten years of the United Kingdom, and a public rules engine on the same ten rules.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bench.by_hand import ByHand
from bench.many_episodes import invented
from bench.measure import percentile, report
from sightline.config.calendar import calendar
from sightline.config.protocol import protocols
from sightline.engine import Proposal, Protocols, Situation, assess
from sightline.engine.answer import Answer
from sightline.engine.columnar import dues, verdicts, weigh
from sightline.engine.weigh import Scales

AREA, ON = "birmingham", date(2026, 1, 1)
CHUNK, WORKERS = 100_000, 2
SIZES = (10_000, 100_000, 1_000_000, 3_600_000)
ONE_CASE = Situation(
    AREA,
    age=14,
    setting="foster care",
    answers=dict.fromkeys(
        ("is looked after", "misuses drugs or alcohol", "is at known risk of sexual exploitation"), Answer.YES
    ),
    measures={"missing_last_90_days": 8, "missing_last_180_days": 15},
    proposed=Proposal(category="absent", risk="none", by="call handler", because="No apparent risk."),
)
TEN_RULES = {  # our condition, and the same in the language of the package `rule-engine`
    ("is_child", "missing"): "is_child == 2 and missing == 2",
    ("exploited",): "exploited == 2",
    ("exploited", "drugs"): "exploited == 2 and drugs == 2",
    ("looked_after", "placed_away"): "looked_after == 2 and placed_away == 2",
    ("looked_after", "missing", "exploited"): "looked_after == 2 and missing == 2 and exploited == 2",
    ("suicide",): "suicide == 2",
    ("medication", "missing"): "medication == 2 and missing == 2",
    ("trafficked", "looked_after"): "trafficked == 2 and looked_after == 2",
    ("is_child", "harmed"): "is_child == 2 and harmed == 2",
    ("dementia", "missing"): "dementia == 2 and missing == 2",
}
CASE = {"is_child": 2, "missing": 2, "exploited": 2, "drugs": 2, "looked_after": 2, "placed_away": 0, "suicide": 1,
        "medication": 1, "trafficked": 1, "harmed": 2, "dementia": 0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Took:
    """What one chunk took, in seconds: deadlines, verdicts, the same deadlines by hand; and how many there were."""

    dues: float
    verdicts: float
    by_hand: float
    found: int
    found_by_hand: int


@cache
def book() -> Protocols:
    """The project's cards, once a process."""
    return protocols()


def chunk(asked: tuple[int, int, bool]) -> Took:
    """Answer one chunk of invented episodes; by hand as well where that is asked for."""
    seed, size, also_by_hand = asked
    rules, days, columns = book(), calendar("england"), invented(book(), size, seed)
    begun = time.perf_counter()
    weighed = weigh(rules, AREA, columns, on=ON)
    found = dues(rules, AREA, columns, weighed.weights, days)
    done = time.perf_counter()
    verdicts(rules, AREA, weighed, on=ON)
    judged = time.perf_counter()
    number = 0
    if also_by_hand:
        hand = ByHand(columns, weighed.weights, days, rules, AREA)
        number = sum(
            hand.duty(c.version.condition, c.clock, duty).deadlines
            for c in rules.clocks(AREA)
            for duty in c.clock.duties
        )
    return Took(done - begun, judged - done, time.perf_counter() - judged, len(found.due), number)


def at_once(size: int, *, by_hand: bool = False) -> tuple[float, float, list[Took]]:
    """Seconds until the busiest worker had answered all its chunks, seconds by hand, and every chunk."""
    asked = [(seed, min(CHUNK, size - first), by_hand) for seed, first in enumerate(range(0, size, CHUNK))]
    workers = min(WORKERS, len(asked))
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        took = pool.map(chunk, asked, chunksize=1)
    share = max(1.0, len(asked) / workers) / len(asked)
    return sum(t.dues + t.verdicts for t in took) * share, sum(t.by_hand for t in took) * share, took


def scalar(times: int = 200) -> list[float]:
    """Milliseconds that one case took, each time it was asked."""
    return [_timed(lambda: assess(book(), ONE_CASE, on=ON)) for _ in range(times)]


def ten_rules(times: int = 2000) -> tuple[float, float]:
    """Milliseconds for ten rules on one case: ours, and those of the public engine (0 where it is not installed)."""
    scales = Scales(book().vocabulary, {name: Answer(answer) for name, answer in CASE.items()}, {})
    ours = percentile([_timed(lambda: _ours(scales)) for _ in range(times)], 0.5)
    try:
        from rule_engine import Rule
    except ModuleNotFoundError:
        return ours, 0.0
    rules = [Rule(text) for text in TEN_RULES.values()]
    return ours, percentile([_timed(lambda: [rule.matches(CASE) for rule in rules]) for _ in range(times)], 0.5)


def _ours(scales: Scales) -> list[bool]:
    from sightline.engine.model import Condition

    scales.answers.clear()
    return [scales.acts(Condition(applies_when=facts)) for facts in TEN_RULES]


def _timed(what: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure all and print the one line."""
    print(f"{len(book().area(AREA).cards)} cards of {AREA}", file=sys.stderr)
    single = scalar()
    ours, theirs = ten_rules()
    figures = {"one_case_ms": percentile(single, 0.5), "ten_rules_ms": ours, "ten_rules_public_engine_ms": theirs}
    seconds: dict[int, float] = {}
    for size in SIZES:
        seconds[size], by_hand, took = at_once(size, by_hand=size == 1_000_000)
        print(f"{size:>9,} episodes: {seconds[size]:.1f} s, {sum(t.found for t in took):,} duties", file=sys.stderr)
        figures[f"seconds_{size}"] = seconds[size]
        if by_hand and size == 1_000_000:
            figures |= {"by_hand_seconds": by_hand, "duties_1000000": sum(t.found for t in took),
                        "deadlines_by_hand_1000000": sum(t.found_by_hand for t in took)}  # fmt: skip
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    ratios = {
        "columns_to_by_hand": seconds[1_000_000] / figures["by_hand_seconds"],
        "growth_1_to_3_6_million": seconds[3_600_000] / seconds[1_000_000] / 3.6,
    }
    if theirs:
        ratios["ten_rules_ours_to_public_engine"] = ours / theirs
    report("protocols", figures, ratios, {
        "a million within three times the hand-written": ("columns_to_by_hand", 3),
        "ten years of the United Kingdom under a minute": ("seconds_3600000", 60),
        "growth is linear": ("growth_1_to_3_6_million", 1.25),
        "memory is bounded by chunks (MiB)": ("peak_memory_mib", 1024),
        "one case in milliseconds": ("one_case_ms", 50),
    })  # fmt: skip


if __name__ == "__main__":
    main()
