"""State that FRRouting shows: its version, interfaces, first hops, neighbours and routes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.platform import not_told, untold_fact
from scanners.platforms.network.tree import Line, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "frr"
_INTERFACE = re.compile(r"(?m)^Interface (?P<name>\S+) is (?P<admin>up|down)(?:, line protocol is (?P<line>up|down))?")
# `vty_show_ip_route` of zebra: code, perhaps an instance, `>` where chosen, then the state of the next hop: `*` for one
# that the kernel has, not for one that is inactive, rejected, a backup, or resolved by those in the lines below it.
_ROUTE = re.compile(r"[A-Za-z](?:\[\d+\])?[> ](?P<state>.) (?P<net>\S+/\d+)(?P<rest>.*)")
_NEXT = re.compile(r"  (?P<state>.) ++(?P<rest>(?:via |is directly connected|unreachable).*)")
_TABLE = re.compile(r"(?:IPv[46] \w+ )?(?:VRF (?P<vrf>\S+))?(?: ?table (?P<number>\d+))?:")
_PEER = re.compile(r"(?m)^(?P<peer>\S+)\s+4\s+\d+\s+\d+\s+\d+\s+\d+\s+\d+\s+\d+\s+\S+\s+(?P<state>\S+)")
# The interface of a VRRP group is a macvlan above the port that carries it.
_KINDS = {"vlan": "vlan", "bond": "bundle", "gre": "tunnel", "vxlan": "tunnel", "vrf": "other", "macvlan": "other"}
_LOG = re.compile(r"(?m)^(?P<where>Syslog|Stdout|File) logging: (?P<how>disabled\b|level \w+)")
_OSPF = re.compile(r"(?P<peer>\S+) +\d+ (?P<state>[^/\s]+)/(?P<role>\S+)\s")


def config_lines(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the configuration. FRRouting's banner is one line (`banner motd line`): no text follows it.

    Raises `Unreadable` for what is none, or is cut short.
    """
    text = outputs["config"].text()
    lines = indented(text)
    first = next((at for at, line in enumerate(lines) if line.words[:2] == ["frr", "version"]), None)
    if first is None or lines[-1].text != "end":
        raise unparseable("show running-config", text if first is None else f"no end: {lines[-1].text[:80]}")
    return lines[first:]


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`: FRRouting's own; the hardware is told by Linux."""
    del scope
    text = outputs["version"].text()
    found = re.match(r"\s*FRRouting (?P<version>\S+) \((?P<name>[^)]*)\)", text)
    if found is None:
        raise unparseable("show version", text)
    told = untold_fact(DeviceIdentity, NAME)
    return replace(told, hostname=Known(found["name"]), version=Known(found["version"]))


def _blocks(text: str) -> dict[str, tuple[re.Match[str], str]]:
    heads = list(_INTERFACE.finditer(text))
    if not heads:
        raise unparseable("show interface", text)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {head["name"]: (head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True)}


def _flags(block: str) -> list[str]:
    found = re.search(r"(?m)^[ \t]++flags: <([^>\n]*)>", block)
    return found[1].split(",") if found else []


def _kind(name: str, block: str) -> str:
    told = re.search(r"(?m)^[ \t]++Interface Type (?P<type>\S+)", block)
    media = re.search(r"(?m)^[ \t]++Type: (?P<media>\S+)", block)
    if "LOOPBACK" in _flags(block) or (media and media["media"] == "Loopback"):
        return "loopback"
    if told and told["type"].lower() in _KINDS:
        return _KINDS[told["type"].lower()]
    if re.match(r"(?:tun|tap|gre|vti|wg|sit|ppp|ip6tnl|ipip|vrrp|br|virbr|docker|veth|dummy)", name):
        return "tunnel" if re.match(r"(?:tun|gre|vti|wg|sit|ppp|ip6tnl|ipip)", name) else "other"
    return "vlan" if "." in name else "physical"


def _setting(name: str, block: str) -> InterfaceSetting:
    def first(pattern: str) -> str:
        found = re.search(pattern, block)
        return found[1] if found else ""

    found = re.findall(r"(?m)^[ \t]++inet6? (\S+/\d+)", block)
    vrf = first(r"(?m)^[ \t]++vrf: (\S+)")
    return InterfaceSetting(
        name=name,
        kind=_kind(name, block),
        enabled="UP" in _flags(block),
        description=first(r"(?m)^[ \t]++Description: (.*)$"),
        mode="routed",
        vlans=(),
        addresses=tuple(str(ipaddress.ip_interface(address)) for address in found),
        zone="" if vrf == "default" else vrf,
    )


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read `show interface`: also what Linux set up, which the configuration does not hold. It counts no packets."""
    del scope
    blocks = _blocks(outputs["interfaces"].text())
    return Interfaces(
        settings=attempt(lambda: tuple(_setting(name, block) for name, (_head, block) in blocks.items())),
        up=Known({name: head["admin"] == "up" and head["line"] == "up" for name, (head, _block) in blocks.items()}),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Say that a router has no switch ports; what guards the members of a bridge is told by Linux."""
    del scope
    text = outputs["interfaces"].text()
    _blocks(text)
    if re.search(r"(?i)Interface (?:Slave )?Type bridge", text):
        return all_fields(PortGuards, not_told(NAME, "port_guards"))
    return all_fields(PortGuards, Absent(reason("no_switch_ports")))


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read whether any daemon logs at all, be it by its command line; where that goes from there is told by Linux."""
    del scope
    text = outputs["logging"].text()
    told = _LOG.findall(text)
    if {where for where, _how in told} != {"Syslog", "Stdout", "File"}:
        raise unparseable("show logging", text)
    enabled = any(how != "disabled" for _where, how in told)
    return replace(untold_fact(DeviceLogging, NAME), enabled=Known(enabled))


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read VRRP and the neighbours of BGP and OSPF; bonds and clusters are Linux's."""
    del scope
    lines = config_lines(outputs)
    return replace(
        untold_fact(Redundancy, NAME),
        hop_groups=attempt(lambda: tuple(_hops(lines, outputs))),
        routing_peers=attempt(lambda: _peers(lines, outputs)),
    )


def _hops(lines: tuple[Line, ...], outputs: Outputs) -> Iterator[HopGroup]:
    wanted = {
        f"{name.split()[0]} {rest[0]}"
        for name, under in sections(lines, "interface")
        for _line, rest in starting(under, "vrrp")
        if rest and rest[0].isdigit()
    }
    if not wanted and not any(starting(lines, "vrrp autoconfigure")):
        return
    text = outputs["vrrp"].text()
    told = set()
    for block in re.split(r"(?m)^ (?=Virtual Router ID )", text)[1:]:
        parts = (line.strip().partition("  ") for line in block.split("\n"))
        values = {key: value.strip() for key, _, value in parts}
        name = f"{values['Interface']} {values['Virtual Router ID']}"
        told.add(name)
        for version, kind in (("4", ""), ("6", " ipv6")):
            if values[f"IPv{version} Addresses"] != "0":
                yield HopGroup(name + kind, "vrrp", values[f"Status (v{version})"].lower())
    if wanted - told:
        raise unparseable("show vrrp", f"not told: {', '.join(sorted(wanted - told))}")


def _peers(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    protocols = {rest[0] for _line, rest in starting(lines, "router") if rest}
    if protocols - {"bgp", "ospf"} or any("vrf" in rest for _line, rest in starting(lines, "router ospf")):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    found: dict[str, bool] = {}
    if "bgp" in protocols:
        text = outputs["bgp"].text()
        for total, part in zip(*_parts(text), strict=True):
            peers = {
                f"bgp {row['peer'].lstrip('*')}": row["state"][0].isdigit() or row["state"] == "(Policy)"
                for row in _PEER.finditer(part)
            }
            if len(peers) != total:
                raise unparseable("show bgp summary", f"{len(peers)} of {total} neighbours")
            found |= {peer: up and found.get(peer, True) for peer, up in peers.items()}
    if "ospf" in protocols:
        found |= _ospf(outputs["ospf"].text())
    return found


def _ospf(text: str) -> dict[str, bool]:
    """Two routers of which neither is designated stay at 2-Way."""
    if not re.search(r"(?m)^Neighbor ID\s+Pri State", text):
        raise unparseable("show ip ospf neighbor", text)
    found: dict[str, bool] = {}
    for line in text.split("\n"):
        row = _OSPF.match(line)
        if row is None:
            if line.strip() and not line.startswith(("Neighbor ID", "OSPF Instance")):
                raise unparseable("show ip ospf neighbor", line)
            continue
        up = row["state"] == "Full" or (row["state"], row["role"]) == ("2-Way", "DROther")
        name = f"ospf {row['peer']}"  # on each interface that it is reached by
        found[name] = up and found.get(name, True)
    return found


def _parts(text: str) -> tuple[list[int], list[str]]:
    """Give how many neighbours each table says it has, and its text; with none there is a message in its place."""
    ends = list(re.finditer(r"(?m)^Total number of neighbors (\d+)$", text))
    if not ends and not re.search(r"No BGP neighbors found", text):
        raise unparseable("show bgp summary", text)
    starts = [0, *(end.end() for end in ends)]
    if _PEER.search(text, starts[-1]):
        raise unparseable("show bgp summary", "no end of a table")
    return [int(end[1]) for end in ends], [text[begin : end.start()] for begin, end in zip(starts, ends, strict=False)]


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read the routes that are in force (`>` chosen, `*` given to the kernel)."""
    del scope
    return Routes(attempt(lambda: frozenset((*_routes(outputs["routes"].text()), *_routes(outputs["routes6"].text())))))


def _routes(text: str) -> Iterator[Route]:
    if not text.lstrip().startswith("Codes: K - kernel route"):
        raise unparseable("show ip route", text)
    table, network = "", ""
    for line in text.split("\n"):
        if named := _TABLE.fullmatch(line):
            table, network = named["vrf"] or named["number"] or "default", ""
        elif hop := _ROUTE.match(line) or (network and _NEXT.match(line)) or None:
            network = str(ipaddress.ip_network(hop["net"], strict=False)) if hop.re is _ROUTE else network
            if hop["state"] == "*" and " linkdown" not in hop["rest"]:
                yield _hop(network, hop["rest"], table or "default")
        elif table and line.strip():  # before the first table there is a legend
            raise unparseable("show ip route", line)


def _hop(network: str, rest: str, table: str) -> Route:
    via = re.search(r"\bvia (?P<gateway>[0-9a-fA-F.:]+)(?:, (?P<device>[^,\s]+))?", rest)
    if via:
        device = "" if via["device"] in {None, "weight"} else via["device"]
        return Route(network, via["gateway"].lower(), device, table)
    direct = re.search(r"directly connected, (?P<device>[^,\s]+)", rest)
    if direct:
        return Route(network, "", direct["device"], table)
    if "unreachable" not in rest:
        raise unparseable("show ip route", rest)
    return Route(network, "", "blackhole", table)
