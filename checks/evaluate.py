"""Judging: facts of a run and the policy give findings. Pure: no clock, no input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from checks.catalogue import Judged, Test
from checks.concluding import Judgement, Place, concluded, excluded, unanswered
from checks.finding import Finding, Status
from checks.judging import Arrived, Context, Verdict, japanese_date
from checks.plan import HostPlan
from checks.policy import Policy
from inventories.model import Host
from inventories.reason import Reason, reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES

_WITH_REASON = frozenset({Status.UNKNOWN, Status.NOT_APPLICABLE})
# Of several verdicts the first of the lowest rank decides.
_RANK = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2, Status.NOT_APPLICABLE: 3}


@dataclass(frozen=True, slots=True)
class Collected:
    """What one scan brought from one host.

    `hostname` is `uname -n`, `login_port` the client port of this scan's login as the target saw it (0: not known).
    `missing` says why there are no facts of its own (not reached, refused, not scanned); what stands beside it may have
    told its part all the same.
    """

    host: Host
    plan: HostPlan
    family: str
    hostname: str
    login_port: int
    facts: Mapping[str, object]
    missing: Reason | None = None


def evaluate(
    collected: Sequence[Collected],
    policy: Policy,
    as_of: int,
    *,
    sudo_commands: Mapping[str, frozenset[str]] | None = None,
    ha_groups: Mapping[str, frozenset[str]] | None = None,
    unread: Sequence[HostPlan] = (),
) -> tuple[Finding, ...]:
    """Judge every control of every plan. `as_of` is the time of judging, epoch seconds.

    `sudo_commands`: by family, commands that `tenken sudoers` grants the scan account for hosts outside this run, words
    joined by single spaces. `ha_groups`: the hosts of each high-availability group of the inventory. `unread`:
    the plans of assets that no scanner reads: persons answer for them all the same. Findings are ordered by subject
    and control id.
    """
    today = japanese_date(as_of)
    read = frozenset(host.host.name for host in collected if host.missing is None)
    received = _received(collected)
    own_sudo = {family: _own_sudo(collected, family, sudo_commands or {}) for family in FAMILIES}
    findings: list[Finding] = []
    ordered = sorted(collected, key=lambda one: one.host.name)
    for host in ordered:
        members = (ha_groups or {}).get(host.host.ha_group, frozenset()) - {host.host.name}
        context = Context(
            host=host.host.name,
            system=host.host.system,
            site=host.host.site,
            ha_group=host.host.ha_group,
            family=host.family,
            hostname=host.hostname,
            scan_user=host.plan.scope.scan_user,
            login_port=host.login_port,
            as_of=as_of,
            today=today,
            facts=host.facts,
            registers=host.plan.registers,
            own_sudo=own_sudo.get(host.family, frozenset()),
            received=received,
            ha_members={name: name in read for name in sorted(members)},
            changes=policy.changes.of(host.host.name),
            management=policy.segments.management,
            segments=policy.segments.all,
            transport=host.host.connection.transport,
            golden=host.plan.golden,
        )
        sources = host.plan.sources.get(host.family or host.plan.facility, {})
        findings += [
            _finding(judged, host, context, sources, policy)
            for judged in host.plan.controls
            if not judged.control.attested_only
        ]
    findings += _answered_by_persons([*(host.plan for host in collected), *unread], policy, today)
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[str, str, str]:
    return finding.subject, finding.control, finding.system


def _answered_by_persons(plans: Sequence[HostPlan], policy: Policy, today: date) -> list[Finding]:
    """Judge what no machine answers: once for each system or site of the planned assets, or on each asset."""
    places: dict[tuple[str, str, str], tuple[Judged, Place]] = {}
    for plan in plans:
        host = plan.host
        for judged in plan.controls:
            if judged.control.attested_only:
                place = Place(host.name, host.system, host.site, host.name, frozenset(host.groups))
                places[host.name, host.system, judged.control.id] = (judged, place)
        for judged in plan.beside:
            asked = judged.control.attestation
            site = host.site if asked and asked.scope == "site" else ""
            place = Place(site or host.system, host.system, site, "", frozenset())
            places[place.subject, host.system, judged.control.id] = (judged, place)
    return [
        concluded(judged, place, unanswered(judged), policy, today)
        for _key, (judged, place) in sorted(places.items(), key=lambda item: item[0])
    ]


def _own_sudo(collected: Sequence[Collected], family: str, more: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Unite over the hosts, as one sudoers fragment of a family serves them all."""
    return more.get(family, frozenset()).union(*(host.plan.own_sudo.get(family, frozenset()) for host in collected))


