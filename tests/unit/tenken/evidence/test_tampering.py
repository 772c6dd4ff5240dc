"""Every byte of a bundle that was changed, added, left out or moved is found, and the file it belongs to is named.

300 bytes are drawn over all files, headers and paddings; `make verify` draws 3,000.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from tenken.evidence import archive
from tenken.evidence.checking import Trust, sums_of
from tenken.evidence.ledger import Entry, text_of
from tenken.evidence.signing import BUNDLE, LEDGER, Key, own_key, sign
from tenken.evidence.verify import compare_heads
from tests.unit.tenken.evidence.conftest import Sealed, build, checked, codes, files, named, packed

SAMPLES = max(300, settings().max_examples)
Files = dict[str, bytes]


@dataclass(frozen=True)
class Known:
    number: int
    sha256: str


def test_a_bundle_as_it_was_written_is_found_unchanged(whole: bytes, trust: Trust, sealed: Sealed) -> None:
    verdict = checked(whole, trust)
    assert verdict.problems == ()
    assert verdict.runs == sealed.runs[:2]
    assert sorted(verdict.heads) == [1, 2, 3, 4, 5]
    assert verdict.keys == (sealed.key.fingerprint,)
    (removed,) = verdict.notes
    assert (removed.code, removed.as_dict()["count"]) == ("evidence_removed", 1)


def _regions(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Give every part of a tar: the file it belongs to, its first byte and the one behind its last."""
    read = archive.read(io.BytesIO(content))
    end = 0
    for name, member in read.members.items():
        yield f"{name} header", member.start - archive.BLOCK, member.start
        end = member.start + member.size
        yield name, member.start, end
        padded = end + -member.size % archive.BLOCK
        yield f"{name} padding", end, padded
        end = padded
    yield "end", end, len(content)


def test_every_single_byte_that_changes_is_found_and_named(whole: bytes, trust: Trust) -> None:
    regions = [region for region in _regions(whole) if region[1] < region[2]]
    drawn = random.Random(22)  # noqa: S311  (not for secrets: the same bytes in every run of the tests)
    for place in range(SAMPLES):
        name, first, behind = regions[place % len(regions)]
        at = drawn.randrange(first, behind)
        changed = bytearray(whole)
        changed[at] ^= drawn.randrange(1, 256)
        verdict = checked(bytes(changed), trust)
        assert verdict.problems, f"{name}: byte {at}"
        if name.endswith((" header", " padding")) or name == "end":
            told = [int(str(one.as_dict()["at"])) for one in verdict.problems if "at" in one.as_dict()]
            assert any(0 <= at - begin < (archive.RECORD + archive.BLOCK) for begin in told), (
                f"{name}: byte {at}: {told}"
            )
        else:
            assert name.removesuffix(".sig") in named(verdict), f"{name}: byte {at}: {verdict.problems}"


def test_every_byte_of_headers_padding_and_end_counts() -> None:
    small = packed({"README.txt": b"x", "SHA256SUMS": b"y" * 512})
    for at in (
        at for name, first, behind in _regions(small) if " " in name or name == "end" for at in range(first, behind)
    ):
        changed = bytearray(small)
        changed[at] ^= 0x55
        assert archive.read(io.BytesIO(bytes(changed))).problems, f"byte {at}"


def test_every_file_that_is_left_out_is_named(whole: bytes, trust: Trust) -> None:
    given = files(whole)
    for name in given:
        verdict = checked(packed({other: content for other, content in given.items() if other != name}), trust)
        assert name.removesuffix(".sig") in named(verdict), name


@pytest.mark.parametrize(
    "name",
    ["objects/" + "0" * 64 + ".gz", "ledger/000009.json", "ledger/000001.json.sig.sig", "runs/x/report.html", "etc"],
)
def test_every_file_that_is_added_is_named(whole: bytes, trust: Trust, name: str) -> None:
    assert name in named(checked(packed({**files(whole), name: b"x"}), trust))


