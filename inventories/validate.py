"""Host variables checked and turned into typed hosts; every problem is collected, none stops the next."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from inventories.device import read_login
from inventories.facility import Refuse, read_bmc, read_ups
from inventories.model import Bmc, Connection, Host, Remediation, Ups, Variable
from inventories.reason import ConfigError, Reason, Value, reason
from inventories.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SYSTEMS = ("kojinbango-fuban", "juminhyo-code", "card-hakko", "chukan-server", "lgwan")  # 第2条(3)
VARIABLES = (
    "tenken_bmc",
    "tenken_contractor",
    "tenken_golden",
    "tenken_golden_variables",
    "tenken_ha_group",
    "tenken_registers",
    "tenken_remediation",
    "tenken_remediation_private_key_file",
    "tenken_remediation_user",
    "tenken_responsible",
    "tenken_segment",
    "tenken_site",
    "tenken_system",
    "tenken_transport",
    "tenken_ups",
)

SSH_KINDS = ("ssh", "smart", "paramiko", "paramiko_ssh")
NETWORK_KINDS = ("network_cli", "netconf", "httpapi")
# Valid, but read by no scanner: such assets stay in every report as 未点検. `none` is ours: nothing can log in there.
UNREAD_KINDS = ("winrm", "psrp", "none")
REMEDIATION_MODES = ("approved", "unattended", "never")
LOCAL = "local"  # the host that runs tenken

SHOWN_HOSTS = 5  # of hosts that share one wrong group variable

# Each setting and the older names that Ansible still reads.
_ADDRESS = ("ansible_host", "ansible_ssh_host")
_PORT = ("ansible_port", "ansible_ssh_port")
_USER = ("ansible_user", "ansible_ssh_user")
_KEY_FILE = ("ansible_ssh_private_key_file", "ansible_private_key_file")

_SSH_ARGUMENTS = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")  # in Ansible's own order
_BECOME = (("ansible_become_method", "sudo"), ("ansible_become_user", "root"))  # what the scanner can become, and how

_HOST_NAME = re.compile(r"\w[\w.-]{0,252}")
_INVENTORY_NAME = re.compile(r"\w[\w.:-]{0,252}")
_USER_NAME = re.compile(r"\w[\w.@\\+-]{0,255}")  # neither option nor shell text, wherever it is put into a command
_REGISTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")  # names files of the policy folder
_QUALIFIED = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+){2,}")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, bidirectional and unassigned characters, line ends


class InvalidInventoryError(ConfigError):
    """All wrong or missing values of one inventory: `reason` says how many, `reasons` has each."""

    def __init__(self, path: Path, reasons: tuple[Reason, ...]) -> None:
        super().__init__("inventory_invalid", path=str(path), count=len(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong value of one host, before its place is looked up."""

    host: str
    groups: tuple[str, ...]
    code: str
    key: str
    value: str | None  # None where there is no value to show
    more: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True)
