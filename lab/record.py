"""`python -m lab.record`, as root: record the hosts of `tenken demo` anew, from a lab of its own.

A recording is keyed by the exact command, so it is made with the demo's own inventory and policy. There is no RHEL to
be had in the lab: that host's recording is constructed, from the documented outputs of `tests/cases`, and from the
Debian 12 host where the command is the same and no case shows a sound state.
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from lab import network
from lab.demo_fleet import FLEET, RECORDINGS, Place, renamed, write_demo_environment
from lab.fleet import SPECS, Lab, install_sudoers, require_root
from lab.replay import Answer, Recording
from scanners.collector import build_script, read_collection
from scanners.platforms import FAMILIES
from scanners.probe import Output, Raw
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from scanners.sudoers import fragment
from tenken import loading
from tenken.scanning import Job
from tenken.sessions import COMMAND, OUTPUT_CAP

CASES = Path(__file__).parent.parent / "tests" / "cases"
MIRROR = "mirror.example.lan"
ARCHIVE = re.compile(r"https?://([^/\s\"']+)")
SECRET = re.compile(r"\$(?:y|5|6|2b|gy|7)\$[./A-Za-z0-9]|PRIVATE KEY-----\n")
SECONDS = 300  # for reading one host

# The demo's name of each host of the lab; the log server comes last, for it holds the others' logins.
SOURCES: Mapping[str, str] = {
    "fuban-app01": "good12",
    "card-web01": "bad12",
    "chukan-app01": "good13",
    "code-web01": "good11",
    "lgwan-ntp01": "ntp01",
    "fuban-log01": "log01",
}
DESCRIPTIONS: Mapping[str, str] = {
    "fuban-app01": "recorded: Debian 12, compliant",
    "card-web01": "recorded: Debian 12, with violations",
    "chukan-app01": "recorded: Debian 13, compliant",
    "code-web01": "recorded: Debian 11, compliant but for its age",
    "lgwan-ntp01": "recorded: Debian 12, time server",
    "fuban-log01": "recorded: Debian 12, log server",
    "lgwan-dns01": "recorded: Debian 12, compliant once and changed by hand since",
    "card-app01": "constructed: RHEL 9, from documented outputs of its programs",
}
NO_TIME_SERVER = frozenset({"bad12", "ntp01"})  # one that does not answer, and a clock of its own
DRIFTED = ("lgwan-dns01", "good12")
DRIFT = """
set -eu
echo 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/00-urgent.conf
systemctl reload ssh
chmod 0644 /etc/shadow
chmod 0666 /var/log/syslog
useradd -m -s /bin/bash tmp01
passwd -l tmp01 >/dev/null
systemctl stop nftables
"""

CONSTRUCTED = "card-app01"
CONSTRUCTED_AT = 1795348800  # when the documented dnf was asked: "1 day, 2:00:00 ago on Sat Nov 21 10:00:00 2026"
OS_RELEASE = 'NAME="Red Hat Enterprise Linux"\nVERSION="9.5 (Plow)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.5"\n'
# Later ones win where two cases show one probe.
RHEL_CASES = (
    "anti_malware/rhel9_clamd",
    "file_integrity/rhel9",
    "last_logins/rhel9",
    "log_ins/rhel9",
    "log_retention/rhel9",
    "login_banner/rhel9",
    "package_changes/rhel9",
    "password_ages/rhel9",
    "power_shutdown/rhel9_guest",
    "private_keys/rhel9",
    "processor_errors/rhel9_guest",
    "repositories/rhel9",
    "scheduled_jobs/rhel9",
    "wireless/rhel9_none",
    "password_quality/rhel9",
    "login_failures/rhel9",
    "sshd/rhel9",
    "accounts/rhel9",
    "shadow/rhel9",
    "sudo_rules/rhel9",
    "session_timeout/rhel9",
    "audit/rhel_loaded",
    "log_forwarding/rhel9",
    "mounts/rhel9",
    "listening_sockets/rhel9",
    "mandatory_access/rhel9",
    "usb_storage/rhel9",
    "memory_errors/rhel9",
    "virtualization/rhel9",
    "crashes/rhel9",
    "updates/rhel9_compliant",
    "packages/rhel9",
    "services/rhel9",
    "firewall/rhel9_firewalld",
)
# No case shows these in a sound state; the Debian host runs the very same command.
FROM_DEBIAN = frozenset(
    {"sysctl.running", "sysctl.protected", "sysctl.persisted", "routes", "time_sync", "files.sensitive", "files.logs"}
)


@dataclass(frozen=True, slots=True)
class Read:
    """What one host gave to every probe, by probe id, and its recording."""

    outputs: Mapping[str, Raw]
    recording: Recording


def main() -> int:
    """Bring a lab up, record, write the files, and take the lab down."""
    require_root()
    lab = Lab(f"record{os.getpid()}")
    try:
        lab.up(tuple(dict.fromkeys(SOURCES.values())))
        with tempfile.TemporaryDirectory() as folder:
            recordings = _record_all(lab, Path(folder))
    finally:
        lab.down()
    for name, recording in recordings.items():
        text = msgspec.json.format(msgspec.json.encode(recording), indent=1) + b"\n"
        if SECRET.search(text.decode()):
            message = f"the recording of {name} holds a password hash or a private key"
            raise RuntimeError(message)
        (RECORDINGS / f"{name}.json").write_bytes(text)
        sys.stdout.write(f"{name}: {len(recording.answers)} answers, {len(text) // 1024} kB\n")
    return 0


def _record_all(lab: Lab, folder: Path) -> dict[str, Recording]:
    _write_key_register(lab)
    jobs = _jobs(lab, folder)
    rules = {
        name: fragment("scan", [probe for probe in job.plan.probes["debian"] if probe.root])
        for name, job in jobs.items()
    }
    recordings: dict[str, Recording] = {}
    for name, source in SOURCES.items():
        install_sudoers(lab.host(source), rules[name])
        if source not in NO_TIME_SERVER:
            lab.host(source).run("chronyc waitsync 100 0.5 0 0.2")  # a host just started is not in step yet
        read = _read(jobs[name], lab, name, source)
        recordings[name] = read.recording
        if source == DRIFTED[1]:
            recordings[CONSTRUCTED] = _constructed(jobs[CONSTRUCTED], read.outputs)
    name, source = DRIFTED
    install_sudoers(lab.host(source), rules[name])
    lab.host(source).run(DRIFT)
    recordings[name] = _read(jobs[name], lab, name, source).recording
    return recordings


def _write_key_register(lab: Lab) -> None:
    shown = subprocess.run(["ssh-keygen", "-lf", f"{lab.key}.pub"], capture_output=True, text=True, check=True).stdout
    register = {
        "description": {"ja": "点検用アカウントの鍵と配布元", "en": "key of the scan account, and archives"},
        "repositories": [{"pattern": f"http://{MIRROR}/*"}, {"pattern": "appstream *"}, {"pattern": "baseos *"}],
        "authorized_keys": [
            {"fingerprint": shown.split()[1], "account": "scan", "owner": "点検担当", "expires": "2099-12-31"}
        ],
    }
    text = yaml.safe_dump(register, allow_unicode=True, sort_keys=False)
    (RECORDINGS / "registers" / "keys.yaml").write_text(f"# 記録したホストの公開鍵の台帳\n{text}", encoding="utf-8")


def _jobs(lab: Lab, folder: Path) -> dict[str, Job]:
    """Plan the recorded hosts of the demo, with the lab's addresses; the constructed one is planned, not reached."""
    lab_names = {**SOURCES, DRIFTED[0]: DRIFTED[1], CONSTRUCTED: DRIFTED[1]}
    places = {
        host.name: Place(SPECS[lab_names[host.name]].address, 22, "scan") for host in FLEET if host.name in lab_names
    }
    inventory = write_demo_environment(folder, places, key=lab.key)
    parser = argparse.ArgumentParser()
    loading.configure(parser, "en")
    loaded = loading.load(parser.parse_args(["-i", str(inventory)]))
    return {job.plan.host.name: job for job in loaded.jobs}


