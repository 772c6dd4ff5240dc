"""Read pending security updates of Debian and Ubuntu from apt, and what waits for a restart."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.updates import PendingUpdate, Updates
from scanners.facts.version_order import compare_versions, dpkg_key
from scanners.platforms.linux.dpkg import PACKAGES, installed
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Holds, pins and a default release are ignored: a package kept back by them still lacks its fix. madison tells where
# each candidate's other versions come from: after a point release the newest version is the plain suite's, though an
# older one with the fix is in security.
PENDING = Probe(
    "updates.pending",
    "set -f; "
    "u=$(apt-get -s -o Debug::NoLocking=1 -o APT::Get::Always-Include-Phased-Updates=1 -o APT::Default-Release= "
    "-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null --ignore-hold dist-upgrade) "
    "|| exit 100; "
    "printf '%s\\n' \"$u\"; "
    "set -- $(printf '%s\\n' \"$u\" | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p'); "
    '[ $# -eq 0 ] || apt-cache madison "$@"',
    timeout=60,
    cap=4 << 20,
)
RELEASES = Probe("updates.releases", "grep -H -E '^(Label|Suite|Codename|Date):' /var/lib/apt/lists/*Release")
RESTART = Probe(
    "updates.restart",
    "uname -r; uname -v; [ ! -e /run/reboot-required ] || echo /run/reboot-required; "
    "[ ! -e /run/reboot-required.pkgs ] || cat /run/reboot-required.pkgs",
)

_INST = re.compile(
    r"Inst (?P<name>[^\s:]+)(?::\S+)? (?:\[(?P<old>[^\]]+)\] )?\((?P<new>\S+) (?P<origins>.*) \[[^\]]*\]\)"
)
_MADISON = re.compile(r"\s*(?P<name>[^\s:|]+)(?::\S+)? \| +(?P<version>\S+) \| (?P<source>.*)")
_KERNEL = re.compile(r"linux-image-(?:unsigned-)?(?P<release>\d\S*)")


def _is_security(label: str, suite: str) -> bool:
    return label == "Debian-Security" or suite.endswith("-security")


def _releases(outputs: Outputs) -> list[tuple[bool, int]]:
    """Give, for each repository that was fetched, whether it brings security updates and when it was published."""
    files: dict[str, dict[str, str]] = {}
    for line in outputs["updates.releases"].lines(0, 1, 2):  # 2: no such file, nothing was ever fetched
        path, name, value = line.split(":", 2)
        files.setdefault(path, {}).setdefault(name, value.strip())
    if not files:
        raise Unreadable(reason("no_update_metadata"))
    return [
        (
            _is_security(values.get("Label", ""), values.get("Suite", ""))
            or values.get("Codename", "").endswith("-security"),
            int(parsedate_to_datetime(values["Date"]).timestamp()),
        )
        for values in files.values()
    ]


def metadata_epoch(outputs: Outputs) -> int:
    """Give when the stalest security repository was published, by the date inside its signed Release file.

    One fresh repository (extended maintenance, a vendor's) must not hide that the distribution's own has gone stale.
    Modification times say less: apt rewrites its caches whenever a package changes, and another repository's daily
    index says nothing about the security one.
    """
    published = [epoch for security, epoch in _releases(outputs) if security]
    if not published:
        raise Unreadable(reason("no_security_repository"))
    return min(published)


def pending_security(outputs: Outputs) -> tuple[PendingUpdate, ...]:
    """Give pending security updates. apt knows no publication day: `published` is 0."""
    metadata_epoch(outputs)  # without a security repository the list of updates says nothing about security
    lines = outputs["updates.pending"].lines()
    if not any(re.match(r"\d+ upgraded, \d+ newly installed", line) for line in lines):
        raise Unreadable(reason("unparseable", detail="no summary line of apt-get"))
    pending: dict[str, PendingUpdate] = {}
    old: dict[str, str] = {}
    for line in lines:
        if line.startswith("Inst "):
            found = _INST.match(line)
            if found is None:
                raise ValueError(line)
            name = found["name"]
            if found["old"] is None:
                continue
            old[name] = found["old"]
            origins = [origin.partition(":")[::2] for origin in found["origins"].split(", ")]
            if any(_is_security(label, rest.rpartition("/")[2]) for label, rest in origins):
                pending[name] = PendingUpdate(name, found["new"], 0)
        elif (listed := _MADISON.match(line)) and listed["name"] in old and listed["name"] not in pending:
            name, version = listed["name"], listed["version"]
            if re.search(r"-security/", listed["source"]) and compare_versions("dpkg", version, old[name]) > 0:
                pending[name] = PendingUpdate(name, version, 0)
    if not pending and any("kept back:" in line for line in lines):
        raise Unreadable(reason("updates_kept_back"))
    return tuple(sorted(pending.values(), key=lambda update: update.package))


def restart_required(outputs: Outputs) -> frozenset[str]:
    """Give what waits for a restart: what packages asked for, and a kernel newer than the running one.

    A container has no kernel package; then the packages' own requests decide. Debian replaces a kernel under the same
    release name, and `uname -v` tells the running one's package version.
    """
    release, build, *requested = outputs["updates.restart"].lines()
    waiting = set(requested)
    if len(waiting) > 1:
        waiting.discard("/run/reboot-required")
    kernels = [
        (version, found["release"])
        for name, versions in installed(outputs).items()
        if (found := _KERNEL.fullmatch(name)) and not name.endswith("-dbg")
        for version in versions
    ]
    if kernels:
        newest = max((version for version, _ in kernels), key=dpkg_key)
        runs = re.search(r"Debian (\S+)", build)
        active = any(
            version == newest and name == release and (runs is None or runs[1] == version) for version, name in kernels
        )
        if not active:
            waiting.update(name for version, name in kernels if version == newest)
    return frozenset(waiting)


def parse(outputs: Outputs, scope: Scope) -> Updates:
    """Give the state of updates."""
    del scope
    return Updates(
        pending_security=attempt(lambda: pending_security(outputs)),
        metadata_epoch=attempt(lambda: metadata_epoch(outputs)),
        reboot_required=attempt(lambda: restart_required(outputs)),
    )


READER = Reader(Updates, always(PACKAGES, PENDING, RELEASES, RESTART), parse)
