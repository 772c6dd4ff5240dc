"""A running host of the lab made an ops host: this machine's Python, the project and its libraries, seen from inside.

Nothing is copied: a folder or file of this machine is mounted into the host's own mount namespace (open_tree(2),
move_mount(2)), and taken away again.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lab.host import Host

PROJECT = Path(__file__).parents[2]
NSS = Path("/usr/lib") / sysconfig.get_config_var("MULTIARCH") / "libnss_systemd.so.2"
_OPEN_TREE, _MOVE_MOUNT = 428, 429  # system calls, of the same number on every architecture
_CLONE, _RECURSIVE, _CLOSE_ON_EXEC = 1, 0x8000, os.O_CLOEXEC
_FROM_DESCRIPTOR = 4
_AT_FDCWD = -100
_NEW_NAMESPACE = 0x00020000  # CLONE_NEWNS

_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def ops_host(host: Host) -> Iterator[None]:
    """Let `tenken` run on a host as an installed program, by this machine's Python and libraries."""
    python = Path(sys.base_prefix)
    own = python != Path("/usr")  # else the host's own, which is of the same suite
    interpreter = f"/opt/python/bin/{Path(sys.executable).resolve().name}" if own else "/usr/bin/python3"
    lines = f"export PYTHONPATH=/opt/tenken:/opt/packages LD_LIBRARY_PATH=/opt/python/lib\nexec {interpreter}"
    with ExitStack() as stack:
        lend = [(PROJECT, "/opt/tenken"), (Path(sysconfig.get_path("purelib")), "/opt/packages"), (NSS, str(NSS))]
        for source, target in [*lend, *([(python, "/opt/python")] if own else [])]:
            stack.enter_context(lent(host, source, target))
        for name, module in (("tenken", "tenken"), ("ansible-inventory", "ansible.cli.inventory")):
            host.write(f"/usr/local/bin/{name}", f'#!/bin/sh\n{lines} -m {module} "$@"\n', 0o755)
            stack.callback(host.run, ["rm", "-f", f"/usr/local/bin/{name}"])
        before = host.run(["cat", "/etc/nsswitch.conf"]).stdout
        stack.callback(host.write, "/etc/nsswitch.conf", before)
        host.write("/etc/nsswitch.conf", before.replace("passwd:         files", "passwd: files systemd"))
        yield


@contextmanager
def lent(host: Host, source: Path, target: str) -> Iterator[None]:
    """Show a folder or file of this machine at a path of a running host."""
    made = "mkdir -p" if source.is_dir() else "touch"
    host.run(f"mkdir -p {Path(target).parent} && {made} {target}")
    tree = _call(_OPEN_TREE, _AT_FDCWD, os.fsencode(source), _CLONE | _RECURSIVE | _CLOSE_ON_EXEC)
    try:
        _place(tree, _inside(host), target)
    finally:
        os.close(tree)
    try:
        yield
    finally:
        host.run(f"umount -l {target} && rm -d {target}")


def _inside(host: Host) -> str:
    (target,) = [word.partition("=")[2] for word in host.entry() if word.startswith("--target=")]
    return target


def _place(tree: int, process: str, target: str) -> None:
    """Put a detached mount into the namespaces of a process; a child does it, for only one thread may go there."""
    child = os.fork()
    if child == 0:
        try:
            for folder in (f"/proc/{process}/ns/mnt",):
                _call_setns(os.open(folder, os.O_RDONLY | os.O_CLOEXEC))
            _call(_MOVE_MOUNT, tree, b"", _AT_FDCWD, os.fsencode(target), _FROM_DESCRIPTOR)
            os._exit(0)
        except BaseException:  # noqa: BLE001  (a child of a test process must not run on as one)
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise OSError("mounting", target)


def _call_setns(descriptor: int) -> None:
    if _libc.setns(descriptor, _NEW_NAMESPACE) == -1:
        raise OSError(ctypes.get_errno(), "setns")


def _call(number: int, *arguments: int | bytes) -> int:
    done: int = _libc.syscall(number, *arguments)
    if done == -1:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return done
