"""What does not arrive waits for the next run, the oldest first, for nobody else to read; no scan fails of it."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import threading
import time
from pathlib import Path

import pytest

from checks.operations import Notice, Syslog
from checks.run import Run
from inventories.reason import Reason
from reports.messages import say
from tenken.notifying import expect, notify, outbox
from tenken.notifying.digest import Digest
from tests.unit.tenken.notifying.told import TODAY, drift, found, policy, run_of


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "away").mkdir()
    return tmp_path / "away" / "notices.jsonl"


def failing(run: str) -> Run:
    return run_of(found(subject=run), id=run)


def told(state: Path, notice: Notice, *runs: str) -> list[Reason]:
    problems: list[Reason] = []
    for run in runs:
        done = failing(run)
        problems = notify(done, drift((None, done.findings[0])), policy(notice), TODAY, state)
    return problems


def waiting(state: Path) -> list[Path]:
    return sorted((state / "outbox").glob("*.json"))


def received(log: Path) -> list[str]:
    return [json.loads(line)["run"]["id"] for line in log.read_text("utf-8").splitlines()]


def test_a_notice_is_a_line_of_the_file(state: Path, log: Path) -> None:
    assert told(state, Notice("ops", file=str(log)), "run-1", "run-2") == []
    assert received(log) == ["run-1", "run-2"]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert waiting(state) == []


def test_nothing_is_sent_where_nothing_happened(state: Path, log: Path) -> None:
    assert notify(run_of(), drift(), policy(Notice("ops", file=str(log))), TODAY, state) == []
    assert not log.exists()


def test_a_policy_that_names_nobody_leaves_nothing_behind(state: Path) -> None:
    assert notify(failing("run-1"), None, policy(), TODAY, state) == []
    assert not state.exists()


def test_what_did_not_arrive_waits_and_goes_out_first(state: Path, log: Path) -> None:
    notice = Notice("ops", file=str(log))
    log.parent.rename(log.parent.with_name("gone"))
    problems = told(state, notice, "run-1", "run-2")
    assert [problem.code for problem in problems] == ["notice_not_sent", "notices_waiting"]
    assert problems[-1].as_dict()["count"] == 2
    assert len(waiting(state)) == 2
    log.parent.mkdir()
    assert told(state, notice, "run-3") == []
    assert sorted(received(log)) == ["run-1", "run-2", "run-3"]
    assert received(log)[-1] == "run-3"
    assert waiting(state) == []


def test_the_oldest_goes_out_first(state: Path, log: Path) -> None:
    notice = Notice("ops", file=str(log))
    log.parent.rename(log.parent.with_name("gone"))
    told(state, notice, "run-1", "run-2", "run-3")
    now = int(time.time())
    for file in waiting(state):
        letter = json.loads(file.read_text("utf-8"))
        age = {"run-1": 10, "run-2": 300, "run-3": 200}[letter["digest"]["run"]]
        file.write_text(json.dumps({**letter, "since": now - age}), "utf-8")
        file.rename(file.with_name(f"{now - age:012d}-a.json"))
    log.parent.mkdir()
    assert notify(run_of(), drift(), policy(notice), TODAY, state) == []
    assert received(log) == ["run-2", "run-3", "run-1"]


def test_a_server_that_is_away_is_asked_once_in_a_run(state: Path) -> None:
    asked: list[int] = []

    def answer() -> None:
        while True:
            try:
                line, _from = listener.accept()
            except OSError:
                return
            asked.append(1)
            line.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        notice = Notice("ops", syslog=Syslog("127.0.0.1", listener.getsockname()[1], "tls"))
        told(state, notice, "run-1", "run-2", "run-3")
        before = len(asked)
        told(state, notice, "run-4")
        assert len(asked) == before + 1
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert len(waiting(state)) == 4


def test_what_waits_is_for_nobody_else_to_read_and_holds_no_server(state: Path, log: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        told(state, Notice("ops", file=str(tmp_path / "gone" / "file")), "run-1")
    finally:
        os.umask(before)
    (file,) = waiting(state)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert str(tmp_path) not in file.read_text("utf-8")


def test_after_thirty_days_a_notice_is_dropped_and_that_is_told(state: Path, log: Path) -> None:
    notice = Notice("ops", file=str(log.parent / "gone" / "file"))
    told(state, notice, "run-1")
    (file,) = waiting(state)
    letter = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**letter, "since": int(time.time()) - 31 * 86_400}), "utf-8")
    problems = notify(run_of(), drift(), policy(notice), TODAY, state)
    assert [problem.code for problem in problems] == ["notice_dropped"]
    assert "30" in say(problems[0], "ja")
    assert waiting(state) == []


def test_a_notice_whose_recipient_was_taken_out_of_the_policy_is_dropped(state: Path, log: Path) -> None:
    told(state, Notice("old", file=str(log.parent / "gone" / "file")), "run-1")
    problems = notify(run_of(), drift(), policy(Notice("new", file=str(log))), TODAY, state)
    assert [(problem.code, problem.as_dict()["notice"]) for problem in problems] == [("notice_orphaned", "old")]


def test_what_waits_of_another_inventory_is_left_to_it(state: Path, log: Path) -> None:
    """Both keep their state in one folder; their recipients have one name, or only one of them has such a recipient."""
    told(state, Notice("ops", file=str(log.parent / "gone" / "file")), "run-1")
    other = run_of(arguments=("--inventory=/etc/tenken/other",))
    for notice in (Notice("ops", file=str(log)), Notice("soc", file=str(log))):
        assert [problem.code for problem in notify(other, drift(), policy(notice), TODAY, state)] == ["notices_waiting"]
    assert not log.exists()
    assert told(state, Notice("ops", file=str(log)), "run-2") == []
    assert received(log) == ["run-1", "run-2"]


def test_an_inventory_whose_path_is_no_text_is_told_of_all_the_same(state: Path, log: Path) -> None:
    one = policy(Notice("ops", file=str(log)))
    for name in ("run-1", "run-2"):
        done = run_of(found(subject=name), id=name, arguments=("--inventory=/etc/tenken/\udcff",))
        expect(done, one, state)
        assert notify(done, drift((None, done.findings[0])), one, TODAY, state) == []
    assert received(log) == ["run-1", "run-2"]


def test_a_system_that_no_recipient_is_for_is_named(state: Path, log: Path) -> None:
    one = Notice("ops", systems=("card-hakko",), file=str(log))
    (problem,) = told(state, one, "run-1")
    assert (problem.code, problem.as_dict()["systems"]) == ("notice_for_nobody", ("lgwan",))
    assert not log.exists()
    everybody = Notice("soc", file=str(log))
    done = failing("run-2")
    assert notify(done, drift((None, done.findings[0])), policy(one, everybody), TODAY, state) == []


def test_a_waiting_file_that_cannot_be_read_is_named_and_holds_nothing_up(state: Path, log: Path) -> None:
    (state / "outbox").mkdir(parents=True)
    (state / "outbox" / "000000000000-a.json").write_text("{}", "utf-8")
    problems = told(state, Notice("ops", file=str(log)), "run-1")
    assert problems[0].code == "notice_unreadable"
    assert received(log) == ["run-1"]


def test_while_another_process_sends_what_waits_ours_goes_out_all_the_same(state: Path, log: Path) -> None:
    notice = Notice("ops", file=str(log))
    log.parent.rename(log.parent.with_name("gone"))
    told(state, notice, "run-1")
    log.parent.mkdir()
    with outbox.opened(state):
        assert told(state, notice, "run-2") == []
    assert received(log) == ["run-2"]
    assert told(state, notice, "run-3") == []
    assert received(log) == ["run-2", "run-1", "run-3"]


def test_what_ends_the_scan_while_it_tells_the_first_loses_no_notice(
    state: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_notice: Notice, _digest: Digest) -> tuple[str, ...]:
        raise SystemExit

    two = policy(Notice("one", file=str(log)), Notice("two", file=str(log)))
    done = failing("run-1")
    with monkeypatch.context() as patched:
        patched.setattr("tenken.notifying.deliver", killed)
        with pytest.raises(SystemExit):
            notify(done, drift((None, done.findings[0])), two, TODAY, state)
    assert notify(run_of(), drift(), two, TODAY, state) == []
    assert received(log) == ["run-1", "run-1"]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_full_outbox_keeps_no_notice_from_going_out(
    state: Path, log: Path, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    def full(_state: Path, _letter: outbox.Letter) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(outbox, "put", full)
    problems = told(state, Notice("ops", file=str(log if arrives else log.parent / "gone" / "file")), "run-1")
    assert [problem.code for problem in problems] == ([] if arrives else ["notice_not_sent", "outbox_unusable"])
    assert log.exists() is arrives


def test_a_state_folder_that_cannot_be_used_fails_no_scan_and_keeps_no_notice(tmp_path: Path, log: Path) -> None:
    (tmp_path / "state").write_text("a file", "utf-8")
    (problem,) = told(tmp_path / "state", Notice("ops", file=str(log)), "run-1")
    assert problem.code == "outbox_unusable"
    assert received(log) == ["run-1"]


def test_what_the_scan_of_another_inventory_sends_while_we_look_hides_nothing(state: Path, log: Path) -> None:
    """Its letter is listed, and gone when it is opened."""
    (state / "outbox").mkdir(parents=True)
    (state / "outbox" / "000000000001-a.json").symlink_to("sent")
    assert told(state, Notice("ops", file=str(log)), "run-1") == []
    assert received(log) == ["run-1"]


def test_a_run_that_ended_between_storing_and_telling_is_told_by_the_next(state: Path, log: Path) -> None:
    one = policy(Notice("ops", file=str(log)))
    expect(failing("run-1"), one, state)  # stored, and killed there
    expect(run_of(id="run-2", arguments=("--inventory=/etc/tenken/other",)), one, state)
    expect(run_of(id="run-3"), one, state)  # killed before it was stored: told as killed alone
    for number in (4, 5):
        done = run_of(id=f"run-{number}")
        expect(done, one, state)
        assert notify(done, drift(), one, TODAY, state, ["run-3"] if number == 4 else []) == []
    (letter,) = map(json.loads, log.read_text("utf-8").splitlines())
    events = {event["subject"]: event["why"][0]["code"] for event in letter["events"]}
    assert events == {"run-1": "notice_run_untold", "run-3": "notice_run_killed"}
    other = run_of(arguments=("--inventory=/etc/tenken/other",))
    assert notify(other, drift(), one, TODAY, state) == []
    assert json.loads(log.read_text("utf-8").splitlines()[-1])["events"][0]["subject"] == "run-2"


@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_a_file_that_is_something_else_is_not_written_to(state: Path, log: Path, kind: str) -> None:
    if kind == "fifo":
        os.mkfifo(log)
    elif kind == "link":
        log.symlink_to(log.parent / "elsewhere")
    else:
        log.mkdir()
    problems = told(state, Notice("ops", file=str(log)), "run-1")
    assert problems[0].code == "notice_not_sent"
    assert not (log.parent / "elsewhere").exists()
