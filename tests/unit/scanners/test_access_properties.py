"""Whatever a target sends, no reader of access facts raises, and nothing that looks compliant comes from noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventories.reason import reason
from scanners.facts import FACT_NAMES
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES
from scanners.platforms.reader import Reader
from scanners.probe import Missing, Output, Raw, Scope

MINE = {
    "accounts", "authorized_keys", "files", "login_failures", "mandatory_access", "memory_errors", "password_quality",
    "session_timeout", "shadow", "sshd", "sudo_rules", "usb_storage", "virtualization",
}  # fmt: skip
READERS = [
    pytest.param(reader, id=f"{family.name}-{FACT_NAMES[reader.fact]}")
    for family in FAMILIES.values()
    for reader in family.readers
    if FACT_NAMES[reader.fact] in MINE
]
SCOPE = Scope(scan_user="scan", accounts=("alice",))
CASES = [path for path in sorted((Path(__file__).parents[2] / "cases").glob("*/*.yaml")) if path.parent.name in MINE]


def fields_of(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__slots__}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_noise_is_unknown(reader: Reader, data: st.DataObject) -> None:
    outputs: dict[str, Raw] = {
        probe.id: Output(
            probe.command,
            data.draw(st.sampled_from([0, 0, 0, 1, 2, 124, 127])),
            # No noise of ASCII letters: that could by chance be a right answer.
            data.draw(st.binary(max_size=200).map(lambda raw: bytes(byte | 0x80 for byte in raw))),
            data.draw(st.binary(max_size=20)),
        )
        for probe in reader.probes(SCOPE)
    }
    fact = reader.read(outputs, SCOPE)
    assert isinstance(fact, reader.fact)
    if FACT_NAMES[reader.fact] == "session_timeout":  # where nothing ends a session is a violation, and may be known
        return
    assert all(isinstance(state, Unknown) for state in fields_of(fact).values()), fact


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_reader_raises(reader: Reader, data: st.DataObject) -> None:
    words = st.sampled_from(
        [":", "/etc/passwd", "\n", "root", ":0:0:", "auth ", "required ", "pam_unix.so", "link ", "key ", "/", "{", "}",
         '"', "[]", '{"User_Specs": [{}]}', "install ", "permitrootlogin no", "ciphers a", "Match User ", "=", "\x00",
         "@include x", "[default=", "]", "2147483648", "-1", "٣", "TMOUT=", "readonly "]
    )  # fmt: skip
    outputs: dict[str, Raw] = {
        probe.id: Output(
            probe.command, data.draw(st.sampled_from([0, 1])), "".join(data.draw(st.lists(words, max_size=12))).encode()
        )
        for probe in reader.probes(SCOPE)
    }
    assert isinstance(reader.read(outputs, SCOPE), reader.fact)


@pytest.mark.parametrize("reader", READERS)
def test_nothing_read_is_unknown(reader: Reader) -> None:
    outputs: dict[str, Raw] = {probe.id: Missing(probe.command, reason("no_sudo")) for probe in reader.probes(SCOPE)}
    assert all(state == Unknown(reason("no_sudo")) for state in fields_of(reader.read(outputs, SCOPE)).values())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_cut_output_is_unknown(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    (reader,) = [r for r in FAMILIES[case["family"]].readers if FACT_NAMES[r.fact] == path.parent.name]
    scope = msgspec.convert(case.get("scope", {}), Scope)
    outputs: dict[str, Raw] = {
        probe.id: Output(probe.command, 0, case["outputs"].get(probe.id, {}).get("stdout", "").encode(), truncated=True)
        for probe in reader.probes(scope)
    }
    states = fields_of(reader.read(outputs, scope)).values()
    assert not any(isinstance(state, Known | Absent) for state in states)
