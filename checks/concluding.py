"""From the machine's answer to a finding: what persons confirmed is joined in, and exceptions cover what stays open."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from checks.catalogue import Judged
from checks.finding import Finding, Status
from checks.policy import Policy
from inventories.reason import Reason, reason

_WAIVABLE = frozenset({Status.FAIL, Status.UNKNOWN, Status.UNATTESTED})


class Place(NamedTuple):
    """Whom a finding is about, and where that lies, for records and exceptions."""

    subject: str
    system: str
    site: str
    target: str  # empty where the subject is a system or a site
    groups: frozenset[str]


class Judgement(NamedTuple):
    """A status, what was expected, what was there, why where it is not plain, and who answered.

    `unknowns`: every reason why something could not be judged; the first of them alone is `why`.
    """

    status: Status
    expected: tuple[Reason, ...]
    actual: tuple[Reason, ...]
    why: Reason | None
    method: str = "machine"
    unknowns: tuple[Reason, ...] = ()


def concluded(
    judged: Judged, place: Place, machine: Judgement, policy: Policy, today: date, *, evidence: tuple[str, ...] = ()
) -> Finding:
    """Join the machine's answer with the persons', and let an exception cover what is open."""
    control = judged.control
    status, expected, actual, why, method, _ = _with_record(judged, place, machine, policy, today)
    judged_status, exception = status, ""
    if status in _WAIVABLE:
        found = policy.exceptions.find(
            control.id, place.subject, control.severity, today, system=place.system, groups=place.groups
        )
        if found and found[1] is None:
            status, why, exception = Status.WAIVED, found[0].waiver(), found[0].id
        elif found and found[1] is not None:
            # An open finding keeps its own reason, which tells what to do about it; the note follows the actual state.
            actual = (*actual, found[1]) if why else actual
            why = why or found[1]
    return Finding(
        place.subject,
        place.system,
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
        evidence,
        exception,
    )


def _with_record(judged: Judged, place: Place, machine: Judgement, policy: Policy, today: date) -> Judgement:
    """Join the machine's answer with that of a record, as the control says.

    `all`: both are needed, the worse counts. `any`: one suffices, but a record never outweighs a machine's fail.
    """
    asked = judged.control.attestation
    enough = machine.status is Status.PASS and judged.control.combine == "any"
    if asked is None or enough or machine.status in {Status.FAIL, Status.NOT_APPLICABLE}:
        return machine
    found = policy.attestations.find(
        judged.control.id, asked.valid_days, system=place.system, site=place.site, target=place.target, today=today
    )
    why_not = found[1] if found else reason("no_attestation")
    confirmed = (found[0].confirmation(asked.valid_days),) if found and why_not is None else ()
    joined = machine._replace(
        expected=(*machine.expected, reason("want_attestation", days=asked.valid_days)),
        actual=(*machine.actual, *confirmed, *((why_not,) if why_not else ())),
    )
    about = {one.code for one in machine.unknowns}
    beyond = bool(asked.answers) and not (about and about <= set(asked.answers))
    if machine.status is Status.UNKNOWN and (judged.control.combine == "all" or why_not or beyond):
        return joined
    status = Status.UNATTESTED if why_not else Status.PASS
    return joined._replace(status=status, why=why_not, method="attested")


def unanswered(judged: Judged) -> Judgement:
    """Give what there is before any record is looked at, for a control that no machine answers."""
    if judged.excluded:
        return excluded(judged)
    return Judgement(Status.UNATTESTED, (), (), reason("no_attestation"), "attested")


def excluded(judged: Judged) -> Judgement:
    """Give what there is to say of a control that the baseline leaves out."""
    return Judgement(Status.NOT_APPLICABLE, (), (), reason("excluded_by_baseline", why=judged.excluded))
