"""Read when packages were installed, updated and removed (dpkg, rpm)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.package_changes import PackageChange, PackageChanges
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Raw, Scope, Unreadable, neutralise

# dpkg writes a package's list of files anew whenever it unpacks it: unlike the log, the lists are never rotated away,
# and their time needs no time zone.
UNPACKED = Probe(
    "package_changes.unpacked",
    r"find /var/lib/dpkg/info -maxdepth 1 -name '*.list' -printf '%T@ %f\n'",
    timeout=20,
    cap=2 << 20,
)
# dpkg's log tells local time: the zone comes with it.
ZONE = Probe("package_changes.zone", "date +%z")
# Root, for the log may be closed to others; zgrep is a script, which must not find its programs along a caller's PATH.
# `startup` shows from when on the log reports.
REMOVED = Probe(
    "package_changes.removed",
    argv=(
        "/usr/bin/env", "PATH=/usr/bin:/bin", "LC_ALL=C", "/bin/zgrep", "-h", "-E", "--",
        "^[0-9-]{10} [0-9:]{8} (startup|remove|purge)[[:space:]]",
        "/var/log/dpkg.log", "/var/log/dpkg.log.1", "/var/log/dpkg.log.2.gz", "/var/log/dpkg.log.3.gz",
    ),
    timeout=20,
    cap=2 << 20,
)  # fmt: skip
INSTALLED_RPM = Probe(
    "package_changes.installed",
    r"rpm -qa --qf '%{INSTALLTIME} %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\n'",
    timeout=30,
    cap=4 << 20,
)
REMOVED_RPM = Probe(
    "package_changes.removed",
    argv=(
        "/bin/grep", "-h", "-E", "--",
        "^[0-9T:+Z-]+ (INFO --- logging initialized|SUBDEBUG (Erase|Removed?|Obsoleted):)",
        # By name: below /var/log others have folders of their own, in which a file could claim that the log is older.
        "/var/log/dnf.rpm.log", *(f"/var/log/dnf.rpm.log.{number}" for number in range(1, 5)),
    ),
    timeout=20,
    cap=4 << 20,
)  # fmt: skip

_UNPACKED = re.compile(r"(?P<epoch>\d{1,12})(?:\.\d+)? (?P<name>[^\s/]+)\.list")
_DPKG = re.compile(r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<what>startup|remove|purge) (?P<package>\S+).*")
_INSTALLED = re.compile(r"(?P<epoch>\d{1,12}) (?P<name>\S+)")
_DNF = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (?P<what>INFO|SUBDEBUG \w+:) ?(?P<rest>.*)"
)

Removals = list[tuple[int, str]]  # when and what; an empty name is a mere sign that the log reported then


def _removals_dpkg(outputs: Outputs) -> Removals:
    """Give what dpkg's logs tell. Status 1: nothing found; 2: not every old part is there."""
    (zone,) = outputs["package_changes.zone"].lines()
    found: Removals = []
    for line in _log(outputs["package_changes.removed"]):
        match = _DPKG.fullmatch(line)
        if match is None:
            raise ValueError(line)
        epoch = int(datetime.strptime(f"{match['when']} {zone.strip()}", "%Y-%m-%d %H:%M:%S %z").timestamp())
        found.append((epoch, "" if match["what"] == "startup" else match["package"]))
    return found


def _removals_dnf(outputs: Outputs) -> Removals:
    """Give what dnf's logs of transactions tell."""
    found: Removals = []
    for line in _log(outputs["package_changes.removed"]):
        match = _DNF.fullmatch(line)
        if match is None:
            raise ValueError(line)
        epoch = int(datetime.fromisoformat(match["when"]).timestamp())
        found.append((epoch, "" if match["what"] == "INFO" else match["rest"].strip()))
    return found


def _log(raw: Raw) -> list[str]:
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    lines = raw.lines(0, 1, 2)
    said = [line for line in neutralise(raw.stderr).splitlines() if not line.startswith("sudo: ")]
    if raw.status == 2 and (others := [line for line in said if not line.endswith(": No such file or directory")]):
        raise Unreadable(reason("command_failed", command=raw.command, status=raw.status, detail=others[0][:200]))
    if not lines:
        raise Unreadable(reason("no_package_log"))
    return lines


def _unpacked(outputs: Outputs) -> list[PackageChange]:
    return _installed(outputs["package_changes.unpacked"], _UNPACKED)


def _installed_rpm(outputs: Outputs) -> list[PackageChange]:
    return _installed(outputs["package_changes.installed"], _INSTALLED)


def _installed(raw: Raw, form: re.Pattern[str]) -> list[PackageChange]:
    changes = []
    for line in raw.lines():
        found = form.fullmatch(line)
        if found is None:
            raise ValueError(line)
        changes.append(PackageChange(int(found["epoch"]), found["name"]))
    if not changes:
        raise Unreadable(reason("no_packages_listed"))
    return changes


def _parse(
    installed: Callable[[Outputs], list[PackageChange]], removals: Callable[[Outputs], Removals]
) -> Callable[[Outputs, Scope], PackageChanges]:
    def in_order(changes: Iterable[PackageChange]) -> tuple[PackageChange, ...]:
        return tuple(sorted(changes, key=lambda one: (one.epoch, one.package)))

    def removed(outputs: Outputs) -> tuple[PackageChange, ...]:
        return in_order({PackageChange(epoch, name) for epoch, name in removals(outputs) if name})

    def since(outputs: Outputs) -> int:
        """A host on which nothing is older than the log is no older itself, and the log complete."""
        first = min(epoch for epoch, _ in removals(outputs))
        oldest = min(change.epoch for change in installed(outputs))
        return 0 if oldest >= first - 86400 else first

    def parse(outputs: Outputs, scope: Scope) -> PackageChanges:
        """Give all changes that are known."""
        del scope
        return PackageChanges(
            installed=attempt(lambda: in_order(installed(outputs))),
            removed=attempt(lambda: removed(outputs)),
            removals_since=attempt(lambda: since(outputs)),
        )

    return parse


DEBIAN_READER = Reader(PackageChanges, always(UNPACKED, ZONE, REMOVED), _parse(_unpacked, _removals_dpkg))
RHEL_READER = Reader(PackageChanges, always(INSTALLED_RPM, REMOVED_RPM), _parse(_installed_rpm, _removals_dnf))
