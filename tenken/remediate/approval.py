"""Who allowed a repair: a file that binds the plan, its hosts and controls, and a time, signed by another person.

The approver signs with the program that every auditor has: `ssh-keygen -Y sign -n tenken-remediation -f KEY FILE`.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from checks.approvers import Approver
from checks.judging import JST
from checks.remediation import RepairPlan
from inventories.reason import ConfigError
from tenken.evidence import signing
from tenken.new_file import write_new

NAMESPACE = "tenken-remediation"
_Said = Annotated[str, Meta(min_length=1, max_length=200)]


class Approval(Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `hosts`: the controls that may be repaired on each; times are ISO 8601 with zone."""

    document: Literal["remediation-approval"]
    run: _Said
    plan_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
    hosts: dict[str, tuple[str, ...]]
    not_before: datetime
    not_after: datetime
    approved_by: _Said  # the approver's name in policy/approvers.yaml


@dataclass(frozen=True, slots=True)
class Allowed:
    """An approval that holds: what is recorded of it. `text` and `signature` are the files themselves."""

    approval: Approval
    role: str
    text: str
    signature: str


def request(plan: RepairPlan, approver: str, not_before: datetime, not_after: datetime, file: Path) -> None:
    """Write the file for an approver to read and to sign. Raises ConfigError where one is there."""
    told = Approval(
        document="remediation-approval",
        run=plan.run,
        plan_sha256=plan.digest,
        hosts={one.host: tuple(sorted(one.controls)) for one in plan.repaired},
        not_before=not_before,
        not_after=not_after,
        approved_by=approver,
    )
    text = msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"
    try:
        write_new(text, file)
    except FileExistsError:
        raise ConfigError("repair_request_exists", file=str(file)) from None


def allowed(file: Path, plan: RepairPlan, approvers: tuple[Approver, ...], now: datetime, own: signing.Key) -> Allowed:
    """Give the approval of a plan. Raises ConfigError for one that does not hold, and says why.

    `own`: the key of this store, which whoever executes can use.
    """
    text, signature = _text(file), _text(file.with_name(f"{file.name}.sig"))
    approval = _read(text, file)
    named = next((one for one in approvers if one.name == approval.approved_by), None)
    if named is None:
        raise ConfigError("repair_approver_unknown", file=str(file), name=approval.approved_by)
    if not signing.verified_by(text.encode(), signature, named.key, NAMESPACE):
        raise ConfigError("repair_signature_wrong", file=str(file), name=named.name)
    _refuse_executor(named, own)
    if approval.run != plan.run or approval.plan_sha256 != plan.digest:
        raise ConfigError("repair_other_plan", file=str(file), approved=approval.run, run=plan.run)
    if approval.hosts != {one.host: tuple(sorted(one.controls)) for one in plan.repaired}:
        raise ConfigError("repair_other_hosts", file=str(file))
    refuse_outside(approval, now)
    return Allowed(approval, named.role, text, signature)


def refuse_outside(approval: Approval, now: datetime) -> None:
    """Raise ConfigError where the approval does not hold at this moment."""
    if not approval.not_before <= now < approval.not_after:
        begin, end = (f"{one.astimezone(JST):%Y-%m-%d %H:%M}" for one in (approval.not_before, approval.not_after))
        raise ConfigError("repair_outside_approval", begin=begin, end=end)


def executors() -> frozenset[str]:
    """Give the accounts of who runs this: the process's own, and the one that sudo was called from."""
    return frozenset(name for name in (getpass.getuser(), os.environ.get("SUDO_USER", "")) if name)


def _refuse_executor(named: Approver, own: signing.Key) -> None:
    """Raise ConfigError where the approver is the one who executes, by account or by a key at hand."""
    account = next((one for one in executors() if one == named.account), "")
    if account:
        raise ConfigError("repair_approved_by_executor", name=named.name, account=account)
    if named.key in {own.public, *signing.keys_at_hand()}:
        raise ConfigError("repair_key_at_hand", name=named.name)


def _read(text: str, file: Path) -> Approval:
    try:
        approval = msgspec.json.decode(text, type=Approval)
    except (msgspec.MsgspecError, RecursionError) as broken:
        raise ConfigError("repair_approval_unusable", file=str(file), problem=str(broken)[:200]) from None
    if approval.not_before.tzinfo is None or approval.not_after.tzinfo is None:
        raise ConfigError("repair_approval_unusable", file=str(file), problem="not_before, not_after")
    return approval


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        raise ConfigError("repair_approval_missing", file=str(file)) from None
    except UnicodeDecodeError:
        raise ConfigError("repair_approval_unusable", file=str(file), problem="UTF-8") from None
