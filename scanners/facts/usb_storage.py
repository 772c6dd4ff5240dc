"""Whether removable storage can be used."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class UsbStorage:
    """Removable storage.

    `blocked`: loading usb-storage and uas is replaced by a command that does nothing (a bare `blacklist` does not stop
    a request by name), or the modules do not exist for the running kernel. `loaded`: storage modules in the kernel now.
    `attached`: attached mass-storage devices as `vendor:product` ids.
    """

    blocked: Field[bool]
    loaded: Field[frozenset[str]]
    attached: Field[frozenset[str]]
