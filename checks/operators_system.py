"""Operators on files, kernel parameters, audit rules and file systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.judging import Compiled, Context, Verdict, failed, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Known, Unknown
from scanners.facts.files import FileMode
from scanners.facts.mounts import Usage
from scanners.facts.sysctl import Sysctl

Mode = Annotated[str, Meta(pattern=r"^0[0-7]{3,4}(?!\n)$", description="octal permission bits that may be set")]


class FileRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A path (or pattern with `*`) and the bits, owners and groups it may have, in all families where none is named."""

    path: Annotated[str, Meta(pattern=r"^/")]
    mode: Mode
    users: Annotated[tuple[str, ...], Meta(min_length=1)] = ("root",)
    groups: Annotated[tuple[str, ...], Meta(min_length=1)] = ("root",)
    families: tuple[str, ...] = ()

    @property
    def forbidden(self) -> int:
        """The bits that must not be set."""
        return 0o7777 & ~int(self.mode, 8)


class _FileRules:
    """The rules of one family: by path, and those with patterns."""

    def __init__(self, rules: list[FileRule]) -> None:
        self.exact = {rule.path: rule for rule in rules if "*" not in rule.path}
        self.patterns = [rule for rule in rules if "*" in rule.path]

    def find(self, path: str) -> FileRule | None:
        return self.exact.get(path) or next((rule for rule in self.patterns if fnmatchcase(path, rule.path)), None)


