"""Access lists, filters, address translation and tunnels of Si-R and SR-S.

Command reference, configuration volume: ACL情報 (`acl N ip …`), LAN情報 (`lan N ip filter`), 相手情報 (`remote N ap`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.fujitsu_sir.lines import NAME, config, last, network, numbered, unsure
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_PROTOCOLS = {"any": "ip", "1": "icmp", "6": "tcp", "17": "udp"}
_FAMILIES = ("ip", "ip6")
_ACTIONS = {"pass": "permit", "reject": "deny"}
_OWN = {"any", "0.0.0.0"}  # noqa: S104  (stands for the address of the interface)
_SERVICES = ("telnet", "ssh", "http", "https", "ftp", "sftp", "dns", "sntp", "snmp")
_ACCEPTS = {"accept": "permit", "reject": "deny"}
_GROUPS = {"modp768": "group1", "modp1024": "group2", "modp1536": "group5", "modp2048": "group14",
           "modp3072": "group15", "modp4096": "group16"}  # fmt: skip
_CIPHERS = {"des-cbc": "des", "3des-cbc": "3des", "aes-cbc-128": "aes128", "aes-cbc-192": "aes192",
            "aes-cbc-256": "aes256", "null": "null"}  # fmt: skip


_Acls = Mapping[str, list[tuple[Line, list[str]]]]  # the lines of each access list by its number


@dataclass(frozen=True, slots=True)
class _Side:
    """What a line of filters says: its access list, what to do, and where."""

    acl: str
    action: str
    direction: str
    line: str


def _rule(acls: _Acls, acl: str, action: str, shown: str) -> FilterRule:
    """Give the rule that a filter makes of one access list. Raises ValueError where that is not understood exactly.

    An access list that is not defined or names no addresses matches nothing that could be told.
    """
    rest = [words for _, words in acls.get(acl, [])]
    addresses = [words[1:] for words in rest if words[:1] in (["ip"], ["ip6"])]
    if len(addresses) != 1 or len(addresses[0]) not in (3, 4):
        raise ValueError(f"acl {acl}")
    source, destination, protocol, *service = addresses[0]
    if service not in ([], ["any"]):  # rules that hold for a class of service only
        raise ValueError(f"acl {acl}")
    ports: tuple[str, ...] = ("any",)
    established = False
    narrowing = [words for words in rest if words[:1] not in (["ip"], ["ip6"], ["description"])]
    if len(narrowing) > 1:
        raise ValueError(f"acl {acl}")
    for words in narrowing:
        if words[:1] not in (["tcp"], ["udp"]) or len(words) not in (3, 4) or _PROTOCOLS.get(protocol) != words[0]:
            raise ValueError(f"acl {acl} {' '.join(words)}")
        ports = tuple(words[2].split(","))
        if words[3:] not in ([], ["yes"], ["no"]):
            raise ValueError(f"acl {acl} {' '.join(words)}")
        established = words[3:] == ["no"]  # "no": packets that open a connection do not match
        if action == "deny" and (established or words[1] != "any"):  # it denies less than its addresses and ports tell
            raise ValueError(f"acl {acl} {' '.join(words)}")
    return FilterRule(
        action, _PROTOCOLS.get(protocol, protocol), (network(source),), (network(destination),), ports, established,
        log=False, line=shown,
    )  # fmt: skip


def _side(line: Line, words: list[str]) -> _Side:
    """Read `COUNT pass|reject acl N [any|in|out|reverse]`."""
    if len(words) not in (4, 5) or words[1] not in _ACTIONS or words[2] != "acl" or not words[3].isdecimal():
        raise ValueError(line.text)
    direction = words[4] if len(words) == 5 else "any"
    if direction not in {"any", "in", "out", "reverse"}:
        raise ValueError(line.text)
    return _Side(words[3], _ACTIONS[words[1]], direction, line.text)


def _both_ways(acls: _Acls, side: _Side) -> Iterator[tuple[str, FilterRule]]:
    rule = _rule(acls, side.acl, side.action, side.line)
    if side.direction in {"any", "in", "reverse"}:
        yield "in", rule
    if side.direction in {"any", "out"}:
        yield "out", rule
    if side.direction == "reverse":  # the answers too: with addresses turned round, whatever their ports
        if rule.action == "deny" and rule.ports != ("any",):
            raise ValueError(side.line)
        yield "out", replace(rule, source=rule.destination, destination=rule.source, ports=("any",))


def _place_in_order(found: tuple[Line, list[str]]) -> int:
    """Sort by the number that a line gives itself; what has none comes last."""
    first = found[1][:1]
    return int(first[0]) if first and first[0].isdecimal() and len(first[0]) < 10 else 1 << 31


def _interface_filters(
    acls: _Acls, place: str, own: tuple[Line, ...], family: str
) -> tuple[dict[str, PacketFilter], list[FilterBinding], list[str]]:
    """Read the filters of one interface; nothing where it has none."""
    rules: dict[str, list[FilterRule]] = {"in": [], "out": []}
    unresolved: list[str] = []
    default = "pass"
    found = sorted(starting(own, f"{place} {family} filter"), key=_place_in_order)
    for line, words in found:
        if words[:1] == ["default"] and words[1:] in (["pass"], ["reject"], ["spi"]):
            default = words[1]
            continue
        try:
            for direction, rule in _both_ways(acls, _side(line, words)):
                rules[direction].append(rule)
        except (ValueError, LookupError):
            unresolved.append(line.text)
    if not found:
        return {}, [], []
    # spi: what begins inside may leave, and only answers come in
    ends = {"pass": ("permit", "permit"), "reject": ("deny", "deny"), "spi": ("deny", "permit")}[default]
    filters = {
        f"{place} {family} filter {way}": PacketFilter(f"{place} {family} filter {way}", tuple(rules[way]), end, False)
        for way, end in zip(("in", "out"), ends, strict=True)
    }
    return filters, [FilterBinding(place, name.rsplit(" ", 1)[1], name, "traffic") for name in filters], unresolved


def _service_filters(lines: tuple[Line, ...], acls: _Acls, service: str) -> tuple[PacketFilter | None, list[str]]:
    """Read who may use a service of the device; None where no line limits it."""
    rules: list[FilterRule] = []
    unresolved: list[str] = []
    default = "permit"
    found = sorted(starting(lines, f"serverinfo {service} filter"), key=_place_in_order)
    for line, words in found:
        if words[:1] == ["default"] and len(words) == 2 and words[1] in _ACCEPTS:
            default = _ACCEPTS[words[1]]
        elif len(words) == 4 and words[1] in _ACCEPTS and words[2] == "acl":
            try:
                rules.append(_rule(acls, words[3], _ACCEPTS[words[1]], line.text))
            except (ValueError, LookupError):
                unresolved.append(line.text)
        else:
            unresolved.append(line.text)
    return (PacketFilter(f"serverinfo {service} filter", tuple(rules), default, False) if found else None), unresolved


def service_filter(lines: tuple[Line, ...], service: str) -> PacketFilter | None:
    """Give who may use a service. Raises ValueError where a line of it is not understood."""
    found, unresolved = _service_filters(lines, numbered(lines, "acl"), service)
    if unresolved:
        raise ValueError(unresolved[0])
    return found


def _places(lines: tuple[Line, ...]) -> dict[str, tuple[Line, ...]]:
    """Give the interfaces that may have filters, in their order, each with its lines."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        words = line.words
        if words[0] in {"lan", "remote"}:
            found.setdefault(" ".join(words[:2]), []).append(line)
    return {place: tuple(own) for place, own in found.items()}


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give each interface's filters by direction, and those of the device's own services."""
    del scope
    lines = config(outputs)
    filters: dict[str, PacketFilter] = {}
    bindings: list[FilterBinding] = []
    unresolved: list[str] = []
    acls = numbered(lines, "acl")
    for place, own in _places(lines).items():
        for family in _FAMILIES:
            more, bound, open_lines = _interface_filters(acls, place, own, family)
            filters |= more
            bindings += bound
            unresolved += open_lines
    for service in _SERVICES:
        found, open_lines = _service_filters(lines, acls, service)
        unresolved += open_lines
        if found is not None:
            filters[found.name] = found
            bindings.append(FilterBinding(f"serverinfo {service}", "in", found.name, "management"))
    # Filters of switch ports and VLANs see frames, not only packets: no reader knows them.
    unresolved += [line.text for line in lines if line.words[0] in {"ether", "vlan"} and "filter" in line.words]
    return PacketFilters(Known(filters), Known(tuple(bindings)), Known(""), Known(tuple(unresolved)))


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Give the rules of address translation. `mode multi any …` hides behind the address of the interface."""
    del scope
    lines = config(outputs)

    def rules() -> tuple[Translation, ...]:
        found: list[Translation] = []
        for place, lines_there in _places(lines).items():
            for line, words in starting(lines_there, f"{place} ip nat"):
                if words[:2] in (["mode", "multi"], ["mode", "basic"], ["mode", "static"]):
                    outside = words[2] if len(words) > 2 else "any"
                    own = outside in _OWN
                    found.append(Translation((f"interface:{place}" if own else network(outside),), line.text))
                elif words[:1] == ["static"] and len(words) > 4:
                    own = words[4] in _OWN
                    found.append(Translation((f"interface:{place}" if own else network(words[4]),), line.text))
                elif words[:2] != ["mode", "off"]:
                    raise ValueError(line.text)
        return tuple(found)

    return AddressTranslation(rules=attempt(rules))


