"""Tunnels of an SRX (Junos IPsec VPN User Guide), and who may dial in."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.junos.tree import NAME, config
from scanners.platforms.network.statements import Node
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ALGORITHMS = {"3des-cbc": "3des", "des-cbc": "des", "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512",
               "hmac-sha-256-128": "sha256", "hmac-sha-256-96": "sha256", "hmac-sha-384": "sha384",
               "hmac-sha-512": "sha512", "hmac-sha1-96": "sha1", "hmac-md5-96": "md5"}  # fmt: skip

_ACTIVE = re.compile(r"(?m)^ *Total active tunnels: (\d+)\b")
# `<131073 ESP:aes-gcm-256/None 3cd26cfe 1303/ unlim - root 500 198.51.100.130`: one for each direction of a tunnel.
# Behind its lifetimes stands what a monitor says of the tunnel (U or D; with V, while it still tries, nothing is told),
# and last the peer.
_ROW = re.compile(r"(?m)^ *[<>]\d.*$")
_ASSOCIATION = re.compile(
    r" *([<>])(\d+) +(?:ESP|AH):\S+ +(?:0x)?[0-9a-f]+ +\d+/ ?\S+ +(?:([-UD]) +\S+ +\d+ +)?([0-9A-Fa-f.:]+) *"
)


def tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read the IPsec of an SRX; a gateway without a fixed address lets in whoever dials."""
    del scope
    whole = config(outputs)
    security = whole.at("security")
    known = attempt(lambda: tuple(_tunnels(whole)))
    dynamic = [name for name, gateway in security.at("ike", "gateway").items() if gateway.has("dynamic")]
    remote = [f"security ike gateway {name} dynamic" for name in dynamic]
    remote += [f"security {word}" for word in ("dynamic-vpn", "remote-access") if security.has(word)]
    some = not isinstance(known, Known) or bool(known.value)
    return Tunnels(
        tunnels=known,
        up=attempt(lambda: _up(security, outputs["ipsec"].text())) if some else Known({}),
        remote_access=Known(tuple(remote)),
    )


def _up(security: Node, text: str) -> dict[str, bool]:
    """Give by VPN whether its peer has associations for all that it is to carry: a tunnel for each selector of traffic.

    Of several addresses of one gateway the later ones stand by. Nothing is said of a peer that is named, and not by its
    address, and of one that several have.
    """
    carrying = _carrying(text)
    vpns = {name: vpn for name, vpn in security.at("ipsec", "vpn").items() if vpn.has("ike")}
    peers = {
        name: {*map(_plain, security.at("ike", "gateway", vpn.value("ike", "gateway"), "address"))}
        for name, vpn in vpns.items()
    }
    every = [address for own in peers.values() for address in own]
    return {
        name: sum(carrying.get(one, 0) for one in own) >= max(1, len(vpns[name].at("traffic-selector")))
        for name, own in peers.items()
        if own and all(every.count(one) == 1 and one for one in own)
    }


def _plain(address: str) -> str:
    """Give the one spelling of an address, nothing for a name."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _carrying(text: str) -> dict[str, int]:
    """Count by peer the tunnels that carry traffic both ways. Raises `Unreadable` for a list that is not whole."""
    totals = [int(total) for total in _ACTIVE.findall(text)]
    rows = [_ASSOCIATION.fullmatch(row) for row in _ROW.findall(text)]
    ways: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row:
            ways.setdefault((_plain(row[4]), row[2]), set()).add("down" if row[3] == "D" else row[1])
    if not totals or None in rows or len(ways) < max(totals):
        raise Unreadable(reason("unparseable", detail=f"show security ipsec: {len(ways)} tunnels"))
    found: dict[str, int] = {}
    for (peer, _tunnel), directions in ways.items():
        found[peer] = found.get(peer, 0) + (directions == {"<", ">"})
    return found


def _tunnels(whole: Node) -> Iterator[Tunnel]:
    if whole.has("services", "ipsec-vpn"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="services ipsec-vpn"))
    security = whole.at("security")
    for name, vpn in security.at("ipsec", "vpn").items():
        gateway = security.at("ike", "gateway", vpn.value("ike", "gateway"))
        if not vpn.has("ike"):
            continue
        outer = security.at("ike", "policy", gateway.value("ike-policy"))
        inner = security.at("ipsec", "policy", vpn.value("ike", "ipsec-policy"))
        first = [security.at("ike", "proposal", p) for p in outer.at("proposals")]
        second = [security.at("ipsec", "proposal", p) for p in inner.at("proposals")]
        if not first or not second or not all((*first, *second)):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"proposals of {name}"))
        groups = [_one(p, "dh-group") for p in first] + [*inner.at("perfect-forward-secrecy", "keys")]
        yield Tunnel(
            name=name,
            peer=" ".join(gateway.every("address")),
            encryption=_each(_one(p, "encryption-algorithm") for p in (*first, *second)),
            integrity=_each(
                _one(p, "authentication-algorithm")
                for p in (*first, *second)
                if not p.value("encryption-algorithm").endswith("-gcm")
            ),
            groups=tuple(dict.fromkeys(groups)),
        )


def _one(proposal: Mapping[str, Node], key: str) -> str:
    value = next(iter(proposal.get(key, Node())), "")
    if not value:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=key))
    return value


def _each(names: Iterator[str]) -> tuple[str, ...]:
    """Give algorithms once each, `aes-256-cbc` as aes256 and `aes-256-gcm` as aes256gcm."""
    short = [_ALGORITHMS.get(n) or n.removesuffix("-cbc").replace("-", "") for n in names]
    return tuple(dict.fromkeys(short))
