"""What the tasks on the operating system need: services, devices, mandatory access control; and the table of all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks import remediation_audit
from checks.registers import Names
from checks.remediation_files import key_files, log_files, open_files, open_jobs, sensitive_files
from checks.remediation_kernel import kernel
from checks.remediation_sources import Sources, Wanted
from inventories.reason import Reason, reason

_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\.(service|socket|timer)(?!\n)$")
_MODULE = re.compile(r"[a-z0-9][a-z0-9_-]{0,55}(?!\n)$")
# The operator's own way in and what it stands on, what other controls demand, and the storage that a start needs: to
# switch one off wants somebody at the console.
_WAY_IN = (
    "NetworkManager", "auditd", "blk-availability", "chrony", "cloud-", "cryptdisks", "dbus", "dm-event", "firewalld",
    "getty@", "ifup@", "iptables", "iscsi", "lvm2-", "mdadm", "mdmonitor", "multipath", "netfilter-persistent",
    "network", "nftables", "ntp", "open-iscsi", "polkit", "rsyslog", "serial-getty@", "ssh", "sssd", "systemd-",
    "tenken", "ufw", "wg-quick@", "wicked", "winbind", "wpa_supplicant", "zfs-",
)  # fmt: skip
# Their rules are loaded when they start: the repair of the packet filter switches them on, with a timed way back.
_FILTERS = ("firewalld.", "iptables.", "ip6tables.", "netfilter-persistent.", "nftables.", "ufw.")
_STORAGE = ("usb-storage", "uas")
_NOT_WAYS = re.compile(r"(bluetooth|nfc) \S{1,64} \((usable|blocked)\)")
_CORES = ("cfg80211", "bluetooth", "wwan", "nfc", "mac802154", "ieee802154")


def services(sources: Sources) -> dict[str, Any] | Reason:
    """Give the units that start by themselves and are not registered, and registered ones that do not (J13-MG-05).

    Nothing is stopped or started: what runs now may be in use.
    """
    enabled = sources.known("services", "enabled")
    approved: Names = sources.registers.services
    if not isinstance(enabled, list) or "services" not in sources.registers.kinds:
        return reason("repair_state_not_read")
    foreign, lacking = approved.missing(frozenset(enabled)), approved.lacking(frozenset(enabled))
    left = [unit for unit in foreign if unit.startswith(_WAY_IN) or not _UNIT.match(unit)]
    left += [unit for unit in lacking if unit.startswith(_FILTERS) or not _UNIT.match(unit)]
    disable, enable = ([unit for unit in units if unit not in left] for units in (foreign, lacking))
    if not disable and not enable:
        return reason("repair_services_by_person", items=tuple(sorted(left)[:10]), count=len(left))
    return {"disable": disable, "enable": enable, "left": sorted(unit for unit in left if _UNIT.match(unit))}


def usb_storage(sources: Sources) -> dict[str, Any] | Reason:
    """Give the drivers of USB storage to block, and those to unload unless they are in use (J14-UA-01).

    What is plugged in is for a person.
    """
    blocked, loaded = sources.known("usb_storage", "blocked"), sources.known("usb_storage", "loaded")
    if not isinstance(blocked, bool) or not isinstance(loaded, list):
        return reason("repair_state_not_read")
    if blocked and not loaded:
        return reason("repair_devices_by_person")
    # Drivers of single makes stand on usb-storage, and go before it.
    unload = sorted(filter(_MODULE.match, loaded), key=lambda name: (name == "usb_storage", name))
    return {"block": list(_STORAGE), "unload": unload}


def wireless(sources: Sources) -> dict[str, Any] | Reason:
    """Give the drivers of radio to block, and those to unload unless they are in use (J14-UA-06).

    A device of wireless LAN or mobile data may carry the operator's own session: that is for a person, as is a driver
    that is built into the kernel.
    """
    radios, modules = sources.known("wireless", "radios"), sources.known("wireless", "modules")
    if not isinstance(radios, list) or not isinstance(modules, list):
        return reason("repair_state_not_read")
    foreign = [radio for radio in radios if radio not in sources.params["accepted_radios"]]
    accepted = frozenset(sources.params["accepted_modules"])
    drivers = [name for name in modules if name not in accepted]
    if any(not _NOT_WAYS.fullmatch(radio) for radio in radios) or (foreign and not drivers):
        return reason("repair_radio_by_person")
    if not all(map(_MODULE.match, drivers)):
        return reason("repair_names_unusual")
    unload = sorted(drivers, key=lambda name: (name in _CORES, name))  # what stands on another goes first
    return {"block": sorted(drivers), "unload": unload}


def mandatory_access(sources: Sources) -> dict[str, Any] | Reason:
    """Give what makes AppArmor or SELinux enforce after the next start as it does now (J13-UA-20).

    AppArmor whose profiles were not loaded is started: what runs already goes on as it is. To make SELinux enforce
    what it let pass can lock everybody out, and a kernel that runs without either needs a restart: for a person, as
    are profiles and domains that somebody took out.
    """
    system, mode = sources.known("mandatory_access", "system"), sources.known("mandatory_access", "mode")
    boot = sources.known("mandatory_access", "boot_mode")
    if not all(isinstance(value, str) for value in (system, mode, boot)):
        return reason("repair_state_not_read")
    loadable = system == "apparmor" and boot == "disabled"
    if sources.params["mode"] != "enforcing" or boot == "enforcing" or not (loadable or mode == "enforcing"):
        return reason("repair_confinement_by_person", system=system if system in {"apparmor", "selinux"} else "-")
    return {"system": system, "start": mode != "enforcing"}


def logs(sources: Sources) -> dict[str, Any] | Reason:
    """Give what protects logs: the modes of their files, and the lock on the audit rules (J13-MG-12)."""
    files, lock = log_files(sources), remediation_audit.lock(sources)
    if isinstance(lock, Reason):
        return files
    if isinstance(files, Reason):
        return lock if lock["audit_enabled"] else files
    return files | lock


WANTED: Mapping[str, Wanted] = {
    "J13-MG-05": services,
    "J13-MG-12": logs,
    "J13-UA-18": sensitive_files,
    "J13-UA-19": kernel,
    "J13-UA-20": mandatory_access,
    "J13-UA-23": open_jobs,
    "J13-UA-25": key_files,
    "J13-UA-27": open_files,
    "J14-UA-01": usb_storage,
    "J14-UA-06": wireless,
}
