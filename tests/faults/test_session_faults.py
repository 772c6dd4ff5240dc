"""Transport and command faults: each ends with a reason, none outlasts its deadline, and what arrived is kept."""

from __future__ import annotations

import getpass
import socket
import struct
import time
from pathlib import Path

import pytest

from inventories.reason import Reason
from reports.messages import Language, say
from scanners.ssh.credentials import Credentials
from scanners.ssh.exchange import Exchange
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits
from scanners.ssh.session import connect
from scanners.ssh.target import CREDENTIAL_REFUSALS, SessionError, Target
from tests.faults.real_sshd import Sshd, free_port, keygen
from tests.faults.simulators import (
    Handler,
    blackhole_simulator,
    closes_after,
    relays,
    repeats,
    says,
    simulator,
    stalls_login,
)

SHORT = Limits(connect=1, banner=1, handshake=1, login=1, channel=1)
LANGUAGES: tuple[Language, ...] = ("ja", "en")
PATIENCE = 10.0  # seconds: a test fails that is stuck, however slow the machine


def assert_said(why: Reason) -> None:
    """Every reason has words in both languages, and every place in them a value."""
    for language in LANGUAGES:
        assert not say(why, language).startswith(f"{why.code} {{")


def failure(target: Target, limits: Limits = SHORT) -> SessionError:
    """Give the error a connection ends with; the number of seconds must be far below a hang."""
    began = time.monotonic()
    with pytest.raises(SessionError) as stop:
        connect(target, Credentials(agent=""), KnownHosts(), deadline=began + 20, limits=limits)
    assert time.monotonic() - began < PATIENCE
    assert_said(stop.value.reason)
    return stop.value


def exchange(target: Target, command: str, *, stdin: bytes = b"", seconds: float = 10, cap: int = 1 << 20) -> Exchange:
    began = time.monotonic()
    with connect(target, Credentials(agent=""), KnownHosts(), deadline=began + 20) as session:
        result = session.run(command, stdin, time.monotonic() + seconds, cap)
    assert time.monotonic() - began < seconds + PATIENCE
    if result.reason is not None:
        assert_said(result.reason)
    return result


def test_syn_blackhole(sshd: Sshd, key: Path) -> None:
    with blackhole_simulator() as port:
        stop = failure(sshd.target(key, port=port))
    assert (stop.reason.code, stop.stage) == ("connect_timed_out", "tcp")


def test_refused_connection(sshd: Sshd, key: Path) -> None:
    stop = failure(sshd.target(key, port=free_port()))
    assert (stop.reason.code, stop.stage) == ("connection_refused", "tcp")


def test_a_name_that_does_not_exist(key: Path) -> None:
    target = Target(
        name="x", address="no-such-host.invalid", port=22, user="x", lookup="x", identity_files=(key,), explicit=True
    )
    assert failure(target, Limits(connect=5)).reason.code in {"name_not_resolved", "resolve_timed_out"}


OVERSIZED = b"SSH-2.0-simulator\r\n" + struct.pack(">I", 0x7FFFFFF0) + b"\0" * 64


@pytest.mark.parametrize(
    ("handler", "code", "stage"),
    [
        (says(b""), "no_ssh_banner", "banner"),
        (says(b"SSH-2.0-half a li"), "no_ssh_banner", "banner"),
        (repeats(b"no end of line " * 10), "banner_too_long", "banner"),
        (repeats(b"a line of noise\r\n"), "banner_too_long", "banner"),
        (closes_after(b"HTTP/1.0 400 Bad Request\r\n\r\n"), "closed_before_banner", "banner"),
        (closes_after(b"Exceeded MaxStartups\r\n"), "too_many_connections", "banner"),
        (says(b"SSH-2.0-simulator\r\n"), "kex_timed_out", "kex"),
        (closes_after(b"SSH-2.0-simulator\r\n"), "connection_lost", "kex"),
        (says(OVERSIZED), "protocol_error", "kex"),
    ],
    ids=["silent", "half", "endless", "lines", "http", "busy", "stalled", "closed", "oversized"],
)
def test_servers_that_are_none(sshd: Sshd, key: Path, handler: Handler, code: str, stage: str) -> None:
    with simulator(handler) as port:
        stop = failure(sshd.target(key, port=port))
    assert (stop.reason.code, stop.stage) == (code, stage)


