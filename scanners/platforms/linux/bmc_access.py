"""Read who may log in to a management controller, whether a password is needed at all, and on which addresses."""

from __future__ import annotations

import ipaddress

from inventories.reason import reason
from scanners.platforms.linux.ipmitool import CHANNELS, lines
from scanners.platforms.reader import Outputs
from scanners.probe import Output, Scope, Unreadable, neutralise

_NOT_LAN = frozenset({"0x80", "0xc9", "0xcb", "0xcc", "0xcd", "0xd5"})  # completion codes: no such channel or setting


def _lan(outputs: Outputs, name: str) -> dict[str, list[int]]:
    """Give the bytes of one LAN setting by channel; channels that are no LAN are left out."""
    settings: dict[str, list[int]] = {}
    for channel in CHANNELS:
        raw = outputs[f"bmc.lan.{name}.{channel}"]
        if isinstance(raw, Output) and raw.status == 1:
            said = neutralise(raw.stderr)
            if any(f"rsp={code}" in said for code in _NOT_LAN):
                continue
        words = " ".join(lines(outputs, f"bmc.lan.{name}.{channel}")).split()
        settings[channel] = [int(word, 16) for word in words][1:]  # the first byte is a revision
    if not settings:
        raise Unreadable(reason("bmc_no_lan_channel"))
    return settings


def addresses(outputs: Outputs, scope: Scope) -> frozenset[str]:
    """Give its addresses; the one it was reached by is certain, whatever else it may tell."""
    known: set[str] = set()
    if scope.bmc != "inband":
        known.add(str(ipaddress.ip_address(scope.bmc_address)))
    try:
        told = _lan(outputs, "address")
    except Unreadable as stop:
        if known and stop.reason.code in {"bmc_privilege", "bmc_no_lan_channel"}:
            return frozenset(known)
        raise
    known.update(str(ipaddress.IPv4Address(bytes(value[:4]))) for value in told.values() if any(value[:4]))
    if not known:
        raise Unreadable(reason("bmc_no_address"))
    return frozenset(known)


def cipher_zero(outputs: Outputs) -> bool:
    """Whether cipher suite 0, which takes any password, is open on some channel."""
    counts, suites, limits = (_lan(outputs, name) for name in ("ciphers.count", "ciphers", "ciphers.limits"))
    is_open = False
    for channel, value in suites.items():
        count = counts[channel][0] & 31
        listed = value[1 : 1 + count]  # the list is padded with zeros, which are no suites
        levels = [level for pair in limits[channel][1:] for level in (pair & 15, pair >> 4)]
        if not count or len(listed) < count:
            raise Unreadable(reason("bmc_not_told", name="cipher suites"))
        is_open |= any(suite == 0 and levels[place] != 0 for place, suite in enumerate(listed))
    return is_open


def users(outputs: Outputs) -> frozenset[str]:
    """Give the names of accounts that may log in, empty for the anonymous one."""
    names: set[str] = set()
    seen = 0
    for channel in CHANNELS:
        raw = outputs[f"bmc.users.{channel}"]
        if isinstance(raw, Output) and raw.status == 1 and _no_channel(neutralise(raw.stderr)):
            continue
        blocks = "\n".join(lines(outputs, f"bmc.users.{channel}")).split("User ID ")[1:]
        seen += len(blocks)
        for block in blocks:
            row = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in block.split("\n"))}
            name, messaging, status = row["User Name"], row["IPMI Messaging"], row["Enable Status"]
            # Some controllers do not tell the status: a named account then counts, a nameless one if it has access.
            open_door = status not in {"disabled", "enabled"} and (bool(name) or messaging == "enabled")
            if row["Privilege Level"] != "NO ACCESS" and (status == "enabled" or open_door):
                names.add(name)
    if not seen:
        raise Unreadable(reason("bmc_no_lan_channel"))
    return frozenset(names)


def _no_channel(said: str) -> bool:
    return "not a LAN channel" in said or "nvalid channel" in said or "Invalid data field" in said
