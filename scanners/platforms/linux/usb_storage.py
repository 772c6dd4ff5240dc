"""Read whether the kernel may load USB storage drivers, whether it has, and what is attached to USB and Thunderbolt.

USBGuard is not counted as blocking: its rules may let storage in, and reading them needs root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.usb_storage import UsbStorage
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# modprobe prints megabytes, so it is filtered on the target; its own failure is kept as a line. Root hubs (one for each
# controller) are left out by the name that the kernel gives them: their vendor number is open to any gadget.
USB = Probe(
    "usb_storage",
    r"""{ modprobe -c 2>&1 || echo "failed $?"; } | sed -n -E '/^install |^failed |Permission denied/s/^/modprobe /p'
read -r release </proc/sys/kernel/osrelease
for index in dep builtin; do
grep -oE '^[^:]*/(usb[-_]storage|uas)\.ko' "/lib/modules/$release/modules.$index" | sed "s/^/$index /"
if [ -r "/lib/modules/$release/modules.$index" ]; then echo "read $index"; fi; done
if [ -e /proc/modules ]; then sed -n -E 's/^(usb_storage|uas|ums_[a-z0-9_]+) .*/loaded \1/p' /proc/modules; fi
if [ -d /sys/bus ]; then echo "read bus"; fi
for f in /sys/bus/usb/drivers/usb-storage /sys/bus/usb/drivers/uas; do
if [ -e "$f" ]; then echo "driver ${f##*/}"; fi; done
for f in /sys/bus/usb/devices/*/idVendor; do if [ -e "$f" ]; then d=${f%/*}
case ${d##*/} in usb[0-9]*) continue;; esac
read -r v <"$f"; read -r p <"$d/idProduct"; s=; if [ -r "$d/serial" ]; then read -r s <"$d/serial"; fi
echo "usb $v:$p${s:+ $s}"; fi; done
for f in /sys/bus/thunderbolt/devices/*/unique_id; do if [ -e "$f" ]; then d=${f%/*}
case ${d##*/} in *-0) ;; *) read -r v <"$d/vendor"; read -r p <"$d/device"; read -r s <"$f"
echo "thunderbolt $v:$p $s";; esac; fi; done""",
    timeout=30,  # modprobe -c reads all aliases, which takes long on a slow processor
)
_MODULES = ("usb_storage", "uas")
_NOOP = frozenset({"/bin/true", "/bin/false", "/usr/bin/true", "/usr/bin/false", "true", "false", ":"})
_USB = re.compile(r"usb ([0-9a-f]{4}:[0-9a-f]{4}) ?(.{0,200})")
_THUNDERBOLT = re.compile(r"thunderbolt (0x[0-9a-f]{1,8}:0x[0-9a-f]{1,8}) ([0-9a-f-]{36})")


class _Answers:
    """The lines of the probe by their first word."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def of(self, kind: str) -> Iterator[str]:
        return (line[len(kind) + 1 :].strip() for line in self.lines if line.startswith(kind + " "))

    def modules(self, kind: str) -> frozenset[str]:
        names = (entry.rsplit("/", 1)[-1].split(".ko", 1)[0] for entry in self.of(kind))
        return frozenset(name.replace("-", "_") for name in names)


def _blocked(answers: _Answers) -> bool:
    loaded = answers.modules("loaded")
    built_in = answers.modules("builtin") | (answers.modules("driver") - loaded)
    if built_in & set(_MODULES):
        return False
    installs = []
    modprobe = list(answers.of("modprobe"))
    for line in modprobe:
        kind, _, rest = line.partition(" ")
        if kind == "failed" and rest in {"126", "127"}:
            raise Unreadable(reason("tool_missing", command="modprobe -c"))
        if kind != "install":
            raise Unreadable(reason("command_failed", command="modprobe -c", status=1, detail=line[:200]))
        pattern, _, command = rest.partition(" ")
        installs.append((pattern.replace("-", "_"), command.strip()))
    exists = answers.modules("dep")
    indexed = {"dep", "builtin"} <= set(answers.of("read"))

    def module_blocked(name: str) -> bool:
        commands = [command for pattern, command in installs if fnmatchcase(name, pattern)]
        if commands:
            return all(command in _NOOP for command in commands)
        if not indexed:
            raise Unreadable(reason("kernel_modules_unreadable"))
        return name not in exists

    told = [module_blocked(name) for name in _MODULES]  # each must be told before they are combined
    return all(told)


def _attached(answers: _Answers) -> frozenset[str]:
    devices = set()
    for line in answers.lines:
        if line.startswith("usb "):
            found = _USB.fullmatch(line)
            if found is None:
                detail = "USB device"
                raise ValueError(detail)
            devices.add(":".join(filter(None, (found[1], "_".join(found[2].split())))))
        elif line.startswith("thunderbolt "):
            found = _THUNDERBOLT.fullmatch(line)
            if found is None:
                detail = "Thunderbolt device"
                raise ValueError(detail)
            devices.add(f"thunderbolt:{found[1]}:{found[2]}")
    return frozenset(devices)


def parse(outputs: Outputs, scope: Scope) -> UsbStorage:
    """Give the state of USB storage."""
    del scope
    answers = _Answers(outputs["usb_storage"].lines())
    if "bus" not in set(answers.of("read")):
        raise Unreadable(reason("sysfs_unreadable"))
    return UsbStorage(
        blocked=attempt(lambda: _blocked(answers)),
        loaded=attempt(lambda: answers.modules("loaded") | answers.modules("driver")),
        attached=attempt(lambda: _attached(answers)),
    )


READER = Reader(UsbStorage, always(USB), parse)
