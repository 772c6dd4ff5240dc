"""Operators on the upkeep of a host: integrity, managed files, records, changes of packages, malicious programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    SHOWN,
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    hidden,
    japanese_date,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.registers import same
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.anti_malware import AntiMalware
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.file_integrity import FileIntegrity
from scanners.facts.log_retention import KeptLog
from scanners.facts.logs import LogForwarding
from scanners.facts.package_changes import PackageChanges
from scanners.facts.package_verification import PackageVerification

DAY = 86400
Days = Annotated[int, Meta(ge=1, le=36500)]


class AgeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How old the newest one may be, in days."""

    max_age_days: Days


class RetentionParams(Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days a host keeps its records: on its own, and where a registered log server gets them too."""

    min_days: Days
    min_days_forwarding: Days


class ChangeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How far back to look, in days."""

    window_days: Annotated[int, Meta(ge=1, le=366)]


_INTEGRITY_RESULTS = {
    "differences": failed("integrity_differences"),
    "failed": failed("integrity_failed"),
    "never": failed("integrity_never"),
}


def _integrity_defect(value: FileIntegrity, age: int, most: int) -> Verdict | None:
    """Give what is known to be wrong, however much else was not read; the worst first."""
    database, scheduled, result = (
        getattr(state, "value", None) for state in (value.database, value.scheduled, value.result)
    )
    if database is False:
        return failed("integrity_no_database")
    if result in _INTEGRITY_RESULTS:
        return _INTEGRITY_RESULTS[result]
    if scheduled is False:
        return failed("integrity_not_scheduled")
    return failed("integrity_stale", days=age // DAY, max_days=most) if age > most * DAY else None


def integrity_checked(params: AgeParams, _subject: str, _tables: Tables) -> Compiled:
    """The approved state is there, a comparison with it is scheduled, and the last one is recent and found nothing."""

    def judge(value: FileIntegrity, context: Context) -> Verdict:
        age = context.as_of - value.last_check.value if isinstance(value.last_check, Known) else 0
        defect = _integrity_defect(value, age, params.max_age_days)
        unseen = hidden(value.database, value.scheduled, value.result, value.last_check)
        if verdict := defect or unseen:
            return verdict
        if age < -DAY:
            return undecided(reason("integrity_in_future", days=-age // DAY))
        return passed("integrity_clean", days=max(age, 0) // DAY)

    return Compiled(reason("want_integrity", max_days=params.max_age_days), judge)


def digests_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every registered file is there with the registered content; where none is registered nothing is proven."""

    def judge(value: Mapping[str, str], context: Context) -> Verdict:
        if "managed_files" not in context.registers.kinds:
            return no_register("managed_files")
        registered = context.registers.managed_files
        changed = sorted(path for path, digest in registered.items() if value.get(path, digest) not in {"", digest})
        gone = sorted(path for path in registered if value.get(path) == "")
        if changed or gone:
            return failed(f"bad.{subject}", **listed(changed), gone=tuple(gone[:SHOWN]), gone_count=len(gone))
        if unread := sorted(registered.keys() - value.keys()):
            return undecided(reason("managed_files_unread", **listed(unread)))
        if not registered:
            return undecided(reason("managed_files_none"))
        return passed(f"good.{subject}", count=len(registered))

    return Compiled(reason(f"want.{subject}"), judge)


def _kept_shown(log: KeptLog) -> str:
    return f"{log.name}: {log.days}"


def _too_short(log: KeptLog, days: int) -> bool:
    """Whether a rule ends a record's life too early; where size limits it, 0 days mean that no rule does."""
    return (log.limit == "time" or (log.limit == "size" and log.days > 0)) and log.days < days


def _retention(value: tuple[KeptLog, ...], days: int, subject: str, as_of: int) -> Verdict:
    """Judge against a number of days. Where size decides, a part that is old enough proves that there was room."""
    short = [log for log in value if _too_short(log, days)]
    if short:
        return failed(f"bad.{subject}", **listed(map(_kept_shown, short)), days=days)
    untold = [log.name for log in value if log.limit == "size" and not 0 < log.oldest <= as_of - days * DAY]
    if untold:
        return undecided(reason("logs_limited_by_size", **listed(untold), days=days))
    return passed(f"good.{subject}", count=len(value), days=days)


def logs_kept(params: RetentionParams, subject: str, _tables: Tables) -> Compiled:
    """Records are kept long enough. Years belong to the log archive: a host whose records a registered log server gets
    needs only the days until they are safely there; a log server itself, and a host on its own, needs them all.
    """
    nothing = undecided(reason("no_logs_seen"))

    def judge(value: tuple[KeptLog, ...], context: Context) -> Verdict:
        if not value:
            return nothing
        forwards = _forwards(context)
        alone = _retention(value, params.min_days, subject, context.as_of)
        if forwards is False or alone.status is Status.PASS:
            return alone
        sends = _retention(value, params.min_days_forwarding, subject, context.as_of)
        # Where it is not known which case this is, a fail in the milder one is still certain.
        return sends if forwards or sends.status is Status.FAIL else _forwarding_unknown(context)

    return Compiled(reason(f"want.{subject}", days=params.min_days, forwarding=params.min_days_forwarding), judge)


def _forwards(context: Context) -> bool | None:
    """Whether a registered log server gets all its records, and it is none itself; None where that is not known."""
    servers = context.registers.log_servers
    if any(server.target == context.host for server in servers):
        return False
    if "log_servers" not in context.registers.kinds:
        return None
    fact = context.facts.get("log_forwarding")
    targets = fact.targets if isinstance(fact, LogForwarding) else None
    if not isinstance(targets, Known):
        return False if isinstance(targets, Absent) else None
    names = {(same(name), server.port) for server in servers for name in (server.address, *server.names)}
    return any((same(target.address), target.port) in names and target.protocol != "udp" for target in targets.value)


def _forwarding_unknown(context: Context) -> Verdict:
    if "log_servers" not in context.registers.kinds:
        return no_register("log_servers")
    fact = context.facts.get("log_forwarding")
    targets = fact.targets if isinstance(fact, LogForwarding) else None
    return undecided(targets.reason if isinstance(targets, Unknown) else reason("not_judged"))


def changes_announced(params: ChangeParams, _subject: str, _tables: Tables) -> Compiled:
    """Every change of packages in the window lies within announced work on this host."""
    window = params.window_days * DAY

    def judge(value: PackageChanges, context: Context) -> Verdict:
        begin = context.as_of - window
        recent = [
            (change, sign)
            for state, sign in ((value.installed, "+"), (value.removed, "-"))
            for change in (state.value if isinstance(state, Known) else ())
            if change.epoch >= begin
        ]
        foreign = sorted(
            (change.epoch, f"{japanese_date(change.epoch).isoformat()} {sign}{change.package}")
            for change, sign in recent
            if not any(work.covers(change.epoch) for work in context.changes)
        )
        if foreign:
            return failed("changes_unannounced", **listed(shown for _epoch, shown in foreign))
        if unseen := hidden(value.installed, value.removed, value.removals_since):
            return unseen
        since = value.removals_since.value if isinstance(value.removals_since, Known) else 0
        if since > begin:
            return undecided(reason("package_log_too_short", since=japanese_date(since).isoformat()))
        return passed("changes_all_announced", count=len(recent), days=params.window_days)

    return Compiled(reason("want_changes_announced", days=params.window_days), judge)


def protected(params: AgeParams, _subject: str, _tables: Tables) -> Compiled:
    """A product runs, and the signatures of at least one that runs are recent."""

    def judge(value: AntiMalware, context: Context) -> Verdict:
        if not isinstance(value.running, Known):
            return hidden(value.running) or undecided(reason("not_judged"))
        products = sorted(value.running.value)
        if not products:
            there = sorted(getattr(value.stopped, "value", ()))
            return failed("malware_stopped", **listed(there)) if there else failed("malware_none")
        if not isinstance(value.signatures, Known):
            return hidden(value.signatures) or undecided(reason("not_judged"))
        made = {name: value.signatures.value[name] for name in products if name in value.signatures.value}
        ages = {name: context.as_of - epoch for name, epoch in made.items() if epoch <= context.as_of + DAY}
        current = [name for name, age in ages.items() if age <= params.max_age_days * DAY]
        if current:
            return passed("malware_current", **listed(current), days=max(min(ages.values()), 0) // DAY)
        if untold := [name for name in products if name not in ages]:
            return undecided(reason("malware_signatures_untold", **listed(untold)))
        stale = [f"{name} ({japanese_date(made[name]).isoformat()})" for name in ages]
        return failed("malware_stale", **listed(stale), max_days=params.max_age_days)

    return Compiled(reason("want_malware", max_days=params.max_age_days), judge)


def packages_unaltered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """No file of a package differs that is not configuration. Configuration that differs is named."""

    def judge(value: PackageVerification, _context: Context) -> Verdict:
        bad = sorted(getattr(value.altered, "value", ()))
        if bad:
            return failed("package_files_altered", **listed(bad))
        if unseen := hidden(value.altered, value.unverifiable, value.configuration):
            return unseen
        if without := sorted(getattr(value.unverifiable, "value", ())):
            return undecided(reason("packages_without_digests", **listed(without)))
        return passed("package_files_right", **listed(sorted(getattr(value.configuration, "value", ()))))

    return Compiled(reason("want_package_files"), judge)
