"""Security rules, translation, inspection and tunnels of PAN-OS (Administrator's Guide, "Policy").

Inside a zone everything passes, between zones nothing, that no rule names; two default rules can say otherwise. A rule
logs at the end of a session unless `log-end no`; the default rules do not log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.panos.objects import Objects, release_date
from scanners.platforms.network.panos.pair import forwarding
from scanners.platforms.network.panos.paths import tunnels_up
from scanners.platforms.network.panos.tree import NAME, Config, config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MOST_PAIRS = 4000
_DENY = frozenset({"deny", "drop", "reset-client", "reset-server", "reset-both"})
# What a gateway speaks; the first where it does not say.
_VERSIONS = {"": ("ikev1",), "ikev1": ("ikev1",), "ikev2": ("ikev2",), "ikev2-preferred": ("ikev1", "ikev2")}
_NARROWED = ("source-user", "category", "source-hip", "destination-hip")


def filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read the rules: a filter per pair of zones that some rule names, and one per zone of several interfaces."""
    del scope
    whole = config(outputs)
    found: dict[str, PacketFilter] = {}
    bindings: list[FilterBinding] = []
    unresolved: list[str] = ["panorama"] if whole.managed else []
    defaults = set()
    for name, virtual in whole.virtual.items():
        objects = Objects(virtual, whole.shared)
        rulebase = virtual.at("rulebase")
        rules: list[tuple[Node, tuple[FilterRule, ...]]] = []
        for title, rule in rulebase.at("security", "rules").items():
            if rule.has("disabled", "yes"):
                continue
            line = " ".join((f"security rule {title}", *(" ".join(words) for words in statements(rule))))
            own = _rules(rule, objects, line)
            if own is None:
                unresolved.append(line)
            else:
                rules.append((rule, own))
        default = rulebase.at("default-security-rules", "rules")
        defaults.add(_default(default, "interzone-default", "deny"))
        prefix = f"{name}/" if len(whole.virtual) > 1 else ""
        for source, destination in _pairs(virtual, rulebase):
            place = f"{prefix}{source}>{prefix}{destination}"
            kind = "intrazone-default" if source == destination != "any" else "interzone-default"
            action = _default(default, kind, "permit" if kind == "intrazone-default" else "deny")
            own_rules = tuple(each for rule, every in rules if _between(rule, source, destination) for each in every)
            logs = action == "deny" and default.has(kind, "log-end", "yes")
            found[place] = PacketFilter(place, own_rules, action, logs)
            bindings.append(FilterBinding(place, "", place, "traffic"))

    def zone_default() -> str:
        if "permit" not in defaults:
            whole.alone()
        return "permit" if "permit" in defaults else "deny"

    return PacketFilters(
        filters=Known(found),
        bindings=Known(tuple(bindings)),
        zone_default=attempt(zone_default),
        unresolved=Known(tuple(unresolved)),
    )


def _default(rules: Node, name: str, otherwise: str) -> str:
    action = rules.value(name, "action")
    return otherwise if not action else "permit" if action == "allow" else "deny"


def _pairs(virtual: Node, rulebase: Node) -> list[tuple[str, str]]:
    pairs: dict[tuple[str, str], None] = {}
    for rule in rulebase.at("security", "rules").values():
        if not rule.has("disabled", "yes"):
            pairs |= {(source, destination): None for source in rule.at("from") for destination in rule.at("to")}
    for name, zone in virtual.at("zone").items():
        if sum(len(ports) for ports in zone.at("network").values()) > 1:
            pairs[name, name] = None
    if len(pairs) > _MOST_PAIRS:
        raise Unreadable(reason("unparseable", detail=f"{len(pairs)} pairs of zones"))
    return list(pairs)


def _between(rule: Node, source: str, destination: str) -> bool:
    kind = rule.value("rule-type")
    if (kind == "intrazone" and source != destination) or (kind == "interzone" and source == destination != "any"):
        return False
    return bool({source, "any"} & {*rule.at("from")} and {destination, "any"} & {*rule.at("to")})


