"""Every file under tests/devices: what a network device sends, and the facts that this must give.

The same files drive the simulated devices that sessions are tested with.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventories.reason import reason
from reports.messages import TEXTS
from scanners.facts import FACT_NAMES, FACTS
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import NetworkPlatform, cut_outputs, read_facts, version_of
from scanners.probe import Missing, Output, Probe, Raw, Scope
from tests.unit.scanners.test_cases import plain

CASES = sorted((Path(__file__).parents[2] / "devices").glob("*/*.yaml"))


def probes(platform: NetworkPlatform, scope: Scope) -> dict[str, Probe]:
    return {probe.id: probe for reader in platform.family.readers for probe in reader.probes(scope)}


def outputs(platform: NetworkPlatform, commands: dict[str, str], scope: Scope) -> dict[str, Raw]:
    """Give what each probe has, from what the device sends for each command."""
    given: dict[str, Raw] = {}
    for name, probe in probes(platform, scope).items():
        if probe.shell not in commands:
            given[name] = Missing(probe.shell, reason("device_refused_command", command=probe.shell, said="-"))
            continue
        given[name] = Output(command=probe.shell, status=0, stdout=commands[probe.shell].encode())
    return cut_outputs(platform, given, b"of this test")


def facts(platform: NetworkPlatform, commands: dict[str, str], accepted: bool = True) -> dict[str, Any]:
    raw = outputs(platform, commands, Scope())
    version = version_of(platform, raw, Scope())
    scope = Scope(accepted_platforms=(f"{platform.name} {version}",) if accepted else ())
    return {FACT_NAMES[fact]: value for fact, value in read_facts(platform, raw, scope).items()}


def test_a_platform_is_known_by_its_own_name() -> None:
    assert {name: platform.name for name, platform in DEVICES.items()} == {name: name for name in DEVICES}


def test_there_is_a_file_for_every_platform() -> None:
    assert {path.parent.name for path in CASES} == DEVICES.keys()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_a_device_sends_gives_the_facts(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["platform"] == path.parent.name
    assert case["origin"] in {"real", "documented"}
    assert case["source"], "say which device, or which manual"
    platform = DEVICES[case["platform"]]
    known = {probe.shell for probe in probes(platform, Scope()).values()}
    assert set(case["commands"]) <= known, "the file has a command that is never sent"
    read = facts(platform, case["commands"])
    seen = {
        name: {field: _sorted(plain(getattr(read[name], field))) for field in wanted}
        for name, wanted in case["facts"].items()
    }
    assert seen == {
        name: {field: _sorted(value) for field, value in wanted.items()} for name, wanted in case["facts"].items()
    }
    whole = repr(read)
    assert not [secret for secret in case.get("secrets", ()) if secret in whole]


def _sorted(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, list) else value


@pytest.mark.parametrize("name", DEVICES)
def test_a_platform_reads_every_fact_of_network_devices_or_says_why_not(name: str) -> None:
    told = {FACT_NAMES[reader.fact] for reader in DEVICES[name].family.readers}
    assert told >= OF_DEVICES


OF_DEVICES = {
    "address_translation", "configuration", "device_accounts", "device_identity", "device_logging", "device_time",
    "environment", "interfaces", "intrusion_prevention", "management_access", "management_services", "neighbours",
    "packet_filters", "port_guards", "redundancy", "routes", "snmp", "tunnels",
}  # fmt: skip


@pytest.mark.parametrize("name", DEVICES)
def test_what_was_never_compared_with_a_real_device_is_unknown(name: str) -> None:
    platform = DEVICES[name]
    commands = dict.fromkeys((probe.shell for probe in probes(platform, Scope()).values()), "\n")
    for reader in platform.family.readers:
        wanted = {probe.id for probe in reader.probes(Scope())}
        if wanted and not wanted & platform.verified:
            fact = facts(platform, commands, accepted=False)[FACT_NAMES[reader.fact]]
            states = [getattr(fact, field) for field in fact.__dataclass_fields__]
            assert not [state for state in states if isinstance(state, Known)], reader.fact


def _states(read: dict[str, Any]) -> list[object]:
    return [getattr(fact, field) for fact in read.values() for field in fact.__dataclass_fields__]


@pytest.mark.parametrize("name", DEVICES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_reader_breaks_on_what_a_hostile_device_sends(name: str, data: st.DataObject) -> None:
    platform = DEVICES[name]
    commands = sorted({probe.shell for probe in probes(platform, Scope()).values()})
    lines = sorted({line for path in CASES if path.parent.name == name for line in _lines(path)})
    text = st.lists(st.one_of(st.sampled_from(lines), st.text(max_size=60)), max_size=40).map("\n".join)
    read = facts(platform, {command: data.draw(text) for command in commands})
    for state in _states(read):
        assert isinstance(state, (Known, Unknown, Absent))
        assert not isinstance(state, Known) or state.value is not None


def _lines(path: Path) -> list[str]:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [line for text in case["commands"].values() for line in text.split("\n")]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_why_a_field_is_unknown_can_be_said(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    for state in _states(facts(DEVICES[case["platform"]], case["commands"])):
        if isinstance(state, (Unknown, Absent)):
            assert state.reason.code in TEXTS, state.reason


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_names_facts_that_there_are(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = {f"{fact}.{field}" for fact, wanted in case["facts"].items() for field in wanted}
    assert named <= {f"{fact}.{field.name}" for fact, kind in FACTS.items() for field in dataclasses.fields(kind)}
