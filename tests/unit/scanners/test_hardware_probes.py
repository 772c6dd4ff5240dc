"""What the privileged probes of hardware do, run by the real programs: what leaves the target, which disks match."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from scanners.facts.field import Known
from scanners.facts.power_shutdown import PowerShutdown
from scanners.platforms.linux import power_shutdown
from scanners.platforms.linux.disk_health import SMART, SMART_DISKS
from scanners.platforms.linux.usb_storage import USB
from scanners.probe import Output, Probe, Scope

SECRET = "hunter2"
ACTIVE = b"Id=nut-monitor.service\nActiveState=active\n\nId=apcupsd.service\nActiveState=inactive\n"


def cut(text: bytes, folder: Path) -> Output:
    """Run the very sed of the probe on a file of this text."""
    (folder / "upsmon.conf").write_bytes(text)
    probe = power_shutdown.DEBIAN_UPSMON
    argv = [*probe.argv[:-1], str(folder / "upsmon.conf")]
    done = subprocess.run(argv, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    return Output(probe.command, 0, done.stdout)


def fact(upsmon: Output) -> PowerShutdown:
    outputs = {
        "power.active": Output("x", 0, ACTIVE),
        "services.enabled": Output("x", 0, b"nut-monitor.service enabled enabled\n"),
        "virtualization": Output("x", 1, b"none\n"),
        "upsmon": upsmon,
    }
    read = power_shutdown.DEBIAN_READER.read(outputs, Scope())
    assert isinstance(read, PowerShutdown)
    return read


LINES = [
    f"MONITOR ups@10.0.0.7 1 upsmon {SECRET} primary",
    f"\tMONITOR\tups@10.0.0.7:3493\t1\tupsmon\t{SECRET}\tslave",
    f'MONITOR ups@10.0.0.7 1 upsmon "a {SECRET}" master',
    f"MONITOR ups@10.0.0.7 1 upsmon p\N{LATIN SMALL LETTER E WITH ACUTE}{SECRET} primary # {SECRET}",
    f'MONITOR "ups@10.0.0.7" 1 upsmon {SECRET} primary',
    f'MONITOR ups@10.0.0.7 "1" upsmon {SECRET} primary',
    f"MONITOR {SECRET}",
    f"# MONITOR ups@10.0.0.7 1 upsmon {SECRET} primary",
    f"MONITOR ups@10.0.0.7 1 upsmon \\\n {SECRET} primary",
    f'SHUTDOWNCMD "/usr/local/bin/stop --token {SECRET}"',
    f"NOTIFYCMD {SECRET}",
    f"CERTIDENT name {SECRET}",
]


@pytest.mark.parametrize("line", LINES)
def test_no_password_leaves_the_target(line: str, tmp_path: Path) -> None:
    for text in (line.encode(), line.encode() + b"\n", line.encode().replace(b"upsmon", b"ups\xffmon") + b"\n"):
        assert SECRET.encode() not in cut(text, tmp_path).stdout


def test_a_line_that_cannot_be_cut_is_not_taken_for_none(tmp_path: Path) -> None:
    read = fact(cut(b"MONITOR ups@10.0.0.7 1 upsmon p\xffss primary\nSHUTDOWNCMD /sbin/poweroff\n", tmp_path))
    assert not isinstance(read.monitored, Known)
    assert not isinstance(read.enough, Known)


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    read = fact(cut(f'{LINES[0]}\nMINSUPPLIES 2\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n'.encode(), tmp_path))
    assert read == PowerShutdown(
        Known(frozenset({"nut"})), Known(frozenset({"ups@10.0.0.7"})), Known(value=False), Known("/sbin/shutdown")
    )


def test_a_commented_or_empty_command_is_none(tmp_path: Path) -> None:
    for line in (b"", b"# SHUTDOWNCMD /sbin/poweroff\n", b'SHUTDOWNCMD ""\n'):
        assert fact(cut(LINES[0].encode() + b"\n" + line, tmp_path)).command == Known("")


@pytest.mark.parametrize("family", [power_shutdown.DEBIAN_UPSMON, power_shutdown.RHEL_UPSMON])
def test_the_program_that_runs_as_root_is_sed_without_its_own_commands(family: Probe) -> None:
    assert family.argv[0] == "/bin/sed"
    assert not any(re.search(r"^[ew]|[/;]e$|/w ", word) for word in family.argv)


def test_find_gives_whole_disks_alone_to_smartctl(tmp_path: Path) -> None:
    names = ["sda", "sdz", "sdaa", "nvme0n1", "nvme10n2"]
    others = ["sda1", "nvme0", "nvme0n1p1", "nvme0c0n1", "dm-0", "md0", "sr0", "xsda", "sda;reboot", "sd a", "loop0"]
    for name in (*names, *others):
        (tmp_path / name).touch()
    at = SMART.argv.index("-exec")
    words = [str(tmp_path), *SMART.argv[2:at]]
    words[words.index("b")] = "f"  # plain files stand for block devices
    words[words.index(SMART_DISKS)] = SMART_DISKS.replace("/dev", re.escape(str(tmp_path)))
    done = subprocess.run([SMART.argv[0], *words, "-print"], capture_output=True, text=True, check=True)
    assert sorted(Path(line).name for line in done.stdout.splitlines()) == sorted(names)
    assert SMART.argv[at:] == ("-exec", "/usr/sbin/smartctl", "-j", "-H", "-A", "{}", ";")


def test_a_root_hub_is_known_by_its_place_and_not_by_its_number(tmp_path: Path) -> None:
    for place, product in (("usb1", "0002"), ("1-1", "0104"), ("1-1.2", "0002")):
        folder = tmp_path / "usb" / "devices" / place
        folder.mkdir(parents=True)
        (folder / "idVendor").write_text("1d6b\n")
        (folder / "idProduct").write_text(f"{product}\n")
    script = USB.shell.replace("/sys/bus", str(tmp_path))
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    told = sorted(line for line in done.stdout.splitlines() if line.startswith("usb "))
    assert told == ["usb 1d6b:0002", "usb 1d6b:0104"]
