"""One emulated machine in the lab, for what only metal has: real disks, firmware, links, audit rules and AppArmor.

It stands on the management segment of a lab (`lab.fleet`) and says of itself what metal says, so that nothing is
judged by its being virtual. Its disks and its memory are those of the image (`lab.machine_image`); what a run changes
goes with its QEMU. As with a lab, everything carries the machine's name, in one folder `/run/tenken-machine/NAME`
with a lock: remains of a crashed run are found by asking the system, and go when the next machine comes up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from lab import hardware, network
from lab.fleet import BRIDGE, SEGMENT, Lab
from lab.guest import Guest, Monitor, wait_until
from lab.host import PROVISION
from lab.machine_image import ADDRESS, HOST_KEYS, KERNEL_ARGUMENTS, NAME, STATE, machine_image

MACHINES = Path("/run/tenken-machine")
READY_S = 120.0
STOP_S = 5.0
# systemd looks through all unit files for the state of each: minutes, for an emulated processor, and its clients wait
# 25 s for the answer. What neither runs nor is enabled goes.
_FEWER_UNIT_FILES = r"""
{ systemctl list-units --state=active --plain --no-legend --no-pager | cut -d ' ' -f 1
find /etc/systemd/system /run/systemd -type l -printf '%f\n%l\n' | sed 's,.*/,,'; } >/run/units-in-use
cd /lib/systemd/system
find . -maxdepth 1 '(' -type f -o -type l ')' ! -name '*@.*' -printf '%f\n' | grep -vxF -f /run/units-in-use |
	tr '\n' '\0' | xargs -0 rm --
