"""Read what lies on dm-crypt: the layers from sysfs, ciphers from dmsetup(8), which shows zeros for keys."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, Field, all_fields, attempt
from scanners.facts.storage_encryption import CryptVolume, StorageEncryption
from scanners.platforms.linux.block_devices import BLOCK, Blocks, Device, read_blocks
from scanners.platforms.linux.metal import container
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Without --showkeys a key is shown as zeros of its length, or by its name in the kernel's keyring.
DM_CRYPT = Probe("dm_crypt", argv=("/sbin/dmsetup", "table", "--target", "crypt"))

# dm-verity and dm-integrity carry CRYPT in their names, too, and encrypt nothing.
_ENCRYPTS = re.compile(r"CRYPT-(?:LUKS[0-9]|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-.*")
_ROW = re.compile(r"(.+): [0-9]+ [0-9]+ crypt (\S+) (\S+) [0-9]+ \S+ [0-9]+(?: .*)?")
_NAMED_KEY = re.compile(r":([0-9]{1,4}):[a-z]+:.*")
_ZEROED_KEY = re.compile(r"(?:00){8,512}")


def encrypted(device: Device) -> bool:
    """Whether this layer encrypts."""
    return _ENCRYPTS.fullmatch(device.uuid) is not None


def _mounts(blocks: Blocks) -> dict[str, str]:
    if not blocks.mounts:
        raise Unreadable(reason("mounts_unreadable"))  # a machine runs from something
    return {
        place: "unseen" if below is None else "encrypted" if blocks.rests_on(below, encrypted) else "plain"
        for place, below in blocks.mounts.items()
    }


def _volumes(outputs: Outputs) -> tuple[CryptVolume, ...]:
    found = set()
    for line in outputs["dm_crypt"].lines():
        parts = _ROW.fullmatch(line)
        if parts is None:
            raise Unreadable(reason("unparseable", detail="dmsetup table"))
        key = parts[3]
        if named := _NAMED_KEY.fullmatch(key):
            bits = int(named[1]) * 8
        elif _ZEROED_KEY.fullmatch(key):
            bits = len(key) * 4
        elif key == "-":
            bits = 0  # cipher_null
        else:
            raise Unreadable(reason("unparseable", detail="dmsetup table"))
        found.add(CryptVolume(parts[1], parts[2].removeprefix("capi:"), bits))
    if not found:
        raise Unreadable(reason("unparseable", detail="dmsetup table"))
    return tuple(sorted(found, key=lambda volume: (volume.name, volume.cipher, volume.key_bits)))


def parse(outputs: Outputs, scope: Scope) -> StorageEncryption:
    """Give which mounts are encrypted, and how."""
    del scope
    if absent := container(outputs):
        return all_fields(StorageEncryption, absent)
    blocks = read_blocks(outputs)
    volumes: Field[tuple[CryptVolume, ...]] = Absent(reason("no_encrypted_volumes"))
    if any(encrypted(device) for device in blocks.devices.values()):
        volumes = attempt(lambda: _volumes(outputs))
    return StorageEncryption(mounts=attempt(lambda: _mounts(blocks)), volumes=volumes)


READER = Reader(StorageEncryption, always(BLOCK, DM_CRYPT, VIRTUALIZATION), parse)
