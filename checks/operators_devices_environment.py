"""Operators on what keeps a network device running: power supplies, fans, temperatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, Verdict, failed, hidden, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Known, Unknown

# What a device says of a part that it cannot read.
UNTOLD = frozenset({"", "-", "--", "unknown", "n/a", "na", "not available", "not supported", "not told"})
_COLD = 40  # degrees below zero: colder is a sensor that is broken


class SupplyParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many power supplies each chassis, or each member of a stack, needs."""

    min_psu: Annotated[int, Meta(ge=1, le=16)]


class PartParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of parts that are left out on purpose (slots that are empty by design)."""

    may_be_absent: tuple[str, ...] = ()


class TemperatureParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a temperature in order, and the highest in degrees Celsius; 0 leaves degrees to the device's word."""

    accepted: tuple[str, ...]
    max_celsius: Annotated[int, Meta(ge=0, le=120)] = 0


def supplies_in_order(params: SupplyParams, _subject: str, _tables: Tables) -> Compiled:
    """Enough power supplies work and none has failed; an empty slot is none. Each member of a stack needs its own.

    A model that is registered with a single supply is left to persons, unless that supply has failed.
    """

    def judge(value: Environment, context: Context) -> Verdict:
        state = value.power_supplies
        if isinstance(state, Absent):
            return Verdict(Status.NOT_APPLICABLE, state.reason)
        told = state.value if isinstance(state, Known) else {}
        bad = [f"{name}: {word}" for name, word in sorted(told.items()) if word not in {"ok", "absent", *UNTOLD}]
        if bad:
            return failed("device_supplies_bad", **listed(bad))
        model, serials = _model_and_serials(context)
        chassis = max(1, len(set(serials.value))) if isinstance(serials, Known) else 1
        working = sum(word == "ok" for word in told.values())
        least = params.min_psu * chassis
        if isinstance(model, Known) and model.value in context.registers.single_power and working < least:
            return undecided(reason("device_single_supply", model=model.value))
        if isinstance(state, Unknown):
            return undecided(state.reason)
        if working >= least and isinstance(serials, Unknown):  # two members with one supply each look alike
            return undecided(serials.reason)
        return _untold(told) or _enough(told, working, least, model, context)

    return Compiled(reason("want_device_supplies", least=params.min_psu), judge)


def _enough(
    told: Mapping[str, str], working: int, least: int, model: Known[str] | Unknown | Absent, context: Context
) -> Verdict:
    if working >= least:
        return passed("device_supplies_in_order", count=working)
    if isinstance(model, Unknown) and context.registers.single_power:  # it may be a registered one
        return undecided(model.reason)
    return failed("device_supplies_few", count=working, least=least, **_shown(told))


def _model_and_serials(
    context: Context,
) -> tuple[Known[str] | Unknown | Absent, Known[tuple[str, ...]] | Unknown | Absent]:
    """Give the model and the serial numbers: a device consists of as many chassis as it has of these."""
    identity = context.facts.get("device_identity")
    if not isinstance(identity, DeviceIdentity):
        unread = Unknown(reason("fact_not_read", fact="device_identity", family=context.family or "-"))
        return unread, unread
    return identity.model, identity.serials


def _untold(told: Mapping[str, str]) -> Verdict | None:
    """Give the verdict where a part says nothing of itself, or there is none at all."""
    mute = [name for name, word in sorted(told.items()) if word in UNTOLD]
    if mute or not told:
        return undecided(reason("device_parts_mute", **listed(mute)))
    return None


def _shown(told: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {"items": tuple(f"{name}: {word}" for name, word in sorted(told.items()))[:10]}


def parts_in_order(params: PartParams, subject: str, _tables: Tables) -> Compiled:
    """Every part works; one that is gone counts as failed."""
    left_out = frozenset(params.may_be_absent)

    def judge(value: Mapping[str, str], _context: Context) -> Verdict:
        looked_at = {name: word for name, word in value.items() if not (word == "absent" and name in left_out)}
        bad = [f"{name}: {word}" for name, word in sorted(looked_at.items()) if word not in {"ok", *UNTOLD}]
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        return _untold(looked_at) or passed(f"good.{subject}", count=len(looked_at))

    return Compiled(reason(f"want.{subject}"), judge)


def temperatures_in_order(params: TemperatureParams, _subject: str, _tables: Tables) -> Compiled:
    """Every sensor is in order by the device's own word; or, where a limit is set, by its degrees."""
    accepted, most = frozenset(params.accepted), params.max_celsius

    def judge(value: Environment, _context: Context) -> Verdict:
        words = value.temperatures.value if isinstance(value.temperatures, Known) else {}
        degrees = value.celsius.value if isinstance(value.celsius, Known) and most else {}
        bad = [f"{name}: {word}" for name, word in sorted(words.items()) if word not in accepted | UNTOLD]
        # Written so that a value that is no number is outside.
        bad += [f"{name}: {one:g} °C" for name, one in sorted(degrees.items()) if not -_COLD <= one <= most]
        if bad:
            return failed("temperatures_bad", **listed(bad))
        if degrees and not words:
            return passed("temperatures_in_order", **listed(f"{name}: {one:g} °C" for name, one in degrees.items()))
        if not isinstance(value.temperatures, Known):
            return hidden(value.temperatures) or undecided(reason("not_judged"))
        return _untold(words) or passed("temperatures_in_order", **listed(f"{one}: {words[one]}" for one in words))

    return Compiled(reason("want_temperatures", items=tuple(params.accepted), most=most), judge)
