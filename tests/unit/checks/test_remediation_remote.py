"""What the roles `sshd` and `firewall` are told, and the hosts whose way in they would cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checks import remediation_remote as remote
from checks.facts_file import plain_facts
from checks.policy import Policy
from checks.remediation_sources import Sources
from inventories.model import Remediation
from inventories.reason import Reason, reason
from scanners.facts.cluster import Cluster
from scanners.facts.field import Absent, Known
from scanners.facts.sshd import Sshd
from tests.unit.checks.good_host import REGISTER, UNREAD, good_facts, host, small_policy

CONTEXTS = [
    f"user={user},host={address},addr={address}"
    for user in ("root", "tenken", "ops")
    for address in ("10.0.0.1", "198.51.100.1")
]
EVERY = {f"{user}@{place}": "no" for user in ("root", "tenken", "ops") for place in ("inside", "outside")}
LOG_IN = {"profile": "cryptrec-ssh", "require_mfa": False}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("remote") / "policy")


def sources(policy: Policy, params: Mapping[str, Any] | None = None, **facts: Any) -> Sources:
    state = {**good_facts(), **facts}
    united = policy.registers.united(("base",), "web01")
    return Sources({**LOG_IN, **(params or {})}, united, policy, host(), (), plain_facts(state))


def sshd(**fields: Any) -> Sshd:
    every = frozenset(EVERY)
    settled = {"permit_empty_passwords": Known(EVERY), "single_factor": Known(every), "password_only": Known(every)}
    good: Sshd = good_facts()["sshd"]
    return replace(good, **{**settled, **fields})


def with_register(folder: Path, more: str) -> Policy:
    return small_policy(folder / "policy", register=f"{REGISTER}\n{more}")


def code(made: dict[str, Any] | Reason) -> str:
    assert isinstance(made, Reason)
    return made.code


def test_root_is_refused_in_every_context_that_the_scan_asks_about(policy: Policy) -> None:
    made = remote.root_log_in(sources(policy))
    assert made == {"sshd": {"settings": {"PermitRootLogin": "no"}, "contexts": CONTEXTS}}


@pytest.mark.parametrize("who", ["scan", "ansible"])
def test_a_way_in_of_our_own_as_root_stays(policy: Policy, who: str) -> None:
    given = sources(policy)
    as_root = (
        replace(given.host, connection=replace(given.host.connection, user="root"))
        if who == "scan"
        else replace(given.host, remediation=Remediation(user="root"))
    )
    assert code(remote.root_log_in(replace(given, host=as_root))) == "repair_ansible_is_root"


def test_an_approved_key_of_root_is_not_cut_off(tmp_path: Path) -> None:
    key = f'  - {{fingerprint: "SHA256:{"C" * 43}", account: root, owner: 退避, expires: 2027-03-31}}\n'
    own = small_policy(tmp_path / "policy", register=REGISTER.replace("ports:", f"{key}ports:", 1))
    assert code(remote.root_log_in(sources(own))) == "repair_root_has_approved_key"


def test_passwords_are_turned_off_where_keys_open_every_account(policy: Policy) -> None:
    made = remote.password_log_in(sources(policy, sshd=sshd()))
    assert isinstance(made, dict)
    assert set(made["sshd"]["settings"].values()) == {"no"}
    assert made["sshd"]["keys_must_do"] is True


def test_an_account_with_nothing_but_a_password_keeps_it(policy: Policy) -> None:
    shadow = replace(good_facts()["shadow"], schemes=Known({"ops": "hashed:y", "tenken": "locked"}))
    keys = good_facts()["authorized_keys"]
    own = frozenset(key for key in keys.keys.value if key.account == "tenken")
    given = sources(policy, sshd=sshd(), shadow=shadow, authorized_keys=replace(keys, keys=Known(own)))
    assert remote.password_log_in(given) == reason("repair_accounts_have_password_only", items=("ops",))
    with_its_key = sources(policy, sshd=sshd(), shadow=shadow)
    assert isinstance(remote.password_log_in(with_its_key), dict)


@pytest.mark.parametrize("demanded", [True, False])
def test_several_factors_are_for_a_person(policy: Policy, demanded: bool) -> None:
    some = sshd(single_factor=Known(frozenset({"root@inside", "tenken@inside", "tenken@outside", "ops@inside"})))
    given = sources(policy, {"require_mfa": demanded}, sshd=sshd() if demanded else some)
    assert code(remote.password_log_in(given)) == "repair_second_factor_by_person"


@pytest.mark.parametrize(
    "unread",
    [
        {"sshd": sshd(single_factor=UNREAD)},
        {"authorized_keys": replace(good_facts()["authorized_keys"], keys=UNREAD), "sshd": sshd()},
        {"shadow": replace(good_facts()["shadow"], schemes=UNREAD), "sshd": sshd()},
    ],
)
def test_nobody_is_cut_off_for_what_was_not_read(policy: Policy, unread: Mapping[str, Any]) -> None:
    assert code(remote.password_log_in(sources(policy, **unread))) == "repair_state_not_read"


def lists(made: dict[str, Any] | Reason) -> dict[str, list[str]]:
    assert isinstance(made, dict)
    found: dict[str, list[str]] = made["sshd"]["lists"]
    return found


def test_of_the_algorithms_offered_the_accepted_ones_stay(policy: Policy) -> None:
    offered = sshd(
        ciphers=Known(frozenset({"aes256-ctr", "aes128-ctr", "3des-cbc"})), macs=Known(frozenset({"hmac-sha1"}))
    )
    made = lists(remote.algorithms(sources(policy, sshd=offered)))
    assert made["Ciphers"] == ["aes128-ctr", "aes256-ctr"]
    assert made["KexAlgorithms"] == ["curve25519-sha256"]
    assert made["MACs"] == list(policy.tables.profiles["cryptrec-ssh"].macs)  # nothing is left: all that is accepted


def test_a_host_with_an_rsa_key_alone_stays_reachable(policy: Policy) -> None:
    offered = sshd(host_key_algorithms=Known(frozenset({"ssh-rsa", "ssh-ed25519"})))
    made = lists(remote.algorithms(sources(policy, sshd=offered)))
    assert made["HostKeyAlgorithms"] == ["ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512"]


@pytest.mark.parametrize(("system", "version"), [("rhel", "8.10"), ("almalinux", "8")])
def test_lists_of_the_command_line_are_for_a_person(policy: Policy, system: str, version: str) -> None:
    release = replace(good_facts()["os_release"], id=Known(system), version_id=Known(version))
    assert code(remote.algorithms(sources(policy, os_release=release))) == "repair_crypto_policy_by_person"
    nine = replace(release, version_id=Known("9.4"))
    assert lists(remote.algorithms(sources(policy, os_release=nine)))


def test_algorithms_that_were_not_read_are_for_a_person(policy: Policy) -> None:
    assert code(remote.algorithms(sources(policy, sshd=sshd(macs=UNREAD)))) == "repair_state_not_read"


def test_empty_passwords_are_refused_in_every_context(policy: Policy) -> None:
    assert remote.empty_passwords(sources(policy)) == {
        "settings": {"PermitEmptyPasswords": "no"}, "contexts": CONTEXTS,
    }  # fmt: skip


def firewall(policy: Policy, **facts: Any) -> dict[str, Any] | Reason:
    return remote.firewall(sources(policy, **{"cluster": NO_CLUSTER, **facts}))


NOT_THERE = Absent(reason("tool_missing", command="pcs"))
NO_CLUSTER = Cluster(NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE)


def test_the_port_of_log_ins_is_open_to_the_management_segment_alone(policy: Policy) -> None:
    assert firewall(policy) == {"log_in_port": 22, "log_in_from": {"ip": ["10.0.0.0/24"], "ip6": []}, "open": []}


def test_every_registered_port_is_open_and_nothing_of_the_loopback(tmp_path: Path) -> None:
    ports = """ports:
  - {proto: tcp, port: 20-25, address: any}
  - {proto: tcp, port: 5432, address: 10.0.0.7}
  - {proto: udp, port: 123, address: "2001:db8::/64", optional: true}
  - {proto: udp, port: 323, address: loopback}
  - {proto: tcp, port: 631, address: 127.0.0.1}
  - {proto: tcp, port: 632, address: "::1"}
