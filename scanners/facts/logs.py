"""Where logs go, what arrived, and who may change them."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ForwardTarget:
    """One configured destination; `protocol` is `tcp`, `udp`, `relp` or `https`."""

    address: str
    port: int
    protocol: str
    tls: bool


@dataclass(frozen=True, slots=True)
class LogForwarding:
    """Configured forwarding (rsyslog, systemd-journal-upload) and the connections that stand now.

    `targets`: those that get all messages (mail, lpr, news, uucp and ftp may be missing) from a service that runs.
    `connected`: remote `address:port` (IPv6 `[address]:port`) of established TCP connections, so that a configured
    target can be seen to be up.
    """

    targets: Field[tuple[ForwardTarget, ...]]
    connected: Field[frozenset[str]]


@dataclass(frozen=True, slots=True)
class ReceivedLogin:
    """A login record that arrived at a log server: who logged in where, from which client port."""

    host: str
    user: str
    port: int


@dataclass(frozen=True, slots=True)
class ReceivedLogs:
    """Login records of the scan account that a log server holds; absent on hosts that are no registered log server."""

    logins: Field[frozenset[ReceivedLogin]]
