"""Read SELinux or AppArmor: what is in force, and what will be after the next start."""

from __future__ import annotations

import re
import shlex

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.mandatory_access import MandatoryAccess
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

STATE = Probe(
    "mandatory_access",
    """set --
for f in /proc/cmdline /sys/fs/selinux/enforce /etc/selinux/config /sys/module/apparmor/parameters/enabled \\
/sys/kernel/security/lsm /etc/kernel/cmdline /etc/default/grub /etc/default/grub.d/*.cfg; do
if [ -e "$f" ]; then set -- "$@" "$f"; fi; done
grep -aH '^' "$@" || exit
echo "unit:$(systemctl is-enabled apparmor.service 2>/dev/null)\"""",
)
APPARMOR = Probe("mandatory_access.profiles", argv=("/bin/cat", "/sys/kernel/security/apparmor/profiles"))
PERMISSIVE = Probe("mandatory_access.permissive", argv=("/usr/sbin/semanage", "permissive", "-l"))
# Boot entries are what `grubby --update-kernel` changes; /etc/default/grub may say otherwise.
BOOT_ENTRIES = Probe("mandatory_access.boot", argv=("/usr/sbin/grubby", "--info=ALL"))

_PROFILE = re.compile(r"(.+) \((enforce|complain|kill|unconfined|prompt|user)\)")
_SELINUX_MODES = frozenset({"enforcing", "permissive", "disabled"})


class _State:
    """The lines of the first probe by file."""

    def __init__(self, lines: list[str]) -> None:
        self.files: dict[str, list[str]] = {}
        for line in lines:
            path, _, content = line.partition(":")
            self.files.setdefault(path, []).append(content)
        if "/proc/cmdline" not in self.files:
            raise Unreadable(reason("kernel_command_line_unreadable"))

    def first(self, path: str) -> str:
        return self.files.get(path, [""])[0].strip()

    def boot_words(self) -> set[str]:
        """Give every word of the running and the configured kernel command lines."""
        text = self.first("/proc/cmdline") + " " + " ".join(self.files.get("/etc/kernel/cmdline", []))
        for path, lines in self.files.items():
            if path.startswith("/etc/default/grub"):
                text += " " + " ".join(line for line in lines if line.lstrip().startswith("GRUB_CMDLINE_LINUX"))
        return set(re.split(r"[\s\"'=]*[\s\"']+|(?<=LINUX)=|(?<=DEFAULT)=", text))

    def system(self) -> str:
        if self.first("/sys/fs/selinux/enforce"):
            return "selinux"
        modules = self.first("/sys/kernel/security/lsm").split(",")
        if "selinux" in modules:
            raise Unreadable(reason("selinux_state_hidden"))
        return "apparmor" if self.first("/sys/module/apparmor/parameters/enabled") == "Y" else "none"


def _selinux_mode(enforce: str) -> str:
    return {"1": "enforcing", "0": "permissive"}[enforce]


def _selinux_boot_mode(state: _State, words: set[str]) -> str:
    chosen = {word for word in words if word.startswith(("security=", "lsm="))}
    if "selinux=0" in words or any("selinux" not in word for word in chosen):
        return "disabled"
    if "enforcing=0" in words:
        return "permissive"
    settings = [line.split("#")[0] for line in state.files.get("/etc/selinux/config", [])]
    modes = [line.partition("=")[2].strip().lower() for line in settings if line.strip().startswith("SELINUX=")]
    # Where the setting stands twice with different values, which one counts depends on the reader.
    if len(set(modes)) != 1 or modes[0] not in _SELINUX_MODES:
        raise Unreadable(reason("selinux_config_unclear"))
    return modes[0]


def _profiles(outputs: Outputs) -> dict[str, str]:
    profiles = {}
    for line in outputs["mandatory_access.profiles"].lines():
        found = _PROFILE.fullmatch(line.strip())
        if found is None:
            detail = "AppArmor profile"
            raise ValueError(detail)
        profiles[found[1]] = found[2]
    return profiles


def _apparmor_mode(outputs: Outputs) -> str:
    """AppArmor switched on without a loaded profile confines nothing."""
    modes = set(_profiles(outputs).values())
    if modes & {"enforce", "kill"}:
        return "enforcing"
    return "permissive" if "complain" in modes else "disabled"


def _apparmor_boot_mode(state: _State, outputs: Outputs, words: set[str]) -> str:
    chosen = {word for word in words if word.startswith(("security=", "lsm="))}
    if "apparmor=0" in words or any("apparmor" not in word for word in chosen):
        return "disabled"
    unit = state.first("unit")
    if unit == "enabled":
        return _apparmor_mode(outputs)  # the profiles loaded now are those the service loads
    if unit in {"disabled", "masked", "masked-runtime", "not-found"}:
        return "disabled"
    raise Unreadable(reason("apparmor_service_unclear", state=unit))


def _permissive_domains(outputs: Outputs) -> frozenset[str]:
    lines = (line.strip() for line in outputs["mandatory_access.permissive"].lines())
    domains = frozenset(line for line in lines if " " not in line)
    if any(not re.fullmatch(r"[A-Za-z0-9_]+", domain) for domain in domains):
        detail = "SELinux domain"
        raise ValueError(detail)
    return domains


def _boot_entry_words(outputs: Outputs) -> set[str]:
    words: set[str] = set()
    entries = [line for line in outputs["mandatory_access.boot"].lines() if line.startswith("args=")]
    if not entries:
        raise Unreadable(reason("boot_entries_unreadable"))
    for line in entries:
        words.update("".join(shlex.split(line.partition("=")[2])).split())
    return words


def parse(outputs: Outputs, scope: Scope) -> MandatoryAccess:
    """Give the state; which probes exist depends on the family."""
    del scope
    state = _State(outputs["mandatory_access"].lines())
    system = state.system()

    def words() -> set[str]:
        return state.boot_words() | (_boot_entry_words(outputs) if "mandatory_access.boot" in outputs else set())

    if system == "selinux":
        return MandatoryAccess(
            system=attempt(lambda: system),
            mode=attempt(lambda: _selinux_mode(state.first("/sys/fs/selinux/enforce"))),
            boot_mode=attempt(lambda: _selinux_boot_mode(state, words())),
            unconfined=attempt(lambda: _permissive_domains(outputs)),
        )
    if system == "apparmor":
        return MandatoryAccess(
            system=attempt(lambda: system),
            mode=attempt(lambda: _apparmor_mode(outputs)),
            boot_mode=attempt(lambda: _apparmor_boot_mode(state, outputs, words())),
            unconfined=attempt(
                lambda: frozenset(name for name, mode in _profiles(outputs).items() if mode == "complain")
            ),
        )
    return MandatoryAccess(
        system=attempt(lambda: system),
        mode=attempt(lambda: "disabled"),
        boot_mode=attempt(lambda: "disabled"),
        unconfined=attempt(frozenset),
    )


APPARMOR_READER = Reader(MandatoryAccess, always(STATE, APPARMOR), parse)
SELINUX_READER = Reader(MandatoryAccess, always(STATE, PERMISSIVE, BOOT_ENTRIES), parse)
