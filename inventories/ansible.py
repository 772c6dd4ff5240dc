"""The one door to Ansible: `ansible-inventory` resolves inventories, `ansible-vault` opens a vaulted value.

Ansible is run as a program and never imported (GPL). Its configuration, plugins and vault settings are the operator's
own; only what would disturb reading its answer is overridden.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from inventories.reason import ConfigError
from inventories.shown import shown

TIMEOUT = 900  # seconds; 10,000 hosts take 77 s of CPU, and inventory scripts may wait for a database

# Above the operator's ansible.cfg. A source that cannot be parsed and a limit that matches nothing must fail: Ansible
# itself would go on with fewer hosts. A log file would receive the whole inventory, opened vault files included.
_OVERRIDES = {
    "ANSIBLE_DEBUG": "0",
    "ANSIBLE_DEPRECATION_WARNINGS": "0",
    "ANSIBLE_DISPLAY_TRACEBACK": "never",
    "ANSIBLE_FORCE_COLOR": "0",
    "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1",
    "ANSIBLE_INVENTORY_EXPORT": "0",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1",
    "ANSIBLE_LOCALHOST_WARNING": "0",
    "ANSIBLE_LOG_PATH": os.devnull,
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_VERBOSITY": "0",
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
}

# Paragraphs that are Ansible's own words. Others quote source lines or the output of an inventory script, and some end
# in a piece of a line, which may be a password.
_OWN_WORDS = re.compile(r"\[(?:ERROR|WARNING)\]:|ERROR!|Origin: /|The error appears to be in")
_QUOTING = re.compile(r"The offending line appears to be|\bgot:")


def find_program(name: str) -> Path:
    """Find one of Ansible's programs beside this Python, then on PATH; raises `ConfigError`."""
    beside = Path(sys.executable).parent / name
    if os.access(beside, os.X_OK):
        return beside
    found = shutil.which(name)
    if found is None:
        raise ConfigError("ansible_missing", program=name)
    return Path(found)


def identity() -> str:
    """Tell one installed ansible-core from another without running it."""
    program = find_program("ansible-inventory")
    state = program.stat()
    try:
        version = metadata.version("ansible-core")
    except metadata.PackageNotFoundError:
        version = ""  # Ansible lives in another environment: its program file alone tells versions apart
    return f"{program.resolve()} {state.st_size} {state.st_mtime_ns} {version}"


def resolve(path: Path, *, vault_args: tuple[str, ...] = (), limit: str = "", vaulted: bool = False) -> bytes:
    """Give the inventory as Ansible resolves it (`--list`, JSON), all host variables included.

    `vault_args` are passed on as they are (`--vault-id`, `--vault-password-file`). `vaulted` says that files contain
    vaulted text, of which no error may show anything. Raises `ConfigError` with Ansible's own words.
    """
    with tempfile.TemporaryDirectory(prefix="tenken-") as scratch:
        # An empty playbook directory: else group_vars of the current directory would have a say.
        argv = [f"--inventory={path.absolute()}", "--list", f"--playbook-dir={scratch}", *vault_args]
        if limit:
            argv.append(f"--limit={limit}")
        done = _run("ansible-inventory", argv, scratch, path)
    if done.returncode:
        detail = _own_words(done.stderr, vaulted=vaulted)
        if limit and "Could not match supplied host pattern" in detail:
            raise ConfigError("limit_matches_nothing", limit=shown(limit), detail=detail)
        raise ConfigError("inventory_unreadable", path=str(path), status=done.returncode, detail=detail)
    return done.stdout


def open_vaulted(ciphertext: str, *, path: Path, vault_args: tuple[str, ...] = ()) -> str:
    """Give the plain text of one vaulted value of the inventory `path`; raises `ConfigError`."""
    with tempfile.TemporaryDirectory(prefix="tenken-") as scratch:
        done = _run("ansible-vault", ["decrypt", "--output=-", *vault_args, "-"], scratch, path, ciphertext.encode())
    if done.returncode:
        detail = _own_words(done.stderr, vaulted=True)
        raise ConfigError("inventory_unreadable", path=str(path), status=done.returncode, detail=detail)
    return done.stdout.decode("utf-8", "replace")


def _run(
    name: str, argv: list[str], scratch: str, path: Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    program = find_program(name)
    environment = {**os.environ, **_OVERRIDES, "ANSIBLE_LOCAL_TEMP": scratch}
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen([program, *argv], env=environment, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            try:
                stdout, stderr = process.communicate(stdin, timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()  # not waiting for its output: an inventory script may hold that open
                raise ConfigError("ansible_timed_out", path=str(path), program=name, seconds=TIMEOUT) from None
    except OSError as error:
        raise ConfigError("ansible_not_started", program=str(program), detail=error.strerror or "") from None
    return subprocess.CompletedProcess(name, process.returncode, stdout, stderr)


def _own_words(stderr: bytes, *, vaulted: bool) -> str:
    """Give what Ansible said about its failure, without lines quoted from files.

    With vaulted files only its final errors are kept: warnings of parsers may quote what was opened.
    """
    paragraphs = re.split(r"\n\s*\n|\n(?=\[(?:ERROR|WARNING)\]:|Origin: )", stderr.decode("utf-8", "replace"))
    kept = ("[ERROR]", "ERROR!") if vaulted else ("",)
    said = [_QUOTING.split(text)[0] for text in paragraphs if _OWN_WORDS.match(text) and text.startswith(kept)]
    return shown(" ".join(" ".join(text.split()) for text in dict.fromkeys(said)), limit=1000)
