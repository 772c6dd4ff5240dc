"""Would the tests notice? Mutates checks/ line by line with mutmut and runs the tests of each mutant; `make verify`.

    python -m tests.mutation [NAME…]      all of checks/, or mutants of these names ("checks.concluding.*")

Works in a copy, prints the mutants that no test noticed, and exits 1 where fewer than 85 of 100 were noticed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LEAST = 0.85
PROJECT = Path(__file__).parents[1]
COPIED = ("inventories", "scanners", "checks", "reports", "tenken", "lab", "tests", "docs")


def main(names: list[str]) -> int:
    """Mutate, test, count."""
    with tempfile.TemporaryDirectory(prefix="tenken-mutation-") as folder:
        work = Path(folder)
        for name in COPIED:
            shutil.copytree(PROJECT / name, work / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", work)
        mutmut = [sys.executable, "-m", "mutmut"]
        subprocess.run([*mutmut, "run", "--max-children", str(os.cpu_count()), *names], cwd=work, check=True)
        survivors = subprocess.run([*mutmut, "results"], cwd=work, check=True, capture_output=True, text=True).stdout
        subprocess.run([*mutmut, "export-cicd-stats"], cwd=work, check=True, capture_output=True)
        counts = json.loads((work / "mutants" / "mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    noticed = counts["killed"] + counts["timeout"] + counts["segfault"]
    judged = noticed + counts["survived"] + counts["suspicious"]
    print(survivors)  # noqa: T201  (what this program is for)
    print(f"noticed {noticed} of {judged}: {noticed / judged:.1%} (at least {LEAST:.0%} wanted)")  # noqa: T201
    return int(noticed < LEAST * judged)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
