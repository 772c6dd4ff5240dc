"""The session on this machine: the same limits as an SSH session, and nothing left behind."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from scanners.local import LocalExchange, LocalSession

COMMAND = "exec /bin/sh -s"


def run(script: str, seconds: float = 20.0, cap: int = 1 << 16) -> LocalExchange:
    with LocalSession() as session:
        return session.run(COMMAND, script.encode(), time.monotonic() + seconds, cap)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> bool:
    """Whether they end: a kill takes its time to arrive."""
    end = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(alive(pid) for pid in pids)


def test_it_feeds_the_script_and_keeps_both_outputs_apart() -> None:
    done = run("echo out; echo err >&2; exit 3")
    assert (done.stdout, done.stderr, done.exit_status, done.complete, done.reason) == (
        b"out\n",
        b"err\n",
        3,
        True,
        None,
    )


def test_a_script_larger_than_a_pipe_arrives_whole() -> None:
    done = run(": " + "x" * 400_000 + "\necho end")
    assert done.stdout == b"end\n"


def test_output_beyond_the_cap_is_cut_and_said() -> None:
    done = run("head -c 5000 /dev/zero", cap=1000)
    assert len(done.stdout) == 1000
    assert done.reason is not None
    assert done.reason.code == "output_cut"
    assert not done.complete


def test_an_endless_output_is_given_up() -> None:
    done = run("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done", cap=10)
    assert done.reason is not None
    assert done.reason.code == "output_endless"


def test_the_deadline_ends_every_process_that_was_started() -> None:
    done = run("timeout 100 sh -c 'echo $$; sleep 99' & echo $!; wait", seconds=1.0)
    assert done.reason is not None
    assert done.reason.code == "deadline_passed"
    pids = [int(word) for word in done.stdout.split()]
    assert len(pids) == 2
    assert gone(*pids)


def test_an_output_held_open_by_a_daemon_does_not_hold_the_scan() -> None:
    done = run("sleep 600 & echo $!")
    assert done.reason is not None
    assert done.reason.code == "output_held_open"
    assert gone(int(done.stdout))


def test_closing_from_another_thread_ends_it() -> None:
    session = LocalSession()
    timer = threading.Timer(0.2, session.close)
    timer.start()
    done = session.run(COMMAND, b"sleep 60\n", time.monotonic() + 50, 100)
    timer.join()
    assert done.exit_status is None
    assert done.reason is not None
    assert done.seconds < 40
    assert not session.run(COMMAND, b"echo late\n", time.monotonic() + 5, 100).stdout


def test_nothing_but_the_shell_that_reads_its_input_is_run() -> None:
    with LocalSession() as session, pytest.raises(ValueError, match="touch"):
        session.run("exec /bin/sh -c 'touch /tmp/x'", b"", time.monotonic() + 5, 100)


def test_variables_of_the_operator_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD_PATH_OF_MINE", "1")
    monkeypatch.setenv("ENV", "/tmp/evil.sh")
    assert b"OF_MINE" not in run("env").stdout
    assert b"evil" not in run("env").stdout


def test_it_counts_no_connection_and_one_exec() -> None:
    with LocalSession() as session:
        session.run(COMMAND, b":\n", time.monotonic() + 5, 100)
        assert (session.connections, session.execs) == (0, 1)


def test_descriptors_are_given_back() -> None:
    run(":")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  (numbers, not paths)
    for _ in range(5):
        run("echo x")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208  (numbers, not paths)
