"""The state of Yamaha routers: ports, VRRP and BGP.

Source: Yamaha router command reference, chapter "Status display"; `show status bgp neighbor` compared with the output
that a cloud provider publishes of such a router. The console speaks English or Japanese, of BGP English alone.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.platforms.network.addresses import interface_address
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.network.yamaha_rtx.config import NAME, Switched, contexts, header, tree, unbroken, value
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

LANS = tuple(Probe(f"lan{number}", f"show status lan{number}") for number in (1, 2, 3))
VRRP = Probe("vrrp", "show status vrrp")
BGP = Probe("bgp", "show status bgp neighbor", cap=4 << 20)

_PORT = re.compile(
    r"(?m)^[ \t]*(?:PORT\d+|動作モード設定|Operation mode):[ \t]+"
    r"(?P<mode>(?!Type \()\S[^()\n]{0,60}\([^()\n]{0,80}\))[ \t]*$"
)
_ANY_PORT = re.compile(r"(?m)^[ \t]*+(?:PORT\d++|動作モード設定|Operation mode):(?![ \t]*+(?:Type \(|$))")
_COUNTS = {
    "packets": re.compile(r"(?m)^(?:(?:送信|受信)パケット|Transmitted|Received):\s+(\d+)"),
    "errors": re.compile(r"(?m)^(?:受信オーバーフロー|Receive overflow):\s+(\d+)"),
}  # fmt: skip


def _settings(outputs: Outputs) -> tuple[InterfaceSetting, ...]:
    lines = tree(outputs)
    names = [f"lan{number + 1}" for number in range(header(outputs)[2])]
    for line in lines:
        parts = line.words
        found = (
            re.fullmatch(r"((?:lan|wan|onu)\d+(?:[/.:]\d+)?|bridge\d+|loopback\d+|vlan\d+)", parts[1])
            if len(parts) > 2
            else None
        )
        if parts[0] in {"ip", "ipv6", "description"} and found:
            names.append(found[1])
    given = [_lan(lines, name) for name in dict.fromkeys(names)]
    on = {kind: Switched(lines, kind) for kind in ("pp", "tunnel")}
    for name, below in contexts(lines):
        kind = name.rstrip("0123456789").removesuffix("anonymous")
        number = name.removeprefix(kind)
        given.append(
            InterfaceSetting(
                name=name,
                kind="tunnel" if kind == "tunnel" else "other",
                enabled=number in on[kind],
                description=value(below, "description", ""),
                mode="routed",
                vlans=(),
                addresses=_addresses(below, kind),
                zone="",
            )
        )
    return tuple(given)


_KINDS = {
    "lan": "physical", "wan": "physical", "onu": "physical", "bri": "other", "loo": "loopback", "vla": "vlan"
}  # fmt: skip


def _lan(lines: tuple[Line, ...], name: str) -> InterfaceSetting:
    kind = _KINDS[name[:3]]
    tag = re.search(r"\bvid=(\d{1,4})\b", value(lines, f"vlan {name} 802.1q", ""))
    return InterfaceSetting(
        name=name,
        kind="vlan" if "/" in name else kind,
        enabled=not has(lines, f"lan shutdown {name}"),
        description=value(lines, f"description {name}", "").strip('"'),
        mode="routed",
        vlans=(tag[1],) if tag else (),
        addresses=_addresses(lines, name),
        zone="",
    )


def _addresses(lines: tuple[Line, ...], name: str) -> tuple[str, ...]:
    given: list[str] = []
    for words in (f"ip {name} address", f"ip {name} secondary address", f"ipv6 {name} address"):
        for _, parts in starting(lines, words):
            address, slash, length = parts[0].partition("/") if parts else ("", "", "")
            if slash and re.fullmatch(r"[0-9a-fA-F.:]+", address):
                given.append(interface_address(address, length))
    return tuple(given)


def _ports(outputs: Outputs) -> dict[str, str]:
    """Give what each LAN port says. It refuses the command for one that it has not.

    Raises `Unreadable` for a port that it has, and where it has more than are asked for.
    """
    if header(outputs)[2] > len(LANS):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=f"interfaces (lan{len(LANS) + 1}…)"))
    given: dict[str, str] = {}
    for number, probe in enumerate(LANS, 1):
        try:
            given[probe.id] = unbroken(outputs[probe.id].text())
        except Unreadable as stop:
            if stop.reason.code != "device_refused_command" or number <= (header(outputs)[2] or len(LANS)):
                raise
    return given


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give the interfaces; state and counters of the LAN ports that tell theirs."""
    del scope

    def up() -> dict[str, bool]:
        given = {}
        for name, text in _ports(outputs).items():
            modes = [found["mode"] for found in _PORT.finditer(text)]
            there = any("Link Down" not in mode for mode in modes)
            if not modes or (not there and len(modes) != len(_ANY_PORT.findall(text))):
                raise Unreadable(reason("unparseable", detail=f"show status {name} tells no link, or not of each port"))
            given[name] = there
        return given

    def errors() -> dict[str, InterfaceErrors]:
        given = {}
        for name, text in _ports(outputs).items():
            packets = _COUNTS["packets"].findall(text)
            if len(packets) != 2:
                raise Unreadable(reason("unparseable", detail=f"show status {name} tells no packets"))
            damaged = sum(int(count) for count in _COUNTS["errors"].findall(text))
            given[name] = InterfaceErrors(sum(int(count) for count in packets), damaged)
        return given

    return Interfaces(
        settings=attempt(lambda: _settings(outputs)),
        up=attempt(up),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=attempt(errors),
    )


