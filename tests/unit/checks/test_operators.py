"""The traps of single operators, beyond what each control's table shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import tables
from checks.finding import Status
from checks.judging import Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.operators_register import literal, port_approved
from checks.registers import PortEntry, Register, United, unite
from inventories.reason import ConfigError, reason
from scanners.facts.authorized_keys import AuthorizedKey, AuthorizedKeys
from scanners.facts.certificates import Certificates
from scanners.facts.crashes import Crash
from scanners.facts.field import Absent, Known
from scanners.facts.files import FileMode
from scanners.facts.listening_sockets import Socket
from scanners.facts.logs import ForwardTarget, LogForwarding, ReceivedLogin
from scanners.facts.os_release import OsRelease
from scanners.facts.packages import Packages
from scanners.facts.routes import Route
from scanners.facts.sudo_rules import SudoRule
from scanners.facts.sysctl import Sysctl
from scanners.facts.updates import PendingUpdate, Updates
from tests.unit.checks.good_host import AS_OF, DAY, OPS_KEY, UNREAD
from tests.unit.checks.said import said

TABLES = tables.load()
PASS, FAIL, UNKNOWN, NONE = Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE


def register(**kinds: Any) -> United:
    return unite([msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)])


def run(operator: str, value: object, arguments: Mapping[str, Any] | None = None, **context: Any) -> Verdict:
    row = OPERATORS[operator]
    compiled = row.compile(msgspec.convert(dict(arguments or {}), row.params), "fact.field", TABLES)
    verdict = compiled.judge(value, Context(as_of=AS_OF, today=japanese_date(AS_OF), **context))
    if verdict.actual.code not in {"bad.fact.field", "good.fact.field"}:  # words belong to real facts
        said(verdict.actual)
    return verdict


@pytest.mark.parametrize(
    ("operator", "arguments", "value", "status"),
    [
        ("equals", {"value": True}, True, PASS),
        ("equals", {"value": True}, 1, FAIL),  # a count is no yes
        ("equals", {"value": 1}, True, FAIL),
        ("at_least", {"value": 900}, 899, FAIL),
        ("at_least", {"value": 900}, 0, FAIL),
        ("at_least", {"value": 900, "or_zero": True}, 0, PASS),
        ("at_most", {"value": 500}, float("nan"), UNKNOWN),
        ("between", {"least": 1, "most": 5}, 0, FAIL),
        ("between", {"least": 1, "most": 5}, 1, PASS),
        ("between", {"least": 1, "most": 5}, 5, PASS),
        ("between", {"least": 1, "most": 5}, 6, FAIL),
        ("is_empty", {}, frozenset(), PASS),
        ("subset_of", {"allowed": ["root"]}, frozenset(), PASS),
        ("each_equals", {"value": "no"}, {}, UNKNOWN),  # nothing seen proves nothing
        ("each_equals", {"value": "no", "user": "root"}, {"ops@inside": "no"}, UNKNOWN),
        ("each_equals", {"value": "no", "user": "root"}, {"root@inside": "no", "ops@inside": "yes"}, PASS),
        ("count_at_most", {"value": 1}, frozenset({"a"}), PASS),
        ("count_at_most", {"value": 1}, frozenset({"a", "b"}), FAIL),
        ("usage_at_most", {"max_used_pct": 85}, (), UNKNOWN),
        ("no_recent", {"window_days": 30}, (Crash(AS_OF - 31 * DAY, "old"),), PASS),
        ("no_recent", {"window_days": 30}, (Crash(AS_OF + DAY, "wrong clock"),), FAIL),
        ("algorithms_in", {"profile": "cryptrec-ssh", "kind": "macs"}, frozenset(), UNKNOWN),
        ("logs_protected", {"owners": ["root"], "writing_groups": []}, {}, UNKNOWN),
        ("files_at_most", {"files": [{"path": "/etc/x", "mode": "0600"}]}, {}, UNKNOWN),
    ],
)
def test_general_operators(operator: str, arguments: dict[str, Any], value: object, status: Status) -> None:
    assert run(operator, value, arguments).status is status


def test_a_long_list_is_cut_and_counted() -> None:
    names = frozenset(f"service{number:03}" for number in range(137))
    values = run("is_empty", names).actual.as_dict()
    assert values["count"] == 137
    assert values["items"] == tuple(f"service{number:03}" for number in range(10))


@pytest.mark.parametrize("operator", ["at_least", "at_most"])
@given(limit=st.integers(-1000, 1000), value=st.integers(-1000, 1000))
def test_bounds_include_the_limit(operator: str, limit: int, value: int) -> None:
    holds = value >= limit if operator == "at_least" else value <= limit
    assert (run(operator, value, {"value": limit}).status is PASS) == holds


def test_no_register_is_unknown_and_an_empty_one_approves_nothing() -> None:
    value = frozenset({"telnetd"})
    assert run("subset_of_register", value, {"kind": "packages"}).status is UNKNOWN
    assert run("subset_of_register", value, {"kind": "packages"}, registers=register(packages=[])).status is FAIL


def test_an_asterisk_is_a_family_only_where_it_is_said_to_be() -> None:
    value = frozenset({"lib1", "lib*"})
    plain = run("subset_of_register", value, {"kind": "packages"}, registers=register(packages=["lib*"]))
    assert plain.actual.as_dict()["items"] == ("lib1",)
    family = run("subset_of_register", value, {"kind": "packages"}, registers=register(packages=[{"pattern": "lib*"}]))
    assert family.status is PASS


# Ports

EVERYWHERE = "0.0.0.0"  # noqa: S104  (state of a host, nothing is bound)


@pytest.mark.parametrize(
    ("entry", "socket", "approved"),
    [
        (("tcp", 22, "any"), ("tcp", EVERYWHERE, 22, "sshd"), True),
        (("tcp", 22, "any"), ("tcp", "::", 22, ""), True),
        (("tcp", 22, "any"), ("udp", EVERYWHERE, 22, "sshd"), False),
        (("tcp", 22, "10.0.0.1"), ("tcp", EVERYWHERE, 22, "sshd"), False),  # wider than registered
        (("tcp", 22, "10.0.0.1"), ("tcp", "10.0.0.1", 22, "sshd"), True),
        (("tcp", 22, "10.0.0.0/24"), ("tcp", "10.0.0.9", 22, "sshd"), True),
        (("tcp", 22, "0.0.0.0/0"), ("tcp", EVERYWHERE, 22, "sshd"), False),  # all addresses are said with `any`
        (("udp", 53, "loopback"), ("udp", "127.0.0.53", 53, "x"), True),
        (("udp", 53, "loopback"), ("udp", "::1", 53, "x"), True),
        (("udp", 53, "loopback"), ("udp", "::ffff:127.0.0.1", 53, "x"), True),
        (("udp", 53, "loopback"), ("udp", "10.0.0.1", 53, "x"), False),
        (("tcp", "8000-8010", "any"), ("tcp", "::", 8010, "x"), True),
        (("tcp", "8000-8010", "any"), ("tcp", "::", 8011, "x"), False),
        (("tcp", 443, "any", "nginx"), ("tcp", "::", 443, "java"), False),
        (("tcp", 443, "any", "nginx"), ("tcp", "::", 443, ""), False),  # not known to be nginx
        (("tcp", 22, "10.0.0.1"), ("tcp", "nonsense", 22, "sshd"), False),
    ],
)
def test_port_entries(entry: tuple[Any, ...], socket: tuple[Any, ...], approved: bool) -> None:
    assert port_approved(PortEntry(*entry), Socket(*socket)) is approved


@given(low=st.integers(1, 65535), high=st.integers(1, 65535), port=st.integers(1, 65535))
def test_a_range_of_ports_covers_exactly_itself(low: int, high: int, port: int) -> None:
    if low > high:
        with pytest.raises(ValueError, match="policy_bad_ports"):
            PortEntry("tcp", f"{low}-{high}", "any")
    else:
        covered = port_approved(PortEntry("tcp", f"{low}-{high}", "any"), Socket("tcp", "::", port, ""))
        assert covered == (low <= port <= high)


# Sudo and keys


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("/usr/bin/cat /etc/shadow", "/usr/bin/cat /etc/shadow"),
        ("/usr/bin/X -X", "/usr/bin/X -X"),
        (r"/bin/sed s/\[a\]\*/x/", "/bin/sed s/[a]*/x/"),
        ("/bin/cat /var/log/*", None),
        ("/bin/cat [a-z]", None),
        ("/bin/cat ?", None),
        ("/bin/cat \\", None),
        (r"/bin/sed s/\\\\x//", r"/bin/sed s/\\x//"),
    ],
)
def test_sudo_patterns_that_match_one_text_alone(pattern: str, text: str | None) -> None:
    assert literal(pattern) == text


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        (SudoRule("tenken", "ALL", "root", "/bin/x -a", True), PASS),  # exactly the scan's own command
        (SudoRule("tenken", "ALL", "root", "/bin/x *", True), FAIL),  # a wildcard lets it match more
        (SudoRule("tenken", "ALL", "root", "/bin/x -a -b", True), FAIL),
        (SudoRule("tenken", "ALL", "ALL", "/bin/x -a", True), FAIL),
        (SudoRule("tenken", "ALL", "root", "ALL", True), FAIL),
        (SudoRule("other", "ALL", "root", "/bin/x -a", True), FAIL),
        (SudoRule("ops", "ALL", "ALL", "ALL", False), PASS),
        (SudoRule("ops", "ALL", "ALL", "ALL", True), FAIL),  # registered with a password only
        (SudoRule("root", "ALL", "ALL", "ALL", True), PASS),
    ],
)
def test_sudo_grants(rule: SudoRule, status: Status) -> None:
    verdict = run(
        "sudo_in_register",
        frozenset({rule}),
        scan_user="tenken",
        own_sudo=frozenset({"/bin/x -a"}),
        registers=register(sudo_rules=[{"user": "ops", "command": "ALL", "runas": "ALL", "optional": True}]),
    )
    assert verdict.status is status


@pytest.mark.parametrize(
    ("account", "expires", "status"),
    [
        ("ops", "2026-11-22", PASS),
        ("ops", "2026-11-21", FAIL),
        ("root", "2027-01-01", FAIL),
    ],
)
def test_a_key_holds_for_its_account_until_its_last_day(account: str, expires: str, status: Status) -> None:
    entry = {"fingerprint": OPS_KEY, "account": "ops", "owner": "x", "expires": expires}
    key = AuthorizedKey(account, "/k", OPS_KEY, "")
    assert run("keys_in_register", frozenset({key}), registers=register(authorized_keys=[entry])).status is status


# Several factors


def keys(*listed: AuthorizedKey, unrestricted: frozenset[str] = frozenset()) -> dict[str, object]:
    return {"authorized_keys": AuthorizedKeys(Known(frozenset(listed)), Known(unrestricted))}


SCAN = AuthorizedKey("tenken", "/k", OPS_KEY, 'from="10.0.0.2"')
OWN = frozenset({"tenken@inside", "tenken@outside"})


@pytest.mark.parametrize(
    ("value", "facts", "status"),
    [
        (OWN, keys(SCAN), PASS),
        (OWN, keys(SCAN, unrestricted=frozenset({"tenken"})), FAIL),
        (OWN, keys(), FAIL),  # it logs in with something else than a key
        (OWN, {}, UNKNOWN),
        (OWN, {"authorized_keys": AuthorizedKeys(UNREAD, UNREAD)}, UNKNOWN),
        (OWN | {"ops@inside"}, {"authorized_keys": AuthorizedKeys(UNREAD, UNREAD)}, FAIL),
        (frozenset(), {}, PASS),
    ],
)
def test_the_scan_account_is_left_out_only_if_restricted(
    value: frozenset[str], facts: dict[str, object], status: Status
) -> None:
    assert run("mfa_except_scanner", value, {"required": True}, scan_user="tenken", facts=facts).status is status
    verdict = run("mfa_except_scanner", value, {"required": True}, scan_user="tenken", facts=facts)
    if status is PASS and value:
        assert verdict.actual == reason("good_but_for_scanner", account="tenken")
    if status is FAIL:
        others = tuple(sorted(value - OWN or OWN))
        assert verdict.actual == reason("bad.fact.field", items=others, count=len(others))
    assert run("mfa_except_scanner", value, {"required": False}, scan_user="tenken", facts=facts).status is PASS


# Software


@pytest.mark.parametrize(
    ("system", "version", "extended", "status", "code"),
    [
        ("debian", "13", False, PASS, "supported"),
        ("debian", "12", False, FAIL, "support_ended"),
        ("debian", "12", True, PASS, "supported"),
        ("debian", "11", True, FAIL, "support_ended"),
        ("almalinux", "9.4", False, PASS, "supported"),
        ("almalinux", "90", False, UNKNOWN, "release_not_in_table"),
        ("debian", "1", False, UNKNOWN, "release_not_in_table"),
        ("windows", "11", False, UNKNOWN, "release_not_in_table"),
    ],
)
def test_support(system: str, version: str, extended: bool, status: Status, code: str) -> None:
    fact = OsRelease(Known(system), Known(version), Known("x"))
    verdict = run("supported_until", fact, {"min_days": 90, "accept_extended": extended})
    assert (verdict.status, verdict.actual.code) == (status, code)


def test_support_that_ends_soon_fails_before_it_ends() -> None:
    ubuntu = OsRelease(Known("ubuntu"), Known("22.04"), Known("x"))
    assert run("supported_until", ubuntu, {"min_days": 130}).status is PASS
    soon = run("supported_until", ubuntu, {"min_days": 131})
    assert soon.actual.code == "support_ends_soon"
    assert soon.actual.as_dict()["days"] == (date(2027, 4, 1) - japanese_date(AS_OF)).days


YOUNG, OLD = PendingUpdate("p", "1", AS_OF - 5 * DAY), PendingUpdate("p", "2", AS_OF - 50 * DAY)
UNDATED = PendingUpdate("p", "3", 0)


@pytest.mark.parametrize(
    ("pending", "age_days", "status", "code"),
    [
        ((), 1, PASS, "updates_current"),
        ((), 8, UNKNOWN, "metadata_stale"),  # "none" on an old list says nothing
        ((YOUNG,), 1, PASS, "updates_current"),
        ((YOUNG, OLD), 1, FAIL, "updates_late"),
        ((OLD,), 8, FAIL, "updates_late"),
        ((UNDATED,), 1, UNKNOWN, "pending_age_unknown"),
        ((UNDATED,), 30, UNKNOWN, "metadata_stale"),
        ((UNDATED,), 31, FAIL, "updates_late"),  # it is at least as old as the list that names it
        ((), -3, UNKNOWN, "metadata_in_future"),
    ],
)
def test_updates(pending: tuple[PendingUpdate, ...], age_days: int, status: Status, code: str) -> None:
    fact = Updates(Known(pending), Known(AS_OF - age_days * DAY), Known(frozenset()))
    verdict = run("updates_applied", fact, {"max_pending_days": 30, "max_metadata_age_days": 7})
    assert (verdict.status, verdict.actual.code) == (status, code)


@pytest.mark.parametrize(
    ("pending", "made", "status"),
    [
        (UNREAD, Known(AS_OF), UNKNOWN),
        (UNREAD, Known(AS_OF - 30 * DAY), UNKNOWN),
        (Known((OLD,)), UNREAD, FAIL),  # so is a late update
        (Known(()), UNREAD, UNKNOWN),
        (Absent(UNREAD.reason), Known(AS_OF), NONE),
    ],
)
def test_updates_read_in_part(pending: Any, made: Any, status: Status) -> None:
    fact = Updates(pending, made, Known(frozenset()))
    assert run("updates_applied", fact, {"max_pending_days": 30, "max_metadata_age_days": 7}).status is status


@pytest.mark.parametrize(
    ("versions", "order", "status"),
    [
        ({"bash": ("5.2-1",)}, "dpkg", PASS),
        ({"bash": ("5.2~rc1-1",)}, "dpkg", FAIL),
        ({"bash": ("5.2-1", "5.1-9")}, "dpkg", FAIL),  # the old one beside it can still be started
        ({}, "dpkg", PASS),
        ({"bash": ("x:5.2-1",)}, "dpkg", UNKNOWN),
        ({"bash": ("5.2-1",)}, "pacman", UNKNOWN),
    ],
)
def test_minimum_versions(versions: dict[str, tuple[str, ...]], order: str, status: Status) -> None:
    fact = Packages(Known(frozenset(versions)), Known(versions), Known(order))
    united = register(minimum_versions={"debian": {"bash": "5.2-1"}})
    assert run("not_below_register", fact, registers=united, family="debian").status is status
    assert run("not_below_register", fact, registers=united, family="rhel").actual.code == "no_minimum_versions"


@pytest.mark.parametrize(
    ("configured", "expiry", "registered", "status", "code"),
    [
        (Known(frozenset()), Known({}), [], NONE, "no_certificates"),
        (UNREAD, Known({}), [], UNKNOWN, "timed_out"),
        (Known(frozenset()), UNREAD, [], NONE, "no_certificates"),
        (Known(frozenset({"/a"})), Known({}), [], UNKNOWN, "certificates_unregistered"),
        (Known(frozenset({"/a"})), Known({"/a": AS_OF + 99 * DAY}), ["/a"], PASS, "certificates_valid"),
        (Known(frozenset({"/a"})), Known({}), ["/a"], UNKNOWN, "certificates_unread"),
        (Known(frozenset({"/a"})), UNREAD, ["/a"], UNKNOWN, "timed_out"),
        (UNREAD, Known({"/a": AS_OF - 1}), ["/a"], FAIL, "certificates_expiring"),
        (Known(frozenset({"/a", "/b"})), Known({"/a": AS_OF + 99 * DAY}), ["/a"], UNKNOWN, "certificates_unregistered"),
    ],
)
def test_certificates(configured: Any, expiry: Any, registered: list[str], status: Status, code: str) -> None:
    verdict = run(
        "expires_after", Certificates(configured, expiry), {"min_days": 30}, registers=register(certificates=registered)
    )
    assert (verdict.status, verdict.actual.code) == (status, code)


def test_an_unknown_list_of_algorithms_is_the_operators_error() -> None:
    with pytest.raises(ConfigError, match="policy_unknown_profile"):
        run("algorithms_in", frozenset(), {"profile": "none", "kind": "macs"})


# Kernel parameters


def sysctl(rule: dict[str, Any], running: dict[str, str], persisted: dict[str, str] | None = None) -> Verdict:
    seen = running if persisted is None else persisted
    return run("sysctl_at", Sysctl(Known(running), Known(seen)), {"keys": [rule]})


ALL, DEFAULT, IFACE = (f"net.ipv4.conf.{name}.rp_filter" for name in ("all", "default", "eth0"))
EVERY = "net.ipv4.conf.*.rp_filter"
RP = {"key": "net.ipv4.conf.*.rp_filter", "one_of": ["1", "2"], "combine": "max"}
SOURCE = {"key": "net.ipv4.conf.*.rp_filter", "equals": "0", "combine": "min"}
EACH = {"key": "net.ipv4.conf.*.rp_filter", "equals": "1"}


@pytest.mark.parametrize(
    ("rule", "running", "persisted", "status"),
    [
        (RP, {ALL: "1", DEFAULT: "0", IFACE: "0"}, {ALL: "1"}, PASS),  # the larger of all and eth0 is in force
        (RP, {ALL: "0", DEFAULT: "1", IFACE: "0"}, {ALL: "1"}, FAIL),
        (RP, {ALL: "0", DEFAULT: "1", IFACE: "1"}, {DEFAULT: "1"}, PASS),
        (RP, {ALL: "0", DEFAULT: "1", IFACE: "1"}, {DEFAULT: "1", IFACE: "0"}, FAIL),
        (RP, {ALL: "1", DEFAULT: "1"}, {}, FAIL),  # gone after the next start
        (RP, {ALL: "x", DEFAULT: "1"}, {ALL: "1"}, UNKNOWN),
        (RP, {}, {ALL: "1"}, UNKNOWN),
        (SOURCE, {ALL: "0", DEFAULT: "1", IFACE: "1"}, {ALL: "0"}, PASS),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "0"}, {ALL: "1", DEFAULT: "1"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "1"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {"net.ipv4.conf.*.rp_filter": "1"}, PASS),
        ({"key": "kernel.x", "at_least": 1}, {"kernel.x": "2"}, {"kernel.x": "1"}, PASS),
        ({"key": "kernel.x", "at_least": 1}, {}, {"kernel.x": "1"}, UNKNOWN),
        ({"key": "kernel.x", "at_least": 1, "optional": True}, {}, {}, PASS),
        ({"key": "kernel.x", "at_least": 1, "optional": True}, {"kernel.x": "1"}, {}, FAIL),
        # a key is not what begins alike
        ({"key": "kernel.x", "at_least": 1}, {"kernel.x": "1", "kernel.xy": "0"}, {"kernel.x": "1"}, PASS),
        ({"key": "kernel.x", "one_of": ["a", "b"]}, {"kernel.x": "b "}, {"kernel.x": "c"}, FAIL),
        ({**EACH, "equals": "on"}, {ALL: "on", IFACE: "on"}, {ALL: "on", DEFAULT: "on"}, PASS),
        (RP, {DEFAULT: "1", IFACE: "1"}, {ALL: "1"}, PASS),  # without `all` each stands for itself
        (RP, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "0"}, FAIL),
        (RP, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "0", DEFAULT: "1"}, PASS),
        ({**RP, "one_of": [], "at_least": 1}, {ALL: "1", DEFAULT: "1"}, {ALL: "x"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {DEFAULT: "1"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "0", DEFAULT: "1"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "1", DEFAULT: "1", IFACE: "0"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {"net.ipv6.conf.*.rp_filter": "1"}, FAIL),
        # a pattern sets what nothing else sets
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "1", DEFAULT: "1", EVERY: "0"}, FAIL),
        (EACH, {ALL: "1", DEFAULT: "1", IFACE: "1"}, {ALL: "1", DEFAULT: "1", EVERY: "1"}, PASS),
        ({**EACH, "optional": True}, {IFACE: "1"}, {}, FAIL),
        ({**EACH, "optional": True}, {"net.ipv6.conf.all.rp_filter": "1"}, {}, PASS),
    ],
)
def test_sysctl(rule: dict[str, Any], running: dict[str, str], persisted: dict[str, str], status: Status) -> None:
    assert sysctl(rule, running, persisted).status is status


def test_what_is_set_at_boot_is_unknown_where_it_was_not_read_but_hides_no_fail() -> None:
    rule = {"keys": [{"key": "kernel.x", "at_least": 1}]}
    assert run("sysctl_at", Sysctl(Known({"kernel.x": "1"}), UNREAD), rule).status is UNKNOWN
    assert run("sysctl_at", Sysctl(Known({"kernel.x": "0"}), UNREAD), rule).status is FAIL
    assert run("sysctl_at", Sysctl(UNREAD, Known({"kernel.x": "0"})), rule).status is FAIL
    optional = {"keys": [{"key": "kernel.x", "at_least": 1, "optional": True}]}
    # Whether the kernel has it was not read: what is set at boot is not asked for.
    assert run("sysctl_at", Sysctl(UNREAD, Known({})), optional).status is UNKNOWN


@pytest.mark.parametrize(
    ("path", "mode", "status"),
    [
        ("/etc/ssh/ssh_host_rsa_key", 0o600, PASS),
        ("/etc/ssh/ssh_host_rsa_key", 0o640, FAIL),
        ("/etc/ssh/ssh_host_rsa_key.pub", 0o644, UNKNOWN),  # in no rule
        ("/etc/ssh/ssh_host_ecdsa_key", 0o640, PASS),  # a rule of its own
    ],
)
def test_files_by_pattern(path: str, mode: int, status: Status) -> None:
    rules = [
        {"path": "/etc/ssh/ssh_host_*_key", "mode": "0600"},
        {"path": "/etc/ssh/ssh_host_ecdsa_key", "mode": "0640"},
        {"path": "/etc/shadow", "mode": "0000", "families": ["rhel"]},
    ]
    for family in ("debian", "rhel"):
        assert (
            run("files_at_most", {path: FileMode(mode, "root", "root")}, {"files": rules}, family=family)[0] is status
        )
    shadow = {"/etc/shadow": FileMode(0o640, "root", "root")}
    assert run("files_at_most", shadow, {"files": rules}, family="rhel").status is FAIL
    assert run("files_at_most", shadow, {"files": rules}, family="debian").status is UNKNOWN


# Audit rules

WATCH = {"rules": [{"watch": "/etc/sudoers.d", "permissions": "wa"}]}
_TYPES = ("CWD", "EOE", "PROCTITLE", "CRYPTO_KEY_USER", "CRYPTO_SESSION")
HARMLESS = [f"-a always,exclude -F msgtype={one}" for one in _TYPES]
CALLS = {"rules": [{"syscalls": ["mount", "umount2"], "fields": ["auid>=1000", "auid!=unset"]}]}


@pytest.mark.parametrize(
    ("demand", "lines", "status"),
    [
        (WATCH, ["-w /etc/sudoers.d -p wa -k x"], PASS),
        (WATCH, ["-w /etc/sudoers.d -p rwxa"], PASS),
        (WATCH, ["-w /etc -p wa"], PASS),
        (WATCH, ["-w /etc/sudoers -p wa"], FAIL),  # a name that begins alike is another file
        (WATCH, ["-w /etc/sudoers.d -p w"], FAIL),
        (WATCH, ["-a always,exit -F arch=b64 -F dir=/etc/sudoers.d -F perm=wa -F auid>=1000"], FAIL),
        (WATCH, ["-a always,exit -F arch=b64 -F dir=/etc/sudoers.d -F perm=wa"], PASS),
        (WATCH, ["-a always,exit -F arch=b32 -F dir=/etc/sudoers.d -F perm=wa"], FAIL),  # nothing of 64 bits
        (WATCH, ["-a always,exit -F arch=b64 -S chmod -F dir=/etc/sudoers.d -F perm=wa"], FAIL),  # one call alone
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a never,task"], FAIL),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a never,exit -F exe=/usr/bin/x"], UNKNOWN),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a always,exclude -F msgtype=CWD"], PASS),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a always,exclude -F msgtype=PATH"], UNKNOWN),
        (CALLS, ["-a always,exit -F arch=b64 -S mount,umount2 -k m"], PASS),
        (
            CALLS,
            [
                "-a always,exit -F arch=b64 -S mount -F auid!=unset -F auid>=1000",
                "-a always,exit -F arch=b64 -S umount2",
            ],
            PASS,
        ),
        (CALLS, ["-a always,exit -F arch=b64 -S mount,umount2 -F auid=0"], FAIL),
        (CALLS, ["-a always,exit -F arch=b32 -S mount,umount2"], FAIL),
        (CALLS, ["-a always,exit -F arch=b64 -S mount"], FAIL),
        (CALLS, ["-a always,exit -F arch=b64 -k everything"], PASS),
        (CALLS, [], FAIL),
        # the same said otherwise
        (WATCH, ["-w /etc/sudoers.d -k x"], PASS),  # all accesses, where none is named
        ({"rules": [{"watch": "/etc/sudoers.d", "permissions": "rwxa"}]}, ["-w /etc/sudoers.d"], PASS),
        (WATCH, ["-w /etc/sudoers.d/ -p wa"], PASS),
        (WATCH, ["-w /etc/ -p wa"], PASS),
        (WATCH, ["-w / -p wa"], PASS),
        ({"rules": [{"watch": "/etc/sudoers.d/"}]}, ["-w /etc/sudoers.d -p wa"], PASS),
        ({"rules": [{"watch": "/etc/x=y"}]}, ["-a always,exit -F path=/etc/x=y -F perm=wa"], PASS),
        (WATCH, ["-a always,exit -F arch=b64 -S all -F dir=/etc/sudoers.d -F perm=wa -F key=x"], PASS),
        (WATCH, ["-A always,exit -F arch=b64 -F dir=/etc/sudoers.d -F perm=wa"], PASS),
        (CALLS, ["-A always,exit -F arch=b64 -S mount -S umount2"], PASS),
        # what looks like a record and is none
        (WATCH, ["-a never,exit -F dir=/etc/sudoers.d -F perm=wa"], FAIL),
        (WATCH, ["-a always,task -F dir=/etc/sudoers.d -F perm=wa"], FAIL),
        (CALLS, ["-a always,exit -F arch=b64 -S mount,umount2 -F path=/mnt"], FAIL),  # below one folder alone
        (CALLS, ["-a always,exit -F arch=b64 -S mount,umount2 -C auid!=obj_uid"], FAIL),
        (CALLS, ["-a never,exit -F arch=b64 -S mount,umount2"], FAIL),
        # what stops or hides records
        (WATCH, ["-w /etc/sudoers.d -p wa", "-A never,task"], FAIL),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a never,task -F auid=7"], UNKNOWN),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a always,exclude -F auid=7"], UNKNOWN),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a never,filter -F msgtype=PATH"], UNKNOWN),
        (WATCH, ["-w /etc/sudoers.d -p wa", "-a never,filter -F msgtype=CWD"], PASS),
        (WATCH, ["-w /etc/sudoers.d -p wa", *HARMLESS], PASS),
        (
            WATCH,
            ["-w /etc/sudoers.d -p wa", f"-a always,exclude {' '.join(f'-F msgtype={one}' for one in _TYPES)}"],
            PASS,
        ),
    ],
)
def test_audit_rules(demand: dict[str, Any], lines: list[str], status: Status) -> None:
    assert run("rules_include", frozenset(lines), demand).status is status


# Routes


@pytest.mark.parametrize(
    ("routes", "status"),
    [
        ([("10.0.0.0/24", "")], PASS),
        ([("0.0.0.0/0", "10.0.0.1")], PASS),
        ([("0.0.0.0/0", "10.0.0.2")], FAIL),
        ([("0.0.0.0/0", "")], FAIL),  # straight out of a device
        ([("::/0", "fe80::1")], FAIL),
        ([("0.0.0.0/1", "10.0.0.1"), ("128.0.0.0/1", "10.0.0.1")], FAIL),  # a default route split in two
        ([("8.8.8.0/24", "10.0.0.1")], FAIL),
        ([("8.0.0.0/7", "10.0.0.1")], FAIL),
        ([("10.0.0.0/7", "10.0.0.1")], FAIL),  # half of it is not private
        ([("192.0.2.0/24", "10.0.0.7"), ("fd00::/8", "")], PASS),
        ([("1.2.3.0/24", "10.0.0.1")], PASS),  # approved by prefix
        ([("1.2.0.0/16", "10.0.0.1")], FAIL),  # wider than approved
        ([("nonsense", "10.0.0.1")], UNKNOWN),
        ([("nonsense", ""), ("8.8.8.8/32", "")], FAIL),
        ([], UNKNOWN),
    ],
)
def test_routes(routes: list[tuple[str, str]], status: Status) -> None:
    united = register(gateways=[{"address": "10.0.0.1"}], approved_prefixes=[{"network": "1.2.3.0/24"}])
    value = frozenset(Route(to, gateway, "eth0", "main") for to, gateway in routes)
    assert run("routes_approved", value, registers=united).status is status


def test_no_route_hides_another() -> None:
    inside = {Route(f"10.{number}.0.0/16", "", "eth0", "main") for number in range(60)}
    outside = Route("8.8.8.8/32", "10.0.0.1", "eth0", "main")
    verdict = run("routes_approved", frozenset({*inside, outside}), registers=register(gateways=[]))
    assert verdict.actual.as_dict()["items"] == ("8.8.8.8/32 → 10.0.0.1 (table main)",)
    strange = Route("?", "", "eth0", "main")
    assert run("routes_approved", frozenset({*inside, strange}), registers=register(gateways=[])).status is UNKNOWN
    assert run("routes_approved", frozenset({strange, outside}), registers=register(gateways=[])).status is FAIL


# Log forwarding

SERVER = {"address": "10.0.0.9", "port": 6514, "names": ["Log01.example"], "target": "log01"}
TARGET = ForwardTarget("10.0.0.9", 6514, "tcp", True)
ARRIVED = Known(frozenset({ReceivedLogin("WEB01", "tenken", 40022)}))


def forward(
    targets: tuple[ForwardTarget, ...] = (TARGET,),
    connected: tuple[str, ...] = ("10.0.0.9:6514",),
    *,
    tls: bool = False,
    **more: Any,
) -> Verdict:
    context: dict[str, Any] = {
        "host": "web01",
        "hostname": "web01.example",
        "scan_user": "tenken",
        "login_port": 40022,
        "received": {"log01": ARRIVED},
        "registers": register(log_servers=[SERVER]),
        **more,
    }
    value = LogForwarding(Known(targets), Known(frozenset(connected)))
    return run("forwards_to_register", value, {"require_tls": tls}, **context)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({}, PASS, "forwarding_arrived"),
        ({"targets": (ForwardTarget("log01.example.", 6514, "tcp", True),)}, PASS, "forwarding_arrived"),
        ({"connected": ("[::ffff:10.0.0.9]:6514",)}, PASS, "forwarding_arrived"),
        ({"tls": True, "targets": (dataclasses.replace(TARGET, tls=False),)}, FAIL, "forwarding_missing"),
        ({"targets": (TARGET, ForwardTarget("192.0.2.1", 514, "udp", False))}, FAIL, "forwarding_unregistered"),
        ({"targets": (dataclasses.replace(TARGET, port=514),)}, FAIL, "forwarding_unregistered"),
        ({"connected": ("10.0.0.9:22",)}, FAIL, "forwarding_not_connected"),
        ({"received": {"log01": Known(frozenset())}}, FAIL, "forwarding_not_arrived"),
        ({"login_port": 40023}, FAIL, "forwarding_not_arrived"),  # another scan's login proves nothing
        ({"hostname": "web02"}, FAIL, "forwarding_not_arrived"),
        ({"login_port": 0}, UNKNOWN, "own_login_unknown"),
        ({"received": {"log01": UNREAD}}, UNKNOWN, "timed_out"),
        ({"received": {}}, UNKNOWN, "log_server_not_in_run"),
        ({"registers": United()}, UNKNOWN, "no_register"),
        ({"host": "log01"}, NONE, "log_server_itself"),
        ({"registers": register(log_servers=[{**SERVER, "target": ""}]), "received": {}}, PASS, "forwarding_connected"),
    ],
)
def test_forwarding(more: dict[str, Any], status: Status, code: str) -> None:
    verdict = forward(**more)
    assert (verdict.status, verdict.actual.code) == (status, code)


@pytest.mark.parametrize(
    ("first", "second", "status", "code"),
    [
        (Known(frozenset()), ARRIVED, PASS, "forwarding_arrived"),  # one that holds it is enough
        (ARRIVED, Known(frozenset()), PASS, "forwarding_arrived"),
        (UNREAD, ARRIVED, PASS, "forwarding_arrived"),
        (UNREAD, Known(frozenset()), FAIL, "forwarding_not_arrived"),
        (Known(frozenset()), UNREAD, FAIL, "forwarding_not_arrived"),
        (UNREAD, UNREAD, UNKNOWN, "timed_out"),
    ],
)
def test_one_of_several_log_servers_must_hold_the_login(first: Any, second: Any, status: Status, code: str) -> None:
    other = {**SERVER, "address": "10.0.0.8", "names": [], "target": "log02"}
    verdict = forward(
        (TARGET, dataclasses.replace(TARGET, address="10.0.0.8")),
        ("10.0.0.9:6514", "10.0.0.8:6514"),
        registers=register(log_servers=[SERVER, other]),
        received={"log01": first, "log02": second},
    )
    assert (verdict.status, verdict.actual.code) == (status, code)


def test_a_login_is_known_by_the_first_part_of_the_hosts_name() -> None:
    arrived = Known(frozenset({ReceivedLogin("Web01.logs.example", "tenken", 40022)}))
    assert forward(hostname="WEB01.site.example", received={"log01": arrived}).status is PASS
    assert forward(hostname="web01b.site.example", received={"log01": arrived}).status is FAIL


def test_hidden_forwarding_is_unknown() -> None:
    united = register(log_servers=[SERVER])
    for value in (LogForwarding(UNREAD, Known(frozenset())), LogForwarding(Known((TARGET,)), UNREAD)):
        assert run("forwards_to_register", value, registers=united) == Verdict(UNKNOWN, UNREAD.reason)
