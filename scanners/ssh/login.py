"""Logging in: the offered keys in turn, once; never a password, never a dialogue (network devices: `device_login`)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import paramiko
from paramiko.ssh_exception import PartialAuthentication

from inventories.reason import Reason, reason
from scanners.probe import neutralise
from scanners.ssh.credentials import Credentials, Offer
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits, Link, explain, open_verified
from scanners.ssh.target import SessionError, Target

LogIn = Callable[[Link, tuple[Offer, ...], float], None]  # raises `SessionError` of stage auth


def open_way(
    hops: tuple[Target, ...],
    credentials: Credentials,
    known: KnownHosts,
    limits: Limits,
    deadline: float,
    *,
    last: LogIn | None = None,
) -> tuple[Link, ...]:
    """Connect to each host through the one before it, verify its key and log in. Raises `SessionError`.

    `last` logs in on the last hop in another way; no keys are looked for there but those that are configured.
    """
    links: list[Link] = []
    try:
        for place, hop in enumerate(hops, 1):
            way = last if place == len(hops) else None
            # What cannot be offered is found out before a connection is made.
            offers: tuple[Offer, ...] = ()
            if hop.explicit or way is None:
                offers = credentials.offers(hop.identity_files, hop.certificate_files, explicit=hop.explicit)
            link = open_verified(hop, links[-1] if links else None, known, limits, deadline)
            links.append(link)
            (way or log_in)(link, offers, min(deadline, time.monotonic() + limits.login))
            link.wire.arm("read", deadline)
    except BaseException:
        close_way(tuple(links))
        raise
    return tuple(links)


def close_way(links: tuple[Link, ...]) -> None:
    """End connections, the innermost first."""
    for link in reversed(links):
        link.close()


def log_in(link: Link, offers: tuple[Offer, ...], deadline: float) -> None:
    """Log in on a link or raise `SessionError` of stage auth."""
    link.wire.arm("auth", deadline)
    shown: list[str] = []
    for offer in offers:
        shown.append(offer.label)
        if _attempt(link, offer, shown, deadline):
            return
    raise SessionError(refused(link, shown, "auth_refused", ()), "auth", link.hop.credential)


def _attempt(link: Link, offer: Offer, shown: list[str], deadline: float) -> bool:
    transport, user = link.transport, link.hop.user
    answered = threading.Event()
    try:
        transport.auth_publickey(user, offer.key, answered)
        # The wire's own deadline ends the transport, which sets the event; the second is a margin.
        answered.wait(max(0.0, deadline - time.monotonic()) + 1.0)
    except (paramiko.SSHException, EOFError, OSError) as broken:
        raise SessionError(ended(link, shown, broken), "auth", link.hop.credential) from broken
    if transport.is_authenticated():
        link.wire.admitted = True
        return True
    problem = transport.get_exception()
    if not transport.is_active() or not answered.is_set():
        raise SessionError(ended(link, shown, problem), "auth", link.hop.credential)
    if isinstance(problem, PartialAuthentication | paramiko.BadAuthenticationType):
        # Either the key was right and more is asked for, or the server takes no keys: a further key cannot help.
        code = "auth_incomplete" if isinstance(problem, PartialAuthentication) else "auth_refused"
        why = refused(link, shown, code, tuple(problem.allowed_types))
        raise SessionError(why, "auth", link.hop.credential)
    return False


def refused(link: Link, shown: list[str], code: str, methods: tuple[str, ...]) -> Reason:
    """Say what was offered, what the server would take and what it told us (an account's expiry, nologin)."""
    banner = link.transport.get_banner() or b""
    said = " ".join(neutralise(banner).split())[:200]
    return reason(
        code,
        host=link.hop.address,
        user=link.hop.user,
        offered=tuple(shown),
        said=said,
        methods=tuple(neutralise(method.encode())[:40] for method in methods[:8]),
    )


def ended(link: Link, shown: list[str], problem: Exception | None) -> Reason:
    """Explain a connection that ended while the server was deciding."""
    if link.wire.failure is not None:
        return link.wire.failure
    if problem is None or isinstance(problem, EOFError):
        return refused(link, shown, "auth_closed", ())
    return explain(problem, link.hop, "auth")
