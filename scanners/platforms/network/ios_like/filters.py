"""Access lists that look like Cisco IOS: one rule a line, addresses with wildcard masks or lengths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from scanners.facts.packet_filters import FilterRule, PacketFilter
from scanners.platforms.network import addresses
from scanners.platforms.network.ios_like.ports import ports
from scanners.platforms.network.tree import Line

_ANY = frozenset({"any", "any4", "any6"})
_OPERATORS = frozenset({"eq", "neq", "gt", "lt", "range"})
_PROTOCOLS = frozenset({
    "ip", "ipv6", "tcp", "udp", "icmp", "icmp6", "icmpv6", "gre", "esp", "ahp", "ah", "ospf", "eigrp", "pim", "igmp",
    "ipinip", "nos", "pcp", "sctp", "vrrp", "rsvp", "igrp", "hopopt", "hbh", "ipsec", "snp", "l2tp", "ospfv3",
})  # fmt: skip
_WITH_PORTS = frozenset({"tcp", "udp", "sctp", "6", "17", "132"})
# Words after the addresses that leave a rule as wide as it reads, and those that narrow it; each with its values.
_PLAIN = {"log": 0, "log-input": 0, "reflect": 1, "timeout": 1, "capture": 0, "nexthop": 2}
_NARROWING = {
    "time-range": 1, "dscp": 1, "tos": 1, "precedence": 1, "fragments": 0, "ttl": 2, "option": 1, "packet-length": 2,
    "ack": 0, "rst": 0, "syn": 0, "fin": 0, "psh": 0, "urg": 0, "vlan": 2, "tracked": 0, "flow-label": 1,
    "routing": 0, "match-any": -1, "match-all": -1, "dest-option": 0, "mobility": 0, "undetermined-transport": 0,
}  # fmt: skip
_SEQUENCE = re.compile(r"(?:sequence )?(?:seq )?\d+ (?=permit |deny |remark |evaluate |statistics )")
_NO_RULES = frozenset({"remark", "statistics", "counters", "fragment-rules", "no", "exit"})
_LOGGED = frozenset({"log", "log-input"})


@dataclass(frozen=True, slots=True)
class FilterGrammar:
    """What platforms do differently.

    `empty`: what a list without rules does, permit or deny. `objects`: networks of each group of addresses. `inverse`:
    masks are wildcards (those of the ASA are not). `standard`: lists of certain numbers match sources alone.
    A length after the address (`192.0.2.0/24`) is read everywhere.
    """

    empty: str = "permit"
    objects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inverse: bool = True
    standard: bool = True


class FilterTable(dict[str, PacketFilter]):
    """Filters by name. `unread`: names of those with a line that may permit more than is known."""

    unread: frozenset[str] = frozenset()

    def changed(self, change: Callable[[PacketFilter], PacketFilter]) -> FilterTable:
        """Give the same table with every filter changed; what was not read stays not read."""
        made = FilterTable((name, change(one)) for name, one in self.items())
        made.unread = self.unread
        return made


def access_lists(lines: Iterable[Line], grammar: FilterGrammar) -> tuple[FilterTable, tuple[str, ...]]:
    """Read every named and numbered list. Gives the filters, and the lines that were not understood."""
    rules: dict[str, list[FilterRule]] = {}
    unresolved: list[str] = []
    unread: set[str] = set()
    for name, standard, text in _entries(lines, rules, by_number=grammar.standard):
        try:
            rule = standard_rule(text, grammar) if standard else extended_rule(text, grammar)
        except (ValueError, IndexError):
            unresolved.append(f"{name}: {text}")
            unread |= set() if _SEQUENCE.sub("", text, count=1).startswith("deny ") else {name}
        else:
            rules[name] += [rule] if rule else []
    filters = FilterTable(
        (name, PacketFilter(name, tuple(found), "deny" if found else grammar.empty, logs_default=False))
        for name, found in rules.items()
    )
    filters.unread = frozenset(unread)
    return filters, tuple(unresolved)


# Words that stand where a name of a list would, and are settings of all lists.
_NO_NAMES = ("logging", "log-update", "resequence", "persistent", "match-local-traffic", "helper")


def _entries(
    lines: Iterable[Line], rules: dict[str, list[FilterRule]], *, by_number: bool
) -> Iterable[tuple[str, bool, str]]:
    """Give list, whether it is a standard one, and text of each entry; every list gets its place in `rules`."""
    for line in lines:
        words = line.words
        if words[:1] == ["access-list"] and len(words) > 2:
            rules.setdefault(words[1], [])
            yield words[1], numbered_standard(words[1]), " ".join(words[2:])
        elif words[:2] in (["ip", "access-list"], ["ipv6", "access-list"]) and len(words) > 2:
            kinds = {"standard", "extended"} & set(words[2:3])
            if not kinds and words[2] in _NO_NAMES:
                continue
            name = " ".join(words[3:] if kinds else words[2:])
            standard = words[0] == "ip" and (
                "standard" in kinds or (by_number and not kinds and numbered_standard(name))
            )
            rules.setdefault(name, [])
            for below in line.under:
                yield name, standard, below.text


def numbered_standard(name: str) -> bool:
    """Whether a list of this number matches sources alone (1-99, 1300-1999)."""
    return name.isascii() and name.isdigit() and (1 <= int(name) <= 99 or 1300 <= int(name) <= 1999)


def _begin(text: str) -> tuple[str, list[str]]:
    """Give action and further words; the action is empty for what is no rule. Raises ValueError for anything else."""
    words = _SEQUENCE.sub("", " ".join(text.split()), count=1).split()
    if words and words[0] in _NO_RULES:
        return "", []
    if words[:1] not in (["permit"], ["deny"]):
        raise ValueError(text)
    return words[0], words[1:]


def standard_rule(text: str, grammar: FilterGrammar) -> FilterRule | None:
    """Read `permit|deny SOURCE [log]`; None for a remark. Raises ValueError for any other form."""
    action, words = _begin(text)
    if not action:
        return None
    rest = [word for word in words if word not in _LOGGED]
    if len(rest) == 1 and rest[0] not in _ANY and "/" not in rest[0]:
        rest = ["host", *rest]
    source, after = endpoint(rest, grammar)
    if after:
        raise ValueError(text)
    return FilterRule(action, "ip", source, ("any",), ("any",), False, not _LOGGED.isdisjoint(words), text)


def extended_rule(text: str, grammar: FilterGrammar) -> FilterRule | None:
    """Read `permit|deny PROTOCOL SOURCE [PORTS] DESTINATION [PORTS] …`; None for a remark.

    Raises ValueError for any other form, and for a `deny` that is narrower than its addresses and ports tell.
    """
    action, words = _begin(text)
    if not action:
        return None
    protocol = words[0].lower()
    if protocol not in _PROTOCOLS and not (protocol.isascii() and protocol.isdigit() and int(protocol) < 256):
        raise ValueError(text)
    source, rest = endpoint(words[1:], grammar)
    from_ports, rest = port_range(rest) if protocol in _WITH_PORTS else (("any",), rest)
    destination, rest = endpoint(rest, grammar)
    to_ports, rest = port_range(rest) if protocol in _WITH_PORTS else (("any",), rest)
    told, narrowed, logged, kinds = _options(rest, icmp=protocol.startswith("icmp") or protocol == "igmp")
    if action == "deny" and (narrowed or from_ports != ("any",)):
        raise ValueError(text)
    return FilterRule(
        action=action,
        protocol="ip" if protocol in {"ip", "ipv6"} else protocol,
        source=source,
        destination=destination,
        ports=kinds or to_ports,
        established=told,
        log=logged,
        line=text,
    )


def endpoint(words: list[str], grammar: FilterGrammar) -> tuple[tuple[str, ...], list[str]]:
    """Read an address at the beginning of the words; gives its networks and the words after it."""
    first = words[0]
    if first in _ANY:
        return (addresses.ANY,), words[1:]
    if first == "host":
        return (addresses.host(words[1]),), words[2:]
    if first in {"object-group", "addrgroup", "object"}:
        return grammar.objects.get(words[1]) or (f"object:{words[1]}",), words[2:]
    if "/" in first:
        return (addresses.masked(*first.split("/", 1)),), words[1:]
    if grammar.inverse:
        return (addresses.wildcard(first, words[1]),), words[2:]
    return (addresses.masked(first, words[1]),), words[2:]


def port_range(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Read an operator and its ports at the beginning of the words, `any` where there is none."""
    if not words or words[0] not in _OPERATORS:
        return ("any",), words
    if words[0] == "range":
        return ports("range", words[1:3]), words[3:]
    if words[0] in {"gt", "lt"}:
        return ports(words[0], words[1:2]), words[2:]
    names: list[str] = []
    for word in words[1:]:  # `eq` takes several: they end where something else begins
        try:
            ports("eq", [word])
        except ValueError:
            break
        names.append(word)
    if not names:
        raise ValueError(words)
    return ports(words[0], names), words[1 + len(names) :]


def _options(words: list[str], *, icmp: bool) -> tuple[bool, bool, bool, tuple[str, ...]]:
    """Give whether it is for established connections alone, is narrowed, is logged, and its ICMP types."""
    established = narrowed = logged = False
    kinds: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "established":
            established = True
        elif word in _PLAIN:
            logged |= word.startswith("log")
            del rest[: _PLAIN[word]]
        elif word in _NARROWING:
            narrowed = True
            count = _NARROWING[word]
            flags = next((at for at, flag in enumerate(rest) if flag[0] not in "+-"), len(rest))
            del rest[: flags if count < 0 else count]
        elif icmp and re.fullmatch(r"[a-z0-9-]+", word):
            kinds.append(word)
        else:
            raise ValueError(word)
    return established, narrowed, logged, tuple(kinds)
