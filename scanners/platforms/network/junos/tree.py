"""The configuration of Junos as it is in force: without what is inactive, with the groups that are applied.

A group applied at the top is merged; what stands there itself comes first, and so wins. One that is applied deeper
down, or has wildcards, is not resolved here: then nothing of the configuration is told, for a group can change all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.quoted_secrets import QUOTED
from scanners.platforms.network.secrets import MARK, SecretRule, community, stored
from scanners.platforms.network.statements import Node, planted
from scanners.platforms.network.tree import Line, braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "junos"
ROLE = r"^\{(?:primary|secondary|master|backup|linecard|spare)\b[^{}]*\}[ \t]*$"  # what some prompts begin with
_REMARK = re.compile(r'(?m)(?<=[;{}])[ \t]*##[^"\n]*$|' + ROLE)  # with a quote after it, it is part of a text
_DEEPEST = 24
# What these put in force stands in no configuration that is shown (Automation Scripting and Ephemeral Database Guides).
_NOT_SHOWN = (("scripts", "commit", "allow-transients"), ("configuration-database", "ephemeral"))
# What the device itself says that it does not do (`## Warning: statement ignored: unsupported platform`).
_IGNORED = re.compile(
    r"(?m)^[ \t]*## Warning: (?:statement|configuration block) ignored\b.*\n(?:[ \t]*##.*\n)*[ \t]*(?=\S)"
)
# A comment ends with its line or further down; where a secret was cut from it, its end may have gone with that.
_COMMENT = re.compile(r"(?m)^[ \t]*/\*(?:(?!/\*)[^\0])*?\*/[ \t]*$|^[ \t]*/\*.*<cut:[a-z]+>$")
_ODD = re.compile(r"(?m)^[ \t]*(?:/\*.*|[^\s#].*(?<![;{}>\s]))[ \t]*$")  # no statement, or one that was cut short
_OF_NODES = {("system", "host-name"), ("system", "backup-router"), ("interfaces", "fxp0")}
_OF_ONE = re.compile(r"node\d|re\d|member\d")  # groups that hold for one routing engine or member alone
_WILDCARD = re.compile(r"<(?!cut:)\S*>")
_MARKED = r"^[ \t]*(?:(?:inactive|protect): )*"
_WORD = r'(?P<secret>"(?:[^"\\\n]++|\\.)*+"|[^\s;"]+)'


def _storage(found: re.Match[str]) -> str:
    """Judge by the mark of the format: $9$ is an encoding, $8$ encrypted with a key of the device."""
    kind = found["secret"].strip('"').split("$")[1]
    if kind in {"8", "9"}:
        return "reversible"
    return "strong" if kind in {"5", "6"} else "weak"


SECRETS = (
    SecretRule(re.compile(r'(?P<secret>"\$[\w-]+\$[^"\n]*"|(?<=[ \t])\$[\w-]+\$[^\s;"]+)'), _storage),
    SecretRule(
        re.compile(rf"(?m){_MARKED}(?:community|community-name|trap-group)[ \t]+(?!<cut:){_WORD}(?=[ \t]*[;{{])"),
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
    SecretRule(  # what the device marks as secret; it marks the public keys of users too
        re.compile(rf"(?m){_MARKED}(?!ssh-)[^\s;]+[ \t](?:.*[ \t])?(?!<cut:|\*/){_WORD}(?=;[ \t]*##[ \t]*SECRET-DATA)"),
        stored("plain"),
    ),
    SecretRule(re.compile(r'://[^:@/\s"]{1,64}:(?!<cut:)(?P<secret>[^@\s"]{1,256})@'), stored("plain")),
    QUOTED,
)


def config(outputs: Outputs) -> Node:
    """Give the configuration. Raises `Unreadable` for what is none, is cut short, or has groups as said above."""
    return read(outputs["config"].text())


def whole_tree(text: str) -> tuple[Line, ...]:
    """Give the lines as they nest. Raises `Unreadable` for what is no configuration, or is cut short."""
    plain = _REMARK.sub("", _COMMENT.sub("", _IGNORED.sub("inactive: ", text)))
    if odd := _ODD.search(plain):
        raise Unreadable(reason("unparseable", detail=f"no end: {odd[0].strip()[:60]}"))
    lines = braced(plain)
    if not any(line.text == "system" for line in lines):
        raise Unreadable(reason("unparseable", detail="no system"))
    return lines


def in_force(text: str) -> Node:
    """Give the statements that are not inactive, groups apart. Raises `Unreadable` where there may be others."""
    root = planted(whole_tree(text), ignored=("inactive:",), stripped=("protect:",))
    for part in (root, *root.at("groups").values()):
        for path in _NOT_SHOWN:
            if part.has("system", *path):
                raise Unreadable(reason("configuration_not_shown", setting=" ".join(("system", *path))))
    return root


@lru_cache(maxsize=8)
def read(text: str) -> Node:
    """Read `show configuration`."""
    root = in_force(text)
    applied, groups = root.pop("apply-groups", Node()), root.pop("groups", Node())
    for name in applied:
        for group in _named(name, groups):
            _merge(root, group, 0)
    _no_more_groups(root)
    return root


def _named(name: str, groups: Node) -> list[Node]:
    if name == "${node}":  # each node of a cluster has its own name and management port, and we read one of them
        return [_of_one(node, groups) for node in ("node0", "node1") if node in groups]
    if name not in groups or "when" in groups[name]:  # a group with a condition holds now and then
        raise Unreadable(reason("groups_not_resolved", name=name[:60]))
    return [_of_one(name, groups) if _OF_ONE.fullmatch(name) else groups[name]]


def _of_one(name: str, groups: Node) -> Node:
    if {(above, word) for above, below in groups[name].items() for word in below} - _OF_NODES:
        raise Unreadable(reason("groups_not_resolved", name=name))
    return groups[name]


def _merge(node: Node, group: Node, depth: int) -> None:
    for word, below in group.items():
        if _WILDCARD.search(word) or (_ordered(word, below) and node.get(word) and {*below} - {*node[word]}):
            raise Unreadable(reason("groups_not_resolved", name=word[:60]))
        if depth < _DEEPEST:
            key = f"{word}#{depth}" if MARK.search(word) and word in node else word  # secrets look alike when cut
            _merge(node.setdefault(key, Node()), below, depth + 1)


def _ordered(word: str, below: Node) -> bool:
    """Whether the order of these decides, terms of filters and policies between zones: where a group's go is not ours
    to guess.
    """
    return word == "term" or (word == "policy" and any("match" in own for own in below.values()))


def _no_more_groups(node: Node) -> None:
    """Refuse groups deeper down. A path that fills a prefix list concerns that list alone; who reads lists, sees it."""
    for word, below in node.items():
        if word in {"apply-groups", "apply-groups-except"}:
            raise Unreadable(reason("groups_not_resolved", name=next(iter(below), "")[:60]))
        _no_more_groups(below)
