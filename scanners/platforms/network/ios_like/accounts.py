"""Accounts, stored secrets and central authentication in configurations that look like Cisco IOS."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from scanners.facts.device_accounts import AaaServer, DeviceUser, StoredSecret
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.secrets import MARK, STORAGES
from scanners.platforms.network.tree import Line, every, starting

_METHODS = {
    "tacacs+": "tacacs", "tacacs": "tacacs", "radius": "radius", "ldap": "ldap", "krb5": "kerberos",
    "krb5-telnet": "kerberos", "local": "local", "local-case": "local", "LOCAL": "local", "enable": "enable",
    "line": "line", "none": "none", "if-authenticated": "none",
}  # fmt: skip


_NO_METHODS = frozenset({
    "group", "cache", "passwd-expiry", "fallback", "error", "start-stop", "stop-only", "console",
})  # fmt: skip


def users(lines: Iterable[Line], role: str = "1") -> tuple[DeviceUser, ...]:
    """Read every `username`; several lines of one name are one account. `role`: that of who has none configured."""
    found: dict[str, str] = {}
    for _line, rest in starting(lines, "username"):
        name = rest[0].strip('"') if rest else ""
        roles = [rest[at + 1] for at, word in enumerate(rest[:-1]) if at and word in {"privilege", "role"}]
        if name:
            found[name] = roles[-1] if roles else found.get(name, role)
    return tuple(DeviceUser(name, level) for name, level in found.items())


def stored_secrets(lines: Iterable[Line]) -> tuple[StoredSecret, ...]:
    """Give every secret that was cut from the configuration, whose it is, and how it was stored.

    Communities of SNMP 1 and 2c are told by the fact `snmp`, not here.
    """
    return tuple(
        StoredSecret(_owner(above, line.text), mark, line.text)
        for above, line in every(lines)
        for mark in MARK.findall(line.text)
        if mark in STORAGES and not (*above, line.text)[0].startswith(("banner ", "no "))
    )


def _owner(above: tuple[str, ...], text: str) -> str:
    words = text.split()
    if words[0] == "username":
        return f"user {words[1]}"
    if words[0] == "snmp-server":
        return "snmp" if words[1] != "user" else f"snmp user {words[2]}"
    if words[0] in {"tacacs-server", "radius-server"} and words[1] == "host":
        return f"{words[0].removesuffix('-server')} {words[2]}"
    if words[0].endswith("-server"):
        return words[0].removesuffix("-server")
    if words[0] == "enable" or (words[0] in {"password", "passwd"} and not above):
        return words[0]
    own = " ".join(word for word in words[:3] if not MARK.search(word))
    return above[0] if above else own


def groups(lines: Iterable[Line]) -> dict[str, str]:
    """Give the protocol of every group of servers; one without a server is none."""
    known = {"tacacs+": "tacacs", "radius": "radius", "ldap": "ldap"}
    found = {}
    for line, rest in starting(lines, "aaa group server"):
        members = any(below.words[0] in {"server", "server-private"} for below in line.under)
        if len(rest) > 1 and rest[0] in known and members:
            found[rest[1]] = known[rest[0]]
    return found


def methods_of(words: Iterable[str], named: dict[str, str]) -> tuple[str, ...]:
    """Give the methods of a list in their order. Raises ValueError for a method that is not known."""
    found: list[str] = []
    grouped = False  # what follows `group` is the name of one, whatever it looks like
    for word in words:
        if not grouped and word in _NO_METHODS:
            grouped = word in {"group", "cache"}
            continue
        method = named.get(word) or _METHODS.get(word) if grouped else _METHODS.get(word) or named.get(word)
        grouped = False
        if method is None:
            raise ValueError(f"method {word}")
        found.append(method)
    return tuple(found)


def login_methods(lines: Iterable[Line], kind: str = "login") -> dict[str, tuple[str, ...]]:
    """Give the methods of every list of `aaa authentication login`."""
    lines = tuple(lines)
    named = groups(lines)
    return {
        rest[0]: methods_of(rest[1:], named)
        for _line, rest in starting(lines, f"aaa authentication {kind}")
        if len(rest) > 1
    }


def accounting(lines: Iterable[Line]) -> tuple[str, ...]:
    """Give what is recorded at a server: `exec`, `commands 15`, …; on one line, or with its group below."""
    lines = tuple(lines)
    found = []
    for line, rest in starting(lines, "aaa accounting"):
        told = [*rest, *(word for below in line.under for word in below.words)]
        if "group" in told and rest and "none" not in told:
            found.append(
                " ".join(rest[:2])
                if rest[0] == "commands" and len(rest) > 1 and (rest[1].isdigit() or rest[1] == "all")
                else rest[0]
            )
    return tuple(dict.fromkeys(found))


def servers(lines: Iterable[Line]) -> tuple[AaaServer, ...]:
    """Give every central server, in the old form (one line) and the new one (a section with its address)."""
    return tuple(dict.fromkeys(_servers(tuple(lines))))


def _servers(lines: tuple[Line, ...]) -> Iterator[AaaServer]:
    for protocol, words in (("tacacs", "tacacs"), ("radius", "radius"), ("ldap", "ldap")):
        for _line, rest in starting(lines, f"{words}-server host"):
            if rest:
                yield AaaServer(protocol, rest[0])
        for _name, under in sections(lines, f"{words} server"):
            address = setting(under, "address ipv4") or setting(under, "address ipv6") or setting(under, "ipv4")
            if address:
                yield AaaServer(protocol, address[0])
    for line, rest in starting(lines, "aaa group server"):
        for below in line.under:
            words_below = below.words
            if (
                rest
                and words_below[0] in {"server", "server-private"}
                and len(words_below) > 1
                and _is_address(words_below[1])
            ):
                yield AaaServer(rest[0].rstrip("+"), words_below[1])


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True
