"""Facts of a host that meets every control of the sample of controls, and the policy that it meets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.evaluate import Collected
from checks.plan import HostPlan, plan_host
from checks.policy import Policy, load_policy
from inventories.model import Connection, Host
from inventories.reason import reason
from scanners.facts.accounts import Accounts
from scanners.facts.audit import Audit
from scanners.facts.authorized_keys import AuthorizedKey, AuthorizedKeys
from scanners.facts.certificates import Certificates
from scanners.facts.crashes import Crashes
from scanners.facts.field import Known, Unknown
from scanners.facts.files import FileMode, Files
from scanners.facts.firewall import Firewall
from scanners.facts.listening_sockets import ListeningSockets, Socket
from scanners.facts.logs import ForwardTarget, LogForwarding, ReceivedLogin, ReceivedLogs
from scanners.facts.mandatory_access import MandatoryAccess
from scanners.facts.memory_errors import MemoryErrors
from scanners.facts.mounts import Mounts, Usage
from scanners.facts.os_release import OsRelease
from scanners.facts.packages import Packages
from scanners.facts.passwords import LoginFailures, PasswordQuality
from scanners.facts.routes import Route, Routes
from scanners.facts.services import Services
from scanners.facts.session_timeout import SessionTimeout
from scanners.facts.shadow import Shadow
from scanners.facts.sshd import Sshd
from scanners.facts.sudo_rules import SudoRule, SudoRules
from scanners.facts.sysctl import Sysctl
from scanners.facts.time_sync import TimeSync
from scanners.facts.updates import Updates
from scanners.facts.usb_storage import UsbStorage
from scanners.facts.virtualization import Virtualization

AS_OF = int(datetime(2026, 11, 22, 3, 0, tzinfo=UTC).timestamp())
DAY = 86400
SCAN_KEY = "SHA256:" + "A" * 43
OPS_KEY = "SHA256:" + "B" * 43
LOGIN_PORT = 40022

BASELINE = """
name: {ja: 試験, en: test}
version: 1.0.0
system: lgwan
regulation: {title: 規程, amendment: 令和8年2月19日地情機規程第4号}
"""
SEGMENTS = """
segments:
  - {id: mgmt, name: {ja: 管理, en: management}, cidrs: [10.0.0.0/24], management: true, vlans: [10], zones: [MANAGE]}
  - {id: desks, name: {ja: 端末, en: desks}, cidrs: [10.0.20.0/24], vlans: [20]}
"""
REGISTER = f"""
description: {{ja: 試験, en: test}}
packages: [bash, {{pattern: "lib*"}}]
minimum_versions: {{debian: {{bash: 5.2.15-2}}}}
services: [ssh.service, {{pattern: "getty@*"}}]
accounts: [{{name: ops, owner: 運用}}, {{name: tenken, owner: 点検}}]
sudo_rules: [{{user: ops, command: ALL, runas: ALL}}]
authorized_keys:
  - {{fingerprint: "{SCAN_KEY}", account: tenken, owner: 点検, expires: 2027-03-31}}
  - {{fingerprint: "{OPS_KEY}", account: ops, owner: 運用, expires: 2027-03-31}}
