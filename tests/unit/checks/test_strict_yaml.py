"""Policy files are read strictly, and every error names file and line."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from checks import strict_yaml
from inventories.reason import ConfigError


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    flag: bool = False


class Whole(Struct, frozen=True, forbid_unknown_fields=True):
    items: list[Item] = []
    by_name: dict[str, list[Item]] = {}


def error(text: str | bytes) -> dict[str, Any]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(ConfigError) as raised:
        strict_yaml.convert(strict_yaml.parse(raw, Path("p.yaml")), Whole)
    return {"code": raised.value.reason.code, **raised.value.reason.as_dict()}


def test_only_plain_decimal_and_true_and_false_are_more_than_text() -> None:
    text = "[no, yes, on, 0640, 1:30, 2026-01-01, 1_000, 0x1f, 1e3, .inf, true, false, 12, -3, 1.5, ~, 'true', '7']"
    assert strict_yaml.parse(text.encode(), Path("p")).data == [
        "no",
        "yes",
        "on",
        "0640",
        "1:30",
        "2026-01-01",
        "1_000",
        "0x1f",
        "1e3",
        ".inf",
        True,
        False,
        12,
        -3,
        1.5,
        None,
        "true",
        "7",
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("items: []\nitems: []\n", "policy_duplicate_key", 2),
        ("a: &x 1\n", "policy_alias", 1),
        ("a: 1\nb:\n  <<: {c: 1}\n", "policy_alias", 3),
        ("a: !!python/object:os.system x\n", "policy_tag", 1),
        ("a: 1\n---\nb: 2\n", "policy_documents", 2),
        ("? {a: 1}\n: 2\n", "policy_complex_key", 1),
        ("a: 'x\n", "policy_syntax", 2),
        ("[" * 50, "policy_too_deep", 1),
        ("a: " + "x" * (strict_yaml.MAX_BYTES + 1), "policy_too_large", 1),
        (b"a: 1\nb: \xff\n", "policy_not_utf8", 2),
        ("items:\n  - number: 1\n  - number: '2'\n", "policy_wrong_type", 3),
        ("items:\n  - number: 1\n    flag: yes\n", "policy_wrong_type", 3),
        ("items:\n  - number: 1\n    other: 2\n", "policy_unknown_key", 3),
        ("items:\n  - flag: true\n", "policy_missing_key", 2),
        ("by_name:\n  a:\n    - number: 1\n  b:\n    - number: 1\n    - number: x\n", "policy_wrong_type", 6),
        ("just text", "policy_wrong_type", 1),
        ("", "policy_wrong_type", 1),
    ],
)
def test_errors_name_the_line(text: str | bytes, code: str, line: int) -> None:
    found = error(text)
    assert (found["code"], found["line"], found["file"]) == (code, line, "p.yaml")


def test_the_wrong_value_is_named_by_its_path() -> None:
    assert error("by_name:\n  b:\n    - number: 1\n    - number: x\n")["key"] == "by_name.b[1].number"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("items:\n  - number: '2'\n", {"key": "items[0].number", "expected": "int", "found": "str"}),
        ("items:\n  - flag: true\n", {"key": "items[0]", "name": "number"}),
        ("items:\n  - number: 1\n    other: 2\n", {"key": "items[0].other", "name": "other"}),
        ("just text", {"key": "-", "expected": "object", "found": "str"}),
        ("by_name:\n  a: 1\n  b: []\n", {"key": "by_name.a", "line": 2, "expected": "array", "found": "int"}),
        ("by_name:\n  a: []\n  b:\n    - 1\n", {"key": "by_name.b[0]", "line": 4, "expected": "object"}),
        ("items: []\nitems: []\n", {"key": "items"}),
        ("a: !!python/object:os.system x\n", {"tag": "tag:yaml.org,2002:python/object:os.system"}),
        ("[" * 50, {"limit": strict_yaml.MAX_DEPTH}),
        ("a: " + "x" * strict_yaml.MAX_BYTES, {"limit": strict_yaml.MAX_BYTES}),
        ("a: 'x\n", {"problem": "found unexpected end of stream"}),
    ],
)
def test_an_error_says_what_it_is_about(text: str, values: dict[str, Any]) -> None:
    found = error(text)
    assert {name: found.get(name) for name in values} == values


def test_a_value_that_fits_one_place_and_not_another_is_found_where_it_does_not_fit() -> None:
    nested = "by_name:\n  good:\n    - number: 1\n  bad:\n    - number: 1\n    - other: 1\n  also_good: []\n"
    assert (error(nested)["key"], error(nested)["line"]) == ("by_name.bad[1].other", 6)


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    by_name: dict[str, Item]


class Rows(Struct, frozen=True, forbid_unknown_fields=True):
    rows: list[Row]


def test_a_wrong_entry_of_a_mapping_is_found_in_the_row_where_it_stands() -> None:
    text = b"rows:\n- by_name: {a: {number: 1}}\n- by_name: {a: {number: 1}, b: {number: 2}, c: {number: '3'}}\n"
    with pytest.raises(ConfigError) as raised:
        strict_yaml.convert(strict_yaml.parse(text, Path("p.yaml")), Rows)
    assert raised.value.reason.as_dict()["key"] == "rows[1].by_name.c.number"


def test_limits_include_themselves() -> None:
    depth = strict_yaml.MAX_DEPTH
    assert strict_yaml.parse(b"[" * depth + b"]" * depth, Path("p")).data
    with pytest.raises(ConfigError, match="policy_too_deep"):
        strict_yaml.parse(b"[" * (depth + 1) + b"]" * (depth + 1), Path("p"))
    whole = b"a: " + b"x" * (strict_yaml.MAX_BYTES - 3)
    assert len(strict_yaml.parse(whole, Path("p")).data["a"]) == strict_yaml.MAX_BYTES - 3
    with pytest.raises(ConfigError, match="policy_too_large"):
        strict_yaml.parse(whole + b"x", Path("p"))


def test_a_file_of_very_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MAX_NODES", 4)  # the list is one of them
    assert strict_yaml.parse(b"[1, 2, 3]", Path("p")).data == [1, 2, 3]
    found = error("- 1\n- 2\n- 3\n- 4\n")
    assert (found["code"], found["limit"], found["line"]) == ("policy_too_large", 4, 4)


def test_the_line_of_what_was_not_written_is_that_of_what_is_around_it() -> None:
    document = strict_yaml.parse(b"a:\n  b:\n    - 1\n    - 2\n", Path("p"))
    assert [document.line(path) for path in ((), ("a",), ("a", "b", 1), ("a", "b", 7, "x"), ("z",))] == [1, 2, 4, 3, 1]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="policy_unreadable"):
        strict_yaml.load(tmp_path / "none.yaml", Whole)


@given(st.binary(max_size=300))
def test_hostile_bytes_give_data_or_a_config_error(raw: bytes) -> None:
    with contextlib.suppress(ConfigError):  # anything else that is raised fails the test
        assert strict_yaml.parse(raw, Path("p")).line(()) >= 1


@given(
    st.recursive(
        st.booleans() | st.integers(-(10**17), 10**17) | st.text("noyes0123:-."),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
        max_leaves=10,
    )
)
def test_quoted_json_comes_back_as_it_was(value: object) -> None:
    # JSON is YAML: an independent writer.
    assert strict_yaml.parse(json.dumps(value).encode(), Path("p")).data == value
