"""Firewalls of VyOS: named ones bound to interfaces or between zones (1.3), and the chains of 1.4.

The chains accept what no rule names, unless they say otherwise; a named firewall drops it (VyOS documentation,
"Firewall"). A rule with a condition that is not read exactly, and every jump, is unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.network.vyos_tree import config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ACTIONS = {"accept": "permit", "drop": "deny", "reject": "deny"}
_CHAINS = {"forward": "traffic", "input": "management", "output": "other"}
_PORTS = {"ssh": "22", "telnet": "23", "http": "80", "https": "443", "snmp": "161", "ntp": "123", "domain": "53"}
_READ = frozenset({"action", "description", "protocol", "source", "destination", "state", "log", "icmp", "icmpv6",
                   "inbound-interface", "outbound-interface"})  # fmt: skip
_ENDS = frozenset({"address", "port", "group"})
_GROUPS = ("address-group", "network-group", "ipv6-address-group", "ipv6-network-group")
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})


def filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read every firewall, and where it is in force."""
    del scope
    whole = config(outputs)
    found, unresolved = collect(whole)
    zones = [*whole.at("firewall", "zone").values(), *whole.at("zone-policy", "zone").values()]
    permits = any(zone.has("default-action", "accept") for zone in zones)
    return PacketFilters(
        filters=Known(found),
        bindings=Known(tuple(_bindings(whole))),
        zone_default=Known("" if not zones else "permit" if permits else "deny"),
        unresolved=Known(tuple(unresolved)),
    )


def collect(whole: Node) -> tuple[dict[str, PacketFilter], list[str]]:
    """Give every firewall by its name, those of IPv6 with `ipv6` before it, and the rules that were not understood."""
    found: dict[str, PacketFilter] = {}
    unresolved: list[str] = []
    for name, own, otherwise in _every(whole):
        rules = [
            rule for number, each in own.at("rule").items() for rule in _read(name, number, each, whole, unresolved)
        ]
        default = _ACTIONS.get(own.value("default-action") or otherwise)
        if default is None:
            unresolved.append(f"{name} default-action {own.value('default-action')}")
        logs = own.has("default-log") or own.has("enable-default-log")
        found[name] = PacketFilter(name, tuple(rules), default or "permit", logs and default == "deny")
    return found, unresolved


def _every(whole: Node) -> Iterator[tuple[str, Node, str]]:
    firewall = whole.at("firewall")
    for name, own in firewall.at("name").items():
        yield name, own, "drop"
    for name, own in firewall.at("ipv6-name").items():
        yield f"ipv6 {name}", own, "drop"
    for family, prefix in (("ipv4", ""), ("ipv6", "ipv6 ")):
        for name, own in firewall.at(family, "name").items():
            yield f"{prefix}{name}", own, "drop"
        for chain in _CHAINS:
            if firewall.has(family, chain, "filter"):
                yield f"{prefix}{chain} filter", firewall.at(family, chain, "filter"), "accept"


def _read(name: str, number: str, rule: Node, whole: Node, unresolved: list[str]) -> tuple[FilterRule, ...]:
    if rule.has("disable"):
        return ()
    line = " ".join((f"firewall {name} rule {number}", *(" ".join(words) for words in statements(rule))))
    rules = _rules(rule, whole, line)
    if rules is None:
        unresolved.append(line)
    return rules or ()


def _rules(rule: Node, whole: Node, line: str) -> tuple[FilterRule, ...] | None:
    """Read one rule, one per protocol; None for a form that cannot be told exactly."""
    action = _ACTIONS.get(rule.value("action"))
    states = {name for name, below in rule.at("state").items() if not below.has("disable")}
    answers = bool(states) and states <= {"established", "related"}
    narrowed = any(rule.has(key) for key in ("inbound-interface", "outbound-interface", "icmp", "icmpv6")) or states
    ends = {*rule.at("source")} | {*rule.at("destination")}
    if (
        action is None
        or {*rule} - _READ
        or ends - _ENDS
        or (action == "deny" and (narrowed or rule.has("source", "port")))
    ):
        return None
    try:
        source, destination = _networks(rule.at("source"), whole), _networks(rule.at("destination"), whole)
        ports = _ports(rule.at("destination"), whole)
    except (ValueError, LookupError):
        return None
    protocol = rule.value("protocol") or "ip"
    if protocol.startswith("!"):
        return None
    protocols = ("tcp", "udp") if protocol == "tcp_udp" else ("ip",) if protocol == "all" else (protocol,)
    log = rule.has("log") and not rule.has("log", "disable")
    return tuple(FilterRule(action, each, source, destination, ports, answers, log, line) for each in protocols)


def _networks(end: Node, whole: Node) -> tuple[str, ...]:
    """Give the networks of one end. Raises ValueError or LookupError for what cannot be told exactly."""
    names = list(end.at("address"))
    for kind in end.at("group"):
        if kind not in _GROUPS and kind != "port-group":
            raise LookupError(kind)
        for name in end.at("group", kind) if kind in _GROUPS else ():
            entries = [
                *whole.at("firewall", "group", kind, name, "address"),
                *whole.at("firewall", "group", kind, name, "network"),
            ]
            if not entries or whole.has("firewall", "group", kind, name, "include"):
                raise LookupError(name)
            names += entries
    found = [network for name in names for network in _network(name)]
    return (addresses.ANY,) if not found or _ANYWHERE & {*found} else tuple(found)


