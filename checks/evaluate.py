"""Judging: facts of a run and the policy give findings. Pure: no clock, no input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.catalogue import Judged, Test
from checks.finding import Finding, Status
from checks.judging import Arrived, Context, Verdict, japanese_date
from checks.plan import HostPlan
from checks.policy import Policy
from inventories.model import Host
from inventories.reason import Reason, reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES

_WAIVABLE = frozenset({Status.FAIL, Status.UNKNOWN, Status.UNATTESTED})
_WITH_REASON = frozenset({Status.UNKNOWN, Status.NOT_APPLICABLE})
# Of several verdicts the first of the lowest rank decides.
_RANK = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2, Status.NOT_APPLICABLE: 3}


@dataclass(frozen=True, slots=True)
class Collected:
    """What one scan brought from one host.

    `hostname` is `uname -n`, `login_port` the client port of this scan's login as the target saw it (0: not known).
    `missing` says why there are no facts at all (not reached, refused, not scanned).
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
    sudo_commands: Mapping[str, frozenset[str]] | None = None,
) -> tuple[Finding, ...]:
    """Judge every control of every plan. `as_of` is the time of judging, epoch seconds.

    `sudo_commands`: by family, commands that `tenken sudoers` grants the scan account for hosts outside this run, words
    joined by single spaces. Findings are ordered by host and control id.
    """
    received = _received(collected)
    own_sudo = {family: _own_sudo(collected, family, sudo_commands or {}) for family in FAMILIES}
    findings: list[Finding] = []
    for host in sorted(collected, key=lambda one: one.host.name):
        context = Context(
            host=host.host.name,
            family=host.family,
            hostname=host.hostname,
            scan_user=host.plan.scope.scan_user,
            login_port=host.login_port,
            as_of=as_of,
            today=japanese_date(as_of),
            facts=host.facts,
            registers=host.plan.registers,
            own_sudo=own_sudo.get(host.family, frozenset()),
            received=received,
        )
        sources = host.plan.sources.get(host.family, {})
        findings += [_finding(judged, host, context, sources, policy) for judged in host.plan.controls]
    return tuple(findings)


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
    control = judged.control
    status, expected, actual, why = _judge(judged, host, context)
    judged_status, exception = status, ""
    if status in _WAIVABLE:
        found = policy.exceptions.find(control.id, context.host, control.severity, context.today)
        if found and found[1] is None:
            status, why, exception = Status.WAIVED, found[0].waiver(), found[0].id
        elif found and found[1] is not None:
            # An unknown keeps its own reason, which tells what to do about it; the note then follows the actual state.
            actual = (*actual, found[1]) if status is Status.UNKNOWN else actual
            why = why if status is Status.UNKNOWN else found[1]
    method = "attested" if control.methods == ("attest",) else "machine"
    return Finding(
        context.host,
        host.host.system,
        control.id,
        control.article,
        control.class_code,
        control.severity,
        status,
        judged_status,
        method,
        expected,
        actual,
        why,
        _evidence(judged, sources),
        exception,
    )


def _evidence(judged: Judged, sources: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if len(judged.facts) == 1:
        return sources.get(judged.facts[0], ())
    return tuple(sorted({probe for fact in judged.facts for probe in sources.get(fact, ())}))


_Judgement = tuple[Status, tuple[Reason, ...], tuple[Reason, ...], Reason | None]


def _judge(judged: Judged, host: Collected, context: Context) -> _Judgement:
    """Give status, what was expected, what was there, and why where it is not plain."""
    if judged.excluded:
        return Status.NOT_APPLICABLE, (), (), reason("excluded_by_baseline", why=judged.excluded)
    if judged.control.methods == ("attest",):
        return Status.UNATTESTED, (), (), reason("no_attestation")
    if host.missing is not None:
        return Status.UNKNOWN, tuple(test.expected for test in judged.tests), (), host.missing
    if beside := _not_applicable(judged, host):
        return Status.NOT_APPLICABLE, (), (), beside
    if len(judged.tests) == 1:
        (test,) = judged.tests
        status, actual = _verdict(test, host, context)
        return status, (test.expected,), (actual,), actual if status in _WITH_REASON else None
    verdicts = [_verdict(test, host, context) for test in judged.tests]
    status, decisive = min(verdicts, key=_rank)
    why = decisive if status in _WITH_REASON else None
    return status, tuple([test.expected for test in judged.tests]), tuple([actual for _, actual in verdicts]), why


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
