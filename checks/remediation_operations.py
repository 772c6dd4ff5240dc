"""What the tasks on the daily running of a host need: its clock, its integrity checks, protection; and the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks.judging import SHOWN
from checks.registers import same
from checks.remediation_audit import records
from checks.remediation_logs import forwarding, retention
from checks.remediation_repositories import repositories
from checks.remediation_sources import Sources, Wanted
from inventories.reason import Reason, reason
from scanners.platforms.linux.anti_malware import PRODUCTS

_SERVER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}(?!\n)")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\.(service|timer)(?!\n)")
# What keeps clocks, the first choice first: daemon, package, unit, its file and the folder of further ones.
_DAEMONS = (
    ("chrony", "chrony", "chrony.service", "/etc/chrony/chrony.conf", "/etc/chrony"),  # Debian
    ("chrony", "chrony", "chronyd.service", "/etc/chrony.conf", "/etc/chrony.d"),  # Red Hat
    ("timesyncd", "systemd-timesyncd", "systemd-timesyncd.service", "", ""),
    ("ntpd", "ntpsec", "ntpsec.service", "/etc/ntpsec/ntp.conf", "/etc/ntpsec/ntp.d"),
)
_SIGNATURES = "clamav-freshclam.service"


def time(sources: Sources) -> dict[str, Any] | Reason:
    """Give the daemon and the registered servers that it lacks (J13-MG-08). Lines with other servers go in any case."""
    registered = sources.registers.ntp_servers
    if "ntp_servers" not in sources.registers.kinds:
        return reason("no_register", kind="ntp_servers")
    if {same(sources.host.name), same(sources.host.connection.address)} & registered:
        return reason("repair_time_server_itself")
    minimum = int(sources.params["min_sources"])
    if len(registered) < minimum:
        return reason("repair_time_servers_few", count=len(registered), minimum=minimum)
    if not all(map(_SERVER.fullmatch, registered)):
        return reason("repair_names_unusual")
    daemons = _daemons(sources)
    if not daemons:
        return reason("repair_not_installed", items=("chrony", "systemd-timesyncd", "ntpsec"))
    present = {same(name) for name in sources.known("time_sync", "sources") or ()} & registered
    enough = len(present) >= minimum and sources.known("time_sync", "synchronised") is True
    names = "|".join(map(re.escape, sorted(registered)))
    # Servers that the network hands out (chrony's folder under /run) are nobody's choice.
    foreign = rf"(?:(?:server|pool|peer)[ \t]+(?!(?:{names})(?:[ \t]|$))|sourcedir[ \t]+/run/)"
    return {
        "daemons": daemons,
        "servers": sorted(registered),
        "lacking": not enough,
        "foreign": rf"(?i)^([ \t]*{foreign}.*)$",
        "max_offset_s": f"{int(sources.params['max_offset_ms']) / 1000:g}",
    }


def _daemons(sources: Sources) -> list[dict[str, str]]:
    """Give what may keep the clock here; the role takes the first whose unit is there."""
    running, packages = sources.known("time_sync", "service"), sources.known("packages", "names")
    return [
        {"daemon": name, "unit": unit, "main": main, "more": more}
        for name, package, unit, main, more in _DAEMONS
        if running in {name, "none", None} and (not isinstance(packages, list) or package in packages)
    ]


def integrity(sources: Sources) -> dict[str, Any] | Reason:
    """Give the timer that starts the comparison (J13-MG-06); what a comparison found is for a person."""
    codes = {state.code for state in sources.actual}
    if codes != {"integrity_not_scheduled"}:
        return reason("repair_integrity_by_person")
    registered = sorted(name for name in sources.registers.services.exact if "aide" in name and name.endswith(".timer"))
    if not registered and sources.known("packages", "order") == "rpm":
        return reason("repair_integrity_no_timer")
    timers = [*registered, "dailyaidecheck.timer"]  # Debian's own
    return {"timers": timers} if all(map(_UNIT.fullmatch, timers)) else reason("repair_names_unusual")


def anti_malware(sources: Sources) -> dict[str, Any] | Reason:
    """Give the units of the one product that is there and does not run (J13-UA-21), or the registered service that
    renews ClamAV's signatures.
    """
    codes = {state.code for state in sources.actual}
    services = sources.registers.services.exact
    if codes == {"malware_stale"}:
        updates = _SIGNATURES in services and "ClamAV" in (sources.known("anti_malware", "running") or ())
        return {"start": [_SIGNATURES]} if updates else reason("repair_signatures_stale")
    if codes != {"malware_stopped"}:
        return reason("repair_not_installed", items=tuple(sorted(PRODUCTS)[:SHOWN]))
    there = [name for name in sources.known("anti_malware", "stopped") or () if name in PRODUCTS]
    named = [unit for name in there for unit in PRODUCTS[name] if unit in services]
    if named:
        return {"start": named}
    if len(there) != 1:
        return reason("repair_malware_several", items=tuple(there))
    return {"start": list(PRODUCTS[there[0]])}


WANTED: Mapping[str, Wanted] = {
    "J13-MG-04": repositories,
    "J13-MG-06": integrity,
    "J13-MG-08": time,
    "J13-MG-09": records,
    "J13-MG-10": forwarding,
    "J13-MG-11": retention,
    "J13-UA-21": anti_malware,
}
