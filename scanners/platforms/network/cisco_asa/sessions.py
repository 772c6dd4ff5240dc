"""Which tunnels of a Cisco ASA are up, by its sessions with other networks (ASA CLI guide, "VPN").

A session tells its far end and the pairs of networks that are encrypted, and not which entry of a crypto map it is of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest

from scanners.facts.packet_filters import FilterRule
from scanners.facts.tunnels import Tunnel
from scanners.platforms.network import addresses
from scanners.platforms.network.cisco_asa.config import named
from scanners.platforms.network.cisco_asa.paths import filter_rule, objects
from scanners.platforms.network.ios_like.filters import FilterGrammar
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.tree import Line, starting

Pairs = frozenset[tuple[str, str]]  # networks here and there

_EVERYTHING: Pairs = frozenset({("0.0.0.0/0", "0.0.0.0/0")})  # what an interface encrypts
_MOST_PAIRS = 500  # of one access list
_SESSION = re.compile(
    r"(?m)^Connection[ \t]*+:[^\n]*\nIndex[ \t]*+: \d+[ \t]+IP Addr[ \t]*+: (?P<peer>\S+)[ \t]*\n"
    r"Protocol[ \t]*+: (?P<protocol>[^\n]*)"
)
_PAIR = re.compile(
    r"(?m)^[ \t]*+Local Addr[ \t]*+: (?P<here>[\d.]+/[\d.]+)/0/0[ \t]*\n"
    r"[ \t]*+Remote Addr[ \t]*+: (?P<there>[\d.]+/[\d.]+)/0/0[ \t]*$"
)


def tunnels_up(text: str, lines: tuple[Line, ...], tunnels: tuple[Tunnel, ...]) -> dict[str, bool]:
    """Say of each tunnel whether it is up; who dials in is anybody, and what cannot be told from others is left out.

    Without any session with its far end a tunnel is down. It is up where all of its pairs are there, none of which
    another tunnel may have; and with a session that can only be its own, if that tells no pairs and it has one.
    """
    told, wanted = _told(text, named(lines)), _wanted(lines, tunnels)
    ends = {one.name: one.peer.split(",") for one in tunnels if one.peer}
    tunnels_to = Counter(peer for peers in ends.values() for peer in peers)
    unread = {peer for name, peers in ends.items() for peer in peers if not wanted.get(name)}
    claims = Counter((peer, pair) for name, peers in ends.items() for peer in peers for pair in wanted.get(name, ()))

    def certain(name: str, peer: str) -> bool:
        pairs, alone = wanted.get(name, frozenset()), tunnels_to[peer] == 1
        if alone and (pairs == _EVERYTHING or (len(pairs) == 1 and not told[peer])):
            return True
        clear = alone or (peer not in unread and all(claims[peer, pair] == 1 for pair in pairs))
        return clear and bool(pairs) and pairs <= told[peer]

    found: dict[str, bool] = {}
    for name, peers in ends.items():
        active = [peer for peer in peers if peer in told]
        if not active:
            found[name] = False
        elif any(certain(name, peer) for peer in active):
            found[name] = True
    return found


def _told(text: str, names: Mapping[str, str]) -> dict[str, Pairs]:
    """Give the pairs of each far end that has a session."""
    none = "There are presently no active sessions" in text
    heads = list(_SESSION.finditer(text))
    if not none and (not heads or len(heads) != len(re.findall(r"(?m)^Connection[ \t]*+:", text))):
        raise unparseable("show vpn-sessiondb detail l2l", text)
    found: dict[str, Pairs] = {}
    for head, after in zip_longest(heads, heads[1:]):
        if "IPsec" in head["protocol"]:
            pairs = frozenset(
                (addresses.masked(*pair["here"].split("/")), addresses.masked(*pair["there"].split("/")))
                for pair in _PAIR.finditer(text, head.end(), after.start() if after else len(text))
            )
            peer = names.get(head["peer"], head["peer"])
            found[peer] = found.get(peer, frozenset()) | pairs
    return found


def _wanted(lines: tuple[Line, ...], tunnels: tuple[Tunnel, ...]) -> dict[str, Pairs]:
    """Give the pairs that each tunnel is for, by the access list of its entry; none where that is unclear."""
    lists = {
        f"crypto map {rest[0]} {rest[1]}": rest[4]
        for _line, rest in starting(lines, "crypto map")
        if rest[2:4] == ["match", "address"] and len(rest) > 4
    }
    pairs = _pairs(lines, frozenset(lists.values())) if lists else {}
    return {
        one.name: pairs.get(lists[one.name], frozenset())
        if one.name in lists
        else _EVERYTHING
        if one.name.startswith("interface ")
        else frozenset()
        for one in tunnels
    }


def _pairs(lines: tuple[Line, ...], names: frozenset[str]) -> Mapping[str, Pairs]:
    """Give the pairs of access lists, of those all of whose rules say plainly what is encrypted."""
    grammar = FilterGrammar(objects=objects(lines), inverse=False)
    found: dict[str, Pairs] = dict.fromkeys(names, frozenset())
    for _line, rest in starting(lines, "access-list"):
        if not rest or rest[0] not in found:
            continue
        try:
            rule = filter_rule(" ".join(rest[1:]), grammar, frozenset())
            found[rest[0]] |= _of_rule(rule) if rule else frozenset()
            if len(found[rest[0]]) > _MOST_PAIRS:
                raise ValueError(rest[0])
        except (ValueError, IndexError):
            del found[rest[0]]
    return found


def _of_rule(rule: FilterRule) -> Pairs:
    """Give the pairs of a rule. Raises ValueError for one of single ports, unknown objects, or too many."""
    sides = [["0.0.0.0/0" if one == addresses.ANY else one for one in side] for side in (rule.source, rule.destination)]
    here, there = sides
    unknown = any(one.startswith("object:") for side in sides for one in side)
    if rule.action != "permit" or rule.protocol != "ip" or unknown or len(here) * len(there) > _MOST_PAIRS:
        raise ValueError(rule.line)
    return frozenset((one, other) for one in here for other in there)
