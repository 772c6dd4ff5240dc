"""Tunnels and routes of Yamaha routers.

Source: Yamaha router command reference, chapters "IPsec", "PPTP", "L2TP" and "Status display"; `show ip route` compared
with the sample of ntc-templates (RTX1200 Rev.10.01).
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.routes import Route, Routes
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.tree import Line, every, has
from scanners.platforms.network.yamaha_rtx_config import NAME, contexts, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

IPSEC = Probe("ipsec", "show ipsec sa")
ROUTES = Probe("routes", "show ip route", timeout=30, cap=4 << 20)

_CIPHERS = {"aes-cbc": "aes128", "aes256-cbc": "aes256", "3des-cbc": "3des", "des-cbc": "des"}
_HASHES = {"sha": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512", "md5": "md5"}
_GROUPS = {"modp768": "group1", "modp1024": "group2", "modp1536": "group5", "modp2048": "group14"}
_ASSOCIATION = re.compile(r"(?m)^\d+\s+\d+\s+\S+\s+tun\[(\d+)\]\S*\s+(send|recv)\s+\d+\s")
_NO_ASSOCIATION = re.compile(r"(?m)^Total: isakmp:\d+ send:\d+ recv:\d+[ \t]*$")


def _tunnel(name: str, below: tuple[Line, ...], everything: tuple[Line, ...]) -> Tunnel | None:
    """Read an IPsec tunnel: the policy that it names, and the gateway that this names; initially 3DES, MD5, group 2.

    A router that answers a proposal takes any algorithm, but for `ipsec ike proposal-limitation`.
    """
    policy = value(below, "ipsec tunnel", "")
    if not policy:
        return None
    told = value(everything, f"ipsec sa policy {policy}", "").split()
    gateway = told[0] if told else ""
    algorithms = told[2:4] if told[1:2] == ["esp"] else []

    def ike(setting: str, default: str) -> list[str]:
        return value(everything, f"ipsec ike {setting} {gateway}", default).split()

    ciphers = [*algorithms[:1], *ike("encryption", "3des-cbc")]
    hashes = [*algorithms[1:2], *ike("hash", "md5")]
    groups = ike("group", "modp1024")
    if ike("proposal-limitation", "off") != ["on"]:  # who answers takes whatever the other side proposes
        ciphers, hashes, groups = [*ciphers, *_CIPHERS], [*hashes, "md5", "sha"], [*groups, *_GROUPS]
    return Tunnel(
        name=name,
        peer=" ".join(ike("remote address", "")[:1]),
        encryption=tuple(dict.fromkeys(_CIPHERS.get(each, each) for each in ciphers)),
        integrity=tuple(dict.fromkeys(_HASHES.get(each.removesuffix("-hmac"), each) for each in hashes)),
        groups=tuple(dict.fromkeys(_GROUPS.get(each, each) for each in groups)),
    )


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give each IPsec tunnel that is enabled, whether it has keys in both directions, and who may dial in."""
    del scope
    lines = tree(outputs)
    everything = tuple(line for _, line in every(lines))
    given = tuple(
        tunnel
        for name, below in contexts(lines)
        if has((*below, *lines), f"tunnel enable {name.removeprefix('tunnel')}")
        and (tunnel := _tunnel(name, below, everything)) is not None
    )

    def up() -> dict[str, bool]:
        if not given:
            return {}
        text = outputs["ipsec"].text()
        if _NO_ASSOCIATION.search(text) is None:
            raise Unreadable(reason("unparseable", detail="show ipsec sa tells no total"))
        seen = {(int(number), way) for number, way in _ASSOCIATION.findall(text)}
        numbers = {tunnel.name: int(tunnel.name.removeprefix("tunnel")) for tunnel in given}
        return {name: {(number, "send"), (number, "recv")} <= seen for name, number in numbers.items()}

    people = [line.text for line in lines if line.text.startswith(("pptp service on", "l2tp service on"))]
    people += [line.text for line in everything if line.text == "pp enable anonymous"]
    return Tunnels(tunnels=Known(given), up=attempt(up), remote_access=Known(tuple(people)))


_ROUTE = re.compile(r"(\S+)\s+(-|[0-9.]+)\s+((?:LAN|WAN|PP|TUNNEL|BRIDGE|LOOPBACK|NULL|VLAN)\S*)\s+(\S+)(?:\s.*)?")


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give the routes of IPv4; a router that forwards IPv6 too has more of them than this tells."""
    del scope
    if any(line.words[0] == "ipv6" for _, line in every(tree(outputs))):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes (IPv6)"))
    text = outputs["routes"].lines()
    found: set[Route] = set()
    if not text or not re.match(r"(?:Destination|宛先ネットワーク)\s", text[0]):
        raise Unreadable(reason("unparseable", detail="show ip route without its heading"))
    for line in text[1:]:
        match = _ROUTE.fullmatch(line.strip())
        if match is None:
            raise Unreadable(reason("unparseable", detail=f"show ip route: {line[:80]}"))
        destination = "0.0.0.0/0" if match[1] == "default" else match[1]
        found.add(Route(destination, "" if match[2] == "-" else match[2], match[3], "main"))
    return Routes(routes=Known(frozenset(found)))
