"""One line of a benchmark's result, and the clocks behind it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: ours, another tool's in the same run where there is one, and the target on ours or on the ratio.

    `limit` is an upper bound; with `of_ratio` it bounds ours divided by the other, else ours. A subject that only
    reports has none.
    """

    subject: str
    unit: str
    ours: float
    other: float | None = None
    against: str = ""
    limit: float | None = None
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours divided by the other."""
        return self.ours / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        judged = self.ratio if self.of_ratio else self.ours
        return None if self.limit is None or judged is None else judged <= self.limit

    def cells(self) -> tuple[str, ...]:
        """Give the table's row."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}×"
        other = "" if self.other is None else f"{self.other:.3g} {self.unit} {self.against}"
        target = "" if self.limit is None else f"≤ {self.limit:g}{'×' if self.of_ratio else f' {self.unit}'}"
        met = {None: "", True: "yes", False: "NO"}[self.met]
        return self.subject, f"{self.ours:.3g} {self.unit}", other, ratio, target, met


HEADINGS = ("subject", "ours", "the other", "ratio", "target", "met")


@dataclass(slots=True)
class Spent:
    """Seconds of the wall clock, and of the processor in this process and in children that ended."""

    wall: float = 0.0
    own: float = 0.0
    children: float = field(default=0.0)


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


@contextmanager
def measuring() -> Iterator[Spent]:
    """Measure a block."""
    spent = Spent()
    wall, own, children = time.perf_counter(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
    try:
        yield spent
    finally:
        spent.wall = time.perf_counter() - wall
        spent.own = _cpu(resource.RUSAGE_SELF) - own
        spent.children = _cpu(resource.RUSAGE_CHILDREN) - children


def best_wall(times: int, *work: Callable[[], object]) -> list[float]:
    """Give the shortest wall time of each piece of work, done in turns so that all meet the same load."""
    best = [float("inf")] * len(work)
    for _ in range(times):
        for place, one in enumerate(work):
            with measuring() as spent:
                one()
            best[place] = min(best[place], spent.wall)
    return best