def _read(job: Job, lab: Lab, name: str, source: str) -> Read:
    families = {family.name: (family.ids, job.plan.probes[family.name]) for family in FAMILIES.values()}
    script = build_script(families, nonce=secrets.token_hex(16))
    deadline = time.monotonic() + SECONDS
    recorded = int(time.time())
    with (
        network.entered(lab.ops),
        connect(job.target, Credentials(), KnownHosts(lab.known_hosts), deadline=deadline) as session,
    ):
        exchange = session.run(COMMAND, script.text.encode(), deadline, OUTPUT_CAP)
    collection = read_collection(script, exchange.stdout, exchange.reason)
    if not collection.complete:
        message = f"{name} was not read to the end: {exchange.reason}"
        raise RuntimeError(message)
    names = {**{old: new for new, old in SOURCES.items()}, source: name}
    answers = {raw.command: _answer(raw, names) for raw in collection.outputs.values()}
    recording = Recording(
        description=DESCRIPTIONS[name],
        family=collection.family,
        os_id=collection.os_id,
        hostname=name,
        login_port=collection.login_port,
        recorded=recorded,
        answers=dict(sorted(answers.items())),
    )
    return Read(collection.outputs, recording)


def _answer(raw: Raw, names: Mapping[str, str]) -> Answer:
    if not isinstance(raw, Output):
        return Answer(status=0, skipped=raw.reason.code)
    stderr = _neutral(raw.stderr.decode(errors="replace"), names)
    try:
        return Answer(raw.status, _neutral(raw.stdout.decode(), names), stderr)
    except UnicodeDecodeError:
        return Answer(raw.status, stderr=stderr, binary=base64.b64encode(raw.stdout).decode())