def test_a_flood_before_login_is_cut_by_its_size(sshd: Sshd, key: Path) -> None:
    ignore = struct.pack(">IB", 12, 8) + b"\x02" + b"\0" * 10  # SSH_MSG_IGNORE, unencrypted

    def flood(connection: socket.socket, stop: object) -> None:
        connection.sendall(b"SSH-2.0-simulator\r\n")
        while True:
            connection.sendall(ignore * 1000)

    with simulator(flood) as port:
        stop = failure(sshd.target(key, port=port), Limits(handshake=9))
    assert stop.reason.code == "login_flooded"


def test_no_common_algorithm(place: Path, key: Path) -> None:
    server = Sshd(place / "odd", ("Ciphers chacha20-poly1305@openssh.com",)).start()
    try:
        stop = failure(server.target(key))
    finally:
        server.stop()
    assert (stop.reason.code, stop.stage) == ("no_common_algorithm", "kex")


def test_cbc_is_never_offered_unasked(place: Path, key: Path) -> None:
    server = Sshd(place / "cbc", ("Ciphers aes128-cbc",)).start()
    try:
        assert failure(server.target(key)).reason.code == "no_common_algorithm"
    finally:
        server.stop()


def test_unknown_host_key_shows_the_fingerprint_and_logs_nobody_in(sshd: Sshd, key: Path) -> None:
    accepted = sshd.log.count("Accepted")
    stop = failure(sshd.target(key, known=sshd.known_file("\n")))
    assert (stop.reason.code, stop.stage) == ("host_key_unknown", "host_key")
    assert str(stop.reason.as_dict()["fingerprint"]).startswith("SHA256:")
    assert sshd.log.count("Accepted") == accepted


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_changed_host_key(sshd: Sshd, key: Path, tmp_path: Path, kind: str) -> None:
    other = keygen(tmp_path / "other", kind)
    stop = failure(sshd.target(key, known=sshd.known_file(sshd.known_line(other))))
    assert (stop.reason.code, stop.stage) == ("host_key_changed", "host_key")


def test_a_host_whose_known_type_is_gone_counts_as_changed(place: Path, key: Path, tmp_path: Path) -> None:
    server = Sshd(place / "rsaonly", (), (keygen(tmp_path / "host_rsa", "rsa"),)).start()
    try:
        known = server.known_file(server.known_line(keygen(tmp_path / "gone")))
        assert failure(server.target(key, known=known)).reason.code == "host_key_changed"
    finally:
        server.stop()


def test_a_revoked_key_is_refused_even_where_it_is_listed(sshd: Sshd, key: Path) -> None:
    ed25519 = sshd.folder / "host_ed25519"
    known = sshd.known_file(sshd.known_line(ed25519), "@revoked " + sshd.known_line(ed25519, "*"))
    assert failure(sshd.target(key, known=known)).reason.code == "host_key_revoked"


def test_a_certificate_authority_alone_is_not_enough(sshd: Sshd, key: Path) -> None:
    known = sshd.known_file("@cert-authority " + sshd.known_line())
    assert failure(sshd.target(key, known=known)).reason.code == "host_certificate_unsupported"


def test_a_malformed_line_costs_only_itself(sshd: Sshd, key: Path) -> None:
    file = sshd.known_file("garbage\n", "@strange x ssh-rsa AAAA\n", sshd.known_line())
    known = KnownHosts()
    with connect(sshd.target(key, known=file), Credentials(agent=""), known, deadline=time.monotonic() + 20) as session:
        assert session.run("true", b"", time.monotonic() + 10, 100).complete
    assert [(line.file, line.line) for line in known.skipped] == [(str(file), 1), (str(file), 2)]


