"""Read the JSON of `nft -j list ruleset` (libnftables-json(5)) as inbound rules of one address family."""

from __future__ import annotations

import json
from typing import Any

from inventories.reason import reason
from scanners.platforms.linux.rulesets import (
    MOST_PORTS,
    Outcome,
    Reach,
    Rule,
    Walk,
    cover_most_addresses,
    is_group_address,
)
from scanners.probe import Unreadable

_HARMLESS_FLAGS = {"owner", "persist"}
_TERMINAL = ("accept", "drop", "return", "queue")
_PASSIVE = {"counter", "log", "limit", "quota", "last", "mangle", "notrack", "ct helper", "meta", "set", "map"}
_WIDE_PROTOCOLS = {"tcp", "udp", "udplite", "sctp", "dccp"}
_MACHINE = {"ip": {"ip", "ip4", "ipv4"}, "ip6": {"ip6", "ipv6"}}


def _values(right: Any, named: dict[str, Any]) -> list[Any]:
    """Give what a match compares with, sets (those with a name too) and lists taken apart."""
    if isinstance(right, str) and right.startswith("@"):
        return _values(named[right.removeprefix("@")], named)
    if isinstance(right, dict) and "set" in right:
        return _values(right["set"], named)
    if isinstance(right, list):
        return [value for item in right for value in _values(item, named)]
    if isinstance(right, dict) and "elem" in right:
        return _values(right["elem"]["val"], named)
    return [right]


def _how_many_ports(value: Any) -> int:
    return value["range"][1] - value["range"][0] + 1 if isinstance(value, dict) and "range" in value else 1


def _network(value: Any) -> str:
    if isinstance(value, dict) and "prefix" in value:
        return f"{value['prefix']['addr']}/{value['prefix']['len']}"
    if isinstance(value, dict) and "range" in value:
        return f"{value['range'][0]}-{value['range'][1]}"
    return str(value)


def _wide_protocol(value: Any) -> bool:
    return isinstance(value, dict) or str(value) in _WIDE_PROTOCOLS  # a range of protocols


def _payload_is_narrow(protocol: str, field: str, values: list[Any]) -> bool:
    """Judge a header field; whoever sends chooses the source port, and the host's own address is no narrowing."""
    if field == "dport":
        return sum(_how_many_ports(value) for value in values) < MOST_PORTS
    if protocol == "ether":
        return field == "saddr"
    if field == "saddr":
        return not cover_most_addresses(_network(value) for value in values)
    if field == "daddr":
        return all(is_group_address(_network(value)) for value in values)
    if (protocol, field) in {("ip", "protocol"), ("ip6", "nexthdr")}:
        return not any(_wide_protocol(value) for value in values)
    return protocol in {"icmp", "icmpv6", "igmp", "esp", "ah"}


def _meta_is_narrow(key: str, values: list[Any]) -> bool:
    if key in {"iifname", "iif"}:
        return all(value == "lo" for value in values)
    if key == "l4proto":
        return not any(_wide_protocol(value) or value in {6, 17} for value in values)
    if key == "pkttype":
        return not any(value in {"host", "unicast"} for value in values)
    return key == "ipsec" or (key == "mark" and not any(value == 0 or isinstance(value, dict) for value in values))


def _is_narrow(left: Any, values: list[Any]) -> bool:  # noqa: PLR0911  (one branch per kind of left side)
    """Tell whether an equality leaves only a service, a peer, or traffic that is no new connection."""
    if not isinstance(left, dict):
        return False
    if "concat" in left:
        parts = [value["concat"] if isinstance(value, dict) and "concat" in value else None for value in values]
        return any(
            _is_narrow(part, [one[index] if one and index < len(one) else "@set" for one in parts])
            for index, part in enumerate(left["concat"])
        )
    if "payload" in left:
        payload = left["payload"]
        return _payload_is_narrow(str(payload.get("protocol", "")), str(payload.get("field", "")), values)
    if "meta" in left:
        return _meta_is_narrow(left["meta"]["key"], values)
    if "ct" in left:
        if left["ct"]["key"] == "status":  # connections that the host itself redirects
            return values == ["dnat"]
        return left["ct"]["key"] == "state" and not any(value in {"new", "untracked"} for value in values)
    if "fib" in left:
        return not any(value in {"local", "unicast", 2} for value in values)
    return False


def _other_family(left: Any, values: list[Any], family: str) -> bool:
    """Tell whether a condition can never hold in this address family."""
    if not isinstance(left, dict):
        return False
    if "payload" in left:
        protocol = left["payload"].get("protocol", "")
        return protocol in {"ip", "ip6"} and protocol != family
    if "meta" in left and left["meta"]["key"] in {"nfproto", "protocol"}:
        return not any(str(value) in _MACHINE[family] for value in values)
    return False


