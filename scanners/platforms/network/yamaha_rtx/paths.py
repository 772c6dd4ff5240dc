"""Tunnels and routes of Yamaha routers.

Source: Yamaha router command reference (Rev.23.01), chapters "Tunnelling", "IPsec" (sections 2, 11, 22 to 25, 44, 47,
48, 50), "PPTP", "L2TP" and "Status display"; `show ip route` compared with the sample of ntc-templates (RTX1200
Rev.10.01).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.routes import Route, Routes
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.network.yamaha_rtx.config import NAME, Switched, contexts, flat, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

IPSEC = Probe("ipsec", "show ipsec sa")
ROUTES = Probe("routes", "show ip route", timeout=30, cap=4 << 20)

_CIPHERS = {"aes-cbc": "aes128", "aes256-cbc": "aes256", "3des-cbc": "3des", "des-cbc": "des"}
_HASHES = {"sha": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512", "md5": "md5"}
_GROUPS = {"modp768": "group1", "modp1024": "group2", "modp1536": "group5", "modp2048": "group14"}
_ASSOCIATION = re.compile(r"(?m)^\d+\s+\d+\s+\S+\s+tun\[(\d+)\]\S*\s+(send|recv)\s+\d+\s")
_ANY_ASSOCIATION = re.compile(r"(?m)^\d++(?:[ \t]++\S++){3}[ \t]++(?:send|recv)[ \t]++\d")
_TOTAL = re.compile(r"(?m)^Total: isakmp:\d+ send:(\d{1,9}) recv:(\d{1,9})[ \t]*$")


class _Ipsec:
    """What follows the words of each `ipsec` line; the last line wins."""

    def __init__(self, everything: Iterable[Line]) -> None:
        self._told: dict[tuple[str, ...], list[str]] = {}
        for _line, words in starting(everything, "ipsec"):
            self._told |= {tuple(words[:length]): words[length:] for length in range(1, 5)}

    def words(self, setting: str, default: str = "") -> list[str]:
        return self._told.get(tuple(setting.split()), default.split())


class _Gateway:
    """The IKE settings of one security gateway; initially version 1, 3DES, group 2, and MD5 or SHA-1 by revision."""

    def __init__(self, ipsec: _Ipsec, number: str) -> None:
        self._ipsec, self._number = ipsec, number

    def words(self, setting: str, default: str = "") -> list[str]:
        return self._ipsec.words(f"ike {setting} {self._number}", default)

    def on(self, setting: str, default: str = "off") -> bool:
        return self.words(setting, default) == ["on"]

    def algorithms(self, esp: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Give ciphers, hashes and groups, every one that is taken, beside those of the tunnel's own policy.

        Who answers takes whatever he knows. Version 1 limits that by `negotiate-strictly`; version 2 never does, so
        that `proposal-limitation` means something only where no proposal is received. And then it still goes along
        with another group that is asked for: that is not told.
        """
        ciphers, hashes = [*esp[:1], *self.words("encryption", "3des-cbc")], [*esp[1:2], *self.words("hash", "md5 sha")]
        groups = self.words("group", "modp1024")
        if self.words("version", "1") == ["1"]:
            limited = self.on("negotiate-strictly")
        else:
            limited = self.on("proposal-limitation") and not self.on("negotiation receive", "on")
            groups = []
        if limited:
            return ciphers, hashes, groups
        return [*ciphers, *_CIPHERS], [*hashes, "md5", "sha"], [*groups, *_GROUPS]


def _policy(ipsec: _Ipsec, policy: str) -> tuple[str, list[str]]:
    """Give the gateway of `ipsec sa policy`, the cipher and the hash; `none` for what protects nothing.

    Raises `Unreadable` where it does not say.
    """
    told = [word for word in ipsec.words(f"sa policy {policy}") if "=" not in word]
    if told[1:2] == ["ah"] and len(told) > 2:
        return told[0], ["none", told[2]]
    if told[1:2] != ["esp"] or len(told) < 3:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"ipsec sa policy {policy}"))
    return told[0], [*told[2:4], "none"][:2]


def _tunnel(name: str, policy: str, ipsec: _Ipsec) -> Tunnel:
    number, esp = _policy(ipsec, policy)
    gateway = _Gateway(ipsec, number)
    ciphers, hashes, groups = gateway.algorithms(esp)
    return Tunnel(
        name=name,
        peer=" ".join(gateway.words("remote address")[:1]),
        encryption=tuple(dict.fromkeys(_CIPHERS.get(each, each) for each in ciphers)),
        integrity=tuple(dict.fromkeys(_HASHES.get(each.removesuffix("-hmac"), each) for each in hashes)),
        groups=tuple(dict.fromkeys(_GROUPS.get(each, each) for each in groups)),
    )


def _tunnels(lines: tuple[Line, ...], everything: tuple[Line, ...]) -> tuple[Tunnel, ...]:
    """Give the enabled tunnels, and what is protected without one.

    Raises `Unreadable` where a tunnel is the template of others.
    """
    ipsec, on = _Ipsec(everything), Switched(lines, "tunnel")
    given: list[Tunnel] = []
    covered: set[str] = set()
    for name, below in contexts(lines):
        policy = value(below, "ipsec tunnel", "")
        if not policy or name.removeprefix("tunnel") not in on:
            continue
        if any(starting(below, "tunnel template")):
            raise Unreadable(reason("unparseable", detail=f"{name}: tunnel template"))
        covered.add(policy)
        given.append(_tunnel(name, policy, ipsec))
    for _line, words in starting(everything, "ipsec transport"):
        if len(words) > 1 and words[0].isdigit() and words[1] not in covered:
            given.append(_tunnel(f"transport{words[0]}", words[1], ipsec))
    return tuple(given)


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give each IPsec tunnel that is enabled, whether it has keys in both directions, and who may dial in."""
    del scope
    lines = tree(outputs)
    everything = flat(lines)

    def up() -> dict[str, bool]:
        given = [tunnel.name for tunnel in _tunnels(lines, everything)]
        if not given:
            return {}
        text = outputs["ipsec"].text()
        total = _TOTAL.search(text)
        if total is None:
            raise Unreadable(reason("unparseable", detail="show ipsec sa tells no total"))
        seen = {(int(number), way) for number, way in _ASSOCIATION.findall(text)}
        numbers = {name: int(name.removeprefix("tunnel")) for name in given if name.startswith("tunnel")}
        told = {name: {(number, "send"), (number, "recv")} <= seen for name, number in numbers.items()}
        # Keys that are shown are there; of those that are not, an answer that is cut short says nothing.
        if not all(told.values()) and len(_ANY_ASSOCIATION.findall(text)) != int(total[1]) + int(total[2]):
            raise Unreadable(reason("unparseable", detail="show ipsec sa shows others than its total"))
        return told

    people = [line.text for line in lines if line.text.startswith(("pptp service on", "l2tp service on"))]
    people += [line.text for line in everything if _dial_in(line.words)]
    return Tunnels(
        tunnels=attempt(lambda: _tunnels(lines, everything)), up=attempt(up), remote_access=Known(tuple(people))
    )


def _dial_in(words: list[str]) -> bool:
    """Whether a line lets in who is not known by his line, or asks a person for name and password."""
    if words[:2] == ["pp", "enable"]:
        return not {"anonymous", "all"}.isdisjoint(words[2:])
    return words[:2] == ["ipsec", "ike"] and words[2:4] in (["xauth", "request"], ["eap", "request"]) and "on" in words


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
