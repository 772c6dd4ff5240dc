"""Baselines, registers, exceptions, segments and controls: what is accepted, and what is refused at which line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import catalogue, tables
from checks.policy import load_policy
from checks.registers import Register, unite
from checks.schema import main as write_schemas
from checks.schema import schemas
from checks.segments import load as load_segments
from inventories.reason import ConfigError
from tests.unit.checks.good_host import BASELINE, REGISTER, SEGMENTS, small_policy
from tests.unit.checks.said import said

ROOT = Path(__file__).parents[3]
CONTROL = """controls:
  - id: J13-UA-01
    title: {ja: 題, en: title}
    article: 13
    class: UA
    legal_basis: {article: 13, heading: ソフトウェアの適正な管理, class: 不正アクセスの防止}
    principles: [機密性]
    measure_types: [予防]
    aspects: [技術面]
    severity: high
    methods: [host]
    rationale: {ja: 理由, en: reason}
    expect:
      - {fact: sshd.permit_root_login, operator: each_equals, with: {value: no}}
"""


def refused(call: Any, *args: Any) -> dict[str, Any]:
    with pytest.raises(ConfigError) as raised:
        call(*args)
    said(raised.value.reason)
    return {"code": raised.value.reason.code, **raised.value.reason.as_dict()}


# The shipped controls and the sample policy


def test_the_shipped_controls_cover_all_three_articles() -> None:
    ids = catalogue.load(tables.load()).controls
    assert list(ids) == sorted(ids)
    assert {name[:3] for name in ids} == {"J13", "J14", "J15"}


def test_the_sample_policy_loads_and_its_baselines_are_unapproved_proposals() -> None:
    policy = load_policy(ROOT / "inventories" / "sample" / "policy")
    assert set(policy.baselines) == {"kojinbango-fuban", "juminhyo-code", "card-hakko", "chukan-server", "lgwan"}
    assert all(not chosen.ref.approved_by and len(chosen.controls) > 90 for chosen in policy.baselines.values())
    digested = {"baselines/lgwan.yaml", "registers/base.yaml", "checks/data/algorithms.yaml", "checks/articles/15.yaml"}
    assert digested <= set(policy.digests)


def test_published_schemas_are_current() -> None:
    for name, text in schemas().items():
        current = (ROOT / "docs" / "schema" / name).read_text(encoding="utf-8")
        assert current == text, f"{name} is old: run python -m checks.schema"


def test_schemas_are_written_where_one_says(tmp_path: Path) -> None:
    for _again in range(2):
        write_schemas(tmp_path / "docs" / "schema")
        for name, text in schemas().items():
            assert (tmp_path / "docs" / "schema" / name).read_bytes() == text.encode()


# Controls


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("sshd.permit_root_login", "sshd.permit_root", "policy_unknown_fact", 14),
        ("sshd.permit_root_login", "nothing.here", "policy_unknown_fact", 14),
        ("each_equals", "each_is", "policy_unknown_operator", 14),
        ("each_equals", "is_empty", "policy_operator_misfit", 14),
        ("{value: no}", "{value: 3}", "policy_wrong_argument", 14),
        ("{value: no}", "{value: no, other: 1}", "policy_wrong_argument", 14),
        ("{value: no}", "{value: {param: missing}}", "policy_undefined_param", 14),
        ("severity: high", "severity: high\n    params: {spare: 1}", "policy_unused_param", 11),
        ("severity: high", "severity: high\n    registers: [ports]", "policy_registers_disagree", 11),
        ("severity: high", "severity: urgent", "policy_wrong_value", 10),
        ("severity: high", "severity: high\n    applies: {families: [bsd]}", "policy_unknown_family", 11),
        ("severity: high", "severity: high\n    command: rm", "policy_unknown_key", 11),
        ("article: 13\n    class: UA", "article: 14\n    class: UA", "policy_basis_disagrees", 6),
        ("id: J13-UA-01", "id: J13-UA-1", "policy_wrong_value", 2),
        ("methods: [host]", "methods: [attest]", "policy_expectations", 11),
    ],
)
def test_a_wrong_control_is_refused_at_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    file = tmp_path / "own.yaml"
    assert old in CONTROL
    file.write_text(CONTROL.replace(old, new), encoding="utf-8")
    _, problems = catalogue.lint(tables.load(), [file])
    values = problems[0].reason.as_dict()
    assert (problems[0].reason.code, values["line"], values["file"]) == (code, line, str(file))


def test_lint_gives_every_problem_of_every_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(CONTROL.replace("each_equals", "each_is"), encoding="utf-8")
    _, problems = catalogue.lint(tables.load(), [tmp_path])
    assert [problem.reason.code for problem in problems] == ["policy_unknown_operator", "policy_duplicate_id"]


# Baselines


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("overrides: {J13-UA-99: {x: 1}}", "policy_unknown_control"),
        ("overrides: {J13-UA-04: {max_denials: 3}}", "policy_unknown_param"),
        ("overrides: {J13-UA-04: {max_deny: '3'}}", "policy_param_type"),
        ("overrides: {J13-UA-04: {max_deny: true}}", "policy_param_type"),
        ("overrides: {J13-UA-04: {max_deny: 0}}", "policy_wrong_argument"),  # would lock nobody out, ever
        ("overrides: {J13-FT-04: {window_days: 91}}", "policy_wrong_argument"),
        ("overrides: {J13-UA-03: {profile: mine}}", "policy_unknown_profile"),
        ("excluded: [{control: J13-UA-99, reason: x}]", "policy_unknown_control"),
        ("excluded: [{control: J13-UA-01}]", "policy_missing_key"),
        ("controls: [J13-UA-99]", "policy_unknown_control"),
    ],
)
def test_a_wrong_baseline_is_refused_at_its_line(tmp_path: Path, more: str, code: str) -> None:
    found = refused(lambda: small_policy(tmp_path / "p", baseline=BASELINE + more))
    assert (found["code"], found["line"]) == (code, BASELINE.count("\n") + 1)


def test_a_baseline_chooses_controls_changes_parameters_and_says_who_approved_it(tmp_path: Path) -> None:
    text = BASELINE + (
        "controls: [J13-UA-04, J13-UA-05]\noverrides: {J13-UA-04: {max_deny: 3}}\n"
        "excluded: [{control: J13-UA-05, reason: ディレクトリで管理}]\n"
        "approval: {approved_by: センター長, approved_on: 2026-04-01}\n"
    )
    chosen = small_policy(tmp_path / "p", baseline=text).baselines["lgwan"]
    assert [judged.control.id for judged in chosen.controls] == ["J13-UA-04", "J13-UA-05"]
    assert chosen.controls[0].tests[0].expected.as_dict()["most"] == 3
    assert chosen.controls[1].excluded == "ディレクトリで管理"
    assert (chosen.ref.approved_by, chosen.ref.approved_on) == ("センター長", "2026-04-01")


def test_two_baselines_for_one_system_are_refused(tmp_path: Path) -> None:
    small_policy(tmp_path / "p")
    (tmp_path / "p" / "baselines" / "second.yaml").write_text(BASELINE, encoding="utf-8")
    assert refused(load_policy, tmp_path / "p")["code"] == "policy_duplicate_id"


def test_a_site_may_replace_a_table(tmp_path: Path) -> None:
    small_policy(tmp_path / "p")
    (tmp_path / "p" / "data").mkdir()
    own = tmp_path / "p" / "data" / "end_of_support.yaml"
    table = "as_of: 2026-01-01\nsource: 試\nreleases: [{id: debian, release: '14', until: 2031-01-01}]\n"
    own.write_text(table, encoding="utf-8")
    policy = load_policy(tmp_path / "p")
    assert [row.release for row in policy.tables.support] == ["14"]
    assert "data/end_of_support.yaml" in policy.digests


# Registers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ports: [{proto: tcp, port: 0, address: any}]", "policy_wrong_value"),
        ("ports: [{proto: tcp, port: 9-3, address: any}]", "policy_bad_ports"),
        ("ports: [{proto: tcp, port: 22, address: everywhere}]", "policy_bad_network"),
        ("accounts: [{name: 'a; rm -rf /', owner: x}]", "policy_wrong_value"),
        ('accounts: [{name: "ops\\n", owner: x}]', "policy_wrong_value"),
        ("certificates: ['/etc/$(id)']", "policy_wrong_value"),
        ("authorized_keys: [{fingerprint: MD5:1, account: a, owner: x, expires: 2027-01-01}]", "policy_wrong_value"),
        ("authorized_keys: [{fingerprint: 'SHA256:" + "A" * 43 + "', account: a, owner: x}]", "policy_missing_key"),
        ("log_servers: [{address: log01, port: 1}]", "policy_bad_address"),
        ("approved_prefixes: [{network: 10.0.0.1/8}]", "policy_bad_network"),
        ("packages: [{pattern: '*'}]", "policy_wrong_value"),
        ("software: []", "policy_unknown_key"),
    ],
)
def test_a_wrong_register_is_refused_at_its_line(tmp_path: Path, text: str, code: str) -> None:
    register = f"description: {{ja: 試, en: t}}\n{text}\n"
    found = refused(lambda: small_policy(tmp_path / "p", register=register))
    assert (found["code"], found["line"]) == (code, 2)


def test_an_unknown_register_names_host_and_file(tmp_path: Path) -> None:
    policy = small_policy(tmp_path / "p")
    found = refused(policy.registers.united, ("base", "none"), "web01")
    assert (found["code"], found["host"], found["name"]) == ("policy_no_register", "web01", "none")
    assert found["file"].endswith("registers/none.yaml")


names = st.frozensets(st.sampled_from(["a", "b", "c", "d"]))


@given(first=names, second=names, present=names)
def test_united_registers_approve_what_either_approves(
    first: frozenset[str], second: frozenset[str], present: frozenset[str]
) -> None:
    def register(listed: frozenset[str]) -> Register:
        text: Any = {"ja": "x", "en": "x"}
        return Register(description=text, packages=tuple(listed))

    both = unite([register(first), register(second)])
    assert both.packages.missing(present) == sorted(present - first - second)
    assert unite([register(second), register(first)]).packages.missing(present) == both.packages.missing(present)


# Segments


def test_addresses_inside_and_outside_the_management_segment(tmp_path: Path) -> None:
    file = tmp_path / "segments.yaml"
    file.write_text(SEGMENTS.replace("10.0.0.0/24", "198.51.100.0/24"), encoding="utf-8")
    segments = load_segments(file)
    assert segments.inside_address == "198.51.100.1"
    assert segments.outside_address == "203.0.113.1"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (", management: true", "", "policy_no_management_segment"),
        ("10.0.0.0/24", "10.0.0.1/24", "policy_bad_network"),
        ("10.0.0.0/24", "0.0.0.0/0", "policy_no_outside_address"),
    ],
)
def test_wrong_segments_are_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    file = tmp_path / "segments.yaml"
    file.write_text(SEGMENTS.replace(old, new), encoding="utf-8")
    assert refused(load_segments, file)["code"] == code


def test_the_register_of_the_tests_is_itself_in_order(tmp_path: Path) -> None:
    assert small_policy(tmp_path / "p", register=REGISTER).registers.log_server_targets() == {"log01"}
