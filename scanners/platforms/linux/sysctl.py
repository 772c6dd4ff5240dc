"""Read kernel parameters: those in the kernel, and those that systemd-sysctl(8) sets at boot."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from inventories.reason import reason
from scanners.facts.field import Field, Known, attempt
from scanners.facts.sysctl import Sysctl
from scanners.platforms.linux.os_release import OS_RELEASE, assignments
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

_SINGLE = (
    "fs/suid_dumpable",
    "kernel/core_pattern",
    "kernel/dmesg_restrict",
    "kernel/kexec_load_disabled",
    "kernel/kptr_restrict",
    "kernel/panic",
    "kernel/panic_on_oops",
    "kernel/perf_event_paranoid",
    "kernel/randomize_va_space",
    "kernel/sysrq",
    "kernel/unprivileged_bpf_disabled",
    "kernel/yama/ptrace_scope",
    "net/ipv4/icmp_echo_ignore_broadcasts",
    "net/ipv4/icmp_ignore_bogus_error_responses",
    "net/ipv4/ip_forward",
    "net/ipv4/tcp_syncookies",
)
_PER_INTERFACE = {
    "ipv4": ("accept_redirects", "accept_source_route", "forwarding", "log_martians", "rp_filter", "secure_redirects",
             "send_redirects"),
    "ipv6": ("accept_ra", "accept_redirects", "accept_source_route", "disable_ipv6", "forwarding"),
}  # fmt: skip
_PATHS = " ".join(
    [*_SINGLE, *(f"net/{family}/conf/*/{name}" for family, names in _PER_INTERFACE.items() for name in names)]
)

# A kernel without a key has no such file; one that is there and cannot be read must not look the same.
RUNNING = Probe(
    "sysctl.running",
    f'cd /proc/sys && set -- && for f in {_PATHS}; do [ ! -e "$f" ] || set -- "$@" "$f"; done && '
    'grep -H "" "$@" /dev/null',
)
_PROTECTED = ("fifos", "hardlinks", "regular", "symlinks")
PROTECTED = Probe(  # readable for root alone
    "sysctl.protected",
    argv=("/bin/grep", "-H", "^", *(f"/proc/sys/fs/protected_{name}" for name in _PROTECTED)),
)
PERSISTED = Probe(
    "sysctl.persisted",
    "if [ -x /usr/lib/systemd/systemd-sysctl ]; then /usr/lib/systemd/systemd-sysctl --cat-config; "
    "else /lib/systemd/systemd-sysctl --cat-config; fi",
)

_SWAP = str.maketrans("./", "/.")


def dotted(key: str) -> str:
    """Give the one spelling of a key: dots between its parts, a dot within an interface's name as a slash.

    sysctl.d(5): the first separator decides which of the two was written.
    """
    first = next((character for character in key if character in "./"), ".")
    return key.translate(_SWAP) if first == "/" else key


def _listed(lines: list[str]) -> dict[str, str]:
    rows = (line.removeprefix("/proc/sys/").partition(":") for line in lines)
    return {dotted(path): value.strip() for path, _, value in rows}


def readable_by_all(outputs: Outputs) -> dict[str, str]:
    """Give the values that need no root."""
    values = _listed(outputs["sysctl.running"].lines())
    if not {"kernel.randomize_va_space", "net.ipv4.ip_forward"} <= values.keys():
        raise Unreadable(reason("kernel_parameters_not_listed"))
    return values


def running(outputs: Outputs) -> dict[str, str]:
    """Give the values in the kernel. The protected_* keys need root: without them absence could not be told."""
    protected = _listed(outputs["sysctl.protected"].lines(0, 2))  # 2: an older kernel lacks some
    if "fs.protected_hardlinks" not in protected:
        raise Unreadable(reason("kernel_parameters_not_listed"))
    return readable_by_all(outputs) | protected


def persisted(outputs: Outputs, current: Field[Mapping[str, str]]) -> dict[str, str]:
    """Give what boot sets: the last assignment wins, and an exact key goes before a pattern wherever either stands.

    Patterns (`net.ipv4.conf.*.rp_filter`) are applied to `all`, `default` and the interfaces there are now. A key alone
    with a leading minus (`-net.ipv4.conf.all.rp_filter`) is taken out of the patterns.
    """
    exact: dict[str, str] = {}
    patterns: dict[str, str] = {}
    spared: set[str] = set()
    for line in outputs["sysctl.persisted"].lines():
        text = line.strip()
        if text.startswith(("#", ";")):
            continue
        name, is_assignment, value = text.partition("=")
        ignores_failure = name.startswith("-")
        key = dotted(name.strip().removeprefix("-").strip())
        if not is_assignment:
            if ignores_failure:
                spared.add(key)
            continue
        chosen = patterns if any(character in key for character in "*?[") else exact
        chosen.pop(key, None)  # a later line also counts as later among patterns
        chosen[key] = value.strip()
    there = current.value if isinstance(current, Known) else {}
    spread: dict[str, str] = {}
    for pattern, value in patterns.items():
        both = {pattern.replace("*", name) for name in ("all", "default")} if pattern.count("*") == 1 else set()
        for key in (both | there.keys()) if _knows_patterns(outputs) else ():
            if fnmatchcase(key, pattern) and key.count(".") == pattern.count(".") and key not in spared:
                spread[key] = value
    return {**spread, **exact}


def _knows_patterns(outputs: Outputs) -> bool:
    """Whether systemd-sysctl takes `net.ipv4.conf.*.x`: not on the family of RHEL 8, whose version 239 is too old."""
    return OS_RELEASE.id not in outputs or assignments(outputs).get("PLATFORM_ID") != "platform:el8"


def parse(outputs: Outputs, scope: Scope) -> Sysctl:
    """Give running and persisted values."""
    del scope
    current: Field[Mapping[str, str]] = attempt(lambda: running(outputs))
    return Sysctl(running=current, persisted=attempt(lambda: persisted(outputs, current)))


DEBIAN_READER = Reader(Sysctl, always(RUNNING, PROTECTED, PERSISTED), parse)
RHEL_READER = Reader(Sysctl, always(RUNNING, PROTECTED, PERSISTED, OS_RELEASE), parse)
