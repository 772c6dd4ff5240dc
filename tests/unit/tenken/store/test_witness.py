"""What the ledger says is told to those outside, once, and can be read back from them."""

from __future__ import annotations

import gzip
import json
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import select, update

from checks.operations import Syslog, Witness
from inventories.reason import ConfigError
from tenken.evidence.heads import heads_of
from tenken.evidence.sealing import Sealer, append
from tenken.evidence.witness import tell
from tenken.store.opening import Store
from tenken.store.schema import ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside"


@pytest.fixture
def witness(folder: Path) -> Witness:
    return Witness("outside", folder=str(folder))


def seal(store: Store, sealer: Sealer, *runs: str) -> None:
    for run in runs:
        with store.writing() as connection:
            append(connection, sealer.key, "run", run=run, content="c" * 64, time="2026-11-23T01:00:00+09:00")


def entries(store: Store) -> list[tuple[int, str, str]]:
    with store.reading() as connection:
        rows = connection.execute(select(ledger).order_by(ledger.c.number)).all()
    return [(row.number, row.run, row.sha256) for row in rows]


def told(folder: Path) -> list[tuple[int, str, str]]:
    return [(head.number, head.run, head.sha256) for head in heads_of(folder).heads]


def test_every_head_is_a_file_that_is_written_once(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    assert tell(store, [witness]) == []
    assert told(folder) == entries(store)
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    seal(store, sealer, "run-3")
    assert tell(store, [witness]) == []
    assert told(folder) == entries(store)
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before


def test_a_head_names_the_entry_before_it_and_the_key(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    tell(store, [witness])
    first, second = (json.loads(file.read_text("ascii")) for file in sorted(folder.iterdir()))
    assert second["previous"] == first["sha256"]
    assert first["key"] == second["key"] == sealer.key.fingerprint
    assert list(first) == ["tenken_head", "number", "kind", "run", "sha256", "previous", "key"]


def test_what_could_not_be_told_is_told_the_next_time(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    folder.rmdir()
    seal(store, sealer, "run-1")
    (problem,) = tell(store, [witness])
    said = problem.as_dict()
    assert (problem.code, said["count"], said["witness"]) == ("witness_not_told", 1, "outside")
    assert not folder.exists(), "a folder that is not mounted must not be made in its place"
    folder.mkdir()
    seal(store, sealer, "run-2")
    assert tell(store, [witness]) == []
    assert told(folder) == entries(store)


def test_one_witness_that_is_away_keeps_no_other_from_being_told(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    away = Witness("away", syslog=Syslog("127.0.0.1", 1, "tcp"))
    seal(store, sealer, "run-1")
    assert [problem.as_dict()["witness"] for problem in tell(store, [away, witness])] == ["away"]
    assert told(folder) == entries(store)


def test_a_witness_that_is_named_later_gets_all_that_went_before(
    store: Store, sealer: Sealer, witness: Witness, folder: Path, tmp_path: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    tell(store, [witness])
    (tmp_path / "later").mkdir()
    assert tell(store, [witness, Witness("later", folder=str(tmp_path / "later"))]) == []
    assert told(tmp_path / "later") == entries(store)


def test_a_ledger_that_was_written_anew_meets_its_old_heads(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    tell(store, [witness])
    with store.writing() as connection:
        connection.execute(ledger.delete())
    seal(store, sealer, "another")
    (problem,) = tell(store, [witness])
    assert problem.code == "witness_differs"
    assert "head-00000001.json" in str(problem.as_dict()["file"])
    assert [run for _number, run, _sha256 in told(folder)] == ["run-1", "run-2"]


@pytest.mark.parametrize("cut", [0, 25])
def test_a_file_that_was_cut_short_stays_and_the_head_gets_another(
    store: Store, sealer: Sealer, witness: Witness, folder: Path, cut: int
) -> None:
    seal(store, sealer, "run-1")
    tell(store, [witness])
    (whole,) = folder.iterdir()
    content = whole.read_bytes()
    whole.write_bytes(content[:cut])
    with store.writing() as connection:
        connection.execute(update(ledger).values(witnessed=""))
    assert tell(store, [witness]) == []
    assert whole.read_bytes() == content[:cut]
    assert (folder / "head-00000001-2.json").read_bytes() == content
    assert told(folder) == entries(store)
    assert heads_of(folder).broken == ((f"{whole}:1",) if cut else ())


def test_a_head_that_is_there_but_was_not_noted_counts_as_told(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    seal(store, sealer, "run-1")
    tell(store, [witness])
    with store.writing() as connection:
        connection.execute(update(ledger).values(witnessed="not ours"))
    assert tell(store, [witness]) == []
    assert len(list(folder.iterdir())) == 1
    with store.reading() as connection:
        assert connection.execute(select(ledger.c.witnessed)).scalar_one() == '["outside"]'


def test_a_link_in_the_place_of_a_head_is_not_followed(
    store: Store, sealer: Sealer, witness: Witness, folder: Path, tmp_path: Path
) -> None:
    (folder / "head-00000001.json").symlink_to(tmp_path / "elsewhere")
    seal(store, sealer, "run-1")
    assert [problem.code for problem in tell(store, [witness])] == ["witness_not_told"]
    assert not (tmp_path / "elsewhere").exists()


def test_an_entry_that_was_tampered_with_is_named_and_not_told(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    with store.writing() as connection:
        connection.execute(update(ledger).where(ledger.c.number == 1).values(entry="{}"))
    (problem,) = tell(store, [witness])
    assert (problem.code, problem.as_dict()["number"]) == ("witness_entry_unreadable", 1)
    assert [number for number, _run, _sha256 in told(folder)] == [2]


def test_heads_are_read_back_from_the_lines_of_any_log(
    store: Store, sealer: Sealer, witness: Witness, folder: Path, tmp_path: Path
) -> None:
    seal(store, sealer, "run-1", "run-2")
    tell(store, [witness])
    one, other = (file.read_text("ascii").strip() for file in sorted(folder.iterdir()))
    log = tmp_path / "messages"
    text = (
        "Nov 23 10:00:00 ops sshd[1]: {nothing}\n"
        f"<109>1 2026-11-23T01:00:00.000+09:00 ops tenken 7 head - {one}\n"
        f"Nov 23 10:00:01 ops tenken[7]: {other} \r\n"
        f"Nov 23 10:00:02 ops tenken[7]: {other[:80]}\n"
        'Nov 23 10:00:03 ops tenken[7]: {"tenken_head":1,"number":"many"}\n'
    )
    log.write_bytes(text.encode() + b"\xff\x00 not UTF-8\n")
    read = heads_of(log)
    assert [head.run for head in read.heads] == ["run-1", "run-2"]
    assert read.broken == (f"{log}:4", f"{log}:5")
    (tmp_path / "messages.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    assert heads_of(tmp_path / "messages.1.gz").heads == read.heads


@pytest.mark.parametrize(
    ("name", "code"),
    [("empty", "witness_no_heads"), ("gone", "witness_unreadable"), ("broken.gz", "witness_unreadable")],
)
def test_a_path_without_any_head_proves_nothing(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "empty").write_text("nothing here\n", "utf-8")
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8b no")
    with pytest.raises(ConfigError) as refused:
        heads_of(tmp_path / name)
    assert refused.value.reason.code == code


def test_the_files_of_a_witness_are_not_for_others_to_change(
    store: Store, sealer: Sealer, witness: Witness, folder: Path
) -> None:
    before = os.umask(0)
    try:
        seal(store, sealer, "run-1")
        tell(store, [witness])
    finally:
        os.umask(before)
    (file,) = folder.iterdir()
    assert not stat.S_IMODE(file.stat().st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