def _network(name: str) -> list[str]:
    if "-" in name:
        return addresses.spanned(*name.split("-"))
    return [addresses.masked(*name.split("/")) if "/" in name else addresses.host(name)]


def _ports(end: Node, whole: Node) -> tuple[str, ...]:
    names = [part for each in end.at("port") for part in each.split(",")]
    for group in end.at("group", "port-group"):
        entries = whole.at("firewall", "group", "port-group", group, "port")
        if not entries:
            raise LookupError(group)
        names += entries
    ports = [_PORTS.get(name, name) for name in names]
    if not all(re.fullmatch(r"\d{1,5}(-\d{1,5})?", port) for port in ports):
        raise ValueError("port")
    return tuple(ports) or (addresses.ANY,)


def _bindings(whole: Node) -> Iterator[FilterBinding]:
    for name, _, _ in _every(whole):
        chain = name.removeprefix("ipv6 ").removesuffix(" filter")
        if name.endswith(" filter") and chain == "forward":  # whatever interface a packet came in by
            yield from (FilterBinding(place, "in", name, _CHAINS[chain]) for place, _ in ports(whole))
        elif name.endswith(" filter") and chain in _CHAINS:
            yield FilterBinding(chain, "in" if chain == "input" else "", name, _CHAINS[chain])
    for place, own in ports(whole):
        for direction in ("in", "out", "local"):
            for word, prefix in (("name", ""), ("ipv6-name", "ipv6 ")):
                for name in own.at("firewall", direction, word):
                    purpose = "management" if direction == "local" else "traffic"
                    yield FilterBinding(place, "in" if direction == "local" else direction, f"{prefix}{name}", purpose)
    zones = {**whole.at("zone-policy", "zone"), **whole.at("firewall", "zone")}
    for name, zone in zones.items():
        for source, own in zone.at("from").items():
            for word, prefix in (("name", ""), ("ipv6-name", "ipv6 ")):
                for each in own.at("firewall", word):
                    purpose = "management" if zone.has("local-zone") else "traffic"
                    yield FilterBinding(f"{source}>{name}", "", f"{prefix}{each}", purpose)


def ports(whole: Node) -> Iterator[tuple[str, Node]]:
    """Give every interface with its name, virtual ones (`vif`) as eth0.10."""
    for places in whole.at("interfaces").values():
        for name, own in places.items():
            yield name, own
            for number, below in own.at("vif").items():
                yield f"{name}.{number}", below


def admitted(whole: Node, port: str, six: bool, protocol: str = "tcp") -> tuple[str, ...]:
    """Give the only networks that the chain of input lets in to a port; none where it leaves that open.

    Firewalls that interfaces or zones bind for the device itself are many: then it cannot be told. Raises `Unreadable`.
    """
    name = "ipv6 input filter" if six else "input filter"
    bound = [binding for binding in _bindings(whole) if binding.purpose == "management" and binding.place != "input"]
    guarded = {binding.place for binding in bound if binding.filter.startswith("ipv6 ") == six}
    zoned = any(">" in place for place in guarded)
    found, unresolved = collect(whole)
    if bound and not zoned and not {place for place, own in ports(whole) if own.has("address")} <= guarded:
        return ()  # an interface has an address and no firewall for the device itself
    if bound or any(line.startswith(f"firewall {name} ") for line in unresolved):
        raise Unreadable(reason("unparseable", detail=f"{name}: not every rule"))
    if name not in found or found[name].default == "permit":
        return ()
    networks: dict[str, None] = {}
    for rule in found[name].rules:
        named = rule.ports == (addresses.ANY,) or any(_holds(each, port) for each in rule.ports)
        if rule.action == "permit" and not rule.established and rule.protocol in {"ip", protocol} and named:
            networks |= dict.fromkeys(rule.source)
    return () if addresses.ANY in networks else tuple(networks) or ("object:none",)


def _holds(span: str, port: str) -> bool:
    low, _, high = span.partition("-")
    return int(low) <= int(port) <= int(high or low)


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the rules of sources and destinations."""
    del scope
    nat = config(outputs).at("nat")
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(nat))))


def _translations(nat: Node) -> Iterator[Translation]:
    for kind in ("source", "destination", "static"):
        for number, rule in nat.at(kind, "rule").items():
            if rule.has("disable"):
                continue
            line = " ".join((f"nat {kind} rule {number}", *(" ".join(words) for words in statements(rule))))
            place = rule.value("outbound-interface", "name") or rule.value("outbound-interface")
            names = rule.every("translation", "address") if kind == "source" else rule.every("destination", "address")
            outside = (
                (f"interface:{place}",) if "masquerade" in names else tuple(n for name in names for n in _network(name))
            )
            yield Translation(outside, line)
