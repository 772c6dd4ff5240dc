"""The ways on which a digest goes out: mail, syslog, a webhook, a file. Each raises OSError where it did not arrive.

smtplib and urllib serve, told to verify and to wait no longer than a while. apprise was looked at: it says True or
False and never why, takes no authority of the operator's own for its certificates, and knows syslog over UDP alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import smtplib
import socket
import ssl
import stat
import urllib.request
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError

from checks.operations import Mail, Notice, Webhook
from tenken import syslog
from tenken.notifying.digest import Digest
from tenken.one_line import one_line

SECONDS = 15  # for each answer of a server
_LONGEST_SECRET = 4096


def deliver(notice: Notice, digest: Digest) -> tuple[str, ...]:
    """Send a digest; gives the recipients that the mail server refused while it took others."""
    try:
        if notice.mail is not None:
            return _mail(notice.mail, digest)
        if notice.webhook is not None:
            _post(notice.webhook, digest)
        elif notice.syslog is not None:
            level = syslog.WARNING
            syslog.send(notice.syslog, [syslog.Message("notice", line, level) for line in digest.lines])
        else:
            _append(Path(notice.file), digest.document)
    except OSError:
        raise
    except (ValueError, HTTPException) as strange:  # their words may hold a password or a token
        raise OSError(type(strange).__name__) from None
    return ()


def first_line(named: str) -> str:
    """Give the first line of a secret's file; a name alone is looked for in what systemd hands over."""
    handed = os.environ.get("CREDENTIALS_DIRECTORY", "")
    file = Path(handed) / named  # an absolute path stays what it is
    with file.open("rb") as opened:
        line = opened.readline(_LONGEST_SECRET).decode("utf-8", "replace").rstrip("\r\n")
    if not line or not line.isprintable():
        raise OSError(f"{file}: no secret on its first line")
    return line


def message_of(sender: str, to: Sequence[str], digest: Digest) -> EmailMessage:
    """Give the mail of a digest; its headers are of one line each, whatever the digest says."""
    message = EmailMessage(policy=SMTP)
    message["From"] = one_line(sender)
    message["To"] = ", ".join(map(one_line, to))
    message["Subject"] = one_line(digest.subject)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=socket.gethostname())
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from robots
    message.set_content(digest.text, cte="base64")
    return message


def _mail(mail: Mail, digest: Digest) -> tuple[str, ...]:
    message = message_of(mail.sender, mail.to, digest)
    own = socket.gethostname()  # smtplib would ask the name service for it
    context = None if mail.security == "none" else ssl.create_default_context(cafile=mail.ca or None)
    if mail.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(mail.server, mail.port, own, timeout=SECONDS, context=context)
    else:
        line = smtplib.SMTP(mail.server, mail.port, own, timeout=SECONDS)
    try:
        if mail.security == "starttls":
            line.starttls(context=context)
        if mail.user:
            line.login(mail.user, first_line(mail.password_file))
        return tuple(line.send_message(message))
    finally:
        with contextlib.suppress(OSError):  # what was taken is taken, however the server says goodbye
            line.quit()
        line.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that sends us elsewhere is an error: what we tell is for this server alone."""

    def redirect_request(  # noqa: PLR0917  (the library's form)
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        del req, fp, code, msg, headers, newurl


def _post(webhook: Webhook, digest: Digest) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "tenken"}
    if webhook.token_file:
        headers["Authorization"] = f"Bearer {first_line(webhook.token_file)}"
    context = ssl.create_default_context(cafile=webhook.ca or None)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)
    asked = urllib.request.Request(webhook.url, digest.document.encode(), headers)  # noqa: S310  (https by its type)
    try:
        opener.open(asked, timeout=SECONDS).close()
    except HTTPError as refused:
        refused.close()
        raise OSError(f"HTTP {refused.code}") from None


def _append(file: Path, document: str) -> None:
    """Add one line, whole or not at all, whoever else writes."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(file, flags, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{file}: not a regular file")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before = os.fstat(descriptor).st_size
        content = document.encode() + b"\n"
        try:
            if os.write(descriptor, content) < len(content):
                raise OSError(f"{file}: no room")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)
