"""Benchmarks: `python -m tests.bench [--full] [NAME…]` prints what was measured beside the targets.

Nothing here asserts: seconds depend on the machine and its load, so each ratio is taken within one run. The short run
takes reduced counts; `--full` the whole.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import cold_host, devices, fleet, judging, memory, other_tools, sessions, startup, store, store_size
from tests.bench.measured import HEADINGS, Line

SUBJECTS: dict[str, Callable[[Path, bool], Iterable[Line]]] = {
    "judging": judging.lines,
    "startup": startup.lines,
    "sessions": sessions.lines,
    "cold-host": cold_host.lines,
    "other-tools": other_tools.lines,
    "fleet": fleet.lines,
    "devices": devices.lines,
    "memory": memory.lines,
    "store": store.lines,
    "store-size": store_size.lines,
}


def main() -> int:
    """Run the chosen subjects."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SUBJECTS))
    parser.add_argument("--full", action="store_true", help="whole counts (about 15 minutes)")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - SUBJECTS.keys():
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    table = Table(*HEADINGS, title=f"tenken benchmarks, Python {platform.python_version()}")
    for name, lines in SUBJECTS.items():
        if arguments.names and name not in arguments.names:
            continue
        console.print(f"measuring {name} …")
        with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
            for line in lines(Path(folder), arguments.full):
                console.print("  ", " | ".join(cell for cell in line.cells() if cell))
                table.add_row(*line.cells())
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
