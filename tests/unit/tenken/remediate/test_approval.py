"""An approval holds for one plan, one time and one person, who is not the one that executes; by real ssh-keygen."""

from __future__ import annotations

import getpass
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.approvers import Approver
from checks.judging import JST
from checks.remediation import HostRepair, RepairPlan
from inventories.reason import ConfigError
from tenken.evidence.signing import Key, own_key
from tenken.remediate import approval

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=JST)
PLAN = RepairPlan("run-1", (HostRepair("a", "lgwan", "", {"J13-UA-01": {"value": "no"}}, {}),))
NAME = "統括 花子"


def make_key(folder: Path, name: str) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", str(folder / name)], check=True)
    return folder / name


def public(key: Path) -> str:
    return " ".join(key.with_suffix(".pub").read_text(encoding="ascii").split()[:2])


def sign(file: Path, key: Path, namespace: str = approval.NAMESPACE) -> None:
    """As an approver does it."""
    file.with_name(f"{file.name}.sig").unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key), str(file)], check=True)


@pytest.fixture
def hers(tmp_path: Path) -> Path:
    return make_key(tmp_path, "hers")


@pytest.fixture
def own(tmp_path: Path) -> Key:
    (tmp_path / "store").mkdir()
    return own_key(tmp_path / "store", None)


@pytest.fixture
def request_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    file = tmp_path / "request.json"
    approval.request(PLAN, NAME, NOW - timedelta(hours=1), NOW + timedelta(hours=1), file)
    return file


def refused(file: Path, approvers: tuple[Approver, ...], own: Key, plan: RepairPlan = PLAN, now: datetime = NOW) -> str:
    with pytest.raises(ConfigError) as caught:
        approval.allowed(file, plan, approvers, now, own)
    return caught.value.reason.code


def test_what_another_person_signed_for_this_plan_and_time_is_allowed(request_file: Path, hers: Path, own: Key) -> None:
    sign(request_file, hers)
    found = approval.allowed(request_file, PLAN, (Approver(NAME, "統括管理責任者", public(hers)),), NOW, own)
    assert (found.approval.run, found.role) == ("run-1", "統括管理責任者")


def test_the_request_shows_the_approver_hosts_and_controls(request_file: Path) -> None:
    told = json.loads(request_file.read_text(encoding="utf-8"))
    assert told["hosts"] == {"a": ["J13-UA-01"]}
    assert told["plan_sha256"] == PLAN.digest


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("J13-UA-01", "J13-UA-02"),
        lambda text: text.replace("2026-11-23T23:30", "2026-11-29T23:30"),
        lambda text: text + " ",
    ],
)
def test_one_changed_byte_makes_it_void(request_file: Path, hers: Path, own: Key, change: Callable[[str], str]) -> None:
    sign(request_file, hers)
    request_file.write_text(change(request_file.read_text(encoding="utf-8")), encoding="utf-8")
    assert refused(request_file, (Approver(NAME, "長", public(hers)),), own) == "repair_signature_wrong"


def test_the_signature_must_be_of_the_named_approver_and_of_this_kind(
    request_file: Path, hers: Path, own: Key, tmp_path: Path
) -> None:
    known = (Approver(NAME, "長", public(hers)), Approver("別人", "係", public(make_key(tmp_path, "other"))))
    sign(request_file, tmp_path / "other")
    assert refused(request_file, known, own) == "repair_signature_wrong"
    sign(request_file, hers, "tenken-ledger")
    assert refused(request_file, known, own) == "repair_signature_wrong"
    sign(request_file, hers)
    assert refused(request_file, known[1:], own) == "repair_approver_unknown"


def test_another_plan_is_not_approved(request_file: Path, hers: Path, own: Key) -> None:
    sign(request_file, hers)
    known = (Approver(NAME, "長", public(hers)),)
    other = replace(PLAN, hosts=(replace(PLAN.hosts[0], controls={"J13-UA-01": {"value": "yes"}}),))
    assert refused(request_file, known, own, other) == "repair_other_plan"
    assert refused(request_file, known, own, replace(PLAN, run="run-2")) == "repair_other_plan"


@pytest.mark.parametrize("minutes", [-61, 60, 24 * 60])
def test_outside_its_time_it_does_not_hold(request_file: Path, hers: Path, own: Key, minutes: int) -> None:
    sign(request_file, hers)
    now = NOW + timedelta(minutes=minutes)
    assert refused(request_file, (Approver(NAME, "長", public(hers)),), own, now=now) == "repair_outside_approval"


def test_nobody_approves_what_they_execute_themselves(
    request_file: Path, hers: Path, own: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(request_file, hers)
    mine = (Approver(NAME, "長", public(hers), account=getpass.getuser()),)
    assert refused(request_file, mine, own) == "repair_approved_by_executor"
    monkeypatch.setenv("SUDO_USER", "hanako")
    mine = (Approver(NAME, "長", public(hers), account="hanako"),)
    assert refused(request_file, mine, own) == "repair_approved_by_executor"
    beside = tmp_path / "home" / ".ssh"
    beside.mkdir(parents=True)
    (beside / "id.pub").write_text(hers.with_suffix(".pub").read_text(encoding="ascii"), encoding="ascii")
    assert refused(request_file, (Approver(NAME, "長", public(hers)),), own) == "repair_key_at_hand"


def test_the_key_of_the_store_approves_nothing(request_file: Path, own: Key) -> None:
    sign(request_file, own.file)
    assert refused(request_file, (Approver(NAME, "長", own.public),), own) == "repair_key_at_hand"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"document": "remediation-approval"}', "\x00"])
def test_a_file_that_is_no_approval_is_refused_in_words(text: str, request_file: Path, hers: Path, own: Key) -> None:
    request_file.write_text(text, encoding="utf-8")
    sign(request_file, hers)
    assert refused(request_file, (Approver(NAME, "長", public(hers)),), own) == "repair_approval_unusable"


def test_a_missing_signature_is_said(request_file: Path, hers: Path, own: Key) -> None:
    assert refused(request_file, (Approver(NAME, "長", public(hers)),), own) == "repair_approval_missing"


def test_a_request_is_never_written_over_another(request_file: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        approval.request(PLAN, NAME, NOW, NOW, request_file)
    assert caught.value.reason.code == "repair_request_exists"
