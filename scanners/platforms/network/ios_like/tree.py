"""Configurations that look like Cisco IOS: their banners, their headers, what a line negates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.tree import Line, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

_BANNER = re.compile(r"banner\s+(?:motd|login|exec|incoming|prompt-timeout|slip-ppp|config-save)\s+(?P<rest>\S.*)")
_CARET = re.compile(r"\^.|\\x[0-9a-f]{2}")
# Other texts that go on until their delimiter, which the device shows as a caret and a letter.
_TEXT = re.compile(
    r"(?:aaa authentication (?:banner|fail-message)|menu \S+ title|vacant-message|refuse-message|busy-message \S+|"
    r"ip (?:admission|auth-proxy) auth-proxy-banner \S+|login-message|banner(?: text)?)\s+"
    r"(?P<rest>(?:\^.|\\x[0-9a-f]{2}).*)"
)
# Lines that differ from one showing to the next although nothing was changed.
_VOLATILE = re.compile(
    r"(?:Building configuration|Current configuration\s*:|Using \d+ (?:out of|bytes)|ntp clock-period |"
    r"!\s*(?:Last configuration change|NVRAM config last updated|No configuration change|Time:|Command:\s|device:|"
    r"Running configuration last done|Startup config saved|Startup-config last modified)|"
    r": Saved|: Serial Number|: Hardware|: Written by|Cryptochecksum)"
)


def banner_end(line: str) -> str:
    """Give what ends the text that a `banner` line begins: its delimiter, shown as `^C` or as any other character."""
    found = _BANNER.match(line) or _TEXT.match(line)
    if found is None:
        return "@" if line.startswith("macro name ") else ""
    rest = found["rest"]
    caret = _CARET.match(rest)
    ending = caret[0] if caret else rest[0]
    return "" if ending in rest[len(ending) :] else ending


@lru_cache(maxsize=8)
def ios_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration. Raises `Unreadable` where the text is none: no end, no name, a message instead."""
    lines = tuple(line for line in indented(text, free_text=banner_end) if not _VOLATILE.match(line.text))
    if not any(line.words[0] in {"hostname", "version", "interface"} for line in lines):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return lines


def config_tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return ios_tree(outputs["config"].text())


def ended_tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of a configuration whose last line is `end`; without that it was cut short."""
    lines = config_tree(outputs)
    if lines[-1].text != "end":
        raise Unreadable(reason("unparseable", detail=f"no end: {lines[-1].text[:80]}"))
    return lines


def kept_lines(text: str) -> tuple[str, ...]:
    """Give the lines of a configuration with their indentation, without headers that change by themselves."""
    return tuple(
        line.rstrip()
        for line in text.split("\n")
        if line.strip() not in {"", "!", ":"} and not _VOLATILE.match(line.strip())
    )


def setting(lines: Iterable[Line], words: str) -> list[str] | None:
    """Give the further words of the last line that begins with these, None where there is none or `no` is later."""
    value: list[str] | None = None
    for line in lines:
        parts = line.words
        negated = parts[:1] == ["no"]
        if (parts[1:] if negated else parts)[: len(words.split())] == words.split():
            value = None if negated else parts[len(words.split()) :]
    return value


def switched(lines: Iterable[Line], words: str) -> bool | None:
    """Whether a function is on (`words`), off (`no words`), or not named: None. The last line wins."""
    state: bool | None = None
    wanted = words.split()
    for line in lines:
        parts = line.words
        if parts == wanted:
            state = True
        elif parts == ["no", *wanted]:
            state = False
    return state


def sections(lines: Iterable[Line], words: str) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Give name (the further words) and lines of each section that these words open."""
    for line, rest in starting(lines, words):
        yield " ".join(rest), line.under


def banner_text(lines: Iterable[Line], kinds: tuple[str, ...] = ("login", "motd")) -> str:
    """Give the text of the first banner of these kinds that there is; empty where there is none."""
    found = {}
    for line in lines:
        shown = _BANNER.match(line.text)
        if shown is None:
            continue
        rest = shown["rest"]
        caret = _CARET.match(rest)
        mark = caret[0] if caret else rest[0]
        first = rest[len(mark) :].split(mark)[0]
        text = "\n".join((first, *(below.text for below in line.under))).strip()
        found[line.words[1]] = text
    return next((found[kind] for kind in kinds if found.get(kind)), "")
