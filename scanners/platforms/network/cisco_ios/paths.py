"""Filters, address translation, tunnels and dial-in of Cisco IOS and IOS-XE."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.cisco_ios.config import object_networks
from scanners.platforms.network.cisco_ios.tree import NAME, unsure, whole_tree
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.peers import all_up
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SESSION = re.compile(r"(?m)^Interface: (?P<name>\S+)\s*$(?P<rest>(?:\n(?!Interface:).*)*)")
# Keys last longer than the exchange in which they were made.
_ACTIVE = re.compile(r"(?m)^[ \t]*+Session status: UP-(?:ACTIVE|NO-IKE)\b")
_SESSION_PEER = re.compile(r"(?m)^[ \t]*+Peer: (\S+)")


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force. Policies between zones and maps of VLANs are not read, and are
    listed so.
    """
    del scope
    lines = whole_tree(outputs)
    zones = [line.text for line, _rest in starting(lines, "zone security")]
    pairs = [
        f"{line.text} / {below.text}" for line, _rest in starting(lines, "zone-pair security") for below in line.under
    ]
    maps = [line.text for line, _rest in starting(lines, "vlan filter")]
    filters, unresolved = access_lists(lines, FilterGrammar(objects=object_networks(lines)))
    return PacketFilters(
        filters=Known(filters),
        bindings=attempt(lambda: bindings(lines)),
        zone_default=Known("deny" if zones else ""),
        unresolved=Known((*unresolved, *pairs, *maps)),
    )


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read `ip nat inside|outside source …`."""
    del scope
    lines = whole_tree(outputs)
    return AddressTranslation(attempt(lambda: tuple(translations(lines))))


def translations(lines: tuple[Line, ...]) -> Iterator[Translation]:
    """Give every rule of `ip nat`. Raises ValueError or LookupError for one that is not read."""
    pools = {rest[0]: _pool(rest[1:]) for _line, rest in starting(lines, "ip nat pool") if len(rest) > 2}
    for line, rest in starting(lines, "ip nat"):
        if rest[:2] in (["inside", "source"], ["outside", "source"]):
            yield Translation(_outside(rest[2:], pools), line.text)
        elif rest[:1] == ["source"]:  # between interfaces of `ip nat enable`
            yield Translation(_outside(rest[1:], pools), line.text)
        elif rest[:2] == ["inside", "destination"]:
            yield Translation(pools[rest[rest.index("pool") + 1]], line.text)


def _outside(words: list[str], pools: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give what inner addresses become. Raises ValueError where that is not read."""
    if "interface" in words[1:]:
        return (f"interface:{words[words.index('interface') + 1]}",)
    if "pool" in words:
        return pools[words[words.index("pool") + 1]]
    if words[0] != "static":
        raise ValueError(" ".join(words))
    rest = words[1:]
    if rest[0] in {"tcp", "udp"}:  # static tcp INSIDE PORT OUTSIDE PORT
        return (str(ipaddress.ip_network(rest[3])),)
    if rest[0] == "network":  # static network INSIDE OUTSIDE /LENGTH
        return (str(ipaddress.ip_network(f"{rest[2]}{rest[3]}", strict=False)),)
    return (str(ipaddress.ip_network(rest[1])),)


