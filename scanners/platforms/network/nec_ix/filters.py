"""Access lists of NEC UNIVERGE IX routers, and the filters that interfaces have of them.

Source: UNIVERGE IX command reference, chapter 13 (access lists), and the vendor's FAQ on filters: what one list of an
interface does not name goes to the one with the next number, and what the last does not name is discarded. What is
discarded is logged by subsystem `flt` at level `warn`, unless the filter of the interface says `suppress-logging`. The
forms of lines compared with published configurations of IX2215 (Version 10.7, 10.11) and IX2105 (Version 10.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network.addresses import ANY, host, masked
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.nec_ix.config import config_tree
from scanners.platforms.network.tree import Line, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_FAMILIES = ("ip", "ipv6")
_PORTS = re.compile(r"\d{1,5}")
_LOGGED_AT = frozenset({"warn", "notice", "info", "debug"})
_QUIET = "suppress-logging"
_MAX_RULES = 1 << 18  # of all interfaces; a hostile configuration may name long lists very often
_PROTOCOL = re.compile(r"ip|tcp|udp|icmp|gre|esp|ah|ospf|\d{1,3}")


class _Words:
    """The words of a rule, taken one by one. Raises ValueError where there are none left."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def take(self) -> str:
        if not self.words:
            raise ValueError("rule ends early")
        return self.words.pop(0)

    def skip(self, word: str) -> None:
        if self.take() != word:
            raise ValueError(word)

    def network(self) -> tuple[str, ...]:
        address = self.take()
        if address == "any":
            return (ANY,)
        return (masked(*address.split("/", 1)) if "/" in address else host(address),)

    def ports(self) -> tuple[str, ...]:
        """Read `any`, `eq PORT` or `range FROM TO`; `gt` and `lt` too."""
        kind = self.take()
        if kind == "any":
            return (ANY,)
        ends = [self.take() for _ in range(2 if kind == "range" else 1)]
        if kind not in {"eq", "range", "gt", "lt"} or not all(_PORTS.fullmatch(end) for end in ends):
            raise ValueError(kind)
        if kind in {"gt", "lt"}:
            return (f"{int(ends[0]) + 1}-65535" if kind == "gt" else f"0-{int(ends[0]) - 1}",)
        return ("-".join(ends),)


def _rule(text: str, words: list[str]) -> FilterRule:
    """Read `permit|deny PROTOCOL … src A [sport P] dest B [dport P]`. Raises ValueError for any other form."""
    action, protocol = words[0], words[1]
    if action not in {"permit", "deny"} or not _PROTOCOL.fullmatch(protocol):
        raise ValueError(text)
    rest = _Words(words[2:])
    narrowed = False
    if protocol == "icmp":
        while rest.words[:1] in (["type"], ["code"]):
            narrowed = True
            del rest.words[:2]
    rest.skip("src")
    source = rest.network()
    if rest.words[:1] == ["sport"]:
        rest.take()
        narrowed |= rest.ports() != (ANY,)
    rest.skip("dest")
    destination = rest.network()
    ports: tuple[str, ...] = (ANY,)
    if rest.words[:1] == ["dport"]:
        rest.take()
        ports = rest.ports()
    established = rest.words == ["established"]
    if (rest.words and not established) or (action == "deny" and (narrowed or established)):
        raise ValueError(text)
    return FilterRule(action, protocol, source, destination, ports, established, log=False, line=text)


def access_lists(lines: Iterable[Line]) -> tuple[dict[str, PacketFilter], tuple[str, ...]]:
    """Give every list, those of IPv6 as `ipv6 NAME`, and the lines that were not understood (dynamic lists too)."""
    rules: dict[str, list[FilterRule]] = {}
    unresolved: list[str] = []
    kept = tuple(lines)
    for family in _FAMILIES:
        for line, words in starting(kept, f"{family} access-list"):
            if len(words) > 1 and words[1] == "option":
                continue
            if not words or words[0] == "dynamic":
                unresolved.append(line.text)
                continue
            try:
                rules.setdefault(list_name(family, words[0]), []).append(_rule(line.text, words[1:]))
            except (ValueError, LookupError):
                unresolved.append(line.text)
    filters = {name: PacketFilter(name, tuple(found), "deny", logs_default=False) for name, found in rules.items()}
    return filters, tuple(unresolved)


