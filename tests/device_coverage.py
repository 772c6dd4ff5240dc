"""Which control was seen to pass and to fail on which platform, from the recorded devices: docs/device-coverage.md.

    python -m tests.device_coverage

Every file of tests/devices is judged as if its version were accepted and its register held what it says of itself; what
no device says of itself (`registers`, `segments`) stands in the file of the device in order. The ops host holds copies
of configurations: fresh ones of every device but the one that violates. Persons have confirmed what they and the
machine must both say.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from checks.evaluate import Collected, evaluate
from checks.finding import Status
from checks.golden import Golden
from checks.judging import japanese_date
from checks.plan import HostPlan, plan_host
from checks.policy import Policy, load_policy
from inventories.model import Connection, Host
from reports.messages import say
from scanners.facts.backups import Backups, BackupSet, Place
from scanners.facts.field import Known
from scanners.platforms import DEVICES
from scanners.platforms.network.secrets import MARK
from tests.unit.checks.good_host import AS_OF, write_policy
from tests.unit.checks.test_every_control import confirmed
from tests.unit.scanners.test_devices import CASES, facts

_MARK = " \\*"
PATH = Path(__file__).parents[1] / "docs" / "device-coverage.md"
IN_ORDER, BROKEN, ANOTHER = "compliant", "violating", "in order, by the register of another"
SEGMENTS = ({"id": "mgmt", "name": {"ja": "管理", "en": "management"}, "cidrs": ["192.0.2.0/24"], "management": True},)
ALL = ["0.0.0.0/0", "::/0"]
EVERY_FLOW = {"source": ALL, "destination": ALL, "protocol": "ip"}
ONE_FLOW = {"source": ["192.0.2.0/24"], "destination": ["192.0.2.0/24"], "protocol": "tcp", "ports": [22]}
COPIES, DAY = "/srv/configurations", 86_400
_HEAD = """\
# ネットワーク機器の点検項目と機種 Controls and platforms of network devices

`python -m tests.device_coverage` が `tests/devices` の記録から作る（正しい機器、違反のある機器、変わった形）。
Made from the recorded devices of `tests/devices`: one in order, one that violates, and odd forms.

- ● 適合を見た seen to pass  ○ 不適合を見た seen to fail
- ？ 適合を見られない。理由は下の表 not seen to pass; why stands in the second table
- ／ 対象外 not applicable
- **実機未検証**の印（\\*）: 実物の出力と比べていない機種。点検基準で版数を名指しで受け入れるまで確認不能になる。
  (\\*) never compared with a real device: unknown until the baseline accepts the version by name.
"""


def _register(name: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a register must hold for the device that gave these facts."""

    def known(fact: str, field: str, default: Any) -> Any:
        state = getattr(read[fact], field)
        return state.value if isinstance(state, Known) else default

    neighbours, stations = known("neighbours", "neighbours", ()), known("neighbours", "stations", ())
    gateways = {route.gateway for route in known("routes", "routes", ()) if route.gateway}
    destinations = {route.destination for route in known("routes", "routes", ()) if route.gateway}
    serials = known("device_identity", "serials", ())
    version, model = known("device_identity", "version", ""), known("device_identity", "model", "")
    return {
        "description": {"ja": "試験", "en": "test"},
        "hardware": [
            {"host": name, "serial": serials[0], **({"product": model} if model else {}),
             **({"components": list(serials[1:])} if serials[1:] else {})}
        ] if serials else [],
        "device_software": [
            {"platform": name, "versions": [version], "supported_until": "2099-03-31", "source": "試験",
             "as_of": "2026-11-01"}
        ] if version else [],
        "device_links": [
            {"host": name, "port": one.port, "neighbour": one.name, "remote_port": one.remote_port}
            for one in neighbours
            if one.name
        ],
        "stations": [{"mac": mac, "vlan": vlan} for mac, vlan in sorted({(one.mac, one.vlan) for one in stations})],
        "gateways": [{"address": address} for address in sorted(gateways)],
        "approved_prefixes": [{"network": one, "note": "試験"} for one in sorted(destinations - {"0.0.0.0/0", "::/0"})],
        "ntp_servers": ["192.0.2.60", "192.0.2.61"],
        "log_servers": [{"address": "192.0.2.50", "port": 514}],
        "flows": [EVERY_FLOW],
        "configuration_backups": [{"host": name, "path": COPIES, "max_age_h": 24}],
    }  # fmt: skip


def _copies(age_s: int) -> Backups:
    newest = BackupSet("running-config", AS_OF - age_s, 4_000, 4_000)
    return Backups(Known({COPIES: newest}), Known({COPIES: Place("ext4", "/dev/sda1", "shared")}))


def _of_another(name: str, register: Mapping[str, Any]) -> dict[str, Any]:
    """Give the register that another device would have in this one's place."""
    strange = {
        "hardware": [{"host": name, "serial": "ANOTHER1"}],
        "device_software": [{**entry, "versions": ["another"]} for entry in register["device_software"]],
        "device_links": [{"host": name, "port": "another", "neighbour": "another", "remote_port": "another"}],
        "stations": [{"mac": "00:00:5e:00:53:ff", "vlan": "4000"}],
        "flows": [ONE_FLOW],
    }
    return {**register, **strange}


