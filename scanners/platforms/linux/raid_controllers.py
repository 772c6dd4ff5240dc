"""Read RAID controllers through their makers' own programs: storcli and perccli (Broadcom, Dell), ssacli (HPE).

Written from the manuals (実機未検証). A state that is not known to be good is named as not being in order.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Missing, Probe, Unreadable

_CLI = ("/opt/MegaRAID/storcli/storcli64", "/opt/MegaRAID/perccli/perccli64")
CONTROLLERS = tuple(
    Probe(f"raid.{path.rpartition('/')[2]}", argv=(path, "/call", "show", "all", "J"), timeout=30, cap=4 << 20)
    for path in _CLI
)
DRIVES = tuple(
    Probe(
        f"raid.{path.rpartition('/')[2]}.drives",
        argv=(path, "/call/eall/sall", "show", "all", "J"),
        timeout=60,
        cap=8 << 20,
    )
    for path in _CLI
)
SSACLI = Probe("raid.ssacli", argv=("/usr/sbin/ssacli", "ctrl", "all", "show", "config"), timeout=30)

_VOLUME_GOOD = frozenset({"Optl"})
_DRIVE_GOOD = frozenset({"Onln", "UGood", "GHS", "DHS", "JBOD"})
_SSACLI_ROW = re.compile(
    r"\s+(logicaldrive|physicaldrive) (\S+) \((.*), (?!(?:active )?spare\))([^,()]+?)(?:, (?:active )?spare)?\)"
)
_SSACLI_PART = re.compile(r"\s*(?:logicaldrive|physicaldrive)\b.*")
_SSACLI_CONTROLLER = re.compile(r"^\S.* in Slot ", re.MULTILINE)
_LEVEL = re.compile(r"RAID ?([0-9]+(?:\+0)?)")
_REDUNDANT = frozenset({"1", "5", "6", "10", "1+0", "50", "5+0", "60", "6+0"})


@dataclass(frozen=True, slots=True)
class Part:
    """A volume, a drive or a cache battery of a controller: its name, whether it is in order, and its state."""

    name: str
    good: bool
    state: str


@dataclass(frozen=True, slots=True)
class Controllers:
    """What all programs told: `parts`, and of each volume whether it outlives the loss of a drive.

    A drive that is handed through as it is counts as a volume that does not. `told`: how many controllers spoke.
    """

    parts: tuple[Part, ...]
    redundant: tuple[bool, ...]
    told: int


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive's own counts as the controller keeps them."""

    name: str
    alert: bool
    media_errors: int
    predicted: int


def _answers(outputs: Outputs, probes: tuple[Probe, ...]) -> dict[str, str]:
    """Give the output of each program that there is; raises `Unreadable` where none is, or one could not be run."""
    found = {}
    for probe in probes:
        raw = outputs[probe.id]
        if isinstance(raw, Missing) or raw.status != 127:
            found[probe.id] = raw.text()
    if not found:
        raise Unreadable(reason("raid_program_missing"))
    return found


def _documents(text: str) -> list[dict[str, Any]]:
    controllers = json.loads(text)["Controllers"]
    for controller in controllers:
        if controller["Command Status"]["Status"] != "Success":
            raise Unreadable(reason("raid_program_refused"))
    return [
        controller["Response Data"] | {"#": controller["Command Status"]["Controller"]} for controller in controllers
    ]


def _storcli(text: str) -> Controllers:
    parts: list[Part] = []
    redundant: list[bool] = []
    for data in _documents(text):
        number = f"c{data['#']}"
        for volume in data.get("VD LIST", []):
            parts.append(Part(f"{number}/v{volume['DG/VD']}", volume["State"] in _VOLUME_GOOD, volume["State"]))
            redundant.append(_redundant(volume["TYPE"]))
        parts += [
            Part(f"{number}/{drive['EID:Slt']}", drive["State"] in _DRIVE_GOOD, drive["State"])
            for drive in data.get("PD LIST", [])
        ]
        for kind in ("Cachevault_Info", "BBU_Info"):
            parts += [
                Part(f"{number}/battery", battery["State"] == "Optimal", battery["State"])
                for battery in data.get(kind, [])
            ]
        redundant += [False for drive in data.get("PD LIST", []) if drive["State"] == "JBOD"]
    return Controllers(tuple(parts), tuple(redundant), len(_documents(text)))


def _redundant(level: str) -> bool:
    found = _LEVEL.fullmatch(level.strip())
    return found is not None and found[1] in _REDUNDANT


def _ssacli(text: str) -> Controllers:
    parts: list[Part] = []
    redundant: list[bool] = []
    for line in text.split("\n"):
        found = _SSACLI_ROW.fullmatch(line)
        if found:
            kind, name, rest, state = found.groups()
            parts.append(Part(f"{kind} {name}", state == "OK", state))
            if kind == "logicaldrive":
                redundant.append(any(_redundant(word) for word in rest.split(", ")))
        elif _SSACLI_PART.fullmatch(line):
            raise Unreadable(reason("unparseable", detail=f"ssacli: {line.strip()[:80]}"))
        elif line.strip() == "HBA Drives":
            redundant.append(False)
    return Controllers(tuple(parts), tuple(redundant), len(_SSACLI_CONTROLLER.findall(text)))


def _all_told(told: dict[str, int], seen: int) -> None:
    # storcli and perccli are one program under two names: where both are installed they tell of the same controllers.
    count = told.pop(SSACLI.id, 0) + max(told.values(), default=0)
    if count < seen:
        raise Unreadable(reason("raid_controllers_untold", told=count, seen=seen))


def read_controllers(outputs: Outputs, seen: int) -> Controllers:
    """Give volumes, drives and batteries of all controllers; raises `Unreadable` or ValueError.

    `seen`: how many controllers there are, for each must be told of.
    """
    answers = _answers(outputs, (*CONTROLLERS, SSACLI))
    told = {name: _ssacli(text) if name == SSACLI.id else _storcli(text) for name, text in answers.items()}
    parts = tuple(dict.fromkeys(part for each in told.values() for part in each.parts))
    if not parts:
        raise Unreadable(reason("raid_program_tells_nothing"))
    _all_told({name: each.told for name, each in told.items()}, seen)
    flags = tuple(flag for each in told.values() for flag in each.redundant)
    return Controllers(parts, flags, sum(each.told for each in told.values()))


def read_drives(outputs: Outputs, seen: int) -> tuple[Drive, ...]:
    """Give what the drives behind all controllers say of themselves; raises `Unreadable` or ValueError."""
    drives = []
    told: dict[str, int] = {}
    for name, text in _answers(outputs, (*DRIVES, SSACLI)).items():
        if name == SSACLI.id:
            told[name] = _ssacli(text).told
            physical = [part for part in _ssacli(text).parts if part.name.startswith("physicaldrive ")]
            drives += [Drive(part.name, not part.good, 0, 0) for part in physical]
            continue
        documents = _documents(text)
        told[name] = len(documents)
        for data in documents:
            for title, rest in data.items():
                if title.endswith(" - Detailed Information"):
                    place = title.removeprefix("Drive ").removesuffix(" - Detailed Information")
                    state = rest[f"Drive {place} State"]
                    flag = state["S.M.A.R.T alert flagged by drive"]
                    drives.append(
                        Drive(
                            place, flag != "No", int(state["Media Error Count"]), int(state["Predictive Failure Count"])
                        )
                    )
    if not drives:
        raise Unreadable(reason("raid_program_tells_nothing"))
    _all_told(told, seen)
    return tuple(dict.fromkeys(drives))
