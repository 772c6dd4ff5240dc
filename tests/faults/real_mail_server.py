"""A mail server (aiosmtpd) on a loopback port: STARTTLS or TLS from the start, log-ins, recipients that it refuses."""

from __future__ import annotations

import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.faults.real_sshd import free_port

USER, PASSWORD = "tenken", "correct horse"
REFUSED = "nobody@example.jp"


class Inbox:
    """What the server took: envelopes, and who had logged in over what."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.users: list[object] = []
        self.goodbye = "221 Bye"

    async def handle_RCPT(  # noqa: N802  (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address == REFUSED:
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (as above)
        self.taken.append(envelope)
        self.encrypted.append(bool(server.transport and server.transport.get_extra_info("cipher")))
        self.users.append(session.auth_data)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (as above)
        del server, session, envelope
        return self.goodbye

    def messages(self) -> list[EmailMessage]:
        """Give the mails."""
        read = [message_from_bytes(one.content, policy=default) for one in self.taken if isinstance(one.content, bytes)]
        return [one for one in read if isinstance(one, EmailMessage)]


def _authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    del server, session, envelope, mechanism
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=USER)


class MailServer:
    """One server. `security` as a notice names it."""

    def __init__(self, files: tuple[Path, Path], security: str) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)
        self.inbox = Inbox()
        self.port = free_port()
        starttls = security == "starttls"
        self._controller = Controller(
            self.inbox,
            hostname="127.0.0.1",
            port=self.port,
            server_hostname="mail.example.jp",
            ssl_context=context if security == "tls" else None,
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=_authenticated,
            auth_required=starttls,
            auth_require_tls=starttls,
        )
        self._controller.start()

    def stop(self) -> None:
        """End it."""
        self._controller.stop()
