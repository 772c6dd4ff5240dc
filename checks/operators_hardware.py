"""Operators on the machine itself: its identity, its parts, its disks, and what keeps it safe and alive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    first_unknown,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.registers import HardwareEntry
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.components import Components
from scanners.facts.disk_health import Disk
from scanners.facts.field import Absent, Known
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.power_shutdown import PowerShutdown
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.services import Services
from scanners.facts.storage_encryption import CryptVolume

Count = Annotated[int, Meta(ge=0)]


class BootParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What a machine that starts without UEFI means: it cannot verify what it starts, or it is accepted as it is."""

    legacy_boot: Literal["fail", "not_applicable"]


class EncryptionParams(Struct, frozen=True, forbid_unknown_fields=True):
    """`exempt`: mount points that may be plain. `elsewhere`: those that a drive or an array encrypts."""

    exempt: tuple[str, ...]
    elsewhere: tuple[str, ...]


class CipherParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Accepted ciphers as the kernel spells them, and the least key in bits (XTS splits its key in two)."""

    ciphers: tuple[str, ...]
    min_key_bits: Count


class DiskParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of sectors replaced, of sectors or blocks unreadable, and of endurance used in percent."""

    max_reallocated: Count
    max_pending: Count
    max_wear: Count


class ProtectionParams(Struct, frozen=True, forbid_unknown_fields=True):
    """`exempt`: mount points that may lie on one disk. `required`: false where the baseline demands no redundancy."""

    exempt: tuple[str, ...]
    required: bool


class ShutdownParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a maker's own shutdown agents: one of them enabled suffices."""

    agents: tuple[str, ...]


def _absent(*states: object) -> Verdict | None:
    for state in states:
        if isinstance(state, Absent):
            return Verdict(Status.NOT_APPLICABLE, state.reason)
    return None


def registered_machine(context: Context) -> HardwareEntry | Verdict:
    """Give the register's entry of the host, or the verdict where there is none."""
    if "hardware" not in context.registers.kinds:
        return no_register("hardware")
    entry = context.registers.hardware.get(context.host)
    return undecided(reason("hardware_not_registered", host=context.host)) if entry is None else entry


