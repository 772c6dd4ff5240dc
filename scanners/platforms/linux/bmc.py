"""Read a management controller with ipmitool: on the server itself as root, or over its network (IPMI lanplus)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from inventories.reason import reason
from scanners.facts.bmc import Bmc, Fru, HardwareEvent, Sensor
from scanners.facts.field import all_fields, attempt
from scanners.platforms.linux.bmc_access import addresses, cipher_zero, users
from scanners.platforms.linux.hardware_identity import own
from scanners.platforms.linux.ipmitool import (
    LAST_EVENTS,
    REQUESTS,
    inband,
    lanplus,
    lines,
    not_inband,
    sensors,
    value_of,
)
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Output, Scope, Unreadable, neutralise

_CRITICAL = frozenset({"lcr", "lnr", "ucr", "unr", "cr", "nr"})
# States that ought to last: an entry that one of them has ended is kept, of all others the end is good news.
_LASTING = re.compile(r"(?i)presen|inserted|fully redundant|limit not exceeded|transition to ok")
_NO_FRU = ("Device not present", "Unknown FRU header version")
_OF_FRU = {
    "manufacturer": "Product Manufacturer",
    "product": "Product Name",
    "serial": "Product Serial",
    "board_manufacturer": "Board Mfg",
    "board_product": "Board Product",
    "board_serial": "Board Serial",
}


def _typed(outputs: Outputs, probe: str, kind: str) -> tuple[Sensor, ...]:
    rows = sensors(outputs, probe)
    if not rows:
        raise Unreadable(reason("bmc_no_sensor", kind=kind))
    return rows


def _critical(outputs: Outputs) -> frozenset[str]:
    rows = _typed(outputs, "bmc.sensors", "sensor")
    return frozenset(f"{row.name}: {row.reading} ({row.status})" for row in rows if row.status in _CRITICAL)


def _epoch(day: str, time: str) -> int:
    """Give epoch seconds, 0 without a date. Only JST is known among zones; all others count as UTC."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}|\d\d)", day)
    clock = re.fullmatch(r"(\d\d):(\d\d):(\d\d)(?: ([A-Z]{2,5}))?", time)
    if not found or not clock:
        return 0
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    moment = datetime(year, int(found[1]), int(found[2]), int(clock[1]), int(clock[2]), int(clock[3]), tzinfo=UTC)
    return int((moment - timedelta(hours=9 if clock[4] == "JST" else 0)).timestamp())


def _events(outputs: Outputs) -> tuple[HardwareEvent, ...]:
    count = int(value_of(outputs, "bmc.log", "Entries"))
    events: list[HardwareEvent] = []
    told = lines(outputs, "bmc.log.last") if count else []
    if len(told) < min(count, LAST_EVENTS):
        raise Unreadable(reason("unparseable", detail=f"event log: {len(told)} of {count} entries"))
    for line in told:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) < 5:
            raise Unreadable(reason("unparseable", detail=f"event: {line[:80]}"))
        event = " ".join(parts[4].split())
        if len(parts) > 5 and parts[5] == "Deasserted":
            if not _LASTING.search(event):
                continue
            event = f"{event} Deasserted"
        events.append(HardwareEvent(_epoch(parts[1], parts[2]), parts[3], event))
    return tuple(events)


def _used(outputs: Outputs) -> int:
    told = re.fullmatch(r"(\d{1,3})%", value_of(outputs, "bmc.log", "Percent Used"))
    if told is None:
        raise Unreadable(reason("bmc_not_told", name="Percent Used"))
    return int(told[1])


def _overflow(outputs: Outputs) -> bool:
    return {"true": True, "false": False}[value_of(outputs, "bmc.log", "Overflow")]


def _clock(outputs: Outputs) -> int:
    (line,) = lines(outputs, "bmc.log.time")
    day, _, time = line.strip().partition(" ")
    epoch = _epoch(day, time)
    if not epoch:
        raise Unreadable(reason("bmc_clock_unset"))
    return epoch


def _fru(outputs: Outputs) -> Fru:
    """Give what the maker wrote into FRU 0, empty where it wrote nothing or a filler."""
    raw = outputs["bmc.fru"]
    if isinstance(raw, Output) and raw.status == 1:
        said = neutralise(raw.stdout + raw.stderr)
        if any(word in said for word in _NO_FRU):
            raise Unreadable(reason("bmc_no_fru"))
    told: dict[str, str] = {}
    for line in lines(outputs, "bmc.fru"):
        name, _, value = (part.strip() for part in line.partition(":"))
        if name in _OF_FRU.values() and told.setdefault(name, value) != value:
            raise Unreadable(reason("unparseable", detail=f"FRU: {line[:80]}"))
    return Fru(**{field: own(told.get(name, "")) for field, name in _OF_FRU.items()})


def parse(outputs: Outputs, scope: Scope) -> Bmc:
    """Give what the controller tells."""
    return Bmc(
        firmware=attempt(lambda: value_of(outputs, "bmc.a_controller", "Firmware Revision")),
        fru=attempt(lambda: _fru(outputs)),
        power_supplies=attempt(lambda: _typed(outputs, "bmc.power", "power supply")),
        fans=attempt(lambda: _typed(outputs, "bmc.fans", "fan")),
        intrusion=attempt(lambda: _typed(outputs, "bmc.intrusion", "physical security")),
        critical=attempt(lambda: _critical(outputs)),
        events=attempt(lambda: _events(outputs)),
        event_count=attempt(lambda: int(value_of(outputs, "bmc.log", "Entries"))),
        log_used_pct=attempt(lambda: _used(outputs)),
        log_overflow=attempt(lambda: _overflow(outputs)),
        clock_epoch=attempt(lambda: _clock(outputs)),
        users=attempt(lambda: users(outputs)),
        cipher_zero=attempt(lambda: cipher_zero(outputs)),
        addresses=attempt(lambda: addresses(outputs, scope)),
    )


def _parse_inband(outputs: Outputs, scope: Scope) -> Bmc:
    beside = not_inband(outputs, scope)
    return all_fields(Bmc, beside) if beside else parse(outputs, scope)


READER = Reader(Bmc, lambda scope: inband(REQUESTS, scope), _parse_inband)
LANPLUS_READER = Reader(Bmc, lambda scope: lanplus(REQUESTS, scope), parse)
