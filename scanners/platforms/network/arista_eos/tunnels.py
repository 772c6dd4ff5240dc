"""Encrypted paths of Arista EOS (EOS User Manual, "IPsec Support"): `ip security` and the tunnels that use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.arista_eos.config import NAME, tree, unsure
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.tree import Line, every
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

Policies = Mapping[str, tuple[Line, ...]]
Phase = tuple[str, str, str]  # cipher, integrity, group; empty where there is none

_PROFILE = "tunnel ipsec profile"
_CONNECTION = re.compile(r"(?m)^(?P<name>[A-Za-z]\S*):[ \t]*+\n(?P<told>(?:[ \t]++[^\n]*(?:\n|\Z))++)")
_STATE = re.compile(r"(?m)^[ \t]++State: (\w+)[ \t]*$")
_ENDS = re.compile(r"(?m)^[ \t]++(?:Source|Destination) (?:address|prefix): [^\n]*$")


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read what protects tunnels, and which connections stand. Persons are let in by nothing that EOS has."""
    del scope
    lines = tree(outputs)
    tunnels = attempt(lambda: tuple(_tunnels(lines)))

    def up() -> dict[str, bool]:
        if not isinstance(tunnels, Known):
            raise Unreadable(tunnels.reason)
        return _up(outputs["ipsec"].text(), tunnels.value) if tunnels.value else {}

    return Tunnels(tunnels=tunnels, up=attempt(up), remote_access=Known(()))


def _tunnels(lines: tuple[Line, ...]) -> Iterator[Tunnel]:
    if any(line.text.startswith("ipsec profile ") for _above, line in every(lines)):  # of paths that are no interfaces
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="tunnels.tunnels"))
    security = [line for top in lines if top.text == "ip security" for line in top.under]
    profiles, first, second = (dict(sections(security, kind)) for kind in ("profile", "ike policy", "sa policy"))
    for name, under in sections(lines, "interface"):
        used = setting(under, _PROFILE)
        if not used:
            continue
        profile = profiles.get(used[0], ())
        peer = setting(under, "tunnel destination")
        phases = (
            _phase(first, setting(profile, "ike-policy"), ("encryption", "integrity", "dh-group")),
            _phase(second, setting(profile, "sa-policy"), ("esp encryption", "esp integrity", "pfs dh-group")),
        )
        yield Tunnel(
            f"interface {name}", peer[0] if peer else "", *(_unique(pair) for pair in zip(*phases, strict=True))
        )


def _phase(policies: Policies, name: list[str] | None, words: tuple[str, str, str]) -> Phase:
    """Give what one policy says. Raises `Unreadable` where it leaves something to the version; keys of the packets
    need no group of their own.
    """
    under = policies.get(name[0], ()) if name else ()
    cipher, integrity, group = (setting(under, word) or [""] for word in words)
    whole = "gcm" in cipher[0]
    if not cipher[0] or not (integrity[0] or whole) or not (group[0] or words[2].startswith("pfs ")):
        raise unsure("ip security: ike policy, sa policy")
    groups = f"group{group[0]}" if group[0] else ""
    return _plain(cipher[0]), "" if whole else _plain(integrity[0]), groups


def _plain(word: str) -> str:
    return {"null": "none", "sha": "sha1"}.get(word, word)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _up(text: str, tunnels: tuple[Tunnel, ...]) -> dict[str, bool]:
    """Give whether each tunnel is established for all that it carries; one that is not shown is not told.

    A connection between the same ends is the same one, of which an older and a newer stand side by side for a while.
    """
    states: dict[str, dict[tuple[str, ...], set[str]]] = {}
    for shown in _CONNECTION.finditer(text):
        # beside the connections of its policies a tunnel is shown as `policyBasedTunnel`, whatever they do
        if told := set(_STATE.findall(shown["told"])) - {"policyBasedTunnel"}:
            ends = tuple(_ENDS.findall(shown["told"]))
            states.setdefault(f"interface {shown['name']}", {}).setdefault(ends, set()).update(told)
    if not _CONNECTION.search(text):
        raise unparseable("show ip security connection detail", text)
    return {
        one.name: all("established" in told for told in states[one.name].values())
        for one in tunnels
        if one.name in states
    }
