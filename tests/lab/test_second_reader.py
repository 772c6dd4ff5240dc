"""A second reader, pytest-testinfra, looks at the same things on the same hosts over OpenSSH and sees what we see."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import testinfra

from lab.fleet import OPS_ADDRESS, SPECS, Lab
from scanners.ssh.known_hosts import KnownHosts
from tenken import loading
from tenken.admission import Limits
from tenken.reading import Door
from tenken.scanning import read_all
from tests.lab.live_scan import make_environment

HOSTS = ("good12", "bad12", "log01")
SECOND_READER = "/etc/sudoers.d/90-second-reader"
LOGIN_SHELLS = re.compile(r".*/(nologin|false|sync)")


@dataclass(frozen=True, slots=True)
class Pair:
    """One host: our facts by name, and testinfra's view of it as the scan account and as root."""

    name: str
    facts: Any
    reader: Any
    root: Any

    def known(self, fact: str, field: str) -> Any:
        """The value of a field that was read."""
        return getattr(self.facts[fact], field).value


def _facts(inventory: Path) -> dict[str, Any]:
    arguments = argparse.ArgumentParser()
    loading.configure(arguments, "en")
    loaded = loading.load(arguments.parse_args(["-i", str(inventory)]))
    door = Door(credentials=loaded.credentials, known=KnownHosts(), host_seconds=120, sudo=True)
    readings, _interrupted = read_all(loaded.jobs, Limits(8, 4, 4), door, lambda _reading: None, lambda: None)
    return {name: reading.collected.facts for name, reading in readings.items()}


@pytest.fixture(scope="module")
def pairs(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Pair]]:
    """Our facts first; then the second reader, which may do more through sudo than a scan, comes and goes."""
    folder = tmp_path_factory.mktemp("second")
    facts = _facts(make_environment(lab, folder / "lab", HOSTS))
    config = folder / "ssh_config"
    config.write_text(
        f"Host *\n User scan\n IdentityFile {lab.key}\n IdentitiesOnly yes\n BatchMode yes\n"
        f" StrictHostKeyChecking yes\n UserKnownHostsFile {lab.known_hosts}\n"
        # One connection for all questions to a host; it closes by itself soon after the last.
        f" ControlPath {folder}/%h\n",
        encoding="utf-8",
    )
    found = {}
    try:
        for name in HOSTS:
            lab.host(name).write(SECOND_READER, "scan ALL=(root) NOPASSWD: ALL\n", 0o440)
            view = partial(testinfra.get_host, f"ssh://{SPECS[name].address}", ssh_config=str(config))
            found[name] = Pair(name, facts[name], view(), view(sudo=True))
        yield found
    finally:
        for name in HOSTS:
            lab.host(name).run(["rm", "-f", SECOND_READER])


@pytest.fixture(params=HOSTS)
def pair(request: pytest.FixtureRequest, pairs: dict[str, Pair]) -> Pair:
    """Each host in turn."""
    return pairs[request.param]


def test_packages_and_their_versions(pair: Pair) -> None:
    listed = pair.reader.check_output("dpkg --list").splitlines()
    rows = [line.split() for line in listed if re.match(r"[uihrp]i ", line)]
    second = {row[1].partition(":")[0]: (row[2],) for row in rows}
    assert pair.known("packages", "versions") == second
    for name in ("openssh-server", "sudo", "apt"):
        assert pair.known("packages", "versions")[name] == (pair.reader.package(name).version,)


def test_enabled_services(pair: Pair) -> None:
    ours = pair.known("services", "enabled")
    asked = ["ssh", "cron", "auditd", "chrony", "nftables", "rsyslog", "apparmor", "old-console", "full-volume"]
    second = {f"{name}.service" for name in asked if pair.reader.service(name).is_enabled}
    assert {f"{name}.service" for name in asked} & ours == second
    assert all(pair.reader.service(unit).is_enabled for unit in ours if "@" not in unit)


def test_listening_sockets(pair: Pair) -> None:
    ours = {(socket.proto, socket.address, socket.port) for socket in pair.known("listening_sockets", "sockets")}
    second = set()
    for text in pair.root.socket.get_listening_sockets():
        protocol, _, rest = text.partition("://")
        address, _, port = rest.rpartition(":")
        if protocol in {"tcp", "udp"}:
            second.add((protocol, address.partition("%")[0], int(port)))
    # testinfra tells a socket for both families as two.
    both = {(proto, "0.0.0.0", port) for proto, address, port in ours if address == "::"}  # noqa: S104  (compared)
    assert ours <= second
    assert second <= ours | both


