"""What the running configuration of Cisco NX-OS tells (Cisco Nexus 9000 NX-OS Security and Fundamentals guides).

What guards it and who is let in; the ways in themselves are in `cisco_nxos_access`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.packet_filters import PacketFilter, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.cisco_nxos.tree import config_tree, unsure
from scanners.platforms.network.ios_like.access import limits, permitted
from scanners.platforms.network.ios_like.accounts import (
    accounting,
    groups,
    methods_of,
    servers,
    stored_secrets,
    users,
)
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists, endpoint
from scanners.platforms.network.ios_like.interfaces import InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like.services import trap_versions
from scanners.platforms.network.ios_like.tree import sections, switched
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

PORTS = InterfaceGrammar(switched=True, negotiates=False)


def filter_grammar(lines: tuple[Line, ...]) -> FilterGrammar:
    """Give the grammar of access lists, with every group of addresses all of whose members are read."""
    plain = FilterGrammar()
    found: dict[str, tuple[str, ...]] = {}
    for words in ("object-group ip address", "object-group ipv6 address"):
        for name, under in sections(lines, words):
            members = [re.sub(r"^\d+ (?=\S+(?: \S+)?$)", "", line.text).split() for line in under]
            try:
                read = [endpoint(member, plain) for member in members]
            except (ValueError, IndexError):
                continue
            if read and not any(rest for _networks, rest in read):
                found[name] = tuple(network for networks, _rest in read for network in networks)
    return FilterGrammar(objects=found, standard=False)


def told_methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give how log-ins are checked, as far as lines tell. After `group` local is the fallback unless negated."""
    named = groups(lines)
    found: dict[str, tuple[str, ...]] = {"default": ("local",)}
    for _line, rest in starting(lines, "aaa authentication login"):
        if rest[:1] in (["default"], ["console"]) and "fallback" not in rest:
            found[rest[0]] = methods_of(rest[1:], named)
    return found


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give them for the console too: its own default, local, stays where that of the others ends with `local`.

    Nexus 9000 Security Configuration Guide 9.x, "Guidelines and Limitations for AAA".
    """
    found = told_methods(lines)
    if "console" not in found and found["default"] != ("local",) and "local" in found["default"]:
        raise unsure("aaa authentication login console")
    return {"console": found["default"]} | found


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts with their roles, secrets and AAA."""
    del scope
    lines = config_tree(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines, role="network-operator")),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read communities and users; the agent answers unless `no snmp-server protocol enable` stands there."""
    del scope
    lines = config_tree(outputs)
    filters, _ = access_lists(lines, filter_grammar(lines))
    own = attempt(lambda: tuple(_communities(lines, filters)))
    people = attempt(lambda: tuple(_users(lines)))

    def versions() -> frozenset[str]:
        told = {"1", "2c"} if any(True for _ in starting(lines, "snmp-server community")) else set()
        told |= {"3"} if any(True for _ in starting(lines, "snmp-server user")) else set()
        return frozenset(told | set(trap_versions(line for line in lines if not _about_host(line))))

    on = switched(lines, "snmp-server protocol enable") is not False
    return Snmp(enabled=Known(on), versions=attempt(versions), communities=own, users=people)


def _about_host(line: Line) -> bool:
    """Whether a line only tells by which way traps go to a host that has a line of its own."""
    return line.words[:2] == ["snmp-server", "host"] and line.words[3:4] in (
        ["use-vrf"],
        ["filter-vrf"],
        ["source-interface"],
    )


def _communities(lines: tuple[Line, ...], filters: Mapping[str, PacketFilter]) -> Iterator[SnmpCommunity]:
    """A community stands on one line with its group, and on the next with its list: only then is it its own."""
    rows = [line for line, _rest in starting(lines, "snmp-server community")]
    for at, line in enumerate(rows):
        if "group" not in line.words:
            continue
        after = rows[at + 1].words if at + 1 < len(rows) else []
        lists = [after[spot + 1] for spot, word in enumerate(after[:-1]) if word in {"use-acl", "use-ipv4acl"}]
        mark = MARK.search(line.text)
        yield SnmpCommunity(
            default=mark is None or mark[1] == "default",
            access="rw" if line.words[-1] in {"network-admin", "vdc-admin"} else "ro",
            limited=any(name in filters and limits(permitted(filters, name)) for name in lists),
            line=line.text,
        )


def _users(lines: tuple[Line, ...]) -> Iterator[SnmpUser]:
    """`auth md5|sha|sha-256 KEY [priv [aes-128] KEY]`; privacy without a word on it is DES.

    Without `enforcePriv` the agent answers a user who asks in plain text too ("Enforcing SNMP Message Encryption").
    """
    rows = [rest for _line, rest in starting(lines, "snmp-server user") if rest]
    enforced = {rest[0] for rest in rows if "enforcePriv" in rest}
    everybody = switched(lines, "snmp-server globalEnforcePriv") is True
    found = {rest[0]: SnmpUser(rest[0], "none", "none") for rest in rows}  # one line for each of the user's groups
    for rest in rows:
        after = rest[1:]
        if "auth" not in after:
            continue
        privacy = "none"
        if "priv" in after and (everybody or rest[0] in enforced):
            word = after[after.index("priv") + 1]
            privacy = "des" if MARK.fullmatch(word) else word.replace("-", "")
        found[rest[0]] = SnmpUser(rest[0], after[after.index("auth") + 1], privacy)
    yield from found.values()


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read `logging server ADDRESS [LEVEL] …`. Messages always carry date and time."""
    del scope
    lines = config_tree(outputs)

    def told() -> tuple[LogServer, ...]:
        found = {}
        for _line, rest in starting(lines, "logging server"):
            if not rest[1:2] or not rest[1].isdigit():
                raise unsure("logging server: level")
            found[rest[0]] = LogServer(rest[0], int(rest[1]))
        return tuple(found.values())

    return DeviceLogging(enabled=Known(True), servers=attempt(told), timestamps=Known(True))


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force."""
    del scope
    lines = config_tree(outputs)
    filters, unresolved = access_lists(lines, filter_grammar(lines))
    return PacketFilters(
        filters=Known(filters),
        bindings=attempt(lambda: bindings(lines)),
        zone_default=Known(""),
        unresolved=Known(unresolved),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports: 802.1X needs its feature, and control on the port."""
    del scope
    lines = config_tree(outputs)
    under = dict(sections(lines, "interface"))
    everywhere = has(lines, "spanning-tree port type edge bpduguard default")

    def guards(name: str) -> Iterator[str]:
        port = under[name]
        if has(port, "dot1x port-control auto"):
            yield "dot1x"
            if has(port, "dot1x mac-auth-bypass"):
                yield "mac-auth"
        if has(port, "switchport port-security"):
            yield "port-security"
        edge = any(line.text.startswith("spanning-tree port type edge") for line in port)
        if has(port, "spanning-tree bpduguard enable") or (
            everywhere and edge and not has(port, "spanning-tree bpduguard disable")
        ):
            yield "bpdu-guard"

    return PortGuards(
        access_ports=attempt(
            lambda: {
                port.name: frozenset(guards(port.name))
                for port in interface_settings(lines, PORTS)
                if port.enabled
                and port.kind == "physical"
                and port.mode in {"access", ""}  # the latter: hosts of private VLANs, and of other networks
                and not any(_leads_on(line) for line in under[port.name])
            }
        ),
        dot1x_enabled=Known(bool(switched(lines, "feature dot1x")) and not has(lines, "no dot1x system-auth-control")),
    )


def _leads_on(line: Line) -> bool:
    """Whether a port is part of a bundle, or leads to a fabric extender."""
    return line.words[0] == "channel-group" or line.words == ["switchport", "mode", "fex-fabric"]
