"""Wrong and missing values: all of them found in one reading, told in both languages with their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventories.model import Host
from inventories.read import read_inventory
from inventories.reason import Reason
from inventories.validate import VARIABLES, HostReader, InvalidInventoryError, Problem, explain
from tests.unit.inventories.workplace import both, cached, ops_host, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GOOD = {"tenken_system": "lgwan", "tenken_responsible": "機構"}

WRONG: list[tuple[str, dict[str, object]]] = [
    ("inventory_value_missing", {"tenken_responsible": "  "}),
    ("inventory_value_missing", {"tenken_system": ""}),
    ("inventory_value_missing", {"ansible_connection": "network_cli"}),
    ("inventory_value_missing", {"ansible_connection": "ansible.netcommon.netconf"}),
    ("inventory_system_unknown", {"tenken_system": "lgwam"}),
    ("inventory_variable_unknown", {"tenken_register": ["base"]}),
    ("inventory_not_text", {"tenken_responsible": 3}),
    ("inventory_not_text", {"tenken_segment": ["noc-a"]}),
    ("inventory_not_text", {"tenken_contractor": "A\u202eB"}),
    ("inventory_not_text", {"ansible_ssh_private_key_file": "a\nb"}),
    ("inventory_not_text", {"ansible_user": 0}),
    ("inventory_not_boolean", {"ansible_become": "maybe"}),
    ("inventory_not_boolean", {"ansible_become": 1}),
    ("inventory_port_invalid", {"ansible_port": 0}),
    ("inventory_port_invalid", {"ansible_port": 65536}),
    ("inventory_port_invalid", {"ansible_port": "ssh"}),
    ("inventory_port_invalid", {"ansible_port": True}),
    ("inventory_port_invalid", {"ansible_ssh_port": 22.5}),
    ("inventory_address_invalid", {"ansible_host": "-oProxyCommand=touch /tmp/x"}),
    ("inventory_address_invalid", {"ansible_host": "a b"}),
    ("inventory_address_invalid", {"ansible_host": "a;b"}),
    ("inventory_address_invalid", {"ansible_host": "192.0.2.256"}),
    ("inventory_address_invalid", {"ansible_ssh_host": "2001:db8::z"}),
    ("inventory_user_invalid", {"ansible_user": "-l"}),
    ("inventory_user_invalid", {"ansible_user": "a`id`"}),
    ("inventory_user_invalid", {"ansible_user": "a b"}),
    ("inventory_quoting_invalid", {"ansible_ssh_common_args": "-o 'ProxyJump=x"}),
    ("inventory_quoting_invalid", {"ansible_ssh_extra_args": "-o 'ProxyJump=x"}),
    ("inventory_become_unsupported", {"ansible_become_method": "su"}),
    ("inventory_become_unsupported", {"ansible_become_user": "oracle"}),
    ("inventory_connection_unknown", {"ansible_connection": "shh"}),
    ("inventory_registers_invalid", {"tenken_registers": "base"}),
    ("inventory_registers_invalid", {"tenken_registers": ["../../etc/passwd"]}),
    ("inventory_registers_invalid", {"tenken_registers": [1]}),
    ("inventory_remediation_unknown", {"tenken_remediation": "unatended"}),
    ("inventory_user_invalid", {"tenken_remediation_user": "-oProxyCommand=x"}),
    ("inventory_template_unresolved", {"ansible_host": "{{ address }}"}),
    ("inventory_template_unresolved", {"tenken_registers": ["base", "{% if x %}web{% endif %}"]}),
    ("inventory_settings_differ", {"ansible_host": "192.0.2.1", "ansible_ssh_host": "192.0.2.2"}),
]


def refuse_vault(ciphertext: str) -> str:
    raise AssertionError(ciphertext)


def read(variables: Mapping[str, object], name: str = "n1") -> tuple[Host, list[Problem]]:
    raw = {key: msgspec.Raw(json.dumps(value).encode()) for key, value in variables.items()}
    reader = HostReader(name, ("web",), raw, refuse_vault)
    return reader.host(), reader.problems


def reasons(problems: list[Problem]) -> tuple[Reason, ...]:
    return explain(problems, lambda *_: "hosts.yml:1", hide=False)


@pytest.mark.parametrize(("code", "change"), WRONG, ids=lambda value: str(value)[:40])
def test_each_wrong_value_is_refused_once_and_shown(code: str, change: dict[str, object]) -> None:
    _, problems = read(GOOD | change)
    (why,) = reasons(problems)
    assert why.code == code
    for text in both(why).split("\n"):
        assert text.startswith("hosts.yml:1: n1: ")
        assert str(why.as_dict()["key"]) in text
        assert text.isprintable()


@pytest.mark.parametrize(
    "change",
    [
        {"ansible_host": "2001:db8::1"},
        {"ansible_host": "fe80::1%eth0"},
        {"ansible_host": "a_b.example.jp"},
        {"ansible_user": "EXAMPLE\\scan"},
        {"ansible_user": "scan@example.jp"},
        {"ansible_port": "22"},
        {"ansible_become": "Yes"},
        {"ansible_connection": "community.docker.docker"},
        {"ansible_connection": "winrm"},
        {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios"},
        {"ansible_host": "192.0.2.1", "ansible_ssh_host": "192.0.2.1"},
        {"ansible_password": "{{ vaulted }}"},
        {"ansible_host": {"__ansible_unsafe": "192.0.2.1"}},
    ],
    ids=str,
)
def test_what_ansible_accepts_is_accepted(change: dict[str, object]) -> None:
    assert read(GOOD | change)[1] == []


def test_ssh_goes_by_one_name() -> None:
    for kind in ("smart", "paramiko", "ansible.builtin.ssh", "ssh"):
        assert read({**GOOD, "ansible_connection": kind})[0].connection.kind == "ssh"


def test_a_name_that_could_be_an_option_is_refused() -> None:
    assert {problem.code for problem in read(GOOD, "-oProxyCommand=x")[1]} >= {"inventory_name_invalid"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["-oX", "a b", "{{ x }}", "lgwan", "ssh"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = (
    *VARIABLES,
    "ansible_host",
    "ansible_port",
    "ansible_user",
    "ansible_connection",
    "ansible_ssh_common_args",
    "ansible_become",
    "ansible_ssh_private_key_file",
    "ansible_network_os",
    "tenken_typo",
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.text(min_size=1))
def test_whatever_a_script_sends_gives_a_sound_host_or_a_problem(variables: dict[str, object], name: str) -> None:
    host, problems = read(GOOD | variables, name)
    for why in reasons(problems):
        assert all(part.isprintable() or "\u3000" in part for part in map(str, why.as_dict().values()))
    if not problems:
        assert not host.connection.address.startswith("-")
        assert not set(host.connection.address + host.connection.user) & set(" ;|&$`'\"\n\t/")
        assert host.responsible
        assert host.connection.port is None or 1 <= host.connection.port <= 65535


def test_all_errors_come_together_each_with_its_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(
        ops_host(tmp_path, monkeypatch),
        {
            "hosts": "[web]\nweb[01:09]\n[db]\ndb01 ansible_port=99999\n[other]\nn1\n",
            "group_vars/all.yml": "tenken_responsible: 機構\n\ntenken_system: lgwan\n",
            "group_vars/web.yml": "tenken_segment: noc-a\ntenken_system: lgwam\n",
            "host_vars/db01.yml": "tenken_segmnt: noc-a\n",
            "host_vars/n1/main.yml": "ansible_user: scan\nansible_host: '{{ address }}'\n",
            "host_vars/n2.yml": "ansible_host: not-asked-for\n",
        },
    )
    with pytest.raises(InvalidInventoryError) as wrong:
        read_inventory(folder)
    text = [both(why) for why in wrong.value.reasons]
    assert len(text) == wrong.value.reason.as_dict()["count"] == 4
    shared, template, typo, port = (
        next(one for one in text if key in one) for key in ("lgwam", "ansible_host", "tenken_segmnt", "ansible_port")
    )
    assert f"{folder}/group_vars/web.yml:2: web01、web02、web03、web04、web05、… (+4)" in shared
    assert "kojinbango-fuban" in shared
    assert f"{folder}/host_vars/n1/main.yml:2: n1: " in template
    assert f"{folder}/host_vars/db01.yml:1: db01: " in typo
    assert f"{folder}/hosts:4: db01: " in port
    assert cached(tmp_path) == []


def test_a_host_is_repaired_with_approval_unless_the_inventory_says_otherwise() -> None:
    host, problems = read(GOOD)
    assert (host.remediation.mode, host.remediation.user, host.remediation.private_key_file) == ("approved", "", "")
    assert problems == []


def test_the_account_of_repairs_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ops")
    more = {
        "tenken_remediation": "unattended",
        "tenken_remediation_user": "naosu",
        "tenken_remediation_private_key_file": "~/naosu",
    }
    host, problems = read({**GOOD, **more, "ansible_user": "scan"})
    assert (host.remediation.mode, host.remediation.user) == ("unattended", "naosu")
    assert host.remediation.private_key_file == "/home/ops/naosu"
    assert (host.connection.user, problems) == ("scan", [])
