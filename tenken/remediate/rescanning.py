"""The scan after a batch: exactly the controls that were to be repaired, on these hosts, kept as a run."""

from __future__ import annotations

import argparse
from dataclasses import replace

from checks.finding import Status
from checks.remediation import HostRepair
from checks.run import Run
from reports.messages import Language
from tenken import loading
from tenken.commands import scan
from tenken.keeping import keeping
from tenken.loading import Loaded
from tenken.remediate.repairing import Seen
from tenken.terminal import ask_passphrase

_ARRIVES = frozenset({"J13-MG-10"})  # judged by what another host received
_DEFAULTS = {"article": None, "no_sudo": False, "per_segment": 4, "per_jump": 4, "host_timeout": None, "fail_on": "low"}


def rescan(
    batch: tuple[HostRepair, ...], loaded: Loaded, arguments: argparse.Namespace, plan: str, language: Language
) -> Seen:
    """Scan and keep; gives the run and what it says. `plan`: the digest that the run names as what it came after."""
    controls = frozenset(control for one in batch for control in one.controls)
    full = any(loaded.policy.catalogue.controls[control].depth == "full" for control in controls)
    changed = {
        "workers": len(batch),
        "control": sorted(controls),
        "depth": "full" if full else "routine",
        "limit": None,
    }
    given = argparse.Namespace(**{**_DEFAULTS, **vars(arguments), **changed})
    chosen = _only(loading.load(given, ask_passphrase(language)), _hosts(batch, controls, loaded))
    begun = replace(scan.begin(loaded, given), arguments=_told(chosen, given, plan))
    with keeping(given, chosen, begun) as keeper:
        done = scan.scan(begun, chosen, given, language, keep=keeper.recording.keep)
        keeper.finish(done)
    return Seen(done.id, _statuses(done))


def _hosts(batch: tuple[HostRepair, ...], controls: frozenset[str], loaded: Loaded) -> frozenset[str]:
    """Give what is scanned: the batch, and the log servers where they must tell what arrived."""
    servers = loaded.policy.registers.log_server_targets() if controls & _ARRIVES else frozenset()
    return frozenset(one.host for one in batch) | servers


def _only(loaded: Loaded, hosts: frozenset[str]) -> Loaded:
    jobs = tuple(job for job in loaded.jobs if job.plan.host.name in hosts)
    return replace(loaded, jobs=jobs, set_aside=())


def _told(chosen: Loaded, given: argparse.Namespace, plan: str) -> tuple[str, ...]:
    """Give the arguments with which such a scan is made by hand, and the plan that it came after."""
    return (
        f"--remediation={plan}",
        f"--limit={','.join(job.plan.host.name for job in chosen.jobs)}",
        *(f"--control={control}" for control in given.control),
        f"--depth={given.depth}",
    )


def _statuses(done: Run) -> dict[tuple[str, str], Status]:
    return {(one.subject, one.control): one.status for one in done.findings}
