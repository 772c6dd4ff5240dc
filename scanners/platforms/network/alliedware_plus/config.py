"""The configuration of AlliedWare Plus: like that of Cisco IOS, with ranges of ports and its own access lists.

Source: AlliedWare Plus command reference (5.4), chapters on interfaces and access lists; forms of lines compared with
published running configurations of an x600 (5.4.2). Hardware lists let through what no rule names, software lists
do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.field import Known, Unknown
from scanners.facts.interfaces import InterfaceSetting
from scanners.facts.packet_filters import FilterBinding, PacketFilter, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.interfaces import IOS_KINDS, InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, every, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

NAME = "alliedware_plus"
CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)

_MOST = 1024  # ports of one range: no device has more
_IN_ALL = 1 << 17  # lines of all interfaces: what is made of a few words of a device has an end
_RANGE = re.compile(r"([a-z]+)((?:\d+\.)*)(\d+)-(?:\1)?((?:\d+\.)*)(\d+)")
_KINDS = ((re.compile(r"(?:port|eth)[\d/]+"), "physical"), (re.compile(r"(?:po|sa)\d+"), "bundle"), *IOS_KINDS)
_INTERFACES = InterfaceGrammar(switched=True, kinds=_KINDS)


def _names(told: str) -> Iterator[str]:
    """Give the interfaces of `port1.0.1-1.0.4,vlan1`. Raises `Unreadable` for a range that is none."""
    for part in told.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            yield part
            continue
        kind, before, first, again, last = found.groups()
        if (again and again != before) or not int(first) <= int(last) < int(first) + _MOST:
            raise Unreadable(reason("unparseable", detail=f"interface {part}"))
        yield from (f"{kind}{before}{number}" for number in range(int(first), int(last) + 1))


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Line, ...]:
    lines = indented(text)
    if not any(line.words[0] in {"interface", "hostname", "service", "line"} for line in lines):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    if lines[-1].text != "end":
        raise Unreadable(reason("unparseable", detail=f"no end: {lines[-1].text[:80]}"))
    whole: list[tuple[Line, list[Line]]] = []
    known: dict[str, list[Line]] = {}  # an interface may stand in a range and alone
    made = 0
    for line in lines[:-1]:
        words = line.words
        if words[0] != "interface" or len(words) != 2:
            whole.append((line, [*line.under]))
            continue
        for name in _names(words[1]):
            made += 1 + len(line.under)
            if made > _IN_ALL:
                raise Unreadable(reason("unparseable", detail=f"too many interfaces: line {line.number}"))
            if name not in known:
                known[name] = []
                whole.append((replace(line, text=f"interface {name}"), known[name]))
            known[name] += line.under
    return tuple(replace(line, under=tuple(below)) for line, below in whole)


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the configuration, with a section for each interface of a range. Raises `Unreadable` where it is none."""
    return _read(outputs["config"].text())


def settings(lines: tuple[Line, ...]) -> tuple[InterfaceSetting, ...]:
    """Give the interfaces; the dots in the name of a port are no sign of a part of it."""
    slashed = [
        replace(line, text=line.text.replace(".", "/")) if line.text.startswith("interface port") else line
        for line in lines
    ]
    return tuple(
        replace(each, name=each.name.replace("/", "."), mode=each.mode or "access")
        for each in interface_settings(slashed, _INTERFACES)
    )


def lists(lines: tuple[Line, ...]) -> tuple[dict[str, PacketFilter], tuple[str, ...]]:
    """Give the access lists by name, and the lines of them that were not understood."""
    alike: list[Line] = []
    hardware: set[str] = set()
    for line in lines:
        words = line.words
        newer = words[0] == "ipv6"
        if newer:
            words = words[1:]
        if words[:1] != ["access-list"] or len(words) < 3:
            continue
        if words[1] in {"standard", "extended"}:
            rule = (Line(" ".join(words[3:]), line.number),) if words[3:] else ()
            family = "ipv6" if newer and words[1] == "extended" else "ip"  # sources alone are read alike
            alike.append(Line(f"{family} access-list {words[1]} {words[2]}", line.number, rule or line.under))
        elif newer:
            hardware.add(words[1])
            alike.append(line)
        elif words[1] == "hardware":
            hardware.add(words[2])
            alike.append(Line(f"ip access-list {words[2]}", line.number, line.under))
        else:
            hardware |= {words[1]} if words[1].isdigit() and 3000 <= int(words[1]) < 5000 else set()
            alike.append(line)
    found, unresolved = access_lists(alike, FilterGrammar())
    return found.changed(lambda one: replace(one, default="permit") if one.name in hardware else one), unresolved


_OTHER_FILTERS = ("vlan filter ", "firewall", "ips", "ip-reputation", "web-control", "traffic-control")


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the access lists and where they are in force; firewalls with zones (AR routers) are not resolved."""
    del scope
    lines = tree(outputs)
    filters, unknown = lists(lines)
    unresolved = [*unknown]
    bindings: list[FilterBinding] = []
    for name, under in sections(lines, "interface"):
        for words in ("access-group", "ip access-group"):
            bindings += [
                FilterBinding(name, "in", rest[0], "traffic") for _line, rest in starting(under, words) if rest
            ]
        unresolved += [f"{name}: {line.text}" for line, _rest in starting(under, "ipv6 traffic-filter")]
    for words in ("vty access-class", "vty ipv6 access-class"):
        bindings += [
            FilterBinding("vty", "in", rest[0], "management") for _line, rest in starting(lines, words) if rest
        ]
    zones = [line for line in lines if line.text.startswith(_OTHER_FILTERS)]
    for line in zones:
        unresolved.append(line.text)
        unresolved += [" / ".join((line.text, *above, below.text)) for above, below in every(line.under)]
    unsure = not_told(NAME, "packet_filters.zone_default")
    return PacketFilters(
        filters=Known(filters),
        bindings=Known(tuple(bindings)),
        zone_default=unsure if any(line.text == "firewall" for line in zones) else Known(""),
        unresolved=Known(tuple(unresolved)),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Give what guards each enabled access port; authentication needs a server for its kind."""
    del scope
    lines = tree(outputs)
    under = dict(sections(lines, "interface"))
    dot1x = any(starting(lines, "aaa authentication dot1x default"))
    edges = has(lines, "spanning-tree portfast bpdu-guard")
    profiles = {f"auth profile {name}": below for name, below in sections(lines, "auth profile")}
    kinds = [
        ("switchport port-security", "port-security"),
        ("spanning-tree portfast bpdu-guard enable", "bpdu-guard"),
        *([("dot1x port-control auto", "dot1x")] if dot1x else []),
        *([("auth-mac enable", "mac-auth")] if any(starting(lines, "aaa authentication auth-mac default")) else []),
    ]
    guards: dict[str, frozenset[str]] = {}
    for each in settings(lines):
        if each.enabled and each.kind == "physical" and each.mode == "access":
            named = under.get(each.name, ())
            own = (*named, *(line for one in named for line in profiles.get(one.text, ())))
            edge = edges and has(own, "spanning-tree portfast")
            off = has(own, "spanning-tree portfast bpdu-guard disable")
            found = {guard for words, guard in kinds if has(own, words)} | (
                {"bpdu-guard"} if edge and not off else set()
            )
            guards[each.name] = frozenset(found)
    return PortGuards(access_ports=Known(guards), dot1x_enabled=Known(dot1x))


def unsure(setting: str) -> Unknown:
    """Give the state of what is not configured and has a default that depends on the version."""
    return Unknown(reason("platform_default_unsure", platform=NAME, setting=setting))