working_hours:
  - {account: ops, sources: [10.9.0.0/16, console, "2001:db8:1::/48"], days: [mon], start: "08:00", end: "20:00"}
"""
    register = REGISTER.replace("ports: [{proto: tcp, port: 22, address: any}]\n", ports)
    made = firewall(small_policy(tmp_path / "policy", register=register))
    assert made == {
        "log_in_port": 22,
        "log_in_from": {"ip": ["10.0.0.0/24", "10.9.0.0/16"], "ip6": ["2001:db8:1::/48"]},
        "open": [
            {"protocol": "tcp", "ports": "20-21"},
            {"protocol": "tcp", "ports": "23-25"},
            {"protocol": "tcp", "ports": "5432", "family": "ip", "address": "10.0.0.7/32"},
            {"protocol": "udp", "ports": "123", "family": "ip6", "address": "2001:db8::/64"},
        ],
    }


def test_a_host_without_a_register_of_ports_is_not_closed(tmp_path: Path) -> None:
    register = REGISTER.replace("ports: [{proto: tcp, port: 22, address: any}]\n", "")
    assert firewall(small_policy(tmp_path / "policy", register=register)) == reason("no_register", kind="ports")


@pytest.mark.parametrize("unit", ["ufw", "netfilter-persistent", "firewalld"])
def test_rules_of_another_loader_are_for_a_person(policy: Policy, unit: str) -> None:
    services = replace(good_facts()["services"], enabled=Known(frozenset({"ssh.service", f"{unit}.service"})))
    assert firewall(policy, services=services) == reason("repair_firewall_by_person", items=(unit,))


@pytest.mark.parametrize(
    "member",
    [
        replace(NO_CLUSTER, nodes=Known({"a": "online"})),
        replace(NO_CLUSTER, virtual_routers=Known({"VI_1": "MASTER"})),
    ],
)
def test_members_of_a_cluster_are_for_a_person(policy: Policy, member: Cluster) -> None:
    assert code(firewall(policy, cluster=member)) == "repair_firewall_of_cluster"


def test_the_packet_filter_needs_to_know_what_else_loads_rules(policy: Policy) -> None:
    services = replace(good_facts()["services"], enabled=UNREAD)
    assert code(firewall(policy, services=services)) == "repair_state_not_read"
    release = replace(good_facts()["os_release"], id=Known("rhel"))
    assert code(firewall(policy, os_release=release)) == "repair_firewall_by_person"
