"""A file handed over as a bundle ends in a finding, whatever it is: never in a traceback, a write or a hang."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tenken.evidence import archive, checking
from tenken.evidence import verify_bundle as verify_bundle_module
from tenken.evidence.checking import Trust
from tenken.evidence.verify_bundle import verify_bundle
from tests.unit.tenken.evidence.conftest import Sealed, checked, codes, files, named, packed


def _tar(*members: tarfile.TarInfo, form: int = tarfile.USTAR_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return made.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", **changes: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    for field, value in changes.items():
        setattr(member, field, value)
    return member


STRANGE = {
    "nothing": b"",
    "one byte": b"\0",
    "zeros": bytes(10_240),
    "many zeros": bytes(1 << 20),
    "text": b"hello\n" * 500,
    "gzip": gzip.compress(b"x" * 5000),
    "age": b"age-encryption.org/v1\n-> X25519 abc\n" + os.urandom(2000),
    "noise": os.urandom(100_000),
    "digits that are none": b"README.txt" + b"\0" * 114 + b"77777777777z" + b"\0" * 400,
    "negative size": b"README.txt" + b"\0" * 114 + b"-0000000001\0" + b"\0" * 388,
    "base-256 size": b"README.txt" + b"\0" * 114 + b"\x80" + b"\xff" * 11 + b"\0" * 388,
    "no end": archive.header("README.txt", 0),
    "larger than the file": archive.header("README.txt", (1 << 33) - 1),
    "up and away": _tar(_member("README.txt"), _member("../../escaped", size=5)),
    "absolute": _tar(_member("README.txt"), _member("/tmp/escaped", size=5)),
    "symbolic link": _tar(_member("README.txt"), _member("allowed_signers", tarfile.SYMTYPE, "/etc/passwd")),
    "hard link": _tar(_member("README.txt"), _member("allowed_signers", tarfile.LNKTYPE, "/etc/passwd")),
    "device": _tar(_member("README.txt"), _member("allowed_signers", tarfile.CHRTYPE, devmajor=1, devminor=5)),
    "pipe": _tar(_member("README.txt"), _member("allowed_signers", tarfile.FIFOTYPE)),
    "folder": _tar(_member("README.txt"), _member("ledger", tarfile.DIRTYPE)),
    "setuid": _tar(_member("README.txt", mode=0o4755)),
    "owner": _tar(_member("README.txt", uid=1000)),
    "time": _tar(_member("README.txt", mtime=1)),
    "long names of GNU": _tar(_member("README.txt"), _member("x" * 300), form=tarfile.GNU_FORMAT),
    "extended headers": _tar(_member("README.txt"), _member("監査" * 80), form=tarfile.PAX_FORMAT),
    "names that are not ASCII": _tar(_member("README.txt"), _member("\x1b[2Jれい"), form=tarfile.GNU_FORMAT),
    "twice": _tar(_member("README.txt"), _member("README.txt")),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_whatever_it_is_something_is_found_and_nothing_is_written(
    kind: str, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    verdict = checked(STRANGE[kind], trust)
    assert verdict.problems
    assert not list(tmp_path.iterdir())
    assert not Path("/tmp/escaped").exists()
    assert all(value.isprintable() for value in named(verdict))


def test_a_file_that_is_no_bundle_is_called_so(trust: Trust) -> None:
    for kind in ("nothing", "text", "gzip", "age", "noise"):
        assert codes(checked(STRANGE[kind], trust)) == {"bundle_is_none"}


def test_two_gigabytes_in_one_file_are_not_looked_into(trust: Trust, tmp_path: Path) -> None:
    file = tmp_path / "large.tar"
    with file.open("w+b") as large:
        large.write(archive.header("README.txt", 2 << 30))
        large.truncate((2 << 30) + archive.RECORD)  # the file system keeps no zeros
        verdict = verify_bundle(large, None, trust)
    assert {"bundle_too_large", "bundle_unreadable"} <= codes(verdict)
    assert "README.txt" in named(verdict)


def test_what_unpacks_to_more_than_any_evidence_is_found_without_being_unpacked(
    whole: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LARGEST", 1 << 20)
    name = "objects/" + "0" * 64 + ".gz"
    bomb = gzip.compress(bytes(64 << 20), mtime=0)
    assert "evidence_differs" in codes(checked(packed({**files(whole), name: bomb}), trust))


def test_records_that_fill_the_memory_are_named_and_not_read(
    whole: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not checked(whole, trust).problems
    monkeypatch.setattr(verify_bundle_module, "_RECORDS_MOST", 10)
    unread = [why.as_dict()["file"] for why in checked(whole, trust).problems if why.code == "bundle_unreadable"]
    assert unread
    assert all(str(name).startswith("objects/") for name in unread)


def _runs(given: dict[str, bytes], ending: str) -> str:
    return next(name for name in given if name.startswith("runs/") and name.endswith(ending))


BROKEN: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "manifest nested deep": lambda given: {_runs(given, "manifest.json"): b"[" * 200_000},
    "manifest of nothing": lambda given: {_runs(given, "manifest.json"): b"{}"},
    "manifest that is no text": lambda given: {_runs(given, "manifest.json"): b"\xff\xfe\0"},
    "manifest of another run": lambda given: {
        name: given[other]
        for name, other in zip(
            [one for one in given if one.endswith("manifest.json")],
            [one for one in reversed(given) if one.endswith("manifest.json")],
            strict=True,
        )
    },
    "findings that are no gzip": lambda given: {_runs(given, "findings.jsonl.gz"): b"findings"},
    "findings with more behind": lambda given: {
        (name := _runs(given, "findings.jsonl.gz")): given[name] + gzip.compress(b"more")
    },
    "findings cut": lambda given: {(name := _runs(given, "findings.jsonl.gz")): given[name][:-9]},
    "entry nested deep": lambda _given: {"ledger/000001.json": b"[" * 200_000},
    "entry with spaces": lambda given: {"ledger/000001.json": given["ledger/000001.json"].replace(b",", b", ")},
    "entry that is no text": lambda _given: {"ledger/000001.json": b"\xff" * 50},
    "entry of a huge number": lambda given: {
        "ledger/000001.json": given["ledger/000001.json"].replace(b'"number":1,', b'"number":' + b"9" * 4000 + b",")
    },
    "entry of a number that is no number": lambda given: {
        "ledger/000001.json": given["ledger/000001.json"].replace(b'"number":1,', b'"number":' + b"9" * 9000 + b",")
    },
    "entry of number nothing": lambda given: {"ledger/000000.json": given["ledger/000001.json"]},
    "signature that is no text": lambda _given: {"ledger/000001.json.sig": b"\xff\0" * 90},
    "signature with spaces": lambda given: {
        "SHA256SUMS.sig": given["SHA256SUMS.sig"].replace(b"\n", b" \n", 2),
    },
    "signature of zeros": lambda _given: {
        "SHA256SUMS.sig": b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
    },
    "sums of another form": lambda given: {"SHA256SUMS": given["SHA256SUMS"].replace(b"  ", b" *")},
    "sums with a line twice": lambda given: {"SHA256SUMS": given["SHA256SUMS"] + given["SHA256SUMS"]},
    "sums that lead away": lambda _given: {"SHA256SUMS": b"0" * 64 + b"  ../../etc/passwd\n"},
    "no reasons": lambda given: {_runs(given, "not-included.txt"): b"\xff"},
    "reasons cut": lambda given: {(name := _runs(given, "not-included.txt")): given[name][:-1]},
    "reasons of nothing": lambda _given: {"ledger/not-included.txt": b"0" * 64 + b"  removed  x\n"},
    "signers of no form": lambda _given: {"allowed_signers": b"\0\xff" * 1000},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_contents_that_are_not_what_they_should_be_are_named(kind: str, whole: bytes, trust: Trust) -> None:
    given = files(whole)
    changed = BROKEN[kind](given)
    verdict = checked(packed({**given, **changed}), trust)
    assert {name.removesuffix(".sig") for name in changed} & named(verdict)
    own = checked(packed({**given, **changed}))  # with the signers of the bundle itself
    assert own.problems


def test_names_for_a_terminal_hold_no_escapes(whole: bytes, sealed: Sealed, trust: Trust) -> None:
    run = sealed.runs[0]
    line = "0" * 64 + "  removed  \x1b[2J\u202egood\n"
    broken = packed({**files(whole), f"runs/{run}/not-included.txt": line.encode()})
    assert all(value.isprintable() for value in named(checked(broken, trust)))
