"""Changes of remote access that lock Ansible itself out, on a host of the lab: each must be rolled back by itself.

The account that repairs is one of its own, as on a real site; the scan account may not change anything.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.fleet import Lab
from lab.host import Host, containers

COLLECTIONS = Path(__file__).parents[2] / "checks" / "playbooks"
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
ACCOUNT = "shuuri"
PLAY_S = 600.0
# What a host's remote access rests on: the same before the change and after the roll-back.
STATE = (
    "cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; cat /etc/nftables.conf; ls /etc/tenken-firewall.nft 2>&1;"
    "systemctl is-enabled nftables.service; nft -s list ruleset"
)
# What a guard may not leave behind.
REMAINS = "ls /etc/systemd/system | grep guard; systemctl list-timers --all | grep guard"


@dataclass(frozen=True, slots=True)
class LockOut:
    """What one control's tasks are told, so that their change is valid and yet keeps Ansible out.

    `overridden`: variables of the role that are replaced as well.
    """

    control: str
    wanted: Mapping[str, Any]
    overridden: Mapping[str, Any] = field(default_factory=dict)


LOCK_OUTS: Mapping[str, LockOut] = {
    "sshd": LockOut("J13-UA-01", {"sshd": {"settings": {"DenyUsers": ACCOUNT}, "contexts": []}}),
    # The role opens the port to where Ansible comes from: it is told another place.
    "firewall": LockOut(
        "J13-UA-16",
        {"log_in_port": 22, "log_in_from": {"ip": [], "ip6": []}, "open": []},
        {"firewall_own_address": "203.0.113.5"},
    ),
}


def add_account(lab: Lab, host: Host) -> None:
    """Give the host the account that repairs, which the lab's key opens and which may do everything."""
    key = lab.key.with_suffix(".pub").read_text(encoding="ascii")
    host.run(f"useradd --create-home --shell /bin/sh {ACCOUNT} && install -d -m 0700 -o {ACCOUNT} ~{ACCOUNT}/.ssh")
    host.write(f"/home/{ACCOUNT}/.ssh/authorized_keys", key)
    host.write("/etc/sudoers.d/90-shuuri", f"{ACCOUNT} ALL=(ALL) NOPASSWD: ALL\n", 0o440)
    host.run(f"sed -i 's/^AllowUsers .*/& {ACCOUNT}/' /etc/ssh/sshd_config.d/*.conf && systemctl reload ssh.service")


def start_play(lab: Lab, host: Host, lock_out: LockOut, folder: Path, *, guard_seconds: int) -> subprocess.Popen[str]:
    """Start a play that makes this change; its output is what it prints."""
    variables = {
        "ansible_host": host.address,
        "ansible_user": ACCOUNT,
        "ansible_ssh_private_key_file": str(lab.key),
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={lab.known_hosts}",
        "ansible_python_interpreter": "/usr/bin/python3",
        "tenken_repair": [lock_out.control],
        "tenken_wanted": {lock_out.control: lock_out.wanted},
    }
    inventory = folder / f"{host.name}-{lock_out.control}.json"
    group = {"hosts": {host.name: variables}}
    inventory.write_text(json.dumps({"all": {"children": {"tenken_repair": group}}}), encoding="utf-8")
    given = {**lock_out.overridden, "guard_seconds": guard_seconds, "guard_patience": 10}
    return subprocess.Popen(
        lab.in_ops([str(PLAYBOOK), "-i", str(inventory), "-e", json.dumps(given), "tenken.baseline.repair"]),
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_PIPELINING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def assert_rolled_back_by_itself(lab: Lab, host: Host, lock_out: LockOut, folder: Path) -> None:
    """The play fails and says so; the host answers, is as before, and keeps no timer."""
    before = host.run(STATE, check=False).stdout
    with start_play(lab, host, lock_out, folder, guard_seconds=120) as play:
        said, _ = play.communicate(timeout=PLAY_S)
    assert play.returncode != 0
    assert "No new session succeeded" in said, said[-3000:]
    assert host.run(STATE, check=False).stdout == before
    assert host.run(REMAINS, check=False).stdout == ""
    assert subprocess.run(lab.in_ops(lab.ssh(host.name, "true")), check=False).returncode == 0


def assert_rolled_back_by_the_next_start(lab: Lab, host: Host, lock_out: LockOut, folder: Path) -> None:
    """A host whose power fails before anybody confirmed the change starts with its former configuration."""
    before = host.run(STATE, check=False).stdout
    with start_play(lab, host, lock_out, folder, guard_seconds=3600) as play:
        assert play.stdout is not None
        for line in play.stdout:
            if "Log in anew" in line:  # the change is in force
                break
        os.kill(host._init(), signal.SIGKILL)  # its power fails
        while containers(host.folder):
            time.sleep(0.05)
        play.terminate()
        play.communicate()
    host.start()
    host.wait_ready(lab.ops)
    assert host.run(STATE, check=False).stdout == before
    assert host.run(REMAINS, check=False).stdout == ""
