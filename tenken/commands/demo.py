"""`tenken demo`: recorded hosts and this very machine, scanned by the real path over SSH on loopback.

The hosts are served inside this process while it scans; the folder that it leaves (inventory, policy, reports) can be
tried with the other commands afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import shlex
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from checks.run import Run
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.table import for_terminal
from tenken import loading
from tenken.commands import scan
from tenken.output import write_reports

if TYPE_CHECKING:
    from lab.replay import Served

_LOOPBACK = "127.0.0.1"
_RECORDED_USER = "scan"
_MARK = ".tenken-demo"
_OURS = ("hosts", "policy", "id_ed25519", "known_hosts", "report.html", "report.json")
_INTERRUPTED = 3
_WORST = 6  # findings shown on the terminal; all of them stand in the report


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("demo-report"),
        metavar="FOLDER",
        help=say(reason("help_demo_output"), language),
    )


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Give 0 when the demonstration itself worked, whatever it found, and 3 when it was interrupted."""
    try:
        import asyncssh  # noqa: F401, PLC0415  (an extra of the demo alone, and slow to import)
    except ModuleNotFoundError as missing:
        raise ConfigError("demo_needs_asyncssh") from missing
    folder: Path = arguments.output
    _prepare(folder)
    done = _scanned(folder, language)
    if done.status == "aborted":
        print(say(reason("demo_interrupted"), language), file=sys.stderr)
        return _INTERRUPTED
    print(say(reason("demo_next"), language))
    for command, code in _next_commands(folder):
        print(f"  {command}\n      {say(reason(code), language)}")
    return 0


def _prepare(folder: Path) -> None:
    """Make the folder, or clear what an earlier demonstration left in it; another's folder is left alone."""
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
            raise ConfigError("demo_folder_not_ours", path=str(folder))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / _MARK).touch()
        for name in _OURS:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    except OSError as problem:
        raise ConfigError("output_unwritable", file=str(folder), detail=problem.strerror or "") from problem


def _scanned(folder: Path, language: Language) -> Run:
    """Serve the fleet, scan it, and write the reports."""
    # asyncssh is imported by these: see `run`.
    from lab.demo_fleet import FLEET, RECORDINGS, recorded  # noqa: PLC0415
    from lab.replay import load_recording, serve  # noqa: PLC0415

    recordings = {host.name: load_recording(RECORDINGS / f"{host.name}.json") for host in recorded()}
    here = [host.name for host in FLEET if host.kind == "here"]
    print(say(reason("demo_intro", recorded=len(recordings)), language), flush=True)
    authorized = _new_key(folder / "id_ed25519")
    with (
        _refused_port() as refused,
        serve({**recordings, **dict.fromkeys(here)}, authorized) as served,
    ):
        inventory = _write(folder, served, refused)
        parser = argparse.ArgumentParser()
        scan.configure(parser, language)
        options = parser.parse_args(["-i", str(inventory), "--known-hosts", str(folder / "known_hosts")])
        loaded = loading.load(options)
        done = scan.scan(scan.begin(loaded, options), loaded, options, language)
    if done.status != "aborted":
        files = tuple((name, str(folder / f"report.{name}")) for name in ("html", "json"))
        controls = loaded.policy.catalogue.controls
        print(for_terminal(done, controls, language, sys.stdout, worst=_WORST), flush=True)
        write_reports(files, done, controls, language)
    return done


def _new_key(path: Path) -> str:
    """Write a key for this demonstration alone, and give its public half."""
    import asyncssh  # noqa: PLC0415  (see `run`)

    key = asyncssh.generate_private_key("ssh-ed25519", comment="tenken demo")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.export_private_key())
    return str(key.export_public_key().decode())


@contextlib.contextmanager
def _refused_port() -> Iterator[int]:
    """Keep a port at which nothing listens: whoever connects is refused."""
    with socket.socket() as held:
        held.bind((_LOOPBACK, 0))
        yield int(held.getsockname()[1])


def _write(folder: Path, served: tuple[Served, ...], refused: int) -> Path:
    """Write the environment and the host keys; give the inventory."""
    from lab.demo_fleet import FLEET, Place, write_demo_environment  # noqa: PLC0415  (see `run`)

    kinds = {host.name: host.kind for host in FLEET}
    places = {
        one.name: Place(_LOOPBACK, one.port, _own_name() if kinds[one.name] == "here" else _RECORDED_USER)
        for one in served
    }
    for name, kind in kinds.items():
        if kind == "refusing":
            places[name] = Place(_LOOPBACK, refused, _RECORDED_USER)
    lines = [f"[{_LOOPBACK}]:{one.port} {one.host_key}\n" for one in served]
    (folder / "known_hosts").write_text("".join(lines), encoding="ascii")
    return write_demo_environment(folder, places, key=(folder / "id_ed25519").absolute())


def _own_name() -> str:
    """Give the current user's name, or its number where it has no entry."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _next_commands(folder: Path) -> tuple[tuple[str, str], ...]:
    """Give commands to try, as they can be typed here, each with the code of what it shows."""
    ours = Path(sys.argv[0])
    tenken = "tenken"
    if ours.name == "tenken" and shutil.which("tenken") != str(ours.absolute()):
        tenken = shlex.quote(str(ours))  # not on PATH, as after `make demo`
    inventory = shlex.quote(str(folder / "hosts"))
    return (
        (f"{tenken} plan -i {inventory} --limit fuban-app01", "demo_next_plan"),
        (f"{tenken} sudoers -i {inventory} --limit fuban-app01 --family debian", "demo_next_sudoers"),
        (f"{tenken} controls show J13-UA-01", "demo_next_control"),
        (f"xdg-open {shlex.quote(str(folder / 'report.html'))}", "demo_next_report"),
    )
