"""Encrypted paths of a Cisco ASA, and what lets persons in (ASA CLI guide, "VPN")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from scanners.facts.field import Known, attempt
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.cisco_asa.config import named, tree, unsure
from scanners.platforms.network.cisco_asa.redundancy import active
from scanners.platforms.network.cisco_asa.sessions import tunnels_up
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

Strength = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # ciphers, integrity, groups

_REMOTE = (["type", "remote-access"], ["type", "ipsec-ra"], ["type", "webvpn"])
_NAMES = {"aes": "aes128", "aes-gcm": "aes-gcm-128", "sha": "sha1", "null": "none"}
_MOST = 100  # policies, and algorithms of one kind in one of them


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read crypto maps that are bound to an interface, and tunnels; what is up by the sessions between networks.

    Whoever meets a dynamic map falls under the default groups, which are there without a line.
    """
    del scope
    lines = tree(outputs)
    tunnels = attempt(lambda: tuple(_tunnels(lines)))

    def up() -> dict[str, bool]:
        if not isinstance(tunnels, Known):
            raise Unreadable(tunnels.reason)
        found = tunnels_up(outputs["sessions"].text(), lines, tunnels.value) if tunnels.value else {}
        if not all(found.values()):
            active(lines, outputs)
        return found

    return Tunnels(tunnels=tunnels, up=attempt(up), remote_access=attempt(lambda: tuple(_persons(lines))))


def _bound(lines: tuple[Line, ...]) -> set[str]:
    return {rest[0] for _line, rest in starting(lines, "crypto map") if rest[1:2] == ["interface"]}


def _persons(lines: tuple[Line, ...]) -> Iterator[str]:
    for line, rest in starting(lines, "tunnel-group"):
        if rest[1:] in _REMOTE:
            yield line.text
    bound = _bound(lines)
    for line, rest in starting(lines, "crypto map"):
        if rest[0] in bound and rest[2:4] == ["ipsec-isakmp", "dynamic"]:
            yield line.text
    for line in lines:
        if line.text == "webvpn":
            yield from (f"webvpn / {below.text}" for below in line.under if below.words[0] == "enable")


