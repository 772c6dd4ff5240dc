"""What the running configuration of Arista EOS tells (EOS User Manual, "Security" and "Switch Administration")."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp, SnmpUser
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.ios_like_access import limits, permitted
from scanners.platforms.network.ios_like_accounts import (
    accounting,
    login_methods,
    servers,
    stored_secrets,
    users,
)
from scanners.platforms.network.ios_like_bindings import bindings
from scanners.platforms.network.ios_like_filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like_interfaces import InterfaceGrammar, access_ports, interface_settings
from scanners.platforms.network.ios_like_services import communities, level, trap_versions
from scanners.platforms.network.ios_like_tree import sections, setting, switched
from scanners.platforms.network.platform import untold_fact
from scanners.platforms.network.tree import Line, every, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "arista_eos"
PORTS = InterfaceGrammar(switched=True, negotiates=False)
FILTERS = FilterGrammar(standard=False)


def _free_text(line: str) -> str:
    return "EOF" if line in {"banner login", "banner motd"} else ""


@lru_cache(maxsize=8)
def eos_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration, whose last line is `end`. Raises `Unreadable` for anything else."""
    lines = indented(text, free_text=_free_text)
    if not lines or lines[-1].text != "end":
        raise Unreadable(reason("unparseable", detail=f"no end: {text.strip()[:80] or 'empty'}"))
    return lines


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return eos_tree(outputs["config"].text())


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def _service(lines: tuple[Line, ...], name: str) -> tuple[Line, ...]:
    """Give the lines of `management NAME`, none where there is no such section."""
    return next((under for found, under in sections(lines, "management") if found == name), ())


def _api(lines: tuple[Line, ...]) -> frozenset[str]:
    """Give how the command API answers: off unless `no shutdown`; then HTTPS unless negated, HTTP where it is named."""
    under = _service(lines, "api http-commands")
    if switched(under, "shutdown") is not False:
        return frozenset()
    web = {"https"} if not any(line.text.startswith("no protocol https") for line in under) else set()
    return frozenset(web | ({"http"} if any(True for _ in starting(under, "protocol http")) else set()))


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers managers. SSH (version 2 alone) is on, Telnet and the API are off unless told otherwise."""
    del scope
    lines = tree(outputs)
    ssh = switched(_service(lines, "ssh"), "shutdown") is not True
    web = _api(lines)

    def algorithms(word: str) -> tuple[str, ...]:
        told = setting(_service(lines, "ssh"), word)
        if not told:
            raise unsure(f"management ssh: {word}")
        return tuple(told)

    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(switched(_service(lines, "telnet"), "shutdown") is False),
        http=Known("http" in web),
        https=Known("https" in web),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"} if ssh else ())),
        ssh_ciphers=attempt(lambda: algorithms("cipher")),
        ssh_macs=attempt(lambda: algorithms("mac")),
        ssh_key_exchanges=attempt(lambda: algorithms("key-exchange")),
        unneeded=Known(tuple(line.text for line in lines if line.text in {"ip source-route", "management xmpp"})),
    )


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the sections `management …`; without a word an idle session never ends."""
    del scope
    lines = tree(outputs)
    filters, _ = access_lists(lines, FILTERS)
    ipv6 = any(line.text.startswith("ipv6 address") for _above, line in every(lines))

    def path(name: str, services: frozenset[str]) -> ManagementPath:
        under = _service(lines, name)
        lists = [rest[0] for _line, rest in starting(under, "ip access-group") if rest]
        sources = permitted(filters, lists[-1]) if lists else ("0.0.0.0/0",)
        if ipv6:
            six = [rest[0] for _line, rest in starting(under, "ipv6 access-group") if rest]
            sources += permitted(filters, six[-1]) if six else ("::/0",)
        return ManagementPath(f"management {name}", services, limits(sources), sources, _idle(under))

    def paths() -> Iterator[ManagementPath]:
        if switched(_service(lines, "ssh"), "shutdown") is not True:
            yield path("ssh", frozenset({"ssh"}))
        if switched(_service(lines, "telnet"), "shutdown") is False:
            yield path("telnet", frozenset({"telnet"}))
        if _api(lines):
            yield path("api http-commands", _api(lines))

    def held() -> tuple[int, int]:
        words = setting(lines, "aaa authentication policy lockout failure")
        if not words:
            return 0, 0
        return int(words[0]), 60 * int(words[words.index("duration") + 1]) if "minutes" in words else int(
            words[words.index("duration") + 1]
        )

    def console() -> ConsoleLine:
        ways = _methods(lines)
        return ConsoleLine("management console", True, "none" not in ways["console"], _idle(_service(lines, "console")))

    return ManagementAccess(
        paths=attempt(lambda: tuple(paths())),
        consoles=attempt(lambda: (console(),)),
        attempts=attempt(lambda: held()[0]),
        lockout_s=attempt(lambda: held()[1]),
        banner=Known(
            "\n".join(below.text for line in lines if line.text == "banner login" for below in line.under).strip()
        ),
    )


