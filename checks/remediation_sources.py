"""What the variables of a playbook are derived from, for one control on one host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.policy import Policy
from checks.registers import United
from inventories.model import Host
from inventories.reason import Reason


@dataclass(frozen=True, slots=True)
class Sources:
    """`params`: the control's parameters in the host's baseline. `actual`: the wrong states that the finding names.

    `facts`: what the run read of the host, by name and field, each with its state (`facts_file.plain_facts`). Texts in
    `actual` and `facts` come from the target: nothing of them reaches a playbook before a strict pattern accepted it.
    """

    params: Mapping[str, Any]
    registers: United
    policy: Policy
    host: Host
    actual: tuple[Reason, ...]
    facts: Mapping[str, Any]

    def known(self, fact: str, field: str) -> Any:
        """Give the value of a field that was read, None for one that was not."""
        state = self.facts.get(fact, {}).get(field, {})
        return state.get("value") if state.get("state") == "known" else None


# Gives what the control's tasks need, or why this host's case is for a person.
Wanted = Callable[[Sources], dict[str, Any] | Reason]