def _received(collected: Sequence[Collected]) -> dict[str, Arrived]:
    """Give what each log server of the run holds; one that was not read is unknown."""
    received: dict[str, Arrived] = {}
    for host in collected:
        if host.plan.scope.receives_logs:
            fact: Any = host.facts.get("received_logs")
            logins = getattr(fact, "logins", None)
            if isinstance(logins, Known | Unknown):
                received[host.host.name] = logins
            else:
                received[host.host.name] = Unknown(reason("log_server_unread", server=host.host.name))
    return received


def _finding(
    judged: Judged, host: Collected, context: Context, sources: Mapping[str, tuple[str, ...]], policy: Policy
) -> Finding:
    asset = host.host
    place = Place(asset.name, asset.system, asset.site, asset.name, frozenset(asset.groups))
    machine = _proven(judged, asset.asset, _judge(judged, host, context))
    nothing_read = host.missing is not None and not _told_beside(judged, host)
    evidence = () if nothing_read else _evidence(judged, sources)
    return concluded(judged, place, machine, policy, context.today, evidence=evidence)


def _evidence(judged: Judged, sources: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if len(judged.facts) == 1:
        return sources.get(judged.facts[0], ())
    return tuple(sorted({probe for fact in judged.facts for probe in sources.get(fact, ())}))


def _judge(judged: Judged, host: Collected, context: Context) -> Judgement:
    """Judge what the machine told."""
    if judged.excluded:
        return excluded(judged)
    if host.missing is not None and not _told_beside(judged, host):
        expected = tuple(test.expected for test in judged.tests)
        return Judgement(Status.UNKNOWN, expected, (), host.missing, unknowns=(host.missing,))
    if judged.control.depth == "full" and host.plan.depth != "full":
        expected = tuple(test.expected for test in judged.tests)
        left_out = reason("full_depth_only")
        return Judgement(Status.UNKNOWN, expected, (), left_out, unknowns=(left_out,))
    if beside := _not_applicable(judged, host):
        return Judgement(Status.NOT_APPLICABLE, (), (), beside)
    if len(judged.tests) == 1:
        (test,) = judged.tests
        status, actual = _verdict(test, host, context)
        why = actual if status in _WITH_REASON else None
        one = (actual,)
        return Judgement(status, (test.expected,), one, why, unknowns=one if status is Status.UNKNOWN else ())
    verdicts = [_verdict(test, host, context) for test in judged.tests]
    status, decisive = min(verdicts, key=_rank)
    why = decisive if status in _WITH_REASON else None
    expected = tuple([test.expected for test in judged.tests])
    unknowns = tuple([actual for said, actual in verdicts if said is Status.UNKNOWN])
    return Judgement(status, expected, tuple([actual for _, actual in verdicts]), why, unknowns=unknowns)


def _proven(judged: Judged, asset: str, said: Judgement) -> Judgement:
    """Take a pass for no more than it is where the control cannot prove one on this kind of asset."""
    if said.status is not Status.PASS or asset not in judged.control.never_passes:
        return said
    why = reason("no_exact_analysis")
    return said._replace(status=Status.UNKNOWN, why=why, unknowns=(why,))


def _told_beside(judged: Judged, host: Collected) -> bool:
    """Whether all that a control needs was told by what stands beside a host that gave nothing itself."""
    return not judged.control.applies.families and set(judged.facts) <= host.facts.keys()


def _rank(verdict: Verdict) -> int:
    return _RANK[verdict.status]


def _not_applicable(judged: Judged, host: Collected) -> Reason | None:
    applies = judged.control.applies
    if applies.families and host.family not in applies.families:
        return reason("other_family", family=host.family)
    if applies.when:
        name, _, field = applies.when.fact.partition(".")
        state = getattr(host.facts.get(name), field, None)
        if isinstance(state, Known) and state.value not in applies.when.one_of:
            return reason(f"unless.{applies.when.fact}", value=str(state.value))
    return None


def _verdict(test: Test, host: Collected, context: Context) -> Verdict:
    fact = host.facts.get(test.fact)
    if fact is None:
        return Verdict(Status.UNKNOWN, reason("fact_not_read", fact=test.fact, family=host.family or "-"))
    try:
        if test.field is None:
            return test.judge(fact, context)
        state = test.field(fact)
        if type(state) is Known:
            return test.judge(state.value, context)
        if type(state) is Absent:
            return Verdict(Status.NOT_APPLICABLE, state.reason)
        return Verdict(Status.UNKNOWN, state.reason)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as broken:
        # A value of a shape that no parser promised must not pass, and must not stop the other controls.
        return Verdict(Status.UNKNOWN, reason("judging_failed", detail=f"{type(broken).__name__}: {broken}"[:200]))