_GROUP = re.compile(r"(?m)^(LAN\d+(?:[/.]\d+)?)\s+ID:\s*(\d{1,3})\b")
_ROLE = re.compile(r"(?m)^[ \t]+(?:自分の状態|My state|Own state|State):\s*([A-Za-z]+)")
_NEIGHBOUR = re.compile(r"(?m)^BGP neighbor is (\S+), remote AS \d+, local AS \d+,.*$")
_SESSION = re.compile(r"(?m)^[ \t]+BGP state = (\w+)")


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give each configured VRRP group with its state, and the sessions of BGP; those of OSPF are not read."""
    del scope
    lines = tree(outputs)

    def groups() -> tuple[HopGroup, ...]:
        wanted = []
        for _, line in every(lines):
            parts = line.words
            if parts[0] in {"ip", "ipv6"} and parts[2:3] == ["vrrp"] and len(parts) >= 5 and parts[3].isdigit():
                if parts[0] == "ipv6":  # its state looks like that of a group of IPv4
                    raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.hop_groups"))
                wanted.append(f"{parts[1]} {parts[3]}")
        if not wanted:
            return ()
        text = outputs["vrrp"].text()
        starts = [*_GROUP.finditer(text)]
        ends = [found.start() for found in starts[1:]] + [len(text)]
        states = {
            f"{found[1].lower()} {found[2]}": role[1].lower()
            for found, end in zip(starts, ends, strict=False)
            if (role := _ROLE.search(text, found.end(), end))
        }
        return tuple(HopGroup(name, "vrrp", states.get(name, "not told")) for name in wanted)

    def peers() -> dict[str, bool]:
        if any(has(lines, f"{protocol} use on") for protocol in ("ospf", "ipv6 ospf")):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
        return _sessions(lines, outputs["bgp"].text()) if has(lines, "bgp use on") else {}

    def bundles() -> tuple[()]:
        if any("link-aggregation" in line.words for _, line in every(lines)):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.bundles"))
        return ()

    return Redundancy(
        hop_groups=attempt(groups),
        bundles=attempt(bundles),
        cluster=Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=attempt(peers),
    )


def _sessions(lines: tuple[Line, ...], text: str) -> dict[str, bool]:
    """Give each neighbour of BGP. Raises `Unreadable` where the answer leaves out one that is configured."""
    starts = [*_NEIGHBOUR.finditer(text)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    told = {
        f"bgp {found[1]}": state[1] == "Established"
        for found, end in zip(starts, ends, strict=False)
        if (state := _SESSION.search(text, found.end(), end))
    }
    wanted = {f"bgp {words[2]}" for _, words in starting(lines, "bgp neighbor") if words[2:] and words[0].isdigit()}
    if wanted - told.keys():
        raise Unreadable(reason("unparseable", detail="show status bgp neighbor leaves out a neighbour"))
    return told


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Say that a router tells no neighbours; there is none with radio, but a modem may be plugged in."""
    del scope
    mobile = tuple(line.text for line in tree(outputs) if line.text.startswith("mobile use"))
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=not_told(NAME, "neighbours.stations"),
        wireless=Known(mobile),
    )
