"""Kept copies of the configurations of network devices, looked for on the ops host."""

from __future__ import annotations

import shlex

from inventories.reason import reason
from scanners.facts.backups import Backups
from scanners.facts.field import Absent, attempt
from scanners.platforms.linux.backups import newest_set
from scanners.platforms.reader import Family, Outputs, Reader
from scanners.probe import Probe, Scope

NAME = "configuration_archive"


def _probes(scope: Scope) -> tuple[Probe, ...]:
    return tuple(
        Probe(
            f"backups.files:{path}",
            f"LC_ALL=C find -H {shlex.quote(path)} -xdev -type f -printf '%T@ %s %P\\n'",
            timeout=60,
            cap=8 << 20,
            via="ops",
            subject="facility",
        )
        for path in scope.backups
    )


def parse(outputs: Outputs, scope: Scope) -> Backups:
    """Give the newest copy; on which disk the archive lies is not looked at."""
    return Backups(
        newest=attempt(lambda: {path: newest_set(outputs, path) for path in scope.backups}),
        places=Absent(reason("archive_place_not_looked_at")),
    )


FAMILY = Family(name=NAME, ids=(), readers=(Reader(Backups, _probes, parse),))
