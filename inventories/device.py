"""How a network device is logged in to, as Ansible's own variables say it; read for network devices alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRANSPORTS = ("ssh", "telnet")
ENABLE_METHODS = ("enable", "ansible.netcommon.enable")
LONGEST_SECRET = 255  # characters

# Each setting and the older names that Ansible still reads.
_PASSWORD = ("ansible_password", "ansible_ssh_pass", "ansible_ssh_password")
_ENABLE_SECRET = ("ansible_become_password", "ansible_become_pass")
_METHODS = ("", "sudo", *ENABLE_METHODS)  # sudo is what servers of the same group are told: no method of a device


class Refuse(Protocol):
    """Says what is wrong with a variable; the value of a secret is never passed on."""

    def __call__(self, code: str, key: str, value: object, **more: str | int | tuple[str, ...]) -> None:
        """Take the code, the variable and its value, None where it must not be shown."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a network device's login needs beside user and key."""

    transport: str = "ssh"
    password: str = field(default="", repr=False)
    enable: bool = False
    enable_secret: str = field(default="", repr=False)


def read_login(
    variables: Mapping[str, msgspec.Raw],
    text: Callable[[str], str],
    open_vaulted: Callable[[str], str],
    refuse: Refuse,
    *,
    become: bool | None,
) -> Login:
    """Give the login of a network device. `become`: whether the inventory asks for it; None for what is no device."""
    if become is None:
        if text("tenken_transport") not in {"", TRANSPORTS[0]}:
            refuse("inventory_transport_unknown", "tenken_transport", None, allowed=TRANSPORTS[:1])
        return Login()
    transport = text("tenken_transport") or TRANSPORTS[0]
    if transport not in TRANSPORTS:
        refuse("inventory_transport_unknown", "tenken_transport", transport, allowed=TRANSPORTS)
    method = text("ansible_become_method")
    if method not in _METHODS:
        refuse("inventory_become_unsupported", "ansible_become_method", method, only=ENABLE_METHODS[0])
    enable = become and method in ENABLE_METHODS
    secret = _secret(variables, _ENABLE_SECRET, open_vaulted, refuse) if enable else ""
    return Login(transport, _secret(variables, _PASSWORD, open_vaulted, refuse), enable, secret)


def _secret(
    variables: Mapping[str, msgspec.Raw], names: tuple[str, ...], open_vaulted: Callable[[str], str], refuse: Refuse
) -> str:
    there = [name for name in names if name in variables]
    if not there:
        return ""
    if len({bytes(variables[name]) for name in there}) > 1:
        refuse("inventory_settings_differ", there[0], None, other=there[1])
        return ""
    value = msgspec.json.decode(variables[there[0]])
    template = isinstance(value, str) and ("{{" in value or "{%" in value)
    if isinstance(value, dict) and isinstance(value.get("__ansible_vault"), str):
        value = open_vaulted(value["__ansible_vault"])
    elif isinstance(value, dict):
        value = value.get("__ansible_unsafe")
    secret = value.strip("\r\n") if isinstance(value, str) else ""
    # A template that nobody filled would be sent as the password, and count as a refused login.
    if template or not secret or not secret.isprintable() or len(secret) > LONGEST_SECRET:
        refuse("inventory_secret_unusable", there[0], None, most=LONGEST_SECRET)
        return ""
    return secret
