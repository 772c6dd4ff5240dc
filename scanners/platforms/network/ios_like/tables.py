"""What is attached, and which routes are taken: tables of devices like Cisco IOS."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator

from scanners.facts.neighbours import Neighbour, Station
from scanners.facts.redundancy import LinkBundle
from scanners.facts.routes import Route
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.network.tree import Line, starting

_MAC = re.compile(
    r"(?m)^[*+CEG ]*+[ \t]*+(?P<vlan>\d+|All|N/A|-)\s+(?P<mac>(?:[0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4})\s+"
    r"(?P<kind>\S+)\s+(?P<rest>\S.*)$"
)
_TABLE = re.compile(r"(?:Routing Table|VRF(?: name)?): (?P<name>\S+)")
_SUBNETTED = re.compile(r"\s+(?P<net>\d[\d.]*)/(?P<len>\d{1,2}) is (?P<variably>variably )?subnetted\b")
_ENTRY = re.compile(
    r"[A-Za-z][A-Za-z0-9]?[0-9pr]?(?=[*%+>&= ])[*%+>&=p ]{0,4}(?:[A-Za-z][A-Za-z0-9](?=[*%+>&= ]))?[*%+>&=p ]{0,4}\s*"
    r"(?P<net>\d[\d.]*|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{0,42})(?:/(?P<len>\d{1,3}))?(?=[ ,\[]|$)"
)
_VIA = re.compile(r"\bvia (?P<gateway>[0-9A-Fa-f.:]++)(?![\w/-])(?:%\S+)?(?P<rest>[^\[]*)")
_REFUSAL = re.compile(r"LLDP is not enabled|Invalid input detected")
_WITHOUT_GATEWAY = ("directly connected", "via ", "is a summary", ", Null0")
DISCARDED = "Null0"  # leads nowhere: no next hop, and no way out
_PORT = re.compile(rf"[A-Za-z][\w/.:-]*\d$|{DISCARDED}")


def full_name(short: str, names: Iterable[str]) -> str:
    """Give the configured interface that a short name (`Gi1/0/1`) means; the short one where not exactly one fits."""
    letters = re.match(r"[A-Za-z-]*", short)
    head = letters[0].lower() if letters else ""
    number = short[len(head) :].strip()
    fits = [name for name in names if name.lower().startswith(head) and re.sub(r"^[A-Za-z-]+", "", name) == number]
    exact = [name for name in fits if name.lower() == short.lower()]
    return (exact or fits)[0] if len(exact or fits) == 1 else short


def bundles(
    lines: Iterable[Line], command: str, shown: Callable[[], str], name: str = "Port-channel"
) -> Iterator[LinkBundle]:
    """Join the `channel-group`s of the configuration and the summary of their ports: `P` and `bndl` carry traffic.

    `shown` gives the summary, and is asked only where there are any. Raises `Unreadable` where it lacks one.
    """
    members: dict[str, list[str]] = {}
    for port, under in sections(lines, "interface"):
        for _line, rest in starting(under, "channel-group"):
            members.setdefault(rest[0], []).append(port)
    if not members:
        return
    names = [port for ports in members.values() for port in ports]
    told = dict(_summary(shown()))
    for number, ports in members.items():
        if number not in told:
            raise unparseable(command, f"not told: {number}")
        carrying = sorted(full_name(port, names) for port, flags in told[number] if flags.startswith(("P", "bndl")))
        yield LinkBundle(f"{name}{number}", tuple(ports), tuple(carrying))


def _summary(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give number and ports with their flags of each row, which may go on over several lines."""
    row = r"(?m)^[ \t]*(?:\d+\s+)?Po(?P<number>\d+)\(\w+\)(?P<rest>.*(?:\n[ \t]+(?!Po\d|\d+\s)\S.*)*)"
    for found in re.finditer(row, text):
        yield found["number"], re.findall(r"(?<![\w/.-])([A-Za-z][\w/.-]*+)\((\w++)[+*]?\)", found["rest"])


def stations(text: str, names: Iterable[str], column: int = -1) -> tuple[Station, ...]:
    """Read `show mac address-table`; static and own addresses are left out. Raises `Unreadable` without its heading.

    `column`: where the port stands among the words after the type.
    """
    if not re.search(r"(?i)mac address", text) or not re.search(r"(?im)^\W*vlan\s+mac address", text):
        raise unparseable("show mac address-table", text)
    known = tuple(names)
    return tuple(
        Station(mac_address(found["mac"]), found["vlan"], full_name(found["rest"].split()[column], known))
        for found in _MAC.finditer(text)
        if found["kind"].lower() == "dynamic"
    )


