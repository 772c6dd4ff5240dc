"""What a platform of network devices is: how it is logged in to, what may be sent, what its answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from inventories.reason import Value, reason
from scanners.facts import FACT_NAMES
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.field import Absent, Known, Unknown, all_fields
from scanners.platforms.network.secrets import SecretRule, cut, sealed
from scanners.platforms.reader import Family, Outputs, Reader
from scanners.probe import Missing, Output, Probe, Raw, Scope, Unreadable, neutralise

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class NetworkPlatform:
    """One row of the table of platforms.

    `family`: name, the values of `ansible_network_os` that mean it, and a reader per fact; the `shell` of its probes is
    the exact command line. `driver`: netmiko's device type for SSH; `telnet_driver` for Telnet, empty where there is
    none. `session`: commands that change nothing but this session (paging off), sent first; allowed beside the probes.
    `refused`: what the device answers instead of output (unknown command, no permission). `secrets`: see `secrets.cut`.
    `verified`: the probes whose commands and output were compared with a real device's, by id; a fact that needs any
    other is unknown unless the baseline accepts the version by name.
    `marked_prompt`: a pattern of the prompt, where that tells something (AlaxalA: `!` is unsaved), kept as probe
    "prompt".
    """

    family: Family
    driver: str
    refused: re.Pattern[str]
    secrets: tuple[SecretRule, ...] = ()
    session: tuple[str, ...] = ()
    telnet_driver: str = ""
    verified: frozenset[str] = frozenset()
    marked_prompt: bool = False

    @property
    def is_linux(self) -> bool:
        """Whether its probes are commands of a Linux host, collected as those of any host; it has no driver."""
        return not self.driver

    @property
    def name(self) -> str:
        """Name of the platform, as in reports and baselines."""
        return self.family.name

    def allowed(self, probes: tuple[Probe, ...]) -> frozenset[str]:
        """Give every line that may be sent after login for these probes."""
        return frozenset((*self.session, *(probe.shell for probe in probes if probe.shell)))


def answered(platform: NetworkPlatform, outputs: Outputs) -> dict[str, Raw]:
    """Turn what a device refused to do into results that say so; the rest stays."""
    return {name: _answer(platform, raw) for name, raw in outputs.items()}


def _answer(platform: NetworkPlatform, raw: Raw) -> Raw:
    if not isinstance(raw, Output):
        return raw
    text = neutralise(raw.stdout)
    found = platform.refused.search(text)
    if found is None:
        return raw
    said = found[0].strip()[:120]
    return Missing(raw.command, reason("device_refused_command", command=raw.command, said=said))


def believed(platform: NetworkPlatform, outputs: Outputs, scope: Scope) -> dict[str, Raw]:
    """Leave out what rests on manuals alone, unless the baseline accepts this version of the platform by name."""
    if platform.verified >= outputs.keys():
        return dict(outputs)
    version = version_of(platform, outputs, scope)
    if version and f"{platform.name} {version}" in scope.accepted_platforms:
        return dict(outputs)
    why = reason("platform_not_verified", platform=platform.name, version=version or "?")
    return {
        name: raw if name in platform.verified or isinstance(raw, Missing) else Missing(raw.command, why)
        for name, raw in outputs.items()
    }


def version_of(platform: NetworkPlatform, outputs: Outputs, scope: Scope) -> str:
    """Give the version that the device tells, verified or not; empty where it tells none."""
    for reader in platform.family.readers:
        if reader.fact is DeviceIdentity:
            wanted = {probe.id for probe in reader.probes(scope)}
            if wanted <= outputs.keys():
                version = reader.read({name: outputs[name] for name in wanted}, scope).version
                return str(version.value) if isinstance(version, Known) else ""
    return ""


def read_facts(platform: NetworkPlatform, outputs: Outputs, scope: Scope) -> Mapping[type, object]:
    """Read every fact of the platform whose probes were run."""
    usable = believed(platform, answered(platform, outputs), scope)
    facts: dict[type, object] = {}
    for reader in platform.family.readers:
        wanted = [probe.id for probe in reader.probes(scope)]
        if all(name in usable for name in wanted):
            facts[reader.fact] = reader.read({name: usable[name] for name in wanted}, scope)
    return facts


def cut_output(platform: NetworkPlatform, output: Output, key: bytes) -> Output:
    """Give output neutralised and without secrets; `key` is of the session (see `secrets.sealed`)."""
    taken: list[str] = []
    text = cut(neutralise(output.stdout), platform.secrets, taken)
    return replace(output, stdout=text.encode(), sealed=sealed(taken, key))


def cut_outputs(platform: NetworkPlatform, outputs: Outputs, key: bytes) -> dict[str, Raw]:
    """Do so for all; a session with a device's own command line cuts them itself."""
    return {name: cut_output(platform, raw, key) if isinstance(raw, Output) else raw for name, raw in outputs.items()}


def same_secrets(outputs: Outputs, one: str, other: str) -> bool:
    """Whether two outputs had the same secrets. Raises `Unreadable` where nobody compared them."""
    first, second = (getattr(outputs[name], "sealed", "") for name in (one, other))
    if not first or not second:
        raise Unreadable(reason("secrets_not_compared"))
    return bool(first == second)


def no_probes(scope: Scope) -> tuple[Probe, ...]:
    """Name no probe: for what is known of a platform without asking the device."""
    del scope
    return ()


def untold(fact: type[Any], platform: str) -> Reader:
    """Give the row of a fact that a platform cannot tell: each field is unknown, and says so by its name."""
    given = untold_fact(fact, platform)
    return Reader(fact, no_probes, lambda _outputs, _scope: given)


def untold_fact(fact: type[F], platform: str) -> F:
    """Give a fact of which the platform tells no field; `dataclasses.replace` puts in those that it does."""
    name = FACT_NAMES[fact]
    states: dict[str, Any] = {field.name: not_told(platform, f"{name}.{field.name}") for field in fields(fact)}  # type: ignore[arg-type]  # a fact is a dataclass
    return fact(**states)


def not_told(platform: str, field: str) -> Unknown:
    """Give the state of one field (`fact.field`) that a platform cannot tell."""
    return Unknown(reason("platform_does_not_tell", platform=platform, field=field))


def lacking(fact: type[Any], code: str, **values: Value) -> Reader:
    """Give the row of a fact about what no device of the platform has: controls on it do not apply."""
    given = all_fields(fact, Absent(reason(code, **values)))
    return Reader(fact, no_probes, lambda _outputs, _scope: given)
