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
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.network.vyos.tree import NAME, config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ACTIONS = {"accept": "permit", "drop": "deny", "reject": "deny"}
_CHAINS = {"forward": "traffic", "input": "management", "output": "other"}
_PORTS = {"ssh": "22", "telnet": "23", "http": "80", "https": "443", "snmp": "161", "ntp": "123", "domain": "53"}
_READ = frozenset({"action", "description", "protocol", "source", "destination", "state", "log", "icmp", "icmpv6",
                   "inbound-interface", "outbound-interface"})  # fmt: skip
_ENDS = frozenset({"address", "port", "group"})
_GROUPS = ("address-group", "network-group", "ipv6-address-group", "ipv6-network-group")
_PROTOCOLS = {"": "ip", "all": "ip", "6": "tcp", "17": "udp", "ipv4": "4", "ipencap": "4", "ipv6": "41"}
_UNSURE = frozenset({"0", "ip", "hopopt"})  # /etc/protocols calls number 0 by several names
_OWN = frozenset({"loopback", "dummy"})  # no packet comes in by them from outside
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
        six = name.startswith("ipv6 ")
        rules = [
            rule
            for number, each in own.at("rule").items()
            for rule in _read(name, number, each, whole, unresolved, six)
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


def _read(  # noqa: PLR0917
    name: str, number: str, rule: Node, whole: Node, unresolved: list[str], six: bool
) -> tuple[FilterRule, ...]:
    if rule.has("disable"):
        return ()
    line = " ".join((f"firewall {name} rule {number}", *(" ".join(words) for words in statements(rule))))
    rules = _rules(rule, whole, line, six)
    if rules is None:
        unresolved.append(line)
    return rules or ()


def _rules(rule: Node, whole: Node, line: str, six: bool) -> tuple[FilterRule, ...] | None:
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
        or (action == "deny" and (narrowed or rule.has("source", "port") or rule.has("source", "group", "port-group")))
    ):
        return None
    try:
        source, destination = (_networks(rule.at(end), whole, six) for end in ("source", "destination"))
        ports = _ports(rule.at("destination"), whole)
    except (ValueError, LookupError):
        return None
    protocol = rule.value("protocol").lower()
    if protocol.startswith("!") or protocol in _UNSURE:
        return None
    protocols = ("tcp", "udp") if protocol == "tcp_udp" else (_PROTOCOLS.get(protocol, protocol),)
    log = rule.has("log") and not rule.has("log", "disable")
    return tuple(FilterRule(action, each, source, destination, ports, answers, log, line) for each in protocols)


def _networks(end: Node, whole: Node, six: bool) -> tuple[str, ...]:
    """Give the networks of one end. Raises ValueError or LookupError for what cannot be told exactly.

    Rules of IPv6 name their own groups without the `ipv6-` that these are defined with.
    """
    names = list(end.at("address"))
    for kind in end.at("group"):
        if kind not in _GROUPS and kind != "port-group":
            raise LookupError(kind)
        defined = f"ipv6-{kind.removeprefix('ipv6-')}" if six else kind
        for name in end.at("group", kind) if kind in _GROUPS else ():
            group = whole.at("firewall", "group", defined, name)
            entries = [*group.at("address"), *group.at("network")]
            if not entries or group.has("include"):
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
        if not entries or whole.has("firewall", "group", "port-group", group, "include"):
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
    bound = [(place, own.at("firewall")) for place, own in ports(whole)]
    for place, own in (*bound, *whole.at("firewall", "interface").items()):  # the latter before 1.4.0
        for direction in ("in", "out", "local"):
            for word, prefix in (("name", ""), ("ipv6-name", "ipv6 ")):
                for name in own.at(direction, word):
                    purpose = "management" if direction == "local" else "traffic"
                    yield FilterBinding(place, "in" if direction == "local" else direction, f"{prefix}{name}", purpose)
    zones = {**whole.at("zone-policy", "zone"), **whole.at("firewall", "zone")}
    for name, zone in zones.items():
        default = {"*": zone.at("default-firewall")} if zone.has("default-firewall") else {}  # of any other zone
        named = {source: own.at("firewall") for source, own in zone.at("from").items()}
        for source, own in {**named, **default}.items():
            for word, prefix in (("name", ""), ("ipv6-name", "ipv6 ")):
                for each in own.at(word):
                    purpose = "management" if zone.has("local-zone") else "traffic"
                    yield FilterBinding(f"{source}>{name}", "", f"{prefix}{each}", purpose)


