"""Tunnels of a VyOS router as they are configured, and what lets persons dial in (VyOS documentation, "VPN")."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.tunnels import Tunnel
from scanners.platforms.network.statements import Node
from scanners.platforms.network.vyos.tree import NAME
from scanners.probe import Unreadable


def remote_access(whole: Node) -> tuple[str, ...]:
    """Give what lets persons in."""
    remote = [f"vpn {word}" for word in ("l2tp", "pptp", "sstp", "openconnect") if whole.has("vpn", word)]
    remote += ["vpn ipsec remote-access"] if whole.has("vpn", "ipsec", "remote-access") else []
    remote += [f"service {word}" for word in ("pppoe-server", "ipoe-server") if whole.has("service", word)]
    return (*remote, *(f"interfaces {kind} {name}" for kind, name, own in _virtual(whole) if _dialled(own)))


def tunnels_of(whole: Node) -> tuple[Tunnel, ...]:
    """Give IPsec between sites. Raises `Unreadable` where it cannot be told."""
    return tuple(_tunnels(whole.at("vpn", "ipsec")))


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
