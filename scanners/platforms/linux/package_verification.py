"""Read which files of packages differ from what the packages brought (dpkg --verify, rpm -Va)."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.package_verification import PackageVerification
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Scope, Unreadable, neutralise

# Root, for what others cannot read cannot be compared.
DPKG = Probe("package_verification", argv=("/usr/bin/dpkg", "--verify"), timeout=600, cap=8 << 20)
# A package whose digests are gone, or whose list of them is empty, is passed over in silence: one that brought files
# and has none is named. One that was removed left its configuration alone, and no digests.
WITHOUT = Probe(
    "package_verification.without",
    "r=$(dpkg-query -W -f '${db:Status-Status} ${binary:Package}\\n' | sed -n 's/^config-files //p') || exit 5; "
    'cd /var/lib/dpkg/info || exit 3; r=" "$(echo $r)" "; for l in *.list; do '
    'case $r in *" ${l%.list} "*) continue;; esac; [ ! -s "${l%.list}.md5sums" ] || continue; '
    'while IFS= read -r f; do [ -f "$f" ] && [ ! -L "$f" ] || continue; '
    'echo "${l%.list}"; break; done <"$l" || exit 4; '
    "done",
    timeout=60,
)
RPM = Probe(
    "package_verification",
    argv=(
        "/usr/bin/rpm", "-Va", "--nodeps", "--noscripts", "--nomode", "--nouser", "--nogroup", "--nomtime", "--nordev",
        "--nocaps",
    ),
    timeout=900,
    cap=8 << 20,
)  # fmt: skip
# Packages that name regular files (none that only programs at work make, `g`) and carry no digest of one.
WITHOUT_RPM = Probe(
    "package_verification.without",
    r"rpm -qa --qf '[%{=NAME}|%{FILEMODES:perms}|%{FILEFLAGS:fflags}|%{FILEDIGESTS}\n]' | awk -F'|' '"
    '$2 ~ /^-/ && $3 !~ /g/ && $4 == "" && !s[$1]++ {print $1} END {if (NR) print "="}\'',
    timeout=120,
)

_LINE = re.compile(r"(?P<flags>[.?A-Z0-9]{8,9}\.?\??|[.?5]{11}|missing) +(?:(?P<kind>[a-z]) +)?(?P<path>/.*)")
# Never run nor read by the system; an image may leave them out on purpose.
_IDLE = tuple(f"/usr/share/{name}/" for name in ("doc", "man", "locale", "info", "lintian", "gnome/help", "help"))
_CLOSED = " (Permission denied)"  # rpm calls missing what it may not look at
_DIGEST = 2  # position of the flag that tells of the digest


def _differences(outputs: Outputs) -> list[tuple[str, str, str]]:
    """Give flags, kind (`c` configuration, `d` documentation, `g` no content of its own) and path of each file."""
    raw = outputs["package_verification"]
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    # rpm's status is the number of packages that differ, dpkg's 0 in any case: what was said instead of paths decides.
    complaints = [line for line in neutralise(raw.stderr).splitlines() if line.startswith(("error", "dpkg: error"))]
    differs = raw.stdout.strip() and raw.status not in {124, 126, 127} and raw.status < 128
    lines = raw.lines(raw.status) if differs and not complaints else raw.lines()
    if complaints:
        raise Unreadable(reason("package_verification_failed", detail=complaints[0][:200]))
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            if line.startswith("Unsatisfied dependencies"):
                continue
            raise ValueError(line)
        path = match["path"].removesuffix(_CLOSED)
        found.append((match["flags"] if path == match["path"] else "?" * 9, match["kind"] or "", path))
    return found


def _unread(flags: str) -> bool:
    return flags != "missing" and flags[_DIGEST] == "?"


def _differs(flags: str) -> bool:
    """Whether the content differs (`5`), a link leads elsewhere (`L`), or nothing is there."""
    return flags == "missing" or flags[_DIGEST] == "5" or "L" in flags


def altered(outputs: Outputs) -> frozenset[str]:
    """Give files that are no configuration and whose content differs, or that are gone."""
    others = [
        (flags, path)
        for flags, kind, path in _differences(outputs)
        if kind not in {"c", "d", "g"} and not f"{path}/".startswith(_IDLE)
    ]
    bad = frozenset(path for flags, path in others if _differs(flags))
    unread = sorted(path for flags, path in others if _unread(flags))
    if unread and not bad:
        raise Unreadable(reason("package_files_unread", items=tuple(unread[:10]), count=len(unread)))
    return bad


def configuration(outputs: Outputs) -> frozenset[str]:
    """Give configuration files whose content differs."""
    return frozenset(path for flags, kind, path in _differences(outputs) if kind == "c" and _differs(flags))


def unverifiable(outputs: Outputs) -> frozenset[str]:
    """Give packages that brought files without digests. The mark at the end proves that rpm listed any file."""
    raw = outputs["package_verification.without"]
    names = frozenset(raw.lines())
    if raw.command == WITHOUT_RPM.command and "=" not in names:
        raise Unreadable(reason("no_packages_listed"))
    return names - {"="}


def parse(outputs: Outputs, scope: Scope) -> PackageVerification:
    """Give the differences."""
    del scope
    return PackageVerification(
        altered=attempt(lambda: altered(outputs)),
        configuration=attempt(lambda: configuration(outputs)),
        unverifiable=attempt(lambda: unverifiable(outputs)),
    )


DEBIAN_READER = Reader(PackageVerification, always(DPKG, WITHOUT), parse, depth="full")
RHEL_READER = Reader(PackageVerification, always(RPM, WITHOUT_RPM), parse, depth="full")
