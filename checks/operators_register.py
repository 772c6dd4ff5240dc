"""Operators that compare what is on a host with what the registers (台帳) approve. What is not approved is named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.judging import SHOWN, Compiled, Context, NoParams, Verdict, failed, listed, no_register, passed, undecided
from checks.registers import Address, PortEntry, SudoEntry, same
from checks.segments import networks
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.listening_sockets import Socket
from scanners.facts.sudo_rules import SudoRule


class RegisterKindParam(Struct, frozen=True, forbid_unknown_fields=True):
    """Which kind of register to compare with. `always`: names that need no entry.

    `partial`: the names are a part of what is there, so that none of the others can be said to be lacking.
    """

    kind: Literal[
        "packages",
        "services",
        "accounts",
        "repositories",
        "scheduled_jobs",
        "usb_devices",
        "setuid_files",
    ]
    always: tuple[str, ...] = ()
    partial: bool = False


class Sources(Struct, frozen=True, forbid_unknown_fields=True):
    """How many sources there must be."""

    minimum: Annotated[int, Meta(ge=1)]


class MfaParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the baseline demands more than one factor."""

    required: bool


def subset_of_register(params: RegisterKindParam, subject: str, _tables: Tables) -> Compiled:
    """Every name is registered, and every name that must be there is there."""
    kind, always, partial, good = params.kind, frozenset(params.always), params.partial, f"good.{subject}"

    def judge(value: frozenset[str], context: Context) -> Verdict:
        if kind not in context.registers.kinds:
            return no_register(kind)
        approved = getattr(context.registers, kind)
        foreign = approved.missing(value)
        if always:
            foreign = [name for name in foreign if name not in always]
        lacking = () if partial else approved.lacking(value)
        return differs(subject, foreign, lacking) or passed(good, count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def differs(subject: str, foreign: Sequence[str], lacking: Sequence[str]) -> Verdict | None:
    """Fail for what is there and not registered, and for what is registered and not there."""
    if foreign and lacking:
        return failed("register_differs", **listed(foreign), lacking=tuple(lacking[:SHOWN]), lacking_count=len(lacking))
    if foreign:
        return failed(f"bad.{subject}", **listed(foreign))
    return failed("register_lacking", **listed(lacking)) if lacking else None


def sudo_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every grant is registered, is root's own, or is exactly one of this plan's commands for the scan account.

    And every registered grant that is not optional is there.
    """

    def judge(value: frozenset[SudoRule], context: Context) -> Verdict:
        foreign = sorted(
            f"{rule.user} → {rule.runas}: {'NOPASSWD: ' if rule.nopasswd else ''}{rule.command}"
            for rule in value
            if not _sudo_approved(rule, context)
        )
        if foreign and "sudo_rules" not in context.registers.kinds:
            return no_register("sudo_rules")
        lacking = sorted(
            f"{entry.user} → {entry.runas}: {entry.command}"
            for entry in context.registers.sudo_rules
            if not entry.optional and not any(_covered(entry, rule) for rule in value)
        )
        return differs(subject, foreign, lacking) or passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def _covered(entry: SudoEntry, rule: SudoRule) -> bool:
    """Whether a rule is the registered grant. One that asks for a password is narrower than one that does not."""
    same_grant = (entry.user, entry.command, entry.runas, entry.host) == (
        rule.user,
        rule.command,
        rule.runas,
        rule.host,
    )
    return same_grant and (entry.nopasswd or not rule.nopasswd)


def _sudo_approved(rule: SudoRule, context: Context) -> bool:
    if rule.user == "root":
        return True  # root gains nothing through sudo
    if rule.user == context.scan_user and rule.runas == "root" and literal(rule.command) in context.own_sudo:
        return True
    return any(_covered(entry, rule) for entry in context.registers.sudo_rules)


def literal(pattern: str) -> str | None:
    """Give the one text that a sudoers command matches, or None where wildcards let it match more.

    sudoers(5) takes commands as fnmatch(3) patterns: a backslash makes the next character literal.
    """
    text: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character in "*?[":
            return None
        if character == "\\":
            following = next(characters, None)
            if following is None:
                return None
            text.append(following)
        else:
            text.append(character)
    return "".join(text)


def keys_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every key is registered for its account and not past its last day; every key that must be there is there."""

    def judge(value: frozenset[AuthorizedKey], context: Context) -> Verdict:
        if value and "authorized_keys" not in context.registers.kinds:
            return no_register("authorized_keys")
        approved, today = context.registers.authorized_keys, context.today
        foreign: list[str] = []
        expired: list[str] = []
        for key in value:
            until = approved.get((key.fingerprint, key.account))
            if until is None:
                foreign.append(f"{key.account}: {key.fingerprint}")
            elif until < today:
                expired.append(f"{key.account}: {key.fingerprint} ({until.isoformat()})")
        if foreign or expired:
            return failed(
                f"bad.{subject}",
                **listed(sorted(foreign)),
                expired=tuple(sorted(expired)[:10]),
                expired_count=len(expired),
            )
        there = {(key.fingerprint, key.account) for key in value}
        lacking = sorted(
            f"{account}: {fingerprint}"
            for fingerprint, account in context.registers.required_keys - there
            if approved[fingerprint, account] >= today
        )
        return differs(subject, (), lacking) or passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


@lru_cache(maxsize=4096)
def _listens_on(text: str) -> Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def port_approved(entry: PortEntry, socket: Socket) -> bool:
    """Whether an entry covers a listener: a listener on all addresses needs an entry for `any`."""
    low, high = entry.range
    if entry.proto != socket.proto or not low <= socket.port <= high:
        return False
    if entry.process and entry.process != socket.process:
        return False
    if entry.address == "any":
        return True
    address = _listens_on(socket.address)
    if address is None or address.is_unspecified:
        return False
    if entry.address == "loopback":
        return address.is_loopback
    (network,) = networks((entry.address,))
    return address.version == network.version and address in network


@lru_cache(maxsize=16384)
def _approved(socket: Socket, entries: tuple[PortEntry, ...]) -> bool:
    return any(port_approved(entry, socket) for entry in entries)


def ports_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every listener is registered by protocol, port, address and, where the entry names one, program.

    And something listens at every entry that is not optional.
    """

    def judge(value: frozenset[Socket], context: Context) -> Verdict:
        if "ports" not in context.registers.kinds:
            return no_register("ports")
        entries = context.registers.ports
        foreign = sorted(
            (socket.proto, socket.port, socket.address, socket.process)
            for socket in value
            if not _approved(socket, entries)
        )
        named = [
            f"{proto}/{port} {address}{f' ({process})' if process else ''}" for proto, port, address, process in foreign
        ]
        lacking = [
            f"{entry.proto}/{entry.port} {entry.address}{f' ({entry.process})' if entry.process else ''}"
            for entry in entries
            if not entry.optional and not any(port_approved(entry, socket) for socket in value)
        ]
        return differs(subject, named, lacking) or passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def sources_in_register(params: Sources, subject: str, _tables: Tables) -> Compiled:
    """Every time source is registered, and there are enough of them."""
    minimum = params.minimum

    def judge(value: frozenset[str], context: Context) -> Verdict:
        if "ntp_servers" not in context.registers.kinds:
            return no_register("ntp_servers")
        sources = frozenset(same(source) for source in value)
        foreign = sorted(sources - context.registers.ntp_servers)
        if foreign:
            return failed(f"bad.{subject}", **listed(foreign))
        if len(sources) < minimum:
            return failed("too_few_sources", **listed(sorted(sources)), minimum=minimum)
        return passed(f"good.{subject}", **listed(sorted(sources)))

    return Compiled(reason(f"want.{subject}", minimum=minimum), judge)


def mfa_except_scanner(params: MfaParams, subject: str, _tables: Tables) -> Compiled:
    """Where the baseline demands it, one method alone never logs in. The scan account is left out only where every key
    of it says from where it may be used.
    """
    if not params.required:
        return Compiled(reason("mfa_not_required"), lambda _value, _context: passed("mfa_not_judged"))

    def judge(value: frozenset[str], context: Context) -> Verdict:
        own = {where for where in value if where.rpartition("@")[0] == context.scan_user}
        others = sorted(value - own)
        if others:
            return failed(f"bad.{subject}", **listed(others))
        if not own:
            return passed(f"good.{subject}")
        return _restricted(context, sorted(own), subject)

    return Compiled(reason(f"want.{subject}"), judge)


def _restricted(context: Context, own: list[str], subject: str) -> Verdict:
    from_known = context.facts.get("authorized_keys")
    keys = getattr(getattr(from_known, "keys", None), "value", None)
    unrestricted = getattr(getattr(from_known, "unrestricted", None), "value", None)
    if keys is None or unrestricted is None:
        return undecided(reason("scan_account_keys_unread", account=context.scan_user))
    has_keys = any(key.account == context.scan_user for key in keys)
    if not has_keys or context.scan_user in unrestricted:
        return failed(f"bad.{subject}", **listed(own))
    return passed("good_but_for_scanner", account=context.scan_user)
