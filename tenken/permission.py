"""Whether a scan may begin now, and when it must end: permitted windows, freezes, and the deadline."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from datetime import datetime

from checks import windows
from checks.judging import JST
from inventories.reason import ConfigError, Reason, reason
from reports.messages import Language, say
from scanners.ssh.known_hosts import DEFAULT_PORT
from tenken import facilities
from tenken.attempts import Again, Deadline, Terms
from tenken.loading import Loaded

SANDBOX = "TENKEN_SANDBOX"  # set by the units of `tenken schedule`
LEAST = {"deadline": 1, "retries": 0, "retry_wait": 0}  # by argument, the smallest number that makes sense


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments that say how long a scan lasts and how often it tries."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("--deadline", type=int, metavar="MINUTES", help=text("help_deadline"))
    parser.add_argument("--retries", type=int, default=0, metavar="N", help=text("help_retries"))
    parser.add_argument("--retry-wait", type=int, default=30, metavar="SECONDS", help=text("help_retry_wait"))


def permitted(loaded: Loaded, arguments: argparse.Namespace) -> Terms:
    """Give when the scan must end and how often it tries, before anything is connected to.

    Raises ConfigError where it may not begin now.
    """
    refuse_from_sandbox(loaded)
    now, work_order = datetime.now(JST), arguments.work_order or ""
    refuse_outside_windows(loaded, now, work_order)
    again = Again(arguments.retries, arguments.retry_wait)
    return Terms(deadline_of(loaded, arguments.deadline, now, work_order), again)


def refuse_outside_windows(loaded: Loaded, now: datetime, work_order: str) -> None:
    """Refuse a scan that a window or a freeze forbids now. Raises ConfigError.

    `work_order` (作業申請番号) lifts it: whoever gives one answers for the time, and the run records it.
    """
    if work_order.strip():
        return
    operations = loaded.policy.operations
    systems = _systems(loaded)
    refused = windows.refusals(operations, systems, now)
    if not refused:
        return
    opens = windows.next_permitted(operations, systems, now)
    why = ConfigError("scan_not_permitted_now", next=_moment(opens)) if opens else ConfigError("scan_never_permitted")
    why.reasons = (*map(_told, refused), why.reason)
    raise why


def deadline_of(loaded: Loaded, minutes: int | None, now: datetime, work_order: str) -> Deadline | None:
    """Give when a scan that begins now must end: at its own deadline, or where the permitted time ends before that."""
    ends = None if work_order.strip() else windows.closes(loaded.policy.operations, _systems(loaded), now)
    begun = time.monotonic()
    own = None if minutes is None else Deadline(begun + 60 * minutes, reason("run_deadline_passed", minutes=minutes))
    if ends is None:
        return own
    permitted = Deadline(begun + (ends - now).total_seconds(), reason("window_closed", at=_moment(ends)))
    return permitted if own is None or permitted.at < own.at else own


def refuse_from_sandbox(loaded: Loaded) -> None:
    """Refuse to read the ops host itself without SSH from within a hardened service. Raises ConfigError.

    The service sees a file system, mounts and processes of its own: what it read there would be true of nothing else.
    """
    if not os.environ.get(SANDBOX):
        return
    hosts = [job.plan.host for job in loaded.jobs if facilities.is_here(job.target)]
    read = tuple(host.name for host in hosts if not facilities.alone(host))
    if read:
        raise ConfigError("local_in_sandbox", hosts=read)


def _systems(loaded: Loaded) -> frozenset[str]:
    """Give the systems of what is connected to: targets, places that their facilities are asked from, jump hosts.

    A jump host is recognised by its name or its address and port, as the inventory has them.
    """
    names = {job.plan.host.name for job in loaded.jobs}
    places = [place for job in loaded.jobs for place in (job.target, job.gateway) if place]
    hops = [hop for place in places for hop in place.jumps]
    names |= {one.name for one in (*places, *hops)}
    ways = {(hop.address, hop.port) for hop in hops}
    return frozenset(
        host.system
        for host in loaded.inventory.hosts
        if host.name in names or (host.connection.address, host.connection.port or DEFAULT_PORT) in ways
    ) - {""}


def _told(refusal: windows.Refusal) -> Reason:
    if refusal.freeze is None:
        return reason("outside_windows", system=refusal.system)
    ends = _moment(refusal.freeze.ends)
    return reason("in_freeze", system=refusal.system, until=ends, why=refusal.freeze.why)


def _moment(moment: datetime) -> str:
    with contextlib.suppress(OverflowError):  # the last hours of the year 9999, which stands for no end
        moment = moment.astimezone(JST)
    return f"{moment:%Y-%m-%d %H:%M}"
