"""A real OpenSSH server on loopback, an environment of hosts that all are it, and what OpenSSH's own client needs.

With `answers` the server hands out a recording of this machine instead of running the collector, so that client and
sshd alone are measured: a whole fleet would otherwise ask one machine for a thousand lists of packages.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab.environment import EnvironmentHost, write_environment
from scanners.collector import build_script
from scanners.platforms import FAMILIES
from tenken import loading
from tests.faults.real_sshd import Sshd, keygen

SYSTEM = "lgwan"
_NONCE = "0" * 32
# Reads the whole script, as a shell would, then answers under the nonce that the script carries.
_ANSWER = r"""n=$(sed -n 's/^N=\([0-9a-f]\{{32\}}\)$/\1/p' | head -n 1)
exec sed "s/{nonce}/$n/" {recording}
"""


@dataclass
class Loopback:
    """One server and the keys to it."""

    folder: Path
    recorded: bool = False
    server: Sshd = field(init=False)
    key: Path = field(init=False)
    known: Path = field(init=False)

    def __enter__(self) -> Loopback:
        self.folder.mkdir()
        self.key = keygen(self.folder / "key")
        (self.folder / "authorized_keys").write_text((self.folder / "key.pub").read_text("utf-8"), "utf-8")
        command = (f"ForceCommand /bin/sh {self.folder}/answer",) if self.recorded else ()
        options = ("MaxStartups 4000", "MaxSessions 10", "PerSourcePenalties no" if _penalties() else "", *command)
        self.server = Sshd(self.folder / "sshd", tuple(option for option in options if option))
        self.server.start()
        self.known = self.server.known_file()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def environment(self, folder: Path, names: Sequence[str], *, port: int = 0) -> Path:
        """Write inventory and policy of hosts that all are this server; gives what `-i` names."""
        if port and port != self.server.port:
            self.known = self.server.known_file(self.server.known_line(name=f"[127.0.0.1]:{port}"))
        hosts = [
            EnvironmentHost(name, "127.0.0.1", SYSTEM, port or self.server.port, segment="", user=getpass.getuser())
            for name in names
        ]
        found = subprocess.run(
            ["ssh-keygen", "-lf", f"{self.key}.pub"], check=True, capture_output=True, text=True
        ).stdout.split()[1]
        return write_environment(folder, hosts, key=self.key, known_hosts=self.known, scan_key=found)

    def record(self, script: str) -> bytes:
        """Run a script on this machine and let the server answer with its output from now on."""
        received = subprocess.run(["/bin/sh", "-s"], input=script.encode(), capture_output=True, check=True).stdout
        answer = received.replace(b"peer none", b"peer 127.0.0.1 40000 127.0.0.1 22")
        self.answer(answer)
        return answer

    def answer(self, output: bytes) -> None:
        """Let the server answer with this output, in which the nonce is all zeros."""
        recording = self.folder / "recording"
        recording.write_bytes(output)
        text = _ANSWER.format(nonce=_NONCE, recording=shlex.quote(str(recording)))
        (self.folder / "answer").write_text(text, "utf-8")

    def ssh(self, port: int = 0, *more: str) -> list[str]:
        """Give the command line of OpenSSH's client for the collector, with its cheapest key exchange."""
        options = {
            "BatchMode": "yes",
            "ControlMaster": "no",
            "IdentitiesOnly": "yes",
            "IdentityFile": str(self.key),
            "KexAlgorithms": "curve25519-sha256",
            "LogLevel": "ERROR",
            "UserKnownHostsFile": str(self.known),
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *words, *more, "-p", str(port or self.server.port), "127.0.0.1", "exec /bin/sh -s"]


def _penalties() -> bool:
    """Tell whether this sshd (9.8 and later) slows down sources that behave badly, which a bench seems to do."""
    said = subprocess.run(["/usr/sbin/sshd", "-T"], capture_output=True, text=True, check=False).stdout
    return "persourcepenalties" in said


def load(inventory: Path) -> loading.Loaded:
    """Read inventory and policy as `tenken scan` does."""
    parser = argparse.ArgumentParser()
    loading.configure(parser, "en")
    return loading.load(parser.parse_args(["-i", str(inventory)]))


def collector_script(loaded: loading.Loaded) -> str:
    """Give the script of the whole plan of the first host, under the nonce of zeros."""
    plan = loaded.jobs[0].plan
    return build_script({name: (family.ids, plan.probes[name]) for name, family in FAMILIES.items()}, nonce=_NONCE).text


def tenken(*words: str, cache: Path) -> None:
    """Run the tool as a process of its own; the exit status tells about findings, which do not matter here."""
    done = subprocess.run(
        [sys.executable, "-m", "tenken", *words],
        env={**environment_of_bench(cache), "TENKEN_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1, 3}:
        raise RuntimeError(done.stderr[-2000:])


def environment_of_bench(cache: Path) -> dict[str, str]:
    """Give the environment of processes under test: caches of their own, and compiled modules kept as usual."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "XDG_CACHE_HOME": str(cache), "PYTHONPYCACHEPREFIX": str(cache / "compiled")}
