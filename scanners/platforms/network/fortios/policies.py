"""Policies of a FortiGate: between interfaces or zones, to the device itself, translation and inspection.

What no policy names is denied (FortiOS Administration Guide, "Policies": implicit deny), between interfaces of one
zone only where the zone says so (`intrazone`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.fortios.objects import Objects
from scanners.platforms.network.fortios.tree import Block, Config, named, read, speaks_six
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MOST_PAIRS = 4000  # pairs of interfaces: no device has as many, and policies with long lists multiply
MOST_WORK = 2_000_000  # interfaces times policies about the device itself, pairs times policies between them
_ACTIONS = {"accept": "permit", "ipsec": "permit", "deny": "deny"}
# Policies of other kinds let traffic through, too: what stands in these is not read, and says so.
_OTHER_POLICIES = ("firewall security-policy", "firewall proxy-policy", "firewall multicast-policy",
                   "firewall policy46", "firewall policy64", "firewall multicast-policy6",
                   "firewall consolidated policy")  # fmt: skip
# What makes a policy hold for other packets than its addresses, services and interfaces say.
_NEGATED = ("srcaddr-negate", "dstaddr-negate", "service-negate", "srcaddr6-negate", "dstaddr6-negate",
            "internet-service-negate", "internet-service-src-negate", "internet-service6-negate",
            "internet-service6-src-negate", "ha-mgmt-intf-only")  # fmt: skip
# What makes a denial hold for fewer packets than that.
_NARROWING = ("groups", "users", "fsso-groups", "devices", "src-vendor-mac", "ztna-ems-tag", "ztna-ems-tag-secondary",
              "ztna-geo-tag", "sgt", "application", "app-category", "url-category", "vlan-filter")  # fmt: skip
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
        _traffic(domain, block, found, bindings, unresolved, six=_six(whole, domain))
        _management(domain, block, found, bindings, unresolved)
        for table in _OTHER_POLICIES:
            unresolved += [f"{named(domain, table)} {one.name}" for one in active(block, table)]
    return PacketFilters(
        filters=attempt(lambda: found),
        bindings=attempt(lambda: tuple(bindings)),
        zone_default=attempt(lambda: "deny"),
        unresolved=attempt(lambda: tuple(unresolved)),
    )


def _six(whole: Config, domain: str) -> bool:
    """Whether an interface of a virtual domain speaks IPv6."""
    places = whole.device.tables.get("system interface", Block("")).entries.values()
    return any(speaks_six(place) for place in places if not domain or place.text("vdom") == domain)


def _policies(block: Block) -> list[tuple[str, Block]]:
    """Give the policies in force with their kind: until 6.2 those of IPv6 have a table, and numbers, of their own."""
    if "firewall policy" not in block.tables:
        raise Unreadable(reason("platform_default_unsure", platform="fortios", setting="firewall policy"))
    return [(kind, one) for kind in ("policy", "policy6") for one in active(block, f"firewall {kind}")]


def _line(policy: Block, kind: str = "policy") -> str:
    told = [f"{key} {policy.text(key)}" for key in _TOLD if policy.words(key)]
    return " ".join((f"{kind} {policy.name}", *told))


def _traffic(
    domain: str,
    block: Block,
    found: dict[str, PacketFilter],
    bindings: list[FilterBinding],
    unresolved: list[str],
    *,
    six: bool,
) -> None:
    objects = Objects(block.tables)
    rules: list[tuple[FilterRule, ...]] = []
    policies = [policy for _kind, policy in _policies(block)]
    entering: dict[str, list[int]] = {}
    for number, (kind, policy) in enumerate(_policies(block)):
        read_rules = rules_of(policy, objects, six=kind == "policy6")
        if read_rules is None or not policy.words("srcintf") or not policy.words("dstintf"):
            unresolved.append(_line(policy, kind))
        rules.append(read_rules or ())
        for place in policy.words("srcintf"):
            entering.setdefault(place, []).append(number)
    settings = block.tables.get("system settings", Block(""))
    if settings.text("asymroute") == "enable":  # what comes back is then passed on without a policy
        unresolved.append(named(domain, "system settings asymroute enable"))
    zones = block.tables.get("system zone", Block("")).entries
    pairs: dict[tuple[str, str], None] = {}
    for policy in policies:
        if len(pairs) + len(policy.words("srcintf")) * len(policy.words("dstintf")) > 10 * _MOST_PAIRS:
            raise Unreadable(reason("unparseable", detail=f"policy {policy.name}: too many interfaces"))
        pairs |= dict.fromkeys(product(policy.words("srcintf"), policy.words("dstintf")))
    pairs |= {(name, name): None for name, zone in zones.items() if zone.text("intrazone") == "allow"}
    work = sum(len(entering.get(source, ())) + len(entering.get("any", ())) for source, _ in pairs)
    if len(pairs) > _MOST_PAIRS or work > MOST_WORK:
        raise Unreadable(reason("unparseable", detail=f"{len(pairs)} pairs of interfaces, {len(policies)} policies"))
    kept = block.tables.get("log setting", Block(""))
    logs = kept.text("fwpolicy-implicit-log") == "enable"
    logs &= not six or kept.text("fwpolicy6-implicit-log") != "disable"
    for source, destination in pairs:
        place = f"{named(domain, source)}>{named(domain, destination)}"
        inside = source == destination and source in zones and zones[source].text("intrazone") != "deny"
        own = [
            rule
            for number in sorted({*entering.get(source, ()), *entering.get("any", ())})
            if {destination, "any"} & {*policies[number].words("dstintf")}
            for rule in rules[number]
        ]
        found[place] = PacketFilter(place, tuple(own), "permit" if inside else "deny", logs and not inside)
        bindings.append(FilterBinding(place, "", place, "traffic"))


def rules_of(policy: Block, objects: Objects, *, six: bool = False) -> tuple[FilterRule, ...] | None:
    """Read one policy, a rule per protocol; None for a form that cannot be told exactly. `six`: of a table of IPv6."""
    action = _ACTIONS.get(policy.text("action") or "deny")
    narrowed = any(policy.words(key) for key in _NARROWING) or policy.text("schedule") not in {"always", ""}
    narrowed |= policy.text("match-vip") == "disable" and objects.virtual()  # it leaves virtual addresses to others
    if action is None or any(policy.text(key) == "enable" for key in _NEGATED) or (action == "deny" and narrowed):
        return None
    try:
        source = _ends(policy, objects, "src", six)
        destination = _ends(policy, objects, "dst", six)
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


def _ends(policy: Block, objects: Objects, end: str, six: bool) -> tuple[str, ...]:
    """Give the sources or destinations of a policy, those of IPv6 with them, names of Internet services as objects."""
    service = "internet-service-src" if end == "src" else "internet-service"
    if policy.text(service) == "enable":
        keys = [key for key in policy.settings if key.startswith(service)]
        named_by = [word for key in keys for word in policy.words(key) if word not in {"enable", "disable"}]
        return tuple(f"object:{name}" for name in named_by if end == "src" or not name.startswith("src"))
    four = objects.networks(policy.words(f"{end}addr"), six)
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
        named_places = dict.fromkeys(word for one in active(block, table) for word in one.words("intf"))
        if len(named_places) * len(active(block, table)) > MOST_WORK:
            raise Unreadable(reason("unparseable", detail=f"{table}: {len(named_places)} interfaces"))
        for policy in active(block, table):
            mine = rules_of(policy, objects, six=six)
            if mine is None:
                unresolved.append(_line(policy, table))
                continue
            for place in named_places if "any" in policy.words("intf") else policy.words("intf"):
                rules.setdefault(place, []).extend(mine)
        for place, own in rules.items():
            name = f"{named(domain, place)} {table.split()[1]}"
            found[name] = PacketFilter(name, tuple(own), "permit", False)
            bindings.append(FilterBinding(named(domain, place), "in", name, "management"))


def active(block: Block, table: str) -> list[Block]:
    """Give the entries of a table that are in force."""
    return [one for one in block.below(table) if one.text("status") != "disable"]


def translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read the policies that translate, the central table of sources, and the virtual addresses inwards."""
    del scope
    whole = read(outputs["config"].text())
    return AddressTranslation(rules=attempt(lambda: tuple(_translations(whole))))


