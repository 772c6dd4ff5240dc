"""Logging in on network devices: the configured keys, then the inventory's password, once. Never on a Linux host.

Why devices may be told a password and hosts may not: docs/decisions/0010-device-sessions.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

import paramiko
from paramiko.auth_handler import AuthHandler
from paramiko.message import Message
from paramiko.ssh_exception import PartialAuthentication

from scanners.ssh.credentials import Credentials, Offer
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits, Link
from scanners.ssh.login import ended, open_way, refused
from scanners.ssh.target import SessionError, Target

_SERVICE = "ssh-userauth"


def open_device_way(
    hops: tuple[Target, ...],
    credentials: Credentials,
    known: KnownHosts,
    limits: Limits,
    deadline: float,
    *,
    password: str,
) -> tuple[Link, ...]:
    """Connect as `open_way` does to a network device, the last of `hops`. Raises `SessionError`.

    Where there is a password, keys that nobody configured are not offered: they would use up the tries that a device
    allows before the password is asked for. Where there is none, the device is logged in to as a host is.
    """
    last = partial(_log_in, password=password) if password else None
    return open_way(hops, credentials, known, limits, deadline, last=last)


class _OneService(AuthHandler):
    """Several tries under one request for the service: paramiko repeats it for each, and strict servers hang up."""

    accepted = False

    def _request_auth(self) -> None:
        if not self.accepted:
            self.accepted = True
            super()._request_auth()  # type: ignore[misc]  # not in its type stub
            return
        message = Message()
        message.add_string(_SERVICE)
        message.rewind()
        self._parse_service_accept(message)  # type: ignore[attr-defined]  # as above


class _Tries:
    """The tries on one device; what was shown to it stands in the reason of a refusal."""

    def __init__(self, link: Link, deadline: float) -> None:
        self._link = link
        self._deadline = deadline
        self._transport = link.transport
        self._handler = self._transport.auth_handler = _OneService(self._transport)
        self._shown: list[str] = []

    def methods(self) -> tuple[str, ...]:
        """Ask which ways of logging in there are, as every client of OpenSSH does; nothing where none is needed."""
        if self._admitted(partial(self._handler.auth_none, self._link.hop.user)):
            return ()
        told = self._problem
        # A device that names no method takes the usual ones.
        return (
            tuple(told.allowed_types) if isinstance(told, paramiko.BadAuthenticationType) else ("publickey", "password")
        )

    def key(self, offer: Offer) -> bool:
        """Offer a key; raises where it is right and more is asked for."""
        self._shown.append(offer.label)
        return self._admitted(partial(self._handler.auth_publickey, self._link.hop.user, offer.key))

    def password(self, password: str) -> bool:
        """Send the password."""
        self._shown.append("password")
        return self._admitted(partial(self._handler.auth_password, self._link.hop.user, password))

    def dialogue(self, password: str) -> bool:
        """Answer a keyboard-interactive dialogue (RFC 4256) with the password."""
        self._shown.append("keyboard-interactive")
        return self._admitted(partial(self._handler.auth_interactive, self._link.hop.user, _Answers(password)))

    def refusal(self, methods: tuple[str, ...], code: str = "auth_refused") -> SessionError:
        """Say what was shown and what the device would take."""
        return SessionError(refused(self._link, self._shown, code, methods), "auth", self._link.hop.credential)

    def _admitted(self, start: Callable[[threading.Event], None]) -> bool:
        answered = threading.Event()
        problem: Exception | None = None
        try:
            start(answered)
            # The wire's own deadline ends the transport, which sets the event; the second is a margin.
            answered.wait(max(0.0, self._deadline - time.monotonic()) + 1.0)
        except (paramiko.SSHException, EOFError, OSError) as broken:
            problem = broken
        if self._transport.is_authenticated():
            self._link.wire.admitted = True
            return True
        self._problem = problem or self._transport.get_exception()
        if problem or not self._transport.is_active() or not answered.is_set():
            why = ended(self._link, self._shown, self._problem)
            raise SessionError(why, "auth", self._link.hop.credential)
        if isinstance(self._problem, PartialAuthentication):
            raise self.refusal(tuple(self._problem.allowed_types), "auth_incomplete")
        return False

    _problem: Exception | None = None


def _log_in(link: Link, offers: tuple[Offer, ...], deadline: float, *, password: str) -> None:
    """Log in with a key or, once, with the password. Raises `SessionError` of stage auth."""
    link.wire.arm("auth", deadline)
    tries = _Tries(link, deadline)
    methods = tries.methods()
    if link.transport.is_authenticated():
        return
    if "publickey" in methods and any(tries.key(offer) for offer in offers):
        return
    if "password" in methods:
        if tries.password(password):
            return
    elif "keyboard-interactive" in methods and tries.dialogue(password):
        return
    raise tries.refusal(methods)


class _Answers:
    """Answers a dialogue: the password once, and yes to a text that must be accepted."""

    def __init__(self, password: str) -> None:
        self._password: str | None = password

    def __call__(self, title: str, instructions: str, fields: list[tuple[str, bool]]) -> list[str]:
        """Give the answers; raises where anything else is asked for, or the password again."""
        del title, instructions
        return [self._answer(prompt, echoed=echoed) for prompt, echoed in fields]

    def _answer(self, prompt: str, *, echoed: bool) -> str:
        if echoed and "accept" in prompt.lower():
            return "yes"
        if echoed or self._password is None:
            raise EOFError  # ends the connection: nothing else may be answered
        password, self._password = self._password, None
        return password
