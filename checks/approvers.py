"""Who may approve repairs: `policy/approvers.yaml`, absent where nobody may."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from checks import strict_yaml
from inventories.reason import ConfigError

_Said = Annotated[str, Meta(min_length=1, max_length=200)]


class Approver(Struct, frozen=True, forbid_unknown_fields=True):
    """One person. `key`: an SSH public key, its type and base64; `account`: the person's own account on the ops host,
    which then executes nothing that the person approved; empty for none.
    """

    name: _Said
    role: _Said
    key: Annotated[str, Meta(pattern=r"^[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?!\n)$")]
    account: str = ""


class ApproversFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/approvers.yaml."""

    approvers: Annotated[tuple[Approver, ...], Meta(min_length=1)]


def load(file: Path) -> tuple[Approver, ...]:
    """Read the file. Raises ConfigError for whatever is wrong in it, two approvers of one name or key among that."""
    if not file.exists():
        return ()
    found = strict_yaml.load(file, ApproversFile).approvers
    for field in ("name", "key"):
        values = [getattr(one, field) for one in found]
        if len(set(values)) < len(values):
            twice = next(value for value in values if values.count(value) > 1)
            raise ConfigError("policy_approver_twice", file=str(file), value=twice[:80])
    return found
