"""Would the tests notice? Mutates checks/ line by line with mutmut and runs the tests of each mutant; `make verify`.

    python -m tests.mutation [NAME…]      all of checks/, or mutants of these names ("checks.concluding.*")

Works in a copy, prints the mutants that no test noticed and how many were noticed of each module, and exits 1 where the
tests noticed fewer than 85 of 100. Mutants that mypy refuses are no programs of ours and count on neither side.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

LEAST = 0.85
PROJECT = Path(__file__).parents[1]
COPIED = ("inventories", "scanners", "checks", "reports", "tenken", "lab", "tests", "docs")
NOTICED = frozenset({"killed", "timeout", "segfault"})
UNNOTICED = frozenset({"survived", "suspicious", "no tests"})
REFUSED = "caught by type check"
_RESULT = re.compile(r" *(?P<mutant>(?P<module>checks\.[a-z_]+)\.\S+): (?P<status>.+)")


def main(names: list[str]) -> int:
    """Mutate, test, count."""
    with tempfile.TemporaryDirectory(prefix="tenken-mutation-") as folder:
        work = Path(folder)
        for name in COPIED:
            shutil.copytree(PROJECT / name, work / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", work)
        # mutmut calls mypy by its name.
        found = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        subprocess.run([sys.executable, "-m", "tests.mutating", *names], cwd=work, env=found, check=True)
        results = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
        said = subprocess.run(results, cwd=work, check=True, capture_output=True, text=True).stdout
    return int(_told(said))


def _told(said: str) -> bool:
    """Print what mutmut's results say; give whether too few mutants were noticed."""
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
    return noticed < LEAST * judged


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
