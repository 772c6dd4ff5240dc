"""What answers on a router on Linux, told without root by its sockets and programs: services, SNMP, dial-in."""

from __future__ import annotations

import re
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels
from scanners.platforms.linux.listening_sockets import plain_address
from scanners.platforms.linux.ports import NET, ports
from scanners.platforms.network.frr_linux.programs import PROGRAMS, programs
from scanners.platforms.network.platform import untold_fact
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

NAME = "frr_linux"
LISTENERS = Probe("listeners", "ss -H -lntu && echo '#'")
SSH_VERSION = Probe("ssh_version", "ssh -V 2>&1")
ANSWERING = (LISTENERS, PROGRAMS)
DIALLED = (LISTENERS, PROGRAMS, NET)

Sockets = frozenset[tuple[str, int]]
_LISTENER = re.compile(r"(?P<proto>tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<address>\S+):(?P<port>\d+)\s.*")
# Each daemon of FRRouting has a Telnet port of its own (zebra 2601 … ); on loopback alone it is no way in.
_VTY = range(2600, 2630)
_SMALL = {7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 37: "time", 79: "finger", 111: "rpcbind"}
_SNMP = frozenset({("udp", 161), ("tcp", 161)})
# Programs that let persons in from outside and do nothing else, and those that may as well join two sites.
_DIAL_IN = frozenset({
    "accel-pppd", "anydesk", "mgetty", "ocserv", "ocserv-main", "pppoe-server", "pptpd", "teamviewerd", "vpnserver",
    "x11vnc", "xrdp",
})  # fmt: skip
_EITHER = frozenset({
    "charon", "charon-systemd", "iked", "openvpn", "pluto", "pppd", "racoon", "tailscaled", "vpnc", "wireguard-go",
    "xl2tpd", "zerotier-one",
    # Who calls out may hold a way in open for those at the other end, which no socket here shows.
    "autossh", "bore", "chisel", "cloudflared", "dbclient", "frpc", "inlets", "inlets-pro", "ngrok", "plink", "rathole",
    "socat", "ssh", "sshuttle", "stunnel", "stunnel4",
})  # fmt: skip
_TUNNEL_PORT = re.compile(r"(?:tun|tap|ppp|wg)\d*")
# What else listens on a router: SSH, Telnet, DNS, DHCP, NTP, SNMP, syslog, chrony, and protocols of routing.
_TCP = frozenset({22, 23, 53, 161, 179, 514, 646, *_VTY})
_UDP = frozenset({53, 67, 68, 123, 161, 323, 514, 520, 521, 546, 547, 646, 3784, 3785, 4784, 6696})
_CLIENTS = 32768  # from here on Linux gives ports to those who send


def _listeners(outputs: Outputs) -> Sockets:
    """Give protocol and port of what can be reached from outside."""
    *lines, end = outputs["listeners"].lines() or [""]
    if end != "#":
        raise ValueError(end[:80])
    found = set()
    for line in lines:
        parts = _LISTENER.fullmatch(line.strip())
        if parts is None:
            raise ValueError(line[:80])
        address = plain_address(parts["address"])
        if not address.startswith("127.") and address not in {"::1", "::ffff:127.0.0.1"}:
            found.add((parts["proto"], int(parts["port"])))
    if not lines:  # the scan came in through one
        raise Unreadable(reason("no_sockets_listed"))
    return frozenset(found)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what listens. A well-known port counts as its service, whatever program holds it."""
    del scope
    read = attempt(lambda: _listeners(outputs))
    told = untold_fact(ManagementServices, NAME)

    def open_at(*ports: int, proto: str = "tcp") -> Known[bool] | Unknown:
        return read if isinstance(read, Unknown) else Known(any((proto, port) in read.value for port in ports))

    return replace(
        told,
        ssh=Known(True),  # this session came in by it
        telnet=open_at(23, *_VTY),
        http=open_at(80, 8080),
        https=open_at(443, 8443),
        tftp=open_at(69, proto="udp"),
        ftp=open_at(21),
        ssh_versions=attempt(lambda: _ssh_versions(outputs)),
        unneeded=read
        if isinstance(read, Unknown)
        else Known(tuple(sorted({_SMALL[port] for _proto, port in read.value if port in _SMALL}))),
    )


def _ssh_versions(outputs: Outputs) -> frozenset[str]:
    """OpenSSH 7.6 took version 1 out of the server (its release notes)."""
    text = outputs["ssh_version"].text()
    found = re.match(r"OpenSSH_(\d+)\.(\d+)", text)
    if found is None or (int(found[1]), int(found[2])) < (7, 6):
        raise Unreadable(reason("unparseable", detail=f"ssh -V: {text.strip()[:60]}"))
    return frozenset({"2"})


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Say whether an agent runs: FRRouting has none of its own. How it is set is for root alone to read."""
    del scope
    runs = attempt(lambda: "snmpd" in programs(outputs) or bool(_SNMP & _listeners(outputs)))
    if runs != Known(False):
        return replace(untold_fact(Snmp, NAME), enabled=runs)
    return Snmp(enabled=runs, versions=Known(frozenset()), communities=Known(()), users=Known(()))


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Say who is let in from outside; what encrypts paths is told to root alone."""
    del scope
    return replace(untold_fact(Tunnels, NAME), remote_access=attempt(lambda: _dial_in(outputs)))


def _dial_in(outputs: Outputs) -> tuple[str, ...]:
    """Name the programs that let persons in.

    That there are none is believed where nothing can do both, and every socket is known to be another service's.
    """
    running = programs(outputs)
    if found := sorted(running & _DIAL_IN):
        return tuple(found)
    either = sorted({*(running & _EITHER), *(port.name for port in ports(outputs) if _tunnels(port.name, port.kind))})
    sockets = _listeners(outputs)
    strange = sorted(f"{proto} {port}" for proto, port in sockets if not _known(proto, port))
    if either or strange:
        raise Unreadable(reason("perhaps_remote_access", items=tuple((*either, *strange)[:10])))
    return ()


def _tunnels(name: str, kind: str) -> bool:
    return kind in {"wireguard", "ppp"} or _TUNNEL_PORT.fullmatch(name) is not None


def _known(proto: str, port: int) -> bool:
    return port in _TCP if proto == "tcp" else port in _UDP or port >= _CLIENTS
