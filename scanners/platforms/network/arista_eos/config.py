"""What the running configuration of Arista EOS tells (EOS User Manual, "Security" and "Switch Administration")."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.device_accounts import DeviceAccounts, StoredSecret
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp
from scanners.platforms.network.ios_like.accounts import (
    accounting,
    login_methods,
    servers,
    stored_secrets,
    users,
)
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.interfaces import InterfaceGrammar, access_ports, interface_settings
from scanners.platforms.network.ios_like.services import communities, level, trap_versions
from scanners.platforms.network.ios_like.snmp import snmp_users
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "arista_eos"
PORTS = InterfaceGrammar(switched=True, negotiates=False)
FILTERS = FilterGrammar(standard=False)
_NO_PORTS = ("interface defaults", "interface profile ")  # sections that are no ports, but tell of them
_MOST_LINES = 2_000_000  # that all ports together may take from profiles
_KEYS_OF = frozenset({"ip security", "mac security", "management security"})
_BANNERS = frozenset({"banner login", "banner motd"})
_END = "\0"  # stands in no output: `neutralise` shows it as an escape


def _ended(text: str) -> Iterator[str]:
    """Mark the ends of banners: a line `EOF` ends one, those letters within its text do not."""
    inside = False
    for line in text.split("\n"):
        ends = inside and line.rstrip() == "EOF"
        yield _END if ends else line
        inside = not ends if inside else line.strip() in _BANNERS


@lru_cache(maxsize=8)
def eos_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration, whose last line is `end`. Raises `Unreadable` for anything else."""
    lines = indented("\n".join(_ended(text)), free_text=lambda line: _END if line in _BANNERS else "")
    if not lines or lines[-1].text != "end":
        raise Unreadable(reason("unparseable", detail=f"no end: {text.strip()[:80] or 'empty'}"))
    return tuple(_whole_ports(lines))


def _whole_ports(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Put what holds for all ports, and what a port takes from its profiles, before its own lines."""
    shut = any(
        has(under, "shutdown")
        for line in lines
        if line.text == "interface defaults"
        for _name, under in sections(line.under, "ethernet")
    )
    routed = has(lines, "switchport default mode routed")
    profiles = {
        name: tuple(replace(one, text=one.text.removeprefix("command ")) for one in under)
        for name, under in sections(lines, "interface profile")
    }
    ports = [line for line in lines if line.text.startswith("interface ") and not line.text.startswith(_NO_PORTS)]
    taken = sum(len(line.words) for port in ports for line in port.under if line.words[0] == "profile")
    if taken * max(map(len, profiles.values()), default=0) > _MOST_LINES:
        raise Unreadable(reason("unparseable", detail=f"interface profile: {taken}"))
    for line in lines:
        if line.text.startswith(_NO_PORTS):
            continue
        if not line.text.startswith("interface "):
            yield line
            continue
        under = tuple(_of_profiles(line.under, profiles))
        front = line.text.startswith("interface Ethernet") and "." not in line.text
        before = [Line("shutdown", 0)] if front and shut else []
        bundle = line.text.startswith("interface Port-Channel")
        if routed and (front or bundle) and not has(under, "switchport"):
            before.append(Line("no switchport", 0))
        yield replace(line, under=(*before, *under))


def _of_profiles(under: tuple[Line, ...], profiles: dict[str, tuple[Line, ...]]) -> Iterator[Line]:
    """Put the lines of a profile where it is named. An address that other switches share is one like any other."""
    for line in under:
        if line.words[0] == "profile":
            for name in line.words[1:]:
                yield from profiles.get(name, ())
        elif line.text.startswith("ip address virtual "):
            yield replace(line, text=line.text.replace(" virtual", "", 1))
        else:
            yield line


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return eos_tree(outputs["config"].text())


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def log_in_methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give how log-ins are checked; locally without a line, and at the console as elsewhere."""
    found = {name: ways for name, ways in login_methods(lines).items() if name in {"default", "console"}}
    found.setdefault("default", ("local",))
    found.setdefault("console", found["default"])
    return found


def _owned(secret: StoredSecret) -> StoredSecret:
    """Say of keys that sections on security hold that they are keys: nobody logs in with them."""
    return replace(secret, owner=f"key of {secret.owner}") if secret.owner in _KEYS_OF else secret


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts with their roles, secrets and AAA."""
    del scope
    lines = tree(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: tuple(map(_owned, stored_secrets(lines)))),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: log_in_methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read communities and users; without either no agent answers."""
    del scope
    lines = tree(outputs)
    filters, _ = access_lists(lines, FILTERS)

    named = {"v1": "1", "v2c": "2c"}  # users of these versions are communities by another name
    others = {named[word] for _line, rest in starting(lines, "snmp-server user") for word in rest[2:] if word in named}
    people = snmp_users(line for line in lines if named.keys().isdisjoint(line.words[4:]))

    def versions() -> frozenset[str]:
        told = {"1", "2c"} if any(True for _ in starting(lines, "snmp-server community")) else set()
        told |= {"3"} if people else set()
        return frozenset(told | others | set(trap_versions(lines)))

    return Snmp(
        enabled=attempt(lambda: bool(versions())),
        versions=attempt(versions),
        communities=attempt(lambda: communities(lines, filters)),
        users=Known(people),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read `logging [vrf NAME] host ADDRESS`; levels up to 6 go out by default, always with date and time."""
    del scope
    lines = tree(outputs)

    def told() -> tuple[LogServer, ...]:
        if switched(lines, "logging trap") is False:
            return ()
        words = setting(lines, "logging trap")
        least = level(words[0]) if words else 6
        found = {}
        for _line, rest in starting(lines, "logging"):
            parts = rest[2:] if rest[:1] == ["vrf"] else rest
            if parts[:1] == ["host"] and len(parts) > 1:
                found[parts[1]] = LogServer(parts[1], least)
        return tuple(found.values())

    return DeviceLogging(enabled=Known(not has(lines, "no logging on")), servers=attempt(told), timestamps=Known(True))


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force."""
    del scope
    lines = tree(outputs)
    filters, unresolved = access_lists(lines, FILTERS)
    return PacketFilters(
        filters=Known(filters),
        bindings=attempt(lambda: bindings(lines)),
        zone_default=Known(""),
        unresolved=Known(unresolved),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports."""
    del scope
    lines = tree(outputs)
    everywhere = has(lines, "spanning-tree edge-port bpduguard default")
    return PortGuards(
        access_ports=attempt(lambda: access_ports(lines, interface_settings(lines, PORTS), bpduguard=everywhere)),
        dot1x_enabled=Known(has(lines, "dot1x system-auth-control")),
    )


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read `ip nat source|destination …`, which stands on interfaces."""
    del scope
    lines = tree(outputs)

    def rules() -> Iterator[Translation]:
        for name, under in sections(lines, "interface"):
            for line, rest in starting(under, "ip nat"):
                if rest[:2] == ["source", "static"]:
                    outside = [word for word in rest[3:] if word.count(".") == 3]
                    yield Translation((str(ipaddress.ip_network(outside[0])),), line.text)
                elif rest[:2] == ["source", "dynamic"] and rest[-1] == "overload":
                    yield Translation((f"interface:{name}",), line.text)
                else:
                    raise ValueError(line.text)

    return AddressTranslation(attempt(lambda: tuple(rules())))
