"""A rule that is not tried would have found nothing."""

from __future__ import annotations

import re
import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scanners.platforms import DEVICES
from scanners.platforms.network.needed_words import may_match
from tests.unit.scanners.test_devices import CASES

RULES = sorted({rule.pattern for name in DEVICES for rule in DEVICES[name].secrets}, key=lambda one: one.pattern)
TEXTS = [text for path in CASES for text in yaml.safe_load(path.read_text(encoding="utf-8"))["commands"].values()]


@pytest.mark.parametrize(
    ("pattern", "enough", "too_little"),
    [
        ("(?i)Key", ["-key-"], ["-", "ke"]),
        ("a|bc", ["a", "bc"], ["-", "b"]),
        ("(?:pass|key)word", ["password", "word key"], ["word", "pass", "key"]),
        ("(?:pass|key) .*?(?:7|5)", ["key 7", "pass"], ["word 7"]),  # nothing so short is looked for
        ("x?(?:key)?", ["-"], []),
        ("(?:key){0,3}[ab]", ["-"], []),
        ("(?:(?:ab)+c)++", ["ab"], ["c", "-"]),
        ("(?=key)x(?!secret)(?<!password)", ["key"], ["x"]),
        ("(?<=://)a", ["://"], ["a", ":/"]),
        ("[k]ey(?>abcd)", ["key abcd"], ["abcd", "key"]),
        ("(?:(?:one|two) three|four) five", [" three five", "four five"], ["one two five", " three four"]),
        ("(a|)b", ["b"], ["a"]),
        ("(abc|[0-9])", ["-"], []),
    ],
)
def test_a_text_needs_one_of_each_of_the_words(pattern: str, enough: list[str], too_little: list[str]) -> None:
    compiled = re.compile(pattern)
    assert all(may_match(compiled, text) for text in enough)
    assert not any(may_match(compiled, text) for text in too_little)


@pytest.mark.parametrize("text", TEXTS)
def test_no_rule_is_spared_that_finds_something_in_a_recorded_output(text: str) -> None:
    for pattern in RULES:
        assert may_match(pattern, text.lower()) or not pattern.search(text), pattern.pattern


@given(st.lists(st.sampled_from(["key", "Password", "<cut:own>", "snmp", " 7 ", "\n", *string.printable]), max_size=60))
def test_no_rule_is_spared_that_finds_something_in_any_text(parts: list[str]) -> None:
    text = "".join(parts)
    for pattern in RULES:
        assert may_match(pattern, text.lower()) or not pattern.search(text), pattern.pattern
