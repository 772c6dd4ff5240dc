"""`tenken bundle` and `tenken verify` as they are typed; encryption by the real age and gpg."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenken.cli import main
from tenken.evidence.signing import own_key
from tests.unit.tenken.evidence.conftest import Sealed, build, files, packed

Said = pytest.CaptureFixture[str]


@pytest.fixture
def state(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TENKEN_STATE", str(sealed.store.folder))
    return sealed.store.folder


@pytest.fixture
def signers(sealed: Sealed, tmp_path: Path) -> Path:
    file = tmp_path / "signers"
    file.write_text(sealed.key.allowed_signer)
    return file


def _tenken(*words: str | Path) -> int:
    return main([*map(str, words), "--lang", "en"])


def test_a_bundle_is_written_and_verified(
    state: Path, sealed: Sealed, signers: Path, tmp_path: Path, capsys: Said
) -> None:
    out = tmp_path / "bundle.tar"
    assert _tenken("bundle", sealed.runs[1], "latest", "-o", out) == 0
    assert "2 runs" in capsys.readouterr().err
    assert out.stat().st_mode & 0o777 == 0o600
    given = files(out.read_bytes())
    assert sealed.runs[1] in given[f"runs/{sealed.runs[1]}/report.html"].decode()
    assert b'"findings"' in given[f"runs/{sealed.runs[2]}/report.json"]
    assert "この束は" in given["README.txt"].decode()
    assert _tenken("verify", out, "--signers", signers) == 0
    said = capsys.readouterr().out
    assert "as it was signed (2 runs, 5 entries" in said
    assert "note" not in said


def test_without_keys_of_ones_own_it_says_so_with_the_fingerprint(
    state: Path, sealed: Sealed, tmp_path: Path, capsys: Said
) -> None:
    out = tmp_path / "bundle.tar"
    assert _tenken("bundle", "latest", "-o", out) == 0
    capsys.readouterr()
    assert _tenken("verify", out) == 0
    said = capsys.readouterr().out
    assert "the keys come from the bundle itself" in said
    assert sealed.key.fingerprint in said


def test_a_bundle_by_another_key_than_the_ledgers_says_so(
    state: Path, sealed: Sealed, signers: Path, tmp_path: Path, capsys: Said
) -> None:
    other = own_key(tmp_path, None)
    out = tmp_path / "bundle.tar"
    assert _tenken("bundle", "latest", "-o", out, "--signing-key", other.file) == 0
    assert f"keys of the ledger: {sealed.key.fingerprint}" in capsys.readouterr().err
    assert _tenken("verify", out, "--signers", signers) == 1
    assert "SHA256SUMS: its signature" in capsys.readouterr().out
    signers.write_text(sealed.key.allowed_signer + other.allowed_signer)
    assert _tenken("verify", out, "--signers", signers) == 0


def test_a_changed_bundle_is_named_and_ends_in_1(
    state: Path, whole: bytes, signers: Path, tmp_path: Path, capsys: Said
) -> None:
    given = files(whole)
    name = next(one for one in given if one.endswith("report.html"))
    out = tmp_path / "changed.tar"
    out.write_bytes(packed({**given, name: b"<p>nothing</p>"}))
    assert _tenken("verify", out, "--signers", signers) == 1
    said = capsys.readouterr().out
    assert f"{name}: its content is not that of SHA256SUMS" in said
    assert "not as it was signed: 1 problems" in said


def test_the_store_is_verified(state: Path, sealed: Sealed, signers: Path, capsys: Said) -> None:
    assert _tenken("verify") == 0
    said = capsys.readouterr().out
    assert "3 runs, 5 entries" in said
    assert "the store's signatures" in said
    assert _tenken("verify", "--signers", signers) == 0


@pytest.mark.parametrize(
    ("period", "numbers"),
    [
        (["--since", "2026-11-22"], {1, 2}),
        (["--until", "2026-11-22"], {0, 1}),
        (["--since", "2026-11-22", "--until", "2026-11-22"], {1}),
    ],
)
def test_a_period_takes_the_runs_that_began_on_its_days(
    period: list[str], numbers: set[int], state: Path, sealed: Sealed, tmp_path: Path
) -> None:
    out = tmp_path / "bundle.tar"
    assert _tenken("bundle", *period, "-o", out) == 0
    runs = {name.split("/")[1] for name in files(out.read_bytes()) if name.startswith("runs/")}
    assert runs == {sealed.runs[number] for number in numbers}


def test_a_day_is_a_day_of_japan_wherever_the_clock_of_the_ops_host_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    night = {1: "2026-11-21T14:59:00+00:00", 2: "2026-11-21T17:00:00+00:00", 3: "2026-11-22T15:00:00+00:00"}
    made = build(tmp_path / "state", started=night)
    made.store.close()
    monkeypatch.setenv("TENKEN_STATE", str(made.store.folder))
    out = tmp_path / "bundle.tar"
    assert _tenken("bundle", "--since", "2026-11-22", "--until", "2026-11-22", "-o", out) == 0
    runs = {name.split("/")[1] for name in files(out.read_bytes()) if name.startswith("runs/")}
    assert runs == {made.runs[1]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bundle"], "period"),
        (["bundle", "latest", "--since", "2026-11-22"], "period"),
        (["bundle", "--since", "yesterday"], "no date"),
        (["bundle", "--since", "2030-01-01"], "no run in the ledger"),
        (["bundle", "nobody"], "no run nobody"),
        (["bundle", "latest", "--age", "age1x", "--gpg", "x"], "together"),
    ],
)
def test_mistakes_end_in_2_and_leave_no_file(
    words: list[str], said: str, state: Path, tmp_path: Path, capsys: Said
) -> None:
    assert _tenken(*words, "-o", tmp_path / "bundle.tar") == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_files_that_cannot_be_read_or_written_end_in_2(state: Path, tmp_path: Path, capsys: Said) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _tenken("verify", tmp_path / "pipe") == 2
    assert _tenken("verify", tmp_path) == 2
    assert _tenken("verify", tmp_path / "none.tar") == 2
    assert _tenken("verify", "--signers", tmp_path / "none") == 2
    assert _tenken("bundle", "latest", "-o", tmp_path) == 2
    assert _tenken("bundle", "latest", "-o", tmp_path / "none" / "bundle.tar") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_bundle_that_could_not_be_finished_leaves_the_one_before(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "bundle.tar"
    out.write_bytes(b"the one before")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert _tenken("bundle", "latest", "-o", out, "--age", "age1x") == 2
    assert out.read_bytes() == b"the one before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bundle.tar", "empty"]


def _run(*words: str | Path) -> bytes:
    return subprocess.run([*map(str, words)], capture_output=True, check=True, timeout=60).stdout


def test_age_encrypts_for_every_recipient_and_nobody_else(
    state: Path, sealed: Sealed, signers: Path, tmp_path: Path, capsys: Said
) -> None:
    keys = [tmp_path / "auditor.key", tmp_path / "deputy.key", tmp_path / "stranger.key"]
    named = []
    for key in keys:
        _run("age-keygen", "-o", key)
        named.append(_run("age-keygen", "-y", key).decode().strip())
    box = tmp_path / "box"
    box.mkdir()
    out = box / "bundle.tar.age"
    assert _tenken("bundle", "latest", "-o", out, "--age", named[0], "--age", named[1]) == 0
    assert [file.name for file in box.iterdir()] == ["bundle.tar.age"]
    assert sealed.runs[2].encode() not in out.read_bytes()
    assert _tenken("verify", out, "--signers", signers) == 1
    assert "decrypt it first" in capsys.readouterr().out
    for key in keys[:2]:
        plain = tmp_path / "plain.tar"
        plain.write_bytes(_run("age", "-d", "-i", key, out))
        assert _tenken("verify", plain, "--signers", signers) == 0
    with pytest.raises(subprocess.CalledProcessError):
        _run("age", "-d", "-i", keys[2], out)


@pytest.fixture
def auditor(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Somebody with a key, in a keyring of the test's own; its path is short, since the agent's socket lies in it."""
    home = tempfile.mkdtemp(prefix="tk-", dir="/tmp")
    monkeypatch.setenv("GNUPGHOME", home)
    name = "auditor@example.jp"
    try:
        _run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", name, "future-default")
        yield name
    finally:
        _run("gpgconf", "--kill", "all")
        until = time.monotonic() + 30
        while list(Path(home).glob("S.*")) and time.monotonic() < until:  # the agent takes its sockets away as it ends
            time.sleep(0.02)
        shutil.rmtree(home)


