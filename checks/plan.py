"""What to read from a host so that its baseline can be judged. Pure: nothing is connected to, and nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from checks.catalogue import Judged
from checks.control import Control, Depth
from checks.golden import Golden
from checks.policy import Policy
from checks.registers import United
from inventories.model import Host
from inventories.reason import Reason, reason
from scanners.facts import FACT_NAMES
from scanners.platforms import DEVICES, FACILITIES, FAMILIES, configuration_archive
from scanners.platforms.reader import Reader
from scanners.probe import Probe, Scope

# The platform of every target is shown in reports; the version of a network device decides whether it is believed.
_ALWAYS = {"server": ("os_release",), "network": ("device_identity",), "ups": ()}


@dataclass(frozen=True, slots=True)
class HostPlan:
    """The controls for one host and what they need.

    `beside`: the controls that only persons answer and that are judged once for the host's system or site. `depth`: of
    the scan; `full` controls are not read in a routine one, and say so.
    `readers`, `probes`, `sources` and `own_sudo` are by family: `sources` names the probes behind each fact, `own_sudo`
    the commands that the whole baseline runs through sudo, however few controls are planned now.
    """

    host: Host
    controls: tuple[Judged, ...]
    beside: tuple[Judged, ...]
    depth: Depth
    facts: tuple[str, ...]
    scope: Scope
    registers: United
    readers: Mapping[str, tuple[Reader, ...]] = field(hash=False)
    probes: Mapping[str, tuple[Probe, ...]] = field(hash=False)
    sources: Mapping[str, Mapping[str, tuple[str, ...]]] = field(hash=False)
    own_sudo: Mapping[str, frozenset[str]] = field(hash=False)
    facility: str = ""  # the family of what stands beside the host and is asked elsewhere; its rows are there too
    device: str = ""  # the platform of a network device; its rows are the only ones
    golden: Golden | Reason = field(default_factory=lambda: reason("golden_not_named"))  # of a network device


@dataclass(frozen=True, slots=True)
class _FamilyPlan:
    readers: tuple[Reader, ...]
    probes: tuple[Probe, ...]
    sources: Mapping[str, tuple[str, ...]]


def plan_host(
    host: Host,
    policy: Policy,
    scan_user: str = "",
    only: frozenset[str] | None = None,
    depth: Depth = "routine",
) -> HostPlan:
    """Plan one host. `scan_user` is the login account where the inventory names none; `only` limits the controls.

    Raises ConfigError where the policy has no baseline or no register of the name that the host gives.
    """
    chosen = policy.baseline(host.system, host.name)
    baseline = chosen.controls
    every = tuple(judged for judged in baseline if _judged_on(judged.control, host.asset))
    controls = tuple(judged for judged in every if only is None or judged.control.id in only)
    beside = tuple(
        judged for judged in baseline if judged_once(judged.control) and (only is None or judged.control.id in only)
    )
    united = policy.registers.united(host.registers, host.name)
    user = host.connection.user or scan_user
    scope = Scope(
        scan_user=user,
        accounts=tuple(sorted(united.accounts.exact - {"root", user})),
        inside_address=policy.segments.inside_address,
        outside_address=policy.segments.outside_address,
        certificates=tuple(sorted(united.certificates)),
        receives_logs=host.name in policy.registers.log_server_targets(),
        managed_files=tuple(sorted(united.managed_files)),
        backups=tuple(sorted(united.backups)),
        private_keys=tuple(sorted(united.private_keys)),
        bmc=host.bmc.via if host.bmc.via in {"inband", "ops"} else "gateway",
        accepted_platforms=chosen.accepted_platforms,
    )
    device = platform_of(host)
    facts = _needed(controls, scope, depth, host.asset) if host.asset == "server" else ()
    families = {name: _family_plan(name, facts, scope) for name in FAMILIES}
    whole = (
        {name: _family_plan(name, _needed(every, scope, "full", "server"), scope) for name in FAMILIES} if facts else {}
    )
    if device:
        families = {device: _family_plan(device, _needed(controls, scope, depth, host.asset), scope)}
    facility = facility_of(host)
    if device and host.name in united.configuration_backups:
        facility = configuration_archive.NAME
        scope = replace(scope, backups=(united.configuration_backups[host.name].path,))
    elif facility:  # its own addresses are no part of what families of hosts share
        scope = _with_device(scope, host)
    if facility:
        planned = _family_plan(facility, _needed(controls, scope, depth, host.asset), scope)
        families = {name: _beside(own, planned) for name, own in families.items()} | {facility: planned}
    return HostPlan(
        host=host,
        controls=controls,
        beside=beside,
        depth=depth,
        facts=facts,
        scope=scope,
        registers=united,
        readers={name: planned.readers for name, planned in families.items()},
        probes={name: planned.probes for name, planned in families.items()},
        sources={name: planned.sources for name, planned in families.items()},
        own_sudo={
            name: frozenset(" ".join(probe.privileged_argv) for probe in planned.probes if probe.root)
            for name, planned in whole.items()
        },
        facility=facility,
        device=device,
        golden=policy.goldens.of(host),
    )


def platform_of(host: Host) -> str:
    """Give the platform that `ansible_network_os` names; empty for what is no network device, and for unknown ones.

    A router that is a Linux host is read as one where the inventory says `ssh`, and by its own command line else.
    """
    if host.asset != "network":
        return ""
    wanted = host.connection.network_os
    found = {platform.is_linux: name for name, platform in DEVICES.items() if wanted in platform.family.ids}
    return found.get(host.connection.kind == "ssh") or found.get(False, "")


def facility_of(host: Host) -> str:
    """Give the family of what stands beside a host and is asked elsewhere, empty where there is nothing."""
    if host.ups:
        return f"ups_{host.ups.protocol}"
    return "bmc_lanplus" if host.asset == "server" and host.bmc.via != "inband" else ""


def _with_device(scope: Scope, host: Host) -> Scope:
    if host.ups:
        at = f"{host.ups.name}@{host.ups.address}:{host.ups.port}"
        return replace(scope, ups=at, ups_serves=host.ups.serves, ups_via="ops" if host.ups.via == "ops" else "gateway")
    bmc = host.bmc
    return replace(
        scope,
        bmc_address=bmc.address,
        bmc_port=bmc.port,
        bmc_user=bmc.user,
        bmc_cipher=bmc.cipher_suite,
        bmc_privilege=bmc.privilege,
    )


def _beside(own: _FamilyPlan, facility: _FamilyPlan) -> _FamilyPlan:
    """Put the facility's probes in as what its facts rest on, and leave out the host's own readers of them."""
    told = {FACT_NAMES[reader.fact] for reader in facility.readers}
    readers = tuple(reader for reader in own.readers if FACT_NAMES[reader.fact] not in told)
    return _FamilyPlan(readers, own.probes, {**own.sources, **facility.sources})


def judged_once(control: Control) -> bool:
    """Whether a control is judged once for a system or a site, and not on each of its assets."""
    return control.attested_only and control.attestation is not None and control.attestation.scope != "target"


def _judged_on(control: Control, asset: str) -> bool:
    """Whether a control is judged on an asset of this kind."""
    if judged_once(control):
        return False
    return asset in control.for_assets or (control.attested_only and not control.assets)


def _needed(controls: tuple[Judged, ...], scope: Scope, depth: Depth, asset: str) -> tuple[str, ...]:
    needed = {
        fact
        for judged in controls
        if not judged.excluded and (depth == "full" or judged.control.depth == "routine")
        for fact in judged.facts
    }
    if scope.receives_logs:
        needed.add("received_logs")  # other hosts' logs are looked for here
    return tuple(sorted(needed.union(_ALWAYS[asset])))


@lru_cache(maxsize=4096)
def _family_plan(family: str, facts: tuple[str, ...], scope: Scope) -> _FamilyPlan:
    """Collect the probes of the needed facts once each, in the order of their ids."""
    every = (FAMILIES.get(family) or FACILITIES.get(family) or DEVICES[family].family).readers
    readers = tuple(reader for reader in every if FACT_NAMES[reader.fact] in facts)
    probes: dict[str, Probe] = {}
    sources: dict[str, tuple[str, ...]] = {}
    for reader in readers:
        of_reader = reader.probes(scope)
        sources[FACT_NAMES[reader.fact]] = tuple(sorted(probe.id for probe in of_reader))
        for probe in of_reader:
            if probes.setdefault(probe.id, probe) != probe:
                message = f"family {family}: two probes are called {probe.id}"
                raise RuntimeError(message)
    return _FamilyPlan(readers, tuple(probes[name] for name in sorted(probes)), sources)


def privileged(plan: HostPlan, family: str) -> tuple[tuple[str, ...], ...]:
    """Give the exact argument lists that sudo is asked for on a host of this family, sorted."""
    return tuple(sorted({probe.privileged_argv for probe in plan.probes.get(family, ()) if probe.root}))
