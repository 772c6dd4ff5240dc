"""Start-up: what a command costs before it does anything, and an inventory of 10,000 hosts from its cache."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from inventories.read import read_inventory
from tests.bench.loopback import environment_of_bench
from tests.bench.measured import Line, best_wall

_VARIABLES = "ansible_host=10.0.0.1 tenken_system=lgwan tenken_segment=mgmt tenken_responsible=機構"


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    environment = environment_of_bench(folder / "cache")
    python, helped, scan, paramiko = best_wall(
        5,
        *(
            lambda words=words: _python(environment, *words)
            for words in (("-c", ""), _HELP, _IMPORT_SCAN, _IMPORT_PARAMIKO)
        ),
    )
    yield Line("`tenken --help`, whole process", "s", helped, python, "an empty Python")
    yield Line("`tenken scan`, imports alone", "s", scan, paramiko, "importing paramiko")
    count = 10_000 if full else 1_000
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    hosts = folder / "hosts.ini"
    hosts.write_text("".join(f"web{number:05d} {_VARIABLES}\n" for number in range(count)), encoding="utf-8")
    (cold,) = best_wall(1, lambda: read_inventory(hosts))
    (kept,) = best_wall(5, lambda: read_inventory(hosts))
    yield Line(f"inventory of {count} hosts from its cache", "s", kept, cold, "read by Ansible", 0.1)


_HELP = ("-m", "tenken.cli", "--help")
_IMPORT_SCAN = ("-c", "import tenken.commands.scan")
_IMPORT_PARAMIKO = ("-c", "import paramiko")


def _python(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
