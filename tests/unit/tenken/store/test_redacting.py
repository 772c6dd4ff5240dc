"""No secret and no number of a person is in anything that is stored: not in an object, not in a row, not in a file."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, select

from checks.finding import Status
from inventories.model import Bmc, Connection, Host
from inventories.reason import reason
from reports.redaction import mask_numbers
from scanners.facts.accounts import Accounts
from scanners.facts.field import Known, Unknown
from scanners.facts.sudo_rules import SudoRule, SudoRules
from tenken import keeping
from tenken.evidence.sealing import Sealer
from tenken.store import objects, runs
from tenken.store.opening import Store
from tenken.store.recording import Recording
from tenken.store.redacting import CUT, redacted
from tests.unit.scanners.host_canaries import CANARY, COMMANDS, LINES, SETTINGS
from tests.unit.tenken.store.conftest import Keep, beginning, finding, reading, run_of, target

NUMBER = "123456789018"  # satisfies the check digit of an individual number


def everything(store: Store) -> bytes:
    """Every cell of every table and every file of the state folder, with what is compressed taken apart."""
    found: list[bytes] = []
    tables = MetaData()
    with store.reading() as connection:
        tables.reflect(connection)
        for table in tables.tables.values():
            for row in connection.execute(select(table)):
                for cell in row:
                    raw = cell if isinstance(cell, bytes) else str(cell).encode()
                    found.append(gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw)
    found += [path.read_bytes() for path in store.folder.rglob("*") if path.is_file()]
    return b"\n".join(found)


@pytest.fixture
def url() -> str:
    """One kind of store is enough here: what it is given is cut before it is asked."""
    return ""


def test_no_planted_secret_is_in_any_object_row_or_file(store: Store, kept: Keep) -> None:
    sections = {
        probe: "\n".join(("first line", *lines, f"Taro {NUMBER}", "last line")).encode()
        for probe, lines in LINES.items()
    }
    done = kept(run_of(1, [target("web01")], []), reading("web01", sections))
    whole = everything(store)
    assert CANARY.encode() not in whole
    assert NUMBER.encode() not in whole
    with store.reading() as connection:
        stored = objects.load(connection, [record.evidence for record in done.commands])
    for record in done.commands:
        shown = stored[record.evidence]
        assert shown.startswith(b"first line\n")
        assert shown.endswith(b"\nTaro ************\nlast line")
        assert record.cut == shown.count(b"<cut:") + 1 > len(LINES[record.probe])


def test_facts_findings_reasons_and_names_hold_none(store: Store, sealer: Sealer) -> None:
    lines = (*SETTINGS, *COMMANDS)
    rules = frozenset(SudoRule("ops", "ALL", "root", line, nopasswd=True) for line in lines)
    why = reason("unparseable", detail="ValueError: password=Kx9canary")
    told = reading("web01", {"os": b"Debian\n"}, {"sudo_rules": SudoRules(Known(rules)), "accounts": _unknown(why)})
    told = replace(
        told,
        collected=replace(told.collected, hostname="token=Kx9canary", missing=why),
        target=target("web01", reason=why),
        commands=tuple(replace(one, reason=why) for one in told.commands),
    )
    failed = [
        finding("web01", control=f"J13-UA-{at:02}", status=Status.FAIL, said=line) for at, line in enumerate(lines)
    ]
    said = {"arguments": ("--limit=password=Kx9canary",), "work_order": "secret: Kx9canary"}
    done = run_of(1, [told.target], failed, **said)
    recording = Recording(store, beginning(done), ())
    recording.keep(told)
    recording.finish(done, sealer)
    whole = everything(store)
    assert CANARY.encode() not in whole, whole[max(0, whole.find(CANARY.encode()) - 150) :][:200]
    assert b"<cut:password>" in whole
    with store.reading() as connection:
        again = runs.load(connection, runs.find(connection, "latest"), with_facts=True)
    assert len(again.findings) == len(failed)
    assert again.targets[0].reason == reason("unparseable", detail="ValueError: password=<cut:password>")


def _unknown(why: Any) -> Accounts:
    return Accounts(**dict.fromkeys(Accounts.__dataclass_fields__, Unknown(why)))


def test_a_digest_of_what_was_cut_is_no_help_in_guessing_it(store: Store, kept: Keep) -> None:
    sections = {"pam": b"secret=1234\n", "os": b"Debian\n", "passwd": f"taro:{NUMBER}\n".encode()}
    told = reading("web01", sections)
    whole = {probe: hashlib.sha256(content).hexdigest() for probe, content in sections.items()}
    told = replace(told, commands=tuple(replace(one, stdout_sha256=whole[one.probe]) for one in told.commands))
    done = kept(run_of(1, [target("web01")], []), told)
    named = {one.probe: one for one in done.commands}
    assert named["os"].stdout_sha256 == whole["os"] == named["os"].evidence
    for probe in ("pam", "passwd"):
        assert named[probe].stdout_sha256 == named[probe].evidence
        assert whole[probe].encode() not in everything(store)


def test_what_a_network_device_told_keeps_its_own_marks() -> None:
    told = f"enable secret 9 <cut:strong>\nsnmp-server community <cut:own> RO\ndescription {NUMBER}\n".encode()
    done = redacted("cisco.running", told, "cisco_ios")
    assert done.content == told.replace(NUMBER.encode(), b"************")
    assert done.count == 1


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["1234 5678 9018", "1234‐5678‐9018", "１２３４５６７８９０１８", NUMBER, "24727059608", "\n", "\r\n"]
            ),
            st.text(st.sampled_from("0123456789 -‐－　\na８")),
            st.text(max_size=8),
        ),
        max_size=12,
    )
)
def test_looking_at_few_lines_finds_all_numbers(parts: list[str]) -> None:
    text = "".join(parts).encode("utf-8", "replace").decode()
    shown, count = mask_numbers(text)
    done = redacted("cisco", text.encode(), "cisco_ios")
    assert (done.content.decode(), done.count) == (shown, count)


def test_what_a_run_is_judged_with_holds_none(tmp_path: Path) -> None:
    host = Host(
        "web01",
        Connection(
            "192.0.2.1",
            common_args=("-o", "ProxyCommand=sshpass -p Kx9canary ssh -W %h:%p gw", "--token=Kx9canary"),
            password=CANARY,
            enable_secret=CANARY,
        ),
        "lgwan",
        contractor="password: Kx9canary",
        bmc=Bmc(via="ops", password=CANARY),
        golden_variables=(("secret", CANARY),),
    )
    files = {
        "baselines/lgwan.yaml": b"version: 1.0.0\n",
        "registers/base.yaml": b"sudo:\n  - /usr/bin/mysqldump -u root -pKx9canary\n",
        "operations.yaml": b"notify:\n  - webhook: {url: 'https://ops:Kx9canary@hooks.example/x'}\n",
        "golden/rtr01.cfg": b"enable secret Kx9canary\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    policy = SimpleNamespace(folder=tmp_path, digests=digests, attestations=SimpleNamespace(seen={}))
    loaded: Any = SimpleNamespace(inventory=SimpleNamespace(hosts=(host,)), policy=policy)
    named, contents = keeping._inputs(loaded)
    whole = b"\n".join(gzip.decompress(one.gzip) for one in contents)
    assert CANARY.encode() not in whole
    assert {f"policy/{name}" for name in files} <= {name.removesuffix(CUT) for name in named}
    # What is left of them is bound and kept; of approved configurations the digest alone.
    assert set(named.values()) - {one.sha256 for one in contents} == {digests["golden/rtr01.cfg"]}
    assert {one.sha256 for one in contents} & set(digests.values()) == {digests["baselines/lgwan.yaml"]}
    assert msgspec.json.decode(gzip.decompress(contents[0].gzip))[0]["connection"]["common_args"] == [
        "-o",
        "ProxyCommand=sshpass -p <cut:password> ssh -W %h:%p gw",
        "--token=<cut:token>",
    ]
