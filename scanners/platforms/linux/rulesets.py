"""Decide whether inbound chains let through what no rule names: one model for nftables and iptables."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from inventories.reason import reason
from scanners.probe import Unreadable

MOST_PORTS = 32768  # a rule for so many ports names no service


def cover_most_addresses(networks: Iterable[str]) -> bool:
    """Tell whether networks and ranges (`A-B`) together name no peer.

    An eighth of all addresses is enough: 2000::/3 is all of the global IPv6 Internet. What is no address (a set whose
    members are not told) is taken for a list of peers.
    """
    return sum(_share(network) for network in networks) >= 1 / 8


def _share(network: str) -> float:
    first, is_range, last = network.partition("-")
    try:
        if not is_range:
            return float(2.0 ** -ipaddress.ip_network(network, strict=False).prefixlen)
        low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
        return float((int(high) - int(low) + 1) / 2**low.max_prefixlen)
    except ValueError:
        return 0.0


def is_group_address(network: str) -> bool:
    """Tell whether a destination is multicast, broadcast or link-local, and so not the host's own address."""
    try:
        address = ipaddress.ip_network(network, strict=False).network_address
    except ValueError:
        return False
    return address.is_multicast or address.is_link_local or network.startswith("255.255.255.255")


class Reach(Enum):
    """How much a rule's conditions leave."""

    ALL = "all"  # no condition
    WIDE = "wide"  # conditions that leave any service and peer (an interface, a protocol, new connections)
    NARROW = "narrow"  # a port, a peer, the loopback interface, established connections


class Outcome(Enum):
    """What becomes of a packet that no narrow rule names."""

    OPEN = "open"
    CLOSED = "closed"
    ON = "on"  # goes on in the chain that called


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `verdict` is accept, drop, return, queue, jump or goto; `target` the chain of a jump or goto."""

    reach: Reach
    verdict: str
    target: str = ""


Chains = Mapping[str, list[Rule]]


class Walk:
    """Follow rules through the chains of one table for one address family; each chain is judged once."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self._known: dict[str, Outcome] = {}

    def base(self, chain: str, policy: str) -> Outcome:
        """Give what becomes of a packet in a base chain, whose policy decides at the end."""
        outcome = self._chain(chain, 0)
        if outcome is Outcome.ON:
            return Outcome.CLOSED if policy == "drop" else Outcome.OPEN
        return outcome

    def _chain(self, name: str, depth: int) -> Outcome:
        if depth > 32:  # the kernel refuses loops and deep nesting: this is not a ruleset
            raise Unreadable(reason("unparseable", detail=f"nested chains: {name[:80]}"))
        if name not in self._known:
            self._known[name] = self._rules(self._chains[name], depth)
        return self._known[name]

    def _rules(self, rules: list[Rule], depth: int) -> Outcome:
        escapes = False  # some packets left the chain before its end
        for rule in rules:
            if rule.reach is Reach.NARROW:
                continue
            outcome = self._outcome(rule, depth)
            everything = rule.reach is Reach.ALL
            if outcome is Outcome.OPEN:
                return Outcome.OPEN
            if outcome is Outcome.CLOSED and everything:
                return Outcome.ON if escapes else Outcome.CLOSED
            if outcome is Outcome.ON and rule.verdict in {"return", "goto"}:
                if everything:
                    return Outcome.ON
                escapes = True
        return Outcome.ON

    def _outcome(self, rule: Rule, depth: int) -> Outcome:
        if rule.verdict in {"jump", "goto"}:
            return self._chain(rule.target, depth + 1)
        if rule.verdict == "queue":
            raise Unreadable(reason("firewall_decides_in_userspace"))
        return {"accept": Outcome.OPEN, "drop": Outcome.CLOSED, "return": Outcome.ON}[rule.verdict]
