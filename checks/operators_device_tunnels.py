"""Operators on encrypted paths and on intrusion detection of network devices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    Compiled,
    Context,
    Verdict,
    failed,
    first_unknown,
    hidden,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.operators_device_accounts import plainly
from checks.operators_software import table_age_verdict
from checks.registers import same
from checks.tables import Tables
from inventories.reason import ConfigError, reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.tunnels import Tunnel, Tunnels

_DAY = 86400
# Ciphers that protect integrity by themselves: beside them no other algorithm is named.
_WHOLE = ("gcm", "chacha20poly1305")


class TunnelParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Which list of accepted algorithms, and how old the lists may be, in days."""

    profile: str
    max_table_age_days: Annotated[int, Meta(ge=1)] = 400


class SignatureAge(Struct, frozen=True, forbid_unknown_fields=True):
    """How old signatures may be, in days, and the hosts (by inventory name) that are sensors and so must inspect."""

    max_sig_age_days: Annotated[int, Meta(ge=1)]
    sensors: tuple[str, ...] = ()


def paths_encrypted(params: TunnelParams, _subject: str, tables: Tables) -> Compiled:
    """Tunnels use listed algorithms alone and are up, and each registered path of the device has one.

    Raises ConfigError for an unknown list.
    """
    if params.profile not in tables.profiles:
        raise ConfigError("policy_unknown_profile", profile=params.profile)
    profile = tables.profiles[params.profile]
    listings = (profile.ciphers, profile.macs, profile.key_exchange)
    ciphers, macs, groups = (frozenset(map(plainly, names)) for names in listings)

    def weak(one: Tunnel) -> list[str]:
        pairs = ((one.encryption, ciphers), (one.integrity, macs), (one.groups, groups))
        return [name for names, accepted in pairs for name in names if plainly(name) not in accepted]

    def judge(value: Tunnels, context: Context) -> Verdict:
        if old := table_age_verdict("algorithms", tables.profiles_as_of, context.today, params.max_table_age_days):
            return old
        if isinstance(value.tunnels, Unknown):
            return undecided(value.tunnels.reason)
        tunnels = value.tunnels.value if isinstance(value.tunnels, Known) else ()
        wrong = [f"{one.name}: {', '.join(found)}" for one in tunnels if (found := weak(one))]
        if wrong:
            return failed("tunnels_weak", **listed(wrong))
        if lacking := _lacking(tunnels, context):
            return failed("paths_without_tunnel", **listed(lacking))
        return hidden(value.tunnels) or _working(tunnels, value, context)

    return Compiled(reason("want_paths_encrypted", profile=params.profile), judge)


def _lacking(tunnels: Iterable[Tunnel], context: Context) -> list[str]:
    there = {name for one in tunnels for name in (one.name, same(one.peer))}
    own = [one.peer for one in context.registers.encrypted_paths if one.host == context.host]
    return sorted(peer for peer in own if not there & {peer, same(peer)})


def _untold(one: Tunnel) -> bool:
    """Whether something of a tunnel's algorithms was not told: what a device does by default is not known here."""
    by_itself = one.encryption and all(any(mark in plainly(name) for mark in _WHOLE) for name in one.encryption)
    return not one.encryption or not one.groups or not (one.integrity or by_itself)


def _working(tunnels: tuple[Tunnel, ...], value: Tunnels, context: Context) -> Verdict:
    """Judge tunnels of which no algorithm is wrong: whether they are up, and whether there are any to need."""
    if not tunnels:
        if "encrypted_paths" in context.registers.kinds:
            return Verdict(Status.NOT_APPLICABLE, reason("no_path_to_encrypt"))
        return no_register("encrypted_paths")
    up: Mapping[str, bool] = value.up.value if isinstance(value.up, Known) else {}
    down = sorted(one.name for one in tunnels if up.get(one.name) is False)
    if down:
        return failed("tunnels_down", **listed(down))
    if why := first_unknown(value.up):
        return undecided(why)
    untold = [one.name for one in tunnels if _untold(one) or one.name not in up]
    if untold:
        return undecided(reason("tunnels_untold", **listed(untold)))
    return passed("paths_encrypted", count=len(tunnels))


def sensors_current(params: SignatureAge, _subject: str, _tables: Tables) -> Compiled:
    """Inspection is applied everywhere on a device that inspects at all, with fresh signatures.

    A device that does not inspect says nothing of sensors elsewhere: that is unknown, and for a record to say; unless
    it is to be a sensor itself.
    """
    limit = params.max_sig_age_days * _DAY

    def judge(value: IntrusionPrevention, context: Context) -> Verdict:
        if isinstance(value.sensors, Unknown):
            return undecided(value.sensors.reason)
        sensors = {} if isinstance(value.sensors, Absent) else value.sensors.value
        off = sorted(name for name, applied in sensors.items() if not applied)
        if len(off) == len(sensors) and context.host not in params.sensors:
            return undecided(reason("no_sensor_here"))
        if off or not sensors:
            return failed("sensors_off", **listed(off))
        if isinstance(value.signatures_at, Known):
            return _aged(context.as_of - value.signatures_at.value, len(sensors), limit)
        return undecided(value.signatures_at.reason)

    return Compiled(reason("want_sensors", days=params.max_sig_age_days), judge)


def _aged(age: float, sensors: int, limit: int) -> Verdict:
    days = f"{age / _DAY:.1f}"
    if age > limit:
        return failed("signatures_old", days=days)
    if not -_DAY <= age <= limit:  # dated tomorrow, or no number: a clock is wrong
        return undecided(reason("signatures_undated", days=days))
    return passed("sensors_current", count=sensors, days=days)
