"""Sets of packets as boxes: what a rule lets through, less what is approved or denied before it.

Five dimensions: IP version, protocol, source, destination, destination port. Everything else that a rule may ask of a
packet (source ports, flags) is left out: a box is at least as large as what the rule matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import NamedTuple

from checks.registers_access import FlowEntry
from scanners.facts.packet_filters import FilterRule

Range = tuple[int, int]  # both ends belong to it

PROTOCOLS: dict[str, int] = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "ahp": 51, "icmpv6": 58, "icmp6": 58,
    "eigrp": 88, "ospf": 89, "pim": 103, "vrrp": 112, "sctp": 132,
}  # fmt: skip
# Names of ports that devices put in place of numbers (IANA, and what vendors call them).
_PORTS: dict[str, int] = {
    "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "tacacs": 49, "domain": 53, "dns": 53,
    "bootps": 67, "bootpc": 68, "tftp": 69, "http": 80, "www": 80, "kerberos": 88, "pop3": 110, "sunrpc": 111,
    "ntp": 123, "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "imap": 143, "snmp": 161, "snmptrap": 162,
    "bgp": 179, "ldap": 389, "https": 443, "isakmp": 500, "syslog": 514, "ldaps": 636, "non500-isakmp": 4500,
}  # fmt: skip
ANY = "any"
_WHOLE_IP = frozenset({"ip", "ipv4", "ipv6", "any", "all"})
_WITH_PORTS = frozenset({6, 17, 132})
_ALL_PROTOCOLS: Range = (0, 255)
ALL_PORTS: Range = (0, 65535)
_EVERYWHERE: dict[int, Range] = {4: (0, (1 << 32) - 1), 6: (0, (1 << 128) - 1)}
_MOST_BOXES = 4096  # of one rule, and of what is left of it


class Box(NamedTuple):
    """Packets of one IP version within these ranges."""

    version: int
    protocol: Range
    source: Range
    destination: Range
    port: Range


class TooManyError(ValueError):
    """A rule falls into more parts than are looked at."""


def everything(words: Sequence[str]) -> bool:
    """Whether these networks leave no address of a version out ("any", a whole /0, or its two halves)."""
    if ANY in words:
        return True
    four: list[IPv4Network] = []
    six: list[IPv6Network] = []
    for word in words:
        try:
            network = ip_network(word, strict=False)
        except ValueError:
            continue
        if isinstance(network, IPv4Network):
            four.append(network)
        else:
            six.append(network)
    whole = [one.prefixlen == 0 for one in collapse_addresses(four)]
    return any(whole) or any(one.prefixlen == 0 for one in collapse_addresses(six))


def every_port(ports: Sequence[str]) -> bool:
    """Whether these destination ports leave none out; a rule that names none leaves none out."""
    if not ports or ANY in ports:
        return True
    reached = 0  # port 0 is never used
    for low, high in sorted(one for port in ports if (one := port_range(port)) is not None):
        if low > reached + 1:
            return False
        reached = max(reached, high)
    return reached == ALL_PORTS[1]


def whole_ip(protocol: str) -> bool:
    """Whether a rule is about every protocol."""
    return protocol.lower() in _WHOLE_IP


def port_range(word: str) -> Range | None:
    """Give the range that a word for ports stands for, None where it is not known."""
    if word == ANY:
        return ALL_PORTS
    ends = word.split("-") if word.lower() not in _PORTS else [word]
    numbers = [_PORTS.get(end.lower(), int(end) if end.isascii() and end.isdigit() else -1) for end in ends]
    low, high = numbers[0], numbers[-1]
    return (low, high) if len(numbers) <= 2 and 0 <= low <= high <= ALL_PORTS[1] else None


def _protocol(word: str) -> Range | None:
    name = word.lower()
    if name in _WHOLE_IP:
        return _ALL_PROTOCOLS
    number = PROTOCOLS.get(name, int(name) if name.isascii() and name.isdigit() else -1)
    return (number, number) if 0 <= number <= _ALL_PROTOCOLS[1] else None


@lru_cache(maxsize=65536)
def _addresses(word: str) -> tuple[int, Range] | None:
    """Give version (0 for both) and range of one network, None for what is no network."""
    if word == ANY:
        return 0, (0, 0)
    try:
        network = ip_network(word, strict=False)
    except ValueError:
        return None
    return network.version, (int(network[0]), int(network[-1]))


def _boxes(
    protocol: Range, sources: Iterable[str], destinations: Iterable[str], ports: Sequence[Range]
) -> tuple[Box, ...] | None:
    from_ = [_addresses(word) for word in sources]
    to = [_addresses(word) for word in destinations]
    if len(from_) * len(to) * len(ports) > _MOST_BOXES:
        raise TooManyError
    found: list[Box] = []
    for source in from_:
        for destination in to:
            if source is None or destination is None:
                return None
            # Whether a list of "any" and "any" is of IPv6 too is not told: what holds of IPv4 is enough to find fault.
            version = source[0] or destination[0] or 4
            if {source[0], destination[0]} - {0, version}:
                continue
            ends = [one[1] if one[0] else _EVERYWHERE[version] for one in (source, destination)]
            found += [Box(version, protocol, ends[0], ends[1], port) for port in ports]
    return tuple(found)


def of_rule(rule: FilterRule) -> tuple[Box, ...] | None:
    """Give what a rule matches, None where it names what is not known here (objects, strange ports).

    Raises TooManyError.
    """
    protocol = _protocol(rule.protocol)
    if protocol is None:
        return None
    if protocol[0] not in _WITH_PORTS or every_port(rule.ports):
        return _boxes(protocol, rule.source, rule.destination, [ALL_PORTS])
    ports = [port_range(port) for port in rule.ports]
    known = [port for port in ports if port is not None]
    return _boxes(protocol, rule.source, rule.destination, known) if len(known) == len(ports) else None


@lru_cache(maxsize=65536)
def of_flow(flow: FlowEntry) -> tuple[Box, ...]:
    """Give the packets of an approved flow."""
    protocol = _protocol(str(flow.protocol)) or _ALL_PROTOCOLS
    ports = flow.ranges or (ALL_PORTS,)
    found: list[Box] = []
    for source in flow.source:
        found += _boxes(protocol, (source,), flow.destination, ports) or ()
    return tuple(found)


def _apart(one: Box, other: Box) -> bool:
    if one.version != other.version:
        return True
    # Written out: this is asked a million times of a large filter. The sides that tell most rules apart come first.
    for mine, theirs in (
        (one.destination, other.destination),
        (one.source, other.source),
        (one.port, other.port),
        (one.protocol, other.protocol),
    ):
        if mine[1] < theirs[0] or theirs[1] < mine[0]:
            return True
    return False


def _without(box: Box, cut: Box) -> list[Box]:
    """Give what is left of a box outside another that meets it."""
    rest: list[Box] = []
    sides: list[Range] = list(box[1:])
    for place, (first, last) in enumerate(cut[1:]):
        low, high = sides[place]
        outside = [one for one in ((low, first - 1), (last + 1, high)) if one[0] <= one[1]]
        rest += [Box._make((box.version, *sides[:place], one, *sides[place + 1 :])) for one in outside]
        sides[place] = (max(low, first), min(high, last))
    return rest


def remainder(boxes: Iterable[Box], cuts: Iterable[Box]) -> list[Box]:
    """Give what is left of the boxes outside all of the others. Raises TooManyError."""
    rest = list(boxes)
    for cut in cuts:
        if not rest:
            break
        if all(_apart(box, cut) for box in rest):
            continue
        rest = [part for box in rest for part in ([box] if _apart(box, cut) else _without(box, cut))]
        if len(rest) > _MOST_BOXES:
            raise TooManyError
    return rest
