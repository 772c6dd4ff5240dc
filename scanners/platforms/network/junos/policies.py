"""Security policies, translation and inspection of an SRX (Junos Security Policies User Guide).

Between zones, and inside one, nothing passes that no policy names, unless `default-policy` says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.junos import filters as junos_filters
from scanners.platforms.network.junos.tree import NAME, config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ALL = "any>any"  # the global policies
_MOST_SETS = 300  # one within the other: recursion has an end
_NEITHER = ">"  # two zones that no policy can name
_DATABASE = re.compile(
    r"(?m)^ *Attack database version *: *\d+\((?:\w+, )?(\w{3} \w{3} +\d+ [\d:]{8} \d{4})(?: UTC)?\)"
)
_MEMBER = re.compile(r"(?m)^ *node\d+: *$")
_ANY = frozenset({"any", "any-ipv4", "any-ipv6"})
_MATCHES = frozenset({"source-address", "destination-address", "application", "from-zone", "to-zone", "source-identity",
                      "dynamic-application", "url-category"})  # fmt: skip
_ENDS = frozenset({"source-address", "destination-address", "application", "from-zone", "to-zone"})
_KNOWN = {"any": ("ip", "any"), "junos-ssh": ("tcp", "22"), "junos-telnet": ("tcp", "23"), "junos-http": ("tcp", "80"),
          "junos-https": ("tcp", "443"), "junos-ftp": ("tcp", "21"), "junos-smtp": ("tcp", "25"),
          "junos-dns-udp": ("udp", "53"), "junos-dns-tcp": ("tcp", "53"), "junos-ntp": ("udp", "123"),
          "junos-syslog": ("udp", "514"), "junos-ldap": ("tcp", "389"), "junos-tftp": ("udp", "69"),
          "junos-icmp-all": ("icmp", "any"), "junos-ping": ("icmp", "any"), "junos-icmp-ping": ("icmp", "any"),
          "junos-icmp6-all": ("icmp6", "any"), "junos-bgp": ("tcp", "179"), "junos-tacacs": ("tcp", "49")}  # fmt: skip


def filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read firewall filters, and the policies between zones where there are any."""
    del scope
    whole = config(outputs)
    found, bindings, unresolved = junos_filters.collect(whole)
    security = whole.at("security")
    for family, below in security.at("forwarding-options", "family").items():
        if below.has("mode", "packet-based"):  # then packets pass the policies by
            unresolved.append(f"security forwarding-options family {family} mode packet-based")
    default = "permit" if security.has("policies", "default-policy", "permit-all") else "deny"
    # What the default denies is never logged; but nothing comes to it after a global policy that denies everything.
    logs = any(rule.log and _all_denied(rule) for rule in _global_rules(whole, _NEITHER))
    for place, policies in _places(security):
        name = f"policies {place}"
        rules = []
        for title, policy in policies.items():
            own = _rules(policy, whole, place.partition(">"), _line(name, title, policy))
            if own is None:
                unresolved.append(_line(name, title, policy))
            else:
                rules += own
        found[name] = PacketFilter(name, (*rules, *_global_rules(whole, place)), default, logs)
        bindings.append(FilterBinding(place, "", name, "traffic"))
    zones = security.has("zones", "security-zone")
    return PacketFilters(
        filters=Known(found),
        bindings=Known(tuple(bindings)),
        zone_default=Known(default if zones else ""),
        unresolved=Known(tuple(unresolved)),
    )


def _line(name: str, title: str, policy: Node) -> str:
    return " ".join((f"{name} policy {title}", *(" ".join(words) for words in statements(policy))))


def _all_denied(rule: FilterRule) -> bool:
    return (rule.action, rule.protocol, rule.source, rule.destination) == (
        "deny",
        "ip",
        (addresses.ANY,),
        (addresses.ANY,),
    )


def _global_rules(whole: Node, place: str) -> list[FilterRule]:
    """Give the rules of the global policies, which follow those between two zones, as far as they are about these."""
    source, _, destination = place.partition(">")
    found: list[FilterRule] = []
    for title, policy in whole.at("security", "policies", "global", "policy").items():
        ends = ((policy.at("match", "from-zone"), source), (policy.at("match", "to-zone"), destination))
        if place != _ALL and all(not zones or {"any", zone} & {*zones} for zones, zone in ends):
            found += _rules(policy, whole, ("", "", ""), _line(f"policies {_ALL}", title, policy)) or []
    return found


def _places(security: Node) -> Iterator[tuple[str, Node]]:
    for source, below in security.at("policies", "from-zone").items():
        for destination, own in below.at("to-zone").items():
            yield f"{source}>{destination}", own.at("policy")
    if security.has("policies", "global"):
        yield _ALL, security.at("policies", "global", "policy")


def _rules(policy: Node, whole: Node, zones: tuple[str, str, str], line: str) -> list[FilterRule] | None:
    """Read one policy, a rule per protocol; None for a form that cannot be told exactly."""
    match, then = policy.at("match"), policy.at("then")
    action = "permit" if then.has("permit") else "deny" if then.has("deny") or then.has("reject") else ""
    zoned = any(match.at(key) and not match.has(key, "any") for key in ("from-zone", "to-zone"))
    other = {key for key, told in match.items() if key not in _ENDS and {*told} != {"any"}}
    narrowed = other or policy.has("scheduler-name")
    if not action or {*match} - _MATCHES or (action == "deny" and (narrowed or (zoned and zones[1]))):
        return None
    try:
        source = _networks(match.every("source-address"), whole, zones[0])
        destination = _networks(match.every("destination-address"), whole, zones[2])
        services: dict[str, list[str]] = {}
        seen: set[str] = set()
        for name in match.at("application"):
            for protocol, ports in _application(name, whole, seen):
                services.setdefault(protocol, []).append(ports)
    except (LookupError, ValueError):
        return None
    # What is denied never becomes a session: its end is never logged.
    log = then.has("log") if action == "permit" else then.has("log", "session-init")
    return [
        FilterRule(action, protocol, source, destination, tuple(ports), False, log, line)
        for protocol, ports in services.items()
    ]


