"""Read the packages that dpkg has installed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.packages import Packages
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

PACKAGES = Probe(
    "packages",
    r"dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\n'",
    timeout=20,
    cap=4 << 20,
)


def installed(outputs: Outputs) -> Mapping[str, tuple[str, ...]]:
    """Give every version of every package whose files are there, by name.

    The second letter of the status tells what is there, the first only what is wanted. Files lie on the disk and can be
    started in every state but `n` (not installed) and `c` (configuration alone): also where a package was unpacked and
    never configured, or waits for a trigger.
    """
    return _installed(tuple(outputs["packages"].lines()))


@lru_cache(maxsize=16)  # several readers ask on every host, and hosts built alike share one result
def _installed(lines: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    versions: dict[str, tuple[str, ...]] = {}
    for line in lines:
        status, _, described = line.partition("\t")
        if status[1] in "nc":
            continue
        name, version, _architecture = described.split("\t")
        if version not in versions.get(name, ()):
            versions[name] = (*versions.get(name, ()), version)
    if not versions:
        raise Unreadable(reason("no_packages_listed"))
    return versions


def parse(outputs: Outputs, scope: Scope) -> Packages:
    """Give the installed packages; several architectures of one version count once."""
    del scope
    versions = installed(outputs)
    return Packages(names=Known(frozenset(versions)), versions=Known(versions), order=Known("dpkg"))


READER = Reader(Packages, always(PACKAGES), parse)
