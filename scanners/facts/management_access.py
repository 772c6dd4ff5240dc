"""From where, for how long and after how many failures a network device lets its managers in."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ManagementPath:
    """One way in over the network.

    `name` as the configuration has it ("line vty 0 4", "interface wan1", "sshd"). `services`: ssh, telnet, http, https,
    snmp, … that answer there. `sources`: the permitted networks in CIDR form, empty where nothing limits them (an
    access list that does not exist, or permits any, limits nothing: then `sources` holds `0.0.0.0/0` or nothing).
    `limited`: whether anything limits the sources. `idle_s`: seconds until an idle session ends, 0 for never.
    """

    name: str
    services: frozenset[str]
    limited: bool
    sources: tuple[str, ...]
    idle_s: int


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One console or auxiliary port; `idle_s` as above. `enabled`: somebody who plugs in gets a session at all."""

    name: str
    enabled: bool
    authenticated: bool
    idle_s: int


@dataclass(frozen=True, slots=True)
class ManagementAccess:
    """The ways in, the local ports, the limit on failed log-ins (`attempts`: 0 for no limit) and the banners.

    `attempts`: failures after which further log-ins are held off or the account is locked, for `lockout_s` seconds
    (0: until somebody unlocks it). `banner`: the text shown before log-in, empty where there is none.
    """

    paths: Field[tuple[ManagementPath, ...]]
    consoles: Field[tuple[ConsoleLine, ...]]
    attempts: Field[int]
    lockout_s: Field[int]
    banner: Field[str]