def _tar(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    archive.write(file, members)
    return file.getvalue()


def test_files_that_change_places_are_named(whole: bytes, trust: Trust) -> None:
    members = list(files(whole).items())
    members[3], members[4] = members[4], members[3]
    verdict = checked(_tar(members), trust)
    assert codes(verdict) == {"bundle_file_order"}
    assert named(verdict) == {"allowed_signers"}


def test_a_file_that_stands_there_twice_is_named(whole: bytes, trust: Trust) -> None:
    members = list(files(whole).items())
    verdict = checked(_tar([members[0], *members]), trust)
    assert "bundle_file_twice" in codes(verdict)
    assert "README.txt" in named(verdict)


def test_contents_that_change_places_are_both_named(whole: bytes, trust: Trust) -> None:
    given = files(whole)
    one, other = [name for name in given if name.startswith("objects/")][:2]
    swapped = packed({**given, one: given[other], other: given[one]})
    assert {one, other} <= named(checked(swapped, trust))


@pytest.mark.parametrize("more", [b"\0" * 512, b"\0" * archive.RECORD, b"x"])
def test_bytes_behind_the_end_are_found(whole: bytes, trust: Trust, more: bytes) -> None:
    assert codes(checked(whole + more, trust)) == {"bundle_end"}


@pytest.mark.parametrize("left", [1, 512, 1024, archive.RECORD, 20_000])
def test_a_bundle_that_was_cut_is_found(whole: bytes, trust: Trust, left: int) -> None:
    assert codes(checked(whole[:-left], trust)) & {"bundle_end", "bundle_unreadable_from"}


# Whoever knows the form but has not the key: everything that can be made to fit is made to fit.


def resummed(given: Files) -> Files:
    listed = {name: content for name, content in given.items() if name not in {"SHA256SUMS", "SHA256SUMS.sig"}}
    sums = sums_of((name, hashlib.sha256(content).hexdigest()) for name, content in sorted(listed.items()))
    return {**given, "SHA256SUMS": sums}


def _of(given: Files, ending: str) -> str:
    return next(name for name in sorted(given) if name.endswith(ending))


def _other_finding(given: Files) -> Files:
    name = next(one for one in given if one.endswith("findings.jsonl.gz") and b'"fail"' in gzip.decompress(given[one]))
    return {**given, name: gzip.compress(gzip.decompress(given[name]).replace(b'"fail"', b'"pass"'), mtime=0)}


def _other_evidence(given: Files) -> Files:
    name = next(
        one for one in sorted(given) if one.startswith("objects/") and b"port 22" in gzip.decompress(given[one])
    )
    return {**given, name: gzip.compress(b"port 2222\n", mtime=0)}


def _other_manifest(given: Files) -> Files:
    name = _of(given, "manifest.json")
    return {**given, name: given[name].replace(b'"ops01"', b'"ops02"')}


def _evidence_left_out(given: Files) -> Files:
    name = next(one for one in sorted(given) if one.startswith("objects/"))
    return {other: content for other, content in given.items() if other != name}


def _evidence_called_removed(given: Files) -> Files:
    """Leave out a piece of evidence, and say that its time was over."""
    return _called(given, "removed")


def _evidence_called_never_kept(given: Files) -> Files:
    """Leave out a piece of evidence, and say that it is of a kind that is not kept."""
    return _called(given, "never-kept")


def _called(given: Files, why: str) -> Files:
    name = next(one for one in sorted(given) if one.startswith("objects/") and b"Debian" in gzip.decompress(given[one]))
    left = {other: content for other, content in given.items() if other != name}
    digest = name[8:72]
    for run in (one for one in given if one.startswith("runs/") and one.endswith("not-included.txt")):
        lines = [*given[run].splitlines(keepends=True), f"{digest}  {why}  web01: evidence os\n".encode()]
        left[run] = b"".join(sorted(lines))
    return left


def _approval_called_another_runs(given: Files) -> Files:
    """Leave out the approval, and say that it is of a run that was not asked for."""
    content = json.loads(given["ledger/000004.json"])["content"]
    left = {other: text for other, text in given.items() if other != f"objects/{content}.gz"}
    lines = [*left["ledger/not-included.txt"].splitlines(keepends=True), f"{content}  other-run  approval\n".encode()]
    return {**left, "ledger/not-included.txt": b"".join(sorted(lines))}


def _entry_left_out(given: Files) -> Files:
    """Leave out the second entry of the ledger, and number the others anew."""
    left = {name: content for name, content in given.items() if not name.startswith("ledger/0")}
    for number in (1, 3, 4, 5):
        for ending in (".json", ".json.sig"):
            left[f"ledger/{number - (number > 1):06}{ending}"] = given[f"ledger/{number:06}{ending}"]
    return left


def _entries_swapped(given: Files) -> Files:
    swapped = dict(given)
    for ending in (".json", ".json.sig"):
        one, other = f"ledger/000001{ending}", f"ledger/000002{ending}"
        swapped[one], swapped[other] = given[other], given[one]
    return swapped


def _entry_added(given: Files) -> Files:
    """Add the approval once more, behind the end of the ledger."""
    return given | {f"ledger/000006{ending}": given[f"ledger/000004{ending}"] for ending in (".json", ".json.sig")}


def _run_left_out(given: Files) -> Files:
    run = _of(given, "manifest.json").split("/")[1]
    return {name: content for name, content in given.items() if f"/{run}/" not in name}


def _signature_of_another_kind(given: Files) -> Files:
    return {**given, "SHA256SUMS.sig": given["ledger/000001.json.sig"]}


FORGERIES: list[tuple[Callable[[Files], Files], str]] = [
    (_other_finding, "findings_differ"),
    (_other_evidence, "evidence_differs"),
    (_other_manifest, "manifest_differs"),
    (_evidence_left_out, "evidence_missing"),
    (_evidence_called_removed, "evidence_removed_unsaid"),
    (_evidence_called_never_kept, "evidence_is_kept"),
    (_approval_called_another_runs, "evidence_missing"),
    (_entry_left_out, "ledger_previous"),
    (_entries_swapped, "ledger_number"),
    (_entry_added, "ledger_number"),
    (_run_left_out, "evidence_missing"),
    (_signature_of_another_kind, "signature_invalid"),
]


@pytest.mark.parametrize(("forge", "code"), FORGERIES, ids=[forge.__name__ for forge, _code in FORGERIES])
def test_a_list_of_digests_that_was_made_to_fit_hides_nothing(
    whole: bytes, trust: Trust, forge: Callable[[Files], Files], code: str
) -> None:
    forged = resummed(forge(files(whole)))
    verdict = checked(packed(forged), trust)
    assert "signature_invalid" in codes(verdict)
    assert code in codes(verdict)


@pytest.mark.parametrize(("forge", "code"), FORGERIES[:-1], ids=[forge.__name__ for forge, _code in FORGERIES[:-1]])
def test_even_who_can_sign_the_bundle_anew_cannot_change_what_the_ledger_binds(
    whole: bytes, sealed: Sealed, trust: Trust, forge: Callable[[Files], Files], code: str
) -> None:
    forged = resummed(forge(files(whole)))
    forged["SHA256SUMS.sig"] = sign(forged["SHA256SUMS"], sealed.key, BUNDLE).encode()
    assert code in codes(checked(packed(forged), trust))


def sealed_again(given: Files, key: Key) -> Files:
    """Change a run's findings, and seal it once more behind the end of the ledger: what who has the key can do."""
    findings = next(
        one for one in given if one.endswith("findings.jsonl.gz") and b'"fail"' in gzip.decompress(given[one])
    )
    lines = gzip.decompress(given[findings])
    better = lines.replace(b'"fail"', b'"pass"')
    place = findings.replace("findings.jsonl.gz", "manifest.json")
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (lines, better))
    manifest = given[place].replace(old, new)
    last = given["ledger/000005.json"]
    entry = Entry(
        number=6,
        kind="run",
        run=place.split("/")[1],
        content=hashlib.sha256(manifest).hexdigest(),
        previous=hashlib.sha256(last).hexdigest(),
        time="2026-11-25T00:00:00+09:00",
        key=key.fingerprint,
    )
    text = text_of(entry).encode()
    added = {
        findings: gzip.compress(better, mtime=0),
        place: manifest,
        "ledger/000006.json": text,
        "ledger/000006.json.sig": sign(text, key, LEDGER).encode(),
    }
    forged = resummed({**given, **added})
    return {**forged, "SHA256SUMS.sig": sign(forged["SHA256SUMS"], key, BUNDLE).encode()}


