"""Access lists of devices of which it is not sure what they do with packets that no rule names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scanners.facts.packet_filters import PacketFilter
from scanners.platforms.network.ios_like.access import permitted
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting

_ALL = ("deny", "ip", ("any",), ("any",), ("any",))
_EVERYWHERE = ("0.0.0.0/0",)


def cautiously_ended(one: PacketFilter) -> PacketFilter:
    """Take the end of a list for a refusal only where its last rule refuses everything; else it lets packets pass."""
    last = one.rules[-1] if one.rules else None
    told = last and (last.action, last.protocol, last.source, last.destination, last.ports) == _ALL
    return replace(one, default="deny" if told else "permit")


def line_sources(
    lines: tuple[Line, ...], under: Iterable[Line], filters: Mapping[str, PacketFilter]
) -> tuple[str, ...]:
    """Give who may come in at a line: by `access-class LIST`, and where the device speaks IPv6 by one of that."""
    below = tuple(under)
    sources = _sources(below, "access-class", filters)
    inside = [line.words[:2] for _, part in sections(lines, "interface") for line in part]
    if ["ipv6", "address"] in inside or ["ipv6", "enable"] in inside:
        newer = _sources(below, "ipv6 access-class", filters)
        sources += ("::/0",) if newer == _EVERYWHERE else newer
    return tuple(dict.fromkeys(sources))


def _sources(under: tuple[Line, ...], words: str, filters: Mapping[str, PacketFilter]) -> tuple[str, ...]:
    lists = [rest[0] for _, rest in starting(under, words) if rest[1:] in ([], ["in"]) and rest]
    return permitted(filters, lists[-1]) if lists else _EVERYWHERE
