"""Read bonds, teams, ports and multipath: sysfs and /proc/net/bonding, and dmsetup(8) as root for paths to storage."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Unknown, all_fields, attempt
from scanners.facts.links import Links
from scanners.platforms.linux.block_devices import BLOCK, Blocks, read_blocks
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.ports import NET, Port, ports
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

BONDS = Probe(
    "bonds",
    'for f in /proc/net/bonding/*; do if [ -e "$f" ]; then echo "bond ${f##*/}"; '
    "grep -E '^(Slave Interface|MII Status|Aggregator ID):' \"$f\"; fi; done; echo 'read bonds'",
)
# The kernel's own state of each path; multipath(8) would send commands down the paths to find it anew.
DM_MULTIPATH = Probe("dm_multipath", argv=("/sbin/dmsetup", "status", "--target", "multipath"))

_PATH = re.compile(r"(?<!\S)[0-9]+:[0-9]+ ([AF]) [0-9]+(?!\S)")
_ENOUGH = 2


def _bonds(outputs: Outputs) -> dict[str, dict[str, dict[str, str]]]:
    """Give by bond, by member, what the kernel says of it; the empty member is the bond itself."""
    *lines, last = outputs["bonds"].lines()
    if last != "read bonds":
        raise Unreadable(reason("bonds_unreadable"))
    found: dict[str, dict[str, dict[str, str]]] = {}
    bond, member = "", ""
    for line in lines:
        if line.startswith("bond "):
            bond, member = line.removeprefix("bond "), ""
            found[bond] = {"": {}}
        elif line.startswith("Slave Interface: "):
            member = line.removeprefix("Slave Interface: ").strip()
            found[bond][member] = {}
        else:
            name, _, value = line.partition(": ")
            found[bond][member][name] = value.strip()
    return found


def _uneven(members: list[Port]) -> list[str]:
    """Name members slower than the fastest: something between the ports is not in order."""
    fastest = max((port.speed for port in members), default=0)
    return [f"{port.name} {port.speed} Mbit/s" for port in members if 0 < port.speed < fastest]


def _members(port: Port, every: list[Port], outputs: Outputs) -> tuple[list[Port], list[str]] | None:
    """Give the members of a bond or team and what is wrong with them; None for any other interface."""
    name = port.name
    members = [other for other in every if other.master == name]
    bonds = _bonds(outputs)
    if port.kind == "bond" or name in bonds:
        told = bonds[name]
        if set(told) - {""} != {member.name for member in members}:
            raise Unreadable(reason("bonds_unreadable"))
        # A bond that does not watch its links believes in a member that is down.
        states = {member.name: (told[member.name]["MII Status"], member.state) for member in members}
        said = [
            f"{member} {' '.join(sorted({*both} - {'up'}))}" for member, both in states.items() if {*both} != {"up"}
        ]
        aggregators = {each["Aggregator ID"] for member, each in told.items() if member and "Aggregator ID" in each}
        return members, [*said, *(["LACP split"] if len(aggregators) > 1 else [])]
    if members and port.kind == "plain" and all(member.kind == "plain" for member in members):  # a team
        return members, [f"{member.name} {member.state}" for member in members if member.state != "up"]
    return None


def _degraded(outputs: Outputs) -> frozenset[str]:
    every = list(ports(outputs))
    masters = {*_bonds(outputs), *(port.master for port in every)} - {"-"}
    if masters - {port.name for port in every}:
        raise Unreadable(reason("bonds_unreadable"))
    wrong = set()
    for port in every:
        found = _members(port, every, outputs)
        if found is not None:
            members, said = found
            said += [*_uneven(members), *(["too few members"] if len(members) < _ENOUGH else [])]
            if said:
                wrong.add(f"{port.name}: {', '.join(said)}")
    return frozenset(wrong)


def _in_use(outputs: Outputs) -> list[Port]:
    used = [port for port in ports(outputs) if port.physical and port.state == "up"]
    if not used:
        raise Unreadable(reason("no_port_in_use"))  # this very scan came in through one
    return used


def _single(outputs: Outputs) -> frozenset[str]:
    every = {port.name: port for port in ports(outputs)}
    return frozenset(
        port.name for port in _in_use(outputs) if port.master == "-" or every[port.master].kind not in {"bond", "plain"}
    )


def _failed_paths(outputs: Outputs) -> frozenset[str]:
    lines = outputs["dm_multipath"].lines()
    wrong = set()
    for line in lines:
        name, _, rest = line.partition(": ")
        states = _PATH.findall(rest)
        if " multipath " not in rest:
            raise Unreadable(reason("unparseable", detail="dmsetup status"))
        if states.count("A") != len(states) or len(states) < _ENOUGH:
            wrong.add(f"{name}: {states.count('A')}/{len(states)}")
    if not lines:
        raise Unreadable(reason("unparseable", detail="dmsetup status"))
    return frozenset(wrong)


def _multipath(blocks: Blocks) -> bool:
    return any(device.uuid.startswith("mpath-") for device in blocks.devices.values())


def _single_paths(blocks: Blocks) -> frozenset[str]:
    """Name volumes of a storage network that are mounted from one path alone."""
    names = {name for below in blocks.mounts.values() for name in below or ()}
    disks = frozenset[str]().union(*(blocks.disks_below(name) for name in names))
    return frozenset(f"{name}: 1/1" for name in disks if blocks.devices[name].on_network)


def parse(outputs: Outputs, scope: Scope) -> Links:
    """Give the state of bonds, ports and paths."""
    del scope
    if absent := guest(outputs):
        return all_fields(Links, absent)
    paths: Field[frozenset[str]] = Absent(reason("no_multipath"))
    maps = attempt(lambda: _multipath(read_blocks(outputs)))
    alone = attempt(lambda: _single_paths(read_blocks(outputs)))
    if maps == attempt(lambda: True) or isinstance(alone, Unknown):
        paths = attempt(lambda: _failed_paths(outputs) | _single_paths(read_blocks(outputs)))
    elif alone != attempt(lambda: frozenset[str]()):
        paths = alone
    return Links(
        degraded=attempt(lambda: _degraded(outputs)),
        single=attempt(lambda: _single(outputs)),
        half_duplex=attempt(lambda: frozenset(port.name for port in _in_use(outputs) if port.duplex == "half")),
        failed_paths=paths,
    )


READER = Reader(Links, always(NET, BONDS, BLOCK, DM_MULTIPATH, VIRTUALIZATION), parse)