def test_a_run_that_is_sealed_twice_is_found(whole: bytes, sealed: Sealed, trust: Trust) -> None:
    verdict = checked(packed(sealed_again(files(whole), sealed.key)), trust)
    assert codes(verdict) == {"ledger_run_twice"}
    assert {sealed.runs[1], "ledger/000006.json"} <= named(verdict)


def test_a_key_that_the_auditor_does_not_know_is_found(whole: bytes, trust: Trust, tmp_path: Path) -> None:
    stranger = own_key(tmp_path, None)
    given = files(whole)
    for number in range(1, 6):
        entry = f"ledger/{number:06}.json"
        given[f"{entry}.sig"] = sign(given[entry], stranger, LEDGER).encode()
    given["allowed_signers"] = stranger.allowed_signer.encode()
    given = resummed(given)
    given["SHA256SUMS.sig"] = sign(given["SHA256SUMS"], stranger, BUNDLE).encode()
    forged = packed(given)
    assert {"SHA256SUMS", "ledger/000001.json", "ledger/000005.json"} <= named(checked(forged, trust))
    alone = checked(forged)  # with the key of the bundle itself: entries still tell which key they were signed by
    assert codes(alone) == {"signature_other_key"}
    assert alone.keys == (stranger.fingerprint,)


def test_a_whole_store_made_anew_is_told_by_its_key_alone(trust: Trust, tmp_path: Path) -> None:
    other = build(tmp_path / "state")
    anew = other.bundle(*other.runs)
    other.store.close()
    assert checked(anew).problems == ()
    assert "signature_invalid" in codes(checked(anew, trust))