def list_name(family: str, name: str) -> str:
    """Give the name of a list: both families may have one of the same name."""
    return name if family == "ip" else f"{family} {name}"


_Bound = dict[tuple[str, str], list[tuple[int, str, bool]]]


def _bound(under: Iterable[Line]) -> tuple[_Bound, list[str]]:
    """Give the lists of each family and direction with number and quietness, and the lines that were not understood."""
    found: _Bound = {}
    unresolved = []
    kept = tuple(under)
    for family in _FAMILIES:
        for line, words in starting(kept, f"{family} filter"):
            if len(words) > 2 and words[1].isdigit() and words[2] in {"in", "out"} and words[3:] in ([], [_QUIET]):
                given = int(words[1]), list_name(family, words[0]), bool(words[3:])
                found.setdefault((family, words[2]), []).append(given)
            else:
                unresolved.append(line.text)
    return found, unresolved


def _joined(numbered: list[tuple[int, str, bool]], lists: Mapping[str, PacketFilter], logged: bool) -> PacketFilter:
    """Give the lists that an interface has for one direction as one; a list that is not there has no rules."""
    kept = [(name, quiet) for _number, name, quiet in sorted(numbered)]
    rules = tuple(
        replace(rule, log=rule.action == "deny" and logged and not quiet)
        for name, quiet in kept
        if name in lists
        for rule in lists[name].rules
    )
    name = " then ".join(f"{name} {_QUIET}" if quiet else name for name, quiet in kept)
    return PacketFilter(name, rules, "deny", logs_default=logged and not any(quiet for _name, quiet in kept))


def _denials_logged(lines: tuple[Line, ...]) -> bool:
    """Whether what filters discard is recorded, here or on a log server."""
    levels = {words[0]: words[1] for _line, words in starting(lines, "logging subsystem") if words[1:]}
    sent = any(has(lines, f"syslog {family} enable") for family in _FAMILIES)
    kept = sent or any(starting(lines, "logging buffered"))
    return kept and levels.get("flt", levels.get("all")) in _LOGGED_AT


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the lists, and as one filter those that an interface has for one direction."""
    del scope
    lines = config_tree(outputs)
    lists, unknown = access_lists(lines)
    filters, logged = dict(lists), _denials_logged(lines)
    joined_rules = 0
    unresolved = [*unknown]
    bindings: list[FilterBinding] = []
    for name, under in sections(lines, "interface"):
        bound, odd = _bound(under)
        unresolved += [f"{name}: {text}" for text in odd]
        for (_family, direction), numbered in bound.items():
            joined_rules += sum(len(lists[each].rules) for _number, each, _quiet in numbered if each in lists)
            if joined_rules > _MAX_RULES:
                raise Unreadable(reason("unparseable", detail=f"more than {_MAX_RULES} rules in force: {name[:80]}"))
            joined = _joined(numbered, lists, logged)
            if all(each in lists for _number, each, _quiet in numbered):
                filters[joined.name] = joined
            else:
                unresolved.append(f"{name}: ip filter {joined.name} {direction}")
            bindings.append(FilterBinding(name, direction, joined.name, "traffic"))
    for server in ("ssh-server", "telnet-server", "http-server"):
        for family in _FAMILIES:
            for _line, words in starting(lines, f"{server} {family} access-list"):
                bindings += [FilterBinding(server, "in", list_name(family, word), "management") for word in words[:1]]
    return PacketFilters(
        filters=Known(filters),
        bindings=Known(tuple(bindings)),
        zone_default=Known(""),
        unresolved=Known(tuple(unresolved)),
    )


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Give each line of an interface that switches translation on or adds a rule: the address is the interface's."""
    del scope
    rules = [
        Translation((f"interface:{name}",), f"{name}: {line.text}")
        for name, under in sections(config_tree(outputs), "interface")
        for words in ("ip napt", "ip nat")
        for line, rest in starting(under, words)
        if rest[:1] in (["enable"], ["static"], ["service"], ["inside"], ["pool"])
    ]
    return AddressTranslation(rules=Known(tuple(rules)))
