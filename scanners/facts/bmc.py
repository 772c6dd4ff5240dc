"""What the management controller (BMC) of a server tells about it, and about itself."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor as the controller names it.

    `status`: ipmitool's word (`ok`, `ns` not readable, `lcr`, `ucr`, …). `reading`: the value with its unit, or the
    states that are asserted; empty where none is.
    """

    name: str
    status: str
    reading: str


@dataclass(frozen=True, slots=True)
class HardwareEvent:
    """One entry of the event log: a state that came, or a good one that ended (its text then ends in `Deasserted`).

    `epoch` is 0 where the controller had no clock when it wrote it.
    """

    epoch: int
    sensor: str
    event: str


@dataclass(frozen=True, slots=True)
class Fru:
    """What the maker wrote about the machine and its main board (FRU 0); empty where it wrote nothing or a filler."""

    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    board_manufacturer: str = ""
    board_product: str = ""
    board_serial: str = ""


@dataclass(frozen=True, slots=True)
class Bmc:
    """State by IPMI. Absent on virtual machines.

    `critical`: sensors beyond a critical threshold. `intrusion`: sensors of the type Physical Security. `events`: the
    last 200 entries, the asserted ones; `event_count`: all that the log holds. `clock_epoch`: the controller's clock.
    `users`: names of accounts that may log in, empty for the anonymous one. `addresses`: on its networks.
    """

    firmware: Field[str]
    fru: Field[Fru]
    power_supplies: Field[tuple[Sensor, ...]]
    fans: Field[tuple[Sensor, ...]]
    intrusion: Field[tuple[Sensor, ...]]
    critical: Field[frozenset[str]]
    events: Field[tuple[HardwareEvent, ...]]
    event_count: Field[int]
    log_used_pct: Field[int]
    log_overflow: Field[bool]
    clock_epoch: Field[int]
    users: Field[frozenset[str]]
    cipher_zero: Field[bool]
    addresses: Field[frozenset[str]]
