"""Policies of a FortiGate: between interfaces or zones, to the device itself, translation and inspection.

What no policy names is denied (FortiOS Administration Guide, "Policies": implicit deny), between interfaces of one
zone only where the zone says so (`intrazone`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.fortios_objects import Objects
from scanners.platforms.network.fortios_tree import Block, Config, named, read
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MOST_PAIRS = 4000  # pairs of interfaces: no device has as many, and policies with long lists multiply
_ACTIONS = {"accept": "permit", "ipsec": "permit", "deny": "deny"}
# Policies of other kinds let traffic through, too: what stands in these is not read, and says so.
_OTHER_POLICIES = ("firewall security-policy", "firewall proxy-policy", "firewall multicast-policy",
                   "firewall policy46", "firewall policy64", "firewall multicast-policy6",
                   "firewall consolidated policy")  # fmt: skip
# What makes a policy hold for other packets than its addresses, services and interfaces say.
_NEGATED = ("srcaddr-negate", "dstaddr-negate", "service-negate", "srcaddr6-negate", "dstaddr6-negate",
            "internet-service-negate", "internet-service-src-negate", "ha-mgmt-intf-only")  # fmt: skip
_TOLD = ("name", "intf", "srcintf", "dstintf", "srcaddr", "dstaddr", "srcaddr6", "dstaddr6", "internet-service-name",
         "service", "action", "schedule", "logtraffic", "nat")  # fmt: skip


def filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read the policies: a filter per pair of interfaces or zones that some policy names."""
    del scope
    whole = read(outputs["config"].text())
    found: dict[str, PacketFilter] = {}
    bindings: list[FilterBinding] = []
    unresolved: list[str] = []
    for domain, block in whole.domains.items():
        _traffic(domain, block, found, bindings, unresolved)
        _management(domain, block, found, bindings, unresolved)
        for table in _OTHER_POLICIES:
            others = block.tables.get(table, Block("")).entries.values()
            unresolved += [f"{named(domain, table)} {one.name}" for one in others if one.text("status") != "disable"]
    return PacketFilters(
        filters=attempt(lambda: found),
        bindings=attempt(lambda: tuple(bindings)),
        zone_default=attempt(lambda: "deny"),
        unresolved=attempt(lambda: tuple(unresolved)),
    )


def _policies(block: Block) -> list[Block]:
    if "firewall policy" not in block.tables:
        raise Unreadable(reason("platform_default_unsure", platform="fortios", setting="firewall policy"))
    tables = ("firewall policy", "firewall policy6")
    every = [one for table in tables for one in block.tables.get(table, Block("")).entries.values()]
    return [one for one in every if one.text("status") != "disable"]


def _line(policy: Block, kind: str = "policy") -> str:
    told = [f"{key} {policy.text(key)}" for key in _TOLD if policy.words(key)]
    return " ".join((f"{kind} {policy.name}", *told))


def _traffic(
    domain: str, block: Block, found: dict[str, PacketFilter], bindings: list[FilterBinding], unresolved: list[str]
) -> None:
    objects = Objects(block.tables)
    rules: dict[str, tuple[FilterRule, ...]] = {}
    policies = _policies(block)
    for policy in policies:
        read_rules = _rules(policy, objects)
        if read_rules is None or not policy.words("srcintf") or not policy.words("dstintf"):
            unresolved.append(_line(policy))
        else:
            rules[policy.name] = read_rules
    zones = block.tables.get("system zone", Block("")).entries
    pairs = {(s, d): None for p in policies for s in p.words("srcintf") for d in p.words("dstintf")}
    pairs |= {(name, name): None for name, zone in zones.items() if zone.text("intrazone") == "allow"}
    if len(pairs) > _MOST_PAIRS:
        raise Unreadable(reason("unparseable", detail=f"{len(pairs)} pairs of interfaces"))
    logs = block.tables.get("log setting", Block("")).text("fwpolicy-implicit-log") == "enable"
    for source, destination in pairs:
        place = f"{named(domain, source)}>{named(domain, destination)}"
        inside = source == destination and source in zones and zones[source].text("intrazone") != "deny"
        own = [
            rule
            for policy in policies
            if {source, "any"} & {*policy.words("srcintf")} and {destination, "any"} & {*policy.words("dstintf")}
            for rule in rules.get(policy.name, ())
        ]
        found[place] = PacketFilter(place, tuple(own), "permit" if inside else "deny", logs and not inside)
        bindings.append(FilterBinding(place, "", place, "traffic"))


def _rules(policy: Block, objects: Objects) -> tuple[FilterRule, ...] | None:
    """Read one policy, a rule per protocol; None for a form that cannot be told exactly."""
    action = _ACTIONS.get(policy.text("action") or "deny")
    narrowed = policy.words("groups") or policy.words("users") or policy.text("schedule") not in {"always", ""}
    if action is None or any(policy.text(key) == "enable" for key in _NEGATED) or (action == "deny" and narrowed):
        return None
    try:
        source = _ends(policy, objects, "src")
        destination = _ends(policy, objects, "dst")
        by_name = policy.text("internet-service") == "enable"
        services = (("ip", (addresses.ANY,)),) if by_name else objects.services(policy.words("service"))
    except (LookupError, ValueError, TypeError):
        return None
    if not source or not destination or not services:
        return None
    log = policy.text("logtraffic") == "all"
    line = _line(policy)
    return tuple(
        FilterRule(action, protocol, source, destination, ports, established=False, log=log, line=line)
        for protocol, ports in services
    )


