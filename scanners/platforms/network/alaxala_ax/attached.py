"""What AlaxalA AX switches are attached to: neighbours by LLDP, learnt addresses, routes.

Source: the outputs that the tools of others were written against: `show lldp detail` and `show mac-address-table` of
AX8600S, AX2500S and AX3800S (ohmori7/netutils), `show ip route` of IP8800 (a collector of routing tables), which leaves
the last zeros of networks away. The types of learnt addresses but `Dynamic` are from the operation command reference.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.alaxala_ax.settings import NAME, settings, tree
from scanners.platforms.network.alaxala_ax.state import unparseable
from scanners.platforms.network.ios_like.tables import mac_address
from scanners.platforms.network.tree import every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

LLDP = Probe("lldp", "show lldp detail", timeout=30, cap=4 << 20)
MAC = Probe("mac", "show mac-address-table", timeout=30, cap=4 << 20)
ROUTES = Probe("routes", "show ip route", timeout=30, cap=4 << 20)


class _Ports:
    """The configured interfaces by the numbers of their ports; a stack shows its own without the member's."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_numbers: dict[str, set[str]] = {}
        for name in names:
            numbers = name.split()[-1]
            for shown in {numbers, numbers.partition("/")[2]} - {""}:
                self._by_numbers.setdefault(shown, set()).add(name)

    def named(self, shown: str) -> str:
        """Give the interface that is shown by its numbers; as shown, where not exactly one fits."""
        numbers = shown.replace(" ", "")
        fits = self._by_numbers.get(numbers, set())
        return next(iter(fits)) if len(fits) == 1 else numbers


def _ports(outputs: Outputs) -> _Ports:
    return _Ports(one.name for one in settings(tree(outputs)) if one.kind == "physical")


_PORT = re.compile(r"Port[ \t]+(\d+(?:/[ \t]?\d+){1,2})[ \t]*(?:\(CH:[ \t]*\d+\))?[ \t]*")
_NEIGHBOUR = re.compile(r"[ \t]{1,8}(?:(?:Draft )?Neighbor[ \t]+)?\d+[ \t]+TTL:[ \t]*\d+[ \t]*(.*)")
_ITEM = re.compile(r"[ \t]{3,12}(Chassis ID|Port ID|System Name|System Description|Port Description):[ \t]*(.*)")
_ID = re.compile(r"Type=(\S+)[ \t]+Info=(.*)")
_COUNTED = re.compile(r"[ \t]Neighbor Counts:[ \t]*(\d{1,6})")


