"""PCI devices as sysfs shows them, shared by the readers of components, disks and arrays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanners.platforms.reader import Outputs
from scanners.probe import Probe

# Virtual functions come and go with the software that asks for them.
PCI = Probe(
    "pci",
    r"""cd /sys/bus/pci/devices || exit
for d in *; do
if [ -e "$d/class" ] && [ ! -e "$d/physfn" ]; then
read -r c <"$d/class"; read -r v <"$d/vendor"; read -r m <"$d/device"
read -r x <"$d/subsystem_vendor"; read -r y <"$d/subsystem_device"
echo "$d $c $v:$m $x:$y"
fi; done""",
)

_LINE = re.compile(r"([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) 0x([0-9a-f]{6}) ((?:0x[0-9a-f]{4}:?){2}) (\S+)")
_RAID = "0104"
_SAS = "0107"  # of Smart Array from Gen10 on, too, and of adapters that can make volumes
# Cards that mirror two M.2 disks for starting from (BOSS, NS204i and the like) pose as plain controllers.
_BOOT_CARDS = ("1b4b:9230", "1b4b:2241")


@dataclass(frozen=True, slots=True)
class Card:
    """A PCI function: its address, class code (six hexadecimal digits), and what it is (`vendor:device vendor:device`).

    The second pair names the maker of the board.
    """

    address: str
    code: str
    identity: str


def cards(outputs: Outputs) -> tuple[Card, ...]:
    """Give all PCI functions; raises `Unreadable` or ValueError."""
    found = []
    for line in outputs["pci"].lines():
        parts = _LINE.fullmatch(line)
        if parts is None:
            detail = "PCI device"
            raise ValueError(detail)
        found.append(Card(parts[1], parts[2], f"{parts[3]} {parts[4]}".replace("0x", "")))
    return tuple(found)


def raid_controllers(outputs: Outputs) -> frozenset[str]:
    """Give the addresses of controllers that hide disks behind volumes; needs the block devices, too.

    A disk of a SAS controller hangs on an end device of its bus: one that does not is a volume.
    """
    disks = [line.split("\t")[1] for line in outputs["block_devices"].lines() if line.startswith("block\t")]

    def has_volumes(card: Card) -> bool:
        return any(f"/{card.address}/" in path and "/end_device-" not in path for path in disks)

    return frozenset(
        card.address
        for card in cards(outputs)
        if card.code.startswith(_RAID)
        or card.identity.startswith(_BOOT_CARDS)
        or (card.code.startswith(_SAS) and has_volumes(card))
    )
