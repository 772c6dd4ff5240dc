"""Read who made the machine from SMBIOS: sysfs for all, dmidecode(8) as root for serial numbers."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import all_fields, attempt
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

DMI = Probe(
    "dmi",
    r"""cd /sys/class/dmi/id || exit
for f in sys_vendor product_name bios_version; do
if [ -r "$f" ]; then x=; read -r x <"$f"; printf '%s=%s\n' "$f" "$x"; fi; done""",
)
DMIDECODE = Probe("dmidecode", argv=("/usr/sbin/dmidecode", "-t", "1,2,17"))

# What makers leave in the place of a number, in lower case.
FILLERS = frozenset(
    {
        "",
        "-",
        "0",
        "00000000",
        "0123456789",
        "123456789",
        "1234567890",
        "12345678",
        "chassis serial number",
        "default string",
        "empty",
        "invalid",
        "n/a",
        "na",
        "none",
        "not applicable",
        "not available",
        "not provided",
        "not specified",
        "o.e.m.",
        "serial number",
        "system serial number",
        "to be filled by o.e.m.",
        "unknown",
        "xxxxxxxx",
    }
)


def tables(outputs: Outputs) -> list[tuple[int, dict[str, str]]]:
    """Give the structures that dmidecode prints, each with its type; raises `Unreadable`, also where there are none."""
    found: list[tuple[int, dict[str, str]]] = []
    for line in outputs["dmidecode"].lines():
        if line.startswith("Handle ") and ", DMI type " in line:
            found.append((int(line.split(", DMI type ")[1].split(",")[0]), {}))
        elif found and line.startswith("\t") and not line.startswith("\t\t") and ":" in line:
            name, _, value = line.strip().partition(":")
            found[-1][1].setdefault(name, " ".join(value.split()))
    if not any(kind == 1 for kind, _ in found):
        raise Unreadable(reason("dmi_missing"))
    return found


def own(text: str) -> str:
    """Give a number as it stands, nothing for a filler."""
    return "" if text.lower().strip(". ") in FILLERS | {"to be filled by o.e.m"} else text


def parse(outputs: Outputs, scope: Scope) -> HardwareIdentity:
    """Give who the machine is."""
    del scope
    if absent := guest(outputs):
        return all_fields(HardwareIdentity, absent)

    def told(name: str) -> str:
        values = dict(line.split("=", 1) for line in outputs["dmi"].lines())
        text = " ".join(values.get(name, "").split())
        if not text:
            raise Unreadable(reason("dmi_field_empty", field=name))
        return text

    def serial() -> str:
        (system,) = [values for kind, values in tables(outputs) if kind == 1]
        text = system.get("Serial Number", "")
        if not own(text):
            raise Unreadable(reason("serial_is_filler", value=text))
        return text

    return HardwareIdentity(
        vendor=attempt(lambda: told("sys_vendor")),
        product=attempt(lambda: told("product_name")),
        serial=attempt(serial),
        bios_version=attempt(lambda: told("bios_version")),
    )


READER = Reader(HardwareIdentity, always(DMI, DMIDECODE, VIRTUALIZATION), parse)
