"""A stored run judged again: from its facts, inventory and policy as they were, with what is put in their place.

What a run does not keep cannot be judged again: approved configurations of devices (`golden/`), which may hold secrets.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from checks import facts_file, strict_yaml
from checks.control import Depth
from checks.drift import Change, Course, course_of
from checks.evaluate import Collected, evaluate
from checks.facts_file import FieldState
from checks.finding import Finding
from checks.plan import HostPlan, plan_host
from checks.policy import Baseline, Policy, load_policy
from inventories.model import Host
from inventories.reason import ConfigError, Reason, reason
from inventories.responsibility import split_by_responsibility
from tenken import extending, loading
from tenken.evidence.approving import manifest_digest
from tenken.evidence.checking import may_be_absent, read_manifest
from tenken.evidence.circumstances import tool_digest
from tenken.evidence.sealing import Findings, Manifest, manifest_of
from tenken.keeping import ATTESTATIONS, INVENTORY
from tenken.store import objects, runs
from tenken.store.redacting import CUT
from tenken.store.rows import KeptTarget

_POLICY = "policy/"
_NOT_KEPT = frozenset({"golden.yaml"})


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What judging again gave: all findings, how they differ from the run's, and whether the tool is the same."""

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    policy: Policy
    same_tool: bool


def rejudge(
    connection: Connection, row: Row[Any], *, policy: Path | None, baselines: tuple[Path, ...], extensions: Path | None
) -> Rejudged:
    """Judge a run again as of its own time, with another policy folder or other baselines.

    Raises ConfigError where the run did not end, something else is stored than its manifest says, its inputs were
    removed, or the new policy is wrong.
    """
    manifest = _sealed(connection, row)
    inputs = runs.inputs(row)
    kept = objects.load(connection, inputs.values())
    targets = runs.kept_targets(connection, row.number)
    with tempfile.TemporaryDirectory(prefix="tenken-") as place:
        folder = policy or _policy_as_it_was(inputs, kept, Path(place), row.id)
        if baselines:
            folder = _with_baselines(folder, baselines, Path(place))
        used = load_policy(folder, extending.control_paths(extensions))
    if policy is None and (seen := kept.get(inputs.get(ATTESTATIONS, ""))):
        then = msgspec.json.decode(seen, type=dict[str, Reason | None])
        used = replace(used, attestations=used.attestations.as_seen(then))
    hosts = _hosts(inputs, kept, row.id)
    chosen = {target.result.name: target for target in targets}
    plans = _plans(hosts, chosen, used, msgspec.json.decode(row.arguments, type=tuple[str, ...]))
    contents = objects.load(connection, (name for target in targets for name in target.facts.values()))
    findings = evaluate(
        [_collected(plans[name], target, contents) for name, target in chosen.items() if target.result.scanned],
        used,
        row.as_of,
        sudo_commands=loading.granted([*plans.values(), *_others(hosts, chosen, used)]),
        ha_groups=loading.ha_groups(hosts),
        unread=[plans[name] for name, target in chosen.items() if _ours_unread(target)],
    )
    before = tuple(runs.kept_findings(connection, row.number))
    return Rejudged(findings, _differences(before, findings), used, manifest.tool.sha256 == tool_digest())


def _sealed(connection: Connection, row: Row[Any]) -> Manifest:
    """Give the manifest of a run. Raises ConfigError where there is none, or it is not of what is judged again."""
    name = manifest_digest(connection, row.id)
    told = read_manifest(objects.load(connection, [name]).get(name, b""))
    whole, count = hashlib.sha256(), 0
    for line in runs.finding_lines(connection, row.number):
        whole.update(line)
        count += 1
    now = manifest_of(connection, row, Findings(count, whole.hexdigest()))
    if told is None or _judged(told) != _judged(now):
        raise ConfigError("facts_of_other_manifest", run=row.id)
    return told


def _judged(manifest: Manifest) -> tuple[object, ...]:
    return manifest.as_of, manifest.arguments, manifest.inputs, manifest.targets, manifest.findings


