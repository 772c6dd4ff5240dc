"""One SSH connection up to the verified host key: paramiko's Transport, used leanly and without its own time-outs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import paramiko
from paramiko.kex_curve25519 import KexCurve25519
from paramiko.packet import Packetizer
from paramiko.ssh_exception import IncompatiblePeer

from inventories.reason import Reason, Value, reason
from scanners.probe import neutralise
from scanners.ssh.algorithms import ALL_HOST_KEYS, HOST_KEYS, Algorithms
from scanners.ssh.known_hosts import HostKey, KnownHosts, KnownKeys, Verdict
from scanners.ssh.target import SessionError, Target
from scanners.ssh.wire import Wire, connect_tcp, start_proxy

_PACKET_CAP = 1 << 18  # bytes; RFC 4253 asks for 35,000, OpenSSH sends up to 256 KiB

# paramiko logs what a server says, tracebacks included; Python would print that on standard error.
logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each step may take, in seconds; a deadline of the whole scan cuts all of them."""

    connect: float = 10.0
    banner: float = 10.0
    handshake: float = 15.0
    login: float = 20.0
    channel: float = 10.0


RFC8731_NAME = "curve25519-sha256"


class _Packets(Packetizer):
    """paramiko's packet layer without its timer thread, and with a limit on what a server may announce."""

    def start_handshake(self, timeout: float) -> None:
        """Do nothing: the wire's deadline covers the handshake."""
        del timeout

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:
        """Read `n` bytes; raises `SSHException` for a packet of a size that no server needs."""
        if n > _PACKET_CAP:
            oversize = "packet too large"
            raise paramiko.SSHException(oversize)
        return super().read_all(n, check_rekey)


class _Transport(paramiko.Transport):
    """A transport that offers exactly the given algorithms and host key types."""

    # paramiko knows this exchange by its older name alone (RFC 8731: one algorithm, two names). Not in its type stub.
    _kex_info: ClassVar = {**paramiko.Transport._kex_info, RFC8731_NAME: KexCurve25519}  # type: ignore[attr-defined]

    def __init__(self, wire: Wire, algorithms: Algorithms, host_keys: Sequence[str]) -> None:
        self._offered = algorithms
        self._host_keys = tuple(host_keys)
        # paramiko asks for "a socket-like object", which is wider than its type stub.
        super().__init__(cast("paramiko.Channel", wire), packetizer_class=_Packets)

    @property
    def preferred_kex(self) -> Sequence[str]:
        """Key exchanges in our order."""
        spoken = {*super().preferred_kex, RFC8731_NAME}  # the rest depends on the cryptography library
        return tuple(name for name in self._offered.kex if name in spoken)

    @property
    def preferred_ciphers(self) -> Sequence[str]:
        """Ciphers in our order."""
        return self._offered.ciphers

    @property
    def preferred_macs(self) -> Sequence[str]:
        """Message authentication codes in our order."""
        return self._offered.macs

    @property
    def preferred_keys(self) -> Sequence[str]:
        """Host key types that can be compared with what is known; no host certificates."""
        return self._host_keys


@dataclass(frozen=True, slots=True)
class Link:
    """A connection whose encryption is up and whose host key is that of `key`."""

    hop: Target
    wire: Wire
    transport: paramiko.Transport
    key: HostKey

    def close(self) -> None:
        """End the connection and give its descriptor back."""
        _end(self.transport, self.wire)


def _end(transport: paramiko.Transport, wire: Wire) -> None:
    transport.close()
    wire.close()
    if transport.is_alive():
        transport.join(2.0)
    wire.release()


def trouble(transport: paramiko.Transport, wire: Wire, hop: Target, stage: str) -> SessionError:
    """Explain why a transport ended."""
    problem = transport.get_exception()
    if wire.failure is not None:
        return SessionError(wire.failure, stage if wire.greeted else "banner")
    if not wire.greeted:
        # Our own greeting could not be sent; or paramiko gave up after a hundred lines that are no identification.
        gone = problem is None or isinstance(problem, EOFError | ConnectionError)
        code = "closed_before_banner" if gone else "banner_too_long"
        return SessionError(reason(code, host=hop.address, said=wire.said), "banner")
    return SessionError(explain(problem, hop, stage), stage)


def explain(problem: Exception | None, hop: Target, stage: str) -> Reason:
    """Turn paramiko's exception into a reason."""
    detail = neutralise(str(problem or "").encode())[:200]
    if isinstance(problem, IncompatiblePeer):
        return reason("no_common_algorithm", host=hop.address, detail=detail)
    if problem is None or isinstance(problem, EOFError | ConnectionError):
        return reason("connection_lost", host=hop.address, stage=stage)
    return reason("protocol_error", host=hop.address, stage=stage, detail=detail)


