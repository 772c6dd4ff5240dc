"""Messages to a log server: RFC 5424 over UDP (RFC 5426), TCP (RFC 6587, octet counting) and TLS (RFC 5425).

Ours, for want of a library that does this and tells when it fails: logging.handlers.SysLogHandler writes the older BSD
form and knows no TLS; rfc5424-logging-handler had its last release in 2019 and leaves errors to `logging`; apprise
(2.2) sends neither RFC 5424 nor TCP nor TLS, and gives True or False.

Over TCP and TLS a message counts as sent once the server has closed the stream after ours and its host has acknowledged
every byte. Over UDP nothing can be known: a datagram that is lost is lost in silence.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import ssl
import sys
import termios
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.operations import Syslog
from tenken.one_line import one_line

SECONDS = 15  # for each step: connecting, sending, the server's end
FACILITY = 13  # log audit (RFC 5424, table 1)
NOTICE = 5
WARNING = 4
_STEP = 0.01
_DATAGRAM = 2048  # bytes that every receiver should take (RFC 5424, 6.1)
_LARGEST = 8192  # bytes of one message over TCP: what servers take by default
_MARK = b"\xef\xbb\xbf"  # says that the text is UTF-8 (RFC 5424, 6.4)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `kind` is its MSGID: letters, digits and signs, 32 at most; `level` NOTICE or WARNING."""

    kind: str
    text: str
    level: int = NOTICE


def send(server: Syslog, messages: Sequence[Message]) -> None:
    """Send messages over one connection. Raises OSError where the server could not be told, ssl.SSLError among them."""
    try:
        if server.transport == "udp":
            _send_datagrams(server, [encoded(one, _DATAGRAM) for one in messages])
        else:
            _send_stream(server, [encoded(one, _LARGEST) for one in messages])
    except UnicodeError as strange:  # an address that cannot be a name
        raise OSError(str(strange)) from None


def encoded(message: Message, largest: int) -> bytes:
    """Give the bytes of a message, of one line, cut to at most `largest`; a cut shows as `…`."""
    now = datetime.now().astimezone().isoformat(timespec="milliseconds")
    named = "".join(char for char in socket.gethostname() if "!" <= char <= "~")[:255] or "-"
    head = f"<{FACILITY * 8 + message.level}>1 {now} {named} tenken {os.getpid()} {message.kind} - ".encode("ascii")
    text = one_line(message.text)
    body = text.encode("utf-8", "replace")
    if not text.isascii():
        body = _MARK + body
    room = largest - len(head)
    if len(body) > room:
        body = body[: room - 3].decode("utf-8", "ignore").encode() + "…".encode()
    return head + body


def _send_datagrams(server: Syslog, messages: Iterable[bytes]) -> None:
    family, kind, protocol, _name, address = socket.getaddrinfo(server.address, server.port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as line:
        line.settimeout(SECONDS)
        line.connect(address)  # so that a refusal of the host comes back
        for message in messages:
            line.send(message)


def _send_stream(server: Syslog, messages: Iterable[bytes]) -> None:
    framed = b"".join(f"{len(message)} ".encode() + message for message in messages)
    line = socket.create_connection((server.address, server.port), timeout=SECONDS)
    try:
        if server.transport == "tls":
            line = _sent_encrypted(line, server, framed)
        else:
            line.sendall(framed)
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass
        _all_taken(line)
    finally:
        line.close()


def _sent_encrypted(plain: socket.socket, server: Syslog, framed: bytes) -> socket.socket:
    """Send over TLS and say goodbye; gives the connection below it."""
    line = _context(server).wrap_socket(plain, server_hostname=server.address)
    try:
        line.sendall(framed)
        with contextlib.suppress(ssl.SSLEOFError, ssl.SSLZeroReturnError):  # many close without TLS's own goodbye
            line.unwrap()
    except BaseException:
        line.close()
        raise
    below = socket.socket(fileno=line.detach())
    below.settimeout(SECONDS)
    return below


def _all_taken(line: socket.socket) -> None:
    """Wait until the server's host has acknowledged every byte. Raises OSError where it did not.

    A server that refuses our certificate may just close (rsyslogd does): the end of its stream then arrives before the
    reset that answers what we had sent.
    """
    waiting = bytearray(4)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        if problem := line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(problem, os.strerror(problem))
        fcntl.ioctl(line, termios.TIOCOUTQ, waiting)
        if not int.from_bytes(waiting, sys.byteorder):
            return
        time.sleep(_STEP)
    raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def _context(server: Syslog) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.ca or None)
    if server.certificate:
        context.load_cert_chain(server.certificate, server.key or None, password=_no_passphrase)
    return context


def _no_passphrase() -> str:
    raise OSError("the key has a passphrase")
