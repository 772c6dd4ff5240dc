"""Read the packages that rpm has installed."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.packages import Packages
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

PACKAGES = Probe(
    "packages",
    r"rpm -qa --qf '%{NAME}\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\t%{ARCH}\n'",
    timeout=30,
    cap=4 << 20,
)


def installed(outputs: Outputs) -> list[tuple[str, str, str]]:
    """Give name, version and architecture of every package; imported signing keys are no packages."""
    rows = []
    for line in outputs["packages"].lines():
        name, version, architecture = line.split("\t")
        if name != "gpg-pubkey":
            rows.append((name, version, architecture))
    if not rows:
        raise Unreadable(reason("no_packages_listed"))
    return rows


def parse(outputs: Outputs, scope: Scope) -> Packages:
    """Give the installed packages; a kernel has several versions side by side."""
    del scope
    versions: dict[str, tuple[str, ...]] = {}
    for name, version, _architecture in installed(outputs):
        if version not in versions.get(name, ()):
            versions[name] = (*versions.get(name, ()), version)
    return Packages(names=Known(frozenset(versions)), versions=Known(versions), order=Known("rpm"))


READER = Reader(Packages, always(PACKAGES), parse)
