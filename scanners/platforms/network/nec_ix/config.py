"""The configuration of NEC UNIVERGE IX routers."""

from __future__ import annotations

from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.ios_like.tree import ios_tree
from scanners.platforms.network.tree import Line, has
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "nec_ix"
FAMILIES = {"ip": "0.0.0.0/0", "ipv6": "::/0"}  # all addresses of each
LAST = "interface Null0.0"  # every published configuration has it, below all that is no interface


@lru_cache(maxsize=8)
def _whole(text: str) -> tuple[Line, ...]:
    lines = ios_tree(text)
    if not has(lines, LAST):
        raise Unreadable(reason("unparseable", detail=f"show running-config without {LAST}: cut short"))
    return lines


def config_tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the configuration. Raises `Unreadable` where it was cut short, though no line says its end."""
    return _whole(outputs["config"].text())


def families_on(lines: tuple[Line, ...], server: str) -> tuple[str, ...]:
    """Give the address families in which a server answers, be it in a VRF."""
    found = [line.words[1:] for line in lines if line.words[0] == server and line.words[-1] == "enable"]
    return tuple(family for family in FAMILIES if any(words[-2:] == [family, "enable"] for words in found))
