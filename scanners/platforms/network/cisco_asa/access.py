"""Who may manage a Cisco ASA, from where, and how that is checked (ASA CLI guide, "Management Access")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanners.facts.device_accounts import AaaServer, DeviceAccounts, StoredSecret
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.platforms.network import addresses
from scanners.platforms.network.cisco_asa.config import (
    answers_snmp,
    asa_tree,
    checksum,
    named,
    openings,
    release,
    snmp_hosts,
    sources,
    tree,
    unsure,
    web,
)
from scanners.platforms.network.ios_like.access import limits
from scanners.platforms.network.ios_like.accounts import stored_secrets, users
from scanners.platforms.network.ios_like.tree import setting
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PROTOCOLS = {"tacacs+": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos"}
_WAYS = {"serial": "console", "ssh": "vty", "telnet": "telnet", "http": "http", "enable": "enable"}
_LOCKS_ALL = (9, 17)  # since then administrators are locked out, too, and let in again after ten minutes
_FAILURES = "aaa local authentication attempts max-fail"


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the networks of each service, its time-out, and the limit on failures."""
    del scope
    lines = tree(outputs)

    def consoles() -> tuple[ConsoleLine, ...]:
        asked = "none" not in _methods(lines)["console"]
        return (ConsoleLine("console", True, asked, _minutes(lines, "console timeout", 0)),)

    def lockout() -> int:
        return 600 if setting(lines, _FAILURES) and release(lines) >= _LOCKS_ALL else 0

    banners = {
        kind: "\n".join(" ".join(rest) for _line, rest in starting(lines, f"banner {kind}"))
        for kind in ("login", "motd")
    }
    return ManagementAccess(
        paths=attempt(lambda: (*_paths(lines), *_asking(lines))),
        consoles=attempt(consoles),
        attempts=attempt(lambda: _attempts(lines)),
        lockout_s=attempt(lockout),
        banner=Known(banners["login"] or banners["motd"]),
    )


def _minutes(lines: tuple[Line, ...], words: str, default: int) -> int:
    told = setting(lines, words)
    return 60 * int(told[0]) if told else 60 * default


def _attempts(lines: tuple[Line, ...]) -> int:
    """Give the failures until an account is locked. Older versions never lock one of level 15."""
    held = setting(lines, _FAILURES)
    if held and release(lines) < _LOCKS_ALL and any(user.role == "15" for user in users(lines, role="2")):
        raise unsure(f"{_FAILURES} (privilege 15)")
    return int(held[0]) if held else 0


def _paths(lines: tuple[Line, ...]) -> Iterator[ManagementPath]:
    """Give the ways in. Idle sessions end after 5 minutes, those of the web server after 20."""
    services = [
        ("ssh", "ssh", _minutes(lines, "ssh timeout", 5)),
        ("telnet", "telnet", _minutes(lines, "telnet timeout", 5)),
    ]
    if web(lines):
        of_all = setting(lines, "http connection idle-timeout")  # in seconds; goes before that of the server
        services.append(
            ("http", "https", int(of_all[0]) if of_all else _minutes(lines, "http server idle-timeout", 20))
        )
    for words, service, idle in services:
        for interface, networks in sources(lines, words).items():
            yield ManagementPath(f"{words} {interface}", frozenset({service}), limits(networks), networks, idle)


def _asking(lines: tuple[Line, ...]) -> Iterator[ManagementPath]:
    """Give who may ask the agent of SNMP: hosts by name or address, and networks by the name of their object."""
    names = named(lines)
    found: dict[str, tuple[str, ...]] = {}
    for line, rest in snmp_hosts(lines) if answers_snmp(lines) else ():
        if "trap" in rest[2:3]:  # it gets traps, and may not ask
            continue
        address = names.get(rest[1], rest[1])
        group = line.words[1] == "host-group"
        found[rest[0]] = (*found.get(rest[0], ()), f"object:{rest[1]}" if group else addresses.host(address))
    for interface, networks in found.items():
        yield ManagementPath(f"snmp {interface}", frozenset({"snmp"}), True, networks, 0)


def _protocols(lines: tuple[Line, ...]) -> dict[str, str]:
    """Give the protocol of every group of servers."""
    return {
        rest[0]: _PROTOCOLS.get(rest[2], rest[2])
        for _line, rest in starting(lines, "aaa-server")
        if rest[1:2] == ["protocol"] and len(rest) > 2
    }


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Read `aaa authentication ssh|serial|http|telnet|enable console GROUP [LOCAL]`, and what holds without that line.

    Nobody asks at the console then, the common passwords are enough for Telnet and the web server, and SSH takes keys
    of local users alone. Such keys (since 9.6) are taken without asking any server, whatever the line says.
    """
    found: dict[str, tuple[str, ...]] = {"console": ("none",)}
    if openings(lines, "ssh"):
        found["vty"] = ("local",)
        keys = (below for line, _rest in starting(lines, "username") for below in line.under)
        if any(below.words[:2] == ["ssh", "authentication"] for below in keys):
            found["vty with a key"] = ("local",)
    if openings(lines, "telnet"):
        found["telnet"] = ("line",)
    if web(lines):
        found["http"] = ("enable",)
    protocols = _protocols(lines)
    for _line, rest in starting(lines, "aaa authentication"):
        if len(rest) > 2 and rest[0] in _WAYS and rest[1] == "console":
            found[_WAYS[rest[0]]] = tuple("local" if word == "LOCAL" else protocols[word] for word in rest[2:])
    return found


def _secrets(lines: tuple[Line, ...], outputs: Outputs) -> tuple[StoredSecret, ...]:
    """Give every secret. Keys are shown as `*****`; the saved configuration may tell how such a one is stored.

    That counts only where the checksums, which cover the secrets, say that both configurations are the same.
    """
    told = stored_secrets(lines)
    if all(secret.storage != "unknown" for secret in told):
        return told
    try:
        shown = outputs["startup"].text()
        same = checksum(shown) == checksum(outputs["config"].text())
        saved = stored_secrets(asa_tree(shown)) if same else ()
    except Unreadable:
        return told
    kept: dict[tuple[str, str], set[str]] = {}
    for one in saved:
        kept.setdefault(_unmarked(one), set()).add(one.storage)
    return tuple(_known(one, kept.get(_unmarked(one), set())) for one in told)


def _unmarked(secret: StoredSecret) -> tuple[str, str]:
    return secret.owner, MARK.sub("<cut>", secret.line)


def _known(secret: StoredSecret, storages: set[str]) -> StoredSecret:
    return replace(secret, storage=min(storages)) if secret.storage == "unknown" and len(storages) == 1 else secret


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts, secrets and AAA."""
    del scope
    lines = tree(outputs)

    def servers() -> Iterator[AaaServer]:
        names, protocols = named(lines), _protocols(lines)
        for _line, rest in starting(lines, "aaa-server"):
            if "host" in rest[:-1]:
                address = rest[rest.index("host") + 1]
                yield AaaServer(protocols[rest[0]], names.get(address, address))

    def recorded() -> tuple[str, ...]:
        rows = (rest for _line, rest in starting(lines, "aaa accounting"))
        return tuple(dict.fromkeys(" ".join(rest[:-1]) for rest in rows if len(rest) > 1 and rest[-1] != "LOCAL"))

    return DeviceAccounts(
        users=attempt(lambda: users(lines, role="2")),
        secrets=attempt(lambda: _secrets(lines, outputs)),
        servers=attempt(lambda: tuple(servers())),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(recorded),
    )
