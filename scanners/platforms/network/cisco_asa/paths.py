"""Access lists, objects, address translation and inspection of Cisco ASA (ASA CLI guide, "Firewall")."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace

from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.cisco_asa.config import NAME, tree
from scanners.platforms.network.ios_like.filters import FilterGrammar, extended_rule, standard_rule
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

# `log` takes a level and an interval; `log disable` is no log at all.
_LOG = re.compile(
    r" log(?: (?P<off>disable)| (?P<default>default))?(?: (?:\d|[a-z]+))?(?: interval \d+)?"
    r"(?= inactive$| time-range |$)"
)
_ONE_FAMILY = re.compile(r"(?<= )any([46])(?= |$)")


def objects(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the networks of every object and group all of whose members are read."""
    found: dict[str, tuple[str, ...]] = {}
    for name, under in sections(lines, "object network"):
        for line in under:
            try:
                networks = _member(line.words)
            except (ValueError, IndexError):
                continue
            if networks:
                found[name] = networks
    for name, under in sections(lines, "object-group network"):
        try:
            found[name] = tuple(dict.fromkeys(one for line in under for one in _grouped(line.words, found)))
        except (ValueError, LookupError):
            continue
    return {name: networks for name, networks in found.items() if networks}


def _member(words: list[str]) -> tuple[str, ...]:
    match words:
        case ["host", address]:
            return (addresses.host(address),)
        case ["subnet", address, mask]:
            return (addresses.masked(address, mask),)
        case ["range", first, last]:
            low, high = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
            return tuple(str(network) for network in ipaddress.summarize_address_range(low, high))
    return ()


def _grouped(words: list[str], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    match words:
        case ["description", *_]:
            return ()
        case ["network-object", "host", address]:
            return (addresses.host(address),)
        case ["network-object", "object", name] | ["group-object", name]:
            return known[name]
        case ["network-object", address, mask]:
            return (addresses.masked(address, mask),)
    raise ValueError(" ".join(words))


def filter_rule(text: str, grammar: FilterGrammar, silent: frozenset[str]) -> FilterRule | None:
    """Read what follows the name of a list; None for a remark and for a rule that is out of force."""
    kind, _, body = text.partition(" ")
    if kind == "remark" or body.endswith(" inactive"):
        return None
    logged = _LOG.search(body)
    plain = _ONE_FAMILY.sub(lambda found: {"4": "0.0.0.0/0", "6": "::/0"}[found[1]], _LOG.sub("", body))
    if kind not in {"extended", "standard"}:
        raise ValueError(text)
    rule = standard_rule(plain, grammar) if kind == "standard" else extended_rule(plain, grammar)
    return rule and replace(rule, log=_logs(rule, logged, silent), line=text)


def _logs(rule: FilterRule, told: re.Match[str] | None, silent: frozenset[str]) -> bool:
    """Whether a hit is logged. What a rule denies is, as 106023, without a word on it; with `log` it is 106100."""
    if told is None or told["default"]:
        return rule.action == "deny" and "106023" not in silent
    return not told["off"] and "106100" not in silent


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force, by the interface's own name."""
    del scope
    lines = tree(outputs)
    grammar = FilterGrammar(objects=objects(lines), inverse=False)
    rules: dict[str, list[FilterRule]] = {}
    # lists of IPv6 of their own, until 9.0
    unresolved = [line.text for line, _rest in starting(lines, "ipv6 access-list")]
    silent = frozenset(rest[0] for _line, rest in starting(lines, "no logging message") if rest)
    for _line, rest in starting(lines, "access-list"):
        if len(rest) < 2 or rest[0] in {"cached", "alert-interval", "deny-flow-max"}:
            continue
        found = rules.setdefault(rest[0], [])
        text = " ".join(rest[1:])
        try:
            rule = filter_rule(text, grammar, silent)
        except (ValueError, IndexError):
            unresolved.append(f"{rest[0]}: {text}")
        else:
            found += [rule] if rule else []
    return PacketFilters(
        filters=Known({name: PacketFilter(name, tuple(found), "deny", False) for name, found in rules.items()}),
        bindings=attempt(lambda: tuple(_bindings(lines))),
        zone_default=Known(""),
        unresolved=Known(tuple(unresolved)),
    )


def named_interfaces(lines: tuple[Line, ...]) -> dict[str, str]:
    """Give the interface of each name that `nameif` gives."""
    return {told[0]: name for name, under in sections(lines, "interface") if (told := setting(under, "nameif"))}


def _bindings(lines: tuple[Line, ...]) -> Iterator[FilterBinding]:
    names = named_interfaces(lines)
    own = {rest[3] for _line, rest in starting(lines, "access-group") if rest[1:3] == ["in", "interface"] and rest[3:]}
    for_all = [rest[0] for _line, rest in starting(lines, "access-group") if rest[1:] == ["global"]]
    for name in for_all[-1:]:  # what the own list of an interface does not name comes to it, too
        yield FilterBinding("global", "in", name, "traffic")
        yield from (FilterBinding(names[place], "in", name, "traffic") for place in names if place not in own)
    for _line, rest in starting(lines, "access-group"):
        match rest:
            case [name, ("in" | "out") as direction, "interface", place, *more]:
                purpose = "management" if "control-plane" in more else "traffic"
                yield FilterBinding(names.get(place, place), direction, name, purpose)
    for above, line in every(lines):
        words = line.words
        for before in (["match", "access-list"], ["vpn-filter", "value"], ["split-tunnel-network-list", "value"]):
            if words[:2] == before and len(words) > 2:
                yield FilterBinding(above[0] if above else line.text, "", words[2], "other")
        if words[:2] == ["crypto", "map"] and "address" in words[:-1]:
            yield FilterBinding(" ".join(words[:4]), "", words[-1], "other")


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read `nat (IN,OUT) …`, of its own and below objects."""
    del scope
    lines = tree(outputs)
    known = objects(lines)

    def rules() -> Iterator[Translation]:
        for line in lines:
            if line.text.startswith(("static (", "global (")):  # the form until 8.2
                raise ValueError(line.text)
        for _above, line in every(lines):
            words = line.words
            if words[0] != "nat" or len(words) < 4 or not words[1].startswith("("):
                continue
            if "," not in words[1]:
                raise ValueError(line.text)
            rest = [word for word in words[2:] if word not in {"after-auto", "source"} and not word.isdigit()]
            mapped = rest[2] if "source" in words else rest[1]  # below an object the inner side is the object
            yield Translation(_mapped(mapped, words[1], known), line.text)

    return AddressTranslation(attempt(lambda: tuple(rules())))


def _mapped(mapped: str, pair: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if mapped == "interface":
        return (f"interface:{pair.strip('()').split(',')[1]}",)
    return known.get(mapped) or (addresses.host(mapped),)


def parse_prevention(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Read which policies hand packets to the IPS or FirePOWER module, and are in force."""
    del scope
    lines = tree(outputs)
    sensors = {}
    for name, under in sections(lines, "policy-map"):
        inspected = any(line.words[0] == "ips" or line.words[0] == "sfr" for _above, line in every(under))
        if inspected:
            sensors[name] = any(rest[:1] == [name] for _line, rest in starting(lines, "service-policy"))
    return IntrusionPrevention(Known(sensors), not_told(NAME, "intrusion_prevention.signatures_at"))
