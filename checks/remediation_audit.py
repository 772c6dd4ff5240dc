"""What the tasks on the kernel's audit system need: rules that lack, and the lock on them (J13-MG-09, -UA-13, -MG-12).

Each control has a file of its own under /etc/audit/rules.d, told by the key of its rules: what stands there from an
earlier repair counts as not there, so that the file is always written whole.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from checks.finding import Status
from checks.judging import Context
from checks.operators_audit import AuditParams, AuditRule, rules_include
from checks.remediation_sources import Sources
from checks.tables import Tables
from inventories.reason import Reason, reason

_LOCKED = 2
_NO_TABLES = Tables((), {}, ())
_PATH = re.compile(r"/[A-Za-z0-9._/+@-]{1,255}(?!\n)")
_PERMISSIONS = re.compile(r"[rwxa]{1,4}(?!\n)")
_WORD = re.compile(r"[a-z0-9_]{1,64}(?!\n)")
_FIELD = re.compile(r"[a-z0-9]{1,20}(=|!=|>=|<=|>|<)[A-Za-z0-9_./-]{1,255}(?!\n)")
# The one kind of rule that stops all records; the role takes it out, so that it covers nothing here.
_OFF = re.compile(r"-a never,task( -k \S+)*")


def records(sources: Sources) -> dict[str, Any] | Reason:
    """Give the rules that lack for J13-MG-09; auditd itself is started and enabled in any case."""
    return _rules(sources, "J13-MG-09")


def privileged_commands(sources: Sources) -> dict[str, Any] | Reason:
    """Give the rules that lack for J13-UA-13. What sudo records itself is told by `remediation_accounts`."""
    return _rules(sources, "J13-UA-13")


def lock(sources: Sources) -> dict[str, Any] | Reason:
    """Give the state that J13-MG-12 demands of the rules (1 on, 2 on and locked), 0 where it is right or not known.

    The modes of log files, the other half of the control, are told by `remediation_files`.
    """
    enabled, least = sources.known("audit", "enabled"), int(sources.params["min_audit_enabled"])
    return {"audit_enabled": least if isinstance(enabled, int) and enabled < least else 0}


def _rules(sources: Sources, control: str) -> dict[str, Any] | Reason:
    persisted, loaded = (sources.known("audit", name) for name in ("persisted_rules", "loaded_rules"))
    if not isinstance(persisted, list):
        # Rules that stand in audit.rules alone would go when it is made anew from rules.d.
        return reason("repair_audit_rules_unread")
    demanded = msgspec.convert({"rules": sources.params["required_rules"]}, AuditParams).rules
    key = f"tenken-{control}"
    lacking = _lacking(demanded, frozenset(rule for rule in persisted if not rule.endswith(f" -k {key}")))
    in_force = frozenset(loaded) if isinstance(loaded, list) else frozenset(persisted)
    missing = _lacking(demanded, frozenset(persisted)) or _lacking(demanded, in_force)
    if missing and sources.known("audit", "enabled") == _LOCKED:
        return reason("repair_audit_locked")
    lines = [_line(rule, key) for rule in lacking]
    if None in lines:
        return reason("repair_names_unusual")
    return {"audit_rules": lines}


def _lacking(demanded: tuple[AuditRule, ...], there: frozenset[str]) -> list[AuditRule]:
    rest = frozenset(rule for rule in there if not _OFF.fullmatch(rule))
    nothing = Context()
    return [
        rule
        for rule in demanded
        if rules_include(AuditParams((rule,)), "", _NO_TABLES).judge(rest, nothing).status is Status.FAIL
    ]


def _line(rule: AuditRule, key: str) -> str | None:
    """Write a demanded rule as auditctl(8) takes it; None where it holds anything out of the ordinary."""
    if rule.watch:
        usual = _PATH.fullmatch(rule.watch) and _PERMISSIONS.fullmatch(rule.permissions)
        return f"-w {rule.watch} -p {rule.permissions} -k {key}" if usual else None
    words = [*rule.syscalls, rule.arch]
    if not all(map(_WORD.fullmatch, words)) or not all(map(_FIELD.fullmatch, rule.fields)):
        return None
    fields = "".join(f" -F {field}" for field in rule.fields)
    return f"-a always,exit -F arch={rule.arch} -S {','.join(rule.syscalls)}{fields} -k {key}"
