"""The lab as a whole: a switch, an ops namespace, and hosts, under one name. Several labs can stand side by side.

Everything a lab makes carries its name: namespaces `NAME-…`, one folder `/run/tenken-lab/NAME`. So what a crashed run
left is found by asking the machine, not by trusting notes: namespaces by name, containers by root directory, mounts by
path. A lab belongs to the process that holds its lock, or, once `keep` was called, to nobody: it then stands until
somebody takes it down.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from lab import cgroup, host, network
from lab.host import Host, HostSpec
from lab.image import ROUTER, base_image

LABS = Path("/run/tenken-lab")
SEGMENT = "10.77.0.0/24"
OPS_ADDRESS = "10.77.0.1"
WRONG_ADDRESS = "10.77.0.99"  # nothing answers there
BRIDGE = "mgmt"
INTERFACE = "host0"
INOTIFY_INSTANCES = Path("/proc/sys/fs/inotify/max_user_instances")
ENOUGH_INOTIFY_INSTANCES = 8192

FLEET = (
    HostSpec("good12", "bookworm", "10.77.0.11", ("common", "compliant")),
    HostSpec("bad12", "bookworm", "10.77.0.12", ("common", "violating")),
    HostSpec("log01", "bookworm", "10.77.0.13", ("common", "compliant", "logserver")),
    HostSpec("ntp01", "bookworm", "10.77.0.14", ("common", "compliant", "ntpserver")),
    HostSpec("good13", "trixie", "10.77.0.15", ("common", "compliant")),
    HostSpec("good11", "bullseye", "10.77.0.16", ("common", "compliant")),
    HostSpec("mend12", "bookworm", "10.77.0.18", ("common", "violating", "repairable")),
    HostSpec("rtr01", "bookworm", "10.77.0.17", ("router",), image=ROUTER, in_container=()),
)
SPECS: Mapping[str, HostSpec] = {spec.name: spec for spec in FLEET}
DEFAULT_HOSTS = ("good12", "bad12", "log01", "ntp01")


class LabError(Exception):
    """The lab cannot do what was asked; the text says why."""


@dataclass(slots=True)
class Lab:
    """One lab. `up` makes it, `down` takes it away; between them, a host is started when it is first asked for."""

    name: str = "tenken"
    _lock: TextIOWrapper | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """Everything of this lab on disk."""
        return LABS / self.name

    @property
    def state(self) -> Path:
        """What the ops side needs: `key`, `known_hosts`, and `hosts/`, an Ansible inventory."""
        return self.folder / "state"

    @property
    def key(self) -> Path:
        """The scan account's private key; its public half stands beside it with `.pub`."""
        return self.state / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        """The host keys of all hosts that were started."""
        return self.state / "known_hosts"

    @property
    def inventory(self) -> Path:
        """The folder that `-i` names."""
        return self.state / "hosts"

    @property
    def ops(self) -> str:
        """The namespace of the scanner."""
        return f"{self.name}-ops"

    @property
    def switch(self) -> str:
        """The namespace of the bridges."""
        return f"{self.name}-sw"

    def up(self, names: tuple[str, ...] = DEFAULT_HOSTS) -> None:
        """Bring the lab up with these hosts. Remains of crashed labs, and a kept lab of this name, go first.

        Raises LabError when a living process holds a lab of this name.
        """
        with _all_labs():
            _clean()
            if self.folder.exists():
                with _lock_if_free(self.folder) as free:
                    if not free:
                        text = f"another process holds the lab {self.name}: wait for it, or choose another name"
                        raise LabError(text)
                    _remove(self.name)
            self.folder.mkdir(parents=True)
            self._lock = _take_lock(self.folder)
        _allow_inotify()
        disks = self.folder / "disks"
        disks.mkdir()
        # Memory, so that free space is the same on every machine, and nothing of a lab outlives it.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2g,mode=0700", "tenken-lab", str(disks)], check=True)
        self.inventory.mkdir(parents=True)
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"scan@{self.name}", "-f", str(self.key)], check=True
        )
        network.add_namespace(self.switch)
        network.add_bridge(self.switch, BRIDGE)
        network.add_namespace(self.ops)
        network.plug(
            self.switch, BRIDGE, port="ops", namespace=self.ops, interface=INTERFACE, address=f"{OPS_ADDRESS}/24"
        )
        self._describe()
        self.start(names)

    def start(self, names: tuple[str, ...]) -> None:
        """Start the hosts of these names that are not there yet, all at the same time, and wait until they answer."""
        missing = [each for each in map(self._host, names) if not each.folder.exists()]
        if not missing:
            return
        bases = {name: base_image(name) for name in sorted({each.spec.base for each in missing})}
        environment = self.settings()

        def start_one(each: Host) -> None:
            try:
                each.make(bases[each.spec.base], environment)
                network.add_namespace(each.namespace)
                network.plug(
                    self.switch, BRIDGE, port=each.name, namespace=each.namespace, interface=INTERFACE,
                    address=f"{each.address}/24",
                )  # fmt: skip
                each.start()
                each.wait_ready(self.ops)
            except BaseException:
                self.stop(each.name)
                raise

        with ThreadPoolExecutor(len(missing)) as pool:
            for _ in pool.map(start_one, missing):
                pass
        self._describe()

    def stop(self, name: str) -> None:
        """Take one host away, with its disk; asked for again, it is a new one, with new keys."""
        each = self._host(name)
        _take_away(each.folder, [each.namespace])

    def host(self, name: str) -> Host:
        """A host of the fleet, started if it is not there yet."""
        self.start((name,))
        return self._host(name)

    def running(self) -> list[Host]:
        """The hosts that were started."""
        return [each for each in map(self._host, SPECS) if each.folder.exists()]

    def keep(self) -> None:
        """Leave the lab standing when this process ends."""
        (self.folder / "kept").touch()

    def down(self) -> None:
        """Take everything of this lab away; what is not there is no error."""
        with _all_labs():
            _remove(self.name)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def in_ops(self, command: list[str]) -> list[str]:
        """The command that runs another one in the ops namespace."""
        return ["ip", "netns", "exec", self.ops, *command]

    def ssh(self, name: str, *command: str) -> list[str]:
        """OpenSSH's client for the scan account on a host; for use within the ops namespace."""
        return [
            "ssh", "-F", "none", "-i", str(self.key), "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
            "-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={self.known_hosts}",
            f"scan@{SPECS[name].address}", *command,
        ]  # fmt: skip

    def _host(self, name: str) -> Host:
        if name not in SPECS:
            text = f"the lab has no host {name}; it has {', '.join(SPECS)}"
            raise LabError(text)
        return Host(SPECS[name], self.folder / "disks" / name, f"{self.name}-{name}")

    def settings(self) -> dict[str, str]:
        """What the provisioning scripts are told, as environment variables."""
        return {
            "LAB_SEGMENT": SEGMENT,
            "LAB_SCAN_KEY": self.key.with_suffix(".pub").read_text(encoding="ascii").strip(),
            "LAB_HOSTS": "\n".join(f"{spec.address} {spec.name}" for spec in FLEET),
            "LAB_LOGSERVER": SPECS["log01"].address,
            "LAB_NTPSERVER": SPECS["ntp01"].address,
            "LAB_WRONG": WRONG_ADDRESS,
        }

    def _describe(self) -> None:
        """Write the host keys and the Ansible inventory of the running hosts: how to reach them, and no more."""
        running = self.running()
        variables = {
            "ansible_user": "scan",
            "ansible_ssh_private_key_file": str(self.key),
            "ansible_ssh_common_args": f"-o UserKnownHostsFile={self.known_hosts}",
            "ansible_python_interpreter": "/usr/bin/python3",
        }
        group = {"lab": {"hosts": {each.name: {"ansible_host": each.address} for each in running}, "vars": variables}}
        # JSON is YAML, and needs no library here.
        (self.inventory / "lab.yaml").write_text(json.dumps(group, indent=2) + "\n", encoding="utf-8")
        self.known_hosts.write_text("".join(map(_known_hosts_lines, running)), encoding="ascii")


