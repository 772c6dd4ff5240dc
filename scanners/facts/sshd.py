"""The effective configuration of the SSH server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Sshd:
    """sshd_config(5) as `sshd -T -C` evaluates it for each context: `USER@inside` and `USER@outside` (an address inside
    and one outside the management segment), for root, the scan account and each registered account.

    `password_only`: contexts in which a password (or keyboard-interactive alone) is enough to log in. `single_factor`:
    contexts in which any one method is enough. Algorithm sets are united over all contexts. `idle_s`: the longest
    ChannelTimeout for sessions over all contexts, seconds, 0 where some context has none. A field that a Match block
    sets which no context exercises is unknown.
    """

    permit_root_login: Field[Mapping[str, str]]
    permit_empty_passwords: Field[Mapping[str, str]]
    password_only: Field[frozenset[str]]
    single_factor: Field[frozenset[str]]
    ciphers: Field[frozenset[str]]
    macs: Field[frozenset[str]]
    key_exchange: Field[frozenset[str]]
    host_key_algorithms: Field[frozenset[str]]
    idle_s: Field[int]
