"""Network namespaces and bridges. Nothing here adds a link, an address or a route to the machine's own namespace.

A switch namespace carries the bridges; every host, and the ops side, is a namespace on one end of a veth pair whose
other end is a port of a bridge.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMESPACES = Path("/run/netns")
OWN_NAMESPACE = Path("/proc/thread-self/ns/net")
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)  # os.setns exists from Python 3.12 on


class NetworkError(Exception):
    """A namespace or link could not be made; the text is what ip(8) said."""


def ip(*arguments: str) -> str:
    """Run ip(8). Raises NetworkError with its own words when it fails."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        text = f"ip {' '.join(arguments)}: {done.stderr.strip()}"
        raise NetworkError(text)
    return done.stdout


def add_namespace(name: str) -> None:
    """Add a network namespace whose loopback is up."""
    ip("netns", "add", name)
    ip("-n", name, "link", "set", "lo", "up")


def remove_namespace(name: str) -> None:
    """Remove a namespace's name; its links go with its last process. None of that name: nothing to do."""
    if (NAMESPACES / name).exists():
        ip("netns", "del", name)


def remove_mount_point() -> None:
    """Undo the mount that ip(8) makes on the folder of all namespaces, once that folder is empty."""
    if NAMESPACES.is_mount() and not any(NAMESPACES.iterdir()):
        subprocess.run(["umount", str(NAMESPACES)], check=True)


def add_bridge(switch: str, bridge: str) -> None:
    """Add a bridge to the switch namespace. It forwards from the first moment: no spanning tree."""
    ip("-n", switch, "link", "add", bridge, "type", "bridge", "stp_state", "0", "forward_delay", "0")
    ip("-n", switch, "link", "set", bridge, "up")


def plug(switch: str, bridge: str, *, port: str, namespace: str, interface: str, address: str) -> None:
    """Connect a namespace to a bridge by an interface with this address (`10.77.0.11/24`)."""
    ip("-n", switch, "link", "add", port, "type", "veth", "peer", "name", interface, "netns", namespace)
    ip("-n", switch, "link", "set", port, "master", bridge, "up")
    ip("-n", namespace, "addr", "add", address, "dev", interface)
    ip("-n", namespace, "link", "set", interface, "up")


def processes_in(namespace: str) -> list[int]:
    """The processes whose network is this namespace."""
    try:
        wanted = (NAMESPACES / namespace).stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                its = (entry / "ns/net").stat()
            except OSError:
                continue  # it ended meanwhile
            if (its.st_dev, its.st_ino) == (wanted.st_dev, wanted.st_ino):
                found.append(int(entry.name))
    return found


def enter(namespace: Path) -> None:
    """Move the calling thread, and the threads and programs it starts from now on, into a namespace for good."""
    handle = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _libc.setns(handle, CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(namespace))
    finally:
        os.close(handle)


@contextmanager
def entered(namespace: str) -> Iterator[None]:
    """Within the block, the calling thread and what it starts use this namespace's network."""
    before = os.open(OWN_NAMESPACE, os.O_RDONLY | os.O_CLOEXEC)
    try:
        enter(NAMESPACES / namespace)
        try:
            yield
        finally:
            enter(Path(f"/proc/self/fd/{before}"))
    finally:
        os.close(before)