def _networks(names: tuple[str, ...], whole: Node, zone: str) -> tuple[str, ...]:
    if not names:
        raise LookupError("no address")
    seen: set[str] = set()
    found = [network for name in names for network in _address(name, whole, zone, seen)]
    return (addresses.ANY,) if addresses.ANY in found else tuple(dict.fromkeys(found))


def _address(name: str, whole: Node, zone: str, seen: set[str]) -> list[str]:
    """Give the networks of a name, those of each set (`seen`) once."""
    if name in _ANY:
        return [addresses.ANY]
    attached = [b for b in whole.at("security", "address-book").values() if b.has("attach", "zone", zone)]
    own = whole.at("security", "zones", "security-zone", zone, "address-book")
    for book in (*attached, own, whole.at("security", "address-book", "global")):
        if book.has("address-set", name) and len(seen) < _MOST_SETS:
            if name in seen:
                return []
            seen.add(name)
            members = book.at("address-set", name)
            every = (*members.at("address"), *members.at("address-set"))
            return [network for member in every for network in _address(member, whole, zone, seen)]
        if book.has("address", name):
            first = book.value("address", name)
            if "/" not in first:
                return [f"object:{name}"]
            network = addresses.masked(*first.split("/"))
            return [addresses.ANY if network in {"0.0.0.0/0", "::/0"} else network]
    return [f"object:{name}"]


def _application(name: str, whole: Node, seen: set[str]) -> list[tuple[str, str]]:
    """Give protocols and ports. Raises LookupError for what is none that we know."""
    if name in _KNOWN:
        return [_KNOWN[name]]
    own = whole.at("applications")
    if own.has("application-set", name) and len(seen) < _MOST_SETS:
        if name in seen:
            return []
        seen.add(name)
        members = (*own.at("application-set", name, "application"), *own.at("application-set", name, "application-set"))
        return [service for member in members for service in _application(member, whole, seen)]
    application = own.at("application", name)
    terms = list(application.at("term").values()) or [application]
    found = [(term.value("protocol"), term.value("destination-port") or addresses.ANY) for term in terms]
    if not application or not all(protocol for protocol, _ in found):
        raise LookupError(name)
    return [(protocol, junos_filters.port(ports)) for protocol, ports in found]


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the rules of the SRX."""
    del scope
    nat = config(outputs).at("security", "nat")
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(nat))))


def _translations(nat: Node) -> Iterator[Translation]:
    for kind in ("source", "destination", "static"):
        for set_name, rules in nat.at(kind, "rule-set").items():
            for name, rule in rules.at("rule").items():
                line = " ".join(
                    (f"nat {kind} rule-set {set_name} rule {name}", *(" ".join(w) for w in statements(rule)))
                )
                yield Translation(_outside(nat, kind, rules, rule), line)


def _outside(nat: Node, kind: str, rules: Node, rule: Node) -> tuple[str, ...]:
    if kind != "source" and rule.has("match", "destination-address-name"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="nat match destination-address-name"))
    if kind != "source":
        return tuple(addresses.masked(*network.split("/")) for network in rule.at("match", "destination-address"))
    then = rule.at("then", "source-nat")
    if then.has("interface"):
        return tuple(f"interface:{name}" for kind in ("zone", "interface") for name in rules.at("to", kind))
    pool = nat.at("source", "pool", then.value("pool"), "address")
    if then.has("pool") and (not pool or any("to" in below for below in pool.values())):
        raise Unreadable(reason("unparseable", detail=f"pool {then.value('pool')[:40]}"))
    return tuple(addresses.masked(*network.split("/")) for network in pool)


def inspection(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Read by permitting policy whether it inspects; a device without policies inspects nothing."""
    del scope
    security = config(outputs).at("security")
    if not security.has("policies"):
        return all_fields(IntrusionPrevention, Absent(reason("no_security_policies")))
    active = security.has("idp", "active-policy")
    sensors = {}
    for place, policies in _places(security):
        for title, policy in policies.items():
            services = policy.at("then", "permit", "application-services")
            if policy.has("then", "permit"):
                sensors[f"{place} {title}"] = services.has("idp-policy") or (services.has("idp") and active)
    return IntrusionPrevention(Known(sensors), attempt(lambda: _signatures_at(outputs["signatures"].text())))


def _signatures_at(text: str) -> float:
    """Give when the oldest attack database of all nodes was made: in UTC, which old releases do not say."""
    found = _DATABASE.findall(text)
    if not found or len(found) < len(_MEMBER.findall(text)):
        raise Unreadable(reason("unparseable", detail="no date of the attack database"))
    dates = [datetime.strptime(f"{' '.join(date.split())} +0000", "%a %b %d %H:%M:%S %Y %z") for date in found]
    return min(date.timestamp() for date in dates)
