"""What a machine is before its parts are asked for: metal, a virtual machine or a container."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import Absent
from scanners.platforms.linux.virtualization import read_kind
from scanners.platforms.reader import Outputs

# The kinds of systemd-detect-virt(1) that share their host's kernel.
_CONTAINERS = frozenset(
    {
        "container-other",
        "docker",
        "lxc",
        "lxc-libvirt",
        "openvz",
        "podman",
        "pouch",
        "proot",
        "rkt",
        "systemd-nspawn",
        "wsl",
    }
)


def guest(outputs: Outputs) -> Absent | None:
    """Give why there is no hardware, None on metal; raises `Unreadable` or ValueError."""
    kind = read_kind(outputs)
    return None if kind == "none" else Absent(reason("guest_has_no_hardware", kind=kind))


def container(outputs: Outputs) -> Absent | None:
    """Give why there is no kernel of its own, None on metal and on virtual machines."""
    kind = read_kind(outputs)
    return Absent(reason("container_shares_its_host", kind=kind)) if kind in _CONTAINERS else None
