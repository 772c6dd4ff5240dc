"""Which Match blocks the asked contexts settle."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from scanners.platforms.linux.sshd_match import Configuration, Context, not_exercised, pattern_matches
from scanners.probe import Unreadable

MAIN = "/etc/ssh/sshd_config"
SOON_S = 5.0
INSIDE, OUTSIDE = "192.0.2.1", "198.51.100.1"
CONTEXTS = [
    Context(user, address, groups)
    for user, groups in (("root", frozenset({"root"})), ("alice", frozenset({"ops", "users"})))
    for address in (INSIDE, OUTSIDE)
]


def unseen(text: str, **included: str) -> set[str]:
    files = {MAIN: text.splitlines()}
    files |= {f"/etc/ssh/sshd_config.d/{name}.conf": body.splitlines() for name, body in included.items()}
    return set(not_exercised(Configuration(files).settings(), CONTEXTS))


@pytest.mark.parametrize(
    "criteria",
    ["all", "User alice", "User=alice", "user a*,!bob", "Address 192.0.2.0/24", "Address 192.0.2.*",
     "Address *,!192.0.2.1", "Group ops", "User alice Address 198.51.100.0/24", "Host 192.0.2.1", "Group *,!wheel"],
)  # fmt: skip
def test_a_block_that_a_context_takes_is_settled(criteria: str) -> None:
    assert unseen(f"Match {criteria}\n  PasswordAuthentication yes") == set()


@pytest.mark.parametrize(
    "criteria",
    ["User bob", "User *,!alice,!root", "Address 203.0.113.0/24", "Host *.example.jp", "Group wheel", "LocalPort 2222",
     "LocalAddress 192.0.2.9", "RDomain mgmt", "invalid-user", "Version 1", "User alice Group wheel",
     "Group *,!users,!root"],
)  # fmt: skip
def test_a_block_that_none_surely_takes_is_not(criteria: str) -> None:
    assert unseen(f"Match {criteria}\n  PasswordAuthentication yes") == {"passwordauthentication"}


def test_groups_that_are_not_known_settle_nothing() -> None:
    settings = Configuration({MAIN: ["Match Group ops", "PermitRootLogin yes"]}).settings()
    assert set(not_exercised(settings, [Context("alice", INSIDE, None)])) == {"permitrootlogin"}


def test_an_earlier_block_may_hide_what_a_later_one_sets() -> None:
    first = "Match User alice\n  PasswordAuthentication no\n"
    second = "Match Group ops\n  PasswordAuthentication yes\n  X11Forwarding no"
    assert unseen(first + second) == {"passwordauthentication"}


def test_a_block_in_an_included_file_ends_with_it() -> None:
    text = "Include sshd_config.d/*.conf\nPasswordAuthentication no\nMatch User bob\n PermitRootLogin yes"
    included = {"b": "MaxAuthTries 3", "a": "Match User carol\nGatewayPorts yes"}
    assert unseen(text, **included) == {"gatewayports", "permitrootlogin"}


def test_an_include_inside_a_block_stands_under_its_criteria() -> None:
    text = "Match User bob\n  Include /etc/ssh/sshd_config.d/a.conf\nMatch all\n  Banner none"
    assert unseen(text, a="PermitRootLogin yes\nMatch all\nX11Forwarding yes") == {"permitrootlogin", "x11forwarding"}


def test_hidden_and_differently_named_files_are_not_included() -> None:
    files = {
        MAIN: ["Include /etc/ssh/sshd_config.d/*.conf"],
        "/etc/ssh/sshd_config.d/.x.conf": ["Match User bob", "PermitRootLogin yes"],
        "/etc/ssh/sshd_config.d/x.conf.dpkg-old": ["Match User bob", "PermitRootLogin yes"],
    }
    assert Configuration(files).settings() == []


@pytest.mark.parametrize("pattern", ["/srv/ssh/*.conf", "/etc/ssh/other/*.conf", "/etc/*/x.conf"])
def test_an_include_that_was_not_read_is_unreadable(pattern: str) -> None:
    with pytest.raises(Unreadable):
        Configuration({MAIN: [f"Include {pattern}"]}).settings()


def test_endless_includes_are_unreadable() -> None:
    with pytest.raises(Unreadable):
        Configuration({MAIN: ["Include sshd_config"]}).settings()


class Counting(Configuration):
    """Counts the files that are read, those that are read again too."""

    read = 0

    def _included(self, pattern: str) -> list[str]:
        found = super()._included(pattern)
        self.read += len(found)
        return found


def test_files_that_include_each_other_many_times_are_unreadable_soon() -> None:
    names = [MAIN, *(f"/etc/ssh/sshd_config.d/{number}" for number in range(14))]
    files = {one: [f"Include {inner}"] * 40 for one, inner in pairwise(names)} | {names[-1]: []}
    configuration = Counting(files)
    with pytest.raises(Unreadable) as stop:
        configuration.settings()
    assert stop.value.reason.code == "sshd_config_too_deep"
    assert configuration.read == 200  # the first file is none of them


def test_as_many_files_as_are_read_at_most_are_read() -> None:
    many = {f"/etc/ssh/sshd_config.d/{number:03}.conf": ["Match all", "Banner none"] for number in range(199)}
    files = {MAIN: ["Include sshd_config.d/*.conf"]} | many
    assert len(Configuration(files).settings()) == 199
    with pytest.raises(Unreadable):
        Configuration(files | {"/etc/ssh/sshd_config.d/more.conf": []}).settings()


def test_a_line_that_names_very_many_files_is_unreadable_soon() -> None:
    begun = time.monotonic()
    many = {f"/etc/ssh/sshd_config.d/{number}": ["Port 22"] for number in range(1000)}
    with pytest.raises(Unreadable):
        Configuration({MAIN: ["Include" + " a" * 100_000]} | many).settings()
    assert time.monotonic() - begun < SOON_S


def test_very_many_blocks_are_judged_soon() -> None:
    begun = time.monotonic()
    text = "".join(f"Match User u{number}\nBanner none\n" for number in range(10_000))
    assert unseen(text) == {"banner"}
    assert time.monotonic() - begun < SOON_S


@pytest.mark.parametrize("pattern", ["*" * 1000 + "b", "*?" * 500 + "b", "*o" * 500])
def test_a_pattern_with_very_many_stars_is_compared_soon(pattern: str) -> None:
    begun = time.monotonic()
    assert not pattern_matches("root" * 16, pattern)
    assert time.monotonic() - begun < SOON_S


def test_brackets_are_no_special_characters_of_a_pattern() -> None:
    assert pattern_matches("[a]", "[a]")
    assert not pattern_matches("a", "[a]")


def test_a_block_of_very_many_patterns_or_keywords_is_judged_soon() -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable):
        unseen("Match User " + ",".join(f"*{number}*" for number in range(50_000)) + "\nBanner none")
    patterns = ",".join(f"*{number}*" for number in range(1000))
    assert unseen(f"Match User {patterns}\n" + "Banner none\n" * 2000) == {"banner"}
    assert time.monotonic() - begun < SOON_S
