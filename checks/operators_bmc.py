"""Operators on a management controller: power supplies, fans, chassis, who may log in, what it says it belongs to."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, NoParams, Verdict, failed, listed, passed, undecided
from checks.operators_hardware import registered_machine
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.bmc import Bmc, Sensor
from scanners.facts.field import Absent, Unknown

_CRITICAL = frozenset({"lcr", "lnr", "ucr", "unr", "cr", "nr", "lnc", "unc", "nc"})
_PRESENT = "presence detected"
_REDUNDANCY = re.compile(r"(?i)redundan")
_FULL = re.compile(r"(?i)\bfully redundant\b")
_SUPPLY_BAD = re.compile(
    r"(?i)fail|lost|out.of.range|config(uration)? error|predictive|inactive|non-redundant|degraded"
)
_FAN_BAD = re.compile(r"(?i)fail|lost|non-redundant|degraded|off.?line|non-recoverable|critical|not redundant")
_SPEED = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) (?:RPM|percent)\b.*")
# A sensor that only measures; some makers tell measure and presence in one ("95 Watts, Presence detected").
_MEASURE = re.compile(r"-?\d{1,6}(?:\.\d{1,3})? (?:Watts|Volts|Amps|percent|degrees C)")


class MinPsu(Struct, frozen=True, forbid_unknown_fields=True):
    """How many supplies there must be."""

    min_psu: Annotated[int, Meta(ge=1, le=16)]


class Silent(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of sensors that may be without a reading (slots that are empty by design)."""

    silent: tuple[str, ...]


class DefaultNames(Struct, frozen=True, forbid_unknown_fields=True):
    """Account names that makers set; compared without regard to case."""

    names: tuple[str, ...]


def _said(sensors: list[Sensor]) -> list[str]:
    return [f"{sensor.name}: {sensor.reading or '-'} ({sensor.status})" for sensor in sensors]


def supplies_redundant(params: MinPsu, subject: str, _tables: Tables) -> Compiled:
    """So many supplies are there, none has failed, and the controller itself calls them fully redundant."""

    def judge(value: tuple[Sensor, ...], _context: Context) -> Verdict:
        bad = [one for one in value if _SUPPLY_BAD.search(one.reading) or one.status in _CRITICAL]
        told = [one for one in value if _REDUNDANCY.search(one.reading)]
        bad += [one for one in told if not _FULL.search(one.reading) and one not in bad]
        if bad:
            return failed(f"bad.{subject}", **listed(_said(bad)))
        bays = [one for one in value if one not in told and not _MEASURE.fullmatch(one.reading)]
        present = [one for one in bays if _PRESENT in one.reading.lower()]
        silent = [one for one in bays if one.status != "ok"]
        if silent:
            return undecided(reason("sensors_silent", **listed(_said(silent))))
        if len(present) < params.min_psu:
            if len(bays) <= 1 and not told:  # a model with one supply: persons may answer for it
                return undecided(reason("single_supply_model", count=len(present)))
            return failed("supplies_too_few", count=len(present), least=params.min_psu)
        if not told:
            return undecided(reason("redundancy_not_told", count=len(present)))
        return passed(f"good.{subject}", count=len(present))

    return Compiled(reason(f"want.{subject}", least=params.min_psu), judge)


def _is_silent(sensor: Sensor) -> bool:
    return sensor.status != "ok" or not sensor.reading or "absent" in sensor.reading.lower()


def fans_healthy(params: Silent, subject: str, _tables: Tables) -> Compiled:
    """Every fan turns and none is beyond a threshold."""
    accepted = frozenset(params.silent)

    def stands(sensor: Sensor) -> bool:
        speed = _SPEED.fullmatch(sensor.reading)
        return speed is not None and float(speed[1]) == 0

    def judge(value: tuple[Sensor, ...], _context: Context) -> Verdict:
        bad = [one for one in value if one.status in _CRITICAL or _FAN_BAD.search(one.reading) or stands(one)]
        if bad:
            return failed(f"bad.{subject}", **listed(_said(bad)))
        silent = [one for one in value if _is_silent(one) and one.name not in accepted]
        if silent:
            return undecided(reason("sensors_silent", **listed(_said(silent))))
        read = [one for one in value if not _is_silent(one) and not _REDUNDANCY.search(one.reading)]
        if not read:
            return undecided(reason("sensors_silent", **listed(_said(list(value)))))
        return passed(f"good.{subject}", count=len(read))

    return Compiled(reason(f"want.{subject}"), judge)


def not_opened(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """A sensor watches the chassis and reports no opening."""

    def judge(value: tuple[Sensor, ...], _context: Context) -> Verdict:
        # A discrete sensor that was read and asserts nothing says that nothing happened.
        opened = [one for one in value if one.status == "ok" and one.reading]
        if opened:
            return failed(f"bad.{subject}", **listed(_said(opened)))
        silent = [one for one in value if one.status != "ok"]
        if silent or not value:
            return undecided(reason("sensors_silent", **listed(_said(silent))))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def no_default_users(params: DefaultNames, subject: str, _tables: Tables) -> Compiled:
    """No account without a name and none with a maker's name may log in."""
    defaults = frozenset(name.casefold() for name in params.names)

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        bad = sorted(name or "(anonymous)" for name in value if not name or name.casefold() in defaults)
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        if not value:  # a controller that nobody can log in to is not believed
            return undecided(reason("bmc_no_account_seen"))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def in_management_segment(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every address lies in a management segment of the policy."""

    def judge(value: frozenset[str], context: Context) -> Verdict:
        if not value or not context.management:
            return undecided(reason("bmc_no_address"))
        outside = sorted(
            text
            for text in value
            if not any(
                ip_address(text).version == own.version and ip_address(text) in own for own in context.management
            )
        )
        return failed(f"bad.{subject}", **listed(outside)) if outside else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def fru_registered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """The serial number in the controller's FRU is the registered one.

    A second witness beside the firmware's own word: a controller that tells none, or is not there, takes nothing away.
    """

    def judge(value: Bmc, context: Context) -> Verdict:
        if isinstance(value.fru, Unknown | Absent):
            return Verdict(Status.NOT_APPLICABLE, value.fru.reason)
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        serial = value.fru.value.serial
        if not serial:
            return Verdict(Status.NOT_APPLICABLE, reason("fru_without_serial"))
        if serial != entry.serial:
            return failed("bad.bmc.fru", serial=serial, registered=entry.serial)
        return passed("good.bmc.fru", serial=serial)

    return Compiled(reason("want.bmc.fru"), judge)


def firmware_registered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """The controller's firmware is one of those that the register approves; without a word of it nothing is asked."""

    def judge(value: Bmc, context: Context) -> Verdict:
        if isinstance(value.firmware, Absent):
            return Verdict(Status.NOT_APPLICABLE, value.firmware.reason)
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        if not entry.bmc_versions:
            return Verdict(Status.NOT_APPLICABLE, reason("no_bmc_versions_registered", host=context.host))
        if isinstance(value.firmware, Unknown):
            return undecided(value.firmware.reason)
        version = value.firmware.value
        if version in entry.bmc_versions:
            return passed("good.bmc.firmware", value=version)
        return failed("bad.bmc.firmware", value=version, items=entry.bmc_versions)

    return Compiled(reason("want.bmc.firmware"), judge)