def test_a_refused_login_is_tried_exactly_once(sshd: Sshd, tmp_path: Path) -> None:
    stranger = keygen(tmp_path / "stranger")
    failed, connections = sshd.log.count("Failed publickey"), sshd.log.count("Connection from")
    stop = failure(sshd.target(stranger))
    assert (stop.reason.code, stop.stage) == ("auth_refused", "auth")
    assert stop.reason.code in CREDENTIAL_REFUSALS
    assert "SHA256:" in str(stop.reason.as_dict()["offered"])
    sshd.wait_for_log("Failed publickey", failed + 1)
    assert sshd.log.count("Failed publickey") == failed + 1
    assert sshd.log.count("Connection from") == connections + 1


def test_a_jump_host_that_refuses_names_its_own_credential(sshd: Sshd, key: Path, tmp_path: Path) -> None:
    jump = sshd.target(keygen(tmp_path / "stranger"), credential="jump account")
    stop = failure(sshd.target(key, jumps=(jump,), credential="scan account"))
    assert (stop.reason.code, stop.credential) == ("auth_refused", "jump account")


def test_a_jump_host_that_does_not_forward(place: Path, sshd: Sshd, key: Path) -> None:
    server = Sshd(place / "noforward", ("AllowTcpForwarding no",)).start()
    try:
        assert failure(sshd.target(key, jumps=(server.target(key),))).reason.code == "jump_refused"
    finally:
        server.stop()


def test_a_proxy_command_that_ends_at_once(sshd: Sshd, key: Path) -> None:
    assert failure(sshd.target(key, proxy_command="exit 1")).reason.code == "closed_before_banner"


def test_a_second_factor_is_named_and_not_tried(place: Path, key: Path) -> None:
    server = Sshd(place / "two", ("AuthenticationMethods publickey,password", "PasswordAuthentication yes")).start()
    try:
        stop = failure(server.target(key))
        assert (stop.reason.code, stop.reason.as_dict()["methods"]) == ("auth_incomplete", ("password",))
        assert "Failed password" not in server.log
    finally:
        server.stop()


def test_the_servers_banner_is_part_of_a_refusal(place: Path, tmp_path: Path) -> None:
    (tmp_path / "banner").write_text("保守中\x1b[2J closed for maintenance\n", "utf-8")
    server = Sshd(place / "banner", (f"Banner {tmp_path}/banner",)).start()
    try:
        said = str(failure(server.target(keygen(tmp_path / "stranger"))).reason.as_dict()["said"])
    finally:
        server.stop()
    assert "closed for maintenance" in said
    assert "\x1b" not in said


def test_authentication_that_stalls(sshd: Sshd, key: Path) -> None:
    host_key = sshd.folder / "host_ed25519"
    with simulator(stalls_login(host_key)) as port:
        known = sshd.known_file(sshd.known_line(host_key, f"[127.0.0.1]:{port}"))
        stop = failure(sshd.target(key, known=known, port=port), Limits(login=1))
    assert (stop.reason.code, stop.stage) == ("auth_timed_out", "auth")


def test_max_sessions_reached(place: Path, key: Path) -> None:
    server = Sshd(place / "sessions", ("MaxSessions 0",)).start()
    try:
        session = connect(server.target(key), Credentials(agent=""), KnownHosts(), deadline=time.monotonic() + 20)
        with session, pytest.raises(SessionError) as stop:
            session.run("true", b"", time.monotonic() + 10, 100)
        assert (stop.value.reason.code, stop.value.stage) == ("session_refused", "channel")
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (
            "echo 'WARNING: Your password has expired.\nPassword change required but no TTY available.' >&2; exit 1",
            "password_expired",
        ),
        ("echo 'System is going down.' >&2; exit 254", "logins_closed"),
    ],
)
def test_an_account_that_is_kept_out_after_login_simulator(place: Path, key: Path, command: str, code: str) -> None:
    result = exchange(Sshd.target(_shared(place), key), command)
    assert (result.reason.code if result.reason else "", result.complete) == (code, False)


