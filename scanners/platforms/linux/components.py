"""Read the parts of the machine: SMBIOS for boards and memory, lsblk(8) for disks, sysfs for cards and interfaces."""

from __future__ import annotations

import re
import shlex

from inventories.reason import reason
from scanners.facts.components import Components
from scanners.facts.field import all_fields, attempt
from scanners.platforms.linux.hardware_identity import DMIDECODE, own, tables
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.pci import PCI, cards
from scanners.platforms.linux.ports import NET, ports
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Pairs rather than JSON: lsblk of RHEL 7 has no JSON, and the pairs are the same everywhere.
DISKS = Probe("disks", "lsblk -d -b -P -o NAME,TYPE,TRAN,SIZE,MODEL,SERIAL,WWN")

_ELSEWHERE = frozenset({"usb", "fc", "iscsi", "fcoe"})
_MEMORY_OF_THE_KERNEL = ("zram", "ram", "loop", "nbd", "fd", "pmem")
# Bridges and the devices of the chipset itself change with firmware; what is plugged in stands in the other classes.
_CHIPSET = frozenset({"05", "06", "08", "0b", "11", "ff"})
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def _joined(*words: str) -> str:
    return " ".join(word for text in words for word in text.split())


def _boards(outputs: Outputs) -> frozenset[str]:
    return frozenset(
        _joined(
            "board", values.get("Manufacturer", ""), values.get("Product Name", ""), values.get("Serial Number", "")
        )
        for kind, values in tables(outputs)
        if kind == 2
    )


def _memory(outputs: Outputs) -> frozenset[str]:
    slots = [values for kind, values in tables(outputs) if kind == 17]
    fitted = [slot for slot in slots if slot.get("Size", "").split(" ")[0].isdigit() and slot["Size"] != "0"]
    if not fitted:
        raise Unreadable(reason("dmi_tells_no_memory"))
    return frozenset(
        _joined(
            "memory",
            slot.get("Locator", ""),
            slot["Size"],
            slot.get("Manufacturer", ""),
            slot.get("Part Number", ""),
            slot.get("Serial Number", ""),
        )
        for slot in fitted
    )


def _disks(outputs: Outputs) -> frozenset[str]:
    found = set()
    for line in outputs["disks"].lines():
        values = dict(word.split("=", 1) for word in shlex.split(line))
        name = values["NAME"]
        if values["TYPE"] != "disk" or values["TRAN"] in _ELSEWHERE or values["SIZE"] == "0":
            continue
        if name.startswith(_MEMORY_OF_THE_KERNEL):
            continue
        if not own(values["SERIAL"]) and not values["WWN"]:
            raise Unreadable(reason("disk_without_serial", disk=name))
        found.add(_joined("disk", values["MODEL"], values["SERIAL"], values["WWN"]))
    return frozenset(found)


def _cards(outputs: Outputs) -> frozenset[str]:
    every = cards(outputs)
    if not every:
        raise Unreadable(reason("no_pci_devices"))
    return frozenset(f"card {card.address} {card.identity}" for card in every if card.code[:2] not in _CHIPSET)


def _interfaces(outputs: Outputs) -> frozenset[str]:
    found = set()
    for port in ports(outputs):
        if port.physical:
            if not _MAC.fullmatch(port.address.lower()):
                raise Unreadable(reason("no_permanent_address", port=port.name))
            found.add(f"interface {port.address.lower()}")
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> Components:
    """Give the parts."""
    del scope
    if absent := guest(outputs):
        return all_fields(Components, absent)
    return Components(
        boards=attempt(lambda: _boards(outputs)),
        memory=attempt(lambda: _memory(outputs)),
        disks=attempt(lambda: _disks(outputs)),
        cards=attempt(lambda: _cards(outputs)),
        interfaces=attempt(lambda: _interfaces(outputs)),
    )


READER = Reader(Components, always(DMIDECODE, DISKS, PCI, NET, VIRTUALIZATION), parse)
