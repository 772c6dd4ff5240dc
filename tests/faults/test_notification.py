"""Notices and witnesses with real servers: what they took is what we sent, and what they did not take waits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from checks.operations import Mail, Notice, Syslog, Webhook, Witness
from inventories.reason import Reason
from reports.messages import say
from tenken import syslog
from tenken.evidence.heads import heads_of
from tenken.evidence.sealing import Sealer, append
from tenken.evidence.signing import own_key
from tenken.evidence.witness import tell
from tenken.notifying import notify
from tenken.store.opening import open_store
from tenken.store.schema import ledger
from tests.faults.own_authority import Authority
from tests.faults.real_mail_server import PASSWORD, REFUSED, USER, MailServer
from tests.faults.real_rsyslogd import Rsyslogd
from tests.faults.real_webhook import Webhook as HttpsServer
from tests.unit.tenken.notifying.told import TODAY, drift, found, policy, run_of

HOSTILE = "a\r\nBcc: everybody@example.jp\r\n\r\n<13>1 - - forged - - - \u202e\x1b[2J"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def authority(certificates: Path) -> Authority:
    return Authority(certificates)


@pytest.fixture(scope="module")
def foreign(certificates: Path) -> Authority:
    return Authority(certificates, "foreign")


@pytest.fixture(scope="module")
def log_server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Rsyslogd]:
    server = Rsyslogd(tmp_path_factory.mktemp("rsyslogd"), authority)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def files(authority: Authority) -> tuple[Path, Path]:
    return authority.signed("server")


@pytest.fixture
def mail_server(files: tuple[Path, Path]) -> Iterator[MailServer]:
    server = MailServer(files, "starttls")
    yield server
    server.stop()


@pytest.fixture
def webhook(files: tuple[Path, Path]) -> Iterator[HttpsServer]:
    server = HttpsServer(files)
    yield server
    server.stop()


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return file


def told(state: Path, notice: Notice, run: str = "run-1") -> list[Reason]:
    done = run_of(found(subject=HOSTILE), id=run)
    return notify(done, drift((None, done.findings[0])), policy(notice), TODAY, state)


def waiting(state: Path) -> int:
    return len(list((state / "outbox").glob("*.json")))


# mail


def test_a_mail_goes_out_encrypted_and_logged_in(
    tmp_path: Path, mail_server: MailServer, authority: Authority, password: Path
) -> None:
    mail = Mail(
        "127.0.0.1",
        port=mail_server.port,
        sender="scan@example.jp",
        to=("ops@example.jp", "audit@example.jp"),
        user=USER,
        password_file=str(password),
        ca=str(authority.file),
    )
    assert told(tmp_path, Notice("ops", role="保守担当", mail=mail)) == []
    inbox = mail_server.inbox
    assert (inbox.encrypted, inbox.users) == ([True], [USER])
    assert inbox.taken[0].rcpt_tos == ["ops@example.jp", "audit@example.jp"]
    (message,) = inbox.messages()
    assert message["Subject"] == "[tenken] 新規の不適合 1件（点検 run-1）"
    assert message["Bcc"] is None
    assert "宛先: 保守担当" in message.get_content()
    assert not [line for line in message.get_content().splitlines() if line.startswith("Bcc")]


def test_a_password_from_systemd_is_found_by_its_name(
    tmp_path: Path, mail_server: MailServer, authority: Authority, password: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(password.parent))
    mail = Mail("127.0.0.1", port=mail_server.port, user=USER, password_file="password", ca=str(authority.file))
    assert told(tmp_path, Notice("ops", mail=mail)) == []
    assert len(mail_server.inbox.taken) == 1


def test_a_mail_that_was_taken_counts_as_sent_however_the_server_says_goodbye(
    tmp_path: Path, mail_server: MailServer, authority: Authority, password: Path
) -> None:
    mail_server.inbox.goodbye = "554 I have had enough"
    mail = Mail("127.0.0.1", port=mail_server.port, user=USER, password_file=str(password), ca=str(authority.file))
    assert told(tmp_path, Notice("ops", mail=mail)) == []
    assert (len(mail_server.inbox.taken), waiting(tmp_path)) == (1, 0)


def test_a_wrong_password_keeps_the_mail_and_is_not_shown(
    tmp_path: Path, mail_server: MailServer, authority: Authority, password: Path
) -> None:
    password.write_text("wrong-and-secret\n", "utf-8")
    mail = Mail("127.0.0.1", port=mail_server.port, user=USER, password_file=str(password), ca=str(authority.file))
    problems = told(tmp_path, Notice("ops", mail=mail))
    assert [problem.code for problem in problems] == ["notice_not_sent", "notices_waiting"]
    assert "secret" not in " ".join(say(problem, "en") for problem in problems)
    password.write_text(f"{PASSWORD}\n", "utf-8")
    assert notify(run_of(), drift(), policy(Notice("ops", mail=mail)), TODAY, tmp_path) == []
    assert len(mail_server.inbox.taken) == 1
    assert waiting(tmp_path) == 0


def test_a_mail_server_that_another_authority_vouches_for_gets_nothing(
    tmp_path: Path, mail_server: MailServer, foreign: Authority, password: Path
) -> None:
    mail = Mail("127.0.0.1", port=mail_server.port, user=USER, password_file=str(password), ca=str(foreign.file))
    problems = told(tmp_path, Notice("ops", mail=mail))
    assert "CERTIFICATE_VERIFY_FAILED" in say(problems[0], "en")
    assert mail_server.inbox.taken == []


def test_a_mail_server_that_offers_no_encryption_gets_nothing(
    tmp_path: Path, files: tuple[Path, Path], authority: Authority
) -> None:
    server = MailServer(files, "none")
    try:
        mail = Mail("127.0.0.1", port=server.port, ca=str(authority.file))
        assert told(tmp_path, Notice("ops", mail=mail))[0].code == "notice_not_sent"
        assert server.inbox.taken == []
        open_mail = Mail("127.0.0.1", port=server.port, security="none")
        assert told(tmp_path, Notice("clear", mail=open_mail), "run-2")[0].code == "notice_orphaned"
        assert server.inbox.encrypted == [False]
    finally:
        server.stop()


def test_a_mail_goes_out_over_tls_from_the_start(
    tmp_path: Path, files: tuple[Path, Path], authority: Authority
) -> None:
    server = MailServer(files, "tls")
    try:
        mail = Mail("127.0.0.1", port=server.port, security="tls", ca=str(authority.file))
        assert told(tmp_path, Notice("ops", mail=mail)) == []
        assert server.inbox.encrypted == [True]
    finally:
        server.stop()


def test_one_recipient_that_is_refused_is_told_and_the_others_get_it_once(
    tmp_path: Path, mail_server: MailServer, authority: Authority, password: Path
) -> None:
    mail = Mail(
        "127.0.0.1",
        port=mail_server.port,
        to=("ops@example.jp", REFUSED),
        user=USER,
        password_file=str(password),
        ca=str(authority.file),
    )
    (problem,) = told(tmp_path, Notice("ops", mail=mail))
    assert (problem.code, problem.as_dict()["to"]) == ("notice_refused", (REFUSED,))
    assert mail_server.inbox.taken[0].rcpt_tos == ["ops@example.jp"]
    assert waiting(tmp_path) == 0


# syslog


def server_of(log_server: Rsyslogd, authority: Authority, transport: str) -> Syslog:
    if transport == "udp":
        return Syslog("127.0.0.1", log_server.udp, "udp")
    if transport == "tcp":
        return Syslog("127.0.0.1", log_server.tcp, "tcp")
    return Syslog("127.0.0.1", log_server.tls, "tls", ca=str(authority.file))


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_log_server_reads_each_line_as_one_message_of_rfc_5424(
    tmp_path: Path, log_server: Rsyslogd, authority: Authority, transport: str
) -> None:
    server = server_of(log_server, authority, transport)
    assert told(tmp_path, Notice("ops", syslog=server), f"run-{transport}") == []
    got = log_server.parts(f"（点検 run-{transport}）")
    (subject,) = [line for line in got.splitlines() if f"（点検 run-{transport}）" in line]
    assert subject.startswith("1|108|tenken|notice|")
    assert [line for line in got.splitlines() if "forged" in line and not line.startswith("1|108|tenken|notice|")] == []


def test_a_log_server_that_asks_for_a_certificate_gets_ours(
    log_server: Rsyslogd, authority: Authority, tmp_path: Path
) -> None:
    certificate, key = authority.signed("ops-host")
    server = Syslog(
        "127.0.0.1", log_server.strict, "tls", ca=str(authority.file), certificate=str(certificate), key=str(key)
    )
    assert told(tmp_path, Notice("ops", syslog=server), "run-strict") == []
    log_server.wait_for("（点検 run-strict）")


@pytest.mark.parametrize("own", [False, True])
def test_a_log_server_that_refuses_us_is_never_taken_for_told(
    log_server: Rsyslogd, authority: Authority, foreign: Authority, own: bool
) -> None:
    certificate, key = map(str, foreign.signed("stranger")) if own else ("", "")
    server = Syslog("127.0.0.1", log_server.strict, "tls", ca=str(authority.file), certificate=certificate, key=key)
    for _ in range(20):  # it closes at once, and what comes first here, its end or its reset, is chance
        with pytest.raises(OSError, match=r"\w"):
            syslog.send(server, [syslog.Message("notice", "refused")])
    assert "refused" not in log_server.wait_for("")


def test_a_log_server_that_another_authority_vouches_for_gets_nothing(
    tmp_path: Path, log_server: Rsyslogd, foreign: Authority
) -> None:
    server = Syslog("127.0.0.1", log_server.tls, "tls", ca=str(foreign.file))
    problems = told(tmp_path, Notice("ops", syslog=server), "run-foreign")
    assert "CERTIFICATE_VERIFY_FAILED" in say(problems[0], "en")
    assert "run-foreign" not in log_server.wait_for("")


# webhook


def test_a_webhook_gets_the_document_and_the_token(
    tmp_path: Path, webhook: HttpsServer, authority: Authority, password: Path
) -> None:
    hook = Webhook(webhook.url("/hook"), token_file=str(password), ca=str(authority.file))
    assert told(tmp_path, Notice("ops", webhook=hook)) == []
    ((path, headers, body),) = webhook.taken
    document = json.loads(body)
    assert (path, headers["Authorization"]) == ("/hook", f"Bearer {PASSWORD}")
    assert (document["run"]["id"], document["counts"]["new"]) == ("run-1", 1)
    assert document["events"][0]["subject"].isprintable()


@pytest.mark.parametrize(("path", "status"), [("/moved", 302), ("/broken", 500)])
def test_a_webhook_that_leads_elsewhere_or_fails_gets_nothing(
    tmp_path: Path, webhook: HttpsServer, authority: Authority, path: str, status: int
) -> None:
    hook = Webhook(webhook.url(path), ca=str(authority.file))
    assert f"HTTP {status}" in say(told(tmp_path, Notice("ops", webhook=hook))[0], "en")
    assert webhook.taken == []
    assert waiting(tmp_path) == 1


def test_a_webhook_that_another_authority_vouches_for_gets_nothing(
    tmp_path: Path, webhook: HttpsServer, foreign: Authority
) -> None:
    hook = Webhook(webhook.url("/hook"), ca=str(foreign.file))
    assert "CERTIFICATE_VERIFY_FAILED" in say(told(tmp_path, Notice("ops", webhook=hook))[0], "en")
    assert webhook.taken == []


def test_a_token_that_is_no_header_is_not_shown(
    tmp_path: Path, webhook: HttpsServer, authority: Authority, password: Path
) -> None:
    password.write_bytes("秘密の token".encode())
    hook = Webhook(webhook.url("/hook"), token_file=str(password), ca=str(authority.file))
    problems = told(tmp_path, Notice("ops", webhook=hook))
    assert problems[0].code == "notice_not_sent"
    assert "token" not in say(problems[0], "en").partition("(")[2]


# the witness


def test_the_heads_of_a_ledger_are_found_again_in_the_log_of_the_server(
    tmp_path: Path, log_server: Rsyslogd, authority: Authority
) -> None:
    store = open_store("", tmp_path / "state")
    try:
        sealer = Sealer(own_key(store.folder, None))
        server = server_of(log_server, authority, "tls")
        for number in range(3):
            with store.writing() as connection:
                now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
                append(connection, sealer.key, "run", run=f"witnessed-{number}", content="c" * 64, time=now)
            assert tell(store, [Witness("log server", syslog=server)]) == []
        log_server.wait_for("witnessed-2")
        with store.reading() as connection:
            rows = connection.execute(select(ledger).order_by(ledger.c.number)).all()
        assert [(head.number, head.sha256) for head in heads_of(log_server.received).heads] == [
            (row.number, row.sha256) for row in rows
        ]
        assert {row.witnessed for row in rows} == {'["log server"]'}
    finally:
        store.close()
