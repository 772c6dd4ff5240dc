"""State of a VyOS router: what it is, its ports and its tunnels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours
from scanners.facts.redundancy import Redundancy
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node
from scanners.platforms.network.vyos_filters import layered
from scanners.platforms.network.vyos_tree import NAME, config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_KINDS = {"ethernet": "physical", "bonding": "bundle", "loopback": "loopback", "dummy": "loopback", "vti": "tunnel",
          "tunnel": "tunnel", "wireguard": "tunnel", "openvpn": "tunnel"}  # fmt: skip
_STATE = re.compile(r"^(\S++) ++.*?(?<=\s)([uAD])/([uD])(?:\s|$)")
_READ = frozenset({"firewall", "high-availability", "interfaces", "nat", "policy", "protocols", "service", "system",
                   "vpn", "zone-policy", "qos", "traffic-policy", "pki", "vrf", "cluster"})  # fmt: skip


def identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`; the name is in the configuration."""
    del scope

    def of(key: str) -> str:
        found = re.search(rf"(?m)^{key}: +(\S.*)$", outputs["version"].text())
        if found is None or found[1].rstrip() in {"Unknown", "Not Specified", "None"}:
            raise Unreadable(reason("unparseable", detail=f"no {key}"))
        return found[1].rstrip()

    return DeviceIdentity(
        hostname=attempt(lambda: config(outputs).value("system", "host-name")),
        model=attempt(lambda: of("Hardware model")),
        version=attempt(lambda: of("Version").removeprefix("VyOS ")),
        serials=attempt(lambda: (of("Hardware S/N"),)),
    )


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the ports."""
    del scope

    def up() -> dict[str, bool]:
        text = outputs["interfaces"].text()
        found = [match for line in text.split("\n") if (match := _STATE.match(line))]
        if "S/L" not in text or not found:
            raise Unreadable(reason("unparseable", detail="no table of interfaces"))
        return {match[1].partition("@")[0]: match[2] == match[3] == "u" for match in found}

    return Interfaces(
        settings=attempt(lambda: tuple(_settings(config(outputs)))),
        up=attempt(up),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


def _settings(whole: Node) -> Iterator[InterfaceSetting]:
    zones = {
        port: name
        for name, zone in {**whole.at("zone-policy", "zone"), **whole.at("firewall", "zone")}.items()
        for port in (*zone.at("interface"), *zone.at("member", "interface"))
    }
    for group, places in whole.at("interfaces").items():
        for port, main in places.items():
            off: tuple[str, ...] = ()  # an interface that is off takes along those on it
            for name, own in layered(port, main):
                off += (name,) if own.has("disable") else ()
                enabled = not any(f"{name}.".startswith(f"{above}.") for above in off)
                kind = "vlan" if own is not main else _KINDS.get(group, "other")
                yield _setting(name, kind, own, enabled, zones.get(name) or own.value("vrf"))


def _setting(name: str, kind: str, own: Node, enabled: bool, zone: str) -> InterfaceSetting:
    held = tuple(address for address in own.at("address") if "/" in address)
    vlans = (name.rpartition(".")[2],) if kind == "vlan" else ()
    return InterfaceSetting(name, kind, enabled, own.value("description"), "routed" if held else "", vlans, held, zone)


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read what is there twice; states of groups, bundles and neighbours are not among what is asked."""
    del scope
    whole = config(outputs)
    routing = {*whole.at("protocols")} - {"static", "failover", "igmp-proxy", "nhrp"}
    routing |= {name for own in whole.at("vrf", "name").values() for name in own.at("protocols")} - {"static"}
    groups = whole.has("high-availability", "vrrp", "group")
    return Redundancy(
        hop_groups=not_told(NAME, "redundancy.hop_groups") if groups else Known(()),
        bundles=not_told(NAME, "redundancy.bundles") if whole.has("interfaces", "bonding") else Known(()),
        cluster=not_told(NAME, "redundancy.cluster") if whole.has("cluster") else Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=not_told(NAME, "redundancy.routing_peers") if routing else Known({}),
    )


def configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; whether it is saved can only be asked in the mode that changes it."""
    del scope
    whole = config(outputs)
    lines = [line.rstrip() for line in outputs["config"].text().split("\n")]
    return Configuration(
        lines=Known(tuple(line for line in lines if line and not line.startswith("//"))),
        saved=not_told(NAME, "configuration.saved"),
        unsaved=not_told(NAME, "configuration.unsaved"),
        not_understood=Known(tuple(word for word in whole if word not in _READ)),
    )


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read the wireless interfaces; who is attached is not asked."""
    del scope
    whole = config(outputs)
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=not_told(NAME, "neighbours.stations"),
        wireless=Known(
            tuple(
                f"interfaces wireless {name}"
                for name, own in whole.at("interfaces", "wireless").items()
                if not own.has("disable")
            )
        ),
    )


def tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read IPsec between sites, and what lets persons dial in."""
    del scope
    whole = config(outputs)
    known = attempt(lambda: tuple(_tunnels(whole.at("vpn", "ipsec"))))
    remote = [f"vpn {word}" for word in ("l2tp", "pptp", "sstp", "openconnect") if whole.has("vpn", word)]
    remote += ["vpn ipsec remote-access"] if whole.has("vpn", "ipsec", "remote-access") else []
    remote += [f"service {word}" for word in ("pppoe-server", "ipoe-server") if whole.has("service", word)]
    remote += [f"interfaces {kind} {name}" for kind, name, own in _virtual(whole) if _dialled(own)]
    none = isinstance(known, Known) and not known.value
    return Tunnels(known, Known({}) if none else not_told(NAME, "tunnels.up"), Known(tuple(remote)))


def _virtual(whole: Node) -> Iterator[tuple[str, str, Node]]:
    for kind in ("openvpn", "wireguard"):
        for name, own in whole.at("interfaces", kind).items():
            if not own.has("disable"):
                yield kind, name, own


def _dialled(own: Node) -> bool:
    """Whether somebody is let in whose address is not known: by OpenVPN's server, or as a peer of WireGuard."""
    peers = [peer for peer in own.at("peer").values() if not peer.has("disable")]
    return own.has("mode", "server") or any(not {"address", "host-name"} & {*peer} for peer in peers)


def _tunnels(ipsec: Node) -> Iterator[Tunnel]:
    if ipsec.has("profile"):  # of DMVPN, with neighbours that come and go
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="tunnels.tunnels"))
    for name, peer in ipsec.at("site-to-site", "peer").items():
        if peer.has("disable"):
            continue
        named = {peer.value("default-esp-group"), peer.value("vti", "esp-group")}
        named |= {tunnel.value("esp-group") for tunnel in peer.at("tunnel").values()}
        first = ipsec.at("ike-group", peer.value("ike-group"))
        second = [ipsec.at("esp-group", group) for group in sorted(named - {""})]
        proposals = [p for group in (first, *second) for p in group.at("proposal").values()]
        if not first.at("proposal") or not second or not all(group.at("proposal") for group in second):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"proposal of {name[:40]}"))
        groups = [f"group{_told(p, 'dh-group')}" for p in first.at("proposal").values()]
        for group in second:
            pfs = group.value("pfs") or "enable"
            groups += [pfs.replace("dh-", "")] if pfs not in {"enable", "disable"} else []
        yield Tunnel(
            name=name,
            peer=peer.value("remote-address") or name,
            encryption=tuple(dict.fromkeys(_told(p, "encryption") for p in proposals)),
            integrity=tuple(dict.fromkeys(_told(p, "hash") for p in proposals)),
            groups=tuple(dict.fromkeys(groups)),
        )


def _told(proposal: Node, key: str) -> str:
    value = proposal.value(key)
    if not value:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=key))
    return value
