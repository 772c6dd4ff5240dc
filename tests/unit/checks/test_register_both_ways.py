"""Registers are compared both ways: what is not registered is a finding, and so is what is registered and not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from checks import tables
from checks.finding import Status
from checks.judging import Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.registers import Register, unite
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.field import Known
from scanners.facts.listening_sockets import Socket
from scanners.facts.redundancy import Redundancy
from scanners.facts.routes import Routes
from scanners.facts.sudo_rules import SudoRule
from tests.unit.checks.good_host import AS_OF, OPS_KEY, SCAN_KEY

TODAY = japanese_date(AS_OF)
NAME_KINDS = ("packages", "services", "repositories", "scheduled_jobs", "usb_devices", "setuid_files")


def judged(operator: str, value: object, arguments: Mapping[str, Any], beside: Any = None, **kinds: Any) -> Verdict:
    row = OPERATORS[operator]
    compiled = row.compile(msgspec.convert(dict(arguments), row.params), "fact.field", tables.load())
    united = unite([msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)])
    facts = beside or {}
    return compiled.judge(value, Context(host="rt01", as_of=AS_OF, today=TODAY, registers=united, facts=facts))


@pytest.mark.parametrize("kind", NAME_KINDS)
@pytest.mark.parametrize(
    ("there", "status", "items", "lacking"),
    [
        ({"a", "b"}, Status.PASS, None, None),
        ({"a", "b", "may", "fam-1"}, Status.PASS, None, None),
        ({"a"}, Status.FAIL, ("b",), None),
        ({"a", "b", "c"}, Status.FAIL, ("c",), None),
        ({"a", "c"}, Status.FAIL, ("c",), ("b",)),
        (set(), Status.FAIL, ("a", "b"), None),
    ],
)
def test_names(kind: str, there: set[str], status: Status, items: Any, lacking: Any) -> None:
    listed = ["a", "b", {"name": "may", "optional": True}, {"pattern": "fam-*"}]
    verdict = judged("subset_of_register", frozenset(there), {"kind": kind}, **{kind: listed})
    assert verdict.status is status
    values = verdict.actual.as_dict()
    assert values.get("items") == items
    assert values.get("lacking") == lacking
    if not there:
        assert verdict.actual.code == "register_lacking"


def test_a_part_of_the_names_cannot_lack_any() -> None:
    accounts = [{"name": "ops", "owner": "運用"}]
    whole = judged(
        "subset_of_register", frozenset({"root"}), {"kind": "accounts", "always": ["root"]}, accounts=accounts
    )
    part = {"kind": "accounts", "always": ["root"], "partial": True}
    assert whole.status is Status.FAIL
    assert judged("subset_of_register", frozenset({"root"}), part, accounts=accounts).status is Status.PASS
    assert judged("subset_of_register", frozenset({"toor"}), part, accounts=accounts).status is Status.FAIL


@pytest.mark.parametrize(
    ("more", "status"),
    [({}, Status.FAIL), ({"optional": True}, Status.PASS), ({"expires": TODAY - timedelta(days=1)}, Status.PASS)],
)
def test_a_key_that_must_be_there(more: dict[str, Any], status: Status) -> None:
    kept = AuthorizedKey("scan", "/k", SCAN_KEY, "")
    entries = [
        {"fingerprint": SCAN_KEY, "account": "scan", "owner": "x", "expires": TODAY},
        {"fingerprint": OPS_KEY, "account": "ops", "owner": "x", "expires": TODAY, **more},
    ]
    verdict = judged("keys_in_register", frozenset({kept}), {}, authorized_keys=entries)
    assert verdict.status is status
    if status is Status.FAIL:
        assert verdict.actual.as_dict()["items"] == (f"ops: {OPS_KEY}",)


@pytest.mark.parametrize(("optional", "status"), [(False, Status.FAIL), (True, Status.PASS)])
def test_a_port_where_something_must_listen(optional: bool, status: Status) -> None:
    entries = [
        {"proto": "tcp", "port": 22, "address": "any"},
        {"proto": "tcp", "port": 443, "address": "any", "process": "nginx", "optional": optional},
    ]
    verdict = judged("ports_in_register", frozenset({Socket("tcp", "::", 22, "sshd")}), {}, ports=entries)
    assert verdict.status is status
    if status is Status.FAIL:
        assert verdict.actual.as_dict()["items"] == ("tcp/443 any (nginx)",)


@pytest.mark.parametrize(
    ("rule", "more", "status"),
    [
        (("ops", "ALL", "ALL", "ALL", False), {}, Status.PASS),
        (("ops", "ALL", "ALL", "ALL", False), {"nopasswd": True}, Status.PASS),
        (("ops", "ALL", "ALL", "ALL", True), {}, Status.FAIL),
        (("other", "ALL", "ALL", "ALL", False), {}, Status.FAIL),
        (None, {}, Status.FAIL),
        (None, {"optional": True}, Status.PASS),
    ],
)
def test_a_grant_that_must_be_there(rule: Any, more: dict[str, Any], status: Status) -> None:
    entries = [{"user": "ops", "command": "ALL", "runas": "ALL", **more}]
    there = frozenset({SudoRule(*rule)} if rule else ())
    assert judged("sudo_in_register", there, {}, sudo_rules=entries).status is status


@pytest.mark.parametrize(
    ("there", "status", "items", "lacking"),
    [
        ({"ospf 10.0.0.1", "bgp 10.0.0.2"}, Status.PASS, ("bgp 10.0.0.2", "ospf 10.0.0.1"), None),
        ({"ospf 10.0.0.1"}, Status.FAIL, (), ("bgp 10.0.0.2",)),
        ({"ospf 10.0.0.1", "bgp 10.0.0.2", "bgp 10.0.0.3"}, Status.FAIL, ("bgp 10.0.0.3",), ()),
    ],
)
def test_routing_neighbours(there: set[str], status: Status, items: Any, lacking: Any) -> None:
    entries = [{"host": "rt01", "neighbours": ["ospf 10.0.0.1", "bgp 10.0.0.2"]}]
    near = Redundancy(Known(()), Known(()), Known({}), Known(True), Known(dict.fromkeys(there, True)))
    asked = {"min_paths": 1, "destinations": ["0.0.0.0/0"]}
    routes = Routes(Known(frozenset()))
    verdict = judged("paths_redundant", routes, asked, {"redundancy": near}, routing_neighbours=entries)
    assert verdict.status is status
    values = verdict.actual.as_dict()
    assert (values.get("items"), values.get("lacking")) == (items, lacking)
