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
    ("pattern", "words"),
    [
        ("(?i)Key", {"key"}),
        ("a|bc", {"a", "bc"}),
        ("(?:pass|key)word", {"word"}),
        ("x?(?:key)?", set()),
        ("(?:key){0,3}[ab]", set()),
        ("(?:(?:ab)+c)++", {"ab"}),
        ("(?=key)x(?!secret)", {"x"}),
        ("[k]ey(?>abcd)", {"abcd"}),
        ("(a|)b", {"b"}),
        ("(abc|[0-9])", set()),
    ],
)
def test_a_text_needs_one_of_the_words(pattern: str, words: set[str]) -> None:
    compiled = re.compile(pattern)
    assert not words or not may_match(compiled, "-")
    assert all(may_match(compiled, f"-{word}-") for word in words)
    if not words:
        assert may_match(compiled, "-")


@pytest.mark.parametrize("text", TEXTS)
def test_no_rule_is_spared_that_finds_something_in_a_recorded_output(text: str) -> None:
    for pattern in RULES:
        assert may_match(pattern, text.lower()) or not pattern.search(text), pattern.pattern


@given(st.lists(st.sampled_from(["key", "Password", "<cut:own>", "snmp", " 7 ", "\n", *string.printable]), max_size=60))
def test_no_rule_is_spared_that_finds_something_in_any_text(parts: list[str]) -> None:
    text = "".join(parts)
    for pattern in RULES:
        assert may_match(pattern, text.lower()) or not pattern.search(text), pattern.pattern
