"""The hosts of `tenken demo`, and the environment (inventory and policy) in which they are scanned and recorded.

Names, addresses and persons are made up. The policy is the lab's, with the baselines of the sample environment.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from lab.environment import OVERRIDES, OWN, RESPONSIBLE, SAMPLE_BASELINES, attest

RECORDINGS = Path(__file__).parent / "recordings"
LOG_SERVER = {"log01": "fuban-log01"}  # the lab's name, and the demo's
_STRICT = "card-hakko"  # this system keeps all that the sample's baseline demands beyond the usual
_EASED = ("J13-UA-02", "J13-UA-04", "J13-UA-14")  # demands that no recorded host meets
_KERNEL_CONTROL = "J13-UA-19"
_CONTROLS = Path(__file__).parent.parent / "checks" / "articles" / "13-ua.yaml"
_NOT_IN_KERNEL = frozenset({"kernel.sysrq", "kernel.yama.ptrace_scope"})
_LAB_REGISTERS = ("base", "packages", "keys", "backup")


@dataclass(frozen=True, slots=True)
class DemoHost:
    """One registered asset of the demo. A `device` is of a kind that no scanner reads; `kind` says how it is served."""

    name: str
    system: str
    kind: Literal["recorded", "here", "refusing", "device"] = "recorded"
    registers: tuple[str, ...] = _LAB_REGISTERS
    contractor: str = ""


FLEET = (
    DemoHost("fuban-app01", "kojinbango-fuban"),
    DemoHost("fuban-log01", "kojinbango-fuban", registers=(*_LAB_REGISTERS, "log")),
    DemoHost("fuban-hsm01", "kojinbango-fuban", "device"),
    DemoHost("code-web01", "juminhyo-code"),
    DemoHost("card-app01", "card-hakko", registers=("base", "keys", "rhel"), contractor="委託先A社（運用保守）"),
    DemoHost("card-web01", "card-hakko", contractor="委託先A社（運用保守）"),
    DemoHost("chukan-app01", "chukan-server"),
    DemoHost("chukan-db01", "chukan-server", "refusing"),
    DemoHost("lgwan-dns01", "lgwan"),
    DemoHost("lgwan-ntp01", "lgwan", registers=(*_LAB_REGISTERS, "ntp")),
    DemoHost("this-machine", "lgwan", "here"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host is reached, and as whom."""

    address: str
    port: int
    user: str


def recorded() -> tuple[DemoHost, ...]:
    """Give the hosts that have a recording."""
    return tuple(host for host in FLEET if host.kind == "recorded")


def write_demo_environment(folder: Path, places: Mapping[str, Place], *, key: Path) -> Path:
    """Write `hosts/` and `policy/` into the folder and give the path that `-i` names.

    Hosts that have no place are left out, unless they are devices, which have none.
    """
    inventory = folder / "hosts"
    inventory.mkdir(parents=True)
    systems: dict[str, Any] = {}
    for host in FLEET:
        if host.kind != "device" and host.name not in places:
            continue
        group = systems.setdefault(host.system.replace("-", "_"), {"vars": {"tenken_system": host.system}, "hosts": {}})
        group["hosts"][host.name] = _variables(host, places.get(host.name))
    common = {
        # The operator's own ssh configuration is for real hosts: here it could only be in the way.
        "ansible_ssh_common_args": "-F none",
        "ansible_ssh_private_key_file": str(key),
        "tenken_responsible": RESPONSIBLE,
        "tenken_segment": "mgmt",
    }
    document = {"all": {"vars": common, "children": systems}}
    _write_yaml(inventory / "hosts.yml", "tenken demo が作ったインベントリ（架空の構成例）", document)
    _write_policy(folder / "policy")
    return inventory


def _variables(host: DemoHost, place: Place | None) -> dict[str, object]:
    told: dict[str, object] = {"tenken_registers": list(host.registers)} if place else {"ansible_connection": "none"}
    if place:
        told |= {"ansible_host": place.address, "ansible_port": place.port, "ansible_user": place.user}
    if host.kind == "here":
        told["ansible_become"] = False  # nobody's sudo is used for a demonstration
    if host.contractor:
        told["tenken_contractor"] = host.contractor
    return told


def _write_policy(folder: Path) -> None:
    shutil.copytree(OWN, folder)
    registers = folder / "registers"
    shutil.copytree(RECORDINGS / "registers", registers, dirs_exist_ok=True)
    base = registers / "base.yaml"
    base.write_text(renamed(base.read_text("utf-8"), LOG_SERVER), encoding="utf-8")
    for source in sorted(SAMPLE_BASELINES.glob("*.yaml")):
        baseline = yaml.safe_load(source.read_text("utf-8"))
        overrides = baseline.setdefault("overrides", {})
        if baseline["system"] != _STRICT:
            for control in _EASED:
                overrides.pop(control, None)
        for control, values in {**OVERRIDES, _KERNEL_CONTROL: {"keys": _kernel_keys()}}.items():
            overrides[control] = {**overrides.get(control, {}), **values}
        _write_yaml(folder / "baselines" / source.name, "tenken demo の点検基準（値は全て未承認の案）", baseline)
    # Nobody has looked at doors and fire extinguishers yet.
    attest(folder / "attestations", sorted({host.system for host in FLEET}), without={"CP", "DP"})


def _kernel_keys() -> list[dict[str, object]]:
    """Give the shipped kernel parameters, those that the recorded hosts' kernel does not have marked as optional."""
    controls = yaml.safe_load(_CONTROLS.read_text("utf-8"))["controls"]
    (keys,) = (control["params"]["keys"] for control in controls if control["id"] == _KERNEL_CONTROL)
    return [{**key, "optional": True} if key["key"] in _NOT_IN_KERNEL else key for key in keys]


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Put the demo's host names in the place of the lab's."""
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _write_yaml(path: Path, comment: str, document: object) -> None:
    path.parent.mkdir(exist_ok=True)
    written = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(f"# {comment}\n{written}", encoding="utf-8")
