"""Would the tests notice? Mutates checks/ line by line with mutmut and runs the tests of each mutant; `make verify`.

    python -m tests.mutation [--sample HOW_MANY [--seed SEED]] [NAME…]

all of checks/ (hours), mutants of these names ("checks.concluding.*"), or a sample drawn at random. Works in a copy,
prints the mutants that no test noticed and how many were noticed of each module, and exits 1 where the tests noticed
fewer than 85 of 100; of a sample, where that is not 95 % sure. Mutants that mypy refuses are no programs of ours and
count on neither side.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import NormalDist

LEAST = 0.85
PROJECT = Path(__file__).parents[1]
COPIED = ("inventories", "scanners", "checks", "reports", "tenken", "lab", "tests", "docs")
NOTICED = frozenset({"killed", "timeout", "segfault"})
UNNOTICED = frozenset({"survived", "suspicious", "no tests"})
REFUSED = "caught by type check"
_RESULT = re.compile(r" *(?P<mutant>(?P<module>checks\.[a-z_]+)\.\S+): (?P<status>.+)")


def main(arguments: list[str]) -> int:
    """Mutate, test, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument("names", nargs="*")
    given = parser.parse_args(arguments)
    if given.sample:
        print(f"a sample of {given.sample}, --seed {given.seed}")  # noqa: T201  (what this program is for)
    with tempfile.TemporaryDirectory(prefix="tenken-mutation-") as folder:
        work = Path(folder)
        for name in COPIED:
            shutil.copytree(PROJECT / name, work / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", work)
        # mutmut calls mypy by its name.
        found = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        mutating = [sys.executable, "-m", "tests.mutating", given.seed, str(given.sample), *given.names]
        subprocess.run(mutating, cwd=work, env=found, check=True)
        results = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
        said = subprocess.run(results, cwd=work, check=True, capture_output=True, text=True).stdout
    return int(_told(said, sampled=bool(given.sample)))


def _told(said: str, *, sampled: bool) -> bool:
    """Print what mutmut's results say; give whether too few mutants were noticed, or of a sample perhaps too few."""
    modules: dict[str, Counter[str]] = {}
    for line in said.splitlines():
        if result := _RESULT.fullmatch(line):
            modules.setdefault(result["module"], Counter())[result["status"]] += 1
            if result["status"] in UNNOTICED:
                print(result["mutant"], result["status"])  # noqa: T201  (what this program is for)
    for module, counts in modules.items():
        print(f"{module:32} {_share(counts)}")  # noqa: T201
    whole = sum(modules.values(), Counter[str]())
    print(f"{'all':32} {_share(whole)} (at least {LEAST:.0%} wanted)")  # noqa: T201
    noticed, judged = _judged(whole)
    surely = _surely(noticed, judged) if sampled else noticed / max(judged, 1)
    if sampled:
        print(f"{'95 % sure':32} at least {surely:.1%}")  # noqa: T201
    return surely < LEAST


def _surely(noticed: int, judged: int) -> float:
    """Give the share that is 95 % sure to be reached: the lower end of Wilson's interval (1927)."""
    if not judged:
        return 0.0
    share, z = noticed / judged, NormalDist().inv_cdf(0.95)
    spread = z * math.sqrt(share * (1 - share) / judged + (z / (2 * judged)) ** 2)
    return (share + z * z / (2 * judged) - spread) / (1 + z * z / judged)


def _judged(counts: Mapping[str, int]) -> tuple[int, int]:
    """Give how many mutants were noticed, of how many that ran."""
    noticed = sum(counts.get(status, 0) for status in NOTICED)
    return noticed, noticed + sum(counts.get(status, 0) for status in UNNOTICED)


def _share(counts: Mapping[str, int]) -> str:
    noticed, judged = _judged(counts)
    share = f"{noticed / judged:6.1%}" if judged else "     -"
    return f"{noticed:5} of {judged:5} {share}; refused by mypy: {counts.get(REFUSED, 0)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
