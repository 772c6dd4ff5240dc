"""Whether what lies on disks is encrypted by the operating system (dm-crypt)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class CryptVolume:
    """An open volume. `cipher` as the kernel spells it (`aes-xts-plain64`), `key_bits` of its key (XTS uses two)."""

    name: str
    cipher: str
    key_bits: int


@dataclass(frozen=True, slots=True)
class StorageEncryption:
    """Local file systems and swap by mount point (`swap DEVICE`): `encrypted`, `plain`, or `unseen` (ZFS).

    Drives and arrays that encrypt by themselves cannot be seen: such a mount is `plain`. Absent in containers;
    `volumes` is absent where no volume is open.
    """

    mounts: Field[Mapping[str, str]]
    volumes: Field[tuple[CryptVolume, ...]]
