"""Parts and load of a PAN-OS firewall, and what is attached to it.

The load is that of the data plane, whose cores pass the traffic; how much memory is in use the management plane tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.platforms.network.panos.pair import forwarding
from scanners.platforms.network.panos.tree import NAME, config
from scanners.platforms.network.statements import Node
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PART = re.compile(r"^(S\d+) +(\S(?:.{0,80}?\S)?) {2,60}(True|False)\b *(.*)$")
_CORES = re.compile(r"core((?: +\d+)+)")
_LOADS = re.compile(r"(?:\*|\d{1,3})(?: +(?:\*|\d{1,3}))*")
_SECONDS = "CPU load (%) during last 60 seconds:"
_MEMORY = re.compile(r"(?m)^[KM]iB Mem *: *([\d.]+) total, *([\d.]+) free, *([\d.]+) used, *([\d.]+) buff/cache")
_OLD_MEMORY = re.compile(r"(?m)^Mem: +(\d+)k total, +(\d+)k used, +(\d+)k free, +(\d+)k buffers")
_OLD_CACHED = re.compile(r"(?m)^Swap:.* (\d+)k cached")
_ENTRIES = re.compile(r"(?m)^total MAC entries shown *: *(\d+)")


def environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the parts by the sections that they are told in, and the load (a mean of the last minute)."""
    del scope

    def of(*sections: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        section = ""
        for line in outputs["environment"].lines():
            heading = re.match(r"^-+([A-Za-z ]+?)-+$", line.strip())
            part = _PART.match(line)
            section = heading[1] if heading else section
            if part and section in sections:
                name = f"{part[1]} {part[2]}" if part[2] in found else part[2]  # slots have parts of the same names
                found[name] = ("failed" if part[3] == "True" else "ok", part[4])
        if not found:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=sections[0]))
        return found

    def supplies() -> dict[str, str]:
        told = of("Power Supplies", "Power Supply")
        return {name: "absent" if more.split()[:1] == ["False"] else state for name, (state, more) in told.items()}

    return Environment(
        power_supplies=attempt(supplies),
        fans=attempt(lambda: {name: state for name, (state, _) in of("Fan RPMs", "Fans", "Fan Tray").items()}),
        temperatures=attempt(lambda: {name: state for name, (state, _) in of("Thermal").items()}),
        celsius=attempt(lambda: {name: float(more.split()[0]) for name, (_, more) in of("Thermal").items()}),
        cpu_pct=attempt(lambda: _busiest(outputs["load"].text())),
        memory_pct=attempt(lambda: _in_use(outputs["resources"].text())),
    )


def _busiest(text: str) -> float:
    """Give the mean load of the core that does most: packets are lost when one is full. Those with `*` do not count."""
    means: list[float] = []
    for part in text.split(_SECONDS)[1:]:
        cores: list[list[int]] = []
        for line in part.split("\n")[1:]:
            words = line.strip()
            if found := _CORES.fullmatch(words):
                means += _means(cores)
                cores = [[] for _ in found[1].split()]
            elif _LOADS.fullmatch(words):
                for told, word in zip(cores, words.split(), strict=True):
                    told.extend([int(word)] if word != "*" else [])
            elif words:
                break
        means += _means(cores)
    if not means:
        raise Unreadable(reason("unparseable", detail="no CPU load"))
    return max(means)


def _means(cores: list[list[int]]) -> list[float]:
    return [sum(told) / len(told) for told in cores if told]


def _in_use(text: str) -> float:
    """Give how much memory is in use, without what merely keeps files at hand."""
    if found := _MEMORY.search(text):
        return 100 * float(found[3]) / float(found[1])
    old, cached = _OLD_MEMORY.search(text), _OLD_CACHED.search(text)
    if old is None or cached is None:
        raise Unreadable(reason("unparseable", detail="no line Mem"))
    return 100 * (int(old[2]) - int(old[4]) - int(cached[1])) / int(old[1])


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read who announces itself by LLDP, and learnt addresses; no model has wireless functions."""
    del scope

    def announced() -> tuple[Neighbour, ...]:
        found = tuple(_announced(outputs["lldp"].text()))
        if not found:
            forwarding(outputs)
        return found

    return Neighbours(
        neighbours=attempt(announced),
        stations=_stations(outputs),
        wireless=Known(()),
    )


def _stations(outputs: Outputs) -> Field[tuple[Station, ...]]:
    """Read the learnt addresses; where no interface is of layer 2 and no VLAN exists, none are learnt."""

    def network() -> Node:
        whole = config(outputs)
        whole.alone()
        return whole.device.at("network")

    def switching() -> bool:
        return bool(network().at("vlan")) or any(place.has("layer2") for place in _places(network()))

    found = attempt(switching)
    if isinstance(found, Known):
        learnt = attempt(lambda: _learnt(outputs["mac"].text(), network()))
        return learnt if found.value else Absent(reason("no_switch_ports"))
    return found


def _places(network: Node) -> tuple[Node, ...]:
    interfaces = network.at("interface")
    return (*interfaces.at("ethernet").values(), *interfaces.at("aggregate-ethernet").values())


def _learnt(text: str, network: Node) -> tuple[Station, ...]:
    shown = _ENTRIES.search(text)
    if shown is None:
        raise Unreadable(reason("unparseable", detail="show mac all: no count"))
    told = rows("paloalto_panos", "show mac all", text) if int(shown[1]) else ()
    if len(told) != int(shown[1]):
        raise Unreadable(reason("unparseable", detail="show mac all: not as many lines as entries"))
    numbers = _numbers(network)
    return tuple(
        Station(_mac(cell(row, "mac_address")), numbers.get(port) or numbers.get(vlan) or vlan, port)
        for row in told
        if cell(row, "status") != "s"
        for port, vlan in ((cell(row, "interface"), cell(row, "vlan_id")),)
    )


def _numbers(network: Node) -> dict[str, str]:
    """Give the number of each subinterface, and of each VLAN object: a mere name, whose members may have a number."""
    found = {
        unit: own.value("tag")
        for place in _places(network)
        for unit, own in place.at("layer2", "units").items()
        if own.has("tag")
    }
    for name, vlan in network.at("vlan").items():
        tags = {found[port] for port in vlan.at("interface") if port in found}
        if len(tags) == 1:
            found.setdefault(name, tags.pop())
    return found


def _mac(shown: str) -> str:
    """Write an address with two digits each, where the device has one. Raises ValueError for what is none."""
    parts = [int(part, 16) for part in shown.split(":")]
    if len(parts) != 6 or max(parts) > 0xFF:
        raise ValueError(shown)
    return ":".join(f"{part:02x}" for part in parts)


def _announced(text: str) -> Iterator[Neighbour]:
    blocks = re.split(r"(?m)^Local information: *$", text)[1:]
    if not blocks:
        raise Unreadable(reason("unparseable", detail="no Local information"))
    for block in blocks:
        told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in block.split("\n"))}
        if not told.get("Local interface") or "Neighbor information" not in told:
            raise Unreadable(reason("unparseable", detail="no Local interface"))
        if "Chassis ID" not in told:
            continue  # LLDP is on, and nobody is there
        words = ("System name", "System description", "Port ID")
        name, platform, port = (told.get(word, "") for word in words)
        yield Neighbour(told["Local interface"], name, platform, port)
