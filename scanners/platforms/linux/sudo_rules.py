"""Read sudoers(5) as cvtsudoers(1) resolves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.sudo_rules import SudoRule, SudoRules
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

SUDOERS = Probe("sudo_rules", argv=("/usr/bin/cvtsudoers", "-f", "json", "-e", "/etc/sudoers"), cap=1 << 22)

_USER_KINDS = {
    "username": "{}",
    "userid": "#{}",
    "usergroup": "%{}",
    "usergid": "%#{}",
    "nonunixgroup": "%:{}",
    "nonunixgid": "%:#{}",
    "netgroup": "+{}",
}
_HOST_KINDS = {"hostname": "{}", "networkaddr": "{}", "netgroup": "+{}"}
_COMMAND_KINDS = {"command": "{}"}


def _members(listed: list[dict[str, Any]], kinds: dict[str, str], unspoken: str) -> list[str]:
    """Name the members of a list; a negated one grants nothing and is left out. An unknown kind is a KeyError."""
    if not listed:
        return [unspoken]
    names = []
    for member in listed:
        ((kind, value),) = ((key, value) for key, value in member.items() if not _is_modifier(key))
        if not member.get("negated", False):
            names.append(kinds[kind].format(value))
    return names


def _is_modifier(key: str) -> bool:
    return key == "negated" or (key.startswith("sha") and key[3:].isdecimal())


_PLACES = {"runchroot": "CHROOT={} ", "runcwd": "CWD={} "}


def _widened(options: list[dict[str, Any]], widened: dict[str, str]) -> dict[str, str]:
    """Add what options widen. Who may choose a command's root folder chooses the program and what it reads; its working
    folder, what it finds; who may edit through links edits any file.
    """
    widened = dict(widened)
    for option in options:
        widened |= {name: form.format(option[name]) for name, form in _PLACES.items() if option.get(name)}
        if "sudoedit_follow" in option:
            widened["sudoedit_follow"] = "FOLLOW: " if option["sudoedit_follow"] is not False else ""
    return widened


class _Defaults:
    """The settings that change grants: who is never asked for a password, whom commands run as, who sets variables."""

    def __init__(self, listed: list[dict[str, Any]]) -> None:
        self.runas = "root"
        self.setenv = False
        self.everyone = False
        self.users: set[str] = set()
        self.widened: dict[str, str] = {}
        for entry in listed:
            binding = entry.get("Binding", [])
            self.widened = _widened(entry["Options"], self.widened)
            for option in entry["Options"]:
                if "runas_default" in option:
                    self.runas = str(option["runas_default"])
                # Whose setting it is does not matter: what may be set for one user's commands is no exact grant.
                self.setenv = self.setenv or option.get("setenv") is True
                if option.get("authenticate") is False:
                    self._never_asked(binding)
                # Whose group it is cannot be told here: every rule may be used by a member.
                if option.get("exempt_group"):
                    self.everyone = True

    def _never_asked(self, binding: list[dict[str, Any]]) -> None:
        if binding and all("username" in bound and not bound.get("negated") for bound in binding):
            self.users |= {str(bound["username"]) for bound in binding}
        else:
            self.everyone = True

    def unasked(self, user: str) -> bool:
        """Whether some user of this rule may be unasked: a rule for a group or ALL may be used by any bound user."""
        return self.everyone or user in self.users or (bool(self.users) and (user == "ALL" or user[:1] in "%+#"))


def _commands(spec: dict[str, Any], defaults: _Defaults) -> Iterator[str]:
    """Give the commands. Who may set variables runs any code with any command (LD_PRELOAD); ALL implies it."""
    tags = [option["setenv"] for option in spec.get("Options", []) if "setenv" in option]
    free = tags[-1] is not False if tags else defaults.setenv
    wide = "".join(_widened(spec.get("Options", []), defaults.widened).values())
    for command in spec["Commands"]:
        (written,) = _members([{**command, "negated": False}], _COMMAND_KINDS, "")
        if command.get("negated", False):
            yield "!" + written
        else:
            yield wide + (f"SETENV: {written}" if free and written != "ALL" else written)


def _runas(spec: dict[str, Any], default: str) -> list[str]:
    groups = _members(spec.get("runasgroups", []), {"usergroup": "{}", "usergid": "#{}"}, "")
    # With a group alone the command runs as the caller, in that group.
    users = _members(spec.get("runasusers", []), _USER_KINDS, default if groups == [""] else "")
    return [f"{user}:{group}" if group else user for user in users for group in groups]


def _grants(text: str) -> Iterator[SudoRule]:
    policy = json.loads(text)
    defaults = _Defaults(policy.get("Defaults", []))
    for rule in policy.get("User_Specs", []):
        users = _members(rule["User_List"], _USER_KINDS, "")
        hosts = _members(rule["Host_List"], _HOST_KINDS, "ALL")
        for spec in rule["Cmnd_Specs"]:
            tags = [option["authenticate"] for option in spec.get("Options", []) if "authenticate" in option]
            if any(not isinstance(tag, bool) for tag in tags):
                detail = "authenticate is neither true nor false"
                raise ValueError(detail)
            for user in users:
                nopasswd = not tags[-1] if tags else defaults.unasked(user)
                for host in hosts:
                    for runas in _runas(spec, defaults.runas):
                        for command in _commands(spec, defaults):
                            yield SudoRule(user, host, runas, command, nopasswd or defaults.everyone)


def parse(outputs: Outputs, scope: Scope) -> SudoRules:
    """Give every grant; `exempt_group` and unbound `!authenticate` make all of them pass without a password."""
    del scope

    def grants() -> frozenset[SudoRule]:
        text = outputs["sudo_rules"].text()
        read_accounts(outputs).complete("sudo_rules_in_directory", "sudoers")
        found = frozenset(_grants(text))
        # Even a fresh installation lets root run everything: nothing at all means that nothing was understood.
        if not found:
            raise Unreadable(reason("sudo_rules_empty"))
        return found

    return SudoRules(grants=attempt(grants))


READER = Reader(SudoRules, always(ACCOUNTS, SUDOERS), parse)
