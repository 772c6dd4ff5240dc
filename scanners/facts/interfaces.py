"""The ports of a network device, physical and logical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.field import Field, Unknown

_NOT_READ = Unknown(reason("running_not_read"))


@dataclass(frozen=True, slots=True)
class InterfaceSetting:
    """One interface of the configuration. `name` in the device's full form ("GigabitEthernet0/1").

    `kind`: `physical`, `vlan`, `loopback`, `tunnel`, `bundle` or `other`. `enabled`: not shut down. `mode`: `access`,
    `trunk`, `routed` or "" where the device does not say. `vlans`: access VLAN, or those that a trunk carries ("1-4094"
    where nothing limits them). `addresses` in CIDR form. `zone`: security zone or VRF.
    """

    name: str
    kind: str
    enabled: bool
    description: str
    mode: str
    vlans: tuple[str, ...]
    addresses: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class InterfaceErrors:
    """Counters of one interface since they were last cleared."""

    packets: int
    errors: int


@dataclass(frozen=True, slots=True)
class Interfaces:
    """Settings of every interface, and their state by the same names.

    `up`: the link is there. `idle_s`: seconds since the last packet came in, -1 for never (physical ports).
    `errors`: packets in and out, and those of them that were damaged or dropped for want of means. `running_s`: seconds
    since the device started, which remembers no packet from before.
    """

    settings: Field[tuple[InterfaceSetting, ...]]
    up: Field[Mapping[str, bool]]
    idle_s: Field[Mapping[str, int]]
    errors: Field[Mapping[str, InterfaceErrors]]
    running_s: Field[int] = _NOT_READ