def _told(lines: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the port and the items of each neighbour. Raises `Unreadable` where not as many are there as it says."""
    port, ports, counted, found = "", 0, 0, 0
    items: dict[str, str] | None = None
    for line in lines:
        if at := _PORT.fullmatch(line):
            if items is not None:
                yield port, items
            port, ports, items = at[1], ports + 1, None
        elif port and (begun := _NEIGHBOUR.fullmatch(line)):
            if items is not None:
                yield port, items
            items, found = {}, found + 1
            if item := _ITEM.fullmatch(f"    {begun[1]}"):
                items[item[1]] = item[2].strip()
        elif port and items is None:
            counted += sum(int(number) for number in _COUNTED.findall(line))
        elif items is not None and (item := _ITEM.fullmatch(line)):
            items.setdefault(item[1], item[2].strip())
    if items is not None:
        yield port, items
    announced = [int(number) for line in lines for number in re.findall(r"^Port Counts=(\d{1,6})[ \t]*$", line)]
    if announced != [ports] or counted != found:
        raise unparseable("show lldp detail", f"of {ports} ports with {found} neighbours, not {counted}")


def _identifier(told: str) -> tuple[str, str]:
    found = _ID.fullmatch(told)
    return (found[1], found[2].strip()) if found else ("", told)


def _neighbour(port: str, items: Mapping[str, str]) -> Neighbour:
    """Give a neighbour by its name, else by its chassis. A port that goes by an address has a description too."""
    kind, remote = _identifier(items.get("Port ID", ""))
    if kind == "MAC":
        remote = items.get("Port Description") or remote
    name = items.get("System Name") or _identifier(items.get("Chassis ID", ""))[1]
    return Neighbour(port, name, items.get("System Description", ""), remote)


_HEADING = re.compile(r"(?i)MAC address[ \t]+VLAN[ \t]+(?:C-Tag[ \t]+Aging-Time[ \t]+)?Type[ \t]+Port-list[ \t]*")
_LEARNT = re.compile(
    r"([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})[ \t]+(\d{1,4})[ \t]+(?:\S+[ \t]+(?:\d+|-)[ \t]+)?"
    r"([A-Za-z][\w.]*)[ \t]+([\d/,-]+)[ \t]*"
)
_TYPES = {"dynamic": True, "dot1x": True, "wa": True, "macauth": True, "static": False, "snoop": False}


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Give what announces itself by LLDP, which is off unless it is switched on, and the addresses that were learnt."""
    del scope

    def announced() -> tuple[Neighbour, ...]:
        lines = outputs["lldp"].lines()
        if not any(line.startswith("Status: Enabled") for line in lines):
            if not has(tree(outputs), "lldp run"):  # nobody is listened to
                raise Unreadable(reason("device_lacks", what="LLDP"))
            raise unparseable("show lldp detail", "without its status")
        found = [*_told(lines)]
        ports = _ports(outputs)
        return tuple(_neighbour(ports.named(port), items) for port, items in found)

    def stations() -> tuple[Station, ...]:
        lines = outputs["mac"].lines()
        at = next((number for number, line in enumerate(lines) if _HEADING.fullmatch(line.strip())), None)
        if at is None:
            raise unparseable("show mac-address-table", "without its heading")
        ports = _ports(outputs)
        return tuple(_stations((line for line in lines[at + 1 :] if line.strip()), ports))

    return Neighbours(
        neighbours=attempt(announced),
        stations=attempt(stations),
        wireless=Absent(reason("device_lacks", what="Wi-Fi")),
    )


def _stations(lines: Iterable[str], ports: _Ports) -> Iterator[Station]:
    for line in lines:
        row = _LEARNT.fullmatch(line.strip().lower())
        if row is None or row[3] not in _TYPES:
            raise unparseable("show mac-address-table", line)
        if _TYPES[row[3]]:
            yield Station(mac_address(row[1]), str(int(row[2])), ports.named(row[4]))


_TABLE = re.compile(r"(?:VRF:[ \t]*\S+[ \t]+)?Total:[ \t]*(\d{1,9})[ \t]*(?:routes)?[ \t]*")
_COLUMNS = ["Destination", "Next", "Hop", "Interface", "Metric", "Protocol"]
_ROUTE = re.compile(r"(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(?:\d+|-)/(?:\d+|-)[ \t]+([A-Z][\w-]*)\b.*")
_ANOTHER = re.compile(r"[ \t]+(\S+)[ \t]+(\S+)[ \t]+-[ \t]+-[ \t]+-[ \t]*")
_DEFAULT = {"default": "0.0.0.0/0"}


def _network(shown: str) -> str:
    """Give the network of `10.0.200/24`, whose last zeros are not shown. Raises ValueError for what is none."""
    address, _, length = _DEFAULT.get(shown, shown).partition("/")
    octets = [*address.split("."), "0", "0", "0"][:4] if address.count(".") < 4 else [address]
    return str(ipaddress.IPv4Network(f"{'.'.join(octets)}/{length or 'none'}"))


def _gateway(shown: str, protocol: str) -> str:
    """Give the next hop; that of a network of the switch itself is an address of its own."""
    if protocol == "Connected" or set(shown) == {"-"}:
        return ""
    return str(ipaddress.IPv4Address(shown))


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give the routes of IPv4 outside of VRFs; a switch with VRFs or IPv6 has more of them than this tells."""
    del scope

    def routes() -> frozenset[Route]:
        lines = tree(outputs)
        if any(starting(lines, "vrf definition")):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes (VRF)"))
        if any(
            line.words[:2] in (["ipv6", "address"], ["ipv6", "route"], ["ipv6", "enable"]) for _, line in every(lines)
        ):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes (IPv6)"))
        lines_shown = outputs["routes"].lines()
        found = [*_routes(lines_shown)]
        totals = [int(table[1]) for line in lines_shown if (table := _TABLE.fullmatch(line))]
        # No source says whether a further way to one network counts.
        if not found or totals not in ([len(found)], [len({route.destination for route in found})]):
            raise unparseable("show ip route", f"of {totals} routes with {len(found)} lines")
        return frozenset(found)

    return Routes(routes=attempt(routes))


def _routes(lines: list[str]) -> Iterator[Route]:
    headed = False
    destination = protocol = ""
    for line in lines:
        if not line.strip() or line.startswith("Date "):
            continue
        if _TABLE.fullmatch(line) or line.split()[: len(_COLUMNS)] == _COLUMNS:
            headed = headed or line.startswith("Destination")
        elif headed and (row := _ROUTE.fullmatch(line)):
            destination, protocol = _network(row[1]), row[4]
            yield Route(destination, _gateway(row[2], protocol), _device(row[3]), "main")
        elif destination and (more := _ANOTHER.fullmatch(line)):
            yield Route(destination, _gateway(more[1], protocol), _device(more[2]), "main")
        else:
            raise unparseable("show ip route", line)


def _device(shown: str) -> str:
    """Give an interface as the configuration has it: `VLAN0010` is `vlan 10`."""
    named = re.fullmatch(r"VLAN(\d{1,4})", shown)
    return f"vlan {int(named[1])}" if named else shown