def _ends(policy: Block, objects: Objects, end: str) -> tuple[str, ...]:
    """Give the sources or destinations of a policy, those of IPv6 with them, names of Internet services as objects."""
    service = "internet-service-src" if end == "src" else "internet-service"
    if policy.text(service) == "enable":
        keys = [key for key in policy.settings if key.startswith(service)]
        named_by = [word for key in keys for word in policy.words(key) if word not in {"enable", "disable"}]
        return tuple(f"object:{name}" for name in named_by if end == "src" or not name.startswith("src"))
    four = objects.networks(policy.words(f"{end}addr"))
    both = {*four, *objects.networks(policy.words(f"{end}addr6"), six=True)}
    return (addresses.ANY,) if addresses.ANY in both else tuple(sorted(both))


def _management(
    domain: str, block: Block, found: dict[str, PacketFilter], bindings: list[FilterBinding], unresolved: list[str]
) -> None:
    """Read the local-in policies: a filter per interface; what none of them names is left to `allowaccess`."""
    objects = Objects(block.tables)
    for six in (False, True):
        table = "firewall local-in-policy6" if six else "firewall local-in-policy"
        rules: dict[str, list[FilterRule]] = {}
        for policy in _local(block, table):
            mine = _rules(policy, objects)
            if mine is None:
                unresolved.append(_line(policy, table))
                continue
            named_places = {word for one in _local(block, table) for word in one.words("intf")}
            for place in named_places if "any" in policy.words("intf") else policy.words("intf"):
                rules.setdefault(place, []).extend(mine)
        for place, own in rules.items():
            name = f"{named(domain, place)} {table.split()[1]}"
            found[name] = PacketFilter(name, tuple(own), "permit", False)
            bindings.append(FilterBinding(named(domain, place), "in", name, "management"))


def _local(block: Block, table: str) -> list[Block]:
    return [one for one in block.tables.get(table, Block("")).entries.values() if one.text("status") != "disable"]


def local_in(whole: Config, domain: str, place: str, six: bool) -> tuple[str, ...]:
    """Give the only networks that local-in policies let in to an interface; none where they leave it open."""
    block = whole.domains.get(domain)
    if block is None:
        return ()
    objects = Objects(block.tables)
    let_in: set[str] = set()
    for policy in _local(block, "firewall local-in-policy6" if six else "firewall local-in-policy"):
        if not {place, "any"} & {*policy.words("intf")}:
            continue
        for rule in _rules(policy, objects) or ():
            if rule.action == "permit":
                let_in |= {*rule.source}
            elif (*rule.source, *rule.destination, rule.protocol) == (addresses.ANY, addresses.ANY, "ip"):
                return () if addresses.ANY in let_in else tuple(sorted(let_in)) or ("object:none",)
        if _rules(policy, objects) is None and policy.text("action") == "accept":
            return ()
    return ()


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the policies that translate, the central table of sources, and the virtual addresses inwards."""
    del scope
    whole = read(outputs["config"].text())
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(whole))))


def _translations(whole: Config) -> Iterator[Translation]:
    for block in whole.domains.values():
        pools = block.tables.get("firewall ippool", Block("")).entries
        for policy in _policies(block):
            if policy.text("nat") == "enable" and policy.text("action") != "deny":
                names = policy.words("poolname") if policy.text("ippool") == "enable" else ()
                yield Translation(_outside(names, pools, policy.words("dstintf")), _line(policy))
        for entry in _local(block, "firewall central-snat-map"):
            if entry.text("nat") != "disable":
                outside = _outside(entry.words("nat-ippool"), pools, entry.words("dstintf"))
                yield Translation(outside, f"central-snat-map {entry.name}")
        for entry in block.tables.get("firewall vip", Block("")).entries.values():
            first, _, last = entry.one("extip").partition("-")
            line = f"vip {entry.name} extip {entry.text('extip')} mappedip {entry.text('mappedip')}"
            yield Translation(tuple(addresses.spanned(first, last or first)), line)


def _outside(names: tuple[str, ...], pools: dict[str, Block], places: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        return tuple(f"interface:{place}" for place in places)
    return tuple(
        network for name in names for network in addresses.spanned(pools[name].one("startip"), pools[name].one("endip"))
    )


def inspection(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Read by accepting policy whether it inspects, and from when the signatures are."""
    del scope

    def sensors() -> dict[str, bool]:
        whole = read(outputs["config"].text())
        return {
            named(domain, f"policy {policy.name}"): _inspects(policy, block)
            for domain, block in whole.domains.items()
            for policy in _policies(block)
            if policy.text("action") != "deny"
        }

    return IntrusionPrevention(sensors=attempt(sensors), signatures_at=attempt(lambda: _signatures(outputs)))


def _inspects(policy: Block, block: Block) -> bool:
    if policy.text("utm-status") != "enable":
        return False
    if policy.text("profile-type") == "group":
        group = block.tables.get("firewall profile-group", Block("")).entries.get(policy.text("profile-group"))
        return group is not None and bool(group.text("ips-sensor"))
    return bool(policy.text("ips-sensor"))


def _signatures(outputs: Outputs) -> float:
    """Give the time of the signature base in use, regular or extended. Its zone is not told: taken for UTC."""
    extended = read(outputs["config"].text()).one("ips global").one("database") == "extended"
    for line in outputs["status"].lines():
        key, _, value = line.strip().partition(": ")
        if key == ("IPS-ETDB" if extended else "IPS-DB"):
            moment = value.partition("(")[2].rstrip(") ")
            return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()
    raise Unreadable(reason("unparseable", detail="no signature base"))
