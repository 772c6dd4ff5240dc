"""Read what the `Defaults` of sudoers(5) change for the worse, and who is in the groups that its rules name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.sudo_rules import SudoSettings
from scanners.platforms.linux.accounts import ACCOUNTS, LocalAccounts, read_accounts
from scanners.platforms.linux.sudo_rules import SUDOERS
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Scope, Unreadable

_PROTECTIONS = ("env_reset", "authenticate")
_EVERYBODY = "ALL"
# Groups that local files can resolve; netgroups and groups of plugins are others.
_UNRESOLVED = ("netgroup", "nonunixgroup", "nonunixgid")


def _bound(entry: dict[str, Any]) -> str:
    """Name for whom a `Defaults` line is. cvtsudoers does not tell whether a user is the caller or the one run as."""
    names = []
    for bound in entry.get("Binding", []):
        negated = "!" if bound.get("negated") else ""
        names += [
            f"{negated}{'%' if 'group' in kind else ''}{value}" for kind, value in bound.items() if kind != "negated"
        ]
    return ", ".join(names) or _EVERYBODY


def _settings(defaults: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give name and value of the plain settings by whom they are for; the last of a name counts."""
    settings: dict[str, dict[str, Any]] = {_EVERYBODY: {}}
    for entry in defaults:
        for option in entry["Options"]:
            if "operation" not in option:
                settings.setdefault(_bound(entry), {}).update(option)
    return settings


def _weakened(settings: dict[str, dict[str, Any]]) -> frozenset[str]:
    found = [
        (who, f"!{name}")
        for who, options in settings.items()
        for name in _PROTECTIONS
        if options.get(name, True) is not True
    ]
    # A negative time means that a password once given holds until the next start of the machine.
    found += [
        (who, f"timestamp_timeout={options['timestamp_timeout']}")
        for who, options in settings.items()
        if str(options.get("timestamp_timeout", "")).startswith("-")
    ]
    return frozenset(name if who == _EVERYBODY else f"{name} ({who})" for who, name in found)


def _kept(defaults: list[dict[str, Any]]) -> frozenset[str]:
    """Unite over everybody; only a line that holds for all can take a name away again."""
    kept: set[str] = set()
    for entry in defaults:
        everybody = _bound(entry) == _EVERYBODY
        for option in entry["Options"]:
            if "env_keep" not in option:
                continue
            listed = option["env_keep"] or []  # `!env_keep` is false
            names = {listed} if isinstance(listed, str) else {str(name) for name in listed}
            operation = option.get("operation", "list_assign")
            if everybody and operation == "list_remove":
                kept -= names
            elif everybody and operation == "list_assign":
                kept = names
            elif operation != "list_remove":
                kept |= names
    return frozenset(kept | _checked(defaults))


def _checked(defaults: list[dict[str, Any]]) -> set[str]:
    """Give what is added to the variables that come along where their value has neither `%` nor `/`."""
    checked: set[str] = set()
    for entry in defaults:
        for option in entry["Options"]:
            if option.get("env_check") and option.get("operation") != "list_remove":
                listed = option["env_check"]
                checked |= {listed} if isinstance(listed, str) else {str(name) for name in listed}
    return checked


def _records(options: dict[str, Any]) -> bool:
    """Tell whether sudo records what it lets run: syslog is on unless switched off, a file is written where named."""
    if options.get("log_allowed", True) is not True:
        return False
    to_syslog = options.get("syslog", True) is not False and options.get("syslog_goodpri") not in {"none", False}
    to_file = options.get("logfile") and not str(options["logfile"]).startswith("/dev/")  # /dev/null keeps nothing
    return bool(to_syslog or to_file or options.get("log_output"))


def _unrecorded(settings: dict[str, dict[str, Any]]) -> frozenset[str]:
    everybody = settings[_EVERYBODY]
    return frozenset(who for who, options in settings.items() if not _records(everybody | options))


def _groups(policy: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give kind and value of every group that a rule is for."""
    for rule in policy.get("User_Specs", []):
        for member in rule["User_List"]:
            for kind, value in member.items():
                if ("group" in kind or kind.endswith("gid")) and not member.get("negated"):
                    yield kind, str(value)


def _members(groups: set[tuple[str, str]], local: LocalAccounts) -> frozenset[str]:
    """Give the accounts in these groups, by the group's list and by their own group."""
    named = {value for kind, value in groups if kind == "usergroup"}
    numbers = {int(value.lstrip("#")) for kind, value in groups if kind == "usergid"}
    wanted = {name: gid for name, (gid, _) in local.groups.items() if name in named or gid in numbers}
    gids = numbers | set(wanted.values())
    listed = (members for name, (_, members) in local.groups.items() if name in wanted)
    return frozenset().union(*listed, (account.name for account in local.accounts if account.gid in gids))


def parse(outputs: Outputs, scope: Scope) -> SudoSettings:
    """Give the settings; what a directory adds is not seen, so that finding nothing proves nothing where one does."""
    del scope
    policy = json.loads(outputs["sudo_rules"].text())
    if not policy.get("User_Specs"):
        raise Unreadable(reason("sudo_rules_empty"))
    defaults = policy.get("Defaults", [])
    local = read_accounts(outputs)
    settings = _settings(defaults)
    groups = set(_groups(policy))
    local_members = _members(groups, local)

    def unless_directory(found: frozenset[str]) -> frozenset[str]:
        if not found:
            local.complete("sudo_rules_in_directory", "sudoers")
        return found

    def kept() -> frozenset[str]:
        local.complete("sudo_rules_in_directory", "sudoers")
        return _kept(defaults)

    def members() -> frozenset[str]:
        unresolved = sorted(value for kind, value in groups if kind in _UNRESOLVED)
        if unresolved:
            raise Unreadable(reason("sudo_groups_not_resolved", groups=tuple(unresolved)))
        local.complete("sudo_rules_in_directory", "sudoers")
        if groups:
            local.complete("accounts_in_directory", "group", "passwd")
        return local_members

    return SudoSettings(
        weakened=attempt(lambda: unless_directory(_weakened(settings))),
        kept_variables=attempt(kept),
        unrecorded=attempt(lambda: unless_directory(_unrecorded(settings))),
        members=attempt(members),
        local_members=Known(local_members),
    )


READER = Reader(SudoSettings, always(ACCOUNTS, SUDOERS), parse)
