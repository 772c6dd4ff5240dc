"""What stands beside a host, as variables say it: its management controller (BMC), uninterruptible power supplies."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any, Protocol

from inventories.model import Bmc, Ups
from inventories.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BMC_PORT = 623
UPS_PORTS = {"nut": 3493, "apcupsd": 3551}
CIPHER_SUITES = (17, 3)
PRIVILEGES = ("user", "operator")  # nothing above: an operator reads users and network settings, and changes nothing
SERVES = ("hardware", "network")
LONGEST_PASSWORD = 20  # bytes: IPMI 2.0, table 22-34

_BMC_KEYS = {"address", "port", "user", "password", "via", "cipher_suite", "privilege"}
_UPS_KEYS = {"device", "protocol", "via", "serves"}
_HOST_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,15}")  # IPMI: 16 bytes at most
_DEVICE = re.compile(
    r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@([A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?"
)
_GATEWAY = re.compile(r"\w[\w.:-]{0,252}")


class Refuse(Protocol):
    """Says what is wrong with a part of a variable; values are never passed on, for one of them is a password."""

    def __call__(self, code: str, part: str, **more: str | int | tuple[str, ...]) -> None:
        """Take the code and the part."""


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.isprintable() and "{{" not in value and "{%" not in value else ""


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(_HOST_NAME.fullmatch(text)) and not re.fullmatch(r"[0-9.]+", text)
    return "%" not in text


def _unknown_keys(value: Mapping[str, Any], known: set[str], refuse: Refuse) -> None:
    for key in sorted(value.keys() - known):
        refuse("inventory_facility_key_unknown", shown(key), allowed=tuple(sorted(known)))


def _choice(value: Mapping[str, Any], key: str, allowed: tuple[str, ...], default: str, refuse: Refuse) -> str:
    chosen = value.get(key, default)
    if chosen not in allowed:
        refuse("inventory_facility_value", key, allowed=allowed)
        return default
    return str(chosen)


def _via(value: Mapping[str, Any], default: str, refuse: Refuse) -> str:
    via = _text(value.get("via", default))
    if not _GATEWAY.fullmatch(via):
        refuse("inventory_facility_value", "via", allowed=("inband", "ops", "GATEWAY"))
        return default
    return via


def _password(value: object, open_vaulted: Callable[[str], str]) -> str:
    if isinstance(value, dict) and isinstance(value.get("__ansible_vault"), str):
        value = open_vaulted(value["__ansible_vault"])
    elif isinstance(value, dict):
        value = value.get("__ansible_unsafe")
    text = _text(value.strip("\r\n") if isinstance(value, str) else value)
    return text if len(text.encode()) <= LONGEST_PASSWORD else ""


def read_bmc(value: object, open_vaulted: Callable[[str], str], refuse: Refuse) -> Bmc | None:
    """Give the management controller that `tenken_bmc` describes, None where it is wrong."""
    if not isinstance(value, dict):
        refuse("inventory_facility_shape", "")
        return None
    _unknown_keys(value, _BMC_KEYS, refuse)
    via = _via(value, "inband", refuse)
    if via == "inband":
        return Bmc()
    address, user = _text(value.get("address")), _text(value.get("user"))
    password = _password(value.get("password"), open_vaulted)
    port, cipher = value.get("port", BMC_PORT), value.get("cipher_suite", 0)
    if not _address(address):
        refuse("inventory_facility_value", "address", allowed=("ADDRESS",))
    if not _USER.fullmatch(user):
        refuse("inventory_facility_value", "user", allowed=("USER",))
    if not password:
        refuse("inventory_facility_password", "password", most=LONGEST_PASSWORD)
    if type(port) is not int or not 1 <= port <= 65535:
        refuse("inventory_facility_value", "port", allowed=("1-65535",))
    if cipher not in (0, *CIPHER_SUITES) or type(cipher) is not int or ("cipher_suite" in value and cipher == 0):
        refuse("inventory_facility_value", "cipher_suite", allowed=tuple(str(suite) for suite in CIPHER_SUITES))
    privilege = _choice(value, "privilege", PRIVILEGES, PRIVILEGES[0], refuse)
    return Bmc(via, address, port if type(port) is int else BMC_PORT, user, password, cipher, privilege)


def read_ups(value: object, refuse: Refuse) -> Ups | None:
    """Give the power supply that `tenken_ups` describes, None where it is wrong."""
    if not isinstance(value, dict):
        refuse("inventory_facility_shape", "")
        return None
    _unknown_keys(value, _UPS_KEYS, refuse)
    protocol = _choice(value, "protocol", tuple(UPS_PORTS), "nut", refuse)
    serves = _choice(value, "serves", SERVES, SERVES[0], refuse)
    via = _via(value, "ops", refuse)
    if via == "inband":
        refuse("inventory_facility_value", "via", allowed=("ops", "GATEWAY"))
    found = _DEVICE.fullmatch(_text(value.get("device")))
    port = int(found[3] or UPS_PORTS[protocol]) if found else 0
    if found is None or not _address(found[2].strip("[]")) or not 1 <= port <= 65535:
        refuse("inventory_facility_value", "device", allowed=("NAME@ADDRESS[:PORT]",))
        return None
    return Ups(found[1], found[2], port, protocol, via, serves)
