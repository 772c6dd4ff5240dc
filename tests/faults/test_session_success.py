"""Sessions with a real sshd that go well: logins of every kind, one exec, large input and output, many at once."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scanners.ssh.credentials import Credentials
from scanners.ssh.exchange import Exchange
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from scanners.ssh.target import SessionError, Target
from tests.faults.real_sshd import Sshd, keygen

CAP = 1 << 22


def run(
    target: Target,
    command: str = "echo hello",
    stdin: bytes = b"",
    *,
    credentials: Credentials | None = None,
    cap: int = CAP,
    seconds: float = 20,
) -> Exchange:
    with connect(target, credentials or Credentials(agent=""), KnownHosts(), deadline=time.monotonic() + 20) as session:
        return session.run(command, stdin, time.monotonic() + seconds, cap)


def allow(place: Path, public: Path) -> None:
    with (place / "authorized_keys").open("a", encoding="utf-8") as file:
        file.write(public.read_text("utf-8"))


def test_one_connection_and_one_exec_give_output_error_and_status(sshd: Sshd, key: Path) -> None:
    with connect(sshd.target(key), Credentials(agent=""), KnownHosts(), deadline=time.monotonic() + 20) as session:
        exchange = session.run("cat; echo oops >&2; exit 7", b"input", time.monotonic() + 20, CAP)
        assert (session.connections, session.execs) == (1, 1)
    assert (exchange.stdout, exchange.stderr, exchange.exit_status) == (b"input", b"oops\n", 7)
    assert exchange.complete
    assert exchange.reason is None


@pytest.mark.parametrize("kind", ["ecdsa", "ed25519", "rsa"])
def test_the_server_is_asked_for_the_key_type_that_is_known(sshd: Sshd, key: Path, kind: str) -> None:
    known = sshd.known_file(sshd.known_line(sshd.folder / f"host_{kind}"))
    assert run(sshd.target(key, known=known)).complete


def test_a_hashed_known_hosts_file_is_understood(sshd: Sshd, key: Path) -> None:
    known = sshd.known_file()
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(known)], check=True, capture_output=True)
    assert "|1|" in known.read_text("utf-8")
    assert run(sshd.target(key, known=known)).complete


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_types_of_user_keys(sshd: Sshd, place: Path, tmp_path: Path, kind: str) -> None:
    own = keygen(tmp_path / "own", kind)
    allow(place, tmp_path / "own.pub")
    assert run(sshd.target(own)).complete


def test_a_legacy_pem_key(sshd: Sshd, place: Path, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", str(tmp_path / "pem")], check=True)
    allow(place, tmp_path / "pem.pub")
    assert run(sshd.target(tmp_path / "pem")).complete


def test_an_encrypted_key_asks_once_for_many_sessions(sshd: Sshd, place: Path, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own", passphrase="himitsu")
    allow(place, tmp_path / "own.pub")
    asked: list[Path] = []

    def ask(path: Path) -> str:
        asked.append(path)
        return "himitsu"

    credentials = Credentials(ask_passphrase=ask, agent="")
    target = sshd.target(own)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: run(target, credentials=credentials).complete, range(4)))
    assert asked == [own]


def test_the_passphrase_may_come_from_a_file(sshd: Sshd, place: Path, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own", passphrase="himitsu")
    allow(place, tmp_path / "own.pub")
    (tmp_path / "pass").write_text("himitsu\n", "utf-8")
    assert run(sshd.target(own), credentials=Credentials(passphrase_file=tmp_path / "pass", agent="")).complete


def test_an_encrypted_key_without_or_with_a_wrong_passphrase_makes_no_connection(sshd: Sshd, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own", passphrase="himitsu")
    before = sshd.log.count("Connection from")
    for credentials, code in (
        (Credentials(agent=""), "key_passphrase_missing"),
        (Credentials(ask_passphrase=lambda _: "wrong", agent=""), "key_passphrase_wrong"),
    ):
        with pytest.raises(SessionError) as stop:
            run(sshd.target(own), credentials=credentials)
        assert stop.value.reason.code == code
    assert sshd.log.count("Connection from") == before


def test_a_key_that_others_may_read_is_not_used(sshd: Sshd, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own")
    own.chmod(0o644)
    with pytest.raises(SessionError) as stop:
        run(sshd.target(own))
    assert stop.value.reason.code == "key_permissions"


def sign(place: Path, key: Path, *more: str) -> None:
    user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(
        ["ssh-keygen", "-q", "-s", str(place / "user_ca"), "-I", "test", "-n", user, *more, f"{key}.pub"], check=True
    )


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_a_user_certificate_beside_the_key(sshd: Sshd, place: Path, tmp_path: Path, kind: str) -> None:
    own = keygen(tmp_path / "own", kind)
    sign(place, own)
    assert run(sshd.target(own)).complete
    assert "ID test" in sshd.log


def test_a_certificate_file_named_in_the_configuration(sshd: Sshd, place: Path, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own")
    sign(place, own)
    elsewhere = (tmp_path / "own-cert.pub").rename(tmp_path / "elsewhere.pub")
    assert run(sshd.target(own, certificate_files=(elsewhere,))).complete


def test_an_expired_certificate_is_passed_over_for_the_key(sshd: Sshd, place: Path, tmp_path: Path) -> None:
    own = keygen(tmp_path / "own")
    allow(place, tmp_path / "own.pub")
    sign(place, own, "-V", "20200101:20200102")
    assert run(sshd.target(own)).complete


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[str]:
    socket_path = str(tmp_path / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket_path], stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 10
        while not Path(socket_path).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield socket_path
        process.terminate()


def add(agent: str, key: Path) -> None:
    subprocess.run(["ssh-add", "-q", str(key)], check=True, env={**os.environ, "SSH_AUTH_SOCK": agent})


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_the_agent_signs_for_a_key_whose_private_half_is_not_here(
    sshd: Sshd,
    place: Path,
    tmp_path: Path,
    agent: str,
    kind: str,
) -> None:
    own = keygen(tmp_path / "own", kind)
    allow(place, tmp_path / "own.pub")
    add(agent, own)
    own.unlink()
    assert run(sshd.target(tmp_path / "own.pub"), credentials=Credentials(agent=agent)).complete


def test_of_the_agent_only_the_configured_key_is_offered(
    sshd: Sshd,
    place: Path,
    tmp_path: Path,
    agent: str,
) -> None:
    for number in range(4):
        add(agent, keygen(tmp_path / f"other{number}"))
    own = keygen(tmp_path / "own", passphrase="himitsu")
    (tmp_path / "plain").write_bytes(own.read_bytes())
    (tmp_path / "plain").chmod(0o600)
    subprocess.run(
        ["ssh-keygen", "-q", "-p", "-P", "himitsu", "-N", "", "-f", str(tmp_path / "plain")],
        check=True,
        capture_output=True,
    )
    add(agent, tmp_path / "plain")
    allow(place, tmp_path / "own.pub")
    failed = sshd.log.count("Failed publickey")
    assert run(sshd.target(own), credentials=Credentials(agent=agent)).complete
    assert sshd.log.count("Failed publickey") == failed


def test_at_most_three_keys_of_an_agent_are_offered(
    sshd: Sshd, tmp_path: Path, agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for number in range(5):
        add(agent, keygen(tmp_path / f"other{number}"))
    failed = sshd.log.count("Failed publickey")
    with pytest.raises(SessionError) as stop:
        run(sshd.target(None), credentials=Credentials(agent=agent))
    assert stop.value.reason.code == "auth_refused"
    sshd.wait_for_log("Failed publickey", failed + 3)
    assert sshd.log.count("Failed publickey") == failed + 3


def test_a_jump_chain_through_two_further_servers(sshd: Sshd, place: Path, key: Path) -> None:
    first, second = Sshd(place / "first").start(), Sshd(place / "second").start()
    try:
        jumps = (first.target(key), second.target(key))
        with connect(
            sshd.target(key, jumps=jumps), Credentials(agent=""), KnownHosts(), deadline=time.monotonic() + 20
        ) as session:
            exchange = session.run("cat", b"x" * 300_000, time.monotonic() + 20, CAP)
            assert session.connections == 3
        assert exchange.complete
        assert exchange.stdout == b"x" * 300_000
        assert "Accepted publickey" in first.log
        assert "Accepted publickey" in second.log
    finally:
        first.stop()
        second.stop()


def test_an_unknown_jump_host_stops_before_the_target_is_reached(sshd: Sshd, place: Path, key: Path) -> None:
    jump = Sshd(place / "unknown").start()
    try:
        empty = jump.known_file("\n")
        before = sshd.log.count("Connection from")
        with pytest.raises(SessionError) as stop:
            run(sshd.target(key, jumps=(jump.target(key, known=empty),)))
        assert stop.value.reason.code == "host_key_unknown"
        assert stop.value.reason.as_dict()["port"] == jump.port
        assert sshd.log.count("Connection from") == before
    finally:
        jump.stop()


def test_a_proxy_command_carries_the_session_and_ends_with_it(sshd: Sshd, key: Path, tmp_path: Path) -> None:
    relay = tmp_path / "relay.py"
    relay.write_text(
        "import os, socket, sys, threading\n"
        "s = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
        "def up():\n"
        "    while data := os.read(0, 65536):\n"
        "        s.sendall(data)\n"
        "    s.shutdown(1)\n"
        "threading.Thread(target=up, daemon=True).start()\n"
        "while data := s.recv(65536):\n"
        "    os.write(1, data)\n",
        "utf-8",
    )
    import sys  # noqa: PLC0415  (the interpreter is only this test's)

    assert run(sshd.target(key, proxy_command=f"{sys.executable} {relay} %h %p")).complete


def test_a_large_script_and_large_outputs_on_both_streams_do_not_block_each_other(sshd: Sshd, key: Path) -> None:
    # The script echoes before it has been read to its end: input and outputs are all in flight together.
    script = b"head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2\n" + b"# filler\n" * 400_000 + b"echo end\n"
    exchange = run(sshd.target(key), "/bin/sh -s", script)
    assert exchange.complete
    assert len(exchange.stdout) == 3_000_004
    assert exchange.stdout.endswith(b"end\n")
    assert len(exchange.stderr) == 3_000_000


def test_sixty_four_threads_share_keys_and_known_hosts(sshd: Sshd, key: Path) -> None:
    credentials, known, target = Credentials(agent=""), KnownHosts(), sshd.target(key)
    before = threading.active_count()

    def one(number: int) -> bytes:
        with connect(target, credentials, known, deadline=time.monotonic() + 40) as session:
            return session.run("cat", b"host %d" % number, time.monotonic() + 40, CAP).stdout

    with ThreadPoolExecutor(64) as pool:
        assert list(pool.map(one, range(128))) == [b"host %d" % number for number in range(128)]
    assert threading.active_count() == before
