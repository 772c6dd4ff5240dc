"""What the tasks on kernel parameters need (J13-UA-19): the values to set now, and those to set at boot.

sysctl.d(5), systemd-sysctl(8): of two files the one whose name sorts last decides; an exact key goes before a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from checks.finding import Status
from checks.judging import Context
from checks.operators_system import SysctlParams, SysctlRule, sysctl_at
from checks.remediation_sources import Sources
from checks.tables import Tables
from inventories.reason import Reason, reason
from scanners.facts.field import Known
from scanners.facts.sysctl import Sysctl

_INTERFACES = 2000  # values of interfaces that one command line can hold
_KEY = re.compile(r"[a-z0-9_]+(\.[A-Za-z0-9_*:@/-]{1,60}){1,6}(?!\n)")
_VALUE = re.compile(r"-?[0-9]{1,10}(?!\n)")
# The mildest of several allowed values where the others could stop traffic: the strict filter drops packets that
# come in by another way than the answers go out, the operator's own session perhaps.
_MILDEST = {"rp_filter": "2"}


@dataclass(slots=True)
class _Repair:
    """The values as they would be after the repair, and what has to be set for that."""

    running: dict[str, str]
    persisted: dict[str, str]
    now: dict[str, str] = field(default_factory=dict)
    boot: dict[str, str] = field(default_factory=dict)

    def set_now(self, key: str, value: str) -> None:
        self.now[key] = self.running[key] = value

    def set_at_boot(self, key: str, value: str) -> None:
        self.boot[key] = self.persisted[key] = value


def kernel(sources: Sources) -> dict[str, Any] | Reason:
    """Give the parameters that are wrong now, those that are wrong at boot, and the lines that would defeat them."""
    running, persisted = sources.known("sysctl", "running"), sources.known("sysctl", "persisted")
    if not isinstance(running, Mapping) or not isinstance(persisted, Mapping):
        return reason("repair_state_not_read")
    params = msgspec.convert(dict(sources.params), SysctlParams)
    repair = _Repair(dict(running), dict(persisted))
    for rule in params.keys:
        (_interfaces if "*" in rule.key else _single)(rule, repair)
    every = {**repair.now, **repair.boot}
    if not all(_KEY.fullmatch(key) for key in every) or not all(map(_VALUE.fullmatch, every.values())):
        return reason("repair_names_unusual")
    if len(repair.now) > _INTERFACES or not _passes(params, repair, sources.policy.tables):
        return reason("repair_would_not_suffice")
    # Patterns are for interfaces that appear before systemd-sysctl runs; what stands elsewhere for one may stay.
    exact = [key for key in repair.boot if "*" not in key]
    return {
        "running": [f"{_path(key)}={value}" for key, value in sorted(repair.now.items())],
        "persisted": [f"{key} = {value}" for key, value in sorted(repair.boot.items())],
        "lines": "".join((r"[ \t]*-?[ \t]*(?:", "|".join(_spellings(repair.boot)), r")[ \t]*=")),
        "defeating": "".join((r"^([ \t]*-?[ \t]*(?:", "|".join(_spellings(exact)), r")[ \t]*=.*)$")) if exact else "",
    }


def _chosen(rule: SysctlRule, *present: str | None) -> str:
    """Give the value to set: one that is there and right, else the mildest that the rule allows."""
    for value in present:
        if value is not None and _holds(rule, value):
            return value.strip()
    if rule.equals is not None:
        return rule.equals
    if rule.at_least is not None:
        return str(rule.at_least)
    mild = _MILDEST.get(rule.key.rpartition(".")[2], "")
    return mild if mild in rule.one_of else rule.one_of[0]


def _holds(rule: SysctlRule, value: str | None) -> bool:
    try:
        return value is not None and rule.holds(value.strip())
    except ValueError:
        return False


def _single(rule: SysctlRule, repair: _Repair) -> None:
    now, boot = repair.running.get(rule.key), repair.persisted.get(rule.key)
    if now is None and rule.optional:
        return  # a kernel without this parameter
    value = _chosen(rule, boot, now)
    if now is not None and not _holds(rule, now):
        repair.set_now(rule.key, value)
    if not _holds(rule, boot):
        repair.set_at_boot(rule.key, value)


def _interfaces(rule: SysctlRule, repair: _Repair) -> None:
    """Repair a parameter that every interface has; `all` alone suffices where the kernel joins it to each of them."""
    before, _, after = rule.key.partition("*")
    everywhere, default = f"{before}all{after}", f"{before}default{after}"
    there = sorted(key for key in repair.running if key.startswith(before) and key.endswith(after))
    if rule.optional and not there:
        return
    value = _chosen(rule)
    joined = rule.combine != "each"
    mild = after.strip(".") in _MILDEST
    wrong = [
        key for key in there if not (joined and key == everywhere) and not _in_force(rule, repair, key, everywhere)
    ]
    if wrong and joined and not mild and everywhere in repair.running:
        repair.set_now(everywhere, value)
    for key in wrong:
        if not joined or mild or not _in_force(rule, repair, key, everywhere):
            repair.set_now(key, value)
        if joined and not _in_force(rule, repair, key, everywhere):
            repair.set_now(everywhere, value)
            repair.set_at_boot(everywhere, value)
    if joined and _holds(rule, repair.persisted.get(everywhere)):
        return
    if joined and not mild:
        repair.set_at_boot(everywhere, value)
        return
    named = [key for key in sorted(repair.persisted) if key.startswith(before) and key.endswith(after)]
    needed = dict.fromkeys((*(() if joined else (everywhere,)), default, *named))
    for key in needed:
        if not (joined and key == everywhere) and not _holds(rule, repair.persisted.get(key)):
            repair.set_at_boot(key, value)
    if default in repair.boot and not joined:
        repair.boot[rule.key] = value


def _in_force(rule: SysctlRule, repair: _Repair, key: str, everywhere: str) -> bool:
    """Whether the value that the kernel takes for an interface is right."""
    own, joined = repair.running[key], repair.running.get(everywhere)
    if rule.combine == "each" or joined is None:
        return _holds(rule, own)
    choose = max if rule.combine == "max" else min
    try:
        return _holds(rule, str(choose(int(own), int(joined))))
    except ValueError:
        return False


def _passes(params: SysctlParams, repair: _Repair, tables: Tables) -> bool:
    """Whether the control would pass: its own operator says so."""
    seen = Sysctl(Known(repair.running), Known(repair.persisted))
    return sysctl_at(params, "sysctl", tables).judge(seen, Context()).status is Status.PASS


def _path(key: str) -> str:
    """Give the file of a parameter below /proc/sys: dots and slashes change places."""
    return key.translate(str.maketrans("./", "/."))


def _spellings(keys: Mapping[str, str] | list[str]) -> Iterator[str]:
    """Give both spellings of every key, as a regular expression takes them."""
    for key in sorted(keys):
        yield re.escape(key)
        yield re.escape(_path(key))
