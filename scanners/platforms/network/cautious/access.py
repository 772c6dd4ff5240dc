"""Ways into devices of which neither defaults nor limits on failed log-ins are known: only what a line says is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.platforms.network.ios_like.tree import banner_text, sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.probe import Unreadable

Lines = tuple[Line, ...]
Methods = Mapping[str, tuple[str, ...]]


def told_access(
    platform: str,
    lines: Lines,
    paths: Callable[[Lines], tuple[ManagementPath, ...]],
    consoles: Callable[[Lines], tuple[ConsoleLine, ...]],
) -> ManagementAccess:
    """Give the ways in and the console, each as the platform reads them, and the banner."""
    return ManagementAccess(
        paths=attempt(lambda: paths(lines)),
        consoles=attempt(lambda: consoles(lines)),
        attempts=not_told(platform, "management_access.attempts"),
        lockout_s=not_told(platform, "management_access.lockout_s"),
        banner=attempt(lambda: _banner(platform, lines)),
    )


def told_consoles(
    platform: str, lines: Lines, methods: Callable[[Lines], Methods], idle: Callable[[Lines, str], int]
) -> tuple[ConsoleLine, ...]:
    """Give every `line console`. `idle`: seconds, from the lines below it and its name."""
    found = [(name, under) for name, under in sections(lines, "line") if name.split()[:1] in (["console"], ["con"])]
    if not found:
        raise _unsure(platform, "line console")
    lists = methods(lines)
    return tuple(
        ConsoleLine(f"line {name}", True, _asks(platform, lines, under, lists), idle(under, f"line {name}"))
        for name, under in found
    )


def _asks(platform: str, lines: Lines, under: Lines, methods: Methods) -> bool:
    """Whether who plugs in must prove himself. The one password of a line does so only where there is one."""
    ways = methods.get((setting(under, "login authentication") or ["default"])[0], ("none",))
    passwords = (*starting(lines, "password login"), *starting(under, "password"))
    if ways == ("line",) and not passwords:
        raise _unsure(platform, "password")
    return "none" not in ways


def _banner(platform: str, lines: Lines) -> str:
    text = banner_text(lines)
    if not text:
        raise _unsure(platform, "banner login")
    return text


def _unsure(platform: str, what: str) -> Unreadable:
    return Unreadable(reason("platform_default_unsure", platform=platform, setting=what))