def test_users_and_their_shells(pair: Pair) -> None:
    users = {name: pair.reader.user(name) for name in pair.reader.user("root").get_all_users}
    uid0 = {name for name, user in users.items() if user.uid == 0}
    login = {name for name, user in users.items() if not LOGIN_SHELLS.fullmatch(user.shell)}
    assert pair.known("accounts", "uid0") == uid0
    assert pair.known("accounts", "login") == login


def test_password_states(pair: Pair) -> None:
    ours = pair.known("shadow", "schemes")
    for name in ("root", "scan", *(pair.known("accounts", "login") - {"root", "scan"})):
        password = pair.root.user(name).password
        second = "empty" if password == "" else "locked" if password[0] in "!*" else f"hashed:{password.split('$')[1]}"
        assert ours[name] == second, name


def test_kernel_parameters(pair: Pair) -> None:
    ours = pair.known("sysctl", "running")
    keys = (
        "kernel.randomize_va_space", "kernel.kptr_restrict", "kernel.dmesg_restrict", "fs.suid_dumpable",
        "fs.protected_hardlinks", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.host0.accept_redirects",
        "net.ipv6.conf.default.accept_redirects", "net.ipv4.tcp_syncookies",
    )  # fmt: skip
    assert {key: ours[key] for key in keys} == {key: str(pair.root.sysctl(key)) for key in keys}


def test_modes_and_owners_of_files(pair: Pair) -> None:
    ours = pair.known("files", "sensitive")
    paths = [path for path in ours if path != SECOND_READER]
    assert {"/etc/shadow", "/etc/crontab", "/etc/ssh/sshd_config", "/etc/sudoers"} <= set(paths)
    for path in [*paths[::4], "/etc/shadow", "/etc/crontab", "/etc/sudoers"]:
        file = pair.root.file(path)
        assert (ours[path].mode, ours[path].user, ours[path].group) == (file.mode, file.user, file.group), path


def test_use_of_file_systems(pair: Pair) -> None:
    ours = {usage.mount: usage for usage in pair.known("mounts", "usage")}
    mounted = {mount.path: mount.filesystem for mount in pair.reader.mount_point.get_mountpoints()}
    # Volumes of the host's own: what else a container shows is its root and what it was lent of this machine.
    volumes = {path for path, kind in mounted.items() if kind == "ext4" and path.startswith("/srv")}
    assert volumes == {path for path in ours if path.startswith("/srv")}
    assert bool(volumes) == (pair.name == "bad12")
    for path, usage in ours.items():
        text = pair.reader.check_output(f"stat -f -c '%b %f %a %c %d' {path}")
        blocks, free, available, inodes, inodes_free = map(int, text.split())
        used = blocks - free
        assert abs(usage.used_pct - 100 * used / (used + available)) <= 1.5, path
        assert abs(usage.inodes_pct - 100 * (inodes - inodes_free) / max(inodes, 1)) <= 1.5, path


def test_effective_options_of_the_ssh_server(pair: Pair) -> None:
    context = f"user=root,host={OPS_ADDRESS},addr={OPS_ADDRESS}"
    told = dict(
        line.split(" ", 1) for line in pair.root.check_output(f"sshd -T -C {context}").splitlines() if " " in line
    )
    assert pair.known("sshd", "permit_root_login")["root@inside"] == told["permitrootlogin"]
    assert pair.known("sshd", "permit_empty_passwords")["root@inside"] == told["permitemptypasswords"]
    for field, option in (("ciphers", "ciphers"), ("macs", "macs"), ("key_exchange", "kexalgorithms")):
        assert pair.known("sshd", field) == frozenset(told[option].split(",")), field


def test_routes_and_addresses(pair: Pair) -> None:
    ours = {(route.destination, route.gateway) for route in pair.known("routes", "routes") if route.table == "main"}
    second = {
        ("0.0.0.0/0" if route["dst"] == "default" else route["dst"], route.get("gateway", ""))
        for route in json.loads(pair.reader.check_output("ip -j -4 route show table main"))
    }
    assert {route for route in ours if ":" not in route[0]} == second
    assert SPECS[pair.name].address in pair.reader.interface("host0").addresses


def test_sudo_rules_of_a_user(pair: Pair) -> None:
    ours = {rule.command for rule in pair.known("sudo_rules", "grants") if rule.user == "kanri"}
    told = pair.root.run("sudo -l -U kanri").stdout if "kanri" in pair.known("accounts", "login") else ""
    second = set(re.findall(r"NOPASSWD: (.+)", told))
    assert ours == second
    assert (pair.name == "bad12") == bool(second)
