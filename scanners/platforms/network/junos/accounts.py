"""Who may log in to a Junos device, how that is checked, and how secrets are stored (CLI Reference, `edit system`)."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.field import Known, attempt
from scanners.platforms.network.junos.tree import config
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_METHODS = {"tacplus": "tacacs", "radius": "radius", "ldaps": "ldap", "password": "local"}
_EVENTS = {"login": "exec", "interactive-commands": "commands", "change-log": "configuration"}


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how; without an order, the local password decides alone."""
    del scope
    whole = config(outputs)
    system = whole.at("system")

    def users() -> tuple[DeviceUser, ...]:
        own = [DeviceUser(name, user.value("class")) for name, user in system.at("login", "user").items()]
        return (*((DeviceUser("root", "super-user"),) if system.has("root-authentication") else ()), *own)

    def methods() -> dict[str, tuple[str, ...]]:
        ways = {"default": system.every("authentication-order") or ("password",)}
        places = (*system.at("services").items(), *system.at("ports").items())
        for service, own in places:  # an order of its own comes before that of the system
            if own.has("authentication-order"):
                ways[service] = own.every("authentication-order")
        told = {way: _asked(order) for way, order in ways.items()}
        return told | ({"ssh public key": ("local_always",)} if _keys(system) else {})

    def accounting() -> tuple[str, ...]:
        if not system.has("accounting", "destination"):
            return ()
        return tuple(_EVENTS[word] for word in system.every("accounting", "events"))

    servers = (("tacplus-server", "tacacs"), ("radius-server", "radius"), ("ldap-server", "ldap"))
    return DeviceAccounts(
        users=attempt(users),
        secrets=attempt(lambda: tuple(_secrets(whole))),
        servers=Known(tuple(AaaServer(kind, address) for word, kind in servers for address in system.at(word))),
        methods=attempt(methods),
        accounting=attempt(accounting),
    )


def _asked(order: tuple[str, ...]) -> tuple[str, ...]:
    """Give the methods of an order. With `password` in it the own password counts also where a server refused; without,
    only where none answers (User Access and Authentication Guide, "Authentication Order").
    """
    if order == ("password",):
        return ("local",)
    if "password" not in order:
        return (*(_METHODS[word] for word in order), "local")
    return tuple("local_always" if word == "password" else _METHODS[word] for word in order)


def _keys(system: Node) -> bool:
    """Whether a public key that the device holds lets somebody in: then no server is asked."""
    ssh = system.at("services", "ssh")
    entered = system.has("services", "ssh") or system.has("services", "netconf", "ssh")
    users = [user.at("authentication") for user in system.at("login", "user").values()]
    if ssh.value("root-login") != "deny":
        users.append(system.at("root-authentication"))
    held = any(word.startswith("ssh-") for user in users for word in user)
    return entered and held and not ssh.has("no-public-keys")


def _secrets(whole: Node) -> Iterator[StoredSecret]:
    """Give every secret. Raises `Unreadable` where the device hides them from this user. Communities of routes, below
    `policy-options`, are none.
    """
    for words in statements(whole):
        if "SECRET-DATA" in words:
            raise Unreadable(reason("secrets_not_shown", statement=" ".join(words[:-3])[:80]))
        if words[0] == "policy-options":
            continue
        marks = [word for word in words if (found := MARK.search(word)) and found[1] in STORAGES]
        if marks:
            owner = " ".join(words[: words.index(marks[0]) - 1]) or words[0]
            yield StoredSecret(owner, storage_of(marks[0]), ("set " + " ".join(words))[:200])
