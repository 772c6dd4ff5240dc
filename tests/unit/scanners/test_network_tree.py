"""Configurations as trees: every line as it stands, whatever a device sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.platforms.network.addresses import interface_address, masked, wildcard
from scanners.platforms.network.ios_like.tree import banner_end, banner_text
from scanners.platforms.network.tree import (
    DEEPEST,
    Line,
    braced,
    every,
    has,
    indented,
    not_understood,
    starting,
)
from scanners.probe import Unreadable


def shape(lines: tuple[Line, ...]) -> list[object]:
    return [(line.text, shape(line.under)) if line.under else line.text for line in lines]


def test_indentation_makes_sections_and_a_line_may_stand_twice() -> None:
    text = "interface Vlan5\n ip address 192.0.2.1 255.255.255.0\n!\ninterface Vlan5\n shutdown\nend\n"
    assert shape(indented(text)) == [
        ("interface Vlan5", ["ip address 192.0.2.1 255.255.255.0"]),
        ("interface Vlan5", ["shutdown"]),
        "end",
    ]


def test_a_section_ends_where_indentation_falls_back_to_any_outer_step() -> None:
    text = "a\n   b\n     c\n  d\n e\nf\n"
    assert shape(indented(text)) == [("a", [("b", ["c"]), "d", "e"]), "f"]


def test_tabs_count_as_indentation() -> None:
    assert shape(indented("a\n\tb\n        c\n")) == [("a", ["b", "c"])]


def test_what_a_banner_says_is_no_command() -> None:
    text = "banner motd ^C\nline vty 0 4\n transport input ssh\n^C\nline vty 0 4\n transport input telnet\n"
    lines = indented(text, free_text=banner_end)
    assert [line.text for line in lines] == ["banner motd ^C", "line vty 0 4"]
    assert has(lines[1].under, "transport input telnet")
    assert banner_text(lines) == "line vty 0 4\n transport input ssh"


def test_a_banner_on_one_line_ends_there() -> None:
    lines = indented("banner login #keep out#\nhostname a\n", free_text=banner_end)
    assert shape(lines) == ["banner login #keep out#", "hostname a"]
    assert banner_text(lines) == "keep out"


def test_a_banner_without_an_end_gives_no_configuration() -> None:
    with pytest.raises(Unreadable):
        indented("banner motd ^C\nhostname a\n", free_text=banner_end)


def test_a_text_that_nests_without_end_is_refused() -> None:
    with pytest.raises(Unreadable):
        indented("\n".join(" " * depth + "a" for depth in range(DEEPEST + 2)))
    with pytest.raises(Unreadable):
        braced("a {\n" * (DEEPEST + 2) + "}\n" * (DEEPEST + 2))


@pytest.mark.parametrize("text", ["a {\n b;\n", "a {\n b;\n}\n}\n", "}\n"])
def test_braces_that_do_not_match_give_no_configuration(text: str) -> None:
    with pytest.raises(Unreadable):
        braced(text)


def test_braces_make_sections() -> None:
    text = "# a comment\nsystem {\n  host-name fw01;\n  /* kept for audit */\n  login {\n    class audit;\n  }\n}\n"
    assert shape(braced(text)) == [("system", ["host-name fw01", ("login", ["class audit"])])]


@given(st.text(alphabet=" \tab!{};#\n^C\\", max_size=300))
def test_no_text_breaks_the_trees(text: str) -> None:
    for read in (indented, braced):
        try:
            lines = read(text)
        except Unreadable:
            continue
        assert all(line.text.strip() == line.text and line.number > 0 for _above, line in every(lines))


@given(st.lists(st.sampled_from(["a", " b", "  c", "!", ""]), max_size=40))
def test_every_line_but_comments_is_in_the_tree_once_and_in_order(rows: list[str]) -> None:
    lines = [line.text for _above, line in every(indented("\n".join(rows)))]
    assert lines == [row.strip() for row in rows if row.strip() not in {"", "!"}]


def test_words_match_whole() -> None:
    lines = indented("interface Vlan5554\ninterface Vlan5\n ip address dhcp\n")
    assert [line.text for line, _rest in starting(lines, "interface Vlan5")] == ["interface Vlan5"]
    assert not has(lines, "interface Vlan55")
    assert not list(starting(lines, "inter"))


def test_lines_that_nobody_knows_are_counted_with_what_they_stand_under() -> None:
    lines = indented(
        "hostname a\ninterface Vlan5\n ip address dhcp\n warp drive\nwarp speed\nrouter bgp 1\n anything\n"
    )
    known = {"": ("hostname", "interface", "router"), "interface": ("ip",)}
    assert not_understood(lines, known) == ("interface Vlan5 / warp drive", "warp speed")


def test_a_wildcard_with_holes_is_no_network() -> None:
    assert wildcard("192.0.2.77", "0.0.0.63") == "192.0.2.64/26"
    assert wildcard("192.0.2.1", "255.255.255.255").endswith("/0")
    for mask in ("0.255.0.255", "255.0.0.0", "0.0.0.2"):
        with pytest.raises(ValueError, match=mask):
            wildcard("192.0.2.0", mask)


def test_masks_and_lengths_make_networks() -> None:
    assert masked("192.0.2.77", "255.255.255.192") == "192.0.2.64/26"
    assert masked("2001:db8::5", "64") == "2001:db8::/64"
    assert interface_address("192.0.2.1", "24") == "192.0.2.1/24"
    with pytest.raises(ValueError, match=r"255\.0\.255\.0"):
        masked("192.0.2.0", "255.0.255.0")
