"""Tunnels of an SRX (Junos IPsec VPN User Guide), and who may dial in."""

from __future__ import annotations

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
# `<131073 ESP:aes-gcm-256/None 3cd26cfe 1303/ unlim - root 500 198.51.100.130`: two of each tunnel, the peer is last.
_ASSOCIATION = re.compile(r"(?m)^ *[<>]\d+ +(?:ESP|AH):\S+ +[0-9a-f]+ +\S+ ?\S* .*?([0-9A-Fa-f.:]+) *$")


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
    """Give by tunnel whether the list has associations with its peer. With one peer of two it is no proof."""
    total, gateways = _ACTIVE.search(text), set(_ASSOCIATION.findall(text))
    if total is None or (int(total[1]) > 0) != bool(gateways):
        raise Unreadable(reason("unparseable", detail=f"show security ipsec: {len(gateways)} peers"))
    peers = {
        name: {*security.at("ike", "gateway", vpn.value("ike", "gateway"), "address")}
        for name, vpn in security.at("ipsec", "vpn").items()
        if vpn.has("ike")
    }
    every = [address for own in peers.values() for address in own]
    return {
        name: bool(own & gateways) for name, own in peers.items() if own and all(every.count(one) == 1 for one in own)
    }


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
