"""Packet filters, intrusion detection and address translation of Yamaha routers.

Source: Yamaha router command reference, chapters "IP configuration" (ip filter, ip filter dynamic, ip interface secure
filter, ip interface intrusion detection) and "NAT". A filter here is the list of numbers that one interface and
direction has; what none of them names is discarded, unlogged.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network.addresses import ANY
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line
from scanners.platforms.network.yamaha_rtx.config import NAME, contexts, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_ACTION = re.compile(r"(pass|reject|restrict)(?:-(log|nolog))?")
_PORT_NAMES = {
    "ftpdata": "20", "ftp": "21", "ssh": "22", "telnet": "23", "smtp": "25", "time": "37", "whois": "43",
    "dns": "53", "domain": "53", "dhcps": "67", "dhcpc": "68", "tftp": "69", "gopher": "70", "finger": "79",
    "www": "80", "http": "80", "pop3": "110", "sunrpc": "111", "ident": "113", "ntp": "123", "nntp": "119",
    "netbios_ns": "137", "netbios_dgm": "138", "netbios_ssn": "139", "imap": "143", "imap2": "143", "snmp": "161",
    "snmptrap": "162", "bgp": "179", "imap3": "220", "ldap": "389", "https": "443", "ike": "500", "rlogin": "513",
    "rwho": "513", "rsh": "514", "syslog": "514", "printer": "515", "rip": "520", "ripng": "521", "ms-sql": "1433",
    "submission": "587",
}  # fmt: skip
_DYNAMIC = {"tcp": ("tcp", ANY), "udp": ("udp", ANY), "ping": ("icmp", ANY), "ping6": ("icmp", ANY)} | {
    name: ("udp" if name in {"domain", "tftp", "ntp"} else "tcp", _PORT_NAMES[name])
    for name in ("ftp", "www", "https", "smtp", "pop3", "submission", "telnet", "domain", "tftp", "ntp", "ssh")
}
_PROTOCOLS = frozenset({"icmp", "icmp6", "icmp-error", "icmp-info", "esp", "ah", "gre", "tcp", "udp", "ipv6", "ospf"})
_ANSWERS = frozenset({"established", "tcpfin", "tcprst"})
_WITH_PORTS = _ANSWERS | {"tcp", "udp"}
_PARTS = _ANSWERS | {"icmp-error", "icmp-info"}  # of the packets of a protocol


def _networks(told: str) -> tuple[str, ...]:
    given: list[str] = []
    for part in told.split(","):
        if part == "*":
            return (ANY,)
        begin, dash, end = part.partition("-")
        if dash and re.fullmatch(r"[0-9a-fA-F.:]+", begin):
            given += [
                str(net)
                for net in ipaddress.summarize_address_range(ipaddress.ip_address(begin), ipaddress.ip_address(end))
            ]
        elif re.fullmatch(r"\d+(\.\d+){0,2}(\.\*){1,3}", part) and part.count(".") == 3:
            fixed = part.count(".") + 1 - part.count("*")
            given.append(str(ipaddress.ip_network(f"{part.replace('*', '0')}/{8 * fixed}")))
        elif re.fullmatch(r"[0-9a-fA-F.:/]+", part) and re.search(r"[.:]", part):
            given.append(str(ipaddress.ip_network(part, strict=False)))
        elif re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9*.-]+\.[A-Za-z]{2,}", part):
            given.append(f"object:{part}")
        else:
            raise ValueError(part)
    return tuple(given)


def _ports(told: str) -> tuple[str, ...]:
    given: list[str] = []
    for part in told.split(","):
        if part == "*":
            return (ANY,)
        if part == "ftp":  # as a single port it means both
            given.append("20-21")
            continue
        ends = [_PORT_NAMES.get(end, end) for end in part.split("-")]
        if len(ends) > 2 or not all(re.fullmatch(r"\d{0,5}", end) for end in ends) or not any(ends):
            raise ValueError(part)
        given.append(f"{ends[0] or 0}-{ends[1] or 65535}" if len(ends) == 2 else ends[0])
    return tuple(given)


def _static(line: Line, parts: list[str], notices: bool) -> tuple[FilterRule, ...]:
    """Read `ACTION SOURCE [DESTINATION [PROTOCOL [SOURCE-PORTS [PORTS]]]]`. Raises ValueError.

    Ports are compared for TCP and UDP alone: what else the protocols name goes by them.
    """
    action = _ACTION.fullmatch(parts[0])
    if action is None or not 2 <= len(parts) <= 6:
        raise ValueError(line.text)
    source, destination, protocol, from_ports, ports = (parts[1:] + ["*"] * 4)[:5]
    names = protocol.split(",")
    narrow = from_ports != "*" or not _PARTS.isdisjoint(names)
    loose = ports != "*" and not _WITH_PORTS.issuperset(names)
    if action[1] == "reject" and (narrow or loose):  # it would read as if it discarded more than it does
        raise ValueError(line.text)
    if protocol == "*" and loose:  # all but TCP and UDP, and of those these ports: not to be said in one rule
        raise ValueError(line.text)
    logs = action[2] == "log" or (action[1] == "reject" and action[2] is None)
    compared = _ports(ports)
    rules: list[FilterRule] = []
    for name in ["ip"] if protocol == "*" else names:
        if name not in _PROTOCOLS | _ANSWERS | {"ip"} and not re.fullmatch(r"\d{1,3}", name):
            raise ValueError(name)
        rules.append(
            FilterRule(
                action="deny" if action[1] == "reject" else "permit",
                protocol="tcp" if name in _ANSWERS else name.removesuffix("-error").removesuffix("-info"),
                source=_networks(source),
                destination=_networks(destination),
                ports=compared if name in _WITH_PORTS else (ANY,),
                established=name in _ANSWERS,
                log=logs and notices,
                line=line.text,
            )
        )
    return tuple(rules)


def _dynamic(line: Line, parts: list[str]) -> tuple[FilterRule, ...]:
    """Read `SOURCE DESTINATION SERVICE [OPTION=…]`. Raises ValueError, for filters that name other filters too."""
    options = [part for part in parts if "=" in part]
    source, destination, service = [part for part in parts if "=" not in part]
    protocol, port = _DYNAMIC.get(service) or ("", "")
    if not protocol:
        raise ValueError(service)
    return (
        FilterRule(
            action="permit",
            protocol=protocol,
            source=_networks(source),
            destination=_networks(destination),
            ports=(port,),
            established=False,
            log="syslog=off" not in options,
            line=line.text,
        ),
    )


class _Numbered:
    """The numbered filters of one address family, static and dynamic, and the lines that were not understood."""

    def __init__(self, lines: Iterable[Line], family: str) -> None:
        self.static: dict[str, tuple[FilterRule, ...]] = {}
        self.dynamic: dict[str, tuple[FilterRule, ...]] = {}
        self.unresolved: list[str] = []
        kept = tuple(lines)
        notices = value(kept, "syslog notice", "off") == "on"
        for line in kept:
            parts = line.words
            if parts[:2] == [family, "filter"] and len(parts) < 4:
                self.unresolved.append(line.text)
            elif parts[:2] == [family, "filter"]:
                self._add(line, parts[2:], notices)

    def _add(self, line: Line, parts: list[str], notices: bool) -> None:
        if parts[0] in {"source-route", "directed-broadcast"}:
            return
        try:
            if parts[0].isdigit():
                self.static[parts[0]] = _static(line, parts[1:], notices)
            elif parts[0] == "dynamic" and parts[1].isdigit():
                self.dynamic[parts[1]] = _dynamic(line, parts[2:])
            else:
                self.unresolved.append(line.text)
        except (ValueError, TypeError):
            self.unresolved.append(line.text)


def _bound(lines: tuple[Line, ...]) -> Iterator[tuple[str, str, str, list[str], Line]]:
    """Give family, interface, direction and numbers of every `secure filter` line."""
    places = [("", lines), *contexts(lines)]
    for context, below in places:
        for line in below:
            parts = line.words
            if parts[2:4] == ["secure", "filter"] and parts[0] in {"ip", "ipv6"} and len(parts) > 4:
                yield parts[0], context or parts[1], parts[4], parts[5:], line


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the filter of each interface and direction; what other kinds of filters there are is unresolved."""
    del scope
    lines = tree(outputs)
    known = {family: _Numbered(lines, family) for family in ("ip", "ipv6")}
    unresolved = [*known["ip"].unresolved, *known["ipv6"].unresolved]
    filters: dict[str, PacketFilter] = {}
    bindings: list[FilterBinding] = []
    for family, place, direction, numbers, line in _bound(lines):
        name = f"{family} {place} {direction}"
        split = numbers.index("dynamic") if "dynamic" in numbers else len(numbers)
        static, dynamic = numbers[:split], numbers[split + 1 :]
        have = known[family]
        named = {*static} <= {*have.static} and {*dynamic} <= {*have.dynamic}
        if direction not in {"in", "out"} or not named or not static:
            unresolved.append(line.text)
        # A dynamic filter lets its connections in; it is put first, where it permits the most that it can.
        rules = [rule for number in dynamic for rule in have.dynamic.get(number, ())]
        rules += [rule for number in static for rule in have.static.get(number, ())]
        filters[name] = PacketFilter(name, tuple(rules), "deny", logs_default=False)
        bindings.append(FilterBinding(place, direction, name, "traffic"))
    for line in (line for _, below in [("", lines), *contexts(lines)] for line in below):
        parts = line.words
        if (
            parts[:2] in (["ip", "policy"], ["ipv6", "policy"], ["ethernet", "filter"])
            or parts[2:4] == ["inbound", "filter"]
            or parts[:3] in (["ip", "inbound", "filter"], ["ipv6", "inbound", "filter"])
        ):
            unresolved.append(line.text)
    return PacketFilters(
        filters=Known(filters),
        bindings=Known(tuple(bindings)),
        zone_default=Known(""),
        unresolved=Known((*unresolved,)),
    )


