"""Lines (console, auxiliary, vty) of configurations that look like Cisco IOS, and who is let in there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.management_access import ConsoleLine, ManagementPath
from scanners.facts.packet_filters import PacketFilter
from scanners.platforms.network.ios_like.filters import FilterTable
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, has, starting
from scanners.probe import Unreadable

EVERYWHERE = frozenset({"any", "0.0.0.0/0", "::/0"})


@dataclass(frozen=True, slots=True)
class LineGrammar:
    """What a line has that does not say: `idle_s` in seconds (IOS: 10 minutes), `transport`; None where it varies."""

    platform: str
    idle_s: int | None = 600
    transport: frozenset[str] | None = None

    def idle(self, under: Iterable[Line]) -> int:
        """Give the seconds until a session at a line ends. Raises `Unreadable` where the default varies."""
        found = idle_seconds(under, -1 if self.idle_s is None else self.idle_s)
        if found < 0:
            raise Unreadable(reason("platform_default_unsure", platform=self.platform, setting="exec-timeout"))
        return found


def idle_seconds(under: Iterable[Line], default: int) -> int:
    """Give the seconds of `exec-timeout MINUTES [SECONDS]`; 0 for never."""
    lines = tuple(under)
    if has(lines, "no exec-timeout"):
        return 0
    words = setting(lines, "exec-timeout")
    if not words:
        return default
    return 60 * int(words[0]) + (int(words[1]) if len(words) > 1 else 0)


def transports(under: Iterable[Line], grammar: LineGrammar) -> frozenset[str]:
    """Give the services that a vty line takes. Raises `Unreadable` where it does not say and the default varies."""
    words = setting(under, "transport input")
    if words is None:
        if grammar.transport is None:
            raise Unreadable(reason("platform_default_unsure", platform=grammar.platform, setting="transport input"))
        return grammar.transport
    services = frozenset(words)
    if "all" in services:
        return frozenset({"ssh", "telnet"})
    return services - {"none"}


def permitted(filters: Mapping[str, PacketFilter], name: str) -> tuple[str, ...]:
    """Give the sources that a list permits. One that does not exist or has no rule permits any.

    Raises `Unreadable` where a line of it that may permit more, or a group of addresses, was not understood.
    """
    found = filters.get(name)
    if found is None or not found.rules:
        return ("0.0.0.0/0",)
    sources = [source for rule in found.rules if rule.action == "permit" for source in rule.source]
    unread = isinstance(filters, FilterTable) and name in filters.unread
    if limits(sources) and (unread or any(source.startswith("object:") for source in sources)):
        raise Unreadable(reason("unparseable", detail=f"access list {name}"))
    return tuple(dict.fromkeys("0.0.0.0/0" if source == "any" else source for source in sources))


def limits(sources: Iterable[str]) -> bool:
    """Whether these sources are fewer than all."""
    return EVERYWHERE.isdisjoint(sources)


def vty_paths(
    lines: tuple[Line, ...], filters: Mapping[str, PacketFilter], grammar: LineGrammar, *, ipv6: bool
) -> tuple[ManagementPath, ...]:
    """Give every vty that takes anything. `ipv6`: the device has such an address, so that a list of IPv6 is needed too.

    Raises `Unreadable` where there is no vty line: then the configuration does not tell.
    """
    found = [(name, under) for name, under in sections(lines, "line") if name.split()[:1] == ["vty"]]
    if not found:
        raise Unreadable(reason("platform_default_unsure", platform=grammar.platform, setting="line vty"))
    paths = (line_path(name, under, filters, grammar, ipv6=ipv6) for name, under in found)
    return tuple(path for path in paths if path.services)


def line_path(
    name: str, under: tuple[Line, ...], filters: Mapping[str, PacketFilter], grammar: LineGrammar, *, ipv6: bool
) -> ManagementPath:
    """Give one line as a way in over the network."""
    sources = _sources(under, "access-class", filters, "0.0.0.0/0")
    if ipv6:
        sources += _sources(under, "ipv6 access-class", filters, "::/0")
    return ManagementPath(
        name=f"line {name}",
        services=transports(under, grammar),
        limited=limits(sources),
        sources=tuple(dict.fromkeys(sources)),
        idle_s=grammar.idle(under),
    )


def _sources(
    under: Iterable[Line], words: str, filters: Mapping[str, PacketFilter], everywhere: str
) -> tuple[str, ...]:
    """`access-class NAME in [vrf-also]`; the direction out is about sessions from the device itself.

    With several lists whoever one of them permits is let in. Raises `Unreadable` where all are of some VRF alone: what
    comes from elsewhere is not told.
    """
    found = [rest for _line, rest in starting(under, words) if len(rest) > 1 and "in" in rest[1:]]
    if not found:
        return (everywhere,)
    if all("vrfname" in rest for rest in found):
        raise Unreadable(reason("unparseable", detail=f"{words} {' '.join(found[-1])}"))
    permits = tuple(dict.fromkeys(source for rest in found for source in permitted(filters, rest[0])))
    return (everywhere,) if "0.0.0.0/0" in permits else permits


def console_lines(
    lines: tuple[Line, ...], grammar: LineGrammar, methods: Mapping[str, tuple[str, ...]], *, aaa: bool
) -> tuple[ConsoleLine, ...]:
    """Give `line con` and `line aux`. `methods`: those of each list of log-ins, with `aaa` (new model) alone.

    Raises `Unreadable` where there is no such line.
    """
    found = [
        (name, under) for name, under in sections(lines, "line") if name.split()[:1] in (["con"], ["aux"], ["console"])
    ]
    if not found:
        raise Unreadable(reason("platform_default_unsure", platform=grammar.platform, setting="line con"))
    return tuple(
        ConsoleLine(
            name=f"line {name}",
            enabled=switched(under, "exec") is not False,
            authenticated=_authenticated(under, methods, aaa=aaa),
            idle_s=grammar.idle(under),
        )
        for name, under in found
    )


def line_methods(under: Iterable[Line], methods: Mapping[str, tuple[str, ...]], *, aaa: bool) -> tuple[str, ...]:
    """Give how a log-in at a line is checked, in order; `none` where nobody asks."""
    lines = tuple(under)
    if aaa:
        named = setting(lines, "login authentication") or ["default"]
        return methods.get(named[0], ("none",))
    words = setting(lines, "login")
    if words is None:
        return ("none",)
    return ("local",) if words[:1] == ["local"] else ("tacacs",) if words[:1] == ["tacacs"] else ("line",)


def _authenticated(under: tuple[Line, ...], methods: Mapping[str, tuple[str, ...]], *, aaa: bool) -> bool:
    """A `line` method without a password lets nobody in at a vty, but anybody at a console."""
    ways = line_methods(under, methods, aaa=aaa)
    if "none" in ways or not ways:
        return False
    return ways != ("line",) or any(line.words[0] in {"password", "secret"} for line in under)
