"""What ssh_config says about a host: ssh itself is asked (`ssh -G`), for nobody else follows its rules exactly."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from inventories.reason import ConfigError

Settings = dict[str, list[str]]  # by option in lower case; options that may repeat have several values

# A distribution's ssh_config sets only these; then ssh need not be asked, which saves a process for every host.
_WITHOUT_EFFECT = frozenset(
    {
        "host",
        "sendenv",
        "hashknownhosts",
        "gssapiauthentication",
        "gssapikeyexchange",
        "gssapidelegatecredentials",
        "forwardx11trusted",
        "kexalgorithms",
        "ciphers",
        "macs",
        "gssapikexalgorithms",
        "pubkeyacceptedalgorithms",
        "hostkeyalgorithms",
        "casignaturealgorithms",
        "requiredrsasize",
    }
)
_TIMEOUT = 10  # seconds; `Match exec` may run programs
_DEPTH = 16  # as ssh limits nested Include


def _keywords(path: Path, folder: Path, depth: int = 0) -> set[str]:
    """Collect the options that a file and the files it includes set."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return set()
    found: set[str] = set()
    for line in text.split("\n"):
        words = line.replace("=", " ", 1).split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].lower() != "include":
            found.add(words[0].lower())
        elif depth < _DEPTH:
            for pattern in words[1:]:
                # An absolute pattern replaces the folder when joined; pathlib globs relative patterns only.
                target = folder / Path(pattern.strip('"')).expanduser()
                for file in sorted(Path(target.anchor).glob(str(target.relative_to(target.anchor)))):
                    found |= _keywords(file, folder, depth + 1)
    return found


class SshConfig:
    """The operator's ssh_config. Answers are kept for each host, account and port.

    `user_file` and `system_file` are the files that decide whether ssh is asked at all; a `user_file` other than ssh's
    own is given to ssh with -F, and then ssh reads no system file. With `always` ssh is asked in any case.
    """

    def __init__(
        self, user_file: Path | None = None, system_file: Path = Path("/etc/ssh/ssh_config"), *, always: bool = False
    ) -> None:
        own = Path.home() / ".ssh" / "config"
        self._given = user_file is not None and user_file != own
        self._user_file = user_file or own
        files = [(self._user_file, self._user_file.parent if not self._given else own.parent)]
        if not self._given:
            files.append((system_file, system_file.parent))
        self._in_play = always or any(_keywords(file, folder) - _WITHOUT_EFFECT for file, folder in files)
        self._answers: dict[tuple[str, ...], Settings] = {}
        self._lock = threading.Lock()

    def settings(self, host: str, *, user: str = "", port: int | None = None, file: str = "") -> Settings:
        """Ask ssh about a host; empty when no ssh_config is in play (then nothing is run).

        Raises `ConfigError` when ssh rejects its configuration.
        """
        if file.lower() == "none" or not (self._in_play or file):  # ssh(1): `-F none` reads no configuration at all
            return {}
        command = ["ssh", "-G", "-T"]
        if file or self._given:
            command += ["-F", str(Path(file).expanduser()) if file else str(self._user_file)]
        if user:
            command += ["-l", user]
        if port:
            command += ["-p", str(port)]
        key = (*command, host)
        with self._lock:
            if key not in self._answers:
                self._answers[key] = _ask([*command, "--", host], host)
            return self._answers[key]


def _ask(command: list[str], host: str) -> Settings:
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired) as broken:
        raise ConfigError("ssh_config_failed", host=host, detail=str(broken)[:200]) from broken
    if answer.returncode != 0:
        detail = answer.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:200]
        raise ConfigError("ssh_config_failed", host=host, detail=detail)
    found: Settings = {}
    for line in answer.stdout.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(" ")
        found.setdefault(name, []).append(value)
    return found
