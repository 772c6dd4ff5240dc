"""Read os-release(5)."""

from __future__ import annotations

import shlex

from scanners.facts.field import attempt
from scanners.facts.os_release import OsRelease
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope

OS_RELEASE = Probe("os_release", "cat /etc/os-release")


def assignments(outputs: Outputs) -> dict[str, str]:
    """Give the assignments of os-release by name."""
    values: dict[str, str] = {}
    for line in outputs["os_release"].lines():
        name, is_assignment, quoted = line.partition("=")
        if is_assignment and name.isidentifier():
            values[name] = "".join(shlex.split(quoted)[:1])
    return values


def parse(outputs: Outputs, scope: Scope) -> OsRelease:
    """Give the identity of the distribution; ids are lower case."""
    del scope
    values = assignments(outputs)
    return OsRelease(
        id=attempt(lambda: values["ID"].lower()),
        version_id=attempt(lambda: values["VERSION_ID"]),
        pretty_name=attempt(lambda: values["PRETTY_NAME"]),
    )


READER = Reader(OsRelease, always(OS_RELEASE), parse)