def hardware_registered(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Vendor, product and serial number are those of the register; an empty text of the register says nothing."""

    def judge(value: HardwareIdentity, context: Context) -> Verdict:
        every = {"vendor": value.vendor, "product": value.product, "serial": value.serial}
        if absent := _absent(*every.values()):
            return absent
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        wanted: dict[str, str] = {name: getattr(entry, name) for name in every if getattr(entry, name)}
        seen = {name: state.value for name, state in every.items() if isinstance(state, Known)}
        other = [f"{name}: {seen[name]} ≠ {text}" for name, text in wanted.items() if seen.get(name, text) != text]
        if other:
            return failed(f"bad.{subject}", **listed(other))
        if why := first_unknown(*(every[name] for name in wanted)):
            return undecided(why)
        return passed(f"good.{subject}", items=tuple(wanted.values()))

    return Compiled(reason(f"want.{subject}"), judge)


def bios_registered(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """The version of BIOS or UEFI is one of those that the register approves for this machine."""

    def judge(value: str, context: Context) -> Verdict:
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        if not entry.bios_versions:
            return undecided(reason("no_bios_versions_registered", host=context.host))
        if value in entry.bios_versions:
            return passed(f"good.{subject}", value=value)
        return failed(f"bad.{subject}", value=value, items=entry.bios_versions)

    return Compiled(reason(f"want.{subject}"), judge)


_KINDS = {"boards": "board", "memory": "memory", "disks": "disk", "cards": "card", "interfaces": "interface"}


def components_registered(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """The parts are exactly those of the register. A kind that could not be read is not compared, and is said."""

    def judge(value: Components, context: Context) -> Verdict:
        states = {_KINDS[field.name]: getattr(value, field.name) for field in fields(value)}
        if absent := _absent(*states.values()):
            return absent
        entry = registered_machine(context)
        if isinstance(entry, Verdict):
            return entry
        if entry.components is None:
            return undecided(reason("no_components_registered", host=context.host))
        seen = {kind: state.value for kind, state in states.items() if isinstance(state, Known)}
        approved = frozenset(entry.components)
        there = frozenset(part for parts in seen.values() for part in parts)
        extra = sorted(there - approved)
        # A registered part of a kind that there is not is lacking whatever was read.
        lacking = sorted(
            part for part in approved - there if part.split(" ")[0] in seen or part.split(" ")[0] not in states
        )
        if extra or lacking:
            shown = listed(lacking)
            return failed(f"bad.{subject}", **listed(extra), lacking=shown["items"], lacking_count=shown["count"])
        if why := first_unknown(*states.values()):
            return undecided(why)
        return passed(f"good.{subject}", count=len(there))

    return Compiled(reason(f"want.{subject}"), judge)


def secure_boot_on(params: BootParams, subject: str, _tables: Tables) -> Compiled:
    """The firmware starts signed software alone, and shim does not undo that."""

    def judge(value: SecureBoot, _context: Context) -> Verdict:
        if absent := _absent(value.firmware, value.enabled, value.shim_validates):
            return absent
        tpm = value.tpm.value if isinstance(value.tpm, Known) else "?"
        if value.firmware == Known("bios"):
            if params.legacy_boot == "not_applicable":
                return Verdict(Status.NOT_APPLICABLE, reason("legacy_boot_accepted"))
            return failed("secure_boot_impossible", tpm=tpm)
        off = {"secure_boot_off": value.enabled, "secure_boot_undone_by_shim": value.shim_validates}
        for code, state in off.items():
            if state == Known(value=False):
                return failed(code, tpm=tpm)
        if why := first_unknown(value.firmware, value.enabled, value.shim_validates):
            return undecided(why)
        return passed(f"good.{subject}", tpm=tpm)

    return Compiled(reason(f"want.{subject}"), judge)


def storage_encrypted(params: EncryptionParams, subject: str, _tables: Tables) -> Compiled:
    """Every mount is encrypted, exempt, or said to be encrypted elsewhere, which no machine can see."""
    exempt, elsewhere = frozenset(params.exempt), frozenset(params.elsewhere)

    def judge(value: Mapping[str, str], _context: Context) -> Verdict:
        if not value:
            return undecided(reason("mounts_unreadable"))
        looked = {place: state for place, state in value.items() if place not in exempt and state != "encrypted"}
        plain = sorted(place for place, state in looked.items() if state != "unseen" and place not in elsewhere)
        if plain:
            return failed(f"bad.{subject}", **listed(plain))
        if looked:
            return undecided(reason("encryption_unseen", **listed(sorted(looked))))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", items=params.exempt), judge)


def ciphers_strong(params: CipherParams, subject: str, _tables: Tables) -> Compiled:
    """Every open volume uses an accepted cipher with a long enough key."""

    def judge(value: tuple[CryptVolume, ...], _context: Context) -> Verdict:
        if not value:
            return undecided(reason("no_algorithms_seen"))
        weak = [
            f"{volume.name}: {volume.cipher} {volume.key_bits}"
            for volume in value
            if volume.cipher not in params.ciphers or volume.key_bits < params.min_key_bits
        ]
        return failed(f"bad.{subject}", **listed(weak)) if weak else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", items=params.ciphers, value=params.min_key_bits), judge)


def _said_of(disk: Disk, params: DiskParams) -> list[str]:
    limits = (
        ("reallocated", disk.reallocated, params.max_reallocated),
        ("pending", disk.pending, params.max_pending),
        ("wear", disk.wear, params.max_wear),
    )
    said = [] if disk.passed else ["SMART FAILED"]
    return [*said, *disk.alerts, *(f"{name} {seen} > {limit}" for name, seen, limit in limits if seen > limit)]


def disks_healthy(params: DiskParams, subject: str, _tables: Tables) -> Compiled:
    """No disk announces its end, and every disk was read."""

    def judge(value: tuple[Disk, ...], _context: Context) -> Verdict:
        told = {disk.name: _said_of(disk, params) for disk in value if not disk.unread}
        ill = [f"{name}: {', '.join(said)}" for name, said in told.items() if said]
        if ill:
            return failed(f"bad.{subject}", **listed(ill))
        unread = [f"{disk.name} ({disk.unread})" for disk in value if disk.unread]
        if unread or not value:
            return undecided(reason("disks_unread", **listed(unread)))
        return passed(f"good.{subject}", count=len(value))

    limits = {"reallocated": params.max_reallocated, "pending": params.max_pending, "wear": params.max_wear}
    return Compiled(reason(f"want.{subject}", **limits), judge)


_KEPT = frozenset({"md", "lvm", "controller"})


def storage_protected(params: ProtectionParams, subject: str, _tables: Tables) -> Compiled:
    """The loss of one disk takes no mount away."""
    exempt = frozenset(params.exempt)

    def judge(value: Mapping[str, str], _context: Context) -> Verdict:
        if not params.required:
            return Verdict(Status.NOT_APPLICABLE, reason("redundancy_not_required"))
        if not value:
            return undecided(reason("mounts_unreadable"))
        rest = {place: state for place, state in value.items() if place not in exempt and state not in _KEPT}
        single = sorted(place for place, state in rest.items() if state == "none")
        if single:
            return failed(f"bad.{subject}", **listed(single))
        if rest:
            return undecided(reason("redundancy_unseen", **listed(_pairs(rest.items()))))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", items=params.exempt), judge)


def _pairs(items: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{place} ({state})" for place, state in sorted(items)]


def shutdown_arranged(params: ShutdownParams, subject: str, _tables: Tables) -> Compiled:
    """A client of the UPS runs, starts at boot, watches a supply and knows how to shut down."""
    agents = frozenset(params.agents)

    def judge(value: PowerShutdown, context: Context) -> Verdict:
        if absent := _absent(value.clients):
            return absent
        services = context.facts.get("services")
        enabled = services.enabled if isinstance(services, Services) else None
        broken = services.failed if isinstance(services, Services) else None
        own: list[str] = []
        if isinstance(enabled, Known) and isinstance(broken, Known):
            own = sorted((agents & enabled.value) - broken.value)
        clients = sorted(value.clients.value) if isinstance(value.clients, Known) else []
        ready = [*own, *(client for client in clients if client != "nut")]
        if ready:
            return passed(f"good.{subject}", items=tuple(ready))
        if "nut" in clients:
            return _nut(value, subject)
        if why := first_unknown(value.clients, *([enabled, broken] if agents else [])):
            return undecided(why)
        return failed("no_shutdown_client")

    return Compiled(reason(f"want.{subject}"), judge)


_STOPS_NOTHING = frozenset({"", ":", "true", "false", "echo", "logger"})


def _nut(value: PowerShutdown, subject: str) -> Verdict:
    if value.monitored == Known(frozenset[str]()) or value.enough == Known(value=False):
        return failed("shutdown_without_supply")
    if isinstance(value.command, Known) and value.command.value.rpartition("/")[2] in _STOPS_NOTHING:
        return failed("shutdown_without_command")
    if why := first_unknown(value.monitored, value.enough, value.command):
        return undecided(why)
    if not isinstance(value.monitored, Known) or not isinstance(value.command, Known):
        return undecided(reason("not_judged"))
    return passed(f"good.{subject}", items=("nut", *sorted(value.monitored.value)))