def _entries(lines: tuple[Line, ...], words: str) -> dict[tuple[str, str], list[Line]]:
    """Give the lines of each entry of the maps, without the words that they all begin with."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line, rest in starting(lines, words):
        if len(rest) > 2 and rest[1].isdigit():
            found.setdefault((rest[0], rest[1]), []).append(Line(" ".join(rest[2:]), line.number))
    return found


def _tunnels(lines: tuple[Line, ...]) -> Iterator[Tunnel]:
    names, bound, known = named(lines), _bound(lines), _Known.of(lines)
    dynamic: dict[str, list[Line]] = {}
    anybody: dict[str, Tunnel] = {}  # read once for each dynamic map
    for (name, _number), under in _entries(lines, "crypto dynamic-map").items():
        dynamic.setdefault(name, []).extend(under)
    for (name, number), under in _entries(lines, "crypto map").items():
        into, told = setting(under, "ipsec-isakmp dynamic"), setting(under, "set peer")
        if name in bound and into:  # whoever comes: there is no far end that is known before
            one = anybody.get(into[0]) or known.tunnel("", "", dynamic.get(into[0], []))
            anybody[into[0]] = one
            yield replace(one, name=f"crypto map {name} {number}")
        elif name in bound and told:
            peers = ",".join(names.get(peer, peer) for peer in told)
            yield known.tunnel(f"crypto map {name} {number}", peers, under)
    profiles = dict(sections(lines, "crypto ipsec profile"))
    for name, below in sections(lines, "interface"):
        used = setting(below, "tunnel protection ipsec profile")
        if used:
            peer = setting(below, "tunnel destination") or [""]
            yield known.tunnel(f"interface {name}", names.get(peer[0], peer[0]), profiles.get(used[0], ()))


@dataclass(frozen=True, slots=True)
class _Known:
    """What entries name: transform sets (IKE version 1) and proposals (2), and the policies of both versions."""

    sets: Mapping[str, Strength]
    proposals: Mapping[str, Strength]
    first: Callable[[], Strength]
    second: Callable[[], Strength]

    @classmethod
    def of(cls, lines: tuple[Line, ...]) -> _Known:
        """Read them once for all tunnels."""
        return cls(
            _transforms(lines),
            _proposals(lines),
            cache(lambda: _policies(lines, ("crypto ikev1 policy", "crypto isakmp policy"), "hash")),
            cache(lambda: _policies(lines, ("crypto ikev2 policy",), "integrity")),
        )

    def tunnel(self, name: str, peer: str, under: Sequence[Line]) -> Tunnel:
        """Join both phases: what the keys are exchanged with, and what the packets are encrypted with."""
        sets = _every_word(under, ("set ikev1 transform-set", "set transform-set"))
        proposals = _every_word(under, ("set ikev2 ipsec-proposal",))
        if not sets and not proposals:
            raise unsure(f"{name} set ikev1 transform-set")
        used = [*(self.sets[one] for one in sets), *(self.proposals[one] for one in proposals)]
        used += [self.first()] if sets else []
        used += [self.second()] if proposals else []
        groups = _every_word(under, ("set pfs",))
        if any(line.text == "set pfs" for line in under):
            raise unsure("set pfs")
        ciphers, macs, exchanges = (_unique(word for one in used for word in one[kind]) for kind in range(3))
        return Tunnel(name, peer, ciphers, macs, _unique((*exchanges, *groups)))


def _every_word(under: Iterable[Line], starts: tuple[str, ...]) -> tuple[str, ...]:
    """Give what follows these words in every line: the entries of a dynamic map are read as one."""
    under = tuple(under)
    return _unique(word for start in starts for _line, rest in starting(under, start) for word in rest)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _plain(word: str) -> str:
    """Give a plain name: `esp-aes-256` is aes256, `esp-sha-hmac` sha1; AES without a length has 128 bits."""
    bare = word.removeprefix("esp-").removesuffix("-hmac")
    bare = _NAMES.get(bare, "none" if "gmac" in bare else bare)
    return bare if "gcm" in bare else bare.replace("-", "")


def _strength(ciphers: Iterable[str], macs: Iterable[str], groups: Iterable[str] = ()) -> Strength:
    """Give plain names; where all ciphers protect integrity themselves, `none` beside them is none lacking.

    Raises ValueError for more than any device takes.
    """
    plain = _unique(_plain(word) for word in ciphers)
    alone = bool(plain) and all("gcm" in cipher for cipher in plain)
    found = (
        plain,
        _unique(mac for mac in map(_plain, macs) if not (alone and mac == "none")),
        _unique(f"group{word}" for word in groups),
    )
    if max(map(len, found)) > _MOST:
        raise ValueError(str(max(map(len, found))))
    return found


def _transforms(lines: tuple[Line, ...]) -> dict[str, Strength]:
    """Read the transform sets."""
    found = {}
    for start in ("crypto ipsec ikev1 transform-set", "crypto ipsec transform-set"):
        for _line, rest in starting(lines, start):
            if rest[1:] and rest[1] != "mode":
                macs = {word for word in rest[1:] if word.endswith("-hmac") or word == "esp-none"}
                found[rest[0]] = _strength((word for word in rest[1:] if word not in macs), sorted(macs))
    return found


def _proposals(lines: tuple[Line, ...]) -> dict[str, Strength]:
    """Read the proposals of IKE version 2 for the packets, but for those that leave something to the version."""
    found = {}
    for name, under in sections(lines, "crypto ipsec ikev2 ipsec-proposal"):
        ciphers, macs = setting(under, "protocol esp encryption"), setting(under, "protocol esp integrity")
        if ciphers and macs:
            found[name] = _strength(ciphers, macs)
    return found


def _policies(lines: tuple[Line, ...], kinds: tuple[str, ...], integrity: str) -> Strength:
    """Join every policy of a version of IKE: the far end chooses among them."""
    found: list[Strength] = []
    for under in (under for kind in kinds for _number, under in sections(lines, kind)):
        ciphers, macs, groups = (setting(under, word) for word in ("encryption", integrity, "group"))
        if not ciphers or not macs or not groups:
            raise unsure(kinds[0])
        found.append(_strength(ciphers, macs, groups))
    if not found or len(found) > _MOST:
        raise unsure(kinds[0])
    ciphers_all, macs_all, groups_all = (_unique(word for one in found for word in one[kind]) for kind in range(3))
    return ciphers_all, macs_all, groups_all
