"""The kernel audit system."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Audit:
    """auditctl(8) and auditd.

    `active`: auditd runs. `enabled`: 0 off, 1 on, 2 on and locked until reboot. `lost`: records lost since boot.
    `loaded_rules`: rules in the kernel, `persisted_rules`: rules loaded at boot, both one normalised line per rule
    (`audit_rules.normalised_rule`: fields in order, keys with `-k`, watches as `-w PATH -p PERMS -k KEY`).
    """

    active: Field[bool]
    enabled: Field[int]
    lost: Field[int]
    loaded_rules: Field[frozenset[str]]
    persisted_rules: Field[frozenset[str]]
