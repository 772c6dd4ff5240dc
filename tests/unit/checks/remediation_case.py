"""Sources of repairs, made of one fact: what the modules of remediation are given."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from checks import tables
from checks.policy import Policy
from checks.registers import United
from checks.remediation_sources import Sources
from inventories.model import Connection, Host

HOST = Host("web01", Connection("192.0.2.1"), "lgwan")
POLICY = cast("Policy", SimpleNamespace(tables=tables.load()))


def sources(
    fact: str,
    fields: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    registers: United | None = None,
    family: str = "debian",
) -> Sources:
    """Give sources whose one fact has these fields, as stored runs hold them; None stands for one not read."""
    facts = {fact: {name: _state(value) for name, value in fields.items()}, "os_release": {"id": _state(family)}}
    return Sources(params or {}, registers or United(), POLICY, HOST, (), facts)


def _state(value: Any) -> dict[str, Any]:
    if value is None:
        return {"state": "unknown", "code": "command_failed", "values": {}}
    return {"state": "known", "value": value}
