"""Who is connected to, with which key, and how often: counted in the logs of the hosts' own sshd."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lab.environment import EnvironmentHost
from lab.host import Host
from tests.lab.contract import Bench, cursor, fingerprint, journal, standing

QUICK = ("--control", "J13-UA-08")
HOSTS = ("good12", "bad12", "ntp01")


@pytest.fixture(scope="module")
def bench(root: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with standing(tmp_path_factory.mktemp("logins"), *HOSTS) as made:
        made.grant(made.environment(made.hosts(*HOSTS), "granted"), *HOSTS)
        # It tells nothing of logins as it stands, and it is to be the jump host.
        made.lab.host("bad12").write(
            "/etc/ssh/sshd_config.d/00-contract.conf", "LogLevel VERBOSE\nAllowTcpForwarding yes\n", 0o600
        )
        made.lab.host("bad12").run("systemctl restart ssh")
        yield made


@pytest.fixture(autouse=True)
def own_folder(bench: Bench, tmp_path: Path) -> None:
    bench.folder = tmp_path


@pytest.fixture(scope="module")
def host(bench: Bench) -> Host:
    return bench.lab.host("good12")


def _key(folder: Path, name: str = "other") -> Path:
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    return file


def _count(lines: list[str], text: str) -> int:
    return sum(text in line for line in lines)


def test_a_refused_key_is_tried_on_one_host_alone_and_others_are_still_read(bench: Bench) -> None:
    """Five hosts share a wrong key; one more has the right one."""
    machines = [bench.lab.host(name) for name in HOSTS]
    wrong = {"ansible_ssh_private_key_file": str(_key(bench.folder))}
    names = ("good12", "bad12", "ntp01", "again12", "twice12")
    addresses = {
        **{one.name: one.address for one in machines},
        "again12": machines[0].address,
        "twice12": machines[1].address,
    }
    hosts = [EnvironmentHost(name, addresses[name], "lgwan") for name in names]
    hosts.append(EnvironmentHost("right", machines[2].address, "lgwan"))
    inventory = bench.environment(hosts, "env", **dict.fromkeys(names, wrong))
    places = [cursor(one) for one in machines]
    done = bench.scan(inventory, *QUICK)
    logs = [line for one, place in zip(machines, places, strict=True) for line in journal(one, place)]
    reasons = sorted(done.target(name)["reason"]["code"] for name in names)
    assert reasons == ["auth_refused", *["credential_refused_earlier"] * 4]
    assert {code for name in names for code in done.reasons(name)} == {"auth_refused", "credential_refused_earlier"}
    assert _count(logs, "Accepted publickey for scan") == 1
    # sshd writes `Connection closed by authenticating user` for a client that leaves after its key was refused.
    assert _count(logs, "by authenticating user scan") == 1
    assert (done.target("right")["reason"], done.target("right")["connections"], done.status) == (None, 1, 3)
    assert {name: done.target(name)["connections"] for name in names} == dict.fromkeys(names, 0)
    assert done.statuses("right") == {"pass"}


def test_members_of_a_high_availability_group_are_never_read_at_once(bench: Bench) -> None:
    """By the report's times, and by when the hosts' own sshd opened and closed the sessions."""
    names = ("good12", "bad12")
    places = [cursor(bench.lab.host(name)) for name in names]
    hosts = bench.hosts(*names, ha_group="db") + bench.hosts("ntp01")
    done = bench.scan(bench.environment(hosts), "--control", "J13-UA-02", *QUICK)
    told, seen = [], []
    for name, place in zip(names, places, strict=True):
        ran = [one for one in done.commands(name) if one["started"]]
        starts = [datetime.fromisoformat(one["started"]) for one in ran]
        ends = [start + timedelta(seconds=one["seconds"]) for start, one in zip(starts, ran, strict=True)]
        told.append((min(starts), max(ends)))
        lines = journal(bench.lab.host(name), place, "-o", "short-unix")
        (opened,) = (float(line.split()[0]) for line in lines if "session opened for user scan" in line)
        (closed,) = (float(line.split()[0]) for line in lines if "session closed for user scan" in line)
        seen.append((opened, closed))
    (_told_first, told_end), (told_next, _told_last) = sorted(told)
    (_seen_first, seen_end), (seen_next, _seen_last) = sorted(seen)
    assert told_end <= told_next
    assert seen_end <= seen_next


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_unknown_host_key_gives_unknown_and_nothing_is_learnt(bench: Bench, host: Host, lang: str) -> None:
    empty = bench.folder / "known_hosts"
    empty.write_text("")
    inventory = bench.environment(
        bench.hosts("good12", "bad12"), good12={"ansible_ssh_common_args": f"-o UserKnownHostsFile={empty}"}
    )
    place = cursor(host)
    done = bench.scan(inventory, *QUICK, lang=lang)
    assert done.status == 3
    assert done.target("good12")["reason"]["code"] == "host_key_unknown"
    assert (done.statuses("good12"), done.reasons("good12")) == ({"unknown"}, {"host_key_unknown"})
    assert ("tenken trust" in done.stdout, "SHA256:" in done.stdout) == (True, True)
    assert empty.read_text() == ""
    assert _count(journal(host, place), "Accepted") == 0
    assert done.target("bad12")["reason"] is None


def test_a_changed_host_key_is_refused_by_scan_and_by_trust(bench: Bench, host: Host) -> None:
    changed = bench.folder / "known_hosts"
    kind, blob = _key(bench.folder).with_suffix(".pub").read_text().split()[:2]
    changed.write_text(f"{host.address} {kind} {blob}\n")
    before = changed.read_text()
    inventory = bench.environment(
        bench.hosts("good12", "bad12"), good12={"ansible_ssh_common_args": f"-o UserKnownHostsFile={changed}"}
    )
    done = bench.scan(inventory, *QUICK)
    assert (done.status, done.reasons("good12")) == (3, {"host_key_changed"})
    trusted = bench.tenken("trust", "-i", inventory, "good12", stdin="yes\n")
    assert (trusted.status, changed.read_text()) == (3, before)
    assert "differs from the known" in trusted.stdout
    assert "nothing added" in trusted.stderr


def _fingerprints(host: Host) -> set[str]:
    said = host.run("for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done").stdout
    return {line.split()[1] for line in said.splitlines()}


@pytest.mark.parametrize(("answer", "added"), [("yes\n", True), ("no\n", False), ("", False), ("y\n", False)])
def test_trust_shows_the_fingerprints_of_the_host_and_adds_them_after_a_yes_alone(
    bench: Bench, host: Host, answer: str, added: bool
) -> None:
    known = bench.folder / "new" / "known_hosts"
    inventory = bench.environment(
        bench.hosts("good12"), good12={"ansible_ssh_common_args": f"-o UserKnownHostsFile={known}"}
    )
    done = bench.tenken("trust", "-i", inventory, "good12", stdin=answer)
    shown = {word for word in done.stdout.split() if word.startswith("SHA256:")}
    assert shown == _fingerprints(host)
    assert (known.exists(), done.status) == (added, 0 if added else 3)
    if added:
        listed = subprocess.run(["ssh-keygen", "-lf", known], capture_output=True, text=True, check=True).stdout
        assert {line.split()[1] for line in listed.splitlines()} == shown
        assert bench.scan(inventory, *QUICK).target("good12")["reason"] is None


def test_trust_with_a_fingerprint_adds_that_key_alone_and_asks_nothing(bench: Bench, host: Host) -> None:
    known = bench.folder / "known_hosts"
    inventory = bench.environment(
        bench.hosts("good12"), good12={"ansible_ssh_common_args": f"-o UserKnownHostsFile={known}"}
    )
    other = bench.tenken("trust", "-i", inventory, "good12", "--fingerprint", "SHA256:" + "A" * 43, stdin="yes\n")
    assert (other.status, known.exists()) == (3, False)
    wanted = min(_fingerprints(host))
    done = bench.tenken("trust", "-i", inventory, "good12", "--fingerprint", wanted)
    assert done.status == 0
    assert fingerprint(known) == wanted
    assert len(known.read_text().splitlines()) == 1


@pytest.mark.parametrize("way", ["ProxyJump=way", "ProxyCommand='ssh -F {config} -W %h:%p way'"])
def test_a_host_behind_a_jump_host_is_read_with_both_keys_verified(bench: Bench, way: str) -> None:
    jump, behind = bench.lab.host("bad12"), bench.lab.host("good12")
    jump.run(["sed", "-i", "s/,restrict / /", "/home/scan/.ssh/authorized_keys"])

    def inventory(name: str, known: Path) -> Path:
        config = bench.folder / f"config-{name}"
        config.write_text(
            f"Host way\n  HostName {jump.address}\n  User scan\n  IdentityFile {bench.lab.key}\n"
            f"Host *\n  UserKnownHostsFile {known}\n"
        )
        args = f"-F {config} -o {way.format(config=config)}"
        return bench.environment(bench.hosts("good12"), name, good12={"ansible_ssh_common_args": args})

    place, jump_place = cursor(behind), cursor(jump)
    done = bench.scan(inventory("both", bench.lab.known_hosts), *QUICK)
    assert done.target("good12")["reason"] is None, done.stderr
    assert (done.status, done.statuses("good12"), done.target("good12")["connections"]) == (0, {"pass"}, 2)
    assert _count(journal(behind, place), f"Accepted publickey for scan from {jump.address} ") == 1
    assert _count(journal(jump, jump_place), "Accepted publickey for scan") == 1
    # Either key unknown: nothing is read, and the reason names the host whose key it is.
    for hidden in (jump, behind):
        partly = bench.folder / f"without-{hidden.name}"
        lines = bench.lab.known_hosts.read_text().splitlines(keepends=True)
        partly.write_text("".join(line for line in lines if f",{hidden.address} " not in line))
        lost = bench.scan(inventory(hidden.name, partly), *QUICK)
        assert (lost.status, lost.reasons("good12")) == (3, {"host_key_unknown"})
        assert lost.target("good12")["reason"]["values"]["host"] == hidden.address


def test_a_host_of_another_body_is_never_connected_to(bench: Bench, host: Host) -> None:
    inventory = bench.environment(bench.hosts("good12", "bad12"), good12={"tenken_responsible": "某県某市"})
    # What a host hears on its port, whether or not it comes to a login.
    host.run("nft add table inet contract")
    host.run("nft add chain inet contract input '{ type filter hook input priority -10 ; }'")
    host.run("nft add rule inet contract input tcp dport 22 counter")
    place = cursor(host)
    try:
        done = bench.scan(inventory, *QUICK)
        heard = host.run("nft list table inet contract").stdout
    finally:
        host.run("nft delete table inet contract")
    assert "packets 0 " in heard
    assert journal(host, place) == []
    target = done.target("good12")
    assert (target["scanned"], target["reachable"], target["connections"]) == (False, False, 0)
    assert target["reason"] is not None
    assert "某県某市" in target["reason"]["text"]["en"] + target["reason"]["text"]["ja"]
    assert done.findings("good12") == []
    assert "good12" in done.stdout
    assert done.target("bad12")["reason"] is None
    planned = bench.tenken("plan", "-i", inventory)
    assert "good12: will not be scanned" in planned.stdout
    assert bench.tenken("trust", "-i", inventory, "good12", stdin="yes\n").status == 2
