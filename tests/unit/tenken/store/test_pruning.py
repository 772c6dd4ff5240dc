"""What is removed with time: of the runs on one inventory alone, by its own retention, and told to its witnesses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tenken.cli import main
from tenken.evidence.heads import heads_of
from tenken.evidence.verify_store import verify_store
from tenken.store import objects
from tenken.store.opening import Store
from tests.unit.tenken.store.conftest import Keep, reading, run_of, target

SHARED = b"said by both\n"
DAYS = {"short": 30, "long": 5000}  # of evidence, by inventory
AGES = (400, 300)  # days, of the runs on each


@pytest.fixture
def folder(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two inventories of one store, whose policies keep evidence for a month and for years; one witness each."""
    monkeypatch.setenv("TENKEN_STATE", str(store.folder))
    monkeypatch.setenv("TENKEN_STORE", store.shown)
    for name, days in DAYS.items():
        (tmp_path / name / "policy").mkdir(parents=True)
        (tmp_path / name / "outside").mkdir()
        (tmp_path / name / "hosts").write_text("", "utf-8")
        _policy(tmp_path / name, days)
    return tmp_path


def _policy(place: Path, days: int) -> None:
    told = f"witnesses: [{{name: outside, folder: {place / 'outside'}}}]\n"
    kept = f"retention: {{sections: {days}, newest_runs: 1}}\n"
    (place / "policy" / "operations.yaml").write_text(told + kept, "utf-8")


@pytest.fixture
def nights(folder: Path, kept: Keep) -> None:
    """Two old runs on each inventory, in turns; both have hosts that say the same."""
    turns = [(name, age) for age in AGES for name in DAYS]
    for number, (name, age) in enumerate(turns, start=1):
        begun = (datetime.now(UTC) - timedelta(days=age)).isoformat(timespec="seconds")
        done = run_of(number, [target("web01")], [], started=begun, finished=begun)
        said = {"os": f"{name} {age}\n".encode()} | ({"motd": SHARED} if age == AGES[0] else {})
        kept(done, reading("web01", said), inventory=str(folder / name / "hosts"))


def gc(place: Path, *more: str) -> int:
    return main(["gc", "-i", str(place / "hosts"), "--lang", "en", *more])


def here(store: Store) -> set[bytes]:
    said = {f"{name} {age}\n".encode() for name in DAYS for age in AGES} | {SHARED}
    digests = [objects.kept("section", content).sha256 for content in said]
    with store.reading() as connection:
        unsaid = {str(one.as_dict().get("what")) for one in verify_store(connection, None).problems}
        assert unsaid <= {"policy/baselines/lgwan.yaml"}  # of `beginning`
        return set(objects.load(connection, digests).values())


@pytest.mark.usefixtures("nights")
def test_a_run_is_pruned_by_the_retention_of_its_own_inventory(folder: Path, store: Store) -> None:
    whole = here(store)
    assert len(whole) == 5
    assert gc(folder / "long") == 0
    assert here(store) == whole
    assert gc(folder / "short", "--dry-run") == 0
    assert here(store) == whole
    assert gc(folder / "short") == 0
    assert here(store) == whole - {b"short 400\n"}


@pytest.mark.usefixtures("nights")
@pytest.mark.parametrize("first", ["short", "long"])
def test_what_hosts_of_two_inventories_said_goes_once_both_let_go_of_it(first: str, folder: Path, store: Store) -> None:
    _policy(folder / "long", 350)
    (second,) = DAYS.keys() - {first}
    assert gc(folder / first) == 0
    assert SHARED in here(store)
    assert gc(folder / second) == 0
    assert here(store) == {b"short 300\n", b"long 300\n"}


@pytest.mark.usefixtures("nights")
def test_what_is_said_again_after_its_time_is_kept_anew(folder: Path, store: Store, kept: Keep) -> None:
    assert gc(folder / "short") == 0
    now = datetime.now(UTC).isoformat(timespec="seconds")
    done = run_of(5, [target("web01")], [], started=now, finished=now)
    kept(done, reading("web01", {"motd": SHARED, "os": b"short 400\n"}), inventory=str(folder / "short" / "hosts"))
    _policy(folder / "long", 350)
    assert gc(folder / "long") == 0
    assert gc(folder / "short") == 0
    assert here(store) == {SHARED, b"short 400\n", b"long 300\n"}


@pytest.mark.usefixtures("nights")
def test_an_inventory_without_runs_is_named_with_those_that_have_some(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gc", "-i", "/typo", "--policy", str(folder / "short" / "policy"), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "no run on the inventory /typo is stored" in said
    assert str(folder / "long" / "hosts") in said


@pytest.mark.usefixtures("nights")
def test_a_policy_that_is_not_there_removes_nothing(
    folder: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gc(folder / "short", "--policy", str(folder / "typo")) == 2
    assert "there is no policy folder" in capsys.readouterr().err
    assert len(here(store)) == 5


@pytest.mark.usefixtures("nights")
def test_a_removal_is_told_to_the_witnesses_at_once(
    folder: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = folder / "short" / "outside"
    assert gc(folder / "short", "--dry-run") == 0
    assert list(outside.iterdir()) == []
    assert gc(folder / "short") == 0
    assert [head.kind for head in heads_of(outside).heads] == ["run"] * 4 + ["pruning"]
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("nights")
def test_a_removal_that_no_witness_takes_is_done_all_the_same(
    folder: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "short" / "outside").rmdir()
    assert gc(folder / "short") == 0
    said = capsys.readouterr()
    assert "removed: 1 pieces of evidence" in said.out
    assert "5 heads of the ledger could not be told to the witness outside" in said.err
    (folder / "short" / "outside").mkdir()
    assert gc(folder / "short") == 0
    assert [head.kind for head in heads_of(folder / "short" / "outside").heads] == ["run"] * 4 + ["pruning"]
