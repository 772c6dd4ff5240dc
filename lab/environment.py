"""An environment (inventory and policy) for the hosts of the lab or of the demo, written into a folder.

The baselines are those of the sample environment; segments and registers of the lab stand in `lab/policy`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

# What the lab's machines cannot or need not have: one time source, Debian 11 and 12 in long-term support, and a kernel
# that may lack a parameter altogether.
OVERRIDES: Mapping[str, Mapping[str, object]] = {
    "J13-MG-02": {"accept_extended_support": True},
    "J13-MG-08": {"min_sources": 1},
}
_KERNEL_CONTROL = "J13-UA-19"
_ARTICLES = Path(__file__).parent.parent / "checks" / "articles"
_CONTROLS = _ARTICLES / "13-ua.yaml"
JST = timezone(timedelta(hours=9))
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
    registers: tuple[str, ...] = ("base", "packages", "keys", "backup")
    ha_group: str = ""
    user: str = "scan"
    repaired_by: str = ""  # the account of repairs, which then need no approval


def write_environment(
    folder: Path,
    hosts: Sequence[EnvironmentHost],
    *,
    key: Path,
    known_hosts: Path,
    scan_key: str,
    archives: Sequence[str] = ("http://deb.debian.org/",),
) -> Path:
    """Write `hosts/` and `policy/` into the folder and give the path that `-i` names.

    `scan_key` is the fingerprint of the scan account's public key, which the hosts' registers approve, as they do the
    `archives`, beginnings of the addresses that packages come from. A record of today confirms every control that asks
    for one.
    """
    inventory = folder / "hosts"
    inventory.mkdir(parents=True)
    document = {"all": {"vars": _common(key, known_hosts), "hosts": {host.name: _variables(host) for host in hosts}}}
    (inventory / "hosts.yml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    policy = folder / "policy"
    shutil.copytree(OWN, policy)
    (policy / "baselines").mkdir()
    for baseline in sorted(SAMPLE_BASELINES.glob("*.yaml")):
        adapted = yaml.safe_dump(_adapted(yaml.safe_load(baseline.read_text("utf-8"))), allow_unicode=True)
        (policy / "baselines" / baseline.name).write_text(adapted, encoding="utf-8")
    keys = {
        "description": {"ja": "点検用アカウントの鍵と配布元", "en": "key of the scan account, and archives"},
        "repositories": [{"pattern": f"{archive.rstrip('/')}*"} for archive in archives],
        "authorized_keys": [
            {"fingerprint": scan_key, "account": "scan", "owner": "点検担当", "expires": "2099-12-31"},
        ],
    }
    (policy / "registers" / "keys.yaml").write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    attest(policy / "attestations", sorted({host.system for host in hosts}))
    return inventory


def attest(folder: Path, systems: Sequence[str], *, without: Container[str] = ()) -> None:
    """Write a record of today for every attested control and system, but for the controls of some classes."""
    evidence = "見本の確認記録\n".encode()
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence" / "sample.txt").write_bytes(evidence)
    asked = [
        control["id"]
        for file in sorted(_ARTICLES.glob("*.yaml"))
        for control in yaml.safe_load(file.read_text("utf-8"))["controls"]
        if "attestation" in control and control["class"] not in without
    ]
    records = [
        {
            "id": f"{control}-{system}",
            "control": control,
            "scope": {"system": system},
            "by": "見本 太郎",
            "role": "点検担当",
            "date": datetime.now(JST).date(),
            "evidence": {"file": "sample.txt", "sha256": hashlib.sha256(evidence).hexdigest()},
        }
        for control in asked
        for system in systems
    ]
    text = yaml.safe_dump({"attestations": records}, allow_unicode=True)
    (folder / "sample.yaml").write_text(text, encoding="utf-8")


def _adapted(baseline: dict[str, Any]) -> dict[str, Any]:
    overrides: dict[str, Any] = baseline.setdefault("overrides", {})
    for control, values in {**OVERRIDES, _KERNEL_CONTROL: {"keys": _kernel_keys()}}.items():
        overrides[control] = {**overrides.get(control, {}), **values}
    return baseline


def _kernel_keys() -> list[dict[str, object]]:
    """Give the shipped kernel parameters, those that this machine's kernel does not have marked as optional."""
    controls = yaml.safe_load(_CONTROLS.read_text("utf-8"))["controls"]
    (keys,) = (control["params"]["keys"] for control in controls if control["id"] == _KERNEL_CONTROL)
    for key in keys:
        path = Path("/proc/sys", *key["key"].split("."))
        if "*" not in key["key"] and not path.exists():
            key["optional"] = True
    return list(keys)


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
        **(
            {"tenken_remediation": "unattended", "tenken_remediation_user": host.repaired_by}
            if host.repaired_by
            else {}
        ),
    }
