"""Who may log in to Yamaha routers, and how their secrets are stored.

Source: Yamaha router command reference (Rev.23.01), chapter "Router settings" (login, user attribute, security class)
and "RADIUS".
"""

from __future__ import annotations

from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.field import Known
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.network.yamaha_rtx.config import NAME, header, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_ANONYMOUS = "(unnamed)"  # who logs in with the login password alone
_NAMED_ALONE = frozenset({"RTX3510", "RTX1300", "RTX840"})  # models that have no such user, nor a way round passwords


def attributes(lines: tuple[Line, ...]) -> dict[str, dict[str, str]]:
    """Give the attributes of each user; those of the unnamed one under "", of all under "*"."""
    given: dict[str, dict[str, str]] = {}
    for _, parts in starting(lines, "user attribute"):
        user = "" if not parts or "=" in parts[0] else parts[0]
        told = (part.partition("=") for part in parts if "=" in part)
        given.setdefault(user, {}).update({key: text for key, _, text in told})
    return given


def unnamed(outputs: Outputs) -> bool:
    """Whether somebody may log in without a name: unless the model knows none such, or he may not connect."""
    if header(outputs)[0] in _NAMED_ALONE:
        return False
    return attributes(tree(outputs)).get("", {}).get("connection") != "off"


def locked(outputs: Outputs) -> bool:
    """Whether the serial port asks for a password that only its owner knows.

    With `security class LEVEL on`, initially so, a password that the vendor published opens it too.
    """
    lines = tree(outputs)
    told = value(lines, "security class", "").split()
    forgets = told[1] != "off" if len(told) > 1 else header(outputs)[0] not in _NAMED_ALONE
    asks = any(starting(lines, "login password" if unnamed(outputs) else "login user"))
    return asks and not forgets


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give the users: the unnamed one too, who needs the login password alone, unless he may not connect."""
    del scope
    lines = tree(outputs)
    told = attributes(lines)

    def role(user: str) -> str:
        own = {**told.get("*", {}), **told.get(user, {})}.get("administrator", "on")
        return "user" if own == "off" else "administrator"

    names = [parts[0] for _, parts in starting(lines, "login user") if parts]
    if unnamed(outputs):
        names.insert(0, "")
    radius = value(lines, "login radius use", "off") != "off"
    addresses = value(lines, "radius auth server", "") or value(lines, "radius server", "")
    return DeviceAccounts(
        users=Known(tuple(DeviceUser(name or _ANONYMOUS, role(name)) for name in names)),
        secrets=Known((*_secrets(lines, "" in names),)),
        servers=Known(tuple(AaaServer("radius", address) for address in addresses.split())),
        methods=Known({"default": ("local", "radius") if radius else ("local",)}),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _secrets(lines: tuple[Line, ...], nameless: bool) -> list[StoredSecret]:
    given = [
        StoredSecret(_owner(line.words), storage_of(line.text), line.text) for _, line in every(lines) if _holds(line)
    ]
    needed = {"administrator": "administrator password", **({"login": "login password"} if nameless else {})}
    for owner, setting in needed.items():
        if not any(starting(lines, setting)):
            given.append(StoredSecret(owner, "none", ""))
    return given


def _holds(line: Line) -> bool:
    return any(mark in STORAGES for mark in MARK.findall(line.text))  # that of a community tells something else


def _owner(parts: list[str]) -> str:
    if parts[:2] == ["login", "user"]:
        return f"user {parts[2]}"
    if parts[1:2] == ["password"]:
        return parts[0]
    words = [part for part in parts if not MARK.search(part)]
    return " ".join(words[:4] if words[:1] == ["ipsec"] else words[:3])
