"""The guide for auditors, its commands run as they are printed: on a good bundle, and on ones tampered with.

In `make verify` all the forgeries, and a hundred bytes drawn over the whole file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import random
import re
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tenken.evidence.heads import Head, line_of
from tenken.evidence.ledger import read
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import BUNDLE, sign
from tenken.store.recording import Recording
from tests.unit.tenken.evidence.conftest import Sealed, build, files, packed
from tests.unit.tenken.evidence.test_tampering import FORGERIES, Files, resummed, sealed_again
from tests.unit.tenken.store.conftest import beginning, finding, reading, run_of, target

DOCS = Path(__file__).parents[4] / "docs"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MORE = 100 if settings().max_examples > 1000 else 0


def _blocks(page: str) -> list[str]:
    return BLOCK.findall((DOCS / page).read_text("utf-8"))


def _follow(bundle: bytes, sealed: Sealed, folder: Path) -> str:
    """Do what the page says, step by step in one shell; gives what the terminal shows."""
    folder.mkdir(exist_ok=True)
    (folder / "bundle.tar").write_bytes(bundle)
    (folder / "signers").write_text(sealed.key.allowed_signer)
    done = subprocess.run(
        ["sh"],
        input="\n".join(_blocks("auditor-guide.md")).encode(),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=120,
    )
    return done.stdout.decode(errors="replace")


def test_both_languages_print_the_same_commands() -> None:
    assert len(_blocks("auditor-guide.md")) == 12
    assert _blocks("auditor-guide.ja.md") == _blocks("auditor-guide.md")


def test_a_good_bundle_passes_every_step(whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    shown = _follow(whole, sealed, tmp_path)
    assert "CHANGED" not in shown
    assert 'Good "tenken-bundle" signature for tenken' in shown
    lines = shown.splitlines()
    assert sum("ledger/00000" in line for line in lines) == 5  # the heads, to be compared with the copy kept elsewhere
    assert lines[-1] == "port 22"  # the evidence at the end of the way from a finding
    assert not [line for line in lines if line.startswith(("sh:", "grep:", "cut:", "tar:", "zcat:", "gzip:"))]


def _flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _at(content: bytes, part: bytes, offset: int = 0) -> int:
    return content.index(part) + offset


PLACES: dict[str, Callable[[bytes], int]] = {
    "a header": lambda whole: _at(whole, b"allowed_signers\0", 136),  # its time
    "a padding": lambda whole: _at(whole, b"allowed_signers\0", 1023),
    "evidence": lambda whole: _at(whole, b"objects/", 530),
    "an entry": lambda whole: _at(whole, b'"kind":"run"'),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_byte_that_was_changed_is_seen_by_hand(place: str, whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    assert "CHANGED" in _follow(_flip(whole, PLACES[place](whole)), sealed, tmp_path)


# One for each step that must see something; all of them in `make verify`.
_STEPS = ("_other_finding", "_other_evidence", "_other_manifest", "_evidence_left_out", "_evidence_called_removed")
FORGED = [forge for forge, _code in FORGERIES[:-1] if MORE or forge.__name__ in (*_STEPS, "_entry_left_out")]


@pytest.mark.parametrize("forge", FORGED)
def test_who_signs_the_bundle_anew_is_seen_by_hand(
    forge: Callable[[Files], Files], whole: bytes, sealed: Sealed, tmp_path: Path
) -> None:
    forged = resummed(forge(files(whole)))
    forged["SHA256SUMS.sig"] = sign(forged["SHA256SUMS"], sealed.key, BUNDLE).encode()
    shown = _follow(packed(forged), sealed, tmp_path)
    assert "CHANGED" in shown
    assert "CHANGED: SHA256SUMS" not in shown


def test_a_run_that_is_sealed_twice_is_seen_by_hand(whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    shown = _follow(packed(sealed_again(files(whole), sealed.key)), sealed, tmp_path)
    assert f'CHANGED: more than one run entry of "run":"{sealed.runs[1]}"' in shown


def _heads(content: bytes) -> str:
    """What a log server has of this ledger."""
    given = files(content)
    entries = [text for name, text in given.items() if name.startswith("ledger/0") and name.endswith(".json")]
    told = ((read(text.decode()), hashlib.sha256(text).hexdigest()) for text in entries)
    heads = [Head(1, one.number, one.kind, one.run, sha256, one.previous, one.key) for one, sha256 in told if one]
    return "".join(f"<110>1 2026-11-24T00:00:00Z ops01 tenken - head - {line_of(head).decode()}\n" for head in heads)


def test_an_entry_that_was_dropped_is_seen_in_the_copy_kept_elsewhere(
    whole: bytes, sealed: Sealed, tmp_path: Path
) -> None:
    (tmp_path / "heads").write_text(_heads(whole))
    shown = _follow(whole, sealed, tmp_path)
    assert "CHANGED" not in shown
    assert "LATER" not in shown
    given = {name: text for name, text in files(whole).items() if "000005.json" not in name}
    short = resummed(given)
    short["SHA256SUMS.sig"] = sign(short["SHA256SUMS"], sealed.key, BUNDLE).encode()
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "heads").write_text(_heads(whole))
    assert "LATER: entry 5" in _follow(packed(short), sealed, tmp_path / "again")


def test_what_the_copy_kept_elsewhere_does_not_hold_is_told(whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("".join(_heads(whole).splitlines(keepends=True)[:3]))
    shown = _follow(whole, sealed, tmp_path)
    assert "CHANGED" not in shown
    assert [line for line in shown.splitlines() if "LACKS" in line] == ["LACKS: entry 4", "LACKS: entry 5"]


@pytest.mark.parametrize(
    "line", [b"\0\xff\n", b'{"tenken_head":1,"number":x}\n', b'{"tenken_head":1,"number":' + b"9" * 40 + b"}\n"]
)
def test_no_line_that_anybody_sent_to_the_log_server_hides_the_others(
    line: bytes, whole: bytes, sealed: Sealed, tmp_path: Path
) -> None:
    known = re.sub(r'("number":3,.*"sha256":")[0-9a-f]{4}', r"\g<1>0000", _heads(whole)).encode()
    (tmp_path / "heads").write_bytes(line + known)
    shown = _follow(whole, sealed, tmp_path)
    assert [line[:27] for line in shown.splitlines() if "CHANGED" in line] == [
        "CHANGED: entry 3 was 0000" + shown.partition("was 0000")[2][:2]
    ]
    assert "LATER" not in shown
    assert "LACKS" not in shown


def test_a_ledger_written_anew_is_seen_in_the_copy_kept_elsewhere(whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    entry = next(line for line in _heads(whole).splitlines() if '"number":3' in line)
    (tmp_path / "heads").write_text(re.sub(r'"sha256":"[0-9a-f]{4}', '"sha256":"0000', entry) + "\n")
    assert "CHANGED: entry 3 was 0000" in _follow(whole, sealed, tmp_path)


def test_bytes_drawn_over_the_whole_file_are_seen_by_hand(whole: bytes, sealed: Sealed, tmp_path: Path) -> None:
    drawn = random.Random(22)  # noqa: S311  (not for secrets: the same bytes in every run of the tests)
    for number in range(1 + MORE):
        at = drawn.randrange(len(whole))
        assert "CHANGED" in _follow(_flip(whole, at), sealed, tmp_path / str(number)), f"byte {at}"


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_what_is_no_file_is_seen_before_it_is_opened(kind: bytes, sealed: Sealed, tmp_path: Path) -> None:
    strange = tarfile.TarInfo("SHA256SUMS")
    strange.type, strange.linkname = kind, "/dev/zero"
    assert "CHANGED" in _follow(_tar(strange), sealed, tmp_path)
    assert [one.name for one in (tmp_path / "unpacked").rglob("*")] == []


@pytest.mark.parametrize(
    "name", ["--add-file=/etc/passwd", "-C", "a b", "runs/\x1b]0;owned\x07", "runs/日", "../up", "/tmp/x"]
)
def test_a_name_that_no_bundle_has_is_seen_before_it_is_unpacked(name: str, sealed: Sealed, tmp_path: Path) -> None:
    shown = _follow(_tar(tarfile.TarInfo("README.txt"), tarfile.TarInfo(name)), sealed, tmp_path)
    assert "CHANGED: this is no bundle" in shown
    assert "\x1b" not in shown
    assert [one.name for one in (tmp_path / "unpacked").rglob("*")] == []


def _tar(*members: tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for member in members:
            tar.addfile(member)
    return made.getvalue()


def test_what_a_host_wrote_commands_no_terminal_and_is_no_digest(tmp_path: Path) -> None:
    """A host may write what a terminal obeys, and call itself by 64 letters from a to f."""
    made = build(tmp_path / "state")
    done = run_of(4, [target("web01")], [finding("web01")])
    recording = Recording(made.store, dataclasses.replace(beginning(done), inputs={}), ())
    hostile = reading("web01", {"sshd": b"port 22\x1b]0;owned\x07\xc2\x9b2J\n"})
    hostile = dataclasses.replace(hostile, collected=dataclasses.replace(hostile.collected, hostname="ab" * 32))
    told = recording.keep(hostile)
    recording.finish(dataclasses.replace(done, commands=told.commands), Sealer(made.key))
    shown = _follow(made.bundle(done.id), made, tmp_path / "by hand")
    made.store.close()
    assert "CHANGED" not in shown
    assert shown.splitlines()[-1].startswith("port 22^[]0;owned^G")
    assert "\x1b" not in shown
    assert "\x9b" not in shown
