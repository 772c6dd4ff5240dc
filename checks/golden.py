"""Approved configurations of network devices: policy/golden.yaml and the files that it names.

A host names one by `tenken_golden`. A file ending in `.j2` is a Jinja2 template, filled with `tenken_golden_variables`
and `host` (name, address, system, segment, site, groups).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.strict_yaml import Document
from inventories.model import Host
from inventories.reason import ConfigError, Reason, reason

MAX_BYTES = 8 << 20
TEMPLATE = ".j2"
_Said = Annotated[str, Meta(min_length=1, max_length=2000)]


class WrittenGolden(Struct, frozen=True, forbid_unknown_fields=True):
    """One approved configuration. `file` lies in the folder `golden` of the policy.

    `covers`: `whole`, so that every other line of the device is a deviation; or `named`, for a template of some
    sections: only sections that it names are compared. `ignore`: patterns (regular expressions on a whole line) of
    lines that change by themselves and are left out on both sides.
    """

    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?!\n)$")]
    approved_by: _Said
    approved_on: date
    covers: Literal["whole", "named"] = "whole"
    ignore: tuple[_Said, ...] = ()


class GoldenFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/golden.yaml."""

    golden: dict[Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?!\n)$")], WrittenGolden] = {}


@dataclass(frozen=True, slots=True)
class Golden:
    """What the configuration of one host is compared with. `text` may hold secrets: it is cut before it is shown."""

    name: str
    text: str = field(repr=False)
    covers: str
    ignore: tuple[str, ...]
    approved_by: str
    approved_on: date


@dataclass(frozen=True, slots=True)
class Goldens:
    """All approved configurations of a policy, with their texts and the document that errors point into."""

    written: Mapping[str, WrittenGolden] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: Document | None = None

    def of(self, host: Host) -> Golden | Reason:
        """Give the approved configuration of a host, or why there is none.

        Raises ConfigError where the host names one that there is not, or a template cannot be filled.
        """
        if not host.golden:
            return reason("golden_not_named")
        written = self.written.get(host.golden)
        if written is None:
            raise ConfigError("golden_not_in_policy", host=host.name, golden=host.golden, known=tuple(self.written))
        text = self.texts[written.file]
        if written.file.endswith(TEMPLATE):
            text = _filled(written.file, text, host)
        return Golden(host.golden, text, written.covers, written.ignore, written.approved_by, written.approved_on)


def load(folder: Path) -> Goldens:
    """Read golden.yaml of a policy folder and the files that it names. Raises ConfigError at the line that is wrong."""
    file = folder / "golden.yaml"
    if not file.exists():
        return Goldens()
    document = strict_yaml.read(file)
    written = strict_yaml.convert(document, GoldenFile).golden
    texts: dict[str, str] = {}
    for name, golden in written.items():
        at = ("golden", name)
        for index, pattern in enumerate(golden.ignore):
            try:
                re.compile(pattern)
            except re.error as broken:
                raise document.wrong("golden_pattern", (*at, "ignore", index), problem=str(broken)) from None
        try:
            with (folder / "golden" / golden.file).open("rb") as opened:
                raw = opened.read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                raise document.wrong("golden_too_large", (*at, "file"), limit=MAX_BYTES)
            texts[golden.file] = raw.decode("utf-8-sig")  # editors of Windows put a mark at the beginning
        except (OSError, UnicodeDecodeError) as broken:
            problem = getattr(broken, "strerror", None) or str(broken)
            raise document.wrong("golden_unreadable", (*at, "file"), problem=problem) from None
        if golden.file.endswith(TEMPLATE):
            _check_template(golden.file, texts[golden.file])
    return Goldens(written, texts, document)


@lru_cache(maxsize=1)
def _environment() -> Any:
    """Give a sandbox in which an undefined name is an error. Imported here: most commands fill no template."""
    from jinja2 import StrictUndefined  # noqa: PLC0415  (for who fills a template alone)
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  (for who fills a template alone)

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)


def _check_template(file: str, text: str) -> None:
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  (for who fills a template alone)

    try:
        _environment().parse(text)
    except TemplateSyntaxError as broken:
        raise ConfigError("golden_template", template=file, line=broken.lineno, problem=str(broken)[:200]) from None


def _filled(file: str, text: str, host: Host) -> str:
    told = {
        "name": host.name,
        "address": host.connection.address,
        "system": host.system,
        "segment": host.segment,
        "site": host.site,
        "groups": host.groups,
    }
    try:
        return str(_environment().from_string(text).render({**dict(host.golden_variables), "host": told}))
    except Exception as broken:  # noqa: BLE001  (whatever a template runs into is its author's to mend)
        problem = f"{type(broken).__name__}: {broken}"[:200]
        raise ConfigError("golden_not_filled", host=host.name, template=file, problem=problem) from None
