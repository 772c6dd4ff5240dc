"""Configurations of Fujitsu Si-R and SR-S: flat lines (`lan 0 ip address …`), each complete in itself.

Forms: FUJITSU Network Si-R series command reference, configuration volume (構成定義編), and that of SR-S.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network import addresses
from scanners.platforms.network.tree import Line, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "fujitsu_sir"
_SHOWN = re.compile(r"(?:lan|ether|vlan|remote|password|terminal|serverinfo|syslog|snmp|acl|time|consoleinfo) \S")
_SPAN = re.compile(r"\d{1,4}(?:-\d{1,4})?(?:,\d{1,4}(?:-\d{1,4})?)*")
_UNMARKED = re.compile(r"(?m)^(password (?:aaa|format|authtype) \w+)<cut:none>$")  # see the secrets of the platform
_MOST_NUMBERS = 4096
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_STAMP = re.compile(r"\A\s*---[ ]\w{3}[ ]\w{3}[ ]{1,2}\d{1,2}[ ][\d:]{8}[ ]\d{4}[ ]---[ \t]*(?:\n|\Z)")


def unstamped(text: str) -> str:
    """Give what a command showed, without the line of date and time that SR-S puts before it."""
    return _STAMP.sub("", text)


def shown(outputs: Outputs, probe: str) -> str:
    """Give what the command of a probe showed."""
    return unstamped(outputs[probe].text())


@lru_cache(maxsize=8)
def flat(text: str) -> tuple[Line, ...]:
    """Read a configuration. Raises `Unreadable` where the text is none."""
    lines = indented(_UNMARKED.sub(r"\1", unstamped(text)), comments=("!", "#"))
    if not lines or any(line.under for line in lines) or not any(_SHOWN.match(line.text) for line in lines):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return lines


def config(outputs: Outputs) -> tuple[Line, ...]:
    """Give the lines of the probe `config`."""
    return flat(outputs["config"].text())


def system_values(text: str) -> dict[str, str]:
    """Read the `Name : value` lines of `show system information`. Raises `Unreadable` where they are not those."""
    values: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(" :")
        if colon and name.strip() not in values:
            values[name.strip()] = value.strip()
    if not {"System", "Firm Ver."} <= values.keys():
        raise Unreadable(reason("unparseable", detail=f"no system information: {text.strip()[:80]}"))
    return values


def last(lines: Iterable[Line], words: str) -> list[str] | None:
    """Give the further words of the last line that begins with these words, None where there is none."""
    found = [rest for _, rest in starting(lines, words)]
    return found[-1] if found else None


def switch(lines: Iterable[Line], words: str) -> bool | None:
    """Whether a setting is `on` or `off`, None where no line names it. Raises `Unreadable` at any other value."""
    rest = last(lines, words)
    if rest is None:
        return None
    if rest[:1] not in (["on"], ["off"]):
        raise Unreadable(reason("unparseable", detail=f"{words} {' '.join(rest)}"[:120]))
    return rest[0] == "on"


def unsure(setting: str) -> Unreadable:
    """Say that a line is missing, and what holds then depends on the device."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=setting))


def numbered(lines: Iterable[Line], words: str) -> dict[str, list[tuple[Line, list[str]]]]:
    """Give the lines that begin with these words and a number, by that number, each with its further words."""
    found: dict[str, list[tuple[Line, list[str]]]] = {}
    for line, rest in starting(lines, words):
        if rest and rest[0].isdecimal():
            found.setdefault(rest[0], []).append((line, rest[1:]))
    return found


def numbers(span: str) -> tuple[int, ...]:
    """Give the numbers of a span (`1-4,7`). Raises ValueError."""
    if not _SPAN.fullmatch(span):
        raise ValueError(span)
    found: list[int] = []
    for part in span.split(","):
        first, _, end = part.partition("-")
        found += range(int(first), int(end or first) + 1)
        if len(found) > _MOST_NUMBERS:
            raise ValueError(span)
    return tuple(found)


def seconds(value: str) -> int:
    """Give a duration (`300s`, `5m`, `0s`) in seconds. Raises ValueError."""
    number, unit = value[:-1], value[-1:]
    if not number.isdecimal() or len(number) > 9 or unit not in _UNITS:
        raise ValueError(value)
    return int(number) * _UNITS[unit]


def network(value: str) -> str:
    """Give a network of a filter (`192.0.2.0/24`, an address with a mask after a slash, `any`) in CIDR form."""
    if value == "any":
        return addresses.ANY
    found = ipaddress.ip_network(value, strict=False)
    return str(found) if found.prefixlen else addresses.ANY


def uses_ipv6(lines: Iterable[Line]) -> bool:
    """Whether any interface speaks IPv6: without such a line none does."""
    return any(line.words[2:5] == ["ip6", "use", "on"] for line in lines)
