"""A second reader, pytest-testinfra, looks at the same things on the same hosts over OpenSSH and sees what we see."""

from __future__ import annotations

import argparse
import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import testinfra

from lab.fleet import OPS_ADDRESS, SPECS, Lab
from scanners.facts.field import Absent
from scanners.ssh.known_hosts import KnownHosts
from tenken import loading
from tenken.admission import Limits
from tenken.scanning import read_all
from tenken.sessions import Door
from tests.lab.live_scan import make_environment

HOSTS = ("good12", "bad12", "log01")
SECOND_READER = "/etc/sudoers.d/90-second-reader"
IN_STEP = ("good12", "log01")
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

    def text(self, path: str) -> str:
        """What stands in a file, with root's eyes; empty where there is none."""
        file = self.root.file(path)
        return str(file.content_string) if file.exists else ""

    def folder(self, path: str, ending: str) -> str:
        """The files of a folder in the order of their names, one after the other."""
        if not self.root.file(path).is_directory:
            return ""
        names = sorted(name for name in self.root.file(path).listdir() if name.endswith(ending))
        return "\n".join(self.text(f"{path}/{name}") for name in names)

    def number(self, path: str, setting: str, default: int) -> int:
        """The number that a file of `name = value` lines gives a setting."""
        found = re.search(rf"(?m)^\s*{setting}\s*=\s*(\d+)", self.text(path))
        return int(found[1]) if found else default


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
    for name in IN_STEP:  # both readers are to see the same clock
        lab.host(name).run(["chronyc", "waitsync", "40", "0", "0", "1"])
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


def test_operating_system(pair: Pair) -> None:
    assert pair.known("os_release", "id") == pair.reader.system_info.distribution
    assert pair.known("os_release", "version_id") == pair.reader.system_info.release
    second = pair.reader.check_output('. /etc/os-release; printf %s "$PRETTY_NAME"')
    assert pair.known("os_release", "pretty_name") == second


def test_clock_and_its_sources(pair: Pair) -> None:
    running = {
        name for name in ("chrony", "systemd-timesyncd", "ntp", "ntpsec") if pair.reader.service(name).is_running
    }
    assert {pair.known("time_sync", "service")} == running
    shown = pair.reader.check_output("chronyc -n sources").splitlines()
    ours = pair.known("time_sync", "sources")
    assert ours == {line.split()[1] for line in shown if re.match(r"[\^=#][*+?x~-] ", line)}
    written = pair.text("/etc/chrony/chrony.conf") + "\n" + pair.folder("/etc/chrony/conf.d", ".conf")
    assert ours == set(re.findall(r"(?m)^\s*(?:server|pool|peer)\s+(\S+)", written))
    in_step = bool(re.search(r"(?m)^Leap status\s*: Normal$", pair.reader.check_output("chronyc -n tracking")))
    assert pair.known("time_sync", "synchronised") == in_step
    assert in_step == (pair.name in IN_STEP)


def test_firewall_in_the_kernel_and_at_boot(pair: Pair) -> None:
    closed: set[str] = set()
    for table in re.split(r"(?m)^table ", pair.root.check_output("nft list ruleset"))[1:]:
        if re.search(r"hook input priority [^;]*; policy drop;", table):
            family = table.split()[0]
            closed |= {"ip", "ip6"} if family == "inet" else {family}
    assert pair.known("firewall", "open_families") == {"ip", "ip6"} - closed
    assert pair.known("firewall", "at_boot") == pair.reader.service("nftables").is_enabled
    assert bool(closed) == (pair.name != "bad12")


def test_keys_that_open_accounts(pair: Pair) -> None:
    ours = pair.known("authorized_keys", "keys")
    second: set[tuple[str, str]] = set()
    unrestricted: set[str] = set()
    for name in pair.reader.user("root").get_all_users:
        path = f"{pair.reader.user(name).home}/.ssh/authorized_keys"
        if not pair.root.file(path).exists:
            continue
        told = pair.root.check_output(f"ssh-keygen -l -f {path}").splitlines()
        second |= {(name, line.split()[1]) for line in told}
        lines = [line for line in pair.text(path).splitlines() if line and not line.startswith("#")]
        unrestricted |= {name} if any("from=" not in line for line in lines) else set()
    assert {(key.account, key.fingerprint) for key in ours} == second
    assert pair.known("authorized_keys", "unrestricted") == unrestricted
    found = pair.root.check_output("find / -xdev -path '*/.ssh/authorized_keys*' -type f").splitlines()
    assert {key.path for key in ours} == set(found)


def test_ends_of_certificates(pair: Pair) -> None:
    ours = pair.known("certificates", "expiry")
    assert set(ours) == {"/etc/ssl/tenken/server.pem"}
    for path, epoch in ours.items():
        end = pair.reader.check_output(f"openssl x509 -noout -enddate -in {path}").removeprefix("notAfter=")
        assert epoch == ssl.cert_time_to_seconds(end), path


def test_where_logs_are_sent(pair: Pair) -> None:
    written = pair.text("/etc/rsyslog.conf") + "\n" + pair.folder("/etc/rsyslog.d", ".conf")
    second = {
        (address, int(port), "tcp" if at == "@@" else "udp")
        for at, address, port in re.findall(r"(?m)^[^#\s]+\s+(@@?)([\d.]+):(\d+)", written)
    }
    for action in re.findall(r'action\(([^)]*type="omfwd"[^)]*)\)', written):
        words = dict(re.findall(r'(\w+)="([^"]*)"', action))
        second.add((words["target"], int(words["port"]), words["protocol"]))
    ours = pair.known("log_forwarding", "targets")
    assert {(target.address, target.port, target.protocol) for target in ours} == second
    assert bool(second) == (pair.name != "log01")