class FileParams(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of files."""

    files: Annotated[tuple[FileRule, ...], Meta(min_length=1)]


class LogParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may own logs, and which groups may write them."""

    owners: Annotated[tuple[str, ...], Meta(min_length=1)]
    writing_groups: tuple[str, ...]


class SysctlRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One key with one demand. `*` stands for every interface; `combine` says how the kernel joins the value of `all`
    with an interface's own: the larger, the smaller, or each for itself. `optional`: a kernel may lack the key.
    """

    key: Annotated[str, Meta(pattern=r"^[a-z0-9_]+(\.[a-z0-9_*-]+)+(?!\n)$")]
    equals: str | None = None
    at_least: int | None = None
    one_of: tuple[str, ...] = ()
    combine: Literal["each", "max", "min"] = "each"
    optional: bool = False

    def __post_init__(self) -> None:
        if (self.equals is not None) + (self.at_least is not None) + bool(self.one_of) != 1:
            message = f"policy_one_demand:{self.key}"
            raise ValueError(message)

    def holds(self, value: str) -> bool:
        """Whether a value meets the demand. Raises ValueError where a number is needed and none is there."""
        if self.at_least is not None:
            return int(value) >= self.at_least
        return value == self.equals if self.equals is not None else value in self.one_of


class SysctlParams(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of kernel parameters."""

    keys: Annotated[tuple[SysctlRule, ...], Meta(min_length=1)]


class UsageParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Highest use of space and of inodes, percent."""

    max_used_pct: Annotated[int, Meta(ge=1, le=100)]


def files_at_most(params: FileParams, subject: str, _tables: Tables) -> Compiled:
    """Files that exist have no more bits than allowed, an allowed owner and group; some file of the table exists."""

    @lru_cache(maxsize=8)
    def rules_of(family: str) -> _FileRules:
        return _FileRules([rule for rule in params.files if not rule.families or family in rule.families])

    def judge(value: Mapping[str, FileMode], context: Context) -> Verdict:
        rules = rules_of(context.family)
        wrong: list[str] = []
        looked_at = 0
        for path, state in value.items():
            rule = rules.find(path)
            if rule is None:
                continue
            looked_at += 1
            if state.mode & rule.forbidden or state.user not in rule.users or state.group not in rule.groups:
                wrong.append(f"{path} {state.mode:04o} {state.user}:{state.group}")
        if wrong:
            return failed(f"bad.{subject}", **listed(sorted(wrong)))
        return passed(f"good.{subject}", count=looked_at) if looked_at else undecided(reason("no_files_seen"))

    return Compiled(reason(f"want.{subject}"), judge)


def logs_protected(params: LogParams, subject: str, _tables: Tables) -> Compiled:
    """Nobody but the allowed owners and groups can write or replace logs."""
    owners, groups = frozenset(params.owners), frozenset(params.writing_groups)

    def judge(value: Mapping[str, FileMode], _context: Context) -> Verdict:
        wrong = sorted(
            f"{path} {state.mode:04o} {state.user}:{state.group}"
            for path, state in value.items()
            if state.mode & 0o002 or state.user not in owners or (state.mode & 0o020 and state.group not in groups)
        )
        if wrong:
            return failed(f"bad.{subject}", **listed(wrong))
        return passed(f"good.{subject}", count=len(value)) if value else undecided(reason("no_files_seen"))

    return Compiled(reason(f"want.{subject}"), judge)


def usage_at_most(params: UsageParams, subject: str, _tables: Tables) -> Compiled:
    """No local file system is fuller than allowed, in space or in inodes."""
    most = params.max_used_pct

    def judge(value: tuple[Usage, ...], _context: Context) -> Verdict:
        full = sorted(
            f"{usage.mount} {usage.used_pct}% (inode {usage.inodes_pct}%)"
            for usage in value
            if usage.used_pct > most or usage.inodes_pct > most
        )
        if full:
            return failed(f"bad.{subject}", **listed(full))
        if not value:
            return undecided(reason("no_file_systems_seen"))
        return passed(f"good.{subject}", value=max(max(usage.used_pct, usage.inodes_pct) for usage in value))

    return Compiled(reason(f"want.{subject}", value=most), judge)


@dataclass(slots=True)
class _SysctlSeen:
    """What one look at a set of values brought: wrong ones, keys that are not there, values that are no numbers."""

    wrong: list[str]
    missing: list[str]
    strange: list[str]

    def check(self, rule: SysctlRule, key: str, value: str) -> None:
        try:
            if not rule.holds(value.strip()):
                self.wrong.append(f"{key}={value.strip()[:40]}")
        except ValueError:
            self.strange.append(f"{key}={value.strip()[:40]}")


def _combined(rule: SysctlRule, values: Mapping[str, str], key: str) -> str:
    """Give the value that is in force for an interface, with what `all` says joined to it."""
    prefix, _, _suffix = rule.key.partition("*")
    everywhere = rule.key.replace("*", "all")
    own = values[key]
    if rule.combine == "each" or everywhere not in values or not key.startswith(prefix):
        return own
    choose = max if rule.combine == "max" else min
    return str(choose(int(own), int(values[everywhere])))


def _matches(pattern: str, key: str) -> bool:
    """Compare with a pattern of one `*` (no need for fnmatch, which is ten times slower)."""
    before, _, after = pattern.partition("*")
    return key.startswith(before) and key.endswith(after)


def _running(rule: SysctlRule, values: Mapping[str, str], seen: _SysctlSeen) -> None:
    keys = [key for key in values if _matches(rule.key, key)] if "*" in rule.key else [rule.key][: rule.key in values]
    if not keys and not rule.optional:
        seen.missing.append(rule.key)
    for key in sorted(keys):
        if rule.combine != "each" and key == rule.key.replace("*", "all"):
            continue  # `all` alone is in force nowhere
        try:
            seen.check(rule, key, _combined(rule, values, key))
        except ValueError:
            seen.strange.append(f"{key}={values[key][:40]}")


def _there(rule: SysctlRule, running: Mapping[str, str]) -> bool:
    return rule.key in running or ("*" in rule.key and any(_matches(rule.key, key) for key in running))


def _persisted_value(values: Mapping[str, str], key: str) -> str | None:
    if key in values:
        return values[key]
    return next((value for name, value in values.items() if "*" in name and fnmatchcase(key, name)), None)


def _persisted(rule: SysctlRule, values: Mapping[str, str], there: bool, seen: _SysctlSeen) -> None:
    """Look at what is set at boot: a key, or for interfaces `all` and `default` and whatever names an interface."""
    if not there:
        return
    everywhere = rule.key.replace("*", "all")
    wanted = [rule.key]
    if "*" in rule.key:
        value = _persisted_value(values, everywhere)
        trial = _SysctlSeen([], [], [])
        trial.check(rule, everywhere, value or "")
        if rule.combine != "each" and value is not None and not (trial.wrong or trial.strange):
            return  # the kernel joins `all` to every interface: this one value decides
        default = rule.key.replace("*", "default")
        named = sorted(key for key in values if _matches(rule.key, key))  # patterns too: they set what nothing names
        wanted = list(dict.fromkeys((*((everywhere,) if rule.combine == "each" else ()), default, *named)))
        if rule.combine != "each" and everywhere in wanted:
            wanted.remove(everywhere)
    for key in wanted:
        value = _persisted_value(values, key)
        if value is None:
            seen.missing.append(key)
        else:
            seen.check(rule, key, value)


def _looked(rules: tuple[SysctlRule, ...], value: Sysctl) -> Iterator[tuple[str, _SysctlSeen]]:
    running = value.running.value if isinstance(value.running, Known) else None
    if running is not None:
        seen = _SysctlSeen([], [], [])
        for rule in rules:
            _running(rule, running, seen)
        yield "running", seen
    if isinstance(value.persisted, Known):
        seen = _SysctlSeen([], [], [])
        for rule in rules:
            there = not rule.optional or (running is not None and _there(rule, running))
            _persisted(rule, value.persisted.value, there, seen)
        yield "persisted", seen


def sysctl_at(params: SysctlParams, _subject: str, _tables: Tables) -> Compiled:
    """Kernel parameters have their values, now and after the next start."""

    # Hosts built alike have the same values: the few distinct sets of a fleet are judged once each.
    @lru_cache(maxsize=64)
    def decide(running: frozenset[tuple[str, str]], persisted: frozenset[tuple[str, str]]) -> Verdict:
        return judge_values(Sysctl(Known(dict(running)), Known(dict(persisted))))

    def judge(value: Sysctl, _context: Context) -> Verdict:
        if isinstance(value.running, Known) and isinstance(value.persisted, Known):
            return decide(frozenset(value.running.value.items()), frozenset(value.persisted.value.items()))
        return judge_values(value)

    def judge_values(value: Sysctl) -> Verdict:
        looks = dict(_looked(params.keys, value))
        wrong = {when: seen.wrong + (seen.missing if when == "persisted" else []) for when, seen in looks.items()}
        if any(wrong.values()):
            return failed(
                "sysctl_wrong",
                running=tuple(wrong.get("running", ())[:10]),
                count=len(wrong.get("running", ())),
                persisted=tuple(wrong.get("persisted", ())[:10]),
                persisted_count=len(wrong.get("persisted", ())),
            )
        for state in (value.running, value.persisted):
            if not isinstance(state, Known):
                return undecided(state.reason if isinstance(state, Unknown) else reason("not_judged"))
        unseen = [*looks["running"].missing, *looks["running"].strange, *looks["persisted"].strange]
        if unseen:
            return undecided(reason("sysctl_unseen", **listed(sorted(unseen))))
        return passed("sysctl_right", count=len(params.keys))

    return Compiled(reason("want_sysctl", count=len(params.keys)), judge)
