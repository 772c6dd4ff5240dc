"""Read Secure Boot from the firmware's own variables, which every user may read (UEFI specification, 32.3)."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import all_fields, attempt
from scanners.facts.secure_boot import SecureBoot
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# A variable is four bytes of attributes and its value. shim copies its own switch to MokSBStateRT.
SECURE_BOOT = Probe(
    "secure_boot",
    r"""if [ ! -d /sys/firmware ]; then exit 3; fi
if [ ! -d /sys/firmware/efi ]; then echo bios; else echo uefi
for f in SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c SetupMode-8be4df61-93ca-11d2-aa0d-00e098032b8c \
MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23; do
if [ -e "/sys/firmware/efi/efivars/$f" ]; then
echo "${f%%-*}" $(od -A n -t u1 -N 16 "/sys/firmware/efi/efivars/$f" || echo unreadable); fi; done
for f in /sys/firmware/efi/efivars/*; do if [ -e "$f" ]; then echo 'read efivars'; break; fi; done; fi
if [ -d /sys/class ]; then for f in /sys/class/tpm/tpm*; do
if [ -e "$f" ]; then x=; if [ -r "$f/tpm_version_major" ]; then read -r x <"$f/tpm_version_major"; fi
echo "tpm ${x:-unknown}"; fi; done
echo 'read tpm'; fi""",
)

_VARIABLE = re.compile(r"(SecureBoot|SetupMode|MokSBStateRT)(?: [0-9]{1,3}){4} ([01])")


def _switch(lines: list[str], name: str) -> bool:
    """Give a variable of the firmware; one that is not there is off."""
    if "read efivars" not in lines:
        raise Unreadable(reason("efi_variables_unreadable"))
    told = [line for line in lines if line.startswith(name + " ")]
    found = _VARIABLE.fullmatch(told[0]) if told else None
    if told and (found is None or len(told) > 1):
        raise Unreadable(reason("efi_variable_unreadable", name=name))
    return found is not None and found[2] == "1"


def _kind(lines: list[str]) -> str:
    if lines[0] not in {"uefi", "bios"}:
        raise ValueError(lines[0][:80])
    return lines[0]


def _enabled(lines: list[str]) -> bool:
    # In setup mode anybody may replace the keys.
    return _kind(lines) == "uefi" and _switch(lines, "SecureBoot") and not _switch(lines, "SetupMode")


def _tpm(lines: list[str]) -> str:
    if "read tpm" not in lines:
        raise Unreadable(reason("sysfs_unreadable"))
    return "/".join(sorted({line.removeprefix("tpm ") for line in lines if line.startswith("tpm ")})) or "none"


def parse(outputs: Outputs, scope: Scope) -> SecureBoot:
    """Give whether unsigned software would be started."""
    del scope
    if absent := guest(outputs):
        return all_fields(SecureBoot, absent)
    lines = outputs["secure_boot"].lines()
    return SecureBoot(
        firmware=attempt(lambda: _kind(lines)),
        enabled=attempt(lambda: _enabled(lines)),
        shim_validates=attempt(lambda: _kind(lines) == "uefi" and not _switch(lines, "MokSBStateRT")),
        tpm=attempt(lambda: _tpm(lines)),
    )


READER = Reader(SecureBoot, always(SECURE_BOOT, VIRTUALIZATION), parse)
