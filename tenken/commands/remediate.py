"""`tenken remediate RUN`: repair what a run found, through Ansible: check mode first, and scanned again afterwards."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks import approvers
from checks.judging import JST
from checks.remediated import FINE, SCHEMA_VERSION, Approved, Remediated, Result, left_of
from checks.remediation import RISKS, UNATTENDED, RepairPlan
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.redaction import mask
from reports.wording import label
from tenken import loading, permission
from tenken.one_line import one_line
from tenken.remediate import approval
from tenken.stored import configure_store, store_of
from tenken.terminal import ask_passphrase

if TYPE_CHECKING:
    from tenken.remediate.approval import Allowed
    from tenken.remediate.events import Event
    from tenken.remediate.repairing import Done
    from tenken.store.opening import Store

_SHOWN = frozenset({"changed", "failed", "unreachable"})
_AT_LEAST = (("serial", 1), ("stop_above", 0), ("timeout", 1))


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("run", metavar="RUN", help=text("help_repair_run"))
    loading.configure_inventory(parser, language)
    parser.add_argument("--limit", metavar="PATTERN", help=text("help_limit"))
    parser.add_argument("--control", action="append", metavar="ID", default=[], help=text("help_control"))
    parser.add_argument("--risk", choices=RISKS, default=RISKS[-1], help=text("help_repair_risk"))
    parser.add_argument("--apply", action="store_true", help=text("help_repair_apply"))
    parser.add_argument("--approval", type=Path, metavar="FILE", help=text("help_repair_approval"))
    parser.add_argument("--request", type=Path, metavar="FILE", help=text("help_repair_request"))
    parser.add_argument("--approver", metavar="NAME", help=text("help_repair_approver"))
    parser.add_argument("--from", dest="begin", metavar="TIME", help=text("help_repair_from"))
    parser.add_argument("--until", metavar="TIME", help=text("help_repair_until"))
    parser.add_argument("--serial", type=int, default=8, metavar="N", help=text("help_repair_serial"))
    parser.add_argument("--stop-above", type=int, default=0, metavar="PERCENT", help=text("help_repair_stop"))
    parser.add_argument("--timeout", type=int, default=60, metavar="MINUTES", help=text("help_repair_timeout"))
    parser.add_argument("--work-order", metavar="NUMBER", help=text("help_work_order"))
    parser.add_argument("--known-hosts", type=Path, metavar="FILE", help=text("help_known_hosts"))
    parser.add_argument("--format", choices=("table", "json"), default="table", help=text("help_repair_format"))
    configure_store(parser, language)
    parser.add_argument("--signing-key", type=Path, metavar="FILE", help=text("help_signing_key"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Plan, then request, check or repair.

    Gives 0 where everything was checked or is repaired, 1 where something still fails, 3 where something could not be
    done or judged, 2 for what is wrong beforehand.
    """
    from reports.remediation_report import render, render_json  # noqa: PLC0415
    from tenken.remediate.planning import Asked, planned  # noqa: PLC0415

    for name, least in _AT_LEAST:
        if getattr(arguments, name) < least:
            raise ConfigError("number_too_small", option=f"--{name.replace('_', '-')}", least=least)
    chosen, arguments.control = frozenset(arguments.control), []
    loaded = loading.load(arguments, ask_passphrase(language))
    loading.chosen_controls(loaded.policy, sorted(chosen), None)  # refuses what is in no catalogue
    with store_of(arguments) as store:
        with store.reading() as connection:
            plan = planned(connection, loaded, Asked(arguments.run, chosen, arguments.risk))
        if arguments.request:
            return _request(plan, loaded, arguments, language)
        done = _carried_out(plan, loaded, store, arguments, language)
    controls = loaded.policy.catalogue.controls
    print(render_json(done) if arguments.format == "json" else render(done, controls, language), end="")
    return _exit_status(done)


def _request(plan: RepairPlan, loaded: loading.Loaded, arguments: argparse.Namespace, language: Language) -> int:
    """Write a request for approval."""
    if not (arguments.approver and arguments.begin and arguments.until):
        raise ConfigError("repair_request_incomplete")
    _refuse_empty(plan)
    known = {one.name for one in _approvers(loaded)}
    if arguments.approver not in known:
        raise ConfigError("repair_approver_unknown", file=str(arguments.request), name=arguments.approver)
    begin, until = _moment("--from", arguments.begin), _moment("--until", arguments.until)
    approval.request(plan, arguments.approver, begin, until, arguments.request)
    print(say(reason("repair_request_written", file=str(arguments.request)), language))
    return 0


