"""First hops, bundles, stacks and routing neighbours of Cisco IOS and IOS-XE.

The configuration says what there should be; what is not configured needs no show command to be known.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, attempt
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.platforms.network.cisco_ios.peers import routing_peers
from scanners.platforms.network.cisco_ios.tree import NAME, whole_tree
from scanners.platforms.network.ios_like.state import hop_groups, unparseable
from scanners.platforms.network.ios_like.tables import bundles
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MEMBER = re.compile(
    r"(?m)^[* ][ \t]*+(?P<number>\d+)\s+(?P<role>Active|Standby|Member|Master|Slave)\s+[0-9a-fA-F.]+\s+\d+"
    r"(?:\s+V?\d\S*)?\s+(?P<state>[A-Z][A-Za-z -]*?)\s*$"
)

_PAIR = {
    "mode": re.compile(r"(?m)^[ \t]*+Hardware Mode = (\w+)"),
    "link": re.compile(r"(?m)^[ \t]*+Communications = (\w+)"),
}
_SUPERVISOR = re.compile(
    r"(?m)^[ \t]*+(?:Active|Standby) Location = (?P<place>(?:slot|Switch) \S+)[ \t]*\n"
    r"[ \t]*+Current Software state = (?P<state>[A-Z][A-Z -]*?)[ \t]*$"
)


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Join the configuration with what is shown of it."""
    del scope
    lines = whole_tree(outputs)
    stacked = any(rest[1:2] == ["provision"] for _line, rest in starting(lines, "switch"))
    return Redundancy(
        hop_groups=attempt(lambda: _hops(lines, outputs)),
        bundles=attempt(
            lambda: tuple(bundles(lines, "show etherchannel summary", outputs["bundles"].text, "Port-channel"))
        ),
        cluster=attempt(lambda: _cluster(lines, outputs) if stacked else _alone(lines, outputs)),
        cluster_in_step=attempt(lambda: _in_step(lines, outputs, stacked=stacked))
        if stacked or "mode sso" in _modes(lines)
        else Absent(reason("no_cluster_here")),
        routing_peers=attempt(lambda: routing_peers(lines, outputs)),
    )


def _configured(lines: tuple[Line, ...], word: str) -> set[str]:
    """Give interface and number of each group that has an address."""
    found = set()
    for name, under in sections(lines, "interface"):
        for line in under:
            words = line.words
            if words[0] == word and len(words) > 1:
                number = words[1] if words[1].isdigit() else "0"
                if {"ip", "ipv6", "address-family"} & set(words[1:3]):
                    found.add(f"{name} {number}")
    return found


def _hops(lines: tuple[Line, ...], outputs: Outputs) -> tuple[HopGroup, ...]:
    if _configured(lines, "glbp"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="GLBP"))
    found: tuple[HopGroup, ...] = ()
    for word, probe, protocol in (("standby", "standby", "hsrp"), ("vrrp", "vrrp", "vrrp")):
        wanted = _configured(lines, word)
        if wanted:
            text = outputs[probe].text()
            told = hop_groups(text, protocol)
            missing = wanted - {group.name.removesuffix(" ipv6") for group in told}
            if missing:
                raise unparseable(probe, f"not told: {', '.join(sorted(missing))}")
            found += told
    return found


def _cluster(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, str]:
    """Give every configured member; one that is gone is still in the list, as removed or with its state."""
    text = outputs["stack"].text()
    told = {f"switch {row['number']}": row["state"].strip().lower() for row in _MEMBER.finditer(text)}
    wanted = [f"switch {rest[0]}" for _line, rest in starting(lines, "switch") if rest[1:2] == ["provision"]]
    if not told:
        raise unparseable("show switch detail", text)
    return {**dict.fromkeys(wanted, "removed"), **told}


def _in_step(lines: tuple[Line, ...], outputs: Outputs, *, stacked: bool) -> bool:
    if stacked:
        return all(state == "ready" for state in _cluster(lines, outputs).values())
    return set(_alone(lines, outputs).values()) == {"active", "standby"}


def _modes(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for _name, under in sections(lines, "redundancy") for line in under]


def _alone(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, str]:
    """Give the supervisors of a chassis that keeps a second one in step; what other modes mean is not read."""
    modes = _modes(lines)
    if "mode sso" in modes:
        return _supervisors(outputs["pair"].text())
    if any(mode.startswith(("mode sso", "mode rpr")) for mode in modes):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.cluster"))
    return {}


def _supervisors(text: str) -> dict[str, str]:
    """Read `show redundancy`. Whether a single one ever had a second is not told: that is no cluster, nor none."""
    told = {key: found[1] for key, pattern in _PAIR.items() if (found := pattern.search(text))}
    if told.keys() != _PAIR.keys():
        raise unparseable("show redundancy", text)
    if told["mode"] != "Duplex":
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.cluster"))
    places = {row["place"].lower(): row["state"].lower() for row in _SUPERVISOR.finditer(text)}
    if len(places) != 2:
        raise unparseable("show redundancy", text)
    return {place: _side(state, heard=told["link"] == "Up") for place, state in places.items()}


def _side(state: str, *, heard: bool) -> str:
    """Give the state of a supervisor: the second is ready only when it is hot, and answers."""
    if state == "standby hot":
        return "standby" if heard else "failed"
    return state