def _told(rest: list[list[str]], *words: str) -> tuple[str, ...]:
    """Give what follows these words in each line that has them; a number stands for any number (`proposal 0`)."""
    found = [
        line[len(words)]
        for line in rest
        if len(line) > len(words)
        and all(word == want or (want == "N" and word.isdecimal()) for word, want in zip(line, words, strict=False))
    ]
    return tuple(dict.fromkeys(found))


def _tunnel(name: str, rest: list[list[str]]) -> Tunnel:
    """Read one path from the lines of its access point."""
    if _told(rest, "ipsec", "type") != ("ike",):
        raise unsure(f"{name} ipsec type")
    both = {
        "encrypt": (_told(rest, "ike", "proposal", "N", "encrypt"), _told(rest, "ipsec", "ike", "encrypt")),
        "auth": (_told(rest, "ike", "proposal", "N", "hash"), _told(rest, "ipsec", "ike", "auth")),
        "pfs": (_told(rest, "ike", "proposal", "N", "pfs"), _told(rest, "ipsec", "ike", "pfs")),
    }
    for kind, (ike, ipsec) in both.items():
        if not ike or (not ipsec and kind != "pfs"):
            raise unsure(f"{name} {kind}")
    ciphers, hashes, groups = (tuple(dict.fromkeys((*ike, *ipsec))) for ike, ipsec in both.values())
    if set(_told(rest, "ipsec", "ike", "protocol")) - {"esp"}:  # AH encrypts nothing, whatever cipher stands beside it
        ciphers = (*ciphers, "null")
    groups = tuple(group for group in groups if group != "off")  # no further exchange for the data itself
    return Tunnel(
        name=name,
        peer=next(iter(_told(rest, "tunnel", "remote")), "any"),
        encryption=tuple(dict.fromkeys(_CIPHERS.get(cipher, cipher) for cipher in ciphers)),
        integrity=tuple(dict.fromkeys(value.removeprefix("hmac-") for value in hashes)),
        groups=tuple(dict.fromkeys(_GROUPS.get(group, group) for group in groups)),
    )


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give the encrypted paths. Whether each is up is told by commands whose output was never seen."""
    del scope
    lines = config(outputs)

    def tunnels() -> tuple[Tunnel, ...]:
        found = []
        for place, own in _places(lines).items():
            for point, rest in numbered(own, f"{place} ap").items():
                words = [more for _, more in rest]
                if ["datalink", "type", "ipsec"] in words or any(more[:1] == ["ipsec"] for more in words):
                    found.append(_tunnel(f"{place} ap {point}", words))
        for line, more in starting(lines, "template"):  # paths of whoever calls in: of another form, not read
            if not {"ipsec", "ike"}.isdisjoint(more):
                raise ValueError(line.text)
        return tuple(found)

    told = attempt(tunnels)
    return Tunnels(
        tunnels=told,
        up=Known({}) if told == Known(()) else not_told(NAME, "tunnels.up"),
        remote_access=Known(
            tuple(f"template {number}" for number in numbered(lines, "template"))
            + (("answer accept",) if last(lines, "answer accept") == ["enable"] else ())
        ),
    )
