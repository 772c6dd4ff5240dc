"""Operators on what a network device is: its identity, its software, and what became of its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    first_unknown,
    hidden,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.operators_hardware import registered_machine
from checks.registers import HardwareEntry
from checks.registers_devices import ConfigurationBackupEntry, SoftwareEntry
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.backups import BackupSet
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.field import Absent, Known

_HOUR = 3600
_CLOCKS_S = 600  # two clocks may differ by this much
Days = Annotated[int, Meta(ge=0, le=36500)]


class SoftwareParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Days of support that must be left, and how old the register's word on it may be, in days."""

    min_days: Days = 0
    max_source_age_days: Days = 400


class ArchiveParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours that the newest copy of a configuration may be old."""

    max_age_h: Annotated[int, Meta(ge=1)]


def device_registered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Serial numbers and model are those of the register; `components` holds the further members of a stack.

    Serial numbers are compared both ways. An empty `product` of the register says nothing.
    """

    def judge(value: DeviceIdentity, context: Context) -> Verdict:
        if isinstance(value.serials, Absent):
            return Verdict(Status.NOT_APPLICABLE, value.serials.reason)
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        if wrong := _differing(value, entry):
            return failed("device_not_as_registered", **listed(wrong))
        asked = (value.serials, value.model) if entry.product else (value.serials,)
        return hidden(*asked) or passed("device_as_registered", serial=entry.serial)

    return Compiled(reason("want_device_registered"), judge)


def _differing(value: DeviceIdentity, entry: HardwareEntry) -> list[str]:
    wrong: list[str] = []
    if isinstance(value.serials, Known):
        approved = {entry.serial, *(entry.components or ())}
        seen = frozenset(value.serials.value)
        wrong += [f"+ serial {one}" for one in sorted(seen - approved)]
        wrong += [f"- serial {one}" for one in sorted(approved - seen)]
    if entry.product and isinstance(value.model, Known) and value.model.value != entry.product:
        wrong.append(f"model: {value.model.value} ≠ {entry.product}")
    return wrong


def software_approved(params: SoftwareParams, _subject: str, _tables: Tables) -> Compiled:
    """The version is one of those registered for this platform or model, and its maker supports it still.

    Entries for the model count before those for the platform. Of several about one version the latest word counts.
    """

    def judge(value: DeviceIdentity, context: Context) -> Verdict:
        if "device_software" not in context.registers.kinds:
            return no_register("device_software")
        entries = [one for one in context.registers.device_software if one.platform in {"", context.family}]
        by_model = any(one.model for one in entries)
        if why := first_unknown(value.version, *((value.model,) if by_model else ())):
            return undecided(why)
        if not isinstance(value.version, Known):
            return hidden(value.version) or undecided(reason("not_judged"))
        model = value.model.value if isinstance(value.model, Known) else ""
        own = [one for one in entries if one.model and one.model == model] or [one for one in entries if not one.model]
        if not own:
            return undecided(reason("device_software_not_registered", platform=context.family, model=model or "-"))
        version = value.version.value
        words = [one for one in own if version in one.versions]
        if not words:
            return failed("software_not_approved", version=version, **listed(_versions(own)))
        return _supported(max(words, key=lambda one: one.as_of), version, params, context)

    return Compiled(reason("want_device_software", min_days=params.min_days), judge)


def _versions(entries: list[SoftwareEntry]) -> list[str]:
    return sorted({version for entry in entries for version in entry.versions})


def _supported(entry: SoftwareEntry, version: str, params: SoftwareParams, context: Context) -> Verdict:
    age = (context.today - entry.as_of).days
    dated = {"source": entry.source, "as_of": entry.as_of.isoformat()}
    if age > params.max_source_age_days:
        return undecided(
            reason("device_software_outdated", version=version, days=age, max_days=params.max_source_age_days, **dated)
        )
    if age < -1:
        return undecided(reason("device_software_in_future", version=version, **dated))
    left = (entry.supported_until - context.today).days
    until = entry.supported_until.isoformat()
    if left < 0:
        return failed("device_support_ended", version=version, until=until)
    if left < params.min_days:
        return failed("device_support_ends_soon", version=version, until=until, days=left)
    return passed("device_software_approved", version=version, until=until)


def configuration_saved(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """The saved configuration equals the running one; what differs is shown."""

    def judge(value: Configuration, _context: Context) -> Verdict:
        differing = value.unsaved.value if isinstance(value.unsaved, Known) else ()
        if differing or value.saved == Known(False):
            return failed(f"bad.{subject}", **listed(line[:120] for line in differing))
        return hidden(value.saved) or passed(f"good.{subject}")

    return Compiled(reason(f"want.{subject}"), judge)


def configuration_kept(params: ArchiveParams, _subject: str, _tables: Tables) -> Compiled:
    """The operations host holds a copy of the device's configuration that is young and not empty."""

    def judge(value: Mapping[str, BackupSet | None], context: Context) -> Verdict:
        if "configuration_backups" not in context.registers.kinds:
            return no_register("configuration_backups")
        entry = context.registers.configuration_backups.get(context.host)
        if entry is None:
            return undecided(reason("configuration_backup_not_registered", host=context.host))
        if others := _sharing(entry, context):
            return undecided(reason("configuration_backup_shared", path=entry.path, **listed(others)))
        if entry.path not in value:
            return undecided(reason("backups_not_looked_at", **listed((entry.path,))))
        newest = value[entry.path]
        if newest is None or newest.size <= 0:
            return failed("configuration_not_kept", path=entry.path)
        return _young(newest, entry.path, entry.max_age_h or params.max_age_h, context.as_of)

    return Compiled(reason("want_configuration_kept", most=params.max_age_h), judge)


def _sharing(entry: ConfigurationBackupEntry, context: Context) -> list[str]:
    """Name the other devices whose copies lie at this place or below it: the newest there may be one of theirs."""
    place = PurePosixPath(entry.path)
    others = (one for one in context.registers.configuration_backups.values() if one.host != entry.host)
    return sorted(one.host for one in others if PurePosixPath(one.path).is_relative_to(place))


def _young(newest: BackupSet, path: str, hours: int, as_of: int) -> Verdict:
    age = as_of - newest.written
    if age < -_CLOCKS_S:
        return undecided(reason("configuration_kept_in_future", path=path, name=newest.name))
    if age > hours * _HOUR:
        return failed("configuration_kept_old", path=path, name=newest.name, age_h=age // _HOUR, most=hours)
    return passed("configuration_kept", path=path, name=newest.name, age_h=max(age, 0) // _HOUR)