def mac_address(dotted: str) -> str:
    """Give a MAC address with colons."""
    digits = re.sub(r"[^0-9a-f]", "", dotted.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def lldp(platform: str, command: str, text: str, names: Iterable[str]) -> tuple[Neighbour, ...]:
    """Read `show lldp neighbors detail`; the count at its end proves that it is whole.

    A neighbour that announces a refusal as its own text would end the reading: then nothing is said.
    """
    totals = re.findall(r"Total (?:LLDP )?entries displayed:\s*(\d+)", text)  # a neighbour may announce such a line
    if not totals or _REFUSAL.search(text):
        raise unparseable(command, text)
    if int(totals[-1]) == 0:
        return ()
    known = tuple(names)
    found = tuple(
        Neighbour(
            port=full_name(cell(row, "local_interface"), known),
            name=cell(row, "neighbor_name") or cell(row, "chassis_id"),
            platform=" ".join(filter(None, (cell(row, "neighbor_description"), cell(row, "platform")))),
            remote_port=cell(row, "neighbor_port_id") or cell(row, "neighbor_interface"),
        )
        for row in rows(platform, command, text)
    )
    if not all(one.port for one in found):  # old versions do not tell where they are
        raise unparseable(command, "no port")
    if len(found) != int(totals[-1]):
        raise unparseable(command, f"{len(found)} of {totals[-1]} entries")
    return found


def cdp(platform: str, command: str, text: str, names: Iterable[str]) -> tuple[Neighbour, ...]:
    """Read `show cdp neighbors detail`, whose count is at its end where the version tells it."""
    heads = re.findall(r"(?m)^Device ID:", text)
    if not heads and re.search(r"Total cdp entries displayed\s*:\s*0+\b", text):
        return ()
    known = tuple(names)
    found = tuple(
        Neighbour(
            port=full_name(cell(row, "local_interface"), known),
            name=cell(row, "neighbor_name") or cell(row, "chassis_id"),
            platform=cell(row, "platform"),
            remote_port=cell(row, "neighbor_interface"),
        )
        for row in rows(platform, command, text)
    )
    if len(found) != len(heads):
        raise unparseable(command, f"{len(found)} entries")
    return found


def routes(text: str) -> Iterator[Route]:
    """Read `show ip route` and `show ipv6 route`, of one table or of all. Raises `Unreadable` for another form.

    Of a row that is not read the next lines would be taken for further ways to the destination before it.
    """
    table, length, destination = "default", "", ""
    if not re.search(r"(?m)^(?:Codes|IPv6 Routing Table|Routing entry)", text):
        raise unparseable("show ip route", text)
    in_codes = begun = False
    for line in text.split("\n"):
        in_codes = line.startswith("Codes") or (in_codes and line.startswith(" ") and " - " in line)
        begun = begun or in_codes
        if in_codes or not line.strip() or line.startswith(("Gateway of last resort", "IPv6 Routing Table")):
            continue
        if named := _TABLE.match(line):
            table = named["name"]
        elif subnetted := _SUBNETTED.match(line):
            length = "" if subnetted["variably"] else subnetted["len"]
        elif entry := _ENTRY.match(line):
            destination = _network(entry["net"], entry["len"] or length)
            yield from _hops(line[entry.end() :], destination, table)
        elif begun and not line.startswith(" "):
            raise unparseable("show ip route", line)
        elif destination:
            yield from _hops(line, destination, table)


def _network(address: str, length: str) -> str:
    if not length:  # a network of its class, as old versions show it
        first = int(address.split(".", maxsplit=1)[0])
        length = "8" if first < 128 else "16" if first < 192 else "24"
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def _hops(text: str, destination: str, table: str) -> Iterator[Route]:
    found = list(_VIA.finditer(text))
    for via in found:
        words = [word.strip() for word in via["rest"].split(",")]
        device = next((word for word in reversed(words) if _PORT.fullmatch(word)), "")
        yield Route(destination, via["gateway"].lower(), device, table)
    if not found and any(words in text for words in _WITHOUT_GATEWAY):
        told = text.rsplit(",", maxsplit=1)[-1].strip() if "," in text else text.rsplit(maxsplit=1)[-1]
        device = next((word for word in reversed(re.split(r"[\s,]+", text)) if _PORT.fullmatch(word)), told)
        if device != DISCARDED:
            yield Route(destination, "", device, table)
