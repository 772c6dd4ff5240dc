"""A proposed register loads, makes its own hosts pass, approves nothing else, and says what it does not hold."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from checks import registers, tables
from checks.finding import Status
from checks.judging import Context, Verdict
from checks.operators import OPERATORS
from checks.proposal import ROWS, TO_FILL_IN, Proposal, Source, propose
from checks.registers import United, unite
from inventories.reason import reason
from scanners.facts.accounts import Accounts
from scanners.facts.authorized_keys import AuthorizedKey, AuthorizedKeys
from scanners.facts.components import Components
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.listening_sockets import ListeningSockets, Socket
from scanners.facts.packages import Packages
from scanners.facts.repositories import Repositories
from scanners.facts.scheduled_jobs import ScheduledJobs
from scanners.facts.services import Services
from scanners.facts.special_files import SpecialFiles
from scanners.facts.sudo_rules import SudoRule, SudoRules
from scanners.facts.usb_storage import UsbStorage
from tests.unit.checks.good_host import good_facts

DAY = date(2026, 11, 22)
YEAR_END = date(2027, 3, 31)
KEY = "SHA256:" + "A" * 43
# How each kind is judged: the fact and field, the operator, and its parameters.
JUDGED: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "packages": ("packages", "names", "subset_of_register", {"kind": "packages"}),
    "services": ("services", "enabled", "subset_of_register", {"kind": "services"}),
    "accounts": ("accounts", "login", "subset_of_register", {"kind": "accounts", "always": ["root"]}),
    "sudo_rules": ("sudo_rules", "grants", "sudo_in_register", {}),
    "authorized_keys": ("authorized_keys", "keys", "keys_in_register", {}),
    "ports": ("listening_sockets", "sockets", "ports_in_register", {}),
    "repositories": ("repositories", "enabled", "subset_of_register", {"kind": "repositories"}),
    "scheduled_jobs": ("scheduled_jobs", "jobs", "subset_of_register", {"kind": "scheduled_jobs"}),
    "usb_devices": ("usb_storage", "attached", "subset_of_register", {"kind": "usb_devices"}),
    "setuid_files": ("special_files", "setid", "subset_of_register", {"kind": "setuid_files"}),
}
NONE = Known(frozenset[str]())


def of_names(names: set[str]) -> dict[str, Any]:
    """The facts that are compared by name alone."""
    known = Known(frozenset(names))
    return {
        "repositories": Repositories(known, NONE),
        "scheduled_jobs": ScheduledJobs(known, NONE),
        "usb_storage": UsbStorage(Known(value=True), NONE, known),
        "special_files": SpecialFiles(known, NONE, NONE, NONE),
    }


def source(facts: dict[str, Any], target: str = "web01", account: str = "tenken") -> Source:
    return Source(target, account, facts, YEAR_END)


def loaded(proposal: Proposal, folder: Path) -> United:
    """What `tenken register propose` would write, read as a policy folder reads it."""
    document = {"description": {"ja": "案", "en": "proposal"}, **proposal.kinds}
    (folder / "web.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return unite(registers.load(folder).by_name.values())


def judged(kind: str, facts: dict[str, Any], register: United) -> Verdict:
    fact, field, name, arguments = JUDGED[kind]
    operator = OPERATORS[name]
    compiled = operator.compile(msgspec.convert(arguments, operator.params), f"{fact}.{field}", tables.load())
    context = Context(host="web01", scan_user="tenken", today=DAY, facts=facts, registers=register)
    return compiled.judge(getattr(facts[fact], field).value, context)


def host(
    *, packages: set[str], accounts: set[str], sockets: set[Socket], keys: set[str], rules: set[SudoRule]
) -> dict[str, Any]:
    return {
        "packages": Packages(Known(frozenset(packages)), Known({}), Known("dpkg")),
        **of_names({"shared", *packages}),
        "services": Services(Known(frozenset({"ssh.service", "getty@tty1.service"})), Known(frozenset())),
        "accounts": Accounts(*[Known(frozenset(accounts))] * 4),
        "sudo_rules": SudoRules(Known(frozenset(rules))),
        "authorized_keys": AuthorizedKeys(
            Known(frozenset(AuthorizedKey(name, f"/home/{name}/.ssh/authorized_keys", KEY, "") for name in keys)),
            Known(frozenset()),
        ),
        "listening_sockets": ListeningSockets(Known(frozenset(sockets))),
    }


ONE = host(
    packages={"bash", "libc6", "123", "no", "1:30", "null", "a: b", "#x"},
    accounts={"root", "ops", "tenken"},
    sockets={
        Socket("tcp", "0.0.0.0", 22, "sshd"),  # noqa: S104  (state of a host, nothing is bound)
        Socket("tcp", "::1", 25, "master"),
        Socket("udp", "10.0.0.3", 161, ""),
    },
    keys={"ops"},
    rules={SudoRule("root", "ALL", "ALL", "ALL", False), SudoRule("%wheel", "ALL", "ALL", "ALL", True)},
)
OTHER = host(
    packages={"bash", "libc6", "nginx"},
    accounts={"root", "web"},
    sockets={Socket("tcp", "::", 22, "sshd"), Socket("tcp", "::ffff:127.0.0.1", 8080, "java")},
    keys={"ops", "web"},
    rules={SudoRule("web", "ALL", "root", "/usr/bin/systemctl restart nginx", True)},
)


@pytest.mark.parametrize("kind", sorted(JUDGED))
@pytest.mark.parametrize("facts", [ONE, OTHER, {**ONE, **good_facts()}], ids=["one", "other", "good host"])
def test_a_host_passes_by_the_register_that_was_proposed_from_it(
    kind: str, facts: dict[str, Any], tmp_path: Path
) -> None:
    register = loaded(propose([source(facts)]), tmp_path)
    assert kind in register.kinds
    assert judged(kind, facts, register).status is Status.PASS


@pytest.mark.parametrize("kind", sorted(JUDGED))
def test_several_hosts_pass_by_one_register_though_they_differ(kind: str, tmp_path: Path) -> None:
    register = loaded(propose([source(ONE), source(OTHER, "web02")]), tmp_path)
    assert judged(kind, ONE, register).status is Status.PASS
    assert judged(kind, OTHER, register).status is Status.PASS


def test_what_all_hosts_have_must_stay_there_and_stands_once() -> None:
    proposal = propose([source(ONE), source(OTHER, "web02")])
    assert proposal.kinds["packages"].count("bash") == 1
    assert {"name": "nginx", "optional": True} in proposal.kinds["packages"]
    assert {"name": "ops", "owner": TO_FILL_IN, "optional": True} in proposal.kinds["accounts"]


@pytest.mark.parametrize("kind", sorted(JUDGED))
def test_what_comes_later_and_what_goes_away_are_findings(kind: str, tmp_path: Path) -> None:
    register = loaded(propose([source(ONE)]), tmp_path)
    more = {**OTHER, "services": Services(Known(frozenset({"telnet.socket"})), Known(frozenset()))}
    assert judged(kind, more, register).status is Status.FAIL
    less = host(packages=set(), accounts={"root"}, sockets=set(), keys=set(), rules=set())
    less |= of_names(set())
    less["services"] = Services(Known(frozenset()), Known(frozenset()))
    if kind != "sudo_rules":
        assert judged(kind, less, register).status is Status.FAIL


def test_the_scan_accounts_own_grants_are_not_put_into_the_register(tmp_path: Path) -> None:
    grants = frozenset({SudoRule("tenken", "ALL", "ALL", "ALL", True)})
    facts = {**ONE, "sudo_rules": SudoRules(Known(grants))}
    proposal = propose([source(facts)])
    assert proposal.kinds["sudo_rules"] == []
    assert judged("sudo_rules", facts, loaded(proposal, tmp_path)).status is Status.FAIL


def test_a_kind_that_was_not_read_is_not_proposed_and_said(tmp_path: Path) -> None:
    why = reason("sudo_denied", command="x")
    unread = {**ONE, "authorized_keys": AuthorizedKeys(Unknown(why), Unknown(why))}
    del unread["services"]
    proposal = propose([source(ONE), source(unread, "web02")])
    told = {(one.kind, one.target): one.reason.code for one in proposal.missing}
    assert told["authorized_keys", "web02"] == "sudo_denied"
    assert told["services", "web02"] == "proposal_fact_not_read"
    register = loaded(proposal, tmp_path)
    assert register.kinds.isdisjoint({"authorized_keys", "services"})
    assert judged("authorized_keys", ONE, register).status is Status.UNKNOWN


def test_what_no_host_can_have_is_left_to_other_registers() -> None:
    absent = dataclasses.replace(ONE["services"], enabled=Absent(reason("x")))
    assert "services" not in propose([source({**ONE, "services": absent})]).kinds


@pytest.mark.parametrize("name", ["************", "1234 **** ****", "x" * 2000, ""])
def test_a_masked_or_unfit_entry_is_left_out_and_said(name: str, tmp_path: Path) -> None:
    facts = {**ONE, "packages": Packages(Known(frozenset({"bash", name})), Known({}), Known("dpkg"))}
    proposal = propose([source(facts)])
    assert proposal.kinds["packages"] == ["bash"]
    assert [kind for kind, _entry in proposal.unfit] == ["packages"]
    assert judged("packages", facts, loaded(proposal, tmp_path)).status is Status.FAIL


@pytest.mark.parametrize("name", ["lib*", "a\nb", "*", "- x", "{a: b}", "&a", "!tag"])
def test_a_forged_name_approves_itself_alone(name: str, tmp_path: Path) -> None:
    facts = {**ONE, "packages": Packages(Known(frozenset({name})), Known({}), Known("dpkg"))}
    register = loaded(propose([source(facts)]), tmp_path)
    assert judged("packages", facts, register).status is Status.PASS
    assert judged("packages", ONE, register).status is Status.FAIL


def test_equal_facts_give_an_equal_proposal_whatever_their_order() -> None:
    again = {
        **ONE,
        "packages": Packages(
            Known(frozenset(sorted(ONE["packages"].names.value, reverse=True))), Known({}), Known("dpkg")
        ),
    }
    assert propose([source(ONE), source(OTHER, "b")]).kinds == propose([source(again), source(OTHER, "b")]).kinds


def test_people_are_never_made_up_and_keys_end_with_the_fiscal_year() -> None:
    kinds = propose([source(ONE)]).kinds
    named = [entry for kind in ("accounts", "authorized_keys") for entry in kinds[kind] if isinstance(entry, dict)]
    assert len(named) == 3
    assert {entry["owner"] for entry in named} == {TO_FILL_IN}
    assert {entry["expires"] for entry in named if "expires" in entry} == {"2027-03-31"}


MACHINE: dict[str, Any] = {
    "hardware_identity": HardwareIdentity(Known("Vendor"), Known("Model 3"), Known("SN123"), Known("2.1.0")),
    "components": Components(
        Known(frozenset({"board Vendor B1"})),
        *[Known(frozenset({f"{kind} 1"})) for kind in ("memory", "disk", "card", "interface")],
    ),
}
HARDWARE = (
    ("hardware_identity", "hardware_registered"),
    ("hardware_identity.bios_version", "bios_registered"),
    ("components", "components_registered"),
)


def of_machine(facts: dict[str, Any], register: United, host_name: str = "web01") -> list[Status]:
    found = []
    for subject, name in HARDWARE:
        operator = OPERATORS[name]
        compiled = operator.compile(msgspec.convert({}, operator.params), subject, tables.load())
        fact, _, field = subject.partition(".")
        value = getattr(facts[fact], field).value if field else facts[fact]
        found.append(compiled.judge(value, Context(host=host_name, facts=facts, registers=register)).status)
    return found


def test_a_machine_passes_by_its_own_entry_and_another_does_not(tmp_path: Path) -> None:
    other = {**MACHINE, "hardware_identity": dataclasses.replace(MACHINE["hardware_identity"], serial=Known("SN9"))}
    register = loaded(propose([source(MACHINE), source(other, "web02")]), tmp_path)
    assert of_machine(MACHINE, register) == [Status.PASS] * 3
    assert of_machine(other, register)[0] is Status.FAIL
    assert of_machine(other, register, "web02") == [Status.PASS] * 3


def test_parts_that_were_not_all_read_are_not_proposed(tmp_path: Path) -> None:
    hidden = dataclasses.replace(MACHINE["components"], disks=Unknown(reason("no_sudo")))
    facts = {**MACHINE, "components": hidden}
    register = loaded(propose([source(facts)]), tmp_path)
    assert of_machine(facts, register) == [Status.PASS, Status.PASS, Status.UNKNOWN]


def test_a_virtual_machine_has_no_entry_and_a_hidden_serial_number_proposes_none() -> None:
    absent = HardwareIdentity(*[Absent(reason("x"))] * 4)
    assert "hardware" not in propose([source({"hardware_identity": absent})]).kinds
    hidden = dataclasses.replace(MACHINE["hardware_identity"], serial=Unknown(reason("no_sudo")))
    proposal = propose([source({"hardware_identity": hidden})])
    assert "hardware" not in proposal.kinds
    assert [one.asked for one in proposal.missing if one.kind == "hardware"] == [True]


def test_every_row_is_a_kind_of_register() -> None:
    assert set(ROWS) <= set(registers.Register.__struct_fields__)


def test_neither_roots_rules_nor_the_scans_own_are_proposed() -> None:
    rules = {SudoRule(user, "ALL", "root", "/bin/x", True) for user in ("root", "tenken", "ops")}
    facts = {**ONE, "sudo_rules": SudoRules(Known(frozenset(rules)))}
    own = dataclasses.replace(source(facts), account="tenken")
    (entry,) = propose([own]).kinds["sudo_rules"]
    assert isinstance(entry, dict)
    assert entry["user"] == "ops"
