"""Ansible's programs on a copy of the collection, offline, for they leave things where they work.

A missing program is a failure.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PLAYBOOKS = Path(__file__).parents[3] / "checks" / "playbooks"
COLLECTION = Path("ansible_collections", "tenken", "baseline")
PROGRAMS = Path(sys.executable).parent
SECONDS = 1800  # for a machine that is busy with much else; alone it takes less than a minute


def copied(top: Path) -> Path:
    """Copy the collection below a folder; gives that folder."""
    shutil.copytree(PLAYBOOKS / COLLECTION, top / COLLECTION, ignore=shutil.ignore_patterns("__pycache__"))
    return top


def run(top: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(top),
        "LANG": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(top),
        "ANSIBLE_HOME": str(top / ".ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
        "ANSIBLE_GALAXY_SERVER": "http://127.0.0.1:9/",  # nobody is asked; who did ask would fail
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [PROGRAMS / command[0], *command[1:]], cwd=top / COLLECTION, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