def _neutral(text: str, names: Mapping[str, str]) -> str:
    """Name the demo's hosts and a made-up mirror instead of the lab's hosts and this machine's archive."""
    for archive in sorted(_archives(), key=len, reverse=True):
        text = text.replace(archive, MIRROR)
    return renamed(text, names)


@cache
def _archives() -> frozenset[str]:
    """Give the hosts of this machine's own package archive, as its apt knows them."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return frozenset(ARCHIVE.findall(told))


def _constructed(job: Job, debian: Mapping[str, Raw]) -> Recording:
    """Put the recording of the RHEL host together."""
    outputs: dict[str, dict[str, Any]] = {"os_release": {"stdout": OS_RELEASE}}
    for case in RHEL_CASES:
        outputs |= yaml.safe_load((CASES / f"{case}.yaml").read_text("utf-8"))["outputs"]
    quality = yaml.safe_load((CASES / "password_quality/rhel9.yaml").read_text("utf-8"))["outputs"]["pam"]["stdout"]
    outputs["pam"] = {"stdout": outputs["pam"]["stdout"] + "".join(re.findall(r".*pwquality\.conf.*\n", quality))}
    names = {old: CONSTRUCTED if old == DRIFTED[1] else new for new, old in SOURCES.items()}
    answers: dict[str, Answer] = {}
    for probe in job.plan.probes["rhel"]:
        given = outputs.get(probe.id) or outputs.get(probe.id.replace(".ope01.", ".scan."))
        if given is None or probe.id in FROM_DEBIAN:
            answers[probe.command] = _answer(debian[probe.id], names)
        else:
            answers[probe.command] = Answer(given.get("status", 0), given.get("stdout", ""), given.get("stderr", ""))
    return Recording(
        description=DESCRIPTIONS[CONSTRUCTED],
        family="rhel",
        os_id="rhel",
        hostname=CONSTRUCTED,
        login_port=0,
        recorded=CONSTRUCTED_AT,
        answers=dict(sorted(answers.items())),
    )


if __name__ == "__main__":
    sys.exit(main())