"""


class MachineError(Exception):
    """The machine refused a command; the text says which and why."""


class Machine:
    """The machine of one lab. `up` makes it, `down` takes it away."""

    name = NAME
    address = ADDRESS
    port = 22

    def __init__(self, lab: Lab) -> None:
        """Take the lab on whose segment it stands."""
        self._lab = lab
        self._lock: TextIOWrapper | None = None

    @property
    def folder(self) -> Path:
        """Its sockets, its console, its known_hosts."""
        return MACHINES / self._lab.name

    @property
    def _log(self) -> Path:
        """What QEMU says."""
        return self.folder / "qemu.log"

    @property
    def key(self) -> Path:
        """The private key with which the scan account logs in: that of the lab."""
        return self._lab.key

    @property
    def known_hosts(self) -> Path:
        """The machine's host keys."""
        return self.folder / "known_hosts"

    def up(self) -> None:
        """Start it and wait until it answers. Raises QmpError when it does not, ImageError when there is no image."""
        image = machine_image()
        clean()
        with _all_machines():
            self.folder.mkdir(parents=True)
            self._lock = _take_lock(self.folder)
            self._log.touch()
        try:
            self._start(image)
            wait_until(self._resumed, READY_S, lambda: bool(processes(self.folder)))
            self._settle()
        except BaseException as error:
            error.add_note(self._log.read_text(encoding="utf-8", errors="replace")[-2000:])
            self.down()
            raise
        shutil.copyfile(image / HOST_KEYS, self.known_hosts)

    def down(self) -> None:
        """Take it away with all that was changed; not there is no error."""
        with _all_machines():
            _remove(self.folder)
        self._remove_taps()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def run(self, script: str, *, check: bool = True, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Run shell text as root, by no network. With `check`, a status other than 0 raises MachineError."""
        done = Guest(self.folder / "agent").run(script, timeout_s)
        if check and done.returncode != 0:
            text = f"{self.name}: {script!r} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
            raise MachineError(text)
        return done

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file, owned by root; the change is there at once or not at all."""
        mark = "tenken-lab-end-of-text"
        self.run(
            f"umask 077; cat >'{path}.new' <<'{mark}' && chmod {mode:o} '{path}.new' && mv -f '{path}.new' '{path}'\n"
            f"{text.removesuffix(chr(10))}\n{mark}\n"
        )

    def qmp(self, command: str, **arguments: Any) -> Any:
        """Give what QEMU returns for a command (names with a hyphen by `**{"a-b": …}`); raises QmpError."""
        with Monitor(self.folder / "qmp") as monitor:
            return monitor.ask(command, **arguments)

    def plug_nvme(self) -> None:
        """Plug the NVMe disk in, and wait until it is there. QEMU keeps no state of one: each run plugs it in."""
        disk = {"driver": "nvme", "drive": "nvme", "serial": hardware.NVME_SERIAL, "bus": hardware.SLOT}
        self.qmp("device_add", id=hardware.NVME, **disk)
        self.run("until [ -e /dev/nvme0n1 ]; do sleep 0.05; done; udevadm settle")

    def pull_nvme(self) -> None:
        """Take the NVMe disk out, and wait until it is gone."""
        self.qmp("device_del", id=hardware.NVME)
        self.run("while [ -e /dev/nvme0n1 ]; do sleep 0.05; done; udevadm settle")

    def warn_nvme(self, warning: int) -> None:
        """Set the critical warning of the NVMe disk, a mask of bits (4: its reliability is degraded; 0: none)."""
        path = f"/machine/peripheral/{hardware.NVME}"
        self.qmp("qom-set", path=path, property="smart_critical_warning", value=warning)

    def check_processor(self) -> None:
        """Raise a machine check exception on its first processor, and wait until the kernel has counted it."""
        # Bank 9: valid, uncorrected, enabled, its context whole; delivered to one processor, which goes on.
        self.qmp("human-monitor-command", **{"command-line": "mce 0 9 0xb000100000000000 0x5 0x0 0x0"})
        self.run("until grep -q 'MCE: *[1-9]' /proc/interrupts; do sleep 0.05; done")

    def set_link(self, number: int, *, up: bool) -> None:
        """Plug the cable of one of the two links in, or pull it out."""
        self.qmp("set_link", name=hardware.LINKS[number], up=up)

    def attach_controller(self) -> None:
        """Let the machine find its management controller, which answers at BMC_PORT of the switch's loopback."""
        self.run("modprobe -r ipmi_si && modprobe -a ipmi_si ipmi_devintf && udevadm settle && test -e /dev/ipmi0")

    def plug_stick(self) -> None:
        """Plug an empty USB stick in."""
        stick = hardware.USB_STICK
        self.qmp("blockdev-add", driver="null-co", size=64 << 20, **{"node-name": stick, "read-zeroes": True})
        self.qmp("device_add", driver="usb-storage", id=stick, drive=stick, bus="usb.0", serial=hardware.STICK_SERIAL)

    def pull_stick(self) -> None:
        """Pull the USB stick out."""
        self.qmp("device_del", id=hardware.USB_STICK)

        def gone() -> bool:
            try:
                self.qmp("blockdev-del", **{"node-name": hardware.USB_STICK})
            except Exception as error:
                if "in use" in str(error):
                    return False
                raise
            return True

        wait_until(gone, STOP_S)

    def _taps(self) -> tuple[str, ...]:
        return tuple(f"{self.name}-{number}" for number in range(len(hardware.LINKS)))

    def _remove_taps(self) -> None:
        for tap in self._taps():  # one that is not there is no error
            subprocess.run(["ip", "-n", self._lab.switch, "link", "del", tap], capture_output=True, check=False)

    def _start(self, image: Path) -> None:
        switch = self._lab.switch
        self._remove_taps()
        for tap in self._taps():
            network.ip("-n", switch, "tuntap", "add", "dev", tap, "mode", "tap")
            network.ip("-n", switch, "link", "set", tap, "master", BRIDGE, "up")
        command = [
            "nsenter", f"--net={network.NAMESPACES / switch}",
            *hardware.command(image, self.folder, bmc_port=hardware.BMC_PORT), *hardware.links(self._taps()),
            # No kernel starts; this is as when one did, because the files for the firmware are part of the state.
            "-append", f"root={hardware.ROOT} ro {KERNEL_ARGUMENTS}",
            "-incoming", f"exec:zstd -q -dc '{image / STATE}'",
        ]  # fmt: skip
        # In a session of its own and nobody's child here: a signal to this process does not end it.
        with self._log.open("wb") as log:
            subprocess.run(
                ["setsid", "--fork", *command], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "TMPDIR": "/var/tmp"}, check=True,
            )  # fmt: skip
        wait_until((self.folder / "pid").exists, READY_S)

    def _resumed(self) -> bool:
        try:
            with Monitor(self.folder / "qmp") as monitor:
                return monitor.resumed()
        except OSError:
            return False

    def _settle(self) -> None:
        """Bring what was kept into the present: clock, cables, NVMe disk, the key that may log in, connections."""
        guest = Guest(self.folder / "agent")
        wait_until(guest.answers, READY_S, self._resumed)
        guest.set_clock()
        for number in range(len(hardware.LINKS)):
            self.set_link(number, up=True)
        self.plug_nvme()
        key = self.key.with_suffix(".pub").read_text(encoding="ascii").strip()
        functions = (PROVISION / "functions.sh").read_text(encoding="utf-8")
        self.run(f"""set -eu
{functions}
authorized_key scan 'from="{SEGMENT}",restrict {key}'
package_lists_dated now
systemctl restart chrony.service rsyslog.service
{_FEWER_UNIT_FILES}
""")


def processes(folder: Path) -> list[int]:
    """The QEMU processes of a machine's folder, whoever started them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue  # it ended meanwhile
            if Path(words[0]).name == hardware.PROGRAM and str(folder / "pid") in words:
                found.append(int(entry.name))
    return found


def _remove(folder: Path) -> None:
    """End the machine of a folder, asked first, after STOP_S killed, and remove the folder."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in processes(folder):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + STOP_S
        while processes(folder) and time.monotonic() < deadline:
            time.sleep(0.02)
    if folder.exists():
        shutil.rmtree(folder)
    if MACHINES.is_dir() and not any(MACHINES.iterdir()):
        MACHINES.rmdir()


def clean() -> None:
    """Take away the machines whose process died before it could."""
    with _all_machines():
        for folder in sorted(MACHINES.iterdir()) if MACHINES.is_dir() else []:
            try:
                lock = _take_lock(folder)
            except BlockingIOError:
                continue
            with lock:
                _remove(folder)


@contextmanager
def _all_machines() -> Iterator[None]:
    """While machines are made and taken away, nobody else does either. The lock is on a folder that is always there."""
    handle = os.open(MACHINES.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _take_lock(folder: Path) -> TextIOWrapper:
    """The lock of a machine, which the kernel takes back when its process dies. Raises BlockingIOError when held."""
    handle = (folder / "lock").open("w", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise
    return handle
