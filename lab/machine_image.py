"""The image of the emulated machine: its kernel, its disks, and the state in which it stands ready.

Built once and kept beside the base images (`lab.image`): a root tree, provisioned as the containers are; from it the
machine installs itself on its own encrypted mirror, boots, and is stopped when all its services run. A run of the lab
goes on from there, within seconds instead of the minutes that an emulated processor takes to boot.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from lab import hardware
from lab.fleet import SEGMENT, SPECS
from lab.guest import Guest, Monitor, wait_until
from lab.host import NSPAWN_ENVIRONMENT, PROVISION
from lab.image import FINISH, LEFT_OUT, PACKAGES, ImageError, Recipe, build_tree, cached

SUITE = "bookworm"
NAME = "metal01"
ADDRESS = "10.77.0.21"
STATE = "state.zst"
HOST_KEYS = "host_keys"
ROLES = ("common", "compliant", "machine")
INSTALLER = "machine_install.sh"
BUILD_S = 900.0

# Beyond what a container has: a kernel, what its disks and its firmware need, and the tools by which they are read.
EXTRA_PACKAGES = (
    "cryptsetup-initramfs", "dmidecode", "ethtool", "initramfs-tools", "ipmitool", "linux-image-amd64", "lvm2", "mdadm",
    "mokutil", "nut-client", "nvme-cli", "pciutils", "qemu-guest-agent", "smartmontools", "udev", "usbutils", "zstd",
)  # fmt: skip
# Drivers of hardware that the machine does not have. raid456 measures the processor whenever it is loaded, for seconds.
LEFT_OUT_MODULES = (
    "/lib/modules/*/kernel/drivers/md/raid456.ko",
    "/lib/modules/*/kernel/drivers/md/dm-raid.ko",
    *(
        f"/lib/modules/*/kernel/{name}/*"
        for name in (
            "drivers/comedi", "drivers/gpu", "drivers/iio", "drivers/infiniband", "drivers/isdn", "drivers/media",
            "drivers/net/ethernet/[!i]*", "drivers/net/ethernet/intel/[!e]*", "drivers/net/wireless/*",
            "drivers/scsi/*", "drivers/staging", "lib/raid6", "sound",
        )
    ),
)  # fmt: skip
# An emulated processor gains nothing from these, and loses much time.
KERNEL_ARGUMENTS = "mitigations=off no5lvl console=ttyS0 audit_backlog_limit=8192"


def machine_image() -> Path:
    """The folder of the image, built if the cache has none. Raises ImageError when it cannot be built."""
    recipe = Recipe(SUITE, (*PACKAGES, *EXTRA_PACKAGES), (*LEFT_OUT, *LEFT_OUT_MODULES), FINISH)

    def build(folder: Path, lock: int) -> None:
        tree = cached("machine-tree", recipe.digest(), lambda work, held: build_tree(recipe, work, held))
        _build(tree, folder, lock)

    return cached("machine", _digest(recipe), build)


def _digest(recipe: Recipe) -> str:
    """Twelve hex digits over everything that the image depends on."""
    scripts = [(PROVISION / f"{role}.sh").read_text("utf-8") for role in (*ROLES, "functions")]
    own = [*hardware.command(Path(), Path()), *hardware.links(()), KERNEL_ARGUMENTS, hardware.bios_table().hex()]
    version = subprocess.run([hardware.PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
    parts = (recipe.digest(), (PROVISION / INSTALLER).read_text("utf-8"), *scripts, *own, version)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _build(tree: Path, folder: Path, lock: int) -> None:
    folder.mkdir(mode=0o700)
    work = folder.parent / "work"
    work.mkdir()
    root = work / "root"
    subprocess.run(["cp", "-a", "--reflink=auto", str(tree), str(root)], check=True)
    _provision(root)
    _boot_files(root, folder)
    _install(root, folder, work, lock)
    _boot(folder, work, lock)


def _provision(root: Path) -> None:
    (root / "etc/hostname").write_text(f"{NAME}\n", encoding="utf-8")
    for kind in ("ed25519", "ecdsa"):
        key = root / f"etc/ssh/ssh_host_{kind}_key"
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", NAME, "-f", str(key)], check=True)
    settings = {
        "LAB_SEGMENT": SEGMENT,
        "LAB_HOSTS": "\n".join(f"{spec.address} {spec.name}" for spec in SPECS.values()),
        "LAB_LOGSERVER": SPECS["log01"].address,
        "LAB_NTPSERVER": SPECS["ntp01"].address,
        "MACHINE_ADDRESS": f"{ADDRESS}/24",
    }
    steps = " && ".join(f"sh /run/provision/{role}.sh" for role in ROLES)
    command = [
        "systemd-nspawn", "--quiet", f"--directory={root}", "--register=no", "--keep-unit", "--timezone=off",
        "--resolv-conf=off", "--pipe", "--private-network", f"--bind-ro={PROVISION}:/run/provision",
        *(f"--setenv={name}={value}" for name, value in settings.items()), "sh", "-c", steps,
    ]  # fmt: skip
    done = subprocess.run(
        command, env=NSPAWN_ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        text = f"the machine's provisioning failed: {(done.stdout + done.stderr)[-2000:]}"
        raise ImageError(text)
    installer = root / "usr/lib/tenken-lab/install"
    installer.parent.mkdir(parents=True)
    shutil.copyfile(PROVISION / INSTALLER, installer)
    installer.chmod(0o755)


def _boot_files(root: Path, folder: Path) -> None:
    """Kernel, initial RAM disk and firmware; the kernel signed with the key that the firmware trusts."""
    (kernel,) = (root / "boot").glob("vmlinuz-*")
    (initrd,) = (root / "boot").glob("initrd.img-*")
    shutil.copyfile(initrd, folder / hardware.INITRD)
    shutil.copyfile(hardware.FIRMWARE_VARIABLES, folder / hardware.VARIABLES)
    (folder / hardware.BIOS_TABLE).write_bytes(hardware.bios_table())
    keys = sorted((root / "etc/ssh").glob("ssh_host_*_key.pub"))
    names = f"{NAME},{ADDRESS}"
    lines = [f"{names} {' '.join(key.read_text(encoding='ascii').split()[:2])}\n" for key in keys]
    (folder / HOST_KEYS).write_text("".join(lines), encoding="ascii")
    key = folder.parent / "secure-boot.key"
    _run(
        "openssl", "rsa", "-in", str(hardware.SECURE_BOOT_KEY), "-out", str(key),
        "-passin", f"pass:{hardware.SECURE_BOOT_KEY_OPENS_WITH}",
    )  # fmt: skip
    _run(
        "sbsign", "--key", str(key), "--cert", str(hardware.SECURE_BOOT_CERTIFICATE),
        "--output", str(folder / hardware.KERNEL), str(kernel),
    )  # fmt: skip


def _install(root: Path, folder: Path, work: Path, lock: int) -> None:
    """Let the machine install itself from a plain disk with its tree; it is off when it is done."""
    plain = work / "plain.img"
    _run("mke2fs", "-q", "-t", "ext4", "-d", str(root), str(plain), "1200M")
    for disk in hardware.DISKS:
        _run("qemu-img", "create", "-q", "-f", "qcow2", str(folder / disk), "2G")
    _run("qemu-img", "create", "-q", "-f", "qcow2", str(folder / hardware.NVME_DISK), "128M")
    command = [
        *_limited(hardware.command(folder, work, keep=True)),
        "-append", f"root=/dev/vda rw init=/usr/lib/tenken-lab/install {KERNEL_ARGUMENTS}",
        "-drive", f"if=virtio,format=raw,file={plain}",
    ]  # fmt: skip
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, pass_fds=(lock,)
    )
    console = (work / "console.log").read_text(encoding="utf-8", errors="replace")
    if "tenken-lab: installed" not in console:
        text = f"the machine did not install itself ({done.returncode}): {done.stderr[-1000:]} {console[-2000:]}"
        raise ImageError(text)


def _boot(folder: Path, work: Path, lock: int) -> None:
    """Boot the installed machine, and keep its state when all its services run."""
    command = [
        *_limited(hardware.command(folder, work, keep=True)), *hardware.links(()),
        "-append", f"root={hardware.ROOT} ro {KERNEL_ARGUMENTS}",
    ]  # fmt: skip
    started = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(lock,), start_new_session=True)
    try:
        guest = Guest(work / "agent")
        wait_until(lambda: guest.answers(), BUILD_S, lambda: started.poll() is None)
        # The list of units is read once here, because that first time takes longer than a scan would wait.
        settled = "systemctl list-unit-files >/dev/null; systemctl is-system-running --wait; sync"
        done = guest.run(settled, BUILD_S)
        if done.stdout != "running\n":
            text = f"the machine came up {done.stdout}{done.stderr}"
            raise ImageError(text)
        with Monitor(work / "qmp") as monitor:
            monitor.save(folder / STATE)
            monitor.ask("quit")
        started.wait(60)
    finally:
        if started.poll() is None:
            started.terminate()
            started.wait(60)


def _limited(command: list[str]) -> list[str]:
    """A command that ends by itself, should nobody be left to end it."""
    return ["timeout", "--kill-after=5", f"{BUILD_S:g}", *command]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if done.returncode != 0:
        text = f"{command[0]}: {done.stderr[-2000:]}"
        raise ImageError(text)
