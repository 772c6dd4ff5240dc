"""Operators on the age of software: support, updates, versions, certificates, algorithms, crashes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    hidden,
    japanese_date,
    listed,
    passed,
    undecided,
)
from checks.tables import AlgorithmKind, Support, Tables
from inventories.reason import ConfigError, reason
from scanners.facts.certificates import Certificates
from scanners.facts.crashes import Crash
from scanners.facts.field import Known
from scanners.facts.os_release import OsRelease
from scanners.facts.packages import Packages
from scanners.facts.updates import PendingUpdate, Updates
from scanners.facts.version_order import compare_versions

DAY = 86400
Days = Annotated[int, Meta(ge=0, le=36500)]


class SupportParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Days of support that must be left; whether a vendor's separate long-term programme counts; how old the table may
    be, in days.
    """

    min_days: Days
    accept_extended: bool = False
    max_table_age_days: Days = 400


class UpdateParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a security update may wait, and how old the list of updates may be, in days."""

    max_pending_days: Days
    max_metadata_age_days: Days


class CertificateParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Days that must be left."""

    min_days: Days


class AlgorithmParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Which list of accepted algorithms, which part of it, and how old the lists may be, in days."""

    profile: str
    kind: AlgorithmKind
    max_table_age_days: Days = 400


class WindowParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How far back to look, in days; nothing older than 90 days is read from targets."""

    window_days: Annotated[int, Meta(ge=1, le=90)]


def table_age_verdict(table: str, made: date, today: date, most: int) -> Verdict | None:
    """Give the verdict for a table that is too old to tell anything, or dated in the future and so never too old."""
    age = (today - made).days
    if age > most:
        return undecided(reason("table_outdated", table=table, as_of=made.isoformat(), days=age, max_days=most))
    if age < -1:
        return undecided(reason("table_in_future", table=table, as_of=made.isoformat()))
    return None


def supported_until(params: SupportParams, _subject: str, tables: Tables) -> Compiled:
    """The release has standard support for some time to come, by a table of end of support that is fresh enough."""
    rows: dict[str, tuple[Support, ...]] = {}
    for row in tables.support:
        rows[row.id] = (*rows.get(row.id, ()), row)

    # A fleet runs few releases.
    @lru_cache(maxsize=256)
    def decide(system: str, version: str, today: date) -> Verdict:
        outdated = table_age_verdict("end_of_support", tables.support_as_of, today, params.max_table_age_days)
        if outdated:
            return outdated
        row = next((row for row in rows.get(system, ()) if f"{version}.".startswith(row.release + ".")), None)
        if row is None:
            return undecided(reason("release_not_in_table", id=system, version=version))
        extended = params.accept_extended and row.extended_until is not None
        until = row.extended_until if extended and row.extended_until else row.until
        seen = {"id": system, "version": version, "until": until.isoformat()}
        left = (until - today).days
        if left < 0:
            return failed("support_ended", **seen)
        if left < params.min_days:
            return failed("support_ends_soon", **seen, days=left)
        return passed("supported", **seen, days=left)

    def judge(value: OsRelease, context: Context) -> Verdict:
        if not (isinstance(value.id, Known) and isinstance(value.version_id, Known)):
            return hidden(value.id, value.version_id) or undecided(reason("not_judged"))
        return decide(value.id.value, value.version_id.value, context.today)

    return Compiled(reason("want_supported", min_days=params.min_days), judge)


def _update_names(updates: list[PendingUpdate]) -> list[str]:
    return sorted(f"{update.package} {update.version}" for update in updates)


def updates_applied(params: UpdateParams, _subject: str, _tables: Tables) -> Compiled:
    """No security update waits too long, on a list of updates that is fresh enough to be believed.

    An update was public at the latest when the list that names it was: where no day is told, the age of the list is a
    lower bound that can prove a fail, and nothing else is known. On an old list "no updates" is no news.
    """
    longest, oldest = params.max_pending_days * DAY, params.max_metadata_age_days * DAY

    def judge(value: Updates, context: Context) -> Verdict:
        made, pending = value.metadata_epoch, value.pending_security
        age = context.as_of - made.value if isinstance(made, Known) else 0
        waiting = list(pending.value) if isinstance(pending, Known) else []
        late = [update for update in waiting if context.as_of - update.published > longest and update.published > 0]
        undated = [update for update in waiting if update.published <= 0]
        if age > longest:
            late += undated
        if late:
            return failed("updates_late", **listed(_update_names(late)), max_days=params.max_pending_days)
        return hidden(pending, made) or _by_list(age, oldest, waiting, undated)

    return Compiled(
        reason("want_updates", max_days=params.max_pending_days, max_age=params.max_metadata_age_days), judge
    )


