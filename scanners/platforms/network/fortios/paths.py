"""Encrypted paths, ways in for persons and switch ports of a FortiGate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown, all_fields, attempt
from scanners.facts.port_guards import PortGuards
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.fortios.state import switch_ports
from scanners.platforms.network.fortios.tree import NAME, Block, Config, named, read
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SUMMARY = re.compile(r"^'([^']+)' \S+\s+selectors\(total,up\): (\d+)/(\d+)\b")
_PRF = "prf"


def tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read IPsec; a gateway of type `dynamic` lets in whoever dials."""
    del scope
    whole = read(outputs["config"].text())
    known = attempt(lambda: tuple(_tunnels(whole)))
    if isinstance(known, Unknown):
        return all_fields(Tunnels, known)
    return Tunnels(
        tunnels=known,
        up=attempt(lambda: _up(outputs, known.value)) if known.value else Known({}),
        remote_access=attempt(lambda: tuple(_dial_in(whole))),
    )


def _both(whole: Config) -> Iterator[tuple[str, Block, list[Block]]]:
    """Give each gateway (phase 1) with the entries of phase 2 that name it."""
    for kind in ("-interface", ""):
        later = dict(whole.each(f"vpn ipsec phase2{kind}"))
        for domain, block in whole.each(f"vpn ipsec phase1{kind}"):
            for first in block.entries.values():
                yield domain, first, [s for s in later[domain].entries.values() if s.text("phase1name") == first.name]


def _tunnels(whole: Config) -> Iterator[Tunnel]:
    """Read the gateways that a phase 1 makes. Raises `Unreadable` where there are tunnels with keys set by hand."""
    for domain, block in (*whole.maybe("vpn ipsec manualkey"), *whole.maybe("vpn ipsec manualkey-interface")):
        if block.entries:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=named(domain, block.name)))
    for domain, first, seconds in _both(whole):
        if first.text("type") == "dynamic":
            continue
        pairs = [_algorithms(word) for block in (first, *seconds) for word in block.told("proposal")]
        groups = [*first.told("dhgrp"), *(g for s in seconds if s.on("pfs") for g in s.told("dhgrp"))]
        yield Tunnel(
            name=named(domain, first.name),
            peer=first.text("remote-gw") or first.text("remotegw-ddns"),
            encryption=tuple(dict.fromkeys(encryption for encryption, _ in pairs)),
            integrity=tuple(dict.fromkeys(integrity for _, integrity in pairs if integrity)),
            groups=tuple(dict.fromkeys(f"group{group}" for group in groups)),
        )


def _algorithms(proposal: str) -> tuple[str, str]:
    """Split `aes256-sha256`; AEAD ciphers have only a pseudo-random function, or nothing, beside them."""
    encryption, _, integrity = proposal.partition("-")
    return encryption, integrity.removeprefix(_PRF)


def _up(outputs: Outputs, known: tuple[Tunnel, ...]) -> dict[str, bool]:
    """Read the summary of one virtual domain, the only one that can be asked: all names must be there."""
    told = [match for line in outputs["ipsec"].lines() if (match := _SUMMARY.match(line))]
    found: dict[str, bool] = {}
    for row in told:
        found[row[1]] = 0 < int(row[2]) == int(row[3]) and found.get(row[1], True)
    missing = [tunnel.name for tunnel in known if tunnel.name not in found]
    if missing:
        raise Unreadable(reason("unparseable", detail=f"no tunnel {missing[0][:40]} in the summary"))
    return {tunnel.name: found[tunnel.name] for tunnel in known}


def _dial_in(whole: Config) -> Iterator[str]:
    for domain, first, _ in _both(whole):
        if first.text("type") == "dynamic":
            yield named(domain, f"vpn ipsec {first.name} type dynamic")
    for domain, settings in whole.maybe("vpn ssl settings"):
        rules = [
            *settings.words("source-interface"),
            *(w for r in settings.below("authentication-rule") for w in r.words("source-interface")),
        ]
        if rules and settings.text("status") != "disable":
            yield named(domain, "vpn ssl settings")
    for domain, addresses in whole.maybe("firewall vip"):
        for entry in addresses.entries.values():
            if entry.text("type") == "access-proxy":
                yield named(domain, f"firewall vip {entry.name} type access-proxy")
    for kind in ("l2tp", "pptp"):
        for domain, settings in whole.maybe(f"vpn {kind}"):
            if settings.text("status") == "enable":
                yield named(domain, f"vpn {kind}")


def guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read the ports of switches inside; the interface that a switch makes has the guard of all its ports.

    Ports of switches that it manages (FortiLink) are set here, too, and not read.
    """
    del scope
    whole = read(outputs["config"].text())
    places = whole.one("system interface").entries
    if any(block.entries for _, block in whole.maybe("switch-controller managed-switch")):
        field = "switch-controller managed-switch"
        return all_fields(PortGuards, Unknown(reason("platform_does_not_tell", platform=NAME, field=field)))
    found: dict[str, frozenset[str]] = {}
    software = [
        (switch, places[name])
        for _, block in whole.maybe("system switch-interface")
        for switch in block.entries.values()
        for name in switch.words("member")
        if name in places and places[name].text("type") == "physical"
    ]
    for switch, port in (*switch_ports(whole), *software):
        own = places.get(switch.name, Block(""))
        if port.text("status") != "down":
            guarded = own.text("security-mode") == "802.1X"
            found[port.name] = frozenset({"dot1x"} if guarded else ())
    if not found:
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    return PortGuards(access_ports=Known(found), dot1x_enabled=Known(any(found.values())))
