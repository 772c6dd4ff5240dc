"""What ipmitool is asked, on the server itself as root or over the controller's network, and the form of its answers.

Settings of the network come by constant `raw` requests (IPMI 2.0, table 23-4) and not by `lan print`, which would show
the SNMP community. Servers keep the LAN on channel 1 or 2: both are asked.
"""

from __future__ import annotations

import re
import shlex

from inventories.reason import reason
from scanners.facts.bmc import Sensor
from scanners.facts.field import Absent, Field, Unknown, attempt
from scanners.platforms.linux.virtualization import VIRTUALIZATION, read_kind
from scanners.platforms.reader import Outputs
from scanners.probe import Missing, Output, Probe, Scope, Unreadable, neutralise

PROGRAM = "/usr/bin/ipmitool"
CHANNELS = ("1", "2")
LAST_EVENTS = 200
_NUMBER = re.compile(r"[0-9A-Fa-f]{2}h")
_STATUS = re.compile(r"[a-z]{2,3}")
_DENIED = ("0xd4", "nsufficient privilege")

_SETTINGS = {"address": "3", "ciphers.count": "0x16", "ciphers": "0x17", "ciphers.limits": "0x18"}

# In the order of their ids: the first one that cannot log in ends the others.
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "bmc.a_controller": ("mc", "info"),
    "bmc.sensors": ("sdr", "elist", "all"),
    "bmc.power": ("sdr", "type", "0x08"),
    "bmc.fans": ("sdr", "type", "0x04"),
    "bmc.fru": ("fru", "print", "0"),
    "bmc.intrusion": ("sdr", "type", "0x05"),
    "bmc.log": ("sel", "info"),
    "bmc.log.last": ("sel", "elist", "last", str(LAST_EVENTS)),
    "bmc.log.time": ("sel", "time", "get"),
}
for _channel in CHANNELS:
    _ARGUMENTS[f"bmc.users.{_channel}"] = ("channel", "getaccess", _channel)
    for _name, _parameter in _SETTINGS.items():
        _ARGUMENTS[f"bmc.lan.{_name}.{_channel}"] = ("raw", "0x0c", "0x02", f"0x0{_channel}", _parameter, "0", "0")
REQUESTS = tuple(_ARGUMENTS)
OF_CLIMATE = ("bmc.a_controller", "bmc.sensors")


def inband(names: tuple[str, ...], scope: Scope) -> tuple[Probe, ...]:
    """Give the requests as root on the server itself, none where the controller is asked elsewhere."""
    if scope.bmc != "inband":
        return ()
    return (
        *(Probe(name, argv=(PROGRAM, *_ARGUMENTS[name]), timeout=60) for name in names),
        VIRTUALIZATION,
    )


def lanplus(names: tuple[str, ...], scope: Scope) -> tuple[Probe, ...]:
    """Give the same requests as sessions over the network; the password is in the environment (IPMI_PASSWORD, -E)."""
    way = ["ipmitool", "-I", "lanplus", "-H", scope.bmc_address, "-p", str(scope.bmc_port), "-U", scope.bmc_user, "-E"]
    way += ["-L", scope.bmc_privilege.upper(), "-N", "5", "-R", "2"]
    way += ["-C", str(scope.bmc_cipher)] if scope.bmc_cipher else []
    via = "ops" if scope.bmc == "ops" else "gateway"
    return tuple(
        Probe(name, shlex.join((*way, *_ARGUMENTS[name])), timeout=60, via=via, subject="facility")  # type: ignore[arg-type]  # one of two literals
        for name in names
    )


def split(outputs: Outputs, probe: str) -> list[list[str]]:
    """Give the rows `NAME | NUMBERh | STATUS | ENTITY | READING`; one of another form makes all of them doubtful."""
    rows: list[list[str]] = []
    for line in lines(outputs, probe):
        parts = [part.strip() for part in line.split("|", 4)]
        if len(parts) != 5 or not _NUMBER.fullmatch(parts[1]) or not _STATUS.fullmatch(parts[2]):
            raise Unreadable(reason("unparseable", detail=f"sensor: {line[:80]}"))
        rows.append(parts)
    return rows


def sensors(outputs: Outputs, probe: str) -> tuple[Sensor, ...]:
    """Give the sensors of one answer."""
    return tuple(Sensor(name, status, reading) for name, _, status, _, reading in split(outputs, probe))


def lines(outputs: Outputs, probe: str) -> list[str]:
    """Give the lines of one answer. Raises `Unreadable` with the reason of the controller's silence."""
    _reachable(outputs)
    _said(outputs[probe])
    return outputs[probe].lines()


def _said(raw: Output | Missing) -> None:
    """Tell the reasons of ipmitool apart. Raises `Unreadable`."""
    if isinstance(raw, Missing) or raw.status == 0:
        return
    said = neutralise(raw.stderr)
    if "Could not open device" in said:
        raise Unreadable(reason("bmc_device_missing"))
    if "Unable to establish" in said:
        raise Unreadable(reason("bmc_login_failed"))
    if any(word in said for word in _DENIED):
        raise Unreadable(reason("bmc_privilege", command=raw.command))


def _reachable(outputs: Outputs) -> None:
    """Ask first whether the controller answers at all, so that every field says the same."""
    controller = outputs["bmc.a_controller"]
    _said(controller)
    controller.text()


def value_of(outputs: Outputs, probe: str, name: str) -> str:
    """Give the value of the one line `NAME : VALUE`."""
    found = [line.partition(":")[2].strip() for line in lines(outputs, probe) if line.partition(":")[0].strip() == name]
    if len(found) != 1:
        raise Unreadable(reason("bmc_not_told", name=name))
    return found[0]


def not_inband(outputs: Outputs, scope: Scope) -> Absent | Unknown | None:
    """Give why a server's own ipmitool tells nothing: asked elsewhere, or a guest. None where it is to be read."""
    if scope.bmc != "inband":
        return Unknown(reason("bmc_read_elsewhere"))
    state: Field[str] = attempt(lambda: read_kind(outputs))
    if isinstance(state, Unknown):
        return state
    kind = getattr(state, "value", "")
    return None if kind == "none" else Absent(reason("guest_has_no_bmc", kind=kind))
