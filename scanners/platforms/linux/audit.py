"""Read the kernel audit system with auditctl(8)."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.audit import Audit
from scanners.facts.audit_rules import normalised_rule
from scanners.facts.field import Known, attempt
from scanners.platforms.linux.services import DAEMONS, active_daemons
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

STATUS = Probe("audit.status", argv=("/sbin/auditctl", "-s"))
LOADED = Probe("audit.loaded", argv=("/sbin/auditctl", "-l"))
# What augenrules(8) made of rules.d and auditd loads at boot.
PERSISTED = Probe("audit.persisted", argv=("/bin/cat", "/etc/audit/audit.rules"))


def status(outputs: Outputs) -> dict[str, int]:
    """Give the kernel's numbers by name (`enabled`, `pid`, `lost`, …)."""
    values: dict[str, int] = {}
    for line in outputs["audit.status"].lines():
        name, _, number = line.partition(" ")
        if number.strip().isdigit():
            values[name] = int(number)
    return values


def loaded_rules(outputs: Outputs) -> frozenset[str]:
    """Give the kernel's rules; auditctl says so when there are none."""
    lines = outputs["audit.loaded"].lines()
    if not lines:
        raise Unreadable(reason("audit_rules_not_listed"))
    return frozenset() if lines == ["No rules"] else frozenset(normalised_rule(line) for line in lines)


def persisted_rules(outputs: Outputs) -> frozenset[str]:
    """Give the rules in the file; `-D` drops those before it, other settings are no rules."""
    rules: set[str] = set()
    for line in outputs["audit.persisted"].lines():
        text = line.strip()
        if text == "-D":
            rules.clear()
        elif text.startswith(("-d ", "-W ", "-R ")):
            raise ValueError(text)
        elif text.startswith(("-a ", "-A ", "-w ")):
            rules.add(normalised_rule(text))
    return frozenset(rules)


def parse(outputs: Outputs, scope: Scope) -> Audit:
    """Give the state of auditing. auditd runs if systemd says so and the kernel knows its process."""
    del scope
    numbers = attempt(lambda: status(outputs))

    def active() -> bool:
        runs = "auditd" in active_daemons(outputs)
        return runs and (not isinstance(numbers, Known) or numbers.value["pid"] > 0)

    return Audit(
        active=attempt(active),
        enabled=attempt(lambda: status(outputs)["enabled"]),
        lost=attempt(lambda: status(outputs)["lost"]),
        loaded_rules=attempt(lambda: loaded_rules(outputs)),
        persisted_rules=attempt(lambda: persisted_rules(outputs)),
    )


READER = Reader(Audit, always(DAEMONS, STATUS, LOADED, PERSISTED), parse)
