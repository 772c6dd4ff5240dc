"""Register entries about network devices: approved software, cabling, attached stations, routing neighbours, detours,
kept configurations.

Devices go by their name in the inventory, ports by the name that the device gives them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from checks.segments import networks

Word = Annotated[str, Meta(min_length=1, max_length=253)]


class SoftwareEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Approved versions of the software of a platform, a model, or a model on a platform.

    `versions` as the devices tell them, word for word. `supported_until` is the last day of the maker's support by
    `source` (the maker's page or letter), as it was on the day `as_of`.
    """

    versions: Annotated[tuple[Word, ...], Meta(min_length=1)]
    supported_until: date
    source: Annotated[str, Meta(min_length=1, max_length=1024)]
    as_of: date
    platform: str = ""
    model: str = ""

    def __post_init__(self) -> None:
        if not self.platform and not self.model:
            message = f"policy_bad_entry:{self.versions[0]}"
            raise ValueError(message)


class LinkEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A link of the diagram: which neighbour announces itself (LLDP, CDP) on which port of the device.

    `remote_port` is the neighbour's; empty says nothing. Where the link need not be there always, it is `optional`.
    """

    host: Word
    port: Word
    neighbour: Word
    remote_port: str = ""
    optional: bool = False


class StationEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A station that may be attached in a VLAN (`any` for every one): a whole address, or the beginning of addresses
    of one maker with a `*` at its end. It need not be there.
    """

    mac: Annotated[
        str, Meta(pattern=r"^([0-9a-f]{2}:){5}[0-9a-f]{2}(?!\n)$|^([0-9a-f]{2}:){3,5}\*(?!\n)$", max_length=18)
    ]
    vlan: Word
    note: str = ""


class RoutingEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The neighbours of a device in its routing protocols: each by its whole name as the device's finding shows it
    ("ospf 192.0.2.1"), or by its address alone, which stands for every protocol and table.
    """

    host: Word
    neighbours: Annotated[tuple[Word, ...], Meta(min_length=1)]
    note: str = ""


class DetourEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A plan of paths from a device to another site: the destination, and the neighbours that may carry it.

    `next_hops`: addresses of gateways, of routing neighbours or of the far ends of tunnels; or names of tunnels.
    """

    host: Word
    destination: str
    next_hops: Annotated[tuple[Word, ...], Meta(min_length=2)]
    note: str = ""

    def __post_init__(self) -> None:
        networks((self.destination,))


class ConfigurationBackupEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the operations host keeps the copies of a device's configuration: a folder or a file.

    `max_age_h` in hours, the control's own where absent.
    """

    host: Word
    path: Annotated[str, Meta(pattern=r"^/[A-Za-z0-9._/+@-]{1,255}(?!\n)$")]
    max_age_h: Annotated[int, Meta(ge=1)] | None = None
