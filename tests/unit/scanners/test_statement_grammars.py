"""The grammars of FortiOS, Junos, PAN-OS and VyOS: no text breaks them, and nothing hides in a form of writing."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.platforms.network.fortios import tree as fortios_tree
from scanners.platforms.network.fortios.platform import PLATFORM as FORTIOS
from scanners.platforms.network.junos import tree as junos_tree
from scanners.platforms.network.junos.platform import PLATFORM as JUNOS
from scanners.platforms.network.panos import tree as panos_tree
from scanners.platforms.network.secrets import cut
from scanners.platforms.network.statements import Node
from scanners.platforms.network.vyos import tree as vyos_tree
from scanners.probe import Unreadable

READERS: dict[str, Callable[[str], object]] = {
    "fortios": fortios_tree.read,
    "junos": junos_tree.read,
    "panos": panos_tree.read,
    "vyos": vyos_tree.read,
}
DEVICES = Path(__file__).parents[2] / "devices"


@functools.cache
def lines(platform: str) -> list[str]:
    texts = [
        text
        for path in sorted((DEVICES / platform).glob("*.yaml"))
        for text in yaml.safe_load(path.read_text(encoding="utf-8"))["commands"].values()
    ]
    return sorted({line for text in texts for line in text.split("\n")} | {"{", "}", "[", "]", '"', "<", "<a>", "</a>"})


@pytest.mark.parametrize("platform", READERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_text_is_read_or_said_to_be_unreadable(platform: str, data: st.DataObject) -> None:
    piece = st.one_of(st.sampled_from(lines(platform)), st.text(max_size=40))
    text = data.draw(st.lists(piece, max_size=40).map("\n".join))
    with contextlib.suppress(Unreadable):
        assert READERS[platform](text) is not None


@pytest.mark.parametrize("platform", READERS)
@pytest.mark.parametrize("shape", ["a {\n", "config a\n", '"', "[ ", "<a>", "a " * 40, "edit 1\n"])
def test_endless_nesting_is_refused(platform: str, shape: str) -> None:
    with pytest.raises(Unreadable):
        READERS[platform](shape * 3000)


@pytest.mark.parametrize("platform", READERS)
def test_a_configuration_cut_short_is_refused(platform: str) -> None:
    case = yaml.safe_load((DEVICES / platform / "compliant.yaml").read_text(encoding="utf-8"))
    text = next(iter(value for command, value in case["commands"].items() if "conf" in command))
    READERS[platform](text)
    half = text[: len(text) // 2]
    with pytest.raises(Unreadable):
        READERS[platform](half)


def fortios(text: str) -> fortios_tree.Config:
    return fortios_tree.read(cut(f"config system global\nend\n{text}", FORTIOS.secrets))


def test_free_text_that_loses_its_end_with_a_supposed_secret_hides_nothing() -> None:
    whole = fortios(
        'config system admin\n    edit "a"\n        set comments "forgot the password again"\n    next\n'
        '    edit "b"\n        set accprofile "super_admin"\n    next\nend\n'
    )
    assert list(whole.one("system admin").entries) == ["a", "b"]


def test_free_text_over_many_lines_is_one_value_and_no_statement() -> None:
    whole = fortios(
        'config system replacemsg admin "x"\n    set buffer "first\n'
        '    config firewall policy\nsays \\"end\\"\n"\nend\n'
    )
    assert "firewall policy" not in whole.device.tables
    assert "config firewall policy" in whole.one("system replacemsg admin x").one("buffer")


def test_virtual_domains_are_kept_apart_though_they_are_told_in_two_places() -> None:
    whole = fortios_tree.read(
        "config vdom\nedit a\nnext\nedit b\nnext\nend\nconfig global\nconfig system global\nend\nend\n"
        "config vdom\nedit a\nconfig firewall policy\n    edit 1\n        set action deny\n    next\nend\nend\n"
        "config vdom\nedit b\nconfig firewall policy\nend\nend\n"
    )
    assert {name: list(table.entries) for name, table in whole.each("firewall policy")} == {"a": ["1"], "b": []}


def test_what_was_not_shown_is_not_taken_for_a_default() -> None:
    with pytest.raises(Unreadable) as stop:
        fortios("").one("system admin")
    assert stop.value.reason.code == "platform_default_unsure"


def junos(text: str) -> Node:
    return junos_tree.read(cut(text, JUNOS.secrets))


def test_what_is_inactive_does_not_count() -> None:
    whole = junos(
        "system {\n    services {\n        inactive: telnet;\n"
        "        inactive: ftp {\n            x;\n        }\n        ssh;\n    }\n}\n"
    )
    assert whole.every("system", "services") == ("ssh",)


def test_both_ways_of_writing_a_statement_are_the_same() -> None:
    long = junos("system {\n    a {\n        then {\n            accept;\n        }\n        of [ x y ];\n    }\n}\n")
    short = junos("system {\n    a {\n        then accept;\n        of x;\n        of y;\n    }\n}\n")
    assert long == short


def test_a_group_is_in_force_where_it_is_applied_and_yields_to_what_is_configured() -> None:
    whole = junos(
        "groups {\n  g {\n    system {\n      host-name other;\n      services {\n"
        "        telnet;\n      }\n    }\n  }\n}\n"
        "apply-groups g;\nsystem {\n  host-name own;\n}\n"
    )
    assert whole.value("system", "host-name") == "own"
    assert whole.has("system", "services", "telnet")


@pytest.mark.parametrize(
    "text",
    [
        "apply-groups absent;\nsystem {\n    host-name a;\n}\n",
        "groups {\n  g {\n    interfaces {\n      <*> {\n        disable;\n      }\n    }\n  }\n}\n"
        "apply-groups g;\nsystem {\n    host-name a;\n}\n",
        "groups {\n    g {\n        x;\n    }\n}\nsystem {\n    apply-groups g;\n}\n",
    ],
)
def test_a_group_that_is_not_resolved_is_never_left_out_silently(text: str) -> None:
    with pytest.raises(Unreadable) as stop:
        junos(text)
    assert stop.value.reason.code == "groups_not_resolved"


def test_two_communities_are_two_though_their_names_are_cut() -> None:
    whole = junos(
        "system {\n    host-name a;\n}\nsnmp {\n    community one {\n        authorization read-write;\n    }\n"
        "    community two {\n        authorization read-only;\n    }\n}\n"
    )
    assert [own.value("authorization") for own in whole.at("snmp", "community").values()] == ["read-write", "read-only"]


def test_xml_with_a_declaration_is_refused() -> None:
    with pytest.raises(Unreadable):
        panos_tree.read('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><config>&b;</config>')