def _carried_out(
    plan: RepairPlan, loaded: loading.Loaded, store: Store, arguments: argparse.Namespace, language: Language
) -> Remediated:
    """Check the plan, or repair."""
    from tenken.evidence.signing import own_key  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.remediate.recording import recorded  # noqa: PLC0415
    from tenken.remediate.repairing import Pace, Watch, check, repair  # noqa: PLC0415
    from tenken.remediate.rescanning import rescan  # noqa: PLC0415
    from tenken.remediate.running import Order  # noqa: PLC0415

    permission.refuse_outside_windows(loaded, datetime.now(JST), arguments.work_order or "")
    allowed = _allowed(plan, loaded, store, arguments) if arguments.apply else None
    order = Order(
        inventory=arguments.inventory,
        hosts={job.plan.host.name: job.plan.host for job in loaded.jobs},
        check=not arguments.apply,
        seconds=60 * arguments.timeout,
        vault_args=loading.vault_arguments(arguments),
        known_hosts=arguments.known_hosts,
    )
    pace = Pace(arguments.serial, arguments.stop_above)
    begun = _begun(plan, arguments, allowed)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if not arguments.apply:
            return _ended(begun, check(plan, order, pace, _progress(language)))
        with recorded(store, loaded, begun, own_key(store.folder, arguments.signing_key)) as keep:
            watch = Watch(
                told=_progress(language),
                rescan=lambda batch: rescan(batch, loaded, arguments, plan.digest, language),
                still_allowed=lambda: _still_allowed(loaded, arguments, allowed),
            )
            done = _ended(begun, repair(plan, order, pace, watch))
            keep(done)
    finally:
        signal.signal(signal.SIGTERM, before)
    return done


def _allowed(plan: RepairPlan, loaded: loading.Loaded, store: Store, arguments: argparse.Namespace) -> Allowed | None:
    """Give the approval, None where every host waives it. Raises ConfigError where it lacks or does not hold."""
    from tenken.evidence.signing import own_key  # noqa: PLC0415

    _refuse_empty(plan)
    waived = {job.plan.host.name for job in loaded.jobs if job.plan.host.remediation.mode == UNATTENDED}
    needing = tuple(one.host for one in plan.repaired if one.host not in waived)
    if arguments.approval:
        key = own_key(store.folder, arguments.signing_key)
        return approval.allowed(arguments.approval, plan, _approvers(loaded), datetime.now(JST), key)
    if needing:
        raise ConfigError("repair_needs_approval", hosts=needing)
    return None


def _still_allowed(loaded: loading.Loaded, arguments: argparse.Namespace, allowed: Allowed | None) -> None:
    now = datetime.now(JST)
    permission.refuse_outside_windows(loaded, now, arguments.work_order or "")
    if allowed:
        approval.refuse_outside(allowed.approval, now)


def _approvers(loaded: loading.Loaded) -> tuple[approvers.Approver, ...]:
    return approvers.load(loaded.policy.folder / "approvers.yaml")


def _refuse_empty(plan: RepairPlan) -> None:
    if not plan.repaired:
        raise ConfigError("repair_nothing_to_do", run=plan.run)


def _progress(language: Language) -> Callable[[Event], None]:
    """Give what shows on standard error what happens, as it happens."""

    def told(event: Event) -> None:
        if event.kind in _SHOWN:
            what = label(f"repair_event_{event.kind}", language)
            line = say(reason("repair_progress", host=event.host, what=what, task=event.task), language)
            print(mask(one_line(line)), file=sys.stderr, flush=True)

    return told


def _begun(plan: RepairPlan, arguments: argparse.Namespace, allowed: Allowed | None) -> Remediated:
    """Give a repair as it is known before anything is done."""
    approved = Approved()
    if allowed:
        approved = Approved(allowed.approval.approved_by, allowed.role, allowed.text, allowed.signature)
    return Remediated(
        document="remediation",
        schema_version=SCHEMA_VERSION,
        run=plan.run,
        plan_sha256=plan.digest,
        mode="apply" if arguments.apply else "check",
        started=_now(),
        finished="",
        host=socket.gethostname(),
        executors=tuple(sorted(approval.executors())),
        approved=approved,
        work_order=arguments.work_order or "",
        outcomes=(),
        left=left_of(plan),
        runs_after=(),
    )


def _ended(begun: Remediated, done: Done) -> Remediated:
    return replace(begun, finished=_now(), outcomes=done.outcomes, runs_after=done.runs)


def _exit_status(done: Remediated) -> int:
    results = {one.result for one in done.outcomes}
    if results <= FINE:
        return 0
    return 1 if results <= FINE | {Result.STILL_FAILING} else 3


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _moment(option: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError("repair_time_wrong", option=option, value=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JST)