def _idle(under: tuple[Line, ...]) -> int:
    words = setting(under, "idle-timeout")
    return 60 * int(words[0]) if words else 0


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    found = {name: ways for name, ways in login_methods(lines).items() if name in {"default", "console"}}
    found.setdefault("default", ("local",))
    found.setdefault("console", found["default"])
    return found


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts with their roles, secrets and AAA."""
    del scope
    lines = tree(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read communities and users; without either no agent answers."""
    del scope
    lines = tree(outputs)
    filters, _ = access_lists(lines, FILTERS)

    def people() -> Iterator[SnmpUser]:
        for _line, rest in starting(lines, "snmp-server user"):
            if "v3" in rest:
                after = {word: rest[at + 1] for at, word in enumerate(rest[:-1]) if word in {"auth", "priv"}}
                yield SnmpUser(rest[0], after.get("auth", "none"), after.get("priv", "none"))

    def versions() -> frozenset[str]:
        told = {"1", "2c"} if any(True for _ in starting(lines, "snmp-server community")) else set()
        told |= {"3"} if any(True for _ in people()) else set()
        return frozenset(told | set(trap_versions(lines)))

    return Snmp(
        enabled=attempt(lambda: bool(versions())),
        versions=attempt(versions),
        communities=attempt(lambda: communities(lines, filters)),
        users=attempt(lambda: tuple(people())),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read `logging [vrf NAME] host ADDRESS`; levels up to 6 go out by default, always with date and time."""
    del scope
    lines = tree(outputs)

    def told() -> tuple[LogServer, ...]:
        words = setting(lines, "logging trap")
        least = level(words[0]) if words else 6
        found = {}
        for _line, rest in starting(lines, "logging"):
            parts = rest[2:] if rest[:1] == ["vrf"] else rest
            if parts[:1] == ["host"] and len(parts) > 1:
                found[parts[1]] = LogServer(parts[1], least)
        return tuple(found.values())

    return DeviceLogging(enabled=Known(not has(lines, "no logging on")), servers=attempt(told), timestamps=Known(True))


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force."""
    del scope
    lines = tree(outputs)
    filters, unresolved = access_lists(lines, FILTERS)
    return PacketFilters(
        filters=Known(filters),
        bindings=attempt(lambda: bindings(lines)),
        zone_default=Known(""),
        unresolved=Known(unresolved),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports."""
    del scope
    lines = tree(outputs)
    everywhere = has(lines, "spanning-tree edge-port bpduguard default")
    return PortGuards(
        access_ports=attempt(lambda: access_ports(lines, interface_settings(lines, PORTS), bpduguard=everywhere)),
        dot1x_enabled=Known(has(lines, "dot1x system-auth-control")),
    )


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read `ip nat source|destination …`, which stands on interfaces."""
    del scope
    lines = tree(outputs)

    def rules() -> Iterator[Translation]:
        for name, under in sections(lines, "interface"):
            for line, rest in starting(under, "ip nat"):
                if rest[:2] == ["source", "static"]:
                    outside = [word for word in rest[3:] if word.count(".") == 3]
                    yield Translation((str(ipaddress.ip_network(outside[0])),), line.text)
                elif rest[:2] == ["source", "dynamic"] and rest[-1] == "overload":
                    yield Translation((f"interface:{name}",), line.text)
                else:
                    raise ValueError(line.text)

    return AddressTranslation(attempt(lambda: tuple(rules())))


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Say that there are no encrypted paths, unless there is `ip security`, which is not read."""
    del scope
    if any(True for _ in starting(tree(outputs), "ip security")):
        return untold_fact(Tunnels, NAME)
    return Tunnels(Known(()), Known({}), Known(()))