def _policy_as_it_was(inputs: Mapping[str, str], kept: Mapping[str, bytes], place: Path, run: str) -> Path:
    """Write the policy files of the run into a folder, without approved configurations.

    Raises ConfigError where one is not there whole: judged without it, a finding could pass that failed.
    """
    folder = place / "policy"
    folder.mkdir()
    gone: list[str] = []
    for name, digest in inputs.items():
        path = PurePosixPath(name.removeprefix(_POLICY))
        if not name.startswith(_POLICY) or path.is_absolute() or ".." in path.parts or path.name in _NOT_KEPT:
            continue
        if name.endswith(CUT) or (digest not in kept and not may_be_absent(name)):
            gone.append(name)
        elif digest in kept:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(kept[digest])
    if gone:
        raise ConfigError("rejudge_policy_not_whole", run=run, files=tuple(gone))
    return folder


def _with_baselines(folder: Path, baselines: tuple[Path, ...], place: Path) -> Path:
    """Give a copy of a policy in which each of these baselines stands for the one of its system."""
    used = place / "used"
    shutil.copytree(folder, used)
    given_for: set[str] = set()
    for number, given in enumerate(baselines):
        system = strict_yaml.load(given, Baseline).system
        if system in given_for:
            raise ConfigError("rejudge_baseline_twice", file=str(given), system=system)
        given_for.add(system)
        for file in (used / "baselines").glob("*.yaml"):
            if strict_yaml.load(file, Baseline).system == system:
                file.unlink()
        shutil.copyfile(given, used / "baselines" / f"given-{number}.yaml")
    return used


def _hosts(inputs: Mapping[str, str], kept: Mapping[str, bytes], run: str) -> tuple[Host, ...]:
    content = kept.get(inputs.get(INVENTORY, ""))
    if content is None:
        raise ConfigError("rejudge_no_inventory", run=run)
    return msgspec.json.decode(content, type=tuple[Host, ...])


def _plans(
    hosts: tuple[Host, ...], chosen: Mapping[str, KeptTarget], policy: Policy, arguments: tuple[str, ...]
) -> dict[str, HostPlan]:
    """Plan the targets of the run with its own choice of controls and its depth."""
    given = [word.partition("=") for word in arguments]
    controls = [value for name, _, value in given if name == "--control"]
    articles = [int(value) for name, _, value in given if name == "--article"]
    depth: Depth = "full" if ("--depth", "=", "full") in given else "routine"
    known = [one for one in controls if one in policy.catalogue.controls]
    only = loading.chosen_controls(policy, known or controls, articles)  # none known: refused, for none means all
    return {
        host.name: _without_golden(host, chosen[host.name].result.account, policy, only, depth)
        for host in hosts
        if host.name in chosen
    }


def _without_golden(host: Host, account: str, policy: Policy, only: frozenset[str] | None, depth: Depth) -> HostPlan:
    plan = loading.planned(replace(host, golden=""), account, policy, only, depth)
    return replace(plan, golden=reason("golden_not_kept")) if host.golden else plan


def _others(hosts: tuple[Host, ...], chosen: Mapping[str, KeptTarget], policy: Policy) -> list[HostPlan]:
    """Plan the servers that were no targets: one sudoers fragment serves them all."""
    return [
        plan_host(replace(host, golden=""), policy)
        for host in split_by_responsibility(hosts, policy.responsible).allowed
        if host.name not in chosen and host.asset == "server" and host.connection.kind == "ssh"
    ]


def _ours_unread(target: KeptTarget) -> bool:
    why = target.result.reason
    return not target.result.scanned and not (why and why.code == "not_our_responsibility")


def _collected(plan: HostPlan, target: KeptTarget, contents: Mapping[str, bytes]) -> Collected:
    """Give what a target told, as it is stored. Facts whose bytes were removed are as if never read."""
    known = {
        name: msgspec.json.decode(contents[digest], type=dict[str, FieldState])
        for name, digest in target.facts.items()
        if digest in contents
    }
    gone = reason("facts_pruned") if len(known) < len(target.facts) else None
    return Collected(
        host=plan.host,
        plan=plan,
        family=target.told.family,
        hostname=target.told.hostname,
        login_port=target.told.login_port,
        facts=facts_file.typed_facts(known),
        missing=target.told.missing or gone,
    )


def _differences(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Change, ...]:
    """Give what judging again changed; what stays as it was is left out."""
    old = {_key(one): one for one in before}
    new = {_key(one): one for one in after}
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        course = course_of(was, now)
        if course and course is not Course.OPEN:
            found.append(Change(course, was, now))
    return tuple(found)


def _key(one: Finding) -> tuple[str, str, str]:
    return one.subject, one.control, one.system