class HostReader:
    """Reads the variables of one host; a wrong one adds a `Problem` and counts as unset."""

    name: str
    groups: tuple[str, ...]
    variables: Mapping[str, msgspec.Raw]
    open_vaulted: Callable[[str], str]
    problems: list[Problem] = field(default_factory=list)

    def host(self) -> Host:
        """Give the host; it counts only if no problem was found."""
        if not _INVENTORY_NAME.fullmatch(self.name):
            self._refuse("inventory_name_invalid", "inventory_hostname", self.name)
        for key in self.variables:
            if key.startswith("tenken_") and key not in VARIABLES:
                self._refuse("inventory_variable_unknown", key, None, allowed=VARIABLES)
        system = self._text("tenken_system", required=True)
        if system and system not in SYSTEMS:
            self._refuse("inventory_system_unknown", "tenken_system", system, allowed=SYSTEMS)
        return Host(
            name=self.name,
            connection=self._connection(),
            system=system,
            segment=self._text("tenken_segment"),
            responsible=self._text("tenken_responsible", required=True),
            contractor=self._text("tenken_contractor"),
            site=self._text("tenken_site"),
            ha_group=self._text("tenken_ha_group"),
            registers=self._registers(),
            groups=self.groups,
            bmc=self._bmc(),
            ups=self._ups(),
            remediation=self._remediation(),
            golden=self._golden(),
            golden_variables=self._golden_variables(),
        )

    def _golden(self) -> str:
        name = self._text("tenken_golden")
        if name and not _REGISTER.fullmatch(name):
            self._refuse("inventory_golden_invalid", "tenken_golden", name)
            return ""
        return name

    def _golden_variables(self) -> tuple[tuple[str, Variable], ...]:
        """Give the values for a template; each is a text, a number, true, false, or a list of texts and numbers."""
        given = self._value("tenken_golden_variables")
        if given is None:
            return ()
        found: dict[str, Variable] = {}
        for name, value in given.items() if isinstance(given, dict) else (("", None),):
            whole: Any = tuple(value) if isinstance(value, list) else value
            parts = whole if isinstance(whole, tuple) else (whole,)
            if not name.isidentifier() or not all(isinstance(part, str | int) for part in parts):
                self._refuse("inventory_golden_variables_invalid", "tenken_golden_variables", None, part=shown(name))
                return ()
            found[name] = whole
        return tuple(sorted(found.items()))

    def _bmc(self) -> Bmc:
        raw = self.variables.get("tenken_bmc")
        if raw is None:
            return Bmc()
        return read_bmc(msgspec.json.decode(raw), self.open_vaulted, self._refusing("tenken_bmc")) or Bmc()

    def _ups(self) -> Ups | None:
        raw = self.variables.get("tenken_ups")
        return None if raw is None else read_ups(msgspec.json.decode(raw), self._refusing("tenken_ups"))

    def _remediation(self) -> Remediation:
        mode = self._text("tenken_remediation") or REMEDIATION_MODES[0]
        if mode not in REMEDIATION_MODES:
            self._refuse("inventory_remediation_unknown", "tenken_remediation", mode, allowed=REMEDIATION_MODES)
        return Remediation(
            mode=mode,
            user=self._matching(("tenken_remediation_user",), _USER_NAME, "inventory_user_invalid"),
            private_key_file=self._path("tenken_remediation_private_key_file"),
        )

    def _path(self, key: str) -> str:
        return os.path.expanduser(self._text(key))  # noqa: PTH111  (an unknown ~user stays as it is, as with ssh)

    def _refusing(self, variable: str) -> Refuse:
        def refuse(code: str, part: str, **more: Value) -> None:
            self._refuse(code, variable, None, part=part, **more)

        return refuse

    def _connection(self) -> Connection:
        kind = self._kind()
        network_os = self._text("ansible_network_os", required=kind.rpartition(".")[2] in NETWORK_KINDS)
        device = self._boolean("ansible_become", default=False) if network_os else None
        login = read_login(self.variables, self._text, self.open_vaulted, self._refuse, become=device)
        return Connection(
            address=self._address(),
            port=self._port(),
            user=self._matching(_USER, _USER_NAME, "inventory_user_invalid"),
            private_key_file=self._path(self._set_name(_KEY_FILE)),
            common_args=self._common_args(),
            become=self._boolean("ansible_become", default=True) if network_os else self._become(),
            kind=kind,
            network_os=network_os,
            transport=login.transport,
            password=login.password,
            enable=login.enable,
            enable_secret=login.enable_secret,
        )

    def _address(self) -> str:
        key = self._set_name(_ADDRESS)
        address = self._text(key) or self.name
        try:
            ipaddress.ip_address(address)
        except ValueError:
            # Four numbers that are no address are a mistyped address, not a name.
            if not _HOST_NAME.fullmatch(address) or re.fullmatch(r"[0-9.]+", address):
                self._refuse("inventory_address_invalid", key, address)
        return address

    def _port(self) -> int | None:
        key = self._set_name(_PORT)
        value = self._value(key)
        if value is None:
            return None
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65535:
            return value
        self._refuse("inventory_port_invalid", key, value)
        return None

    def _kind(self) -> str:
        kind = self._text("ansible_connection") or "ssh"
        if kind.removeprefix("ansible.builtin.") in SSH_KINDS:
            return "ssh"
        if kind.removeprefix("ansible.builtin.") == LOCAL:
            return LOCAL
        if kind not in NETWORK_KINDS + UNREAD_KINDS and not _QUALIFIED.fullmatch(kind):
            allowed = ("ssh", LOCAL, *NETWORK_KINDS, *UNREAD_KINDS)
            self._refuse("inventory_connection_unknown", "ansible_connection", kind, allowed=allowed)
        return kind

    def _become(self) -> bool:
        for key, only in _BECOME:
            value = self._text(key)
            if value not in {"", only}:
                self._refuse("inventory_become_unsupported", key, value, only=only)
        return self._boolean("ansible_become", default=True)

    def _common_args(self) -> tuple[str, ...]:
        words: list[str] = []
        for key in _SSH_ARGUMENTS:
            text = self._text(key)
            try:
                words += shlex.split(text)
            except ValueError:
                self._refuse("inventory_quoting_invalid", key, text)
        return tuple(words)

    def _registers(self) -> tuple[str, ...]:
        names = self._value("tenken_registers")
        if names is None:
            return ()
        if isinstance(names, list) and all(isinstance(name, str) and _REGISTER.fullmatch(name) for name in names):
            return tuple(dict.fromkeys(names))
        self._refuse("inventory_registers_invalid", "tenken_registers", names)
        return ()

    def _boolean(self, key: str, *, default: bool) -> bool:
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, str):  # INI files and scripts have no other way
            value = _WORDS.get(value.lower(), value)
        if isinstance(value, bool):
            return value
        self._refuse("inventory_not_boolean", key, value)
        return default

    def _matching(self, names: tuple[str, ...], pattern: re.Pattern[str], code: str) -> str:
        key = self._set_name(names)
        text = self._text(key)
        if text and not pattern.fullmatch(text):
            self._refuse(code, key, text)
        return text

    def _text(self, key: str, *, required: bool = False) -> str:
        value = self._value(key)
        if value is not None and not isinstance(value, str):
            self._refuse("inventory_not_text", key, value)
            return ""
        text = (value or "").strip()
        if any(unicodedata.category(char) in _UNSEEN for char in text):
            self._refuse("inventory_not_text", key, text)
        # A variable that is there but could not be used has been refused already.
        if required and not text and (value is not None or not self._refused(key)):
            self._refuse("inventory_value_missing", key, None)
        return text

    def _value(self, key: str) -> Any:
        raw = self.variables.get(key)
        if raw is None:
            return None
        value = msgspec.json.decode(raw)
        if isinstance(value, dict) and len(value) == 1:  # ansible-core's marks for one vaulted or untrusted value
            if isinstance(value.get("__ansible_vault"), str):
                return self.open_vaulted(value["__ansible_vault"])
            value = value.get("__ansible_unsafe", value)
        if any(isinstance(part, str) and ("{{" in part or "{%" in part) for part in _parts(value)):
            self._refuse("inventory_template_unresolved", key, value)
            return None
        return value

    def _set_name(self, names: tuple[str, ...]) -> str:
        """Give the name among `names` that is set; two that differ leave open which one counts."""
        there = [name for name in names if name in self.variables]
        if len({bytes(self.variables[name]) for name in there}) > 1:
            self._refuse("inventory_settings_differ", there[0], None, other=there[1])
        return there[0] if there else names[0]

    def _refused(self, key: str) -> bool:
        return any(problem.key == key for problem in self.problems)

    def _refuse(self, code: str, key: str, value: object, **more: Value) -> None:
        text = None if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
        self.problems.append(Problem(self.name, self.groups, code, key, text, tuple(more.items())))


def explain(
    problems: list[Problem], locate: Callable[[str, str, tuple[str, ...], str], str], *, hide: bool
) -> tuple[Reason, ...]:
    """Turn problems into reasons: equal ones of several hosts together, with the place of the first.

    `locate` takes key, host, groups and value; `hide` keeps values out of sight.
    """
    alike: dict[tuple[str, str, str | None, tuple[tuple[str, Value], ...]], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.code, problem.key, problem.value, problem.more].append(problem)
    reasons = []
    for (code, key, value, more), same in alike.items():
        place = locate(key, same[0].host, same[0].groups, value or "")
        values: dict[str, Value] = {"host": _few(same), "key": shown(key), "where": shown(place, 400), **dict(more)}
        if value is not None:
            values["value"] = "***" if hide else shown(value)
        reasons.append(reason(code, **values))
    return tuple(reasons)


def _few(problems: list[Problem]) -> tuple[str, ...]:
    names = tuple(shown(problem.host) for problem in problems[:SHOWN_HOSTS])
    return (*names, f"… (+{len(problems) - SHOWN_HOSTS})") if len(problems) > SHOWN_HOSTS else names


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [part for item in value.values() for part in _parts(item)]
    return value if isinstance(value, list) else [value]
