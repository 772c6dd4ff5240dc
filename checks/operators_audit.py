"""The operator on audit rules: does what is recorded cover what must be recorded?

Rules come in the one spelling of `scanners.facts.audit_rules`; their form is that of auditctl(8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from checks.judging import Compiled, Context, Verdict, failed, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import reason

# Records that may be left out without hiding who did what.
_HARMLESS_TYPES = {"CWD", "EOE", "PROCTITLE", "CRYPTO_KEY_USER", "CRYPTO_SESSION"}


class AuditRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One demand: a watched path with its accesses (`rwxa`), or system calls of one architecture.

    A rule that covers a system call may narrow it by no filter but those in `fields` (`auid>=1000`).
    """

    watch: str = ""
    permissions: str = "wa"
    syscalls: tuple[str, ...] = ()
    arch: str = "b64"
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.watch) == bool(self.syscalls):
            message = "policy_watch_or_syscalls:"
            raise ValueError(message)


class AuditParams(Struct, frozen=True, forbid_unknown_fields=True):
    """The demanded rules."""

    rules: Annotated[tuple[AuditRule, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A rule of the target, taken apart."""

    lists: frozenset[str]
    watch: str
    permissions: frozenset[str]
    syscalls: frozenset[str]
    fields: frozenset[str]


def _take_apart(text: str) -> _Line:
    words = text.split()
    lists: set[str] = set()
    fields: set[str] = set()
    syscalls: set[str] = set()
    watch, permissions = "", ""
    for option, value in pairwise(words):
        if option in {"-a", "-A"}:
            lists = set(value.split(","))
        elif option == "-S":
            syscalls |= set(value.split(","))
        elif option == "-w":
            watch = value
        elif option == "-p":
            permissions = value
        elif option in {"-F", "-C"}:
            name, _, rest = value.partition("=")
            if name in {"path", "dir"}:
                watch = rest
            elif name == "perm":
                permissions = rest
            elif name != "key":
                fields.add(value)
    if watch and not permissions:
        permissions = "rwxa"  # a watch without -p watches everything
    watch = watch.rstrip("/") or watch
    return _Line(frozenset(lists), watch, frozenset(permissions), frozenset(syscalls), frozenset(fields))


def _covers(line: _Line, rule: AuditRule) -> bool:
    """Whether a line records all demanded accesses to the path that a rule watches."""
    if line.lists and line.lists != {"always", "exit"}:
        return False
    path = rule.watch.rstrip("/")
    below = path == line.watch or path.startswith(line.watch.rstrip("/") + "/")
    # Any filter, on some system calls too, lets some accesses go unrecorded; 64-bit ones are those that matter.
    narrowed = line.syscalls - {"all"} or line.fields - {"arch=b64"}
    return bool(line.watch) and below and frozenset(rule.permissions) <= line.permissions and not narrowed


def _missing_syscalls(lines: list[_Line], rule: AuditRule) -> list[str]:
    allowed = set(rule.fields) | {f"arch={rule.arch}"}
    covered: set[str] = set()
    for line in lines:
        recorded = line.lists == {"always", "exit"} and not line.watch
        if recorded and f"arch={rule.arch}" in line.fields and line.fields <= allowed:
            covered |= line.syscalls or {"all"}  # a rule that names none records all
    return [] if "all" in covered else [name for name in rule.syscalls if name not in covered]


def _hides(line: _Line) -> bool:
    """Whether a rule takes something out of the record that may matter."""
    if "exclude" in line.lists or "filter" in line.lists:
        types = {field.partition("=")[2] for field in line.fields if field.startswith("msgtype=")}
        return not types or not types <= _HARMLESS_TYPES
    return "never" in line.lists


def rules_include(params: AuditParams, subject: str, _tables: Tables) -> Compiled:
    """Every demanded record is made; a rule that stops all records fails, one that hides some leaves it undecided."""

    # Hosts built alike have the same rules: the few distinct sets of a fleet are judged once each.
    @lru_cache(maxsize=256)
    def decide(value: frozenset[str]) -> Verdict:
        lines = {text: _take_apart(text) for text in value}
        off = sorted(text for text, line in lines.items() if line.lists == {"never", "task"} and not line.fields)
        if off:
            return failed("audit_switched_off", **listed(off))
        every = list(lines.values())
        absent: list[str] = []
        for rule in params.rules:
            if rule.watch:
                if not any(_covers(line, rule) for line in every):
                    absent.append(f"{rule.watch} ({rule.permissions})")
            else:
                absent += [f"{name} ({rule.arch})" for name in _missing_syscalls(every, rule)]
        if absent:
            return failed(f"bad.{subject}", **listed(absent))
        hiding = sorted(text for text, line in lines.items() if _hides(line))
        if hiding:
            return undecided(reason("audit_rule_hides", **listed(hiding)))
        return passed(f"good.{subject}", count=len(params.rules))

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        return decide(value)

    return Compiled(reason(f"want.{subject}", count=len(params.rules)), judge)
