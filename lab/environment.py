"""An environment (inventory and policy) for the hosts of the lab or of the demo, written into a folder.

The baselines are those of the sample environment; segments and registers of the lab stand in `lab/policy`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

OWN = Path(__file__).parent / "policy"
SAMPLE_BASELINES = Path(__file__).parent.parent / "inventories" / "sample" / "policy" / "baselines"
RESPONSIBLE = "地方公共団体情報システム機構"


@dataclass(frozen=True, slots=True)
class EnvironmentHost:
    """One host of the inventory."""

    name: str
    address: str
    system: str
    port: int = 22
    segment: str = "mgmt"
    registers: tuple[str, ...] = ("base", "packages", "keys")
    ha_group: str = ""
    user: str = "scan"


def write_environment(
    folder: Path, hosts: Sequence[EnvironmentHost], *, key: Path, known_hosts: Path, scan_key: str
) -> Path:
    """Write `hosts/` and `policy/` into the folder and give the path that `-i` names.

    `scan_key` is the fingerprint of the scan account's public key, which the hosts' registers approve.
    """
    inventory = folder / "hosts"
    inventory.mkdir(parents=True)
    document = {"all": {"vars": _common(key, known_hosts), "hosts": {host.name: _variables(host) for host in hosts}}}
    (inventory / "hosts.yml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    policy = folder / "policy"
    shutil.copytree(OWN, policy)
    shutil.copytree(SAMPLE_BASELINES, policy / "baselines")
    keys = {
        "description": {"ja": "点検用アカウントの鍵", "en": "key of the scan account"},
        "authorized_keys": [
            {"fingerprint": scan_key, "account": "scan", "owner": "点検担当", "expires": "2099-12-31"},
        ],
    }
    (policy / "registers" / "keys.yaml").write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    return inventory


def _common(key: Path, known_hosts: Path) -> dict[str, object]:
    return {
        "ansible_ssh_private_key_file": str(key),
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={known_hosts}",
        "ansible_python_interpreter": "/usr/bin/python3",
        "tenken_responsible": RESPONSIBLE,
    }


def _variables(host: EnvironmentHost) -> dict[str, object]:
    return {
        "ansible_host": host.address,
        "ansible_port": host.port,
        "ansible_user": host.user,
        "tenken_system": host.system,
        "tenken_segment": host.segment,
        "tenken_registers": list(host.registers),
        **({"tenken_ha_group": host.ha_group} if host.ha_group else {}),
    }