def test_runs_that_were_dropped_or_written_anew_are_found_by_a_copy_kept_elsewhere(whole: bytes, trust: Trust) -> None:
    heads = checked(whole, trust).heads
    known = [Known(number, sha256) for number, sha256 in heads.items()]
    assert compare_heads(known, heads) == ()
    assert compare_heads(known[:2], heads) == ()
    (dropped,) = compare_heads(known, {number: sha256 for number, sha256 in heads.items() if number < 5})
    assert (dropped.code, dropped.as_dict()["number"], dropped.as_dict()["last"]) == ("ledger_dropped", 5, 4)
    (anew,) = compare_heads([Known(2, "0" * 64)], heads)
    assert (anew.code, anew.as_dict()["number"]) == ("ledger_rewritten", 2)


def test_each_piece_of_evidence_of_a_finding_is_in_the_bundle(whole: bytes, sealed: Sealed) -> None:
    """From a finding by hand: its target's records of commands, the one of its probe, the evidence that this names."""
    given = files(whole)
    place = f"runs/{sealed.runs[1]}"
    finding = json.loads(gzip.decompress(given[f"{place}/findings.jsonl.gz"]).splitlines()[0])
    manifest = json.loads(given[f"{place}/manifest.json"])
    (target,) = [one for one in manifest["targets"] if one["reached"]["name"] == finding["subject"]]
    records = json.loads(gzip.decompress(given[f"objects/{target['commands']}.gz"]))
    (record,) = [one for one in records if one["probe"] == finding["said"]["evidence"][0]]
    assert gzip.decompress(given[f"objects/{record['evidence']}.gz"]) == b"port 22\n"