def _by_list(age: int, oldest: int, waiting: list[PendingUpdate], undated: list[PendingUpdate]) -> Verdict:
    """Judge where nothing is known to be late; `age` of the list and the `oldest` that is believed, in seconds."""
    if age > oldest:
        return undecided(reason("metadata_stale", days=age // DAY, max_days=oldest // DAY))
    if age < -DAY:
        return undecided(reason("metadata_in_future", days=-age // DAY))
    if undated:
        return undecided(reason("pending_age_unknown", **listed(_update_names(undated))))
    return passed("updates_current", count=len(waiting), days=max(age, 0) // DAY)


@lru_cache(maxsize=16384)
def _below(order: str, version: str, floor: str) -> bool:
    return compare_versions(order, version, floor) < 0


def not_below_register(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """No installed version of a package is below the registered minimum for this family.

    Every installed version counts: an old one that lies beside a new one can still be started.
    """

    def judge(value: Packages, context: Context) -> Verdict:
        minimums = context.registers.minimum_versions.get(context.family, {})
        if not minimums:
            return passed("no_minimum_versions")
        if not (isinstance(value.versions, Known) and isinstance(value.order, Known)):
            return hidden(value.versions, value.order) or undecided(reason("not_judged"))
        order = value.order.value
        low: list[str] = []
        strange: list[str] = []
        for package, least in minimums.items():
            for version in value.versions.value.get(package, ()):
                try:
                    floors = [floor for floor in least if _below(order, version, floor)]
                except ValueError:
                    strange.append(f"{package} {version}")
                else:
                    low += [f"{package} {version} < {floor}" for floor in floors]
        if low:
            return failed("versions_too_low", **listed(sorted(low)))
        if strange:
            return undecided(reason("version_unreadable", **listed(sorted(strange))))
        return passed("versions_high_enough", count=len(minimums))

    return Compiled(reason("want_minimum_versions"), judge)


def expires_after(params: CertificateParams, _subject: str, _tables: Tables) -> Compiled:
    """Every registered certificate is valid for some time; every configured one is registered."""

    def judge(value: Certificates, context: Context) -> Verdict:
        registered = context.registers.certificates
        limit = context.as_of + params.min_days * DAY
        ends = value.expiry.value if isinstance(value.expiry, Known) else {}
        soon = [f"{path} ({japanese_date(end).isoformat()})" for path, end in sorted(ends.items()) if end < limit]
        if soon:
            return failed("certificates_expiring", **listed(soon), min_days=params.min_days)
        if unseen := hidden(value.configured, *((value.expiry,) if registered else ())):
            return unseen
        if unread := sorted(registered - ends.keys()):
            return undecided(reason("certificates_unread", **listed(unread)))
        configured = getattr(value.configured, "value", frozenset[str]())
        if foreign := sorted(configured - registered):
            return undecided(reason("certificates_unregistered", **listed(foreign)))
        if not registered:
            return Verdict(Status.NOT_APPLICABLE, reason("no_certificates"))
        return passed("certificates_valid", count=len(registered))

    return Compiled(reason("want_certificates", min_days=params.min_days), judge)


def algorithms_in(params: AlgorithmParams, subject: str, tables: Tables) -> Compiled:
    """Only listed algorithms are offered, by lists that are fresh enough. Raises ConfigError for an unknown list."""
    if params.profile not in tables.profiles:
        raise ConfigError("policy_unknown_profile", profile=params.profile)
    accepted = frozenset(getattr(tables.profiles[params.profile], params.kind))
    nothing = undecided(reason("no_algorithms_seen"))

    @lru_cache(maxsize=64)
    def decide(value: frozenset[str]) -> Verdict:
        if not value:
            return nothing
        weak = value - accepted
        if weak:
            return failed(f"bad.{subject}", **listed(sorted(weak)))
        return passed(f"good.{subject}", count=len(value))

    def judge(value: frozenset[str], context: Context) -> Verdict:
        outdated = table_age_verdict("algorithms", tables.profiles_as_of, context.today, params.max_table_age_days)
        return outdated or decide(value)

    return Compiled(reason(f"want.{subject}", profile=params.profile), judge)


def _event(event: Crash) -> str:
    return f"{japanese_date(event.epoch).isoformat()} {event.message[:120]}"


def no_recent(params: WindowParams, subject: str, _tables: Tables) -> Compiled:
    """No event in the window before the time of judging; one after it (a wrong clock) counts too."""
    window = params.window_days * DAY
    good = passed(f"good.{subject}", days=params.window_days)

    def judge(value: tuple[Crash, ...], context: Context) -> Verdict:
        recent = [event for event in value if event.epoch >= context.as_of - window]
        if recent:
            return failed(f"bad.{subject}", **listed(_event(event) for event in reversed(recent)))
        return good

    return Compiled(reason(f"want.{subject}", days=params.window_days), judge)
