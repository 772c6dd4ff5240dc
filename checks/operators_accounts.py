"""Operators on accounts: passwords, what sudo lets through, banners, private keys and special files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.files import FileMode
from scanners.facts.password_ages import PasswordAge

DAY_S = 86400
Days = Annotated[int, Meta(ge=1)]
Names = Annotated[tuple[str, ...], Meta(min_length=1)]


class LifetimeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """The longest time a password may be used, days."""

    max_days: Days


class Forbidden(Struct, frozen=True, forbid_unknown_fields=True):
    """Names that must not be there; of variables, patterns with `*` too."""

    names: Names


class BannerParams(Struct, frozen=True, forbid_unknown_fields=True):
    """`tells`: words that give the system away. `required_text`: what must stand in the text, where it is not empty."""

    tells: tuple[str, ...]
    required_text: str = ""


class KeyFileParams(Struct, frozen=True, forbid_unknown_fields=True):
    """`reading_groups`: groups that may read a key (mode 0640). `complete`: every registered key must be there."""

    reading_groups: Names
    complete: bool


class WalkParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Types of file systems that need not be walked, for other machines hold them."""

    accepted: tuple[str, ...]


def password_lifetime(params: LifetimeParams, subject: str, _tables: Tables) -> Compiled:
    """Every password in use has an end within the limit that has begun to run."""
    limit = params.max_days

    def judge(value: Mapping[str, PasswordAge], context: Context) -> Verdict:
        # A day of slack, for the target counts days in its own time.
        latest = context.as_of // DAY_S + 1
        endless = sorted(
            f"{name} ({'-' if age.max_days < 0 else age.max_days})"
            for name, age in value.items()
            # Without a day of the last change, or with one to come, no limit runs.
            if not 0 <= age.max_days <= limit or not 0 <= age.changed <= latest
        )
        return failed(f"bad.{subject}", **listed(endless)) if endless else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", value=limit), judge)


def none_of(params: Forbidden, subject: str, _tables: Tables) -> Compiled:
    """None of these names is there."""
    forbidden = frozenset(params.names)
    good = passed(f"good.{subject}", count=len(forbidden))

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        return failed(f"bad.{subject}", **listed(sorted(value & forbidden))) if value & forbidden else good

    return Compiled(reason(f"want.{subject}", count=len(forbidden)), judge)


def accounts_approved(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every account is registered; unlike `subset_of_register`, registered ones need not be among them. root may be."""

    def judge(value: frozenset[str], context: Context) -> Verdict:
        others = value - {"root"}
        if others and "accounts" not in context.registers.kinds:
            return no_register("accounts")
        foreign = context.registers.accounts.missing(others)
        return failed(f"bad.{subject}", **listed(foreign)) if foreign else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def _overlap(kept: str, forbidden: str) -> bool:
    """Tell whether some variable matches both; an asterisk in one is a letter like others to the other."""
    name = kept.partition("=")[0]  # a value may be demanded behind it
    return fnmatchcase(name, forbidden) or fnmatchcase(forbidden, name)


def variables_not_kept(params: Forbidden, subject: str, _tables: Tables) -> Compiled:
    """No command inherits a variable that makes it run other code."""

    @lru_cache(maxsize=64)
    def decide(value: frozenset[str]) -> Verdict:
        wrong = sorted(kept for kept in value if any(_overlap(kept, name) for name in params.names))
        return failed(f"bad.{subject}", **listed(wrong)) if wrong else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), lambda value, _context: decide(value))


# Escapes of agetty(8) that tell about the machine or who is on it; those for date, time, line and colour do not.
_ESCAPE = re.compile(r"\\[46VSmnoOrsv]")
_SHORTEST_NAME = 4  # letters; a shorter host name may be a word of any text


def banner_shown(params: BannerParams, subject: str, _tables: Tables) -> Compiled:
    """A text stands everywhere, tells nothing about the system, and holds what it must."""
    required = " ".join(params.required_text.split())

    @lru_cache(maxsize=4096)
    def fault(text: str, host: str) -> str:
        if not text.strip():
            return "-"
        told = _ESCAPE.findall(text) + [word for word in params.tells if word.lower() in text.lower()]
        alone = rf"(?<![A-Za-z0-9-]){re.escape(host)}(?![A-Za-z0-9-])"
        if len(host) >= _SHORTEST_NAME and re.search(alone, text, re.IGNORECASE):
            told.append(host)
        if told:
            return ", ".join(dict.fromkeys(told))
        return "" if required in " ".join(text.split()) else f"≠ {required[:40]}"

    def judge(value: Mapping[str, str], context: Context) -> Verdict:
        if not value:
            return undecided(reason("no_context_seen", user="*"))
        host = context.hostname.partition(".")[0]
        wrong = [f"{where}: {found}" for where, text in sorted(value.items()) if (found := fault(text, host))]
        return failed(f"bad.{subject}", **listed(wrong)) if wrong else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def key_files_protected(params: KeyFileParams, subject: str, _tables: Tables) -> Compiled:
    """Only its registered owner (root where the register says nothing) can use a private key file."""
    groups = frozenset(params.reading_groups)

    def judge(value: Mapping[str, FileMode], context: Context) -> Verdict:
        if params.complete and "private_keys" not in context.registers.kinds:
            return no_register("private_keys")
        registered = context.registers.private_keys
        wrong = []
        for path, state in value.items():
            owner = registered[path].owner if path in registered else "root"
            allowed = 0o640 if state.group in groups else 0o600
            if state.mode & ~allowed or state.user != owner:
                wrong.append(f"{path} {state.mode:04o} {state.user}:{state.group}")
        missing = sorted(registered.keys() - value.keys()) if params.complete else []
        if wrong or missing:
            return failed(f"bad.{subject}", **listed([*sorted(wrong), *(f"{path} (-)" for path in missing)]))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def walk_complete(params: WalkParams, subject: str, _tables: Tables) -> Compiled:
    """Nothing was left out of the walk but file systems that other machines hold; what was is said."""
    accepted = tuple(f" ({kind})" for kind in params.accepted)

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        unseen = sorted(mount for mount in value if not mount.endswith(accepted))
        if unseen:
            return undecided(reason("mounts_not_walked", **listed(unseen)))
        return passed(f"good.{subject}", **listed(sorted(value)))

    return Compiled(reason(f"want.{subject}"), judge)
