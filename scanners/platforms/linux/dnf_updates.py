"""Read pending security updates of Red Hat Enterprise Linux and its kin from dnf, and what waits for a restart."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.updates import PendingUpdate, Updates
from scanners.facts.version_order import rpm_key
from scanners.platforms.linux.rpm import PACKAGES, installed
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# dnf 4 (releases 8 and 9) adds each advisory's day to the list only when verbose. Root, for any other account has a
# metadata cache of its own, which is empty. -C: nothing is fetched. A package that is excluded or locked to a version
# still lacks its fix.
ADVISORIES = Probe(
    "updates.advisories",
    argv=(
        "/usr/bin/dnf", "-v", "-C", "--disableexcludes=all", "--disableplugin=versionlock",
        "updateinfo", "list", "--updates", "--security",
    ),
    timeout=90,
    cap=4 << 20,
)  # fmt: skip
METADATA = Probe(
    "updates.metadata",
    "grep -H -o -E '<timestamp>[0-9]+|type=.updateinfo.' /var/cache/dnf/*/repodata/repomd.xml",
)
RESTART = Probe("updates.restart", "uname -r")

_ADVISORY = re.compile(
    r"(?:i )?\s*\S+\s+\S+/Sec\.\s+(?P<name>\S+)-(?P<version>[^\s-]+-[^\s-]+)\.[^\s.-]+"
    r"(?:\s+(?P<day>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)|\s+None)?\s*"
)
_KERNELS = ("kernel-core", "kernel-rt-core", "kernel-uek-core", "kernel-uek")


def metadata_epoch(outputs: Outputs) -> int:
    """Give when the newest metadata with security advisories was published, by the time stamps inside repomd.xml.

    Where there is a BaseOS repository it decides: a third party's daily index says nothing about the system's.
    """
    published: dict[str, int] = {}
    with_advisories: set[str] = set()
    for line in outputs["updates.metadata"].lines(0, 1, 2):  # 2: no such file, nothing was ever fetched
        path, _, found = line.partition(":")
        repository = path.removesuffix("/repodata/repomd.xml")
        if found.startswith("<timestamp>"):
            published[repository] = max(published.get(repository, 0), int(found.removeprefix("<timestamp>")))
        else:
            with_advisories.add(repository)
    if not published:
        raise Unreadable(reason("no_update_metadata"))
    usable = {name: epoch for name, epoch in published.items() if name in with_advisories}
    if not usable:
        raise Unreadable(reason("no_security_repository"))
    base = [epoch for name, epoch in usable.items() if "baseos" in name.lower()]
    return max(base or usable.values())


def pending_security(outputs: Outputs) -> tuple[PendingUpdate, ...]:
    """Give pending security updates; of several advisories for one package version the oldest day counts."""
    metadata_epoch(outputs)  # without advisories in the metadata the list says nothing
    lines = outputs["updates.advisories"].lines()
    if not any(line.startswith("DNF version") for line in lines):  # printed by every verbose run
        raise Unreadable(reason("unparseable", detail="no version line of dnf"))
    pending: dict[tuple[str, str], int] = {}
    for line in lines:
        found = _ADVISORY.fullmatch(line)
        if found is None:
            if "/Sec." in line:
                raise ValueError(line)
            continue
        day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC) if found["day"] else None
        epoch = int(day.timestamp()) if day else 0
        key = (found["name"], found["version"])
        pending[key] = min(epoch, pending.get(key, epoch))
    return tuple(PendingUpdate(name, version, epoch) for (name, version), epoch in sorted(pending.items()))


def restart_required(outputs: Outputs) -> frozenset[str]:
    """Give the newest installed kernel when another one runs; a container has no kernel package."""
    (release,) = outputs["updates.restart"].lines()
    kernels: dict[str, str] = {}
    for name, version, architecture in installed(outputs):
        if name in _KERNELS:
            plain = version.rpartition(":")[2]
            kernels[f"{plain}.{architecture}"] = plain
    if not kernels:
        return frozenset()
    newest = max(kernels, key=lambda kernel: rpm_key(kernels[kernel]))
    running = re.sub(r"\+(rt|debug|64k)\S*$", "", release)  # variants of one build
    return frozenset() if running == newest else frozenset({newest})


def parse(outputs: Outputs, scope: Scope) -> Updates:
    """Give the state of updates."""
    del scope
    return Updates(
        pending_security=attempt(lambda: pending_security(outputs)),
        metadata_epoch=attempt(lambda: metadata_epoch(outputs)),
        reboot_required=attempt(lambda: restart_required(outputs)),
    )


READER = Reader(Updates, always(PACKAGES, ADVISORIES, METADATA, RESTART), parse)