def test_connections_to_and_from_the_log_server(pair: Pair) -> None:
    told = pair.root.check_output("ss -t -n -p").splitlines()[1:]
    peers = [line.split()[4] for line in told if line.startswith("ESTAB") and '"rsyslogd"' in line]
    ours = pair.known("log_forwarding", "connected")
    # Connections may be made anew between two readings, and whoever comes in then has another port.
    assert {peer.rpartition(":")[0] for peer in ours} - {OPS_ADDRESS} == {peer.rpartition(":")[0] for peer in peers}
    assert {peer for peer in ours if peer.endswith(":514")} == {peer for peer in peers if peer.endswith(":514")}


def test_audit_rules_of_the_next_start(pair: Pair) -> None:
    ours = pair.known("audit", "persisted_rules")
    written = pair.folder("/etc/audit/rules.d", ".rules")
    rules = re.findall(r"(?m)^-[aw] .+$", written)
    assert len(ours) == len(rules)
    watched = {rule.split()[1] for rule in ours if rule.startswith("-w ")}
    assert watched == {rule.split()[1] for rule in rules if rule.startswith("-w ")}
    calls = {frozenset(re.findall(r"-S (\S+)", rule)[0].split(",")) for rule in rules if rule.startswith("-a ")}
    assert {frozenset(rule.split(" -S ")[1].split()[0].split(",")) for rule in ours if " -S " in rule} == calls
    assert bool(rules) == (pair.name != "bad12")
    assert pair.known("audit", "active") == pair.reader.service("auditd").is_running


def test_failed_units(pair: Pair) -> None:
    blocks = pair.reader.check_output("systemctl show --property=Id --property=ActiveState '*'").split("\n\n")
    units = [dict(line.split("=", 1) for line in block.splitlines()) for block in blocks]
    failed = {unit["Id"] for unit in units if unit["ActiveState"] == "failed"}
    assert pair.known("services", "failed") == failed
    assert bool(failed) == (pair.name == "bad12")


def test_what_ends_an_idle_session(pair: Pair) -> None:
    shell = pair.reader.check_output("bash -l -i -c 'readonly -p' 2>/dev/null")
    fixed = re.search(r'(?m)^declare -\S*r\S* TMOUT="(\d+)"$', shell)
    login = pair.reader.check_output("systemd-analyze cat-config systemd/logind.conf")
    stops = re.findall(r"(?m)^StopIdleSessionSec=(\d+)$", login)
    limits = {int(fixed[1]) if fixed else 0, int(stops[-1]) if stops else 0} - {0}
    assert pair.known("session_timeout", "idle_s") == min(limits, default=0)
    assert (fixed is None) == (pair.name == "bad12")


def test_login_failures(pair: Pair) -> None:
    locks = re.search(r"(?m)^auth\s.*pam_faillock\.so", pair.text("/etc/pam.d/common-auth")) is not None
    path = "/etc/security/faillock.conf"
    # Without the module in the stack, what the file says is not done.
    assert pair.known("login_failures", "deny") == (pair.number(path, "deny", 3) if locks else 0)
    assert pair.known("login_failures", "unlock_s") == (pair.number(path, "unlock_time", 600) if locks else 0)
    assert locks == (pair.name != "bad12")


def test_password_quality(pair: Pair) -> None:
    assert re.search(r"(?m)^password\s.*pam_pwquality\.so", pair.text("/etc/pam.d/common-password"))
    path = "/etc/security/pwquality.conf"
    assert pair.known("password_quality", "minlen") == pair.number(path, "minlen", 8)
    assert pair.known("password_quality", "minclass") == pair.number(path, "minclass", 0)


def test_mandatory_access(pair: Pair) -> None:
    on = pair.text("/sys/module/apparmor/parameters/enabled").strip() == "Y"
    modes = re.findall(r"(?m)^(.+) \((\w+)\)$", pair.text("/sys/kernel/security/apparmor/profiles"))
    now = "enforcing" if on and "enforce" in {mode for _, mode in modes} else "disabled"
    assert pair.known("mandatory_access", "system") == ("apparmor" if on else "none")
    assert pair.known("mandatory_access", "mode") == now
    assert pair.known("mandatory_access", "unconfined") == {name for name, mode in modes if mode == "complain"}
    at_boot = pair.reader.service("apparmor").is_enabled
    assert pair.known("mandatory_access", "boot_mode") == ("enforcing" if at_boot else "disabled")
    assert on == (pair.name != "bad12")


def test_usb_storage(pair: Pair) -> None:
    shown = pair.root.check_output("modprobe --showconfig")
    refused = set(re.findall(r"(?m)^install (usb_storage|uas) /bin/(?:false|true)$", shown))
    assert pair.known("usb_storage", "blocked") == (refused == {"usb_storage", "uas"})
    loaded = set(re.findall(r"(?m)^(usb_storage|uas|ums_\w+) ", pair.text("/proc/modules")))
    assert pair.known("usb_storage", "loaded") == loaded
    assert bool(refused) == (pair.name != "bad12")


def test_guests_have_no_memory_errors_of_their_own(pair: Pair) -> None:
    # The service manager's own view, for tenken asks systemd-detect-virt.
    assert pair.known("virtualization", "kind") == pair.reader.check_output(
        "systemctl show --property=Virtualization --value"
    )
    assert not pair.reader.file("/sys/devices/system/edac/mc/mc0").exists
    for field in ("corrected", "uncorrected"):
        assert isinstance(getattr(pair.facts["memory_errors"], field), Absent)