def _rules(rule: Node, objects: Objects, line: str) -> tuple[FilterRule, ...] | None:
    """Read one rule, a rule per protocol; None for a form that cannot be told exactly."""
    told = rule.value("action")
    action = "permit" if told == "allow" else "deny" if told in _DENY else ""
    narrowed = any(rule.at(key) and not rule.has(key, "any") for key in _NARROWED) or rule.has("schedule")
    applications = () if rule.has("application", "any") else rule.every("application")
    if (
        not action
        or rule.has("negate-source", "yes")
        or rule.has("negate-destination", "yes")
        or (action == "deny" and (narrowed or applications))
    ):
        return None
    try:
        source, destination = objects.networks(rule.every("source")), objects.networks(rule.every("destination"))
        services = objects.services(rule.every("service"), applications)
    except (LookupError, ValueError):
        return None
    log = not rule.has("log-end", "no") or rule.has("log-start", "yes")
    return tuple(FilterRule(action, p, source, destination, ports, False, log, line) for p, ports in services)


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the rules of every virtual system."""
    del scope
    whole = config(outputs)
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(whole))))


def _translations(whole: Config) -> Iterator[Translation]:
    whole.alone()
    for virtual in whole.virtual.values():
        objects = Objects(virtual, whole.shared)
        for name, rule in virtual.at("rulebase", "nat", "rules").items():
            if rule.has("disabled", "yes"):
                continue
            line = " ".join((f"nat rule {name}", *(" ".join(words) for words in statements(rule))))
            outside = [*objects.networks(rule.every("destination"))] if rule.has("destination-translation") else []
            for kind in rule.at("source-translation").values():
                outside += (
                    [f"interface:{kind.value('interface-address', 'interface')}"]
                    if kind.has("interface-address")
                    else []
                )
                outside += objects.networks(kind.every("translated-address")) if kind.has("translated-address") else []
            yield Translation(tuple(outside), line)


def inspection(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Read by allowing rule whether it has a profile against vulnerabilities, and from when the signatures are."""
    del scope

    def sensors() -> dict[str, bool]:
        whole = config(outputs)
        whole.alone()
        found: dict[str, bool] = {}
        for name, virtual in whole.virtual.items():
            prefix = f"{name}/" if len(whole.virtual) > 1 else ""
            for title, rule in virtual.at("rulebase", "security", "rules").items():
                if rule.has("action", "allow") and not rule.has("disabled", "yes"):
                    found[f"rule {prefix}{title}"] = _inspected(rule.at("profile-setting"), virtual, whole.shared)
        return found

    return IntrusionPrevention(
        sensors=attempt(sensors),
        signatures_at=attempt(lambda: release_date(outputs["info"].text(), "threat-release-date")),
    )


def _inspected(setting: Node, virtual: Node, shared: Node) -> bool:
    groups = [virtual.at("profile-group", g) or shared.at("profile-group", g) for g in setting.at("group")]
    return any(bool(part.at("vulnerability")) for part in (setting.at("profiles"), *groups))


def tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read IPsec; GlobalProtect, and gateways without a fixed peer, let in who dials."""
    del scope
    whole = config(outputs)
    known = attempt(lambda: tuple(_tunnels(whole)))
    network = whole.device.at("network")
    remote = [
        f"ike gateway {name} dynamic"
        for name, g in network.at("ike", "gateway").items()
        if g.has("peer-address", "dynamic")
    ]
    for virtual in whole.virtual.values():
        for kind in ("global-protect-gateway", "global-protect-portal"):
            remote += [f"{kind} {name}" for name in virtual.at("global-protect", kind)]

    def remote_access() -> tuple[str, ...]:
        whole.alone()
        return tuple(remote)

    names = tuple(one.name for one in known.value) if isinstance(known, Known) else ()

    def up() -> Mapping[str, bool]:
        found = tunnels_up(names, outputs["flow"].text()) if names else {}
        if not all(found.values()):
            forwarding(outputs)
        return found

    return Tunnels(known, attempt(up) if isinstance(known, Known) else known, attempt(remote_access))


def _tunnels(whole: Config) -> Iterator[Tunnel]:
    whole.alone()
    ike = whole.device.at("network", "ike")
    profiles = ike.at("crypto-profiles")
    for name, tunnel in whole.device.at("network", "tunnel", "ipsec").items():
        auto = tunnel.at("auto-key") if not tunnel.has("disabled", "yes") else Node()
        for gateway_name in auto.at("ike-gateway"):
            gateway = ike.at("gateway", gateway_name)
            versions = _VERSIONS.get(gateway.value("protocol", "version"), ("ikev1", "ikev2"))
            first = [
                profiles.at("ike-crypto-profiles", gateway.value("protocol", version, "ike-crypto-profile"))
                for version in versions
            ]
            second = profiles.at("ipsec-crypto-profiles", auto.value("ipsec-crypto-profile"))
            if not all(first) or not second:
                raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"profiles of {name}"))
            yield Tunnel(
                name=name,
                peer=gateway.value("peer-address", "ip") or gateway.value("peer-address", "fqdn"),
                encryption=_each(
                    (*(p.every("encryption") for p in first), second.every("esp", "encryption") or ("null",))
                ),
                integrity=_each((*(p.every("hash") for p in first), _beside(second))),
                groups=_each(
                    (*(p.every("dh-group") for p in first), tuple(g for g in second.at("dh-group") if g != "no-pfs"))
                ),
            )


def _beside(second: Node) -> tuple[str, ...]:
    """Give what guards the integrity of packets; ciphers of the GCM kind do that themselves."""
    alone = all(word.endswith("-gcm") for word in second.every("esp", "encryption"))
    return tuple(word for word in second.every("esp", "authentication") if word != "none" or not alone)


def _each(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Give algorithms once each, `aes-256-cbc` as aes256."""
    return tuple(dict.fromkeys(word.removesuffix("-cbc").replace("-", "") for words in lists for word in words))