def install_sudoers(target: Host, text: str) -> None:
    """Give the scan account on a host exactly these sudo rules. Raises HostError when visudo refuses them."""
    target.run(["visudo", "-c", "-f", "-"], text_input=text)
    target.write("/etc/sudoers.d/50-scan", text, 0o440)


def labs() -> list[str]:
    """The names of all labs of this machine, crashed ones too."""
    return sorted(entry.name for entry in LABS.iterdir()) if LABS.is_dir() else []


@contextmanager
def _all_labs() -> Iterator[None]:
    """While labs are made and taken away, nobody else does either. The lock is on a folder that is always there."""
    handle = os.open(LABS.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clean() -> None:
    """Take away the labs whose process died before it could."""
    for name in labs():
        if not (LABS / name / "kept").exists():
            with _lock_if_free(LABS / name) as free:
                if free:
                    _remove(name)


def _remove(name: str) -> None:
    _take_away(LABS / name, [f"{name}-{label}" for label in ("ops", "sw", *SPECS)])
    if LABS.is_dir() and not any(LABS.iterdir()):
        LABS.rmdir()
        network.remove_mount_point()


def _take_away(folder: Path, namespaces: Iterable[str]) -> None:
    """End the containers of a folder, and remove it with its mounts, and these namespaces with their control groups."""
    host.stop(folder)
    for point in _mounts_below(folder):
        subprocess.run(["umount", "--lazy", point], check=True)
    for namespace in namespaces:
        network.remove_namespace(namespace)
        cgroup.remove(namespace)
    if folder.exists():
        shutil.rmtree(folder)


def _mounts_below(folder: Path) -> list[str]:
    """The mount points in a folder, the last one first."""
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    return [point for point in reversed(points) if point.startswith(f"{folder}/")]


def _take_lock(folder: Path) -> TextIOWrapper:
    """The lock of a lab, which the kernel takes back when this process dies. Raises BlockingIOError when it is held."""
    handle = (folder / "lock").open("w", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise
    return handle


@contextmanager
def _lock_if_free(folder: Path) -> Iterator[bool]:
    try:
        handle = _take_lock(folder)
    except BlockingIOError:
        yield False
        return
    with handle:
        yield True


def _allow_inotify() -> None:
    """Every systemd takes some inotify instances of root's; the usual limit of 128 ends at about twenty hosts."""
    if int(INOTIFY_INSTANCES.read_text(encoding="ascii")) < ENOUGH_INOTIFY_INSTANCES:
        INOTIFY_INSTANCES.write_text(f"{ENOUGH_INOTIFY_INSTANCES}\n", encoding="ascii")


def _known_hosts_lines(each: Host) -> str:
    names = f"{each.name},{each.address}"
    keys = sorted((each.root / "etc/ssh").glob("ssh_host_*_key.pub"))
    return "".join(f"{names} {' '.join(key.read_text(encoding='ascii').split()[:2])}\n" for key in keys)


def require_root() -> None:
    """Raises LabError for anybody but root: namespaces, mounts and containers are root's."""
    if os.geteuid() != 0:
        text = "the lab makes network namespaces, mounts and containers: run it as root"
        raise LabError(text)
