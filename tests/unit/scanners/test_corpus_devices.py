"""Real configurations of network devices go through the readers: nothing raises, and no line is lost.

The corpus lies beside the project; where it is absent there is nothing to run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventories.reason import reason
from scanners.facts import FACT_NAMES
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import DEVICES
from scanners.platforms.network.arista_eos.config import eos_tree
from scanners.platforms.network.cisco_asa.config import asa_tree
from scanners.platforms.network.cisco_nxos.tree import nxos_tree
from scanners.platforms.network.ios_like.tree import ios_tree
from scanners.platforms.network.platform import NetworkPlatform, read_facts, version_of
from scanners.platforms.network.secrets import cut
from scanners.platforms.network.tree import Line, every
from scanners.probe import Missing, Output, Probe, Raw, Scope, Unreadable, neutralise

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
# Folders and files of a platform's configurations, below the corpus.
CONFIGURATIONS: dict[str, tuple[str, ...]] = {
    "arista_eos": (
        "batfish/vendor/arista/grammar/testconfigs/*",
        "netutils/tests/unit/mock/config/**/arista_eos/*",
        "hier_config/tests/circular/fixtures/eos_*",
        "oxidized/spec/model/data/eos#*#output.txt",
    ),
    "cisco_asa": (
        "batfish/grammar/cisco_asa/testconfigs/*",
        "netutils/tests/unit/mock/config/**/cisco_asa/*",
        "oxidized/spec/model/data/asa#*#output.txt",
    ),
    "cisco_ios": (
        "batfish/grammar/cisco/testconfigs/*",
        "netutils/tests/unit/mock/config/**/cisco_ios/*",
        "hier_config/tests/circular/fixtures/ios_*",
        "oxidized/spec/model/data/ios#*#output.txt",
    ),
    "cisco_nxos": (
        "batfish/vendor/cisco_nxos/grammar/testconfigs/*",
        "netutils/tests/unit/mock/config/**/cisco_nxos/*",
        "oxidized/spec/model/data/nxos#*#output.txt",
    ),
    "fortios": (
        "batfish/grammar/fortios/testconfigs/*",
        "netutils/tests/unit/mock/config/**/fortinet_fortios/*",
        "hier_config/tests/circular/fixtures/fortios_*",
    ),
    "frr": ("batfish/grammar/cumulus_*/testconfigs/*", "batfish/vendor/frr/**/testconfigs/*"),
    "junos": (
        "hier_config/tests/fixtures/*junos.conf",
        "netutils/tests/unit/mock/config/**/juniper_junos/*",
        "oxidized/spec/model/data/junos#*#output.txt",
    ),
    "panos": ("netutils/tests/unit/mock/config/**/paloalto_panos/*",),
}
# How a configuration that nests by indentation is read, and how it begins and ends where the corpus has a part of it.
TREES: dict[str, tuple[Callable[[str], tuple[Line, ...]], bytes, bytes]] = {
    "arista_eos": (eos_tree, b"hostname corpus\n", b"end\n"),
    "cisco_asa": (asa_tree, b"ASA Version 9.16(4)\nhostname corpus\n", b": end\n"),
    "cisco_ios": (ios_tree, b"version 15.2\nhostname corpus\n", b"end\n"),
    "cisco_nxos": (nxos_tree, b"version 10.4(5)\nhostname corpus\n", b""),
}
FILES = [
    (name, path)
    for name, patterns in CONFIGURATIONS.items()
    if name in DEVICES
    for pattern in patterns
    for path in sorted(CORPUS.glob(pattern))
    if path.is_file()
]
# What a tree leaves out: comments, ends of banners, and headers that change by themselves.
LEFT_OUT = re.compile(r"!|:|Cryptochecksum:|Building|Current configuration|.*(?:\^.|EOF|@|[~#$%&*])$|.$")
OUTPUTS = [(name, path) for name in DEVICES for path in sorted(CORPUS.glob(f"ntc-templates/tests/{name}/*/*.raw"))]


def probes(platform: NetworkPlatform) -> dict[str, Probe]:
    return {probe.id: probe for reader in platform.family.readers for probe in reader.probes(Scope())}


def facts(platform: NetworkPlatform, given: dict[str, bytes]) -> dict[str, Any]:
    """Give the facts from what some probes gave; the others were refused."""
    raw: dict[str, Raw] = {}
    for name, probe in probes(platform).items():
        if name in given:
            text = cut(neutralise(given[name]), platform.secrets)
            raw[name] = Output(command=probe.shell, status=0, stdout=text.encode())
        else:
            raw[name] = Missing(probe.shell, reason("device_refused_command", command=probe.shell, said="-"))
    scope = Scope(accepted_platforms=(f"{platform.name} {version_of(platform, raw, Scope())}",))
    return {FACT_NAMES[fact]: value for fact, value in read_facts(platform, raw, scope).items()}


def whole(name: str, path: Path) -> bytes:
    """Give a configuration; many are fragments, and get the beginning and the end that a device shows."""
    raw = path.read_bytes()
    if name not in TREES:
        return raw
    _read, begin, end = TREES[name]
    body = raw.rstrip() + b"\n"
    return begin + body + (b"" if body.endswith(b"\n" + end) else end)


def label(case: tuple[str, Path]) -> str:
    return f"{case[0]}/{case[1].name}"


@pytest.mark.parametrize("case", FILES, ids=label)
def test_a_real_configuration_is_read(case: tuple[str, Path]) -> None:
    name, path = case
    read = facts(DEVICES[name], {"config": whole(name, path)})
    states = [getattr(fact, field) for fact in read.values() for field in fact.__dataclass_fields__]
    assert all(isinstance(state, (Known, Unknown, Absent)) for state in states)


@pytest.mark.parametrize("case", [case for case in FILES if case[0] in TREES], ids=label)
def test_no_line_of_a_real_configuration_is_lost(case: tuple[str, Path]) -> None:
    name, path = case
    platform = DEVICES[name]
    text = cut(neutralise(whole(name, path)), platform.secrets)
    try:
        lines = [(" / ".join((*above, line.text)), line.text) for above, line in every(TREES[name][0](text))]
    except Unreadable:
        return  # no configuration in it: the whole file is unknown, and says so
    shown = facts(platform, {"config": whole(name, path)})["configuration"].not_understood
    if isinstance(shown, Unknown):
        return
    unknown = Counter(shown.value)
    understood = Counter(whole for whole, _text in lines) - unknown
    assert not unknown - Counter(whole for whole, _text in lines), "a line is counted that is not there"
    assert understood.total() + unknown.total() == len(lines)
    rows = Counter(row.expandtabs(8).strip() for row in text.split("\n") if row.strip())
    lost = rows - Counter(own.expandtabs(8).strip() for _whole, own in lines)
    assert not [row for row in lost if not LEFT_OUT.match(row)], "a line is in no tree"


@pytest.mark.parametrize("case", OUTPUTS, ids=label)
def test_what_a_real_device_shows_breaks_no_reader(case: tuple[str, Path]) -> None:
    name, path = case
    command = path.parent.name.replace("_", " ")
    platform = DEVICES[name]
    wanted = [probe.id for probe in probes(platform).values() if probe.shell.replace("_", " ").startswith(command)]
    config = b"hostname a\nversion 1\ninterface Vlan1\n ip address dhcp\nend\n"
    read = facts(platform, {"config": config, **dict.fromkeys(wanted, path.read_bytes())})
    states = [getattr(fact, field) for fact in read.values() for field in fact.__dataclass_fields__]
    assert all(isinstance(state, (Known, Unknown, Absent)) for state in states)
