"""Nothing that a host keeps secret is left in what it told; all else is, byte for byte."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inventories.reason import reason
from lab.demo_fleet import RECORDINGS
from lab.replay import load_recording
from reports.redaction import mask, mask_reason, may_need_mask
from scanners.platforms import FACILITIES, FAMILIES
from scanners.platforms.linux.secrets import DECISIONS, UNKNOWN, Where, cut, cut_text, decision
from scanners.probe import Probe, Scope
from tests.unit.scanners.host_canaries import CANARY, COMMANDS, HARMLESS, LINES, SETTINGS

WHOLE = Scope(
    scan_user="scan",
    accounts=("taro",),
    certificates=("/etc/ssl/x.crt",),
    receives_logs=True,
    managed_files=("/etc/a.conf",),
    backups=("/backup",),
    private_keys=("/etc/k.pem",),
    bmc_address="192.0.2.9",
    bmc_user="watcher",
    ups="a@192.0.2.8:3493",
)
CASES = sorted((Path(__file__).parents[2] / "cases").glob("*/*.yaml"))
# In these a case holds what looks like a secret, on purpose.
WITH_SECRETS = {("log_ins.events", "Invalid user Accepted publickey"), ("dm_crypt", "abababab")}


def every_probe() -> dict[tuple[str, str], Probe]:
    return {
        (probe.id, probe.command): probe
        for family in (*FAMILIES.values(), *FACILITIES.values())
        for reader in family.readers
        for probe in reader.probes(WHOLE)
    }


@cache
def recorded() -> tuple[tuple[str, bytes], ...]:
    """Every output of every recorded host that a probe of ours has."""
    ids = {command: probe.id for (_id, command), probe in every_probe().items()}
    found = {
        (ids[command], answer.stdout.encode())
        for path in sorted(RECORDINGS.glob("*.json"))
        for command, answer in load_recording(path).answers.items()
        if command in ids
    }
    return tuple(sorted(found))


def test_every_probe_has_its_decision_and_every_decision_a_probe() -> None:
    probes = {probe for probe, _command in every_probe()}
    assert [probe for probe in sorted(probes) if decision(probe) is UNKNOWN] == []
    unused = [
        name for name in DECISIONS if not any(one == name or one.startswith((f"{name}.", f"{name}:")) for one in probes)
    ]
    assert unused == []


def test_every_probe_that_is_cut_on_reading_has_a_canary() -> None:
    probes = {probe for probe, _command in every_probe()}
    cut_here = {id(decision(probe)): probe for probe in probes if decision(probe).where is Where.READING}
    named = {name for name, made in DECISIONS.items() if made.where is Where.READING}
    without = [name for name in sorted(named) if not any(one == name or one.startswith(f"{name}.") for one in LINES)]
    assert without == []
    assert cut_here
    assert [name for name in LINES if decision(name).where is not Where.READING] == []


@pytest.mark.parametrize("probe", LINES)
def test_no_planted_secret_is_left_and_the_lines_around_are_as_they_were(probe: str) -> None:
    for line in LINES[probe]:
        given_out = f"first line\n{line}\nlast line\n".encode()
        done = cut(probe, given_out)
        shown = done.content.decode()
        assert CANARY not in shown, line
        assert "4b7839" not in shown.lower(), line
        assert "<cut:" in shown
        assert done.count == shown.count("<cut:") > 0
        assert shown.startswith("first line\n")
        assert shown.endswith("\nlast line\n")
        assert ("keep" in line) == ("keep" in shown), shown


@pytest.mark.parametrize("line", SETTINGS)
def test_the_rule_of_last_resort_holds_whatever_is_read(line: str) -> None:
    for probe in ("packages", "x_own", "services.enabled", "accounts"):
        assert CANARY not in cut(probe, line.encode()).content.decode()


@pytest.mark.parametrize("line", [*SETTINGS, *COMMANDS])
def test_facts_and_reasons_show_none(line: str) -> None:
    assert CANARY not in cut_text(line)
    assert CANARY not in mask(line)
    assert CANARY not in str(mask_reason(reason("x", items=(line,), one=line)))
    assert may_need_mask(msgspec.json.encode([["one", line]]))
    assert mask(mask(line)) == mask(line)


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask(line) == line
    if "<cut:" not in line:
        for probe in ("x_own", "pam", "sshd.configuration", "sudo_rules", "audit.persisted", "packages"):
            assert cut(probe, f"{line}\n".encode()).content == f"{line}\n".encode(), probe


def test_no_recorded_host_loses_a_byte() -> None:
    assert len(recorded()) > 300
    assert [probe for probe, content in recorded() if cut(probe, content).content != content] == []


def case_outputs() -> Iterator[tuple[str, str]]:
    for path in CASES:
        for probe, given_out in yaml.load(path.read_bytes(), yaml.CSafeLoader)["outputs"].items():
            yield probe, (given_out or {}).get("stdout", "")


def test_no_case_loses_a_line_but_for_its_secrets() -> None:
    for probe, text in case_outputs():
        shown = cut(probe, text.encode()).content.decode()
        for before, after in zip(text.split("\n"), shown.split("\n"), strict=True):
            known = any(probe == name and part in before for name, part in WITH_SECRETS)
            assert before == after or known, (probe, before, after)


def test_no_command_of_ours_is_taken_for_a_secret() -> None:
    for _name, command in every_probe():
        assert cut_text(command) == command


def test_a_mark_that_a_host_sends_itself_is_undone_and_counted() -> None:
    done = cut("pam", b"password=<cut:password>\nsecret=Kx9canary\n")
    assert (done.content.count(b"<cut:"), done.count) == (2, 3)  # what was forged is a password like any other
    assert b"Kx9" not in done.content
    once_more = cut_text(done.content.decode())
    assert once_more == done.content.decode()


def test_bytes_that_are_no_text_stay() -> None:
    before, after = bytes(range(10)) + b"\xff\x83\x5c\n", b"\n\xe3\x81\x82\xff\x00"
    shown = cut("x_own", before + b"password=Kx9\xff\xfecanary\xe3\x81" + after).content
    assert shown == before + b"password=<cut:password>" + after


@pytest.mark.parametrize("codec", ["euc_jp", "cp932"])
def test_a_password_in_an_old_encoding_is_cut(codec: str) -> None:
    line = "# 管理者パスワード：Kx9canary 表\n".encode(codec)
    assert cut("session_timeout.profiles", line).content == line.replace(b"Kx9canary", b"<cut:password>")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_canary_anywhere_in_a_recorded_output_is_cut_and_nothing_else(data: st.DataObject) -> None:
    probe, content = data.draw(st.sampled_from(recorded()))
    reading = decision(probe).where is Where.READING
    own = [line for name, rows in LINES.items() if decision(name) is decision(probe) for line in rows]
    line = data.draw(st.sampled_from([*SETTINGS, *(own if reading else ())]))
    lines = content.split(b"\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    whole = b"\n".join((*lines[:at], line.encode(), *lines[at:]))
    shown = cut(probe, whole).content
    assert CANARY.encode() not in shown
    left, right = b"".join(one + b"\n" for one in lines[:at]), b"".join(b"\n" + one for one in lines[at:])
    assert shown.startswith(left)
    assert shown.endswith(right)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["password=", "DB_TOKEN: ", "--secret ", "psk=", "x --password=", "https://u:", "my_api_key => "]),
    st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1, max_size=20),
)
def test_no_character_of_a_word_is_left(before: str, secret: str) -> None:
    """What ends a value that stands alone is the line, but where it is quoted or is a switch."""
    if secret[0] in "\"'\\<>&|$%-/*" or set(secret) & set("/\"'\\<>@;,)}]&"):
        return
    behind = "@host" if "//" in before else ""
    shown = cut("x_own", f"{before}{secret}1Z{CANARY}{behind}\n".encode()).content.decode()
    assert CANARY not in shown
    assert f"{secret}1Z" not in shown


HOSTILE = [
    "password=", 'pass="', "pass='", "passpass=", "keykeykey", "api_key ", "//", "//a:b@", "eyj", "$6$a",
    "-----begin private key-----", "mysql ", "mysql -p", "curl -u a:", "echo |", "invalid user ",
    "パスワード", "パスワード（", "login a password ", "chpasswd <<<", "chpasswd <<E\n", "<<E passwd\n",
    "invalid user a from ", "query: '",
    "setenv a=", "environment=\"a=", "name=\"token\" value=", "value=", "authorization: ", "\\", "a\\'",
    "'",
    " crypt a ", "identified by '", "sqlplus a/", "htpasswd -b ", "duplicate entry '", "export ", "<cut:",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_output_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        content = (piece * (size // len(piece))).encode()
        best = 9.0
        for _ in range(2):
            began = time.process_time()
            for probe in ("x_own", "log_ins.events", "cluster.mysql"):
                cut(probe, content)
            best = min(best, time.process_time() - began)
        return best

    small = seconds(8_000)
    assert seconds(64_000) <= max(0.2, 8 * 4 * small)  # eight times the length; its square were 64 times
