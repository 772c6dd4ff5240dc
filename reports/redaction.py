"""Mask personal numbers (第12条, 第18条) and secrets, and neutralise control characters, in all that a report shows.

Individual number (個人番号, 12 digits): 平成26年総務省令第85号 第5条. Over the 11 digits before the check digit,
the sum of digit × weight, weights 2 to 7 and again 2 to 6 from the right; the check digit is 11 minus the remainder
by 11, and 0 where the remainder is 0 or 1. The resident record code (住民票コード, 11 digits): the same over 10 digits.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import msgspec

from checks.drift import DriftSummary
from checks.finding import Finding
from checks.run import CommandRecord, HostFacts, Run, TargetResult
from inventories.reason import Reason, Value
from scanners.platforms.linux.secrets import cut_text, may_hold
from scanners.probe import neutralise

MASK = "*"

# Digests and UUIDs are matched first, so that digits inside them are never taken for a number of a person.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{32,128}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])"
    r"|(?<!\d)(?P<number>\d{4}([ \-‐－　])\d{4}\2\d{4}|\d{11,12})(?!\d)"
)


# Whatever `mask` could change, as it stands in JSON, where controls are escapes: many digits, and hidden characters.
_DIGITS = re.compile(rb"\d{4}(?:\d{7}|[^\d]{1,3}\d{4})")
_HIDDEN = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf")


def may_need_mask(encoded: bytes) -> bool:
    """Whether JSON text may hold something that `mask` changes: yes too often rather than no once."""
    if b"\\" in encoded or b"\x7f" in encoded or _DIGITS.search(encoded) or may_hold(encoded):
        return True
    return not encoded.isascii() and _HIDDEN.search(encoded) is not None


def check_digit(digits: str) -> int:
    """Give the check digit of the digits before it (modulus 11, weights 2 to 7 repeating from the right)."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    return 11 - total % 11 if total % 11 > 1 else 0


def is_personal_number(digits: str) -> bool:
    """Whether 11 or 12 digits could be a resident record code or an individual number."""
    return len(digits) in {11, 12} and check_digit(digits[:-1]) == int(digits[-1])


def _masked_match(match: re.Match[str]) -> str:
    number = match["number"]
    if number is None or not is_personal_number("".join(char for char in number if char.isdecimal())):
        return match[0]
    return "".join(MASK if char.isdecimal() else char for char in number)


@lru_cache(maxsize=1 << 16)
def mask(text: str) -> str:
    """Give the text with control characters as escapes, personal numbers as asterisks, and marks for secrets."""
    return _CANDIDATE.sub(_masked_match, cut_text(neutralise(text.encode("utf-8", "backslashreplace"))))


def _value(value: Value) -> Value:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, tuple):
        return tuple(mask(item) for item in value)
    shown = mask(str(value))
    return value if shown == str(value) else shown


def mask_numbers(text: str) -> tuple[str, int]:
    """Give the text with personal numbers as asterisks and all else as it is, and how many these were."""
    masked = 0

    def counted(match: re.Match[str]) -> str:
        nonlocal masked
        shown = _masked_match(match)
        masked += shown != match[0]
        return shown

    return _CANDIDATE.sub(counted, text), masked


def mask_reason(why: Reason) -> Reason:
    """Mask every value of a reason."""
    return Reason(mask(why.code), tuple((name, _value(value)) for name, value in why.values))


def _optional(why: Reason | None) -> Reason | None:
    return None if why is None else mask_reason(why)


def masked_finding(finding: Finding) -> Finding:
    """Give a finding as it may be shown."""
    return finding._replace(
        subject=mask(finding.subject),
        system=mask(finding.system),
        control=mask(finding.control),
        expected=tuple(mask_reason(item) for item in finding.expected),
        actual=tuple(mask_reason(item) for item in finding.actual),
        reason=_optional(finding.reason),
        evidence=tuple(mask(item) for item in finding.evidence),
        exception=mask(finding.exception),
    )


def masked_target(target: TargetResult) -> TargetResult:
    """Give how a target was reached as it may be shown."""
    return replace(
        target,
        name=mask(target.name),
        system=mask(target.system),
        segment=mask(target.segment),
        contractor=mask(target.contractor),
        platform=mask(target.platform),
        address=mask(target.address),
        account=mask(target.account),
        reason=_optional(target.reason),
    )


def masked_command(record: CommandRecord) -> CommandRecord:
    """Give the record of a command as it may be shown."""
    return replace(
        record,
        target=mask(record.target),
        probe=mask(record.probe),
        command=mask(record.command),
        reason=_optional(record.reason),
    )


def mask_data(value: object) -> object:
    """Mask plain data (mappings, lists, text, numbers), keys included; a masked number becomes text."""
    if isinstance(value, dict):
        return {mask(str(key)): mask_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask_data(item) for item in value]
    return _value(value) if isinstance(value, str | int | float) else value


def _facts(facts: HostFacts) -> HostFacts:
    return HostFacts(
        mask(facts.target), mask(facts.family), {mask(name): mask_data(fact) for name, fact in facts.facts.items()}
    )


def masked_drift(drift: DriftSummary) -> DriftSummary:
    """Give what changed as it may be shown; its findings were masked when they were stored."""
    contact = drift.contact
    return replace(
        drift,
        targets=tuple(
            replace(
                target,
                target=mask(target.target),
                work=tuple((mask(name), mask(summary)) for name, summary in target.work),
                changes=tuple(
                    replace(
                        one,
                        item=mask(one.item),
                        before=mask(one.before),
                        after=mask(one.after),
                        why=_optional(one.why),
                    )
                    for one in target.changes
                ),
            )
            for target in drift.targets
        ),
        contact=msgspec.structs.replace(contact, ja=mask(contact.ja), en=mask(contact.en)) if contact else None,
    )


def masked(run: Run) -> Run:
    """Give the run as it may be shown; ids, times and digests of our own making stay as they are."""
    return replace(
        run,
        arguments=tuple(mask(item) for item in run.arguments),
        work_order=mask(run.work_order),
        baselines=tuple(
            replace(
                ref,
                system=mask(ref.system),
                name=mask(ref.name),
                approved_by=mask(ref.approved_by),
                amendment=mask(ref.amendment),
            )
            for ref in run.baselines
        ),
        targets=tuple(masked_target(target) for target in run.targets),
        findings=tuple(masked_finding(finding) for finding in run.findings),
        commands=tuple(masked_command(record) for record in run.commands),
        exceptions=tuple(
            replace(
                record,
                scope=tuple(mask(item) for item in record.scope),
                applicant=mask(record.applicant),
                approved_by=mask(record.approved_by),
                why=mask_reason(record.why),
            )
            for record in run.exceptions
        ),
        facts=tuple(_facts(facts) for facts in run.facts),
        drift=masked_drift(run.drift) if run.drift else None,
    )
