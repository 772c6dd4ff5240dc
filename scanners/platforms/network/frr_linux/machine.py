"""What Linux tells without root of the machine that a router runs on: its model, heat, fans and load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Unknown, attempt
from scanners.platforms.linux import hardware_identity
from scanners.platforms.linux.hardware_identity import DMI
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.network.frr import state as frr_state
from scanners.platforms.network.platform import untold_fact
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope

NAME = "frr_linux"
# The kernel's documentation: hwmon/sysfs-interface. Its alarms are not read: some are cleared by being read.
SENSORS = Probe(
    "sensors",
    r"""for f in /sys/class/hwmon/hwmon*/temp[0-9]*_input /sys/class/hwmon/hwmon*/fan[0-9]*_input; do
[ -e "$f" ] || continue
p=${f%_input}; n=; read -r n <"${p%/*}/name"; l=; [ ! -r "${p}_label" ] || read -r l <"${p}_label"
printf '%s\t%s\t%s\t%s' "$(basename "${p%/*}")" "$n" "${p##*/}" "$l"
for k in input min max crit fault; do
x=-; if [ -r "${p}_$k" ]; then read -r x 2>/dev/null <"${p}_$k" || x=-; fi; printf '\t%s' "$x"; done; echo
done; echo '#'""",
)
# Nothing keeps a mean of the processors' time (the load average leaves out forwarding): three seconds are measured.
LOAD = Probe(
    "load",
    "head -n 1 /proc/stat && sleep 3 && head -n 1 /proc/stat && grep -E '^(MemTotal|MemAvailable):' /proc/meminfo",
)
IDENTITY = (DMI, VIRTUALIZATION)
MACHINE = (SENSORS, LOAD, VIRTUALIZATION)


@dataclass(frozen=True, slots=True)
class _Sensor:
    """One temperature (thousandths of a degree) or fan (turns a minute), with the limits that it has: above zero."""

    name: str
    part: str
    value: int | None
    limits: dict[str, int]
    faulty: bool

    @property
    def kind(self) -> str:
        """What it measures: `temp` or `fan`."""
        return self.part.rstrip("0123456789")

    @property
    def word(self) -> str:
        """Its state; without any limit a number says nothing."""
        if self.faulty:
            return "failed"
        if self.value is None:
            return "not told"
        return self._fan(self.value) if self.kind == "fan" else self._temperature(self.value)

    def _fan(self, turns: int) -> str:
        if turns > 0:
            return "ok" if turns >= self.limits.get("min", 0) else "failed"
        return "failed" if "min" in self.limits else "not told"  # a socket without a fan does not turn either

    def _temperature(self, heat: int) -> str:
        if not self.limits.keys() & {"max", "crit"}:
            return "not told"
        if heat >= self.limits.get("crit", heat + 1):
            return "critical"
        return "warning" if heat >= self.limits.get("max", heat + 1) else "ok"


def _sensors(outputs: Outputs) -> Iterator[_Sensor]:
    *lines, end = outputs["sensors"].lines() or [""]
    if end != "#":
        raise ValueError(end[:80])
    for line in lines:
        place, chip, part, label, value, *limits, fault = line.split("\t")
        least, most, critical = (int(limit) if limit != "-" else 0 for limit in limits)
        yield _Sensor(
            name=" ".join(filter(None, (place, chip, label or part))),
            part=part,
            value=int(value) if value != "-" else None,
            limits={word: at for word, at in (("min", least), ("max", most), ("crit", critical)) if at > 0},
            faulty=fault == "1",
        )


def _of(outputs: Outputs, kind: str) -> list[_Sensor]:
    """Give the sensors of a kind. Where a chip has one label several times, the parts tell them apart."""
    found = [one for one in _sensors(outputs) if one.kind == kind]
    often = Counter(one.name for one in found)
    return [replace(one, name=f"{one.name} {one.part}") if often[one.name] > 1 else one for one in found]


def _cpu_pct(outputs: Outputs) -> float:
    """Give the share of time in which processors did not idle or wait for a disk; guests' is part of `user`."""
    first, last = ([int(word) for word in line.split()[1:9]] for line in outputs["load"].lines()[:2])
    spent = [after - before for before, after in zip(first, last, strict=True)]
    _user, _nice, _system, idle, waiting, *_rest = spent
    return round(100 * (1 - (idle + waiting) / sum(spent)), 1)


def _memory_pct(outputs: Outputs) -> float:
    sizes = dict(line.split()[:2] for line in outputs["load"].lines()[2:])
    return round(100 * (1 - int(sizes["MemAvailable:"]) / int(sizes["MemTotal:"])), 1)


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read sensors and load. Power supplies are told by a management controller, to root; a guest has no parts."""
    del scope
    load = replace(
        untold_fact(Environment, NAME),
        cpu_pct=attempt(lambda: _cpu_pct(outputs)),
        memory_pct=attempt(lambda: _memory_pct(outputs)),
    )
    kind = attempt(lambda: guest(outputs))
    parts = kind if isinstance(kind, Unknown) else kind.value
    if parts is not None:
        return replace(load, power_supplies=parts, fans=parts, temperatures=parts, celsius=parts)
    return replace(
        load,
        fans=attempt(lambda: {one.name: one.word for one in _of(outputs, "fan")}),
        temperatures=attempt(lambda: {one.name: one.word for one in _of(outputs, "temp")}),
        celsius=attempt(lambda: _celsius(_of(outputs, "temp"))),
    )


def _celsius(sensors: list[_Sensor]) -> dict[str, float]:
    return {one.name: one.value / 1000 for one in sensors if one.value is not None and not one.faulty}


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Add the machine's model; its serial number is told to root alone. A guest has neither."""
    shown = frr_state.parse_identity(outputs, scope)
    kind = attempt(lambda: guest(outputs))
    if isinstance(kind, Unknown):
        return shown
    if kind.value is not None:
        return replace(shown, model=kind.value, serials=kind.value)
    return replace(shown, model=hardware_identity.parse(outputs, scope).product)
