"""SNMP of Junos (Network Management and Monitoring Guide): who may ask, and what is sent unasked."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.facts.field import Known, attempt
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.junos.tree import config
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0", "any"})
_BOTH = frozenset({"1", "2c"})
_TRAPS = {"v1": frozenset({"1"}), "v2": frozenset({"2c"}), "all": _BOTH, "": _BOTH}  # of a group: `version`
_MODELS = {"v1": "1", "v2c": "2c", "v3": "3"}


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent, which answers to communities and users alone."""
    del scope
    whole = config(outputs).at("snmp")
    return Snmp(
        enabled=Known(answers(whole)),
        versions=attempt(lambda: frozenset(_versions(whole))),
        communities=Known(tuple(_communities(whole))),
        users=attempt(lambda: tuple(_users(whole))),
    )


def answers(whole: Node) -> bool:
    """Whether somebody is there to whom the agent answers."""
    return whole.has("community") or whole.has("v3", "usm") or whole.has("v3", "snmp-community")


def _versions(whole: Node) -> Iterator[str]:
    if whole.has("community") or whole.has("v3", "snmp-community"):  # the latter maps a community to a name of SNMP 3
        yield from _BOTH
    if whole.has("v3", "usm"):
        yield "3"
    for group in whole.at("trap-group").values():
        yield from _TRAPS[group.value("version")]
    for target in whole.at("v3", "target-parameters").values():
        if model := target.value("parameters", "message-processing-model"):
            yield _MODELS[model]


def _communities(whole: Node) -> Iterator[SnmpCommunity]:
    for name, own in whole.at("community").items():
        clients = own.at("clients") or whole.at("client-list", own.value("client-list-name"))
        limited = bool(clients) and not any(n in _ANYWHERE and not c.has("restrict") for n, c in clients.items())
        access_kind = "rw" if own.value("authorization") == "read-write" else "ro"
        mark = MARK.search(name)
        yield SnmpCommunity(
            not mark or mark[1] == "default", access_kind, limited, f"community {mark[0] if mark else '?'}"
        )
    for own in whole.at("v3", "snmp-community").values():
        mark = MARK.search(own.value("community-name"))
        default = bool(mark) and "<cut:default>" in own.value("community-name")
        yield SnmpCommunity(default, "ro", False, f"v3 snmp-community {mark[0] if mark else '?'}")


def _users(whole: Node) -> Iterator[SnmpUser]:
    usm = whole.at("v3", "usm")
    for engine in (usm.at("local-engine"), *usm.at("remote-engine").values()):
        for name, user in engine.at("user").items():
            told = [word.partition("-") for word in user]
            kinds = {kind: algorithm for kind, dash, algorithm in told if dash}
            levels = _levels(whole.at("v3", "vacm"), name)
            authentication = "none" if "none" in levels else kinds.get("authentication", "none")
            privacy = "none" if levels & {"none", "authentication"} else kinds.get("privacy", "none")
            yield SnmpUser(name, authentication, privacy)


def _levels(vacm: Node, user: str) -> set[str]:
    """Give the levels of security at which a user may ask, whatever keys that user has: those of the user's group."""
    levels: set[str] = set()
    for group in vacm.every("security-to-group", "security-model", "usm", "security-name", user, "group"):
        for words in statements(vacm.at("access", "group", group)):
            if "security-level" in words and {"usm", "any"} & {*words}:
                levels.add(words[words.index("security-level") + 1])
    return levels
