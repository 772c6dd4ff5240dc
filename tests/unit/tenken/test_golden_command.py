"""`tenken golden diff` and `changes`: what a person reads, and enters, who has to bring a device back to what was
approved.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from checks import facts_file
from checks.facts_file import FactsFile, FieldState, KnownField, RunFacts, TargetFacts, UnknownField
from lab.environment import EnvironmentHost, write_environment
from tenken.cli import main

TEMPLATE = """\
hostname {{ host.name }}
ip access-list extended EDGE
 10 permit tcp 192.0.2.0 0.0.0.255 any eq 443
 20 deny ip any any log
interface GigabitEthernet0/1
 ip access-group EDGE in
username kanri secret 9 {{ secret }}
"""
AS_APPROVED = (
    TEMPLATE.replace("{{ host.name }}", "rtr01").replace("{{ secret }}", "<cut:strong>").rstrip("\n").split("\n")
)
GOLDEN = """\
golden:
  edge:
    file: edge.j2
    approved_by: 見本花子
    approved_on: 2026-04-01
"""
DEVICES = """
lgwan:
  vars:
    tenken_system: lgwan
    tenken_responsible: 地方公共団体情報システム機構
    tenken_segment: mgmt
    ansible_connection: ansible.netcommon.network_cli
    ansible_network_os: cisco.ios.ios
  hosts:
    rtr01:
      ansible_host: 127.0.0.1
      tenken_golden: edge
      tenken_golden_variables: {secret: $9$aaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}
    rtr02: {ansible_host: 127.0.0.2}
