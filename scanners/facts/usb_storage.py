"""Whether removable storage can be used, and what is plugged in."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class UsbStorage:
    """Removable storage and devices from outside.

    `blocked`: loading usb-storage and uas is replaced by a command that does nothing (a bare `blacklist` does not stop
    a request by name), or the modules do not exist for the running kernel. `loaded`: storage modules in the kernel now.
    `attached`: devices of any class on USB as `vendor:product[:serial]` (blanks of a serial as `_`; the kernel's own
    root hubs left out), and on Thunderbolt as `thunderbolt:VENDOR:DEVICE:ID`.
    """

    blocked: Field[bool]
    loaded: Field[frozenset[str]]
    attached: Field[frozenset[str]]