def _translations(whole: Config) -> Iterator[Translation]:
    for block in whole.domains.values():
        pools = block.tables.get("firewall ippool", Block("")).entries
        for kind, policy in _policies(block):
            if policy.text("nat") == "enable" and policy.text("action") != "deny":
                names = policy.words("poolname") if policy.text("ippool") == "enable" else ()
                yield Translation(_outside(names, pools, policy.words("dstintf")), _line(policy, kind))
        for entry in active(block, "firewall central-snat-map"):
            if entry.text("nat") != "disable":
                outside = _outside(entry.words("nat-ippool"), pools, entry.words("dstintf"))
                yield Translation(outside, f"central-snat-map {entry.name}")
        for entry in (*block.below("firewall vip"), *block.below("firewall vip6")):
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
            named(domain, f"{kind} {policy.name}"): _inspects(policy, block, whole.device)
            for domain, block in whole.domains.items()
            for kind, policy in _policies(block)
            if policy.text("action") != "deny"
        }

    return IntrusionPrevention(sensors=attempt(sensors), signatures_at=attempt(lambda: _signatures(outputs)))


def _inspects(policy: Block, block: Block, device: Block) -> bool:
    if policy.text("utm-status") != "enable":
        return False
    holder: Block | None = policy
    if policy.text("profile-type") == "group":
        holder = block.tables.get("firewall profile-group", Block("")).entries.get(policy.text("profile-group"))
    name = holder.text("ips-sensor") if holder else ""
    known = [part.tables["ips sensor"].entries for part in (block, device) if "ips sensor" in part.tables]
    sensor = next((entries[name] for entries in known if name in entries), None)
    return bool(name) and (sensor is None or bool(sensor.below("entries")))  # one without entries looks for nothing


def _signatures(outputs: Outputs) -> float:
    """Give the time of the signature base in use, regular or extended. Its zone is not told: taken for UTC."""
    extended = read(outputs["config"].text()).one("ips global").one("database") == "extended"
    for line in outputs["status"].lines():
        key, _, value = line.strip().partition(": ")
        if key == ("IPS-ETDB" if extended else "IPS-DB"):
            moment = value.partition("(")[2].rstrip(") ")
            return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()
    raise Unreadable(reason("unparseable", detail="no signature base"))
