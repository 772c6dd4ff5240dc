"""YAML read strictly, with the line of every value, into typed structures.

Refused: duplicate keys, anchors, aliases, tags, merge keys, several documents, deep nesting, large files, anything but
UTF-8. Only `true` and `false` are booleans; numbers are decimal; whatever YAML 1.1 would guess (`no`, `on`, `0640`,
`1:30`, dates) stays the text that was written. Keys are always text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
import yaml

from inventories.reason import ConfigError

T = TypeVar("T")
Steps = tuple[str | int, ...]

MAX_BYTES = 2 << 20
MAX_DEPTH = 20
MAX_NODES = 200_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it was built in: ten times faster
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}\Z")
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Document:
    """One parsed file: plain data, and the line (from 1) of each value by its path of keys and indexes."""

    file: Path
    data: Any
    lines: dict[Steps, int] = field(default_factory=dict)

    def line(self, path: Steps) -> int:
        """Give the line of a value, or of the nearest thing around it that has one."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, code: str, path: Steps, **values: str | int | float | tuple[str, ...]) -> ConfigError:
        """Build the error for a value of this file."""
        return ConfigError(code, file=str(self.file), line=self.line(path), key=dotted(path), **values)


def dotted(path: Steps) -> str:
    """Write a path as `controls[3].severity`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "-"


class _Frame:
    """One open mapping or sequence."""

    __slots__ = ("container", "key", "path")

    def __init__(self, container: dict[str, Any] | list[Any], path: Steps) -> None:
        self.container = container
        self.path = path
        self.key: str | None = None


class _Builder:
    """Builds data from parser events, so that nothing is guessed and nothing recurses."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[_Frame] = []
        self.documents = 0

    def fail(self, code: str, event: yaml.Event, **values: str | int) -> NoReturn:
        raise ConfigError(code, file=str(self.document.file), line=_line(event), **values)

    def place(self, value: object, event: yaml.Event) -> Steps:
        """Put a value where the parser stands; give its path."""
        if not self.stack:
            self.document.data = value
            self.document.lines[()] = _line(event)
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            path: Steps = (*frame.path, len(frame.container))
            frame.container.append(value)
        elif frame.key is None:
            self.fail("policy_complex_key", event)
        else:
            path = (*frame.path, frame.key)
            frame.container[frame.key] = value
            frame.key = None
        if len(self.document.lines) >= MAX_NODES:
            self.fail("policy_too_large", event, limit=MAX_NODES)
        self.document.lines[path] = _line(event)
        return path

    def open(self, container: dict[str, Any] | list[Any], event: yaml.Event) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.fail("policy_too_deep", event, limit=MAX_DEPTH)
        self.stack.append(_Frame(container, self.place(container, event)))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.container, dict) and frame.key is None:
            if event.value in frame.container:
                self.fail("policy_duplicate_key", event, key=event.value)
            if event.value == "<<" and not event.style:
                self.fail("policy_alias", event)
            frame.key = event.value
            return
        self.place(_plain(event.value) if not event.style else event.value, event)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            self.fail("policy_alias", event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.fail("policy_tag", event, tag=str(tag))
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.fail("policy_documents", event)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _plain(text: str) -> object:
    """Resolve an unquoted scalar."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def parse(raw: bytes, file: Path) -> Document:
    """Parse the content of `file`. Raises ConfigError with file and line."""
    if len(raw) > MAX_BYTES:
        raise ConfigError("policy_too_large", file=str(file), line=1, limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise ConfigError("policy_not_utf8", file=str(file), line=raw[: broken.start].count(b"\n") + 1) from None
    document = Document(file, None)
    builder = _Builder(document)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise ConfigError("policy_syntax", file=str(file), line=line, problem=str(broken.problem)) from None
    except yaml.YAMLError as broken:
        problem = str(broken).splitlines()[0]
        raise ConfigError("policy_syntax", file=str(file), line=1, problem=problem) from None
    return document


def read(file: Path) -> Document:
    """Read and parse a file."""
    try:
        raw = file.read_bytes()
    except OSError as broken:
        raise ConfigError("policy_unreadable", file=str(file), problem=broken.strerror or str(broken)) from None
    return parse(raw, file)


def convert(document: Document, kind: type[T]) -> T:
    """Convert a document to its type. Raises ConfigError with the line of the value that does not fit."""
    try:
        return msgspec.convert(document.data, kind, strict=True)
    except msgspec.ValidationError as broken:
        raise _located(document, kind, str(broken)) from None


def load(file: Path, kind: type[T]) -> T:
    """Read a file as `kind`."""
    return convert(read(file), kind)


_AT = re.compile(r" - at `(?:key` in `)?\$(.*)`\Z", re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|\[(\.\.\.)\]|\.([^.\[\]]+)")
_NAMED = {
    "policy_unknown_key": re.compile(r"Object contains unknown field `(?P<name>.*)`\Z", re.DOTALL),
    "policy_missing_key": re.compile(r"Object missing required field `(?P<name>.*)`\Z", re.DOTALL),
    "policy_wrong_type": re.compile(r"Expected `(?P<expected>[^`]*)`(?:, got `(?P<found>[^`]*)`)?\Z"),
}


def _located(document: Document, kind: type, message: str) -> ConfigError:
    """Turn a validation message into an error with the line of the value."""
    at = _AT.search(message)
    problem = message[: at.start()] if at else message
    path = _resolve(document, kind, message, at.group(1) if at else "")
    code, _, value = problem.partition(":")
    if code.startswith("policy_") and code.replace("_", "").isalpha():  # our own, from a structure's __post_init__
        return document.wrong(code, path, value=value)
    for named, pattern in _NAMED.items():
        if match := pattern.match(problem):
            found = match.groupdict(default="")
            if named == "policy_unknown_key" and (*path, found["name"]) in document.lines:
                path = (*path, found["name"])
            return document.wrong(named, path, **found)
    return document.wrong("policy_wrong_value", path, problem=problem)


def _resolve(document: Document, kind: type, message: str, steps: str) -> Steps:
    """Follow the path that the validator gives. It calls the key of a free mapping `...`: its entries are tried."""
    path: Steps = ()
    value = document.data
    for index, hidden, name in _STEP.findall(steps):
        if hidden and isinstance(value, Mapping):
            step: str | int = next((key for key in value if _fails_with(document, kind, message, path, key)), "...")
        else:
            step = int(index) if index else name
        path = (*path, step)
        try:
            value = value[step]
        except (LookupError, TypeError):
            break
    return path


def _fails_with(document: Document, kind: type, message: str, path: Steps, key: str) -> bool:
    """Whether the same error comes when the mapping at `path` has this one entry alone."""

    def only(value: Any, rest: Steps) -> Any:
        if not rest:
            return {key: value[key]}
        if isinstance(value, list):
            return [only(item, rest[1:]) if place == rest[0] else item for place, item in enumerate(value)]
        return {name: only(item, rest[1:]) if name == rest[0] else item for name, item in value.items()}

    try:
        msgspec.convert(only(document.data, path), kind, strict=True)
    except msgspec.ValidationError as broken:
        return str(broken) == message
    return False