def _shared(place: Path) -> Sshd:
    port = next(
        line.split()[1]
        for line in (place / "main/sshd_config").read_text("utf-8").splitlines()
        if line.startswith("Port ")
    )
    keys = tuple(place / f"main/host_{kind}" for kind in ("ecdsa", "ed25519", "rsa"))
    return Sshd(place / "main", (), keys, int(port))


@pytest.mark.parametrize(("then", "code"), [("reset", "connection_lost"), ("silent", "deadline_passed")])
def test_output_before_a_cut_is_kept(sshd: Sshd, key: Path, then: str, code: str) -> None:
    with simulator(relays(sshd.port, 60_000, then)) as port:
        known = sshd.known_file(sshd.known_line(name=f"[127.0.0.1]:{port}"))
        result = exchange(sshd.target(key, known=known, port=port), "head -c 200000 /dev/zero; sleep 30", seconds=3)
    assert result.reason is not None
    assert (result.reason.code, result.complete, result.exit_status) == (code, False, None)
    assert 0 < len(result.stdout) < 200_000


def test_a_hanging_command_ends_at_the_deadline_with_what_it_said(sshd: Sshd, key: Path) -> None:
    result = exchange(sshd.target(key), "echo first; sleep 60", seconds=1)
    assert result.reason is not None
    assert (result.stdout, result.reason.code, result.complete) == (b"first\n", "deadline_passed", False)


def test_a_command_that_reads_nothing_does_not_hold_us_up(sshd: Sshd, key: Path) -> None:
    result = exchange(sshd.target(key), "exec sleep 60", stdin=b"x" * (16 << 20), seconds=2)
    assert result.reason is not None
    assert result.reason.code == "deadline_passed"


def test_a_peer_that_stops_reading_the_stream_itself_does_not_hold_us_up(sshd: Sshd, key: Path) -> None:
    with simulator(relays(sshd.port, 4000, "silent")) as port:
        known = sshd.known_file(sshd.known_line(name=f"[127.0.0.1]:{port}"))
        result = exchange(
            sshd.target(key, known=known, port=port),
            "head -c 100000 /dev/zero; cat >/dev/null",
            stdin=b"x" * (32 << 20),
            seconds=2,
        )
    assert result.reason is not None
    assert result.reason.code in {"deadline_passed", "connection_lost"}


def test_exit_without_status(sshd: Sshd, key: Path) -> None:
    result = exchange(sshd.target(key), "echo said; kill -9 $$")
    assert result.reason is not None
    assert (result.stdout, result.exit_status, result.reason.code) == (b"said\n", None, "exit_without_status")


def test_a_background_child_that_holds_the_output(sshd: Sshd, key: Path) -> None:
    result = exchange(sshd.target(key), "sleep 20 & echo done", seconds=15)
    assert result.reason is not None
    assert (result.stdout, result.exit_status, result.reason.code) == (b"done\n", 0, "output_held_open")


def test_endless_output_is_given_up_and_only_the_cap_is_kept(sshd: Sshd, key: Path) -> None:
    result = exchange(sshd.target(key), "yes", seconds=60, cap=1000)
    assert result.reason is not None
    assert (len(result.stdout), result.reason.code) == (1000, "output_endless")


@pytest.mark.parametrize("stream", ["", " >&2"])
def test_output_beyond_the_cap_is_read_on_to_the_exit_status(sshd: Sshd, key: Path, stream: str) -> None:
    result = exchange(sshd.target(key), f"head -c 500000 /dev/zero{stream}; exit 3", cap=1000)
    assert result.reason is not None
    assert (len(result.stdout) + len(result.stderr), result.exit_status, result.reason.code) == (1000, 3, "output_cut")
    assert not result.complete


def test_the_account_shown_is_the_one_that_was_tried(sshd: Sshd, tmp_path: Path) -> None:
    stop = failure(sshd.target(keygen(tmp_path / "stranger")))
    assert stop.reason.as_dict()["user"] == getpass.getuser()
