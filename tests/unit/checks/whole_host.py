"""Facts of a host that meets every control there is, and the register that it meets."""

from __future__ import annotations

from typing import Any

import yaml

from tests.unit.checks import (
    defects_accounts,
    defects_devices,
    defects_devices_ua,
    defects_facility,
    defects_hardware,
    defects_operations,
    defects_software,
    good_device,
)
from tests.unit.checks.good_host import REGISTER, good_facts

TOPICS = (defects_accounts, defects_facility, defects_hardware, defects_operations, defects_software)
OF_DEVICES = (good_device, defects_devices, defects_devices_ua)


def whole_facts() -> dict[str, Any]:
    """Give every fact."""
    return good_facts() | {name: fact for topic in TOPICS for name, fact in topic.GOOD.items()}


def registered() -> str:
    """Give one register with all that the host and the network device need."""
    united: dict[str, Any] = yaml.safe_load(REGISTER)
    for topic in (*TOPICS, *OF_DEVICES):
        for kind, entries in topic.REGISTER.items():
            united[kind] = [*united.get(kind, []), *entries]
    return yaml.safe_dump(united, allow_unicode=True)
