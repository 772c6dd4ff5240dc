"""What the running configuration of Cisco ASA tells about its management (ASA CLI configuration guide, "General")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network import addresses
from scanners.platforms.network.ios_like_access import limits
from scanners.platforms.network.ios_like_accounts import stored_secrets, users
from scanners.platforms.network.ios_like_services import level
from scanners.platforms.network.ios_like_tree import setting, switched
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "cisco_asa"
_PROTOCOLS = {"tacacs+": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos"}


@lru_cache(maxsize=8)
def asa_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration. Raises `Unreadable` where its heading or its end is missing."""
    if not re.search(r"(?m)^ASA Version \S+", text) or not re.search(r"(?m)^(?:: end|Cryptochecksum:)", text):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80] or 'empty'}"))
    return tuple(line for line in indented(text, comments=("!", ":")) if not line.text.startswith("Cryptochecksum:"))


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return asa_tree(outputs["config"].text())


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def _sources(lines: tuple[Line, ...], service: str) -> dict[str, tuple[str, ...]]:
    """Give the networks that a service (ssh, telnet, http) is open to, by interface."""
    found: dict[str, tuple[str, ...]] = {}
    for _line, rest in starting(lines, service):
        if len(rest) == 3 and rest[0][0].isdigit():
            found[rest[2]] = (*found.get(rest[2], ()), addresses.masked(rest[0], rest[1]))
        elif len(rest) == 2 and "/" in rest[0] and ":" in rest[0]:
            found[rest[1]] = (*found.get(rest[1], ()), addresses.masked(*rest[0].split("/", 1)))
    return found


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers managers: a service is on where some network may use it."""
    del scope
    lines = tree(outputs)
    ssh = bool(_sources(lines, "ssh"))

    def versions() -> frozenset[str]:
        told = setting(lines, "ssh version")
        if ssh and not told:
            raise unsure("ssh version")
        return frozenset((told or [])[:1]) if ssh else frozenset()

    def custom(words: str) -> tuple[str, ...]:
        told = setting(lines, words)
        if not told or told[0] != "custom":
            raise unsure(words)
        return tuple(" ".join(told[1:]).strip('"').split(":"))

    def exchange() -> tuple[str, ...]:
        told = setting(lines, "ssh key-exchange group")
        if not told:
            raise unsure("ssh key-exchange group")
        return tuple(told[:1])

    web = any(True for _ in starting(lines, "http server enable")) and bool(_sources(lines, "http"))
    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(bool(_sources(lines, "telnet"))),
        http=Known(any(True for _ in starting(lines, "http redirect"))),
        https=Known(web),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=attempt(versions),
        ssh_ciphers=attempt(lambda: custom("ssh cipher encryption")),
        ssh_macs=attempt(lambda: custom("ssh cipher integrity")),
        ssh_key_exchanges=attempt(exchange),
        unneeded=Known(()),
    )


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the networks of each service, its time-out (5 minutes; the web server's 20), and the limit on failures."""
    del scope
    lines = tree(outputs)

    def minutes(words: str, default: int) -> int:
        told = setting(lines, words)
        return 60 * int(told[0]) if told else 60 * default

    def paths() -> Iterator[ManagementPath]:
        services = [("ssh", "ssh", "ssh timeout", 5), ("telnet", "telnet", "telnet timeout", 5)]
        if any(True for _ in starting(lines, "http server enable")):
            services.append(("http", "https", "http server idle-timeout", 20))
        for words, service, timeout, default in services:
            for interface, sources in _sources(lines, words).items():
                name = f"{words} {interface}"
                yield ManagementPath(name, frozenset({service}), limits(sources), sources, minutes(timeout, default))

    held = setting(lines, "aaa local authentication attempts max-fail")
    banners = {
        kind: "\n".join(" ".join(rest) for _line, rest in starting(lines, f"banner {kind}"))
        for kind in ("login", "motd")
    }
    return ManagementAccess(
        paths=attempt(lambda: tuple(paths())),
        consoles=attempt(
            lambda: (ConsoleLine("console", True, "console" in _methods(lines), minutes("console timeout", 0)),)
        ),
        attempts=attempt(lambda: int(held[0]) if held else 0),
        lockout_s=Known(0),
        banner=Known(banners["login"] or banners["motd"]),
    )


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Read `aaa authentication ssh|serial|http|telnet|enable console GROUP [LOCAL]`."""
    protocols = {
        rest[0]: _PROTOCOLS.get(rest[2], rest[2])
        for _line, rest in starting(lines, "aaa-server")
        if rest[1:2] == ["protocol"] and len(rest) > 2
    }
    names = {"serial": "console", "ssh": "vty", "http": "http", "telnet": "telnet", "enable": "enable"}
    found = {}
    for _line, rest in starting(lines, "aaa authentication"):
        if len(rest) > 2 and rest[0] in names and rest[1] == "console":
            found[names[rest[0]]] = tuple("local" if word == "LOCAL" else protocols[word] for word in rest[2:])
    return found


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts, secrets and AAA. Keys are shown as `*****`: how they are stored is not told."""
    del scope
    lines = tree(outputs)

    def servers() -> Iterator[AaaServer]:
        protocols = {
            rest[0]: _PROTOCOLS.get(rest[2], rest[2])
            for _line, rest in starting(lines, "aaa-server")
            if rest[1:2] == ["protocol"] and len(rest) > 2
        }
        for _line, rest in starting(lines, "aaa-server"):
            if "host" in rest[:-1]:
                yield AaaServer(protocols[rest[0]], rest[rest.index("host") + 1])

    def recorded() -> tuple[str, ...]:
        rows = (rest for _line, rest in starting(lines, "aaa accounting"))
        return tuple(dict.fromkeys(" ".join(rest[:-1]) for rest in rows if len(rest) > 1 and rest[-1] != "LOCAL"))

    return DeviceAccounts(
        users=attempt(lambda: users(lines, role="2")),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: tuple(servers())),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(recorded),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read hosts and users: the agent answers the hosts that are named, and nobody else."""
    del scope
    lines = tree(outputs)
    hosts = [(line, rest) for line, rest in starting(lines, "snmp-server host") if len(rest) > 1]
    on = bool(hosts) and not has(lines, "no snmp-server enable")

    def versions() -> frozenset[str]:
        told = {rest[rest.index("version") + 1] if "version" in rest[:-1] else "1" for _line, rest in hosts}
        return frozenset(told) if on else frozenset()

    def communities() -> Iterator[SnmpCommunity]:
        for line, rest in (*hosts, *starting(lines, "snmp-server community")):
            mark = MARK.search(line.text)
            if mark and mark[1] == "unknown":  # shown as *****
                raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="snmp.communities"))
            if mark and rest:
                yield SnmpCommunity(mark[1] == "default", "ro", True, line.text)

    def people() -> Iterator[SnmpUser]:
        for _line, rest in starting(lines, "snmp-server user"):
            after = {word: rest[at + 1] for at, word in enumerate(rest[:-1]) if word in {"auth", "priv"}}
            size = rest[rest.index("priv") + 2] if after.get("priv") == "aes" and rest[-1] != "aes" else ""
            privacy = after.get("priv", "none") + (size if size.isdigit() else "")
            yield SnmpUser(rest[0], after.get("auth", "none"), privacy)

    return Snmp(
        enabled=Known(on),
        versions=attempt(versions),
        communities=attempt(lambda: tuple(communities())),
        users=attempt(lambda: tuple(people())),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read log servers; nothing is sent without `logging enable` and `logging trap`."""
    del scope
    lines = tree(outputs)

    def servers() -> tuple[LogServer, ...]:
        told = setting(lines, "logging trap")
        if not told:
            return ()
        hosts = [rest[1] for _line, rest in starting(lines, "logging host") if len(rest) > 1]
        return tuple(LogServer(host, level(told[0])) for host in dict.fromkeys(hosts))

    return DeviceLogging(
        enabled=Known(bool(switched(lines, "logging enable"))),
        servers=attempt(servers),
        timestamps=Known(any(True for _ in starting(lines, "logging timestamp"))),
    )
