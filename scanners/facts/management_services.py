"""Which ways into a network device, and which small services, are switched on."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ManagementServices:
    """Each service that manages a device: whether it answers at all, on whatever interface.

    `ssh_versions`: protocol versions that are accepted, "1" and "2". Algorithms by their SSH names, where the device
    tells the effective ones. `unneeded`: other functions that are on though no operation needs them (small servers,
    finger, Smart Install, source routing, …), each as the configuration names it.
    """

    ssh: Field[bool]
    telnet: Field[bool]
    http: Field[bool]
    https: Field[bool]
    tftp: Field[bool]
    ftp: Field[bool]
    ssh_versions: Field[frozenset[str]]
    ssh_ciphers: Field[tuple[str, ...]]
    ssh_macs: Field[tuple[str, ...]]
    ssh_key_exchanges: Field[tuple[str, ...]]
    unneeded: Field[tuple[str, ...]]
