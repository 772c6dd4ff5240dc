"""Facts of a host that meets every control there is, and the register that it meets."""

from __future__ import annotations

from typing import Any

import yaml

from tests.unit.checks import defects_accounts, defects_facility, defects_hardware, defects_operations, defects_software
from tests.unit.checks.good_host import REGISTER, good_facts

TOPICS = (defects_accounts, defects_facility, defects_hardware, defects_operations, defects_software)


def whole_facts() -> dict[str, Any]:
    """Give every fact."""
    return good_facts() | {name: fact for topic in TOPICS for name, fact in topic.GOOD.items()}


def registered() -> str:
    """Give one register with all that the host needs."""
    united: dict[str, Any] = yaml.safe_load(REGISTER)
    for topic in TOPICS:
        for kind, entries in topic.REGISTER.items():
            united[kind] = [*united.get(kind, []), *entries]
    return yaml.safe_dump(united, allow_unicode=True)
