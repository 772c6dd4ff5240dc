"""The configuration of Junos as it is in force: without what is inactive, with the groups that are applied.

A group applied at the top is merged; what stands there itself comes first, and so wins. One that is applied deeper
down, or has wildcards, is not resolved here: then nothing of the configuration is told, for a group can change all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.secrets import MARK, SecretRule, community, stored
from scanners.platforms.network.statements import Node, planted
from scanners.platforms.network.tree import Line, braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "junos"
ROLE = r"^\{(?:primary|secondary|master|backup|linecard|spare)\b[^{}]*\}[ \t]*$"  # what some prompts begin with
_REMARK = re.compile(r"(?m)(?<=[;{}])[ \t]*##.*$|" + ROLE)
_DEEPEST = 24
_OF_NODES = {("system", "host-name"), ("system", "backup-router"), ("interfaces", "fxp0")}
_WORD = r'(?P<secret>"[^"\n]*"|[^\s;"]+)'


def _storage(found: re.Match[str]) -> str:
    """Judge by the mark of the format: $9$ is an encoding, $8$ encrypted with a key of the device."""
    kind = found["secret"].strip('"').split("$")[1]
    if kind in {"8", "9"}:
        return "reversible"
    return "strong" if kind in {"5", "6"} else "weak"


SECRETS = (
    SecretRule(re.compile(r'(?P<secret>"\$[\w-]+\$[^"\n]*"|(?<=[ \t])\$[\w-]+\$[^\s;"]+)'), _storage),
    SecretRule(
        re.compile(rf"(?m)^[ \t]*(?:inactive: )?(?:community|trap-group)[ \t]+(?!<cut:){_WORD}(?=[ \t]*[;{{])"),
        community,
    ),
    SecretRule(re.compile(rf"(?m)\bencrypted-password[ \t]+(?!<cut:){_WORD}(?=;)"), stored("weak")),  # DES has no mark
    SecretRule(
        re.compile(
            r"(?m)\b(?:secret|authentication-key|privacy-key|simple-password|ascii-text|hexadecimal|"
            rf"authentication-password|privacy-password)[ \t]+(?:\w+ )?(?!<cut:)(?!\d+ type){_WORD}(?=;)"
        ),
        stored("plain"),
    ),
    SecretRule(re.compile(r'://[^:@/\s"]+:(?!<cut:)(?P<secret>[^@\s"]+)@'), stored("plain")),
)


def config(outputs: Outputs) -> Node:
    """Give the configuration. Raises `Unreadable` for what is none, is cut short, or has groups as said above."""
    return read(outputs["config"].text())


def whole_tree(text: str) -> tuple[Line, ...]:
    """Give the lines as they nest. Raises `Unreadable` for what is no configuration, or is cut short."""
    lines = braced(_REMARK.sub("", text))
    if not any(line.text == "system" for line in lines):
        raise Unreadable(reason("unparseable", detail="no system"))
    return lines


@lru_cache(maxsize=8)
def read(text: str) -> Node:
    """Read `show configuration`."""
    root = planted(whole_tree(text), ignored=("inactive:",), stripped=("protect:",))
    applied, groups = root.pop("apply-groups", Node()), root.pop("groups", Node())
    for name in applied:
        for group in _named(name, groups):
            _merge(root, group, 0)
    _no_more_groups(root)
    return root


def _named(name: str, groups: Node) -> list[Node]:
    if name == "${node}":  # each node of a cluster has its own name and management port, and we read one of them
        own = [groups[node] for node in ("node0", "node1") if node in groups]
        for group in own:
            if {(above, word) for above, below in group.items() for word in below} - _OF_NODES:
                raise Unreadable(reason("groups_not_resolved", name=name))
        return own
    if name not in groups:
        raise Unreadable(reason("groups_not_resolved", name=name[:60]))
    return [groups[name]]


def _merge(node: Node, group: Node, depth: int) -> None:
    for word, below in group.items():
        if word.startswith("<") and not word.startswith("<cut:"):
            raise Unreadable(reason("groups_not_resolved", name=word[:60]))
        if depth < _DEEPEST:
            key = f"{word}#{depth}" if MARK.search(word) and word in node else word  # secrets look alike when cut
            _merge(node.setdefault(key, Node()), below, depth + 1)


def _no_more_groups(node: Node) -> None:
    for word, below in node.items():
        if word in {"apply-groups", "apply-path", "apply-groups-except"}:
            raise Unreadable(reason("groups_not_resolved", name=next(iter(below), "")[:60]))
        _no_more_groups(below)