def _policy(folder: Path, held: Mapping[str, Any], segments: Iterable[Mapping[str, Any]]) -> Policy:
    register = {kind: entries for kind, entries in held.items() if entries}
    write_policy(
        folder, register=json.dumps(register, default=str), segments=json.dumps({"segments": [*SEGMENTS, *segments]})
    )
    return confirmed(load_policy(folder), combine="all")


def _plan(name: str, policy: Policy, read: Mapping[str, Any]) -> HostPlan:
    host = Host(
        name, Connection(name, user="scan", kind="network_cli", network_os=DEVICES[name].family.ids[0]), "lgwan",
        segment="mgmt", registers=("base",),
    )  # fmt: skip
    plan = plan_host(host, policy, depth="full")
    lines = read["configuration"].lines
    if not isinstance(lines, Known):
        return plan
    # Where a secret was cut, an approved configuration may have whatever it likes.
    text = MARK.sub("placeholder", "\n".join(lines.value))
    approved = Golden(name, text, "whole", (), "見本花子", japanese_date(AS_OF))
    return dataclasses.replace(plan, golden=approved)


@cache
def judged() -> Mapping[tuple[str, str], Mapping[str, tuple[Status, str]]]:
    """Give, by platform and case, what each control says, and why where it is neither pass nor fail."""
    found: dict[tuple[str, str], dict[str, tuple[Status, str]]] = {}
    cases = [yaml.safe_load(path.read_text(encoding="utf-8")) | {"case": path.stem} for path in CASES]
    by_platform: dict[str, dict[str, Any]] = defaultdict(dict)
    beyond = {case["platform"]: case for case in cases if case["case"] == IN_ORDER}
    for case in cases:
        read = facts(DEVICES[case["platform"]], case["commands"])
        copies = _copies(30 * DAY if case["case"] == BROKEN else 3_600)
        by_platform[case["platform"]][case["case"]] = read | {"backups": copies}
    with tempfile.TemporaryDirectory() as folder:
        for name, read in sorted(by_platform.items()):
            own = _register(name, read[IN_ORDER]) | beyond[name].get("registers", {})
            policies = {
                kind: _policy(Path(folder) / name / kind, register, beyond[name].get("segments", ()))
                for kind, register in (("own", own), ("another", _of_another(name, own)))
            }
            for case, given, kind in (
                *((case, given, "own") for case, given in read.items()),
                (ANOTHER, read[IN_ORDER], "another"),
            ):
                plan = _plan(name, policies[kind], read[IN_ORDER])
                collected = Collected(plan.host, plan, name, name, 0, given)
                found[name, case] = {
                    one.control: (one.judged_status, say(one.reason, "ja") if one.reason else "")
                    for one in evaluate([collected], policies[kind], AS_OF)
                    if one.subject == name
                }
    return found


def controls() -> tuple[str, ...]:
    """Give the controls that are judged on network devices by a machine."""
    return tuple(sorted({control for said in judged().values() for control in said}))


def seen(platform: str, control: str, status: Status) -> bool:
    """Whether some recorded device of the platform gave this."""
    return any(said.get(control, ("", ""))[0] is status for (name, _), said in judged().items() if name == platform)


def _cell(platform: str, control: str) -> str:
    passed, failed = (seen(platform, control, status) for status in (Status.PASS, Status.FAIL))
    status, _ = judged()[platform, IN_ORDER][control]
    if status is Status.NOT_APPLICABLE:
        return "／"
    return f"{'●' if passed else '？'}{'○' if failed else ''}"


def render() -> str:
    """Give the page."""
    names = list(DEVICES)
    heads = " | ".join(name if _verified(name) else f"{name}{_MARK}" for name in names)
    table = [f"| 点検項目 control | {heads} |", "|---|" + ":-:|" * len(names)]
    table += [f"| {control} | {' | '.join(_cell(name, control) for name in names)} |" for control in controls()]
    return "\n".join([_HEAD, *table, "", "## 適合を見られない理由 Why a pass is not seen", "", *_reasons()]) + "\n"


def _verified(name: str) -> bool:
    return "config" in DEVICES[name].verified


def _reasons() -> Iterator[str]:
    yield "| 点検項目 control | 理由 reason | 機種 platforms |"
    yield "|---|---|---|"
    for control in controls():
        by_reason: dict[str, list[str]] = defaultdict(list)
        for name in DEVICES:
            status, why = judged()[name, IN_ORDER][control]
            if status in {Status.UNKNOWN, Status.NOT_APPLICABLE}:
                by_reason[why.replace("|", "\\|").replace(f" {name} ", " ")].append(name)
        for why, names in sorted(by_reason.items()):
            yield f"| {control} | {why} | {', '.join(names)} |"


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
