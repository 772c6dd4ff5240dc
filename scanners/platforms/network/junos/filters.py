"""Firewall filters of Junos (Routing Policies, Firewall Filters, and Traffic Policers User Guide).

The terms go in their order; what none of them names is discarded. A term without an action accepts. A condition that is
not read exactly makes the term unresolved: it is listed, and nothing is proven by its filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter
from scanners.platforms.network import addresses
from scanners.platforms.network.statements import Node, statements
from scanners.probe import Unreadable

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_PORTS = {"ssh": "22", "telnet": "23", "http": "80", "https": "443", "snmp": "161", "snmptrap": "162", "ntp": "123",
          "domain": "53", "bgp": "179", "tacacs": "49", "radius": "1812", "radacct": "1813", "syslog": "514",
          "ftp": "21", "ftp-data": "20", "tftp": "69", "smtp": "25", "dhcp": "67", "bootps": "67", "bootpc": "68",
          "ldp": "646", "ldap": "389", "finger": "79", "imap": "143", "pop3": "110"}  # fmt: skip
_SOURCES = ("source-address", "source-prefix-list")
_DESTINATIONS = ("destination-address", "destination-prefix-list")
_READ = frozenset({*_SOURCES, *_DESTINATIONS, "protocol", "next-header", "payload-protocol", "destination-port",
                   "source-port", "tcp-established", "icmp-type", "icmp-code", "icmp-type-except"})  # fmt: skip
_ACTIONS = {"accept": "permit", "discard": "deny", "reject": "deny"}
_WITHOUT = frozenset(
    {"log", "syslog", "count", "sample", "policer", "forwarding-class", "loss-priority", "dscp", "port-mirror"}
)
_FAMILIES = ("inet", "inet6", "ethernet-switching", "any", "bridge", "ccc", "vpls", "mpls")


def collect(whole: Node) -> tuple[dict[str, PacketFilter], list[FilterBinding], list[str]]:
    """Give every filter by its name (with its family, except for inet), every binding, and what was not understood."""
    found: dict[str, PacketFilter] = {}
    unresolved = [word for word in ("logical-systems", "tenants") if whole.has(word)]  # with filters of their own
    families = [("inet", whole.at("firewall", "filter"))]
    families += [
        (family, whole.at("firewall", "family", family, "filter")) for family in whole.at("firewall", "family")
    ]
    for family, filters in families:
        for name, own in filters.items():
            full = _full(family, name)
            rules = [rule for term in _terms(full, own, whole, unresolved) for rule in term]
            found[full] = PacketFilter(full, tuple(rules), "deny" if own.at("term") else "permit", False)
    return found, list(_bindings(whole)), unresolved


def _full(family: str, name: str) -> str:
    return name if family == "inet" else f"{family} {name}"


def _terms(full: str, own: Node, whole: Node, unresolved: list[str]) -> Iterator[tuple[FilterRule, ...]]:
    if own.has("filter") or own.has("then"):
        unresolved.append(f"filter {full}")
    for name, term in own.at("term").items():
        line = " ".join((f"filter {full} term {name}", *(" ".join(words) for words in statements(term))))
        rules = _rules(term, whole, line)
        if rules is None:
            unresolved.append(line)
        else:
            yield rules


def _rules(term: Node, whole: Node, line: str) -> tuple[FilterRule, ...] | None:
    """Read one term, a rule per protocol; None for a form that cannot be told exactly."""
    when, then = term.at("from"), term.at("then")
    actions = [word for word in then if word in _ACTIONS]
    if {*term} - {"from", "then"} or {*then} - {*_ACTIONS, *_WITHOUT} or len(actions) > 1 or {*when} - _READ:
        return None
    try:
        source, destination = _ends(when, whole, _SOURCES), _ends(when, whole, _DESTINATIONS)
        ports = tuple(port(word) for word in when.at("destination-port")) or (addresses.ANY,)
    except ValueError:
        return None
    told = when.every("protocol") or when.every("next-header") or when.every("payload-protocol") or ("ip",)
    protocols = [{"6": "tcp", "17": "udp"}.get(name, name) for name in told]
    action = _ACTIONS[actions[0]] if actions else "permit"
    log = then.has("log") or then.has("syslog")
    narrowed = when.has("source-port") or when.has("icmp-type") or when.has("icmp-code") or when.has("icmp-type-except")
    if action == "deny" and narrowed:
        return None  # it denies less than a rule can say
    return tuple(
        FilterRule(action, protocol, source, destination, ports, when.has("tcp-established"), log, line)
        for protocol in protocols
    )


def _ends(when: Node, whole: Node, keys: tuple[str, str]) -> tuple[str, ...]:
    """Give the networks of one end. Raises ValueError for exceptions and lists that cannot be told."""
    given = [(network, below) for network, below in when.at(keys[0]).items()]
    for name, below in when.at(keys[1]).items():
        entries = whole.at("policy-options", "prefix-list", name)
        if below or not entries:
            raise ValueError(name)
        given += list(entries.items())
    if any(below for _, below in given):
        raise ValueError("except")
    networks = [network if "/" in network else addresses.host(network) for network, _ in given]
    networks = [str(addresses.masked(*network.split("/"))) for network in networks]
    return (addresses.ANY,) if not networks or _ANYWHERE & {*networks} else tuple(networks)


def port(word: str) -> str:
    """Give a port or a range in numbers. Raises ValueError for a name that we do not know."""
    if word == addresses.ANY:
        return word
    if word in _PORTS:
        return _PORTS[word]
    if not re.fullmatch(r"\d{1,5}(-\d{1,5})?", word):
        raise ValueError(word)
    return word


def _bindings(whole: Node) -> Iterator[FilterBinding]:
    for name, interface in (*whole.at("interfaces").items(), *whole.at("interfaces", "interface-range").items()):
        for number, unit in interface.at("unit").items():
            for family, own in unit.at("family").items():
                for direction in ("in", "out"):
                    names = (*own.every("filter", f"{direction}put"), *own.every("filter", f"{direction}put-list"))
                    purpose = "management" if name == "lo0" else "traffic"
                    for each in names:
                        yield FilterBinding(f"{name}.{number}", direction, _full(family, each), purpose)
    for name, vlan in whole.at("vlans").items():
        for own in (vlan.at("filter"), vlan.at("forwarding-options", "filter")):
            for direction in ("in", "out"):
                for each in own.every(f"{direction}put"):
                    yield FilterBinding(f"vlan {name}", direction, _full("ethernet-switching", each), "traffic")


def admitted(whole: Node, family: str, port: str, protocol: str = "tcp") -> tuple[str, ...]:
    """Give the only networks that the filter of the loopback lets in to a port; none where it leaves that open.

    Raises `Unreadable` where that cannot be told.
    """
    if whole.has("system", "management-instance"):
        raise Unreadable(reason("platform_does_not_tell", platform="junos", field="system management-instance"))
    found, bindings, unresolved = collect(whole)
    guarded = {
        b.place for b in bindings if b.direction == "in" and b.filter.startswith("inet6 ") == (family == "inet6")
    }
    if not {f"lo0.{unit}" for unit in whole.at("interfaces", "lo0", "unit")} <= guarded:
        return ()  # the loopback of a routing instance has a filter of its own, or none
    bound = [b.filter for b in bindings if b.place.startswith("lo0.") and b.direction == "in"]
    mine = [name for name in bound if name.startswith("inet6 ") == (family == "inet6")]
    if not mine or mine[0] not in found:
        return ()
    if len(mine) > 1 or any(f"{line} ".startswith(f"filter {mine[0]} ") for line in unresolved):
        raise Unreadable(reason("unparseable", detail=f"filter {mine[0][:60]}"))
    networks: dict[str, None] = {}
    for rule in found[mine[0]].rules:
        if rule.established or rule.protocol not in {"ip", protocol} or not _names(rule.ports, port):
            continue
        if rule.action == "permit":
            networks |= dict.fromkeys(rule.source)
        elif rule.source == rule.destination == (addresses.ANY,):
            break
    else:
        if found[mine[0]].default == "permit":
            return ()
    return () if addresses.ANY in networks else tuple(networks) or ("object:none",)


def _names(ports: tuple[str, ...], port: str) -> bool:
    for each in ports:
        low, _, high = each.partition("-")
        if each == addresses.ANY or int(low) <= int(port) <= int(high or low):
            return True
    return False
