"""The same sixty commands on one host: our collector against testinfra (both SSH backends) and a lean Ansible play.

Every tool runs as a whole process: imports, one login, all commands, their outputs kept. Ours imports all that
`tenken scan` does. Ansible's play gathers no facts, uses `raw` (no Python on the target) and pipelining.
"""

from __future__ import annotations

import getpass
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from scanners.collector import build_script, read_collection
from scanners.platforms import FAMILIES
from scanners.probe import Output, Probe
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from tests.bench.loopback import Loopback, environment_of_bench, load
from tests.bench.measured import Line, best_wall

_FILES = ("passwd", "group", "hosts", "nsswitch.conf", "login.defs", "profile", "fstab", "resolv.conf", "os-release")
_KERNEL = ("ostype", "osrelease", "version", "hostname", "randomize_va_space", "kptr_restrict", "dmesg_restrict")
COMMANDS = (
    *(f"stat -c '%a %U %G' /etc/{name}" for name in _FILES),
    *(f"cat /etc/{name}" for name in _FILES),
    *(f"sha256sum /etc/{name}" for name in _FILES),
    *(f"wc -l /etc/{name}" for name in _FILES),
    *(f"cat /proc/sys/kernel/{name}" for name in _KERNEL),
    *(f"id -u {user}" for user in ("root", "daemon", "bin", "sys", "mail", "nobody", "www-data")),
    *("uname -a", "df -P", "mount", "date +%s", "ls -l /etc", "ls -l /var/log", "ps -e", "env"),
    *("cat /proc/meminfo", "cat /proc/loadavg"),
)


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    cache = folder / "cache"
    environment = {**environment_of_bench(cache), "HOME": str(folder), "ANSIBLE_LOCAL_TEMP": str(folder / "ansible")}
    with Loopback(folder / "server") as loopback:
        inventory = loopback.environment(folder / "environment", ["web01"])
        config = _ssh_config(folder, loopback)
        play = _play(folder, loopback, config)

        def part(*words: str) -> None:
            command = [sys.executable, "-m", "tests.bench.other_tools", *words]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def ansible() -> None:
            subprocess.run(play, env=environment, check=True, stdout=subprocess.DEVNULL)

        others = {
            "testinfra, paramiko": (10, lambda: part("testinfra", f"paramiko://web01?ssh_config={config}")),
            "testinfra, ssh with ControlPath": (4, lambda: part("testinfra", f"ssh://web01?ssh_config={config}")),
            "Ansible, pipelining": (15, ansible),
        }
        part(
            "ours", str(inventory)
        )  # so that compiled modules and the inventory are in their caches, as for the others
        times = best_wall(
            3 if full else 1, lambda: part("ours", str(inventory)), *(work for _target, work in others.values())
        )
        for (name, (target, _work)), theirs in zip(others.items(), times[1:], strict=True):
            subject = f"{len(COMMANDS)} commands on one host (target: {target}× faster)"
            yield Line(subject, "s", times[0], theirs, name, round(1 / target, 3), of_ratio=True)


def _ssh_config(folder: Path, loopback: Loopback) -> Path:
    config = folder / "ssh_config"
    settings = {
        "HostName": "127.0.0.1",
        "Port": loopback.server.port,
        "User": getpass.getuser(),
        "IdentityFile": loopback.key,
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": loopback.known,
        "KexAlgorithms": "curve25519-sha256",
        "LogLevel": "ERROR",
    }
    lines = [f"  {name} {value}" for name, value in settings.items()]
    config.write_text("\n".join(["Host web01", *lines]) + "\n", "utf-8")
    return config


def _play(folder: Path, loopback: Loopback, config: Path) -> list[str]:
    tasks = [{"ansible.builtin.raw": command, "changed_when": False, "failed_when": False} for command in COMMANDS]
    file = folder / "play.json"
    file.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks}]), "utf-8")
    (folder / "ansible.cfg").write_text(
        "[defaults]\nforks = 1\n[ssh_connection]\npipelining = True\n"
        f"ssh_args = -F {config} -o ControlMaster=auto -o ControlPersist=20s\ncontrol_path_dir = {folder}/cp\n",
        "utf-8",
    )
    program = Path(sys.executable).parent / "ansible-playbook"
    return ["env", f"ANSIBLE_CONFIG={folder}/ansible.cfg", str(program), "-i", "web01,", str(file)]


def _ours(inventory: str) -> int:
    importlib.import_module("tenken.commands.scan")  # so that ours pays for all that a scan imports
    loaded = load(Path(inventory))
    probes = tuple(Probe(f"p{number:02d}", command) for number, command in enumerate(COMMANDS))
    families = {name: (family.ids, probes) for name, family in FAMILIES.items()}
    script = build_script(families, nonce=os.urandom(16).hex())
    deadline = time.monotonic() + 60
    with connect(loaded.jobs[0].target, loaded.credentials, KnownHosts(), deadline=deadline) as session:
        exchange = session.run("exec /bin/sh -s", script.text.encode(), deadline, 1 << 24)
    outputs = read_collection(script, exchange.stdout, exchange.reason).outputs
    return sum(isinstance(output, Output) for output in outputs.values())


def _testinfra(uri: str) -> int:
    # Imported here alone, so that ours need not pay for it.
    testinfra = importlib.import_module("testinfra")
    host = testinfra.get_host(uri)
    return len([host.run(command).stdout for command in COMMANDS])


if __name__ == "__main__":
    done = {"ours": _ours, "testinfra": _testinfra}[sys.argv[1]](sys.argv[2])
    if done != len(COMMANDS):
        sys.exit(f"{done} of {len(COMMANDS)} commands")
