"""Interfaces in configurations that look like Cisco IOS, and what guards their access ports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanners.facts.interfaces import InterfaceSetting
from scanners.platforms.network import addresses
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, has, starting

# Longest names first: `TwoGigabitEthernet` is no `GigabitEthernet`.
IOS_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)vlan(?:-?interface)?\d+"), "vlan"),
    (re.compile(r"(?i)(?:loopback|lo|dummy)\d*"), "loopback"),
    (re.compile(r"(?i)(?:port-channel|bundle-ether|bond|po)\d+"), "bundle"),
    (re.compile(r"(?i)(?:tunnel|gre|virtual-(?:access|template|ppp)|vti|wg|dialer)\d+"), "tunnel"),
    (
        re.compile(r"(?i)[a-z0-9-]*?(?:ethernet|gige|gigabit|fast|serial|atm|pos|cellular|management|mgmt)[0-9/:]+"),
        "physical",
    ),
    (re.compile(r"(?i)(?:eth|ens|eno|enp|em|p|vmx|ge|xe|te)\d[\ds/p]*"), "physical"),
)
_NOT_SWITCHED = ("management", "mgmt")
_ROUTED = ("ip address", "no ip address", "ipv6 address", "ipv6 enable")


@dataclass(frozen=True, slots=True)
class InterfaceGrammar:
    """How a platform means what an interface does not say.

    `switched`: a physical port or bundle without a word on it is a port of a switch (access VLAN 1). `negotiates`: a
    switch port without a mode agrees on one with its neighbour. `zone`: words before the name of its VRF or zone.
    """

    switched: bool
    negotiates: bool = True
    kinds: tuple[tuple[re.Pattern[str], str], ...] = IOS_KINDS
    zone: tuple[str, ...] = ("vrf forwarding", "ip vrf forwarding", "vrf member", "vrf", "zone-member security")


def kind_of(name: str, kinds: tuple[tuple[re.Pattern[str], str], ...] = IOS_KINDS) -> str:
    """Give the kind of an interface by its name; a part of a port that carries one VLAN is a `vlan`."""
    whole, dot, _ = name.replace(" ", "").partition(".")
    kind = next((kind for pattern, kind in kinds if pattern.fullmatch(whole)), "other")
    return "vlan" if dot and kind in {"physical", "bundle"} else kind


def interface_settings(lines: Iterable[Line], grammar: InterfaceGrammar) -> tuple[InterfaceSetting, ...]:
    """Read every `interface` section; one that stands twice counts as one, in the order of its lines."""
    whole: dict[str, list[Line]] = {}
    for name, under in sections(lines, "interface"):
        whole.setdefault(name, []).extend(under)
    return tuple(_setting(name, tuple(under), grammar) for name, under in whole.items())


def _setting(name: str, under: tuple[Line, ...], grammar: InterfaceGrammar) -> InterfaceSetting:
    kind = kind_of(name, grammar.kinds)
    mode = port_mode(name, kind, under, grammar)
    zones = [" ".join(rest) for words in grammar.zone if (rest := setting(under, words))]
    return InterfaceSetting(
        name=name,
        kind=kind,
        enabled=not switched(under, "shutdown"),
        description=" ".join(setting(under, "description") or ()),
        mode=mode,
        vlans=_vlans(name, mode, under),
        addresses=tuple(_addresses(under)),
        zone=zones[0] if zones else "",
    )


def port_mode(name: str, kind: str, under: tuple[Line, ...], grammar: InterfaceGrammar) -> str:
    """Give access, trunk, routed, or nothing for a port that negotiates what it is."""
    if kind not in {"physical", "bundle"} or has(under, "no switchport"):
        return "routed"
    named = setting(under, "switchport mode")
    if named:
        return {"access": "access", "trunk": "trunk"}.get(named[0], "trunk" if "trunk" in named[0] else "")
    switch = any(line.text.startswith("switchport") for line in under)
    routed = any(line.text.startswith(_ROUTED) for line in under) or name.lower().startswith(_NOT_SWITCHED)
    if not switch and (routed or not grammar.switched):
        return "routed"
    bundled = any(True for _ in starting(under, "channel-group"))  # what its bundle says holds for it
    return "" if bundled or (grammar.switched and grammar.negotiates) else "access"


def _vlans(name: str, mode: str, under: tuple[Line, ...]) -> tuple[str, ...]:
    if mode == "" and any(True for _ in starting(under, "channel-group")):
        return ()
    if mode in {"access", ""}:
        return tuple((setting(under, "switchport access vlan") or ["1"])[:1])
    if mode == "trunk":
        return _allowed(under)
    tag = setting(under, "encapsulation dot1q") or setting(under, "encapsulation dot1Q")
    tag = tag or setting(under, "encapsulation dot1q vlan")
    return tuple(tag[:1]) if tag and "." in name else ()


def _allowed(under: tuple[Line, ...]) -> tuple[str, ...]:
    """Long lists go on with `add`. Nothing said: every VLAN."""
    allowed: list[str] | None = None
    for _line, rest in starting(under, "switchport trunk allowed vlan"):
        if rest[:1] == ["add"]:
            allowed = [*(allowed or []), *rest[1].split(",")]
        elif rest[:1] == ["none"]:
            allowed = []
        elif rest[:1] == ["all"]:
            allowed = None
        elif rest[:1] in (["remove"], ["except"]):
            allowed = [" ".join(rest)]
        elif rest:
            allowed = rest[0].split(",")
    return ("1-4094",) if allowed is None else tuple(allowed)


def _addresses(under: tuple[Line, ...]) -> Iterator[str]:
    for line in under:
        words = line.words
        if words[:2] not in (["ip", "address"], ["ipv6", "address"]) or len(words) < 3:
            continue
        if "/" in words[2]:
            yield addresses.interface_address(*words[2].split("/", 1))
        elif words[0] == "ip" and len(words) > 3 and words[2][0].isdigit():
            yield addresses.interface_address(words[2], words[3])
        else:
            yield words[2]  # dhcp, negotiated, autoconfig: no address of its own is configured


# A port asks for authentication only under control: the rest of the lines merely says how.
_CONTROLLED = ("authentication port-control auto", "access-session port-control auto", "dot1x port-control auto")
_OPEN = ("authentication open", "no access-session closed")
_GUARDS: tuple[tuple[str, str], ...] = (
    ("switchport port-security", "port-security"),
    ("spanning-tree bpduguard enable", "bpdu-guard"),
)


def access_ports(
    lines: tuple[Line, ...], settings: tuple[InterfaceSetting, ...], *, bpduguard: bool = False
) -> dict[str, frozenset[str]]:
    """Give the guards of each enabled access port; one that negotiates is an access port to whoever plugs in.

    Members of a bundle lead to another switch. `bpduguard`: it is on for every port of an edge (`portfast`) as a whole.
    """
    under = dict(sections(lines, "interface"))
    ports = [
        port
        for port in settings
        if port.enabled
        and port.kind == "physical"
        and port.mode in {"access", ""}
        and not any(True for _ in starting(under.get(port.name, ()), "channel-group"))
    ]
    return {port.name: frozenset(_guards(under.get(port.name, ()), bpduguard)) for port in ports}


def _guards(under: tuple[Line, ...], bpduguard: bool) -> Iterator[str]:
    for words, guard in _GUARDS:
        if has(under, words):
            yield guard
    if any(has(under, words) for words in _CONTROLLED) and not any(has(under, words) for words in _OPEN):
        if has(under, "dot1x pae authenticator") or has(under, "dot1x pae both"):
            yield "dot1x"
        if any(line.words[0] == "mab" or line.text == "dot1x mac-auth-bypass" for line in under):
            yield "mac-auth"
    edge = any(line.text.startswith(("spanning-tree portfast", "spanning-tree port type edge")) for line in under)
    off = has(under, "spanning-tree portfast disable") or has(under, "spanning-tree bpduguard disable")
    if bpduguard and edge and not off:
        yield "bpdu-guard"