"""


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden") / "environment"
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    host = EnvironmentHost("web01", "127.0.0.1", "lgwan", port=1)
    made = write_environment(folder, [host], key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    (made / "devices.yml").write_text(DEVICES, encoding="utf-8")
    (folder / "policy" / "golden").mkdir()
    (folder / "policy" / "golden" / "edge.j2").write_text(TEMPLATE, encoding="utf-8")
    (folder / "policy" / "golden.yaml").write_text(GOLDEN, encoding="utf-8")
    return made


def run_file(folder: Path, lines: FieldState) -> str:
    targets = [
        TargetFacts(name, "lgwan", "cisco_ios", "tenken", True, True, None, {"configuration": {"lines": lines}})
        for name in ("rtr01", "rtr02")
    ]
    run = RunFacts(
        "20261122T222713-7f3a", "complete", "2026-11-22T22:27:13+09:00", "2026-11-22T22:27:58+09:00", "0", []
    )
    file = folder / "run.json"
    file.write_bytes(msgspec.json.encode(FactsFile("facts", facts_file.SCHEMA_VERSION, run, targets)))
    return str(file)


def diff(
    inventory: Path, file: str, capsys: pytest.CaptureFixture[str], *more: str, lang: str = "en"
) -> tuple[int, str]:
    status = main(["golden", "diff", file, "-i", str(inventory), "--lang", lang, *more])
    return status, capsys.readouterr().out


def test_an_equal_device_is_told_so(inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = diff(inventory, run_file(tmp_path, KnownField(AS_APPROVED)), capsys)
    assert (status, said) == (0, "rtr01: equal to the approved configuration edge\n")


def test_a_deviation_is_shown_by_section_with_what_to_change(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running = [line for line in AS_APPROVED if not any(word in line for word in ("deny", "access-group", "username"))]
    file = run_file(tmp_path, KnownField([*running, "ip http server"]))
    status, said = diff(inventory, file, capsys)
    assert status == 1
    section = "  [interface GigabitEthernet0/1]\n    - ip access-group EDGE in\n"
    assert section in said
    assert "    + ip http server\n" in said
    shown, _, by_hand = said[said.index("Draft of changes") :].partition("  Not in the draft")
    assert by_hand.endswith("a person enters them:\n    username kanri secret 9 <cut:strong>\n")
    draft = [line.strip() for line in shown.splitlines()[1:]]
    assert sorted(draft) == sorted(
        (
            "no ip http server",
            "ip access-list extended EDGE",
            "20 deny ip any any log",
            "interface GigabitEthernet0/1",
            "ip access-group EDGE in",
        )
    )
    assert draft.index("20 deny ip any any log") < draft.index("ip access-group EDGE in")
    assert "$9$" not in said
    status, japanese = diff(inventory, file, capsys, lang="ja")
    assert "見本花子、2026-04-01 承認）と" in japanese


def test_a_section_that_lacks_as_a_whole_stands_together_and_one_that_has_an_order_is_named(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = [line for line in AS_APPROVED if not line.startswith(("ip access-list", " 10", " 20", "interface"))]
    _status, said = diff(inventory, run_file(tmp_path, KnownField(whole)), capsys)
    assert "    - ip access-list extended EDGE\n    -   10 permit tcp 192.0.2.0 0.0.0.255 any eq 443\n" in said
    assert "Check the order" not in said
    part = [*AS_APPROVED[:2], " remark another", *AS_APPROVED[3:]]
    _status, said = diff(inventory, run_file(tmp_path, KnownField(part)), capsys)
    assert "Check the order" not in said  # its number puts the line in its place


def test_what_was_not_read_is_not_called_equal(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = run_file(tmp_path, UnknownField("timed_out", {"command": "show running-config"}))
    status, said = diff(inventory, file, capsys)
    assert status == 3
    assert said.startswith("rtr01: cannot be compared: ")


def test_a_device_without_an_approved_configuration_is_told_so_when_it_is_asked_for(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = run_file(tmp_path, KnownField(AS_APPROVED))
    status, said = diff(inventory, file, capsys, "--target", "rtr02")
    assert status == 3
    assert "tenken_golden" in said


def test_a_target_that_the_run_does_not_have_is_the_operators_error(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff(inventory, run_file(tmp_path, KnownField(AS_APPROVED)), capsys, "--target", "rtr09")[0] == 2


def change(inventory: Path, file: str, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    status = main(["golden", "changes", file, "-i", str(inventory), "-o", str(folder), "--lang", "en", *more])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_files_of_changes_are_written_for_their_owner_and_none_is_overwritten(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running = [line for line in AS_APPROVED if not any(word in line for word in ("deny", "access-group", "username"))]
    file, folder = run_file(tmp_path, KnownField([*running, "ip http server"])), tmp_path / "new" / "changes"
    status, said = change(inventory, file, folder, capsys)
    assert status == 1
    written = sorted(folder.iterdir())
    assert [one.name for one in written] == ["rtr01.changes", "rtr01.rollback"]
    assert [one.stat().st_mode & 0o777 for one in (folder, *written)] == [0o700, 0o600, 0o600]
    there, back = (one.read_text("utf-8") for one in written)
    lines = there.split("\n")
    assert lines.index("  20 deny ip any any log") < lines.index("  ip access-group EDGE in")
    assert "! device: rtr01\n! address: 127.0.0.1\n! platform: cisco_ios\n! run: 20261122T222713-7f3a" in there
    assert "! complete: no\n" in there
    assert "(****)): username kanri secret 9 ****" in there
    assert "<cut:" not in there + back
    assert "$9$" not in there + back
    assert "no ip access-group EDGE in" in back
    assert f"rtr01: wrote {written[0]}, which is not complete (1 places" in said
    status, said = change(inventory, file, folder, capsys)
    assert status == 2
    assert f"{written[0]} is there already" in said


def test_no_file_is_written_for_an_equal_device_or_one_that_was_not_read(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "changes"
    assert change(inventory, run_file(tmp_path, KnownField(AS_APPROVED)), folder, capsys)[0] == 0
    unread = run_file(tmp_path, UnknownField("timed_out", {"command": "show running-config"}))
    assert change(inventory, unread, folder, capsys)[0] == 3
    assert change(inventory, unread, folder, capsys, "--limit", "rtr02")[1].startswith("no device of this run")
    assert not folder.exists()


def test_the_folder_goes_with_changes_and_with_nothing_else(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = run_file(tmp_path, KnownField(AS_APPROVED))
    assert main(["golden", "changes", file, "-i", str(inventory), "--lang", "en"]) == 2
    assert diff(inventory, file, capsys, "-o", str(tmp_path))[0] == 2


def test_a_folder_that_cannot_be_written_is_the_operators_error(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    status, said = change(inventory, run_file(tmp_path, KnownField([*AS_APPROVED, "x y"])), tmp_path / "file", capsys)
    assert status == 2
    assert "cannot be written" in said