def ports(whole: Node) -> Iterator[tuple[str, Node]]:
    """Give every interface with its name, virtual ones as eth0.10 (`vif`) and eth0.100.10 (`vif-s`, `vif-c`)."""
    for places in whole.at("interfaces").values():
        for name, own in places.items():
            yield from layered(name, own)


def layered(name: str, own: Node) -> Iterator[tuple[str, Node]]:
    """Give an interface and the virtual ones on it."""
    yield name, own
    for kind in ("vif", "vif-s", "vif-c"):
        for number, below in own.at(kind).items():
            yield from layered(f"{name}.{number}", below)


def addressed(own: Node, six: bool) -> bool:
    """Whether an interface has or gets an address of a version of IP; those of the link alone do not count."""
    gets = own.has("ipv6", "address", "autoconf") or own.has("ipv6", "address", "eui64") if six else False
    return gets or any((":" in address or address == "dhcpv6") == six for address in own.at("address"))


def admitted(whole: Node, port: str, six: bool, protocol: str = "tcp") -> tuple[str, ...]:
    """Give the only networks that the chain of input lets in to a port; none where it leaves that open.

    Firewalls that interfaces or zones bind for the device itself are many: then it cannot be told. Raises `Unreadable`.
    """
    name = "ipv6 input filter" if six else "input filter"
    bound = [binding for binding in _bindings(whole) if binding.purpose == "management" and binding.place != "input"]
    guarded = {binding.place for binding in bound if binding.filter.startswith("ipv6 ") == six}
    zoned = any(">" in place for place in guarded)
    if bound and not zoned and not _entries(whole, six) <= guarded:
        return ()  # an interface has an address and no firewall for the device itself
    if bound:
        raise Unreadable(reason("unparseable", detail=f"{name}: not every rule"))
    chain = whole.at("firewall", "ipv6" if six else "ipv4", "input", "filter")
    networks: dict[str, None] = {}
    for own in chain.at("rule").values():
        if own.has("disable"):
            continue
        rules = _rules(own, whole, name, six)
        if rules is None and _ACTIONS.get(own.value("action")) != "deny":  # what denies more lets in no more
            raise Unreadable(reason("unparseable", detail=f"{name}: not every rule"))
        for rule in rules or ():
            named = rule.ports == (addresses.ANY,) or any(_holds(each, port) for each in rule.ports)
            if rule.established or rule.protocol not in {"ip", protocol} or not named:
                continue
            if rule.action == "permit":
                networks |= dict.fromkeys(rule.source)
            elif rule.source == rule.destination == (addresses.ANY,):
                return _alone(networks)
    return _alone(networks) if _ACTIONS.get(chain.value("default-action")) == "deny" else ()


def _entries(whole: Node, six: bool) -> set[str]:
    groups = {kind: own for kind, own in whole.at("interfaces").items() if kind not in _OWN}
    every = [each for places in groups.values() for name, own in places.items() for each in layered(name, own)]
    return {name for name, own in every if addressed(own, six) and not own.has("disable")}


def _alone(networks: dict[str, None]) -> tuple[str, ...]:
    return () if addresses.ANY in networks else tuple(networks) or ("object:none",)


def _holds(span: str, port: str) -> bool:
    low, _, high = span.partition("-")
    return int(low) <= int(port) <= int(high or low)


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the rules of sources and destinations."""
    del scope
    whole = config(outputs)
    if {"nat64", "nat66"} & {*whole} or whole.has("nat", "cgnat") or whole.has("load-balancing", "wan"):
        return AddressTranslation(rules=not_told(NAME, "address_translation.rules"))
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(whole.at("nat")))))


def _translations(nat: Node) -> Iterator[Translation]:
    for kind in ("source", "destination", "static"):
        for number, rule in nat.at(kind, "rule").items():
            if rule.has("disable") or rule.has("exclude"):
                continue
            line = " ".join((f"nat {kind} rule {number}", *(" ".join(words) for words in statements(rule))))
            place = rule.value("outbound-interface", "name") or rule.value("outbound-interface")
            names = rule.every("translation", "address") if kind == "source" else rule.every("destination", "address")
            outside = (
                (f"interface:{place}",) if "masquerade" in names else tuple(n for name in names for n in _network(name))
            )
            yield Translation(outside, line)