def _pool(words: list[str]) -> tuple[str, ...]:
    """Give the networks from the first address of a pool to its last."""
    first, last = ipaddress.IPv4Address(words[0]), ipaddress.IPv4Address(words[1])
    return tuple(str(network) for network in ipaddress.summarize_address_range(first, last))


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read crypto maps and protected tunnels; what is up by `show crypto session`, only where there are any."""
    del scope
    lines = whole_tree(outputs)
    tunnels = attempt(lambda: tuple(_tunnels(lines)))

    def up() -> dict[str, bool]:
        if not isinstance(tunnels, Known):
            raise Unreadable(tunnels.reason)
        return _up(outputs["sessions"].text(), tunnels.value) if tunnels.value else {}

    return Tunnels(tunnels=tunnels, up=attempt(up), remote_access=attempt(lambda: tuple(_remote_access(lines))))


Phase = tuple[list[str], list[str], list[str]]  # ciphers, integrity, groups


def _tunnels(lines: tuple[Line, ...]) -> Iterator[Tunnel]:
    phases = {"1": cache(lambda: _ikev1(lines)), "2": cache(lambda: _ikev2(lines))}  # read once for all tunnels
    sets = {name.split()[0]: name.split()[1:] for name, _under in sections(lines, "crypto ipsec transform-set")}
    profiles = dict(sections(lines, "crypto ipsec profile"))
    for name, under in sections(lines, "interface"):
        used = setting(under, "tunnel protection ipsec profile")
        if used:
            peer = setting(under, "tunnel destination")
            yield _tunnel(f"interface {name}", peer[0] if peer else "", profiles.get(used[0], ()), sets, phases)
    for name, under in sections(lines, "crypto map"):
        words = name.split()
        peers = [rest[0] for _line, rest in starting(under, "set peer") if rest]
        if len(words) > 2 and words[1].isdigit() and "dynamic" not in words:
            yield _tunnel(f"crypto map {words[0]} {words[1]}", ",".join(peers), under, sets, phases)


def _tunnel(
    name: str,
    peer: str,
    under: tuple[Line, ...],
    sets: dict[str, list[str]],
    phases: Mapping[str, Callable[[], Phase]],
) -> Tunnel:
    """Join both phases: what the keys are exchanged with, and what the packets are encrypted with."""
    chosen = setting(under, "set transform-set") or setting(under, "set transform")
    if not chosen:
        raise unsure("set transform-set")
    encryption: list[str] = []
    integrity: list[str] = []
    for used in chosen:
        ciphers, macs = _protection(sets[used])
        encryption += ciphers
        integrity += macs
    pfs = setting(under, "set pfs")
    phase = phases["2" if setting(under, "set ikev2-profile") else "1"]()
    return Tunnel(
        name=name,
        peer=peer,
        encryption=_unique([*phase[0], *encryption]),
        integrity=_unique([*phase[1], *integrity]),
        groups=_unique([*phase[2], *((pfs or ["group1"])[:1] if pfs is not None else [])]),
    )


def _protection(words: list[str]) -> tuple[list[str], list[str]]:
    """Give ciphers and integrity of one set; `none` where it has none of these, and GCM is both."""
    told = [one for one in _transforms(words) if not one.startswith("comp-")]
    macs = [_algorithm(one) for one in told if one.endswith("-hmac")]
    ciphers = [_algorithm(one) for one in told if not one.endswith("-hmac") and not one.startswith("esp-gmac")]
    whole = any("gcm" in one or "gmac" in one for one in told)
    return ciphers or ["none"], macs or ([] if whole else ["none"])


def _transforms(words: list[str]) -> Iterator[str]:
    """Give each transform with its key length: `esp-aes 256 esp-sha256-hmac` are two."""
    for at, word in enumerate(words):
        if not word.isdigit():
            follows = words[at + 1] if at + 1 < len(words) else ""
            yield word + (follows if follows.isdigit() else "")


def _algorithm(word: str) -> str:
    """Give a plain name: `esp-aes256` is aes256, `esp-sha256-hmac` sha256; AES without a length has 128 bits."""
    plain = word.removeprefix("esp-").removeprefix("ah-").removesuffix("-hmac")
    return {"sha": "sha1", "aes": "aes128", "gcm": "aes-gcm128", "null": "none"}.get(plain, plain)


def _ikev1(lines: tuple[Line, ...]) -> Phase:
    """A policy without a word has DES, SHA-1 and group 1 (Security Command Reference, crypto isakmp policy)."""
    policies = list(sections(lines, "crypto isakmp policy"))
    if not policies:
        raise unsure("crypto isakmp policy")
    found: Phase = ([], [], [])
    for _number, under in policies:
        cipher = setting(under, "encryption") or setting(under, "encr") or ["des"]
        found[0].append(_algorithm("".join(cipher)))
        found[1].append(_algorithm((setting(under, "hash") or ["sha"])[0]))
        found[2].append("group" + (setting(under, "group") or ["1"])[0])
    return found


def _ikev2(lines: tuple[Line, ...]) -> Phase:
    """A proposal is used by a policy alone; without any policy the device proposes what its version has by default."""
    policies = [under for _name, under in sections(lines, "crypto ikev2 policy")]
    used = {rest[0] for under in policies for _line, rest in starting(under, "proposal") if rest}
    proposals = [(name, under) for name, under in sections(lines, "crypto ikev2 proposal") if name in used]
    if not policies or len(proposals) < len(used) or not proposals:
        raise unsure("crypto ikev2 proposal")
    found: Phase = ([], [], [])
    for _name, under in proposals:
        ciphers = setting(under, "encryption") or []
        groups = setting(under, "group") or []
        if not ciphers or not groups:
            raise unsure("crypto ikev2 proposal")
        found[0].extend(word.replace("aes-cbc-", "aes") for word in ciphers)
        found[1].extend(_algorithm(word) for word in setting(under, "integrity") or [])
        found[2].extend(f"group{word}" for word in groups)
    return found


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _up(text: str, tunnels: tuple[Tunnel, ...]) -> dict[str, bool]:
    """Match by interface, each of whose sessions must be up, or by peer for crypto maps, where one of several is
    enough. A session that is not shown is down.
    """
    if not re.search(r"(?m)^Crypto session current status", text):
        raise unparseable("show crypto session", text)
    sessions = [(found["name"], found["rest"]) for found in _SESSION.finditer(text)]
    told = [(name, bool(_ACTIVE.search(rest)), _SESSION_PEER.findall(rest)) for name, rest in sessions]
    interfaces = all_up((f"interface {name}", active) for name, active, _peers in told)
    peers = {peer for _name, active, named in told if active for peer in named}
    return {
        tunnel.name: interfaces.get(tunnel.name, False)
        or (not tunnel.name.startswith("interface ") and not peers.isdisjoint(tunnel.peer.split(",")))
        for tunnel in tunnels
    }


_REMOTE = (
    "crypto isakmp client configuration group", "webvpn gateway", "webvpn context", "vpdn-group", "crypto dynamic-map",
    "crypto ikev2 authorization policy", "crypto vpn anyconnect", "crypto ssl profile", "crypto ssl policy",
    "ip local pool", "async-bootp",
)  # fmt: skip


def _remote_access(lines: tuple[Line, ...]) -> Iterator[str]:
    for words in _REMOTE:
        yield from (line.text for line, _rest in starting(lines, words))
    for name, under in sections(lines, "line"):
        if any(rest[:1] in (["InOut"], ["Dialin"], ["Callin"]) for _line, rest in starting(under, "modem")):
            yield f"line {name}"
    for name, under in sections(lines, "interface"):
        if name.startswith("Virtual-Template") and not switched(under, "shutdown"):
            yield f"interface {name}"


def parse_prevention(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Read `ip ips NAME in|out` and `utd enable` on interfaces; when the signatures were made is not told."""
    del scope
    lines = whole_tree(outputs)
    sensors = {
        f"interface {name}": True
        for name, under in sections(lines, "interface")
        if any(line.words[:2] == ["ip", "ips"] or line.text == "utd enable" for line in under)
    }
    return IntrusionPrevention(Known(sensors), not_told(NAME, "intrusion_prevention.signatures_at"))
