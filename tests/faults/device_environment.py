"""An environment of simulated devices for the command line: inventory, policy, known host keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lab.device_simulator import Playing
from lab.environment import RESPONSIBLE, EnvironmentHost, write_environment
from scanners.platforms import DEVICES

PASSWORD = "kore-wa-mihon-9"
CASES = Path(__file__).parents[1] / "devices"


def data_of(platform: str, name: str = "compliant") -> dict[str, Any]:
    """Give what a recorded device sends."""
    return dict(yaml.safe_load((CASES / platform / f"{name}.yaml").read_text(encoding="utf-8")))


def write_devices(
    folder: Path, devices: Mapping[str, Playing], more: Mapping[str, Mapping[str, Any]] | None = None
) -> Path:
    """Write an environment whose devices are named after their platforms, with `more` variables of some; give its
    inventory. Its policy lies beside it.
    """
    known = "".join(f"[127.0.0.1]:{one.port} {one.host_key}\n" for one in devices.values() if one.host_key)
    (folder / "known").write_text(known, encoding="ascii")
    host = EnvironmentHost("none", "127.0.0.1", "lgwan", port=1)
    inventory = write_environment(
        folder / "environment",
        [host],
        key=folder / "key",
        known_hosts=folder / "known",
        scan_key="SHA256:" + "A" * 43,
    )
    hosts = {
        name: {
            "ansible_host": "127.0.0.1",
            "ansible_port": one.port,
            "ansible_network_os": DEVICES[name].family.ids[0],
            **(more or {}).get(name, {}),
        }
        for name, one in devices.items()
    }
    shared = {
        "ansible_connection": "ansible.netcommon.network_cli",
        "ansible_user": "scan",
        "ansible_password": PASSWORD,
        "ansible_ssh_common_args": f"-F none -o UserKnownHostsFile={folder / 'known'}",
        "tenken_system": "lgwan",
        "tenken_segment": "mgmt",
        "tenken_responsible": RESPONSIBLE,
    }
    (inventory / "hosts.yml").write_text(
        yaml.safe_dump({"network": {"hosts": hosts, "vars": shared}}, allow_unicode=True), encoding="utf-8"
    )
    return inventory