def test_gpg_encrypts_for_the_recipient(
    state: Path, sealed: Sealed, signers: Path, tmp_path: Path, auditor: str
) -> None:
    box = tmp_path / "box"
    box.mkdir()
    out = box / "bundle.tar.gpg"
    assert _tenken("bundle", "latest", "-o", out, "--gpg", auditor) == 0
    assert [file.name for file in box.iterdir()] == ["bundle.tar.gpg"]
    assert sealed.runs[2].encode() not in out.read_bytes()
    plain = tmp_path / "plain.tar"
    plain.write_bytes(_run("gpg", "--batch", "--quiet", "--decrypt", out))
    assert _tenken("verify", plain, "--signers", signers) == 0


@pytest.mark.parametrize("words", [["--age", "age1nobody"], ["--gpg", "nobody@example.jp"]])
def test_a_recipient_that_the_program_does_not_know_leaves_no_file(
    words: list[str], state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    box = tmp_path / "box"
    box.mkdir()
    assert _tenken("bundle", "latest", "-o", box / "bundle.tar.x", *words) == 2
    assert "refused to encrypt" in capsys.readouterr().err
    assert not list(box.iterdir())


def test_a_pipe_or_device_is_not_replaced_by_a_bundle(state: Path, tmp_path: Path, capsys: Said) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert _tenken("bundle", "latest", "-o", pipe) == 2
    assert str(pipe) in capsys.readouterr().err
    assert pipe.is_fifo()
