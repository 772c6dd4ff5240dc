"""Read the clients that shut a machine down when its UPS runs out: NUT's upsmon and apcupsd."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, all_fields, attempt
from scanners.facts.power_shutdown import PowerShutdown
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.services import ENABLED, enabled
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable

ACTIVE = Probe(
    "power.active", "systemctl show --no-pager -p Id -p LoadState -p ActiveState nut-monitor.service apcupsd.service"
)


_GAP = "[[:blank:]]+"


def _upsmon(path: str) -> Probe:
    # The fifth word of MONITOR is a password, and a command may hold one: nothing but the words in brackets leaves
    # the target. `c` replaces a line of MONITOR that fits no rule, whatever it holds.
    return Probe(
        "upsmon",
        argv=(
            "/bin/sed", "-n", "-E",
            "-e", rf's/^[[:blank:]]*MONITOR{_GAP}([^[:blank:]"]+){_GAP}([0-9]+)[[:blank:]].*$/MONITOR \1 \2/p',
            "-e", "t",
            "-e", r"/^[[:blank:]]*MONITOR[[:blank:]]/c MONITOR ? ?",
            "-e", rf's/^[[:blank:]]*SHUTDOWNCMD{_GAP}"?([^[:blank:]"]+).*$/SHUTDOWNCMD \1/p',
            "-e", rf's/^[[:blank:]]*MINSUPPLIES{_GAP}"?([0-9]+).*$/MINSUPPLIES \1/p',
            path,
        ),
    )  # fmt: skip


DEBIAN_UPSMON = _upsmon("/etc/nut/upsmon.conf")
RHEL_UPSMON = _upsmon("/etc/ups/upsmon.conf")
_UNITS = {"nut-monitor.service": "nut", "apcupsd.service": "apcupsd"}
_MONITOR = re.compile(r"MONITOR (\S+) ([0-9]{1,4})")


def _clients(outputs: Outputs) -> frozenset[str]:
    blocks: list[dict[str, str]] = [{}]
    for line in outputs["power.active"].text().split("\n"):
        if line.strip():
            name, _, value = line.partition("=")
            blocks[-1][name] = value
        else:
            blocks.append({})
    states = {block["Id"]: block for block in blocks if block}
    running = {client for unit, client in _UNITS.items() if states[unit]["ActiveState"] == "active"}
    if not running:
        return frozenset()
    at_boot = enabled(outputs)
    starts = {client for unit, client in _UNITS.items() if unit in at_boot}
    if "nut.target" in at_boot or "nut-client.service" in at_boot:
        starts.add("nut")
    return frozenset(running & starts)


class _Upsmon:
    """What upsmon.conf(5) says, the last word of each setting counting."""

    def __init__(self, outputs: Outputs) -> None:
        self.supplies: dict[str, int] = {}
        self.least = 1
        self.command = ""
        for line in outputs["upsmon"].lines():
            name, _, rest = line.partition(" ")
            if name == "MONITOR":
                found = _MONITOR.fullmatch(line)
                if found is None:
                    raise Unreadable(reason("upsmon_line_unread"))
                self.supplies[found[1]] = int(found[2])
            elif name == "MINSUPPLIES":
                self.least = int(rest)
            elif name == "SHUTDOWNCMD":
                self.command = rest


def parse(outputs: Outputs, scope: Scope) -> PowerShutdown:
    """Give which client stands ready, and what it was told."""
    del scope
    if absent := guest(outputs):
        return all_fields(PowerShutdown, absent)
    clients = attempt(lambda: _clients(outputs))
    # A unit that never ran has no file to read, and what its file says would mean nothing.
    if clients == attempt(lambda: frozenset[str]()) or clients == attempt(lambda: frozenset({"apcupsd"})):
        unused = Absent(reason("nut_not_used"))
        return PowerShutdown(clients, unused, unused, unused)

    def feeding() -> frozenset[str]:
        return frozenset(name for name, supplies in _Upsmon(outputs).supplies.items() if supplies)

    def enough() -> bool:
        told = _Upsmon(outputs)
        return sum(told.supplies.values()) >= max(told.least, 1)

    return PowerShutdown(
        clients=clients,
        monitored=attempt(feeding),
        enough=attempt(enough),
        command=attempt(lambda: _Upsmon(outputs).command),
    )


def _reader(upsmon: Probe) -> Reader:
    return Reader(PowerShutdown, lambda _scope: (ACTIVE, ENABLED, upsmon, VIRTUALIZATION), parse)


DEBIAN_READER = _reader(DEBIAN_UPSMON)
RHEL_READER = _reader(RHEL_UPSMON)
