"""What an operator gives wrongly is told in both languages, with exit status 2, and before anything is connected to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.environment import EnvironmentHost, write_environment
from tenken.cli import main

HOSTS = ("web01", "web02")
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hosts, on a loopback port where nothing listens, and the whole policy."""
    folder = tmp_path_factory.mktemp("pristine") / "environment"
    hosts = [EnvironmentHost(name, "127.0.0.1", "lgwan", port=1) for name in HOSTS]
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    write_environment(folder, hosts, key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    return folder


@pytest.fixture
def place(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "environment"))


def _run(arguments: list[str], lang: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("TENKEN_LANG", lang)
    try:
        return main(arguments)
    except SystemExit as ended:  # argparse ends the program itself
        return int(ended.code or 0)


def _replace(file: str, old: str, new: str) -> Spoil:
    def spoil(place: Path) -> None:
        text = (place / file).read_text("utf-8")
        assert old in text
        (place / file).write_text(text.replace(old, new), "utf-8")

    return spoil


def _write(file: str, text: str) -> Spoil:
    return lambda place: (place / file).write_text(text, "utf-8")


def _leave(place: Path) -> None:
    del place


INVENTORY = "hosts/hosts.yml"
# What is spoilt, further arguments, and what the operator must read in both languages, {place} being the environment.
WRONG: dict[str, tuple[Spoil, tuple[str, ...], str, str]] = {
    "inventory is no YAML": (
        _write(INVENTORY, "all:\n  hosts:\n   web01: [\n"),
        (),
        "{place}/hosts/hosts.yml:4: Ansibleが",
        "{place}/hosts/hosts.yml:4: Ansible could not read",
    ),
    "inventory has no host": (
        _write(INVENTORY, "all:\n  hosts: {}\n"),
        (),
        "インベントリに機器が1台もありません",
        "the inventory has no hosts",
    ),
    "inventory is empty": (
        _write(INVENTORY, ""),
        (),
        "インベントリに機器が1台もありません",
        "the inventory has no hosts",
    ),
    "inventory is not there": (
        lambda place: shutil.rmtree(place / "hosts"),
        (),
        "{place}/hosts: インベントリがありません",
        "{place}/hosts: there is no such inventory",
    ),
    "system is missing": (
        _replace(INVENTORY, "      tenken_system: lgwan\n", ""),
        (),
        "web01、web02: tenken_system が設定されていません",
        "web01, web02: tenken_system is not set",
    ),
    "system is unknown": (
        _replace(INVENTORY, "tenken_system: lgwan", "tenken_system: lgwann"),
        (),
        "lgwann",
        "lgwann",
    ),
    "register is unknown": (
        _replace(INVENTORY, "- packages", "- nosuch"),
        (),
        "web01 が使う台帳「nosuch」がありません",
        "web01 uses the register 'nosuch', which does not exist",
    ),
    "segment is unknown": (
        _replace(INVENTORY, "tenken_segment: mgmt", "tenken_segment: mgtm"),
        (),
        "web01: tenken_segment の mgtm は {place}/policy/segments.yaml にありません",
        "web01: mgtm of tenken_segment is not in {place}/policy/segments.yaml",
    ),
    "control is unknown": (
        _leave,
        ("--control", "J13-XX-99"),
        "点検項目 J13-XX-99 はありません",
        "there is no control J13-XX-99",
    ),
    "article is unknown": (
        _leave,
        ("--article", "12"),
        "--article に 12 は指定できません",
        "--article cannot be 12",
    ),
    "limit matches nothing": (
        _leave,
        ("--limit", "nosuch"),
        "--limit nosuch: 一致する機器またはグループがない",
        "--limit nosuch: a part of it matches no host or group",
    ),
    "policy is missing": (
        lambda place: shutil.rmtree(place / "policy"),
        (),
        "点検基準のフォルダーがありません: {place}/policy",
        "there is no policy folder: {place}/policy",
    ),
    "policy is named wrongly": (
        _leave,
        ("--policy", "/nonexistent"),
        "/nonexistent",
        "the policy folder does not exist: /nonexistent",
    ),
    "policy is no YAML": (
        _write("policy/segments.yaml", "segments: [\nb: }\n"),
        (),
        "{place}/policy/segments.yaml の 2 行目: YAMLとして読めません",
        "{place}/policy/segments.yaml, line 2: not valid YAML",
    ),
    "policy has an unknown field": (
        _write("policy/responsible.yaml", "nosuch: 1\n"),
        (),
        "{place}/policy/responsible.yaml の 1 行目: nosuch",
        "{place}/policy/responsible.yaml, line 1: nosuch",
    ),
    "policy has an alias": (
        _write("policy/baselines/lgwan.yaml", "a: &x 1\nb: *x\n"),
        (),
        "{place}/policy/baselines/lgwan.yaml の 1 行目: アンカー",
        "{place}/policy/baselines/lgwan.yaml, line 1: anchors",
    ),
    "report's folder is missing": (
        _leave,
        ("--format", "json", "-o", "/nonexistent/report.json"),
        "/nonexistent/report.json に書き込めません",
        "cannot write /nonexistent/report.json",
    ),
    "report's file is a folder": (
        _leave,
        ("--format", "json", "-o", "/tmp"),
        "/tmp に書き込めません",
        "cannot write /tmp",
    ),
    "report's file has too long a name": (
        _leave,
        ("--format", "json", "-o", "/tmp/" + "x" * 300),
        "File name too long",
        "File name too long",
    ),
    "two formats on standard output": (
        _leave,
        ("--format", "json", "--format", "html"),
        "標準出力に出せる形式は1つだけです",
        "only one format can go to standard output",
    ),
    "file without format": (
        _leave,
        ("-o", "report.json"),
        "-o report.json の前に --format がありません",
        "-o report.json has no --format before it",
    ),
    "two files for one format": (
        _leave,
        ("--format", "json", "-o", "a", "-o", "b"),
        "-o b の前に --format がありません",
        "-o b has no --format before it",
    ),
    "unknown format": (
        _leave,
        ("--format", "pdf"),
        "--format に 'pdf' は指定できません",
        "--format cannot be 'pdf'",
    ),
    "no worker": (
        _leave,
        ("--workers", "0"),
        "--workers は 1 以上の数です",
        "--workers must be at least 1",
    ),
    "workers is no number": (
        _leave,
        ("--workers", "many"),
        "--workers は整数です",
        "--workers must be a whole number",
    ),
}


def _inventory(pristine: Path, place: Path) -> list[str]:
    """Name the inventory; one that is not spoilt is read where Ansible's answer is kept already."""
    ours = place / INVENTORY
    if ours.exists() and ours.read_bytes() == (pristine / INVENTORY).read_bytes() and (place / "policy").exists():
        return ["-i", str(pristine / "hosts"), "--policy", str(place / "policy")]
    return ["-i", str(place / "hosts")]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_told_in_both_languages_and_nothing_is_scanned(
    pristine: Path,
    place: Path,
    *,
    case: str,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil, arguments, ja, en = WRONG[case]
    spoil(place)
    assert _run(["scan", *_inventory(pristine, place), *arguments], lang, monkeypatch) == 2
    shown = capsys.readouterr()
    expected = {"ja": ja, "en": en}[lang].replace("{place}", str(place))
    assert expected in shown.err
    assert shown.err.startswith({"ja": "エラー: ", "en": "error: "}[lang])
    assert shown.out == ""
    for told in ("読取不可", ": not read"):  # no host was tried
        assert told not in shown.err


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "コマンド nonsense はありません"), ("en", "there is no command nonsense")]
)
def test_an_unknown_command_is_named_and_the_commands_are_listed(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["nonsense"], lang, monkeypatch) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "tenken scan" in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(("lang", "said"), [("ja", "終了コード: 0"), ("en", "exit status: 0")])
def test_without_arguments_the_commands_are_listed(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run([], lang, monkeypatch) == 0
    shown = capsys.readouterr()
    assert said in shown.out
    assert shown.err == ""


@pytest.mark.parametrize("command", ["scan", "plan", "sudoers", "trust"])
def test_a_command_without_its_inventory_says_so(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run([command], "en", monkeypatch) == 2
    assert "error: -i/--inventory" in capsys.readouterr().err


def test_a_path_that_the_system_refuses_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["scan", "-i", "x" * 300], "en", monkeypatch) == 2
    assert "cannot be used: File name too long" in capsys.readouterr().err


def test_trust_names_a_host_that_the_inventory_does_not_have(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["trust", "-i", str(place / "hosts"), "nosuch"], "en", monkeypatch) == 2
    assert "nosuch is not in the inventory" in capsys.readouterr().err


def test_reports_are_whole_and_one_that_cannot_be_written_costs_no_other(
    pristine: Path, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = place / "report.json"
    arguments = ["scan", *_inventory(pristine, place), "--control", "J13-UA-08"]
    arguments += ["--format", "html", "-o", "/dev/full", "--format", "json", "-o", str(written)]
    assert _run(arguments, "en", monkeypatch) == 2
    shown = capsys.readouterr()
    assert "cannot write /dev/full: No space left on device" in shown.err
    assert written.read_text("utf-8").rstrip().endswith("}")
    assert "J13-UA-08" in shown.out
    assert Path("/dev/full").is_char_device()  # a device stays what it is
    assert [entry.name for entry in place.iterdir() if entry.name.startswith(".tenken-")] == []


def test_a_link_that_stands_for_the_report_is_followed(
    pristine: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "latest.json").symlink_to("report.json")
    arguments = ["scan", *_inventory(pristine, place), "--control", "J13-UA-08", "--format", "json"]
    assert _run([*arguments, "-o", str(place / "latest.json")], "en", monkeypatch) == 3
    assert (place / "latest.json").is_symlink()
    assert (place / "report.json").is_file()


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = [sys.executable, "-m", "tenken", "controls", "list"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3], text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == ""


def test_hosts_that_refuse_the_connection_are_told_one_by_one_and_give_3(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["scan", "-i", str(place / "hosts"), "--control", "J13-UA-08"], "en", monkeypatch) == 3
    shown = capsys.readouterr()
    for name in HOSTS:
        assert f"{name}: not read: connection refused: 127.0.0.1 port 1" in shown.err
        assert name in shown.out


def test_a_defect_of_ours_does_not_look_like_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python's own exit status for it is 1."""

    def broken(*_given: object) -> int:
        raise RecursionError("too deep")

    monkeypatch.setattr("tenken.commands.scan.run", broken)
    assert main(["scan", "-i", "/nowhere", "--lang", "ja"]) == 3
    told = capsys.readouterr().err
    assert "RecursionError: too deep" in told
    assert "想定外" in told
