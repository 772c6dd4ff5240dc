"""Read the output of iptables-save(8) and ip6tables-save(8) as inbound rules."""

from __future__ import annotations

import shlex

from scanners.platforms.linux.rulesets import (
    MOST_PORTS,
    Outcome,
    Reach,
    Rule,
    Walk,
    cover_most_addresses,
    is_group_address,
)

_VERDICTS = {
    "ACCEPT": "accept", "DROP": "drop", "REJECT": "drop", "RETURN": "return", "QUEUE": "queue", "NFQUEUE": "queue",
}  # fmt: skip
_PASSIVE = {
    "LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "AUDIT", "TRACE", "SET", "CT", "NOTRACK", "SECMARK", "CONNSECMARK",
}  # fmt: skip
_NARROW = {
    "--match-set", "--mac-source", "--icmp-type", "--icmpv6-type", "--pol",
}  # fmt: skip
_PORTS = {"--dport", "--dports"}  # whoever sends chooses the source port
_NO_CONDITION = {"--comment", "-m", "--reject-with", "--log-prefix", "--log-level", "-c"}


def _how_many_ports(ports: str) -> int:
    first, is_range, last = ports.partition(":")
    return int(last or 65535) - int(first or 0) + 1 if is_range else 1


def _narrow(option: str, value: str) -> bool:  # noqa: PLR0911  (one line per kind of condition)
    if option in {"-s", "--src-range"}:
        return not cover_most_addresses((value,))
    if option == "-d":
        return is_group_address(value)
    if option == "-i":
        return value == "lo"
    if option == "-p":
        return value.lower() not in {"tcp", "udp", "all", "sctp", "dccp", "udplite", "6", "17", "0"}
    if option in _PORTS:
        return sum(_how_many_ports(part) for part in value.split(",")) < MOST_PORTS
    if option == "--mark":
        return int(value.partition("/")[0], 0) != 0
    if option in {"--ctstate", "--state"}:
        return not {"NEW", "UNTRACKED"} & set(value.split(","))
    if option in {"--dst-type", "--pkt-type"}:
        return value.lower() not in {"local", "unicast", "host"}
    return option in _NARROW


def _rule(words: list[str]) -> Rule | None:
    """Read one rule. A condition that is not known does not narrow: it can open a chain and never close it."""
    reach, verdict, target = Reach.ALL, "", ""
    negated = False
    index = 0
    while index < len(words):
        word = words[index]
        value = words[index + 1] if index + 1 < len(words) and not words[index + 1].startswith("-") else ""
        index += 2 if value else 1
        if word == "!":
            index -= 1 if value else 0
            negated = True
            continue
        if word in {"-j", "-g"}:
            verdict, target = ("goto" if word == "-g" else _VERDICTS.get(value, "jump")), value
        elif word.startswith("-") and word not in _NO_CONDITION and not verdict:
            if not negated and _narrow(word, value):
                reach = Reach.NARROW
            elif reach is Reach.ALL and not (word == "-p" and value == "all"):
                reach = Reach.WIDE
        negated = False
    if not verdict or target in _PASSIVE:
        return None
    return Rule(reach, verdict, target)


def input_is_closed(text: str) -> bool:
    """Tell whether the filter table's INPUT chain refuses what no rule names; no filter table at all is open.

    Raises ValueError or LookupError for what is no ruleset.
    """
    table = ""
    policies: dict[str, str] = {}
    chains: dict[str, list[Rule]] = {}
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif table != "filter" or line.startswith("#") or not line.strip():
            continue
        elif line.startswith(":"):
            name, policy = line[1:].split()[:2]
            policies[name] = policy
            chains.setdefault(name, [])
        elif line.startswith("["):  # counters, with -c
            line = line.partition("] ")[2]  # noqa: PLW2901  (the rule without its counters)
        if table == "filter" and line.startswith("-A "):
            words = shlex.split(line)
            rule = _rule(words[2:])
            if rule is not None:
                chains[words[1]].append(rule)
    if "INPUT" not in chains:
        return False
    return Walk(chains).base("INPUT", policies["INPUT"].lower()) is Outcome.CLOSED