def _only_family(left: Any) -> bool:
    return isinstance(left, dict) and "meta" in left and left["meta"]["key"] in {"nfproto", "protocol"}


def _verdict(statement: Any) -> Rule | None:
    if statement is None or not isinstance(statement, dict):
        return None
    for name in _TERMINAL:
        if name in statement:
            return Rule(Reach.ALL, name)
    if "reject" in statement:
        return Rule(Reach.ALL, "drop")
    for name in ("jump", "goto"):
        if name in statement:
            return Rule(Reach.ALL, name, statement[name]["target"])
    return None


def _map_rules(vmap: dict[str, Any], reach: Reach, maps: dict[str, Any], family: str) -> list[Rule]:
    data = vmap["data"]
    elements = maps[data.removeprefix("@")] if isinstance(data, str) else data["set"]
    rules = []
    for key, statement in elements:
        verdict = _verdict(statement)
        values = _values(key, maps)
        if verdict is None or _other_family(vmap["key"], values, family):
            continue
        narrow = reach is Reach.NARROW or _is_narrow(vmap["key"], values)
        rules.append(Rule(Reach.NARROW if narrow else Reach.WIDE, verdict.verdict, verdict.target))
    return rules


def _rules_of(expressions: list[dict[str, Any]], maps: dict[str, Any], family: str) -> list[Rule]:
    """Give the verdicts of one nftables rule with the conditions before each.

    What is not known counts as a condition that does not narrow: it can open a chain and never close it.
    """
    reach = Reach.ALL
    rules: list[Rule] = []
    for expression in expressions:
        if "match" in expression:
            match = expression["match"]
            values = _values(match["right"], maps)
            equal = match.get("op", "==") in {"==", "in"}
            if equal and _other_family(match["left"], values, family):
                return rules
            if equal and _only_family(match["left"]):
                continue
            if equal and _is_narrow(match["left"], values):
                reach = Reach.NARROW
            elif reach is Reach.ALL:
                reach = Reach.WIDE
        elif "vmap" in expression:
            rules += _map_rules(expression["vmap"], reach, maps, family)
        elif verdict := _verdict(expression):
            rules.append(Rule(reach, verdict.verdict, verdict.target))
        elif ("limit" in expression or not expression.keys() <= _PASSIVE) and reach is Reach.ALL:
            reach = Reach.WIDE
    return rules


def closed_families(text: str) -> frozenset[str]:
    """Give those of `ip` and `ip6` for which some inbound base chain refuses what no rule names.

    Every base chain at the hook sees a packet, so one that refuses suffices. Raises `Unreadable` where a table with
    such a chain may be asleep, ValueError, LookupError or TypeError for what is no ruleset.
    """
    objects = json.loads(text)["nftables"]
    # A dormant table filters nothing. nft 1.0.6 writes its name where the flags should stand, so that any other flag
    # than the two that are harmless counts.
    asleep = {
        (table["family"], table["name"])
        for item in objects
        if (table := item.get("table")) and not set(_values(table.get("flags", []), {})) <= _HARMLESS_FLAGS
    }
    tables: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    maps: dict[tuple[str, str], dict[str, Any]] = {}
    bases: list[tuple[str, str, str, str]] = []
    for item in objects:
        if "chain" in item:
            chain = item["chain"]
            tables.setdefault((chain["family"], chain["table"]), {})[chain["name"]] = []
            if chain.get("hook") == "input" and chain.get("type") == "filter":
                bases.append((chain["family"], chain["table"], chain["name"], chain.get("policy", "accept")))
            if (chain["family"], chain["table"]) in asleep and chain.get("hook") == "input":
                raise Unreadable(reason("firewall_table_asleep", table=f"{chain['family']} {chain['table']}"))
        elif "map" in item or "set" in item:
            entry = item.get("map") or item["set"]
            maps.setdefault((entry["family"], entry["table"]), {})[entry["name"]] = entry.get("elem", [])
    for item in objects:
        if "rule" in item:
            rule = item["rule"]
            tables[rule["family"], rule["table"]][rule["chain"]].append(rule)
    closed = set()
    for table_family, table, chain_name, policy in bases:
        for family in ("ip", "ip6"):
            if table_family not in {family, "inet"}:
                continue
            known = maps.get((table_family, table), {})
            chains = {
                name: [one for rule in rules for one in _rules_of(rule["expr"], known, family)]
                for name, rules in tables[table_family, table].items()
            }
            if Walk(chains).base(chain_name, policy) is Outcome.CLOSED:
                closed.add(family)
    return frozenset(closed)
