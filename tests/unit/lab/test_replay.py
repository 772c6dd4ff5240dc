"""Servers that replay recorded hosts, and the recordings that the demonstration ships."""

from __future__ import annotations

import argparse
import re

import pytest

from checks.plan import HostPlan
from inventories.reason import reason
from lab.demo_fleet import FLEET, RECORDINGS, Place, recorded, write_demo_environment
from lab.replay import Answer, Recording, load_recording, replay
from scanners.collector import build_script, read_collection
from scanners.platforms import FAMILIES
from scanners.probe import Missing, Output, Probe
from tenken import loading

NAMES = tuple(host.name for host in recorded())
NONCE = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, HostPlan]:
    """The plan of every recorded host, as the demonstration makes it."""
    folder = tmp_path_factory.mktemp("demo")
    places = {name: Place("127.0.0.1", 22, "scan") for name in NAMES}
    inventory = write_demo_environment(folder, places, key=folder / "key")
    parser = argparse.ArgumentParser()
    loading.configure(parser, "en")
    return {job.plan.host.name: job.plan for job in loading.load(parser.parse_args(["-i", str(inventory)])).jobs}


def test_every_file_belongs_to_a_host() -> None:
    assert {path.stem for path in RECORDINGS.glob("*.json")} == set(NAMES)
    assert {host.system for host in FLEET} == {
        "kojinbango-fuban",
        "juminhyo-code",
        "card-hakko",
        "chukan-server",
        "lgwan",
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_the_plan_is_recorded(name: str, plans: dict[str, HostPlan]) -> None:
    recording = load_recording(RECORDINGS / f"{name}.json")
    missing = {probe.command for probe in plans[name].probes[recording.family]} - recording.answers.keys()
    assert not missing, "a probe has changed: `python -m lab.record`, as root, records the hosts anew"


@pytest.mark.parametrize("name", NAMES)
def test_recordings_hold_no_secret_and_name_no_real_mirror(name: str) -> None:
    path = RECORDINGS / f"{name}.json"
    text = path.read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert not re.search(r"\$(y|5|6|2b|gy|7)\$[./A-Za-z0-9]", text)
    assert not re.search(r"BEGIN [A-Z ]*PRIVATE KEY-----\\n", text)
    assert not re.search(r"\b(good|bad)1[123]\b|\blog01\b(?<!fuban-log01)", text)
    archives = set(re.findall(r"URIs?: \S+|deb https?://\S+|InRelease https?://\S+", text))
    assert all("mirror.example.lan" in archive or "example" in archive for archive in archives)


def test_only_the_host_that_cannot_be_had_is_constructed() -> None:
    told = {name: load_recording(RECORDINGS / f"{name}.json") for name in NAMES}
    assert {name for name, one in told.items() if one.description.startswith("constructed")} == {"card-app01"}
    assert {one.family for one in told.values()} == {"debian", "rhel"}


LOGIN = Probe("login", shell="cat /var/log/auth.log")  # noqa: S604  (text for a target's sh)
OTHER = Probe("other", shell="printf 'a;b }\n'")  # noqa: S604  (as above)
ROOT = Probe("root", argv=("/bin/cat", "/etc/shadow"))
RECORDING = Recording(
    description="recorded: made up",
    family="debian",
    os_id="debian",
    hostname="web01",
    login_port=50001,
    answers={
        LOGIN.command: Answer(1, "web01 sshd[1]: Accepted publickey for scan from 10.0.0.1 port 50001 ssh2\n", "no"),
        ROOT.command: Answer(0, binary="/w=="),
    },
)


def test_the_collector_reads_a_replay_as_it_reads_a_host() -> None:
    families = {name: (family.ids, (LOGIN, OTHER, ROOT)) for name, family in FAMILIES.items()}
    script = build_script(families, nonce=NONCE)
    sent = replay(script.text, RECORDING, 40001, {50001: 40001})
    collection = read_collection(script, sent.encode(), None)
    assert collection.complete
    assert (collection.family, collection.hostname, collection.login_port) == ("debian", "web01", 40001)
    login, other, root = (collection.outputs[name] for name in ("login", "other", "root"))
    assert isinstance(login, Output)
    assert (login.status, login.stderr) == (1, b"no")
    assert b" port 40001 ssh2" in login.stdout, "a log server shows the login of this scan"
    assert isinstance(other, Output)
    assert other.status == 127, "what was not recorded can never be judged"
    assert isinstance(root, Output)
    assert root.stdout == b"\xff"


def test_without_sudo_nothing_privileged_is_told() -> None:
    families = {name: (family.ids, (ROOT,)) for name, family in FAMILIES.items()}
    script = build_script(families, nonce=NONCE, sudo=False)
    collection = read_collection(script, replay(script.text, RECORDING, 40001, {}).encode(), None)
    assert collection.outputs["root"] == Missing(ROOT.command, reason("no_sudo"))


def test_any_other_text_is_answered_with_nothing() -> None:
    assert not replay("rm -rf /", RECORDING, 40001, {})