def _open_wire(hop: Target, via: Link | None, limits: Limits, deadline: float) -> Wire:
    limit = min(deadline, time.monotonic() + min(limits.connect, hop.connect_timeout or limits.connect))
    if via is not None:
        return Wire(_forward(hop, via, limit), hop.address, via.wire)
    if hop.proxy_command:
        try:
            sock, program = start_proxy(hop.proxy_command, hop.address, hop.port, hop.user)
        except OSError as broken:
            raise SessionError(reason("proxy_failed", host=hop.address, detail=str(broken)), "tcp") from broken
        return Wire(sock, hop.address, program=program)
    return Wire(connect_tcp(hop.address, hop.port, limit), hop.address)


def open_stream(hop: Target, via: Link | None, limits: Limits, deadline: float) -> Wire:
    """Connect without SSH, for Telnet to a device whose exception allows that. Raises `SessionError`."""
    wire = _open_wire(hop, via, limits, deadline)
    wire.greeted = wire.admitted = True  # nothing greets here
    wire.arm("read", deadline)
    return wire


def _forward(hop: Target, via: Link, limit: float) -> paramiko.Channel:
    via.wire.arm("channel", limit)
    try:
        return via.transport.open_channel(
            "direct-tcpip", (hop.address, hop.port), ("127.0.0.1", 0), timeout=max(0.1, limit - time.monotonic())
        )
    except paramiko.ChannelException as refused:
        why = reason("jump_refused", host=hop.address, port=hop.port, jump=via.hop.address, detail=str(refused.text))
        raise SessionError(why, "tcp") from refused
    except (paramiko.SSHException, EOFError, OSError) as broken:
        if via.transport.is_active():
            raise SessionError(reason("connect_timed_out", host=hop.address, port=hop.port), "tcp") from broken
        raise trouble(via.transport, via.wire, via.hop, "tcp") from broken


def open_link(hop: Target, via: Link | None, host_keys: Sequence[str], limits: Limits, deadline: float) -> Link:
    """Connect and exchange keys, without judging the host key. Raises `SessionError`."""
    wire = _open_wire(hop, via, limits, deadline)
    now = time.monotonic()
    kex_limit = min(deadline, now + limits.handshake)
    wire.arm_handshake(min(deadline, now + limits.banner), kex_limit)
    transport = _Transport(wire, hop.algorithms, host_keys)
    done = threading.Event()
    try:
        transport.start_client(event=done)
        # The wire's own deadline ends the transport, which sets the event; the second is a margin.
        done.wait(max(0.0, kex_limit - time.monotonic()) + 1.0)
        shown = transport.host_key
        if shown is None or not transport.initial_kex_done or not transport.is_active():
            raise trouble(transport, wire, hop, "kex")
    except BaseException:
        _end(transport, wire)
        raise
    return Link(hop, wire, transport, HostKey(shown.get_name(), shown.asbytes()))


def open_verified(hop: Target, via: Link | None, known: KnownHosts, limits: Limits, deadline: float) -> Link:
    """Connect, exchange keys and verify the host key before anything else is sent. Raises `SessionError`."""
    keys = known.find(hop.lookup, hop.port, hop.known_hosts_files, alias=hop.alias)
    wanted = tuple(name for kind in keys.kinds for name in HOST_KEYS.get(kind, ())) or ALL_HOST_KEYS
    try:
        link = open_link(hop, via, wanted, limits, deadline)
    except SessionError as stop:
        # The server no longer has a key of a type we know: show which it has instead, as a change.
        if stop.reason.code != "no_common_algorithm" or wanted == ALL_HOST_KEYS:
            raise
        link = open_link(hop, via, ALL_HOST_KEYS, limits, deadline)
    why = _verdict(link.key, keys, hop)
    if why is not None:
        link.close()
        raise SessionError(why, "host_key")
    return link


def _verdict(shown: HostKey, keys: KnownKeys, hop: Target) -> Reason | None:
    verdict = keys.judge(shown)
    if verdict is Verdict.KNOWN:
        return None
    values: dict[str, Value] = {
        "host": hop.address,
        "port": hop.port,
        "kind": shown.kind,
        "fingerprint": shown.fingerprint,
    }
    if verdict is Verdict.REVOKED:
        return reason("host_key_revoked", **values)
    if verdict is Verdict.CHANGED:
        return reason("host_key_changed", known=tuple(key.fingerprint for key in keys.keys), **values)
    return reason("host_certificate_unsupported" if keys.authorities else "host_key_unknown", **values)
