"""One host of the lab: a container with systemd above a base image, in a network namespace of its own."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from lab import cgroup
from lab.network import NAMESPACES, entered, processes_in

PROVISION = Path(__file__).parent / "provision"
READY_S = 60.0
STOP_S = 3.0

# auditd needs the audit capabilities. The clock's is never given: a container would move the machine's clock.
CAPABILITIES = "CAP_NET_ADMIN,CAP_AUDIT_CONTROL,CAP_AUDIT_WRITE,CAP_AUDIT_READ"
NSPAWN_ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "SYSTEMD_SECCOMP": "0",  # its filter keeps auditd from the audit socket
    "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1",
    "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "network",  # net.* sysctls are the container's own
    "SYSTEMD_NSPAWN_LOCK": "0",
}
INSIDE = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C")


class HostError(Exception):
    """A host did not start, is not running, or refused a command; the text says which host and why."""


@dataclass(frozen=True, slots=True)
class HostSpec:
    """What a host is to be: its suite, its address, and the provisioning scripts that make it so, in order."""

    name: str
    suite: str
    address: str
    roles: tuple[str, ...]
    image: str = ""  # where it is not the suite's usual one
    in_container: tuple[str, ...] = ("container",)  # further scripts, where it is no machine of its own

    @property
    def base(self) -> str:
        """The name of the base image."""
        return self.image or self.suite


@dataclass(frozen=True, slots=True)
class Host:
    """A host of a running lab. `folder` holds its overlay and its console, `namespace` its network."""

    spec: HostSpec
    folder: Path
    namespace: str

    @property
    def name(self) -> str:
        """The host's name, in the inventory and on the host itself."""
        return self.spec.name

    @property
    def address(self) -> str:
        """The host's address in the management segment."""
        return self.spec.address

    @property
    def root(self) -> Path:
        """The host's root directory as this machine sees it, only for use before the host starts."""
        return self.folder / "root"

    @property
    def console(self) -> Path:
        """What the host printed while starting."""
        return self.folder / "console.log"

    def make(self, base: Path, environment: dict[str, str]) -> None:
        """Lay an overlay above a base image and run the provisioning scripts in it, before the first boot."""
        upper, work = self.folder / "upper", self.folder / "work"
        for folder in (upper, work, self.root):
            folder.mkdir(parents=True)
        options = f"lowerdir={base},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "-o", options, "tenken-lab", str(self.root)], check=True)
        (self.root / "etc/hostname").write_text(f"{self.name}\n", encoding="utf-8")
        for kind in ("ed25519", "ecdsa"):
            key = self.root / f"etc/ssh/ssh_host_{kind}_key"
            subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", self.name, "-f", str(key)], check=True)
        steps = " && ".join(f"sh /run/provision/{role}.sh" for role in (*self.spec.roles, *self.spec.in_container))
        command = self._nspawn(
            "--pipe", "--private-network", f"--bind-ro={PROVISION}:/run/provision",
            *(f"--setenv={name}={value}" for name, value in environment.items()), "sh", "-c", steps,
        )  # fmt: skip
        done = subprocess.run(
            command, env=NSPAWN_ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            text = f"{self.name}: provisioning failed: {(done.stdout + done.stderr)[-2000:]}"
            raise HostError(text)

    def start(self) -> None:
        """Boot the host. It outlives this process; `wait_ready` says when it answers."""
        command = self._nspawn(
            "--boot", f"--machine={self.namespace}", "--console=pipe",
            "--kill-signal=SIGRTMIN+14",  # off at once: its disk is thrown away
            f"--network-namespace-path={NAMESPACES / self.namespace}", f"--capability={CAPABILITIES}",
        )  # fmt: skip
        # In a session of its own and nobody's child here: a signal to this process ends no host.
        with self.console.open("wb") as console:
            subprocess.run(
                ["setsid", "--fork", *command], env=NSPAWN_ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL,
                stdout=console, stderr=console, check=True,
            )  # fmt: skip

    def _nspawn(self, *arguments: str) -> list[str]:
        """The command that runs systemd-nspawn on the host's tree, in the host's own control groups."""
        groups = " ".join(str(group / "cgroup.procs") for group in cgroup.add(self.namespace))
        enter = 'for each in $1; do echo $$ >"$each"; done; shift; exec "$@"'
        return [
            "sh", "-euc", enter, "enter", groups,
            "systemd-nspawn", "--quiet", f"--directory={self.root}", "--register=no", "--keep-unit",
            "--timezone=off", "--resolv-conf=off",  # the host's own, not this machine's
            *arguments,
        ]  # fmt: skip

    def wait_ready(self, ops: str) -> None:
        """Wait until the SSH server greets the ops namespace. Raises HostError with the end of the console's text."""
        deadline = time.monotonic() + READY_S
        with entered(ops):
            while time.monotonic() < deadline:
                if self._greets():
                    return
                time.sleep(0.05)
        tail = self.console.read_text(encoding="utf-8", errors="replace")[-2000:]
        text = f"{self.name}: no SSH banner from {self.address} within {READY_S:g} s; its console says: {tail}"
        raise HostError(text)

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.address, 22), timeout=1) as connection:
                return connection.recv(4) == b"SSH-"
        except OSError:
            return False

    def run(
        self, command: str | list[str], *, text_input: str | None = None, check: bool = True, timeout_s: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside the running host as root: an argument list, or the text of a shell script.

        With `check`, a status other than 0 raises HostError with what the command wrote.
        """
        arguments = ["sh", "-c", command] if isinstance(command, str) else command
        done = subprocess.run(
            [*self.entry(), *arguments], input=text_input or "", capture_output=True, text=True, errors="replace",
            timeout=timeout_s, check=False,
        )  # fmt: skip
        if check and done.returncode != 0:
            text = f"{self.name}: {command!r} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
            raise HostError(text)
        return done

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file inside the running host, owned by root; the change is there at once or not at all."""
        script = 'umask 077; cat >"$1.new" && chmod "$2" "$1.new" && mv -f "$1.new" "$1"'
        self.run(["sh", "-c", script, "write", path, f"{mode:o}"], text_input=text)

    def entry(self) -> list[str]:
        """The command that puts another one inside the running host, with a clean environment."""
        namespaces = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd")
        return ["nsenter", f"--target={self._init()}", *namespaces, "--", *INSIDE]

    def _init(self) -> int:
        """The host's PID 1 as this machine counts it."""
        for pid in processes_in(self.namespace):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it ended meanwhile
            if any(line.startswith("NSpid:") and line.split()[2:] == ["1"] for line in status.splitlines()):
                return pid
        text = f"{self.name} is not running"
        raise HostError(text)


def containers(folder: Path) -> list[int]:
    """The processes of systemd-nspawn whose root directory lies in a folder, whoever started them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue  # it ended meanwhile
            if Path(words[0]).name == "systemd-nspawn" and any(
                word.startswith(f"--directory={folder}/") for word in words
            ):
                found.append(int(entry.name))
    return found


def stop(folder: Path) -> None:
    """End every container whose root directory lies in a folder: asked first, after STOP_S killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in containers(folder):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + STOP_S
        while containers(folder) and time.monotonic() < deadline:
            time.sleep(0.02)