def parse_intrusion(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Give the interfaces that look for attacks and discard them; detection alone prevents nothing."""
    del scope
    lines = tree(outputs)
    sensors: dict[str, bool] = {}
    for context, below in [("", lines), *contexts(lines)]:
        for line in below:
            parts = line.words
            if parts[2:4] == ["intrusion", "detection"] and parts[0] == "ip" and len(parts) >= 6:
                place = f"{context or parts[1]} {parts[4]}"
                sensors[place] = sensors.get(place, False) or ("on" in parts[5:] and "reject=on" in parts[5:])
    return IntrusionPrevention(
        sensors=Known(sensors), signatures_at=not_told(NAME, "intrusion_prevention.signatures_at")
    )


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Give each NAT descriptor with the addresses that it gives, or the interfaces that lend theirs."""
    del scope
    lines = tree(outputs)
    uses: dict[str, list[str]] = {}
    for context, below in [("", lines), *contexts(lines)]:
        for line in below:
            parts = line.words
            if parts[:1] == ["ip"] and parts[2:4] == ["nat", "descriptor"]:
                for number in parts[4:]:
                    uses.setdefault(number, []).append(context or parts[1])
    rules: list[Translation] = []
    for line in lines:
        parts = line.words
        if parts[:3] == ["nat", "descriptor", "type"] and len(parts) >= 5:
            outer = value(lines, f"nat descriptor address outer {parts[3]}", "ipcp")
            try:
                outside = _networks(outer)
            except (ValueError, TypeError):  # ipcp, primary, secondary, map-e: an address of the interface
                outside = tuple(f"interface:{name}" for name in uses.get(parts[3], ()))
            rules.append(Translation(outside, line.text))
    return AddressTranslation(rules=Known(tuple(rules)))
