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
# What auditd loads at boot, and what augenrules(8) makes it from before that.
PERSISTED = Probe("audit.persisted", argv=("/bin/cat", "/etc/audit/audit.rules"))
RULES_D = Probe(
    "audit.rules_d",
    argv=(
        "/usr/bin/find", "/etc/audit/rules.d", "-maxdepth", "1", "-name", "*.rules",
        "-exec", "/bin/sed", "-n", "p", "{}", "+",
    ),
)  # fmt: skip
DAEMON = Probe(
    "audit.daemon", argv=("/bin/grep", "-i", "-E", "^[[:space:]]*(write_logs|log_format)", "/etc/audit/auditd.conf")
)


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
    """Give the rules of the next start, where those in force and those they are made from are the same.

    The file of rules is made anew from rules.d at most starts: rules that stand in one of them alone may be lost.
    """
    rules = _written(outputs["audit.persisted"].lines(), in_order=True)
    if rules != _written(outputs["audit.rules_d"].lines(), in_order=False):
        raise Unreadable(reason("audit_rules_differ"))
    return rules


def _written(lines: list[str], *, in_order: bool) -> frozenset[str]:
    """Give the rules in a file; `-D` drops those before it (augenrules puts it first), other settings are no rules."""
    rules: set[str] = set()
    for line in lines:
        text = line.strip()
        if text == "-D":
            rules = set() if in_order else rules
        elif text.startswith(("-d ", "-W ", "-R ")):
            raise ValueError(text)
        elif text.startswith(("-a ", "-A ", "-w ")):
            rules.add(normalised_rule(text))
    return frozenset(rules)


def _writes(outputs: Outputs) -> None:
    """Raise `Unreadable` where auditd is told to write no log: whether another program keeps it is not seen here."""
    for line in outputs["audit.daemon"].lines(0, 1):
        name, _, value = (part.strip().lower() for part in line.partition("="))
        if (name, value) in {("write_logs", "no"), ("log_format", "nolog")}:
            raise Unreadable(reason("audit_log_not_written", setting=line.strip()[:80]))


def parse(outputs: Outputs, scope: Scope) -> Audit:
    """Give the state of auditing. auditd is active if systemd says so, the kernel knows its process, and it writes."""
    del scope
    numbers = attempt(lambda: status(outputs))

    def active() -> bool:
        runs = "auditd" in active_daemons(outputs)
        if not runs or (isinstance(numbers, Known) and numbers.value["pid"] == 0):
            return False
        _writes(outputs)
        return True

    return Audit(
        active=attempt(active),
        enabled=attempt(lambda: status(outputs)["enabled"]),
        lost=attempt(lambda: status(outputs)["lost"]),
        loaded_rules=attempt(lambda: loaded_rules(outputs)),
        persisted_rules=attempt(lambda: persisted_rules(outputs)),
    )


READER = Reader(Audit, always(DAEMONS, STATUS, LOADED, PERSISTED, RULES_D, DAEMON), parse)
