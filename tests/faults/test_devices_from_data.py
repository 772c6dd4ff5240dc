"""The files under tests/devices, played by simulated devices and read in real sessions: the facts are the same.

What a parser is tested with reaches it unchanged through prompt, echo, pager and the cutting of secrets.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from lab.simulated_device import SimulatedDevice
from scanners.netcli.session import DeviceLogin, connect_device
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import NetworkPlatform, read_facts, version_of
from scanners.probe import Raw, Scope
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from tests.faults.device_visits import PASSWORD, simulated, target
from tests.unit.scanners import test_devices as data

REFUSED = "% Invalid input detected at '^' marker.\n"


def facts(platform: NetworkPlatform, outputs: Mapping[str, Raw]) -> Mapping[type, object]:
    accepted = f"{platform.name} {version_of(platform, outputs, Scope())}"
    return read_facts(platform, outputs, Scope(accepted_platforms=(accepted,)))


CASES = [path for path in data.CASES if path.parent.name in DEVICES and not DEVICES[path.parent.name].is_linux]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_session_gives_the_facts_that_the_parsers_were_tested_with(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    platform = DEVICES[case["platform"]]
    probes = tuple(data.probes(platform, Scope()).values())
    asked = {probe.shell for probe in probes if probe.shell}
    commands = {**dict.fromkeys(asked, REFUSED), **case["commands"]}
    prompt = case.get("prompt") or "device#"
    device = SimulatedDevice(commands, prompt=prompt, password=PASSWORD, paging_off=platform.session, rows=24)
    deadline = time.monotonic() + 60
    with (
        simulated(device) as playing,
        connect_device(
            target(playing, tmp_path),
            platform,
            DeviceLogin(PASSWORD),
            Credentials(agent=""),
            KnownHosts(),
            deadline=deadline,
        ) as session,
    ):
        outputs = session.run(probes, deadline)
    wanted = data.outputs(platform, commands, Scope())
    for name, raw in wanted.items():
        if not raw.command and name in outputs:
            wanted[name] = outputs[name]  # the prompt: what the session saw
    assert facts(platform, outputs) == facts(platform, wanted)
    assert [line for line in playing.record.lines if line] == [
        *platform.session,
        *dict.fromkeys(probe.shell for probe in probes if probe.shell),
        "exit",
    ]
