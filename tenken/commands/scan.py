"""`tenken scan`: read the hosts of an inventory, judge them, and write the reports."""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from checks.control import Depth
from checks.evaluate import evaluate
from checks.facts_file import plain_facts
from checks.finding import Severity
from checks.judging import japanese_date
from checks.run import HostFacts, Run
from inventories.reason import ConfigError, Reason, reason
from reports import WITH_FACTS
from reports.messages import Language, say
from reports.summary import exit_status
from scanners.ssh.known_hosts import KnownHosts
from tenken import loading, permission
from tenken.admission import Limits
from tenken.attempts import AT_ONCE, Terms
from tenken.metrics import write_metrics
from tenken.output import checked_outputs, configure_outputs, write_reports
from tenken.progress import Progress
from tenken.reading import HostReading, not_read
from tenken.scanning import Keep, not_kept, read_all
from tenken.sessions import Door
from tenken.stored import configure_store, named_store
from tenken.terminal import ask_passphrase

# Seconds for one target where nothing else is asked: a heavy probe alone may take 15 minutes.
HOST_SECONDS: dict[Depth, int] = {"routine": 120, "full": 1800}
_NEVER = "never"  # of --fail-on: for services, whose success is that everything was judged
_LEAST = {**dict.fromkeys(("workers", "per_segment", "per_jump", "host_timeout"), 1), **permission.LEAST}


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    loading.configure(parser, language)
    parser.add_argument("--no-sudo", action="store_true", help=text("help_no_sudo"))
    parser.add_argument("--workers", type=int, default=8, metavar="N", help=text("help_workers"))
    parser.add_argument("--per-segment", type=int, default=4, metavar="N", help=text("help_per_segment"))
    parser.add_argument("--per-jump", type=int, default=4, metavar="N", help=text("help_per_jump"))
    help_timeout = say(reason("help_host_timeout", **HOST_SECONDS), language)
    parser.add_argument("--host-timeout", type=int, metavar="SECONDS", help=help_timeout)
    parser.add_argument("--known-hosts", type=Path, metavar="FILE", help=text("help_known_hosts"))
    configure_outputs(parser, language)
    permission.configure(parser, language)
    parser.add_argument("--metrics", type=Path, metavar="FILE", help=text("help_metrics"))
    parser.add_argument("--work-order", metavar="NUMBER", help=text("help_work_order"))
    configure_store(parser, language)
    parser.add_argument("--no-store", action="store_true", help=text("help_no_store"))
    parser.add_argument("--signing-key", type=Path, metavar="FILE", help=text("help_signing_key"))
    parser.add_argument("--fail-on", choices=[*map(str, Severity), _NEVER], default="low", help=text("help_fail_on"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Scan; gives exit status 0, 1, 2 or 3 as documented."""
    outputs = checked_outputs(arguments.format)
    refuse_odd_numbers(arguments)
    loaded = loading.load(arguments, ask_passphrase(language))
    terms = permission.permitted(loaded, arguments)
    begun = begin(loaded, arguments)
    with_facts = any(name in WITH_FACTS for name, _file in outputs)
    not_stored: ConfigError | None = None
    not_told: ConfigError | None = None
    if _kept(arguments):
        from tenken.keeping import keeping  # noqa: PLC0415  (SQLAlchemy costs a third of a second)
        from tenken.notifying import expect  # noqa: PLC0415  (mail and its like are for runs that are kept)

        with keeping(arguments, loaded, begun) as keeper:
            done = scan(begun, loaded, arguments, language, terms, with_facts=with_facts, keep=keeper.recording.keep)
            expect(done, loaded.policy, keeper.store.folder)
            try:
                entry = keeper.finish(done)
            except ConfigError as problem:  # what was found is told all the same
                not_stored = problem
            else:
                told = reason("run_stored", run=done.id, count=len(done.findings), sha256=entry)
                print(say(told, language), file=sys.stderr)
                try:
                    done, problems = keeper.follow_up(done, loaded.policy)
                except ConfigError as problem:  # the same: a run before this one may be damaged
                    not_told = problem
                else:
                    _warn(problems, language)
    else:
        done = scan(begun, loaded, arguments, language, terms, with_facts=with_facts)
    if arguments.metrics:
        proven = replace(done, status="incomplete") if not_stored else done  # what left no record is no success
        _warn(write_metrics(arguments.metrics, proven), language)
    write_reports(outputs, done, loaded.policy.catalogue.controls, language)
    if broken := not_stored or not_told:
        raise broken
    threshold = None if arguments.fail_on == _NEVER else Severity(arguments.fail_on)
    return exit_status(done, threshold, frozenset(arguments.control))


def refuse_odd_numbers(arguments: argparse.Namespace) -> None:
    """Refuse numbers that make no sense. Raises ConfigError."""
    for name, least in _LEAST.items():
        if (given := getattr(arguments, name)) is not None and given < least:
            raise ConfigError("number_too_small", option=f"--{name.replace('_', '-')}", least=least)


def _kept(arguments: argparse.Namespace) -> bool:
    """Whether the run is stored: not where the operator says so, on the command line or by TENKEN_STORE=none."""
    return not arguments.no_store and (bool(arguments.store) or named_store() != "none")


def begin(loaded: loading.Loaded, arguments: argparse.Namespace) -> Run:
    """Give a run as far as it is known before anything is read."""
    started = datetime.now().astimezone()
    return Run(
        id=f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        status="incomplete",
        started=started.isoformat(timespec="seconds"),
        finished="",
        tool_version=version("tenken"),
        arguments=_told_arguments(arguments),
        inventory_digest=loaded.inventory.digest,
        baselines=(),
        targets=(),
        findings=(),
        commands=(),
        accepted_gaps=arguments.no_sudo,
        work_order=arguments.work_order or "",
    )


def scan(
    begun: Run,
    loaded: loading.Loaded,
    arguments: argparse.Namespace,
    language: Language,
    terms: Terms = AT_ONCE,
    *,
    with_facts: bool = False,
    keep: Keep = not_kept,
) -> Run:
    """Read and judge every host; SIGTERM ends the scan as Ctrl-C does. `with_facts`: for a report that needs them."""
    door = Door(
        credentials=loaded.credentials,
        known=KnownHosts(*([arguments.known_hosts] if arguments.known_hosts else [])),
        host_seconds=arguments.host_timeout or HOST_SECONDS[arguments.depth],
        sudo=not arguments.no_sudo,
    )
    _warn(dict.fromkeys(note for job in loaded.jobs for note in job.target.notes), language)
    limits = Limits(arguments.workers, arguments.per_segment, arguments.per_jump)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Progress(len(loaded.jobs), language) as progress:
            readings, interrupted = read_all(
                loaded.jobs,
                limits,
                door,
                progress.finished,
                progress.interrupting,
                keep=keep,
                deadline=terms.deadline,
                again=terms.again,
                waiting=progress.trying_again,
            )
    finally:
        signal.signal(signal.SIGTERM, before)
    skipped = [
        reason("known_hosts_line_skipped", file=one.file, line=one.line, why=one.why) for one in door.known.skipped
    ]
    _warn(skipped, language)
    ordered = [readings[job.plan.host.name] for job in loaded.jobs]
    as_of = int(time.time())
    findings = evaluate(
        [reading.collected for reading in ordered],
        loaded.policy,
        as_of,
        sudo_commands=loaded.sudo_commands,
        ha_groups=loaded.ha_groups,
        unread=loaded.unread,
    )
    aside = [not_read(plan.host, plan, why, scanned=False) for plan, why in loaded.set_aside]
    targets = tuple(sorted((reading.target for reading in (*ordered, *aside)), key=lambda target: target.name))
    systems = {target.system for target in targets}
    return replace(
        begun,
        status=_status(ordered, interrupted=interrupted),
        finished=datetime.now().astimezone().isoformat(timespec="seconds"),
        baselines=tuple(chosen.ref for system, chosen in sorted(loaded.policy.baselines.items()) if system in systems),
        targets=targets,
        findings=findings,
        commands=tuple(record for reading in ordered for record in reading.commands),
        exceptions=loaded.policy.exception_records(japanese_date(as_of)),
        facts=_facts(ordered) if with_facts else (),
        as_of=as_of,
    )


def _facts(readings: Sequence[HostReading]) -> tuple[HostFacts, ...]:
    return tuple(
        HostFacts(reading.target.name, reading.collected.family, plain_facts(reading.collected.facts))
        for reading in readings
    )


def _status(readings: Sequence[HostReading], *, interrupted: bool) -> Literal["complete", "incomplete", "aborted"]:
    if interrupted:
        return "aborted"
    whole = bool(readings) and all(reading.target.reachable and reading.target.reason is None for reading in readings)
    return "complete" if whole else "incomplete"


def _told_arguments(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Give the arguments that decide what a run means; none of them holds a secret."""
    told = [f"--inventory={arguments.inventory}"]
    told += [f"--{name}={value}" for name in ("policy", "extensions", "limit") if (value := getattr(arguments, name))]
    told += [f"--control={control}" for control in arguments.control]
    told += [f"--article={article}" for article in arguments.article or ()]
    told += ["--no-sudo"] if arguments.no_sudo else []
    told += [f"--depth={arguments.depth}"]
    return (*told, f"--fail-on={arguments.fail_on}")


def _warn(problems: Iterable[Reason], language: Language) -> None:
    for problem in problems:
        print(say(reason("warning", problem=say(problem, language)), language), file=sys.stderr)
