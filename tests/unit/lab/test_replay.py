"""Servers that replay recorded hosts, and the recordings that the demonstration ships."""

from __future__ import annotations

import argparse
import re

import msgspec
import pytest

from checks.evaluate import Collected, evaluate
from checks.finding import Finding, Status
from checks.plan import HostPlan
from inventories.reason import reason
from lab.demo_fleet import FLEET, RECORDINGS, Place, recorded, write_demo_environment
from lab.replay import Answer, Recording, load_recording, replay
from scanners.collector import build_script, read_collection
from scanners.facts import FACT_NAMES
from scanners.platforms import FAMILIES
from scanners.probe import Missing, Output, Probe
from tenken import loading

NAMES = tuple(host.name for host in recorded())
NOW = 1_800_000_000
DAY = 86_400
GROWS_OLD = frozenset(
    {
        *("J13-MG-02", "J13-FT-07"),  # ends of support and certificates are days of the calendar
        *("J13-FT-01", "J13-MG-06", "J13-UA-21"),  # what runs every night did not run in a recording
    }
)
NONCE = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> loading.Loaded:
    """The recorded hosts and their policy, as the demonstration makes them."""
    folder = tmp_path_factory.mktemp("demo")
    places = {name: Place("127.0.0.1", 22, "scan") for name in NAMES}
    inventory = write_demo_environment(folder, places, key=folder / "key")
    parser = argparse.ArgumentParser()
    loading.configure(parser, "en")
    return loading.load(parser.parse_args(["-i", str(inventory)]))


@pytest.fixture(scope="module")
def plans(loaded: loading.Loaded) -> dict[str, HostPlan]:
    """The plan of every recorded host."""
    return {job.plan.host.name: job.plan for job in loaded.jobs}


def _replayed(plan: HostPlan, recording: Recording, logins: dict[int, int], now: int) -> Collected:
    script = build_script({name: (family.ids, plan.probes[name]) for name, family in FAMILIES.items()}, nonce=NONCE)
    sent = replay(script.text, recording, logins[recording.login_port], logins, now)
    collection = read_collection(script, sent.encode(), None)
    assert collection.complete
    return Collected(
        host=plan.host,
        plan=plan,
        family=collection.family,
        hostname=collection.hostname,
        login_port=collection.login_port,
        facts={
            FACT_NAMES[reader.fact]: reader.read(collection.outputs, plan.scope)
            for reader in plan.readers[collection.family]
        },
    )


def _judged(loaded: loading.Loaded, plans: dict[str, HostPlan], after: int) -> dict[tuple[str, str], Finding]:
    """Judge every recording `after` seconds past the time of recording."""
    recordings = {name: load_recording(RECORDINGS / f"{name}.json") for name in NAMES}
    logins = {one.login_port: port for port, one in enumerate(recordings.values(), 40001)}
    now = max(one.recorded for one in recordings.values()) + after
    collected = [_replayed(plans[name], one, logins, now) for name, one in recordings.items()]
    return {(one.subject, one.control): one for one in evaluate(collected, loaded.policy, now)}


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


def test_package_lists_are_as_old_in_a_replay_as_when_they_were_recorded(
    loaded: loading.Loaded, plans: dict[str, HostPlan]
) -> None:
    at_once, later = (_judged(loaded, plans, after) for after in (0, 300 * DAY))
    updates = {name: at_once[name, "J13-MG-03"] for name in NAMES}
    assert {name for name, one in updates.items() if one.status is Status.FAIL} == {"card-web01"}
    assert {name: later[name, "J13-MG-03"] for name in NAMES} == updates
    # Records of persons are written when the demonstration begins.
    attested = {name for name, control in loaded.policy.catalogue.controls.items() if control.attestation}
    assert {
        one for one, finding in at_once.items() if later[one].status is not finding.status and one[1] not in attested
    } <= {(name, control) for name in NAMES for control in GROWS_OLD}


def test_only_the_times_of_publication_are_moved() -> None:
    text = "/l/a_InRelease:Date: Sun, 22 Nov 2026 23:58:46 UTC\n/c/repomd.xml:<timestamp>1795000000\n1795391935\n"
    recording = msgspec.structs.replace(RECORDING, answers={LOGIN.command: Answer(0, text)})
    families = {name: (family.ids, (LOGIN,)) for name, family in FAMILIES.items()}
    script = build_script(families, nonce=NONCE)
    sent = replay(script.text, recording, 40001, {}, NOW + 10 * DAY)
    login = read_collection(script, sent.encode(), None).outputs["login"]
    assert isinstance(login, Output)
    assert login.stdout.decode() == (
        "/l/a_InRelease:Date: Wed, 02 Dec 2026 23:58:46 GMT\n/c/repomd.xml:<timestamp>1795864000\n1795391935\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_recordings_hold_no_secret_and_name_no_real_mirror(name: str) -> None:
    path = RECORDINGS / f"{name}.json"
    text = path.read_text(encoding="utf-8")
    assert len(text) < 300_000
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
    recorded=NOW,
    answers={
        LOGIN.command: Answer(1, "web01 sshd[1]: Accepted publickey for scan from 10.0.0.1 port 50001 ssh2\n", "no"),
        ROOT.command: Answer(0, binary="/w=="),
    },
)


def test_the_collector_reads_a_replay_as_it_reads_a_host() -> None:
    families = {name: (family.ids, (LOGIN, OTHER, ROOT)) for name, family in FAMILIES.items()}
    script = build_script(families, nonce=NONCE)
    sent = replay(script.text, RECORDING, 40001, {50001: 40001}, NOW)
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
    collection = read_collection(script, replay(script.text, RECORDING, 40001, {}, NOW).encode(), None)
    assert collection.outputs["root"] == Missing(ROOT.command, reason("no_sudo"))


def test_any_other_text_is_answered_with_nothing() -> None:
    assert not replay("rm -rf /", RECORDING, 40001, {}, NOW)
