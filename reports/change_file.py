"""Change files of network devices: lines to enter, in order, with comments that say for which device and whether all
is there. English and ASCII alone but for the lines themselves: devices take nothing else for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checks.golden_way import Way

Direction = Literal["changes", "rollback"]
FORMAT = 1
_COMMENTS = {"junos": "#", "vyos": "#", "fortios": "#"}
_EXITS = frozenset({"cisco_ios", "cisco_nxos", "arista_eos", "frr", "frr_linux"})  # sections end by `exit`
_INDENT = "  "
_HIDDEN = "****"
_CUT = re.compile(r"<cut(?::[a-z]+)?>")
_AIM = {
    "changes": "brings the device to its approved configuration",
    "rollback": "brings the device back from there to what the run read",
}
_WHY = {
    "secret": "it holds a secret, which is cut on reading (****)",
    "text": "a text of several lines",
    "odd": "the command line would not take it as it stands",
    "list": "'no' would take the whole list away: write the list anew",
}
_ENTER = {
    "frr": "vtysh -C -f FILE checks it, vtysh -f FILE enters it, vtysh -c 'write memory' keeps it",
    "junos": "configure; load set FILE; show | compare; commit confirmed 5; after the scan: commit",
    "vyos": "configure; the lines; compare; commit-confirm 5; after the scan: confirm; save",
    "fortios": "the lines, in the CLI",
}
_ENTER["frr_linux"] = _ENTER["frr"]
_ENTER_LINES = "configure terminal; the lines; after the scan: copy running-config startup-config"


@dataclass(frozen=True, slots=True)
class About:
    """What the head of a file says. `sha256`: of the approved lines without their secrets. Moments in ISO 8601."""

    device: str
    address: str
    platform: str
    run: str
    read: str
    golden: str
    approved_on: str
    sha256: str
    made: str


def render(way: Way, about: About, direction: Direction) -> str:
    """Give the text of one file."""
    mark = _COMMENTS.get(about.platform, "!")
    return "".join(
        f"{line}\n"
        for line in (*(f"{mark} {line}" for line in _head(way, about, direction)), *_body(way, about.platform, mark))
    )


def _head(way: Way, about: About, direction: Direction) -> Iterator[str]:
    yield f"tenken {direction} {FORMAT}: {_AIM[direction]}"
    yield f"device: {about.device}"
    yield f"address: {about.address}"
    yield f"platform: {about.platform}"
    yield f"run: {about.run}, ended {about.read}"
    yield f"golden: {about.golden}, approved on {about.approved_on}"
    yield f"golden sha256: {about.sha256} (its lines, secrets cut)"
    yield f"made: {about.made}"
    yield f"complete: {'no' if way.by_hand else 'yes'}"
    if way.by_hand:
        yield f"left to a person, in lines BY HAND: {way.by_hand}; after that, write 'complete: yes' above"
    yield "A person checks every line first, keeps the running configuration, and has the device scanned afterwards."
    yield f"To enter: {_ENTER.get(about.platform, _ENTER_LINES)}"


def _body(way: Way, platform: str, mark: str) -> Iterator[str]:
    """Give the lines; what a person puts in stands as a comment at its place."""
    entered: list[int] = []  # the depths of the lines above that were entered
    for number, step in enumerate(way.steps):
        while entered and entered[-1] >= step.depth:
            yield from _exit(entered.pop(), platform)
        if step.by_hand:
            yield f"{mark} BY HAND ({_WHY[step.by_hand]}): {_one_line(step.path)}"
            continue
        yield f"{_INDENT * step.depth}{step.text}"
        below = way.steps[number + 1 : number + 2]
        if below and below[0].depth > step.depth:
            entered.append(step.depth)
    for depth in reversed(entered):
        yield from _exit(depth, platform)
    yield from (f"{mark} BY HAND (arrange its lines as approved): {_one_line(place)}" for place in way.places)
    yield from (f"{mark} BY HAND (no line above changes it): {_one_line((text,))}" for text in way.left)


def _exit(depth: int, platform: str) -> Iterator[str]:
    if platform in _EXITS:
        yield f"{_INDENT * depth}exit"


def _one_line(place: tuple[str, ...]) -> str:
    return _CUT.sub(_HIDDEN, " / ".join(place)).replace("\n", " ")
