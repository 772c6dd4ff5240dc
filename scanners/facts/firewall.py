"""Packet filtering of the host itself."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Firewall:
    """nftables, iptables or firewalld, judged on the ruleset in the kernel.

    `open_families`: of `ip` and `ip6`, those whose inbound traffic is accepted unless a rule forbids it. `at_boot`: a
    service that loads a ruleset is enabled.
    """

    open_families: Field[frozenset[str]]
    at_boot: Field[bool]
