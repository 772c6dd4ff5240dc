"""Network interfaces as sysfs shows them, shared by the readers of components and links."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.platforms.reader import Outputs
from scanners.probe import Probe

# A member of a bond or team carries its master's address: the permanent one is asked for.
NET = Probe(
    "net",
    r"""cd /sys/class/net || exit
v() { x=; if [ -r "$1" ]; then read -r x <"$1" 2>/dev/null; fi; printf '\t%s' "${x:--}"; }
for d in *; do
if [ -e "$d/operstate" ]; then
k=plain; for t in bonding bridge wireless; do if [ -e "$d/$t" ]; then k=$t; fi; done
while IFS='=' read -r n t; do if [ "$n" = DEVTYPE ]; then k=$t; fi; done <"$d/uevent"
m=-; if [ -e "$d/master" ]; then m=$(readlink -f "$d/master"); fi
p=-; if [ -e "$d/device" ] && [ ! -e "$d/device/physfn" ]; then p=$(readlink -f "$d/device"); fi
printf '%s\t%s\t%s\t%s' "$d" "$k" "${m##*/}" "$p"
v "$d/type"; v "$d/address"; v "$d/addr_assign_type"; v "$d/bonding_slave/perm_hwaddr"
v "$d/operstate"; v "$d/speed"; v "$d/duplex"
x=; if [ "$p" != - ]; then x=$(ethtool -P "$d" 2>/dev/null); fi; printf '\t%s\n' "${x##* }"
fi; done""",
)


@dataclass(frozen=True, slots=True)
class Port:
    """A network interface. `kind`: `plain`, `bond`, `bridge`, `vlan`, … `path`: where its hardware is, `-` for none.

    `address`: the permanent one, empty where it is not known. `speed` in Mbit/s, 0 where not told.
    """

    name: str
    kind: str
    master: str
    path: str
    ethernet: bool
    address: str
    state: str
    speed: int
    duplex: str

    @property
    def physical(self) -> bool:
        """Whether it is a port of the machine; nothing on USB (a BMC's own link, too) or made by software."""
        return self.ethernet and self.path != "-" and "/usb" not in self.path and "/virtual/" not in self.path


def ports(outputs: Outputs) -> tuple[Port, ...]:
    """Give all interfaces; raises `Unreadable` or ValueError."""
    found = []
    for line in outputs["net"].lines():
        name, kind, master, path, sort, address, assigned, member, state, speed, duplex, asked = line.split("\t")
        own = member if member != "-" else address if assigned == "0" else asked
        rate = int(speed) if speed.isascii() and speed.isdigit() else 0
        known = {"bonding": "bond"}.get(kind, "ovs" if name == "ovs-system" else kind)  # Open vSwitch says no kind
        found.append(Port(name, known, master, path, sort == "1", own, state, rate, duplex))
    return tuple(found)
