"""The running configuration of Cisco IOS and IOS-XE as a tree: that it is shown whole, and what templates add to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from inventories.reason import reason
from scanners.platforms.network.ios_like.tree import ended_tree, sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "cisco_ios"


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def whole_tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the whole configuration.

    Who may not change everything is shown no more than what he may change (Cisco, IOS Privilege Levels Cannot See
    Complete Running Configuration): the version and the name are in every whole one, and are not his to change.
    """
    lines = ended_tree(outputs)
    if not {"version", "hostname"} <= {line.words[0] for line in lines}:
        raise Unreadable(reason("unparseable", detail="the configuration is not shown whole"))
    return _with_templates(lines)


_MOST_ADDED = 100_000  # lines of templates in all interfaces together: no device has as many


def _with_templates(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Put the lines of its templates (`source template NAME`) into each interface, before its own."""
    templates = dict(sections(lines, "template"))
    if not templates:
        return lines
    made, left = list(lines), _MOST_ADDED
    for at, line in enumerate(lines):
        if line.words[0] != "interface":
            continue
        used = [templates.get(" ".join(rest), ()) for _line, rest in starting(line.under, "source template")]
        left -= sum(map(len, used))
        if left < 0:
            raise Unreadable(reason("unparseable", detail=f"templates of more than {_MOST_ADDED} lines"))
        made[at] = replace(line, under=(*chain.from_iterable(used), *line.under))
    return tuple(made)
