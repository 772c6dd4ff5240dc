"""known_hosts files: every form of line, revocation, and lines that are skipped."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.ssh.known_hosts import HostKey, KnownHosts, Verdict


def make(number: int = 1, kind: str = "ssh-ed25519") -> HostKey:
    name = kind.encode()
    return HostKey(kind, len(name).to_bytes(4, "big") + name + (32).to_bytes(4, "big") + bytes([number]) * 32)


def line(names: str, key: HostKey, marker: str = "") -> str:
    return f"{marker} {names} {key.kind} {base64.b64encode(key.blob).decode()} comment here\n".lstrip()


def judge(tmp_path: Path, content: str, name: str = "web01", port: int = 22, *, key: HostKey | None = None) -> Verdict:
    file = tmp_path / "known_hosts"
    file.write_text(content, "utf-8")
    return KnownHosts().find(name, port, (file,)).judge(key or make())


@pytest.mark.parametrize(
    ("names", "name", "port", "expected"),
    [
        ("web01", "web01", 22, Verdict.KNOWN),
        ("web01", "WEB01", 22, Verdict.KNOWN),
        ("web01", "web010", 22, Verdict.UNKNOWN),
        ("db01,web01,192.0.2.1", "192.0.2.1", 22, Verdict.KNOWN),
        ("[web01]:2222", "web01", 2222, Verdict.KNOWN),
        ("[web01]:2222", "web01", 22, Verdict.UNKNOWN),
        ("[web01]:2222", "web01", 2223, Verdict.UNKNOWN),
        ("web01", "web01", 2222, Verdict.KNOWN),  # as ssh: the key is known without the port
        ("*.example.jp", "web01.example.jp", 22, Verdict.KNOWN),
        ("web?1", "web01", 22, Verdict.KNOWN),
        ("*,!web01", "web01", 22, Verdict.UNKNOWN),
        ("*,!web01", "web02", 22, Verdict.KNOWN),
        ("!web01", "web02", 22, Verdict.UNKNOWN),  # a negation alone matches nothing
        ("[*.example.jp]:2222", "a.example.jp", 2222, Verdict.KNOWN),
        ("web[0]1", "web01", 22, Verdict.UNKNOWN),  # brackets are no wildcard
        ("2001:db8::1", "2001:db8::1", 22, Verdict.KNOWN),
    ],
)
def test_names(tmp_path: Path, names: str, name: str, port: int, expected: Verdict) -> None:
    assert judge(tmp_path, line(names, make()), name, port) is expected


def test_a_name_hashed_by_ssh_keygen(tmp_path: Path) -> None:
    file = tmp_path / "hashed"
    file.write_text(line("web01", make()) + line("[web02]:2222", make()), "utf-8")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(file)], check=True, capture_output=True)
    known = KnownHosts()
    assert known.find("web01", 22, (file,)).judge(make()) is Verdict.KNOWN
    assert known.find("web02", 2222, (file,)).judge(make()) is Verdict.KNOWN
    assert known.find("web03", 22, (file,)).judge(make()) is Verdict.UNKNOWN
    assert known.skipped == ()


def test_another_key_is_a_change(tmp_path: Path) -> None:
    assert judge(tmp_path, line("web01", make(2))) is Verdict.CHANGED
    assert judge(tmp_path, line("web01", make(2, "ssh-rsa"))) is Verdict.CHANGED


def test_a_key_listed_for_another_port_only_is_no_change(tmp_path: Path) -> None:
    assert judge(tmp_path, line("web01", make(2)), port=2222) is Verdict.UNKNOWN


@pytest.mark.parametrize("names", ["web01", "*", "web*,db*"])
def test_revoked_wins_over_listed(tmp_path: Path, names: str) -> None:
    content = line("web01", make()) + line(names, make(), "@revoked")
    assert judge(tmp_path, content) is Verdict.REVOKED


def test_a_key_revoked_without_the_port_is_revoked_on_every_port(tmp_path: Path) -> None:
    content = line("[web01]:2222", make()) + line("web01", make(), "@revoked")
    assert judge(tmp_path, content, port=2222) is Verdict.REVOKED


def test_a_revoked_key_makes_no_other_key_known_and_is_not_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(line("web01", make(1, "ssh-rsa"), "@revoked") + line("web01", make(2)), "utf-8")
    known = KnownHosts().find("web01", 22, (file,))
    assert known.kinds == ("ssh-ed25519",)
    assert known.judge(make(3)) is Verdict.CHANGED


def test_a_certificate_authority_is_seen_but_is_no_host_key(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(line("*.example.jp", make(), "@cert-authority"), "utf-8")
    known = KnownHosts().find("web01.example.jp", 22, (file,))
    assert known.authorities
    assert known.judge(make()) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("web01\n", "fields_missing"),
        ("web01 ssh-ed25519\n", "fields_missing"),
        ("web01 ssh-ed25519 not*base64\n", "key_malformed"),
        ("web01 ssh-rsa " + base64.b64encode(make().blob).decode() + "\n", "key_malformed"),  # type and key disagree
        ("web01 1024 35 1234567890\n", "key_malformed"),  # protocol 1
        ("@other web01 ssh-ed25519 AAAA\n", "marker_unknown"),
        ("|2|a|b ssh-ed25519 " + base64.b64encode(make().blob).decode() + "\n", "hash_unknown"),
        ("|1|!|b ssh-ed25519 " + base64.b64encode(make().blob).decode() + "\n", "hash_malformed"),
    ],
)
def test_a_bad_line_is_reported_and_the_others_count(tmp_path: Path, bad: str, why: str) -> None:
    file = tmp_path / "known_hosts"
    file.write_text("# comment\n\n" + bad + line("web01", make()), "utf-8")
    known = KnownHosts()
    assert known.find("web01", 22, (file,)).judge(make()) is Verdict.KNOWN
    assert [(one.file, one.line, one.why) for one in known.skipped] == [(str(file), 3, why)]


def test_missing_files_are_empty_and_an_extra_file_comes_beside(tmp_path: Path) -> None:
    extra = tmp_path / "extra"
    extra.write_text(line("web01", make()), "utf-8")
    known = KnownHosts(extra)
    assert known.find("web01", 22, (tmp_path / "missing",)).judge(make()) is Verdict.KNOWN
    assert known.skipped == ()


def test_an_alias_is_looked_up_without_the_port(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(line("alias", make()), "utf-8")
    assert KnownHosts().find("alias", 2222, (file,), alias=True).judge(make()) is Verdict.KNOWN


@given(st.binary(max_size=300))
def test_no_content_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "known_hosts"
    file.write_bytes(raw)
    assert KnownHosts().find("web01", 22, (file,)).judge(make()) is Verdict.UNKNOWN