ports: [{{proto: tcp, port: 22, address: any}}]
ntp_servers: [10.0.0.5, 10.0.0.6]
log_servers: [{{address: 10.0.0.9, port: 6514, target: log01}}]
gateways: [{{address: 10.0.0.1}}]
certificates: [/etc/ssl/server.crt]
approved_prefixes: []
"""

_SYSCTL = {
    "kernel.randomize_va_space": "2",
    "kernel.kptr_restrict": "1",
    "kernel.dmesg_restrict": "1",
    "kernel.yama.ptrace_scope": "1",
    "kernel.sysrq": "0",
    "fs.suid_dumpable": "0",
    "fs.protected_symlinks": "1",
    "fs.protected_hardlinks": "1",
    "net.ipv4.tcp_syncookies": "1",
    "net.ipv4.icmp_echo_ignore_broadcasts": "1",
    **{
        f"net.ipv4.conf.{interface}.{name}": value
        for interface in ("all", "default")
        for name, value in (
            ("accept_redirects", "0"),
            ("send_redirects", "0"),
            ("accept_source_route", "0"),
            ("rp_filter", "1"),
            ("log_martians", "1"),
        )
    },
}
_AUDIT = frozenset(
    {
        *(
            f"-w {path} -p wa -k identity"
            for path in (
                "/etc/passwd",
                "/etc/shadow",
                "/etc/group",
                "/etc/gshadow",
                "/etc/sudoers",
                "/etc/sudoers.d",
                "/etc/ssh/sshd_config",
                "/etc/localtime",
            )
        ),
        "-a always,exit -F arch=b64 -S adjtimex,clock_settime,settimeofday -k time",
        "-a always,exit -F arch=b64 -S delete_module,finit_module,init_module -k modules",
        "-a always,exit -F arch=b64 -S execve -F auid!=unset -F auid>=1000 -F euid=0 -k privileged",
        "-a always,exit -F arch=b64 -S mount -F auid!=unset -F auid>=1000 -k mounts",
    }
)


def write_policy(folder: Path, **files: str) -> Path:
    """Write a small policy folder; `exceptions`, `baseline`, `register` and `segments` replace the text of a file."""
    (folder / "baselines").mkdir(parents=True)
    (folder / "registers").mkdir()
    (folder / "baselines" / "lgwan.yaml").write_text(files.get("baseline", BASELINE), encoding="utf-8")
    (folder / "registers" / "base.yaml").write_text(files.get("register", REGISTER), encoding="utf-8")
    (folder / "segments.yaml").write_text(files.get("segments", SEGMENTS), encoding="utf-8")
    (folder / "responsible.yaml").write_text("responsible: [機構]\n", encoding="utf-8")
    if "exceptions" in files:
        (folder / "exceptions.yaml").write_text(files["exceptions"], encoding="utf-8")
    return folder


def small_policy(folder: Path, **files: str) -> Policy:
    return load_policy(write_policy(folder, **files))


def host(name: str = "web01", registers: tuple[str, ...] = ("base",), kind: str = "ssh") -> Host:
    return Host(name, Connection(f"{name}.test", user="tenken", kind=kind), "lgwan", registers=registers)


def good_facts() -> dict[str, Any]:
    return {
        "accounts": Accounts(
            Known(frozenset({"root"})),
            Known(frozenset({"root", "ops", "tenken"})),
            Known(frozenset({"root"})),
            Known(frozenset({"root", "ops", "tenken"})),
        ),
        "audit": Audit(Known(True), Known(2), Known(0), Known(_AUDIT), Known(_AUDIT)),
        "authorized_keys": AuthorizedKeys(
            Known(
                frozenset(
                    {
                        AuthorizedKey("tenken", "/home/tenken/.ssh/authorized_keys", SCAN_KEY, 'from="10.0.0.2"'),
                        AuthorizedKey("ops", "/home/ops/.ssh/authorized_keys", OPS_KEY, ""),
                    }
                )
            ),
            Known(frozenset({"ops"})),
        ),
        "certificates": Certificates(
            Known(frozenset({"/etc/ssl/server.crt"})), Known({"/etc/ssl/server.crt": AS_OF + 200 * DAY})
        ),
        "crashes": Crashes(Known(())),
        "files": Files(
            Known({"/etc/shadow": FileMode(0o640, "root", "shadow"), "/etc/passwd": FileMode(0o644, "root", "root")}),
            Known({"/var/log/syslog": FileMode(0o640, "syslog", "adm")}),
        ),
        "firewall": Firewall(Known(frozenset()), Known(True)),
        "listening_sockets": ListeningSockets(Known(frozenset({Socket("tcp", "0.0.0.0", 22, "sshd")}))),  # noqa: S104  (state of a host, nothing is bound)
        "log_forwarding": LogForwarding(
            Known((ForwardTarget("10.0.0.9", 6514, "tcp", True),)), Known(frozenset({"10.0.0.9:6514"}))
        ),
        "login_failures": LoginFailures(Known(5), Known(900)),
        "mandatory_access": MandatoryAccess(
            Known("apparmor"), Known("enforcing"), Known("enforcing"), Known(frozenset())
        ),
        "memory_errors": MemoryErrors(Known(0), Known(3)),
        "mounts": Mounts(Known((Usage("/", 40, 5),))),
        "os_release": OsRelease(Known("debian"), Known("13"), Known("Debian GNU/Linux 13")),
        "packages": Packages(
            Known(frozenset({"bash", "libc6"})), Known({"bash": ("5.2.37-2",), "libc6": ("2.41-12",)}), Known("dpkg")
        ),
        "password_quality": PasswordQuality(Known(12), Known(3)),
        "routes": Routes(
            Known(
                frozenset(
                    {
                        Route("0.0.0.0/0", "10.0.0.1", "eth0", "main"),
                        Route("10.0.0.0/24", "", "eth0", "main"),
                    }
                )
            )
        ),
        "services": Services(Known(frozenset({"ssh.service", "getty@tty1.service"})), Known(frozenset())),
        "session_timeout": SessionTimeout(Known(900)),
        "shadow": Shadow(Known(frozenset()), Known({"root": "locked"})),
        "sshd": Sshd(
            permit_root_login=Known({"root@inside": "no", "root@outside": "no", "ops@inside": "no"}),
            permit_empty_passwords=Known({"root@inside": "no", "root@outside": "no"}),
            password_only=Known(frozenset()),
            single_factor=Known(frozenset({"tenken@inside", "tenken@outside"})),
            ciphers=Known(frozenset({"aes256-gcm@openssh.com"})),
            macs=Known(frozenset({"hmac-sha2-256-etm@openssh.com"})),
            key_exchange=Known(frozenset({"curve25519-sha256"})),
            host_key_algorithms=Known(frozenset({"ssh-ed25519"})),
            idle_s=Known(0),
        ),
        "sudo_rules": SudoRules(
            Known(
                frozenset(
                    {
                        SudoRule("root", "ALL", "ALL:ALL", "ALL", False),
                        SudoRule("ops", "ALL", "ALL", "ALL", False),
                    }
                )
            )
        ),
        "sysctl": Sysctl(
            Known({**_SYSCTL, **{key.replace(".all.", ".eth0."): value for key, value in _SYSCTL.items()}}),
            Known(_SYSCTL),
        ),
        "time_sync": TimeSync(Known("chrony"), Known(True), Known(1.5), Known(frozenset({"10.0.0.5", "10.0.0.6"}))),
        "updates": Updates(Known(()), Known(AS_OF - DAY), Known(frozenset())),
        "usb_storage": UsbStorage(Known(True), Known(frozenset()), Known(frozenset())),
        "virtualization": Virtualization(Known("none")),
    }


def collected(plan: HostPlan, facts: Mapping[str, object], **more: Any) -> Collected:
    given: dict[str, Any] = {"family": "debian", "hostname": "web01.test", "login_port": LOGIN_PORT, **more}
    return Collected(host=plan.host, plan=plan, facts=facts, **given)


def log_server(policy: Policy, arrived: object = None, only: frozenset[str] | None = None) -> Collected:
    """The log server of the sample, holding the record of this scan's login unless told otherwise."""
    logins = arrived if arrived is not None else Known(frozenset({ReceivedLogin("web01", "tenken", LOGIN_PORT)}))
    state: Any = logins
    plan = plan_host(host("log01"), policy, only=only)
    return collected(plan, {"received_logs": ReceivedLogs(state)}, hostname="log01", login_port=0)


UNREAD = Unknown(reason("timed_out", command="x"))
