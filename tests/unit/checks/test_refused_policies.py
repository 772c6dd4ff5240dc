"""Mistakes in policies and controls: refused while loading, with the file, the place and what is wrong there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checks import catalogue, changes, segments, tables
from checks.policy import load_policy
from checks.registers import Entry, Register, same, unite
from inventories.reason import ConfigError
from tests.unit.checks.good_host import BASELINE, small_policy
from tests.unit.checks.said import said
from tests.unit.checks.test_policy_folder import CONTROL

CHANGE = """changes:
  - id: W-1
    targets: ["web*"]
    starts: 2026-11-20T22:00:00+09:00
    ends: 2026-11-20T23:00:00+09:00
    summary: 更新
    approved_by: 見本
"""
SEGMENT = "  - {id: mgmt, name: {ja: 管理, en: management}, cidrs: [10.0.0.0/24], management: true}\n"


KEY = "SHA256:" + "A" * 43
_HOURS: dict[str, Any] = {"sources": ["10.0.0.0/24"], "days": ["mon"], "start": "08:00", "end": "17:00"}
FIRST: dict[str, Any] = {
    "packages": ["a"],
    "minimum_versions": {"debian": {"a": "1", "b": "3"}},
    "services": [{"pattern": "lib*"}],
    "accounts": [{"name": "ops", "owner": "x"}],
    "sudo_rules": [{"user": "ops", "command": "ALL"}],
    "authorized_keys": [{"fingerprint": KEY, "account": "ops", "owner": "x", "expires": "2027-03-31"}],
    "ports": [{"proto": "tcp", "port": 22, "address": "any"}],
    "ntp_servers": ["10.0.0.5"],
    "log_servers": [{"address": "10.0.0.9", "port": 514}],
    "gateways": [{"address": "10.0.0.1"}],
    "certificates": ["/a"],
    "approved_prefixes": [{"network": "1.2.3.0/24"}],
    "repositories": ["r1"],
    "scheduled_jobs": ["j1"],
    "usb_devices": ["u1"],
    "setuid_files": ["/s1"],
    "hardware": [{"host": "web01", "serial": "S1"}],
    "managed_files": [{"path": "/m1", "sha256": "0" * 64}],
    "backups": [{"name": "one", "path": "/b1"}],
    "databases": [{"kind": "mysql", "superusers": ["root"]}],
    "private_keys": [{"path": "/k1"}],
    "working_hours": [{"account": "ops", **_HOURS}],
}
SECOND: dict[str, Any] = {
    "packages": ["b"],
    "minimum_versions": {"debian": {"a": "2"}, "rhel": {"a": "9"}},
    "services": [{"pattern": "getty@*"}, {"pattern": "lib*"}],
    "accounts": [{"name": "guest", "owner": "x", "optional": True}],
    "sudo_rules": [{"user": "adm", "command": "ALL"}],
    "authorized_keys": [
        {"fingerprint": KEY, "account": "adm", "owner": "x", "expires": "2026-01-01", "optional": True}
    ],
    "ports": [{"proto": "tcp", "port": 22, "address": "any"}, {"proto": "tcp", "port": 80, "address": "any"}],
    "ntp_servers": ["NTP.test."],
    "log_servers": [{"address": "10.0.0.8", "port": 514}],
    "gateways": [{"address": "2001:db8::1"}],
    "certificates": ["/b"],
    "approved_prefixes": [{"network": "1.2.4.0/24"}, {"network": "1.2.3.0/24"}],
    "repositories": ["r2"],
    "scheduled_jobs": ["j2"],
    "usb_devices": ["u2"],
    "setuid_files": ["/s2"],
    "hardware": [{"host": "web02", "serial": "S2"}],
    "managed_files": [{"path": "/m2", "sha256": "1" * 64}],
    "backups": [{"name": "two", "path": "/b2"}],
    "databases": [{"kind": "postgresql", "superusers": ["postgres"]}],
    "private_keys": [{"path": "/k2", "owner": "www"}],
    "working_hours": [{"account": "adm", **_HOURS}],
}


def refused(call: Any, *args: Any) -> dict[str, Any]:
    with pytest.raises(ConfigError) as raised:
        call(*args)
    said(raised.value.reason)
    return {"code": raised.value.reason.code, **raised.value.reason.as_dict()}


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


# Announced work


def test_work_is_announced_for_its_targets_and_both_its_ends(tmp_path: Path) -> None:
    loaded = changes.load(written(tmp_path, "changes.yaml", CHANGE))
    assert loaded.written
    assert not changes.load(tmp_path / "none.yaml").written
    assert loaded.of("db01") == ()
    (work,) = loaded.of("web01")
    assert (work.id, work.summary, work.end - work.start) == ("W-1", "更新", 3600)
    assert [work.covers(at) for at in (work.start - 1, work.start, work.end, work.end + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_one_number_for_two_works_is_refused(tmp_path: Path) -> None:
    told = refused(changes.load, written(tmp_path, "changes.yaml", CHANGE + CHANGE.removeprefix("changes:\n")))
    assert (told["code"], told["key"], told["line"], told["id"]) == ("policy_duplicate_id", "changes[1].id", 8, "W-1")


@pytest.mark.parametrize(("ends", "fits"), [("22:00:00", True), ("21:59:59", False)])
def test_work_does_not_end_before_it_starts(tmp_path: Path, ends: str, fits: bool) -> None:
    file = written(tmp_path, "changes.yaml", CHANGE.replace("23:00:00", ends))
    if fits:
        assert changes.load(file).of("web01")
    else:
        told = refused(changes.load, file)
        assert (told["code"], told["key"], told["line"], told["id"]) == (
            "policy_empty_period",
            "changes[0].ends",
            5,
            "W-1",
        )


# Segments


def test_one_name_for_two_segments_is_refused(tmp_path: Path) -> None:
    told = refused(segments.load, written(tmp_path, "segments.yaml", f"segments:\n{SEGMENT}{SEGMENT}"))
    assert (told["code"], told["key"], told["line"], told["id"]) == ("policy_duplicate_id", "segments[1].id", 3, "mgmt")


@pytest.mark.parametrize(
    ("cidr", "inside"),
    [
        ("10.0.0.0/24", "10.0.0.1"),
        ("10.0.0.0/30", "10.0.0.1"),
        ("10.0.0.8/31", "10.0.0.8"),  # both addresses are hosts
        ("10.0.0.9/32", "10.0.0.9"),
        ("2001:db8::/64", "2001:db8::1"),
    ],
)
def test_the_address_inside_is_one_that_a_host_can_have(tmp_path: Path, cidr: str, inside: str) -> None:
    segment = SEGMENT.replace("10.0.0.0/24", f"'{cidr}'")
    loaded = segments.load(written(tmp_path, "segments.yaml", f"segments:\n{segment}"))
    assert (loaded.inside_address, loaded.outside_address) == (inside, "198.51.100.1")


def test_the_address_outside_is_beyond_all_segments_where_there_is_one(tmp_path: Path) -> None:
    users = '  - {id: users, name: {ja: 利用者, en: users}, cidrs: ["198.51.100.0/25"]}\n'
    loaded = segments.load(written(tmp_path, "segments.yaml", f"segments:\n{SEGMENT}{users}"))
    assert loaded.outside_address == "198.51.100.128"
    everything = '  - {id: users, name: {ja: 利用者, en: users}, cidrs: ["0.0.0.0/0"]}\n'
    loaded = segments.load(written(tmp_path, "segments.yaml", f"segments:\n{SEGMENT}{everything}"))
    assert loaded.outside_address == "198.51.100.1"
    assert [str(network) for network in loaded.management] == ["10.0.0.0/24"]


# Registers


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"pattern": "lib*", "name": "lib"},
        {"name": "lib"},  # a name that must be there is written as a name
        {"pattern": "lib*", "optional": True},
    ],
)
def test_an_entry_is_a_family_or_a_name_that_need_not_be_there(entry: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match="policy_bad_entry"):
        msgspec.convert(entry, Entry)
    assert msgspec.convert({"name": "lib", "optional": True}, Entry).name == "lib"
    assert msgspec.convert({"pattern": "lib*"}, Entry).pattern == "lib*"


@pytest.mark.parametrize(
    ("port", "fits"), [(1, True), (65535, True), ("1-65535", True), ("0-9", False), ("9-65536", False)]
)
def test_ports_lie_between_their_ends(port: int | str, fits: bool) -> None:
    data = {"description": {"ja": "試", "en": "t"}, "ports": [{"proto": "tcp", "port": port, "address": "any"}]}
    if fits:
        assert msgspec.convert(data, Register).ports
    else:
        with pytest.raises(msgspec.ValidationError, match=f"policy_bad_ports:{port}"):
            msgspec.convert(data, Register)


def test_registers_are_united_whatever_kind() -> None:
    def made(**kinds: Any) -> Register:
        return msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)

    both = unite([made(**FIRST), made(**SECOND)])
    assert both.kinds == FIRST.keys() | SECOND.keys()
    assert both.packages.required == {"a", "b"}
    assert both.services.families == ("getty@", "lib")
    assert both.accounts.required == {"ops"}
    assert both.accounts.exact == {"ops", "guest"}
    assert both.minimum_versions == {"debian": {"a": ("1", "2"), "b": ("3",)}, "rhel": {"a": ("9",)}}
    assert {rule.user for rule in both.sudo_rules} == {"ops", "adm"}
    assert both.authorized_keys == {(KEY, "ops"): date(2027, 3, 31), (KEY, "adm"): date(2026, 1, 1)}
    assert both.required_keys == {(KEY, "ops")}
    assert [entry.port for entry in both.ports] == [22, 80]
    assert both.ntp_servers == {"10.0.0.5", "ntp.test"}
    assert [server.address for server in both.log_servers] == ["10.0.0.9", "10.0.0.8"]
    assert {str(gateway) for gateway in both.gateways} == {"10.0.0.1", "2001:db8::1"}
    assert both.certificates == {"/a", "/b"}
    assert [str(prefix) for prefix in both.approved_prefixes] == ["1.2.3.0/24", "1.2.4.0/24"]
    names = (both.repositories, both.scheduled_jobs, both.usb_devices, both.setuid_files)
    assert [sorted(kind.required) for kind in names] == [["r1", "r2"], ["j1", "j2"], ["u1", "u2"], ["/s1", "/s2"]]
    assert {host: entry.serial for host, entry in both.hardware.items()} == {"web01": "S1", "web02": "S2"}
    assert both.managed_files == {"/m1": "0" * 64, "/m2": "1" * 64}
    assert {path: entry.name for path, entry in both.backups.items()} == {"/b1": "one", "/b2": "two"}
    assert [entry.kind for entry in both.databases] == ["mysql", "postgresql"]
    assert {path: entry.owner for path, entry in both.private_keys.items()} == {"/k1": "root", "/k2": "www"}
    assert [entry.account for entry in both.working_hours] == ["ops", "adm"]


def test_the_longest_period_of_a_key_counts_whichever_register_is_read_first() -> None:
    def made(until: str) -> Register:
        keys = [{"fingerprint": KEY, "account": "ops", "owner": "x", "expires": until}]
        return msgspec.convert({"description": {"ja": "試", "en": "t"}, "authorized_keys": keys}, Register)

    early, late = made("2026-01-01"), made("2027-01-01")
    for order in ((early, late), (late, early)):
        assert unite(order).authorized_keys == {(KEY, "ops"): date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("LOG01.Example.", "log01.example"), ("2001:DB8:0::1", "2001:db8::1"), ("10.0.0.1", "10.0.0.1"), ("a", "a")],
)
def test_names_and_addresses_have_one_spelling(name: str, spelling: str) -> None:
    assert same(name) == spelling


# Controls


def problems(tmp_path: Path, *texts: tuple[str, str]) -> list[dict[str, Any]]:
    text = CONTROL
    for old, new in texts:
        assert old in text
        text = text.replace(old, new)
    _, found = catalogue.lint(tables.load(), [written(tmp_path, "own.yaml", text)])
    for problem in found:
        said(problem.reason)
    return [{"code": problem.reason.code, **problem.reason.as_dict()} for problem in found]


ATTESTATION = "    attestation: {valid_days: 90, scope: system, confirms: {ja: 確認, en: confirm}}\n"
DEMAND = "{fact: sshd.permit_root_login, operator: each_equals, with: {value: no}}"
EXPECT = f"    expect:\n      - {DEMAND}\n"
POWER = [("class: UA\n", "class: PW\n"), ("class: 不正アクセスの防止", "class: 電源対策")]  # of hardware alone


@pytest.mark.parametrize(
    ("changed", "code", "key"),
    [
        *(
            ([("severity: high", f"severity: high\n    remediation: {{{wrong}}}")], "policy_remediation", "remediation")
            for wrong in (
                "risk: safe",
                "risk: safe, role: sshd, why: log_ins",
                "risk: disruptive, role: sshd",
                "risk: manual_only, why: removal, role: accounts",
                "risk: manual_only",
            )
        ),
        (
            [("severity: high", "severity: high\n    applies: {when: {fact: sshd.idle_s, one_of: ['1']}}")],
            "policy_unknown_fact",
            "applies.when.fact",
        ),
        (
            [("severity: high", "severity: high\n    applies: {when: {fact: nothing.here, one_of: ['1']}}")],
            "policy_unknown_fact",
            "applies.when.fact",
        ),
        ([("methods: [host]", "methods: [host, attest]\n    combine: all")], "policy_attestation", "methods"),
        ([("severity: high", f"severity: high\n{ATTESTATION.rstrip()}")], "policy_attestation", "methods"),
        ([("methods: [host]", f"methods: [host, attest]\n{ATTESTATION.rstrip()}")], "policy_combine", "methods"),
        ([("methods: [host]", "methods: [host]\n    combine: any")], "policy_combine", "methods"),
        ([("methods: [host]", "methods: [facility]")], "policy_assets", "methods"),
        (
            [(DEMAND, "{fact: special_files.setid, operator: is_empty}")],
            "policy_depth",
            "expect[0]",
        ),
        (POWER, "policy_basis_disagrees", "legal_basis"),
        ([("heading: ソフトウェア", "heading: ハードウェア")], "policy_basis_disagrees", "legal_basis"),
        ([("{article: 13, h", "{article: 14, h")], "policy_basis_disagrees", "legal_basis"),
        ([(EXPECT, "")], "policy_expectations", "methods"),
    ],
)
def test_a_control_that_does_not_agree_with_itself_is_refused(
    tmp_path: Path, changed: list[tuple[str, str]], code: str, key: str
) -> None:
    found = problems(tmp_path, *changed)
    assert (code, f"controls[0].{key}") in {(told["code"], told["key"]) for told in found}


@pytest.mark.parametrize(
    ("old", "new", "key", "values"),
    [
        ("sshd.permit_root_login", "sshd.permit_root", "expect[0]", {"fact": "sshd.permit_root"}),
        ("sshd.permit_root_login", "nothing.here", "expect[0]", {"fact": "nothing.here"}),
        ("each_equals", "each_is", "expect[0]", {"operator": "each_is"}),
        ("each_equals", "is_empty", "expect[0]", {"operator": "is_empty", "fact": "sshd.permit_root_login"}),
        ("{value: no}", "{value: 3}", "expect[0]", {"operator": "each_equals", "id": "J13-UA-01"}),
        ("{value: no}", "{value: {param: missing}}", "expect[0]", {"param": "missing"}),
        ("severity: high", "severity: high\n    params: {spare: 1}", "params.spare", {"param": "spare"}),
        ("severity: high", "severity: high\n    registers: [ports]", "registers", {"kinds": (), "id": "J13-UA-01"}),
        (
            "severity: high",
            "severity: high\n    applies: {families: [debian, bsd]}",
            "applies.families[1]",
            {"family": "bsd"},
        ),
        ("article: 13\n    class: UA", "article: 14\n    class: UA", "legal_basis", {"id": "J13-UA-01"}),
        (
            DEMAND,
            "{fact: packages.names, operator: subset_of_register, with: {kind: packages}}",
            "registers",
            {"kinds": ("packages",)},
        ),
    ],
)
def test_what_is_wrong_in_a_control_is_named_where_it_stands(
    tmp_path: Path, old: str, new: str, key: str, values: dict[str, Any]
) -> None:
    told = problems(tmp_path, (old, new))[0]
    assert told["key"] == f"controls[0].{key}"
    assert {name: told.get(name) for name in values} == values


def test_one_id_for_two_controls_is_refused_at_the_second(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, (CONTROL, CONTROL + CONTROL.removeprefix("controls:\n")))
    assert (told["code"], told["key"], told["id"]) == ("policy_duplicate_id", "controls[1].id", "J13-UA-01")
    with pytest.raises(ConfigError, match="policy_duplicate_id"):
        catalogue.load(tables.load(), [tmp_path / "own.yaml"])


@pytest.mark.parametrize(
    ("arguments", "used"),
    [
        ("{allowed: [{param: first}, {param: second}]}", "{first: root, second: admin}"),
        ("{allowed: {param: both}}", "{both: [root, admin]}"),
    ],
)
def test_parameters_stand_wherever_arguments_do(tmp_path: Path, arguments: str, used: str) -> None:
    text = CONTROL.replace(DEMAND, f"{{fact: accounts.uid0, operator: subset_of, with: {arguments}}}")
    text = text.replace("severity: high", f"severity: high\n    params: {used}")
    file = written(tmp_path, "own.yaml", text)
    (control,) = catalogue.load(tables.load(), [file]).controls.values()
    judged = catalogue.compile_control(control, control.params, tables.load())
    assert judged.tests[0].expected.as_dict()["items"] == ("admin", "root")
    assert judged.facts == ("accounts",)


@pytest.mark.parametrize(
    "changed",
    [
        [("severity: high", "severity: high\n    remediation: {risk: safe, role: sshd}")],
        [("severity: high", "severity: high\n    remediation: {risk: disruptive, role: sshd, why: log_ins}")],
        [("severity: high", "severity: high\n    remediation: {risk: manual_only, why: removal}")],
        [("severity: high", "severity: high\n    applies: {when: {fact: virtualization.kind, one_of: [none]}}")],
        [("severity: high", "severity: high\n    applies: {families: [debian, rhel]}")],
        [("methods: [host]", f"methods: [host, attest]\n    combine: any\n{ATTESTATION.rstrip()}")],
        [("methods: [host]", f"methods: [attest]\n{ATTESTATION.rstrip()}"), (EXPECT, "")],
        [("methods: [host]", "methods: [facility]\n    assets: [server]")],
        [("id: J13-UA-01", "id: X13-UA-01")],
    ],
)
def test_a_control_that_agrees_with_itself_is_accepted(tmp_path: Path, changed: list[tuple[str, str]]) -> None:
    assert problems(tmp_path, *changed) == []


@pytest.mark.parametrize(
    ("expectation", "problem"),
    [
        (
            "{fact: audit.loaded_rules, operator: rules_include, with: {rules: [{watch: /etc, syscalls: [mount]}]}}",
            "policy_watch_or_syscalls",
        ),
        ("{fact: audit.loaded_rules, operator: rules_include, with: {rules: [{}]}}", "policy_watch_or_syscalls"),
        ("{fact: sysctl, operator: sysctl_at, with: {keys: [{key: a.b}]}}", "policy_one_demand:a.b"),
        (
            "{fact: sysctl, operator: sysctl_at, with: {keys: [{key: a.b, equals: '1', at_least: 1}]}}",
            "policy_one_demand:a.b",
        ),
        (
            "{fact: sysctl, operator: sysctl_at, with: {keys: [{key: a.b, one_of: ['1'], at_least: 1}]}}",
            "policy_one_demand:a.b",
        ),
        (
            "{fact: routes.routes, operator: routes_approved, with: {allowed_default_routes: [gw01]}}",
            "policy_bad_address:gw01",
        ),
    ],
)
def test_arguments_that_mean_nothing_are_refused(tmp_path: Path, expectation: str, problem: str) -> None:
    told = problems(tmp_path, (DEMAND, expectation))[0]
    assert (told["code"], told["key"], told["id"]) == ("policy_wrong_argument", "controls[0].expect[0]", "J13-UA-01")
    assert problem in told["problem"]


# The folder


def test_a_policy_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(load_policy, tmp_path / "none") == {"code": "policy_no_folder", "file": str(tmp_path / "none")}


@pytest.mark.parametrize(
    ("more", "code", "key", "values"),
    [
        (
            "overrides: {J13-UA-04: {max_denials: 3}}",
            "policy_unknown_param",
            "overrides.J13-UA-04.max_denials",
            {"param": "max_denials", "control": "J13-UA-04"},
        ),
        (
            "overrides: {J13-UA-04: {max_deny: '3'}}",
            "policy_param_type",
            "overrides.J13-UA-04.max_deny",
            {"param": "max_deny", "expected": "int", "found": "str"},
        ),
        (
            "overrides: {J13-UA-99: {x: 1}}",
            "policy_unknown_control",
            "overrides.J13-UA-99",
            {"control": "J13-UA-99"},
        ),
        (
            "excluded: [{control: J13-UA-99, reason: x}]",
            "policy_unknown_control",
            "excluded[0].control",
            {"control": "J13-UA-99"},
        ),
        (
            "controls: [J13-UA-01, J13-UA-99]",
            "policy_unknown_control",
            "controls[1]",
            {"control": "J13-UA-99"},
        ),
    ],
)
def test_what_is_wrong_in_a_baseline_is_named_where_it_stands(
    tmp_path: Path, more: str, code: str, key: str, values: dict[str, str]
) -> None:
    told = refused(lambda: small_policy(tmp_path / "p", baseline=BASELINE + more))
    assert (told["code"], told["key"]) == (code, key)
    assert {name: told.get(name) for name in values} == values
    assert told["file"].endswith("baselines/lgwan.yaml")


def test_a_limit_with_a_point_may_be_given_without(tmp_path: Path) -> None:
    text = BASELINE + "overrides: {J13-MG-08: {max_offset_ms: 250}}\n"
    chosen = small_policy(tmp_path / "p", baseline=text).baselines["lgwan"]
    (synchronised,) = (judged for judged in chosen.controls if judged.control.id == "J13-MG-08")
    assert 250 in [test.expected.as_dict().get("value") for test in synchronised.tests]


def test_exceptions_of_a_policy_are_told_with_their_worth_on_the_day(tmp_path: Path) -> None:
    text = """exceptions:
  - id: EX-1
    control: J13-UA-08
    targets: ["web*"]
    groups: [web]
    systems: [lgwan]
    reason: 更改まで
    compensating_measures: [監視]
    applicant: 申請者
    approved_by_role: 最高統括管理責任者
    approved_by: 見本
    approved_on: 2026-04-01
    expires: 2026-12-31
"""
    (record,) = small_policy(tmp_path / "p", exceptions=text).exception_records(date(2026, 5, 1))
    assert (record.id, record.control, record.standing) == ("EX-1", "J13-UA-08", "valid")
    assert record.scope == ("web*", "group:web", "system:lgwan")
    assert (record.applicant, record.approved_by) == ("申請者", "見本")
    assert (record.approved_on, record.expires) == ("2026-04-01", "2026-12-31")
    assert record.why.code == "waived"
