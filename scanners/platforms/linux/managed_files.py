"""Read the digests of registered configuration files."""

from __future__ import annotations

import re

from scanners.facts.field import attempt
from scanners.facts.managed_files import ManagedFiles
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Missing, Probe, Scope, Unreadable, neutralise

# So few in one command that its complaints about all of them fit what is kept of standard error (2,048 bytes).
_TOGETHER = 8
_DIGEST = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>/.*)")


def _commands(scope: Scope) -> list[tuple[Probe, tuple[str, ...]]]:
    groups = (scope.managed_files[i : i + _TOGETHER] for i in range(0, len(scope.managed_files), _TOGETHER))
    return [
        (Probe(f"managed_files.{number}", argv=("/usr/bin/sha256sum", "--", *paths), timeout=20), paths)
        for number, paths in enumerate(groups)
    ]


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the commands. Root, for many such files are closed to others; their contents stay on the target."""
    return tuple(probe for probe, _paths in _commands(scope))


def digests(outputs: Outputs, scope: Scope) -> dict[str, str]:
    """Give the digest of each file; only sha256sum's own word for it says that there is none."""
    found: dict[str, str] = {}
    for probe, paths in _commands(scope):
        raw = outputs[probe.id]
        if isinstance(raw, Missing):
            raise Unreadable(raw.reason)
        for line in raw.lines(0, 1):
            match = _DIGEST.fullmatch(line)
            if match is None or match["path"] not in paths:
                raise ValueError(line)
            found[match["path"]] = match["digest"]
        complaints = neutralise(raw.stderr).splitlines()
        for path in paths:
            gone = (f": {path}: No such file or directory", f": {path}: Not a directory")
            if path not in found and any(line.endswith(gone) for line in complaints):
                found[path] = ""
    return found


def parse(outputs: Outputs, scope: Scope) -> ManagedFiles:
    """Give the digests."""
    return ManagedFiles(digests=attempt(lambda: digests(outputs, scope)))


READER = Reader(ManagedFiles, probes, parse)
