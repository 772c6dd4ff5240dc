"""What to read from a host so that its baseline can be judged. Pure: nothing is connected to, and nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from checks.catalogue import Judged
from checks.policy import Policy
from checks.registers import United
from inventories.model import Host
from scanners.facts import FACT_NAMES
from scanners.platforms import FAMILIES
from scanners.platforms.reader import Reader
from scanners.probe import Probe, Scope

_DEVICE_KINDS = frozenset({"network_cli", "netconf", "httpapi"})
_ALWAYS = ("os_release",)  # the platform of every target is shown in reports


@dataclass(frozen=True, slots=True)
class HostPlan:
    """The controls for one host and what they need.

    `readers`, `probes`, `sources` and `own_sudo` are by family: `sources` names the probes behind each fact, `own_sudo`
    the commands that the whole baseline runs through sudo, however few controls are planned now.
    """

    host: Host
    controls: tuple[Judged, ...]
    facts: tuple[str, ...]
    scope: Scope
    registers: United
    readers: Mapping[str, tuple[Reader, ...]] = field(hash=False)
    probes: Mapping[str, tuple[Probe, ...]] = field(hash=False)
    sources: Mapping[str, Mapping[str, tuple[str, ...]]] = field(hash=False)
    own_sudo: Mapping[str, frozenset[str]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class _FamilyPlan:
    readers: tuple[Reader, ...]
    probes: tuple[Probe, ...]
    sources: Mapping[str, tuple[str, ...]]


def plan_host(host: Host, policy: Policy, scan_user: str = "", only: frozenset[str] | None = None) -> HostPlan:
    """Plan one host. `scan_user` is the login account where the inventory names none; `only` limits the controls.

    Raises ConfigError where the policy has no baseline or no register of the name that the host gives.
    """
    method = "netdev" if host.connection.kind in _DEVICE_KINDS or host.connection.network_os else "host"
    every = tuple(
        judged
        for judged in policy.baseline(host.system, host.name).controls
        if method in judged.control.methods or judged.control.methods == ("attest",)
    )
    controls = tuple(judged for judged in every if only is None or judged.control.id in only)
    united = policy.registers.united(host.registers, host.name)
    user = host.connection.user or scan_user
    scope = Scope(
        scan_user=user,
        accounts=tuple(sorted(united.accounts.exact - {"root", user})),
        inside_address=policy.segments.inside_address,
        outside_address=policy.segments.outside_address,
        certificates=tuple(sorted(united.certificates)),
        receives_logs=host.name in policy.registers.log_server_targets(),
    )
    facts = _needed(controls, scope) if method == "host" else ()
    families = {name: _family_plan(name, facts, scope) for name in FAMILIES}
    whole = {name: _family_plan(name, _needed(every, scope), scope) for name in FAMILIES} if facts else {}
    return HostPlan(
        host=host,
        controls=controls,
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
    )


def _needed(controls: tuple[Judged, ...], scope: Scope) -> tuple[str, ...]:
    needed = {fact for judged in controls if not judged.excluded for fact in judged.facts}
    if scope.receives_logs:
        needed.add("received_logs")  # other hosts' logs are looked for here
    return tuple(sorted(needed.union(_ALWAYS)))


@lru_cache(maxsize=4096)
def _family_plan(family: str, facts: tuple[str, ...], scope: Scope) -> _FamilyPlan:
    """Collect the probes of the needed facts once each, in the order of their ids."""
    readers = tuple(reader for reader in FAMILIES[family].readers if FACT_NAMES[reader.fact] in facts)
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
