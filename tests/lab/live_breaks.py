"""How each control is broken on a living compliant host, what a scan must then say, and how it is repaired.

Breaks of one round are independent: what a finding names must be its own break's doing and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import ANY

from lab.fleet import SEGMENT, SPECS, WRONG_ADDRESS
from lab.host import PROVISION

LOG_SERVER = SPECS["log01"].address


@dataclass(frozen=True, slots=True)
class Break:
    """Shell text that breaks a control on a host, the wrong states that its finding then names, and the repair.

    `told`: a command on the broken host whose answer stands in `seen` as TOLD, where only the host can know it.
    `also`: what other controls rightly say then.
    """

    control: str
    broken: str
    seen: Mapping[str, Mapping[str, Any]]
    repair: str
    told: str = ":"
    also: Mapping[str, str] = field(default_factory=dict)
    host: str = "good12"


def _items(*items: str) -> dict[str, Any]:
    return {"items": list(items), "count": len(items)}


def _written(path: str, text: str, mode: str = "0644") -> str:
    return f"cat >{path} <<'END'\n{text}\nEND\nchmod {mode} {path}\n"


def _until(condition: str) -> str:
    """Wait for a real condition; without it the command fails after half a minute."""
    return f"rest=600; until {condition}; do rest=$((rest - 1)); [ $rest -gt 0 ] || exit 9; sleep 0.05; done\n"


_UNREGISTERED_KEY = (PROVISION / "unregistered.pub").read_text(encoding="ascii").strip()
_FINGERPRINT = "ssh-keygen -l -f ~ope01/.ssh/authorized_keys | cut -d ' ' -f 2"
_FORWARD = "/etc/rsyslog.d/60-forward.conf"
_STANDS = _until(f"ss -Htn state established dst {LOG_SERVER}:514 | grep -q .")
# A sender whose connection was cut waits ever longer between its attempts.
CONNECT_ANEW = f"systemctl restart rsyslog.service\n{_STANDS}"
_IN_STEP = "chronyc waitsync 200 0.5 0 0.2 >/dev/null\n"
_PACKAGE = """
mkdir -p /tmp/mochikomi/DEBIAN
printf '%s\\n' 'Package: mochikomi' 'Version: 1.0' 'Architecture: all' 'Maintainer: x <x@example.invalid>' \
	'Description: brought along' >/tmp/mochikomi/DEBIAN/control
dpkg-deb --build /tmp/mochikomi /tmp/mochikomi.deb && dpkg -i /tmp/mochikomi.deb
rm -r /tmp/mochikomi /tmp/mochikomi.deb
"""
_VOLUME = """
[ -e /dev/loop-control ] || mknod -m 0600 /dev/loop-control c 10 237
for number in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$number ] || mknod -m 0600 /dev/loop$number b 7 $number; done
truncate -s 24M /var/lib/volume.img && mke2fs -q -F -t ext4 -m 0 /var/lib/volume.img
mkdir -p /srv/volume && mount -o loop /var/lib/volume.img /srv/volume
"""
_NO_VOLUME = "umount /srv/volume && rm /var/lib/volume.img && rmdir /srv/volume"
_USE = 'df --output=pcent,ipcent /srv/volume | awk \'NR == 2 {print $1 " (inode " $2 ")"}\''
_FULL = """
free=$(df -P -k /srv/volume | awk 'NR == 2 {print $4}')
head -c "$((free / 10 * 9))k" /dev/zero >/srv/volume/dump.bin
"""
_FULL_OF_FILES = """
free=$(df -P -i /srv/volume | awk 'NR == 2 {print $4}')
(cd /srv/volume && seq "$((free / 10 * 9))" | xargs touch)
"""
_CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=good12 -days {days} "
    "-keyout /etc/ssl/tenken/server.key -out /etc/ssl/tenken/server.pem 2>/dev/null\n"
)
_OLD_RELEASE = _written("/root/old-release", 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"\nID=debian\nVERSION_ID="11"')
_SSHD_LATER = "/etc/ssh/sshd_config.d/05-break-{}.conf"


def _sshd(control: str, text: str, seen: Mapping[str, Mapping[str, Any]]) -> Break:
    path = _SSHD_LATER.format(control)
    return Break(control, _written(path, text, "0600"), seen, f"rm {path}")


def _users(*users: str, setting: str = "") -> dict[str, Any]:
    return _items(*(f"{user}@{where}{setting}" for user in users for where in ("inside", "outside")))


FIRST = (
    Break(
        "J13-FT-04",
        "systemd-run --quiet --wait --unit=nightly-transfer /bin/false || true",
        {"bad.services.failed": _items("nightly-transfer.service")},
        "systemctl reset-failed nightly-transfer.service",
    ),
    Break(
        "J13-FT-05",
        _VOLUME + _FULL,
        {"bad.mounts.usage": _items("/srv/volume TOLD")},
        _NO_VOLUME,
        told=_USE,
    ),
    Break(
        "J13-FT-07",
        _CERTIFICATE.format(days=5),
        {"certificates_expiring": {**_items("/etc/ssl/tenken/server.pem (TOLD)"), "min_days": 30}},
        _CERTIFICATE.format(days=800),
        told="end=$(openssl x509 -noout -enddate -in /etc/ssl/tenken/server.pem | cut -d = -f 2); "
        'TZ=Asia/Tokyo date +%F -d "$end"',
    ),
    Break(  # the package of the next one, which nobody announced; repaired last
        "J13-MG-13",
        ":",
        {"changes_unannounced": _items("TOLD +mochikomi")},
        "sed -i '/ mochikomi/d' /var/log/dpkg.log",
        told="TZ=Asia/Tokyo date +%F",
    ),
    Break("J13-MG-01", _PACKAGE, {"bad.packages.names": _items("mochikomi")}, "dpkg --purge mochikomi"),
    Break(
        "J13-MG-02",
        f"{_OLD_RELEASE}mount --bind /root/old-release /etc/os-release",
        {"support_ended": {"id": "debian", "version": "11", "until": "2026-08-31"}},
        "umount /etc/os-release && rm /root/old-release",
        also={"J13-MG-14": "fail"},
    ),
    Break(
        "J13-MG-03",
        "touch /run/reboot-required; echo libc6 >/run/reboot-required.pkgs",
        {"bad.updates.reboot_required": _items("libc6")},
        "rm /run/reboot-required /run/reboot-required.pkgs",
    ),
    Break(
        "J13-MG-05",
        _written(
            "/etc/systemd/system/old-console.service",
            "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target",
        )
        + "systemctl enable -q old-console.service",
        {"bad.services.enabled": _items("old-console.service")},
        "systemctl disable -q old-console.service && rm /etc/systemd/system/old-console.service"
        " && systemctl daemon-reload",
    ),
    Break(
        "J13-MG-08",
        "systemctl stop chrony.service",
        {"bad.time_sync.synchronised": {"value": False}, "too_few_sources": {**_items(), "minimum": 1}},
        f"systemctl start chrony.service\n{_IN_STEP}",
    ),
    Break(
        "J13-MG-09",
        f"systemctl kill auditd.service\n{_until('[ $(systemctl is-active auditd.service) = inactive ]')}",
        {"bad.audit.active": {"value": False}},
        "systemctl start auditd.service",
    ),
    Break(
        "J13-MG-10",
        f"sed -i.kept 's/{LOG_SERVER}/{WRONG_ADDRESS}/' {_FORWARD} && systemctl restart rsyslog.service",
        {"forwarding_unregistered": _items(f"{WRONG_ADDRESS}:514/tcp")},
        f"mv {_FORWARD}.kept {_FORWARD} && systemctl restart rsyslog.service\n{_STANDS}",
    ),
    Break(
        "J13-MG-12",
        "chmod 0666 /var/log/auth.log",
        {"bad.files.logs": _items("/var/log/auth.log 0666 root:adm")},
        "chmod 0640 /var/log/auth.log",
        also={"J13-UA-27": "fail"},
    ),
    _sshd("J13-UA-01", "PermitRootLogin yes", {"bad.sshd.permit_root_login": _users("root", setting=": yes")}),
    _sshd("J13-UA-03", "Ciphers aes256-ctr,aes128-cbc", {"bad.sshd.ciphers": _items("aes128-cbc")}),
    Break(
        "J13-UA-04",
        "sed -i.kept 's/^deny = .*/deny = 50/' /etc/security/faillock.conf",
        {"bad.login_failures.deny": {"value": 50}},
        "mv /etc/security/faillock.conf.kept /etc/security/faillock.conf",
    ),
    Break(
        "J13-UA-05",
        "sed -i.kept 's/^minlen = .*/minlen = 6/' /etc/security/pwquality.conf",
        {"bad.password_quality.minlen": {"value": 6}},
        "mv /etc/security/pwquality.conf.kept /etc/security/pwquality.conf",
    ),
    Break("J13-UA-08", "passwd -q -d ope01", {"bad.shadow.empty": _items("ope01")}, "usermod -p '*' ope01"),
    Break(
        "J13-UA-09",
        "useradd -o -u 0 -g 0 -M -d /nonexistent -s /usr/sbin/nologin toor",
        {"bad.accounts.local_uid0": _items("toor"), "bad.accounts.uid0": _items("toor")},
        "sed -i '/^toor:/d' /etc/passwd /etc/shadow",
    ),
    Break(
        "J13-UA-10",
        "useradd -M -d /home/taishoku -s /bin/bash -p '*' taishoku",
        {"bad.accounts.local_login": _items("taishoku"), "bad.accounts.login": _items("taishoku")},
        "userdel taishoku",
    ),
    Break(
        "J13-UA-12",
        _written("/etc/sudoers.d/ope01", "ope01 ALL=(ALL) NOPASSWD: ALL", "0440"),
        {"bad.sudo_rules.grants": _items("ope01 → ALL: NOPASSWD: ALL")},
        "rm /etc/sudoers.d/ope01",
    ),
    Break(
        "J13-UA-14",
        "mkdir /root/idle && mv /etc/profile.d/tmout.sh /etc/ssh/sshd_config.d/20-idle.conf "
        "/etc/systemd/logind.conf.d/tenken-lab.conf /root/idle && systemctl restart systemd-logind.service",
        {"bad.session_timeout.idle_s": {"value": 0}},
        "cd /root/idle && mv tmout.sh /etc/profile.d && mv 20-idle.conf /etc/ssh/sshd_config.d && "
        "mv tenken-lab.conf /etc/systemd/logind.conf.d && rmdir /root/idle && systemctl restart systemd-logind.service",
    ),
    Break(
        "J13-UA-16",
        "nft 'chain inet filter input { policy accept; }'",
        {"bad.firewall.open_families": _items("ip", "ip6")},
        "nft 'chain inet filter input { policy drop; }'",
    ),
    Break(
        "J13-UA-17",
        "systemd-run --quiet --unit=old-web /bin/busybox httpd -f -p 8080 -h /srv\n"
        + _until("ss -Hltn 'sport = 8080' | grep -q ."),
        {"bad.listening_sockets.sockets": _items("tcp/8080 :: (busybox)")},
        "systemctl stop old-web.service",
    ),
    Break(
        "J13-UA-18",
        "chmod 0666 /etc/crontab",
        {"bad.files.sensitive": _items("/etc/crontab 0666 root:root")},
        "chmod 0600 /etc/crontab",
        also={"J13-UA-23": "fail", "J13-UA-27": "fail"},
    ),
    Break(
        "J13-UA-19",
        "sysctl -q -w kernel.randomize_va_space=0",
        {
            "sysctl_wrong": {
                "running": ["kernel.randomize_va_space=0"],
                "count": 1,
                "persisted": [],
                "persisted_count": 0,
            }
        },
        "sysctl -q -w kernel.randomize_va_space=2",
    ),
    Break(
        "J13-UA-20",
        "sed -i 's|/usr/bin/man (enforce)|/usr/bin/man (complain)|' /run/tenken-lab/security/apparmor/profiles",
        {"bad.mandatory_access.unconfined": _items("/usr/bin/man")},
        "sed -i 's|(complain)|(enforce)|' /run/tenken-lab/security/apparmor/profiles",
    ),
    Break(
        "J13-UA-22",
        f"mkdir -m 0700 ~ope01/.ssh && echo '{_UNREGISTERED_KEY}' >~ope01/.ssh/authorized_keys",
        {"bad.authorized_keys.keys": {**_items("ope01: TOLD"), "expired": [], "expired_count": 0}},
        "rm -r ~ope01/.ssh",
        told=_FINGERPRINT,
    ),
    Break(
        "J14-UA-01",
        "mv /etc/modprobe.d/tenken-lab.conf /root",
        {"bad.usb_storage.blocked": {"value": False}},
        "mv /root/tenken-lab.conf /etc/modprobe.d",
    ),
    Break(
        "J15-UA-10",
        f"ip route add default via {WRONG_ADDRESS} metric 4000",
        {"bad.routes.routes": _items(f"0.0.0.0/0 → {WRONG_ADDRESS} (table main)")},
        f"ip route del default via {WRONG_ADDRESS}",
    ),
)

# The other side of controls that look at two things: space and files, now and after a restart, one setting or the next.
SECOND = (
    Break(
        "J13-FT-04",
        "printf '%s\\n' MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1 PRIORITY=2 SYSLOG_IDENTIFIER=systemd-coredump "
        "'MESSAGE=Process 4711 (gyomu) of user 1101 dumped core.' | logger --journald && journalctl --sync",
        {"bad.crashes.events": _items("TOLD Process 4711 (gyomu) of user 1101 dumped core.")},
        # A journal loses no single entry: the closed files go, and a new one begins.
        "journalctl -q --rotate && rm /var/log/journal/*/system@*.journal && logger begin && journalctl --sync",
        told="TZ=Asia/Tokyo date +%F",
    ),
    Break(
        "J13-FT-05",
        _VOLUME + _FULL_OF_FILES,
        {"bad.mounts.usage": _items("/srv/volume TOLD")},
        _NO_VOLUME,
        told=_USE,
    ),
    Break(
        "J13-MG-05",
        "systemctl enable -q apt-daily.timer",
        # Other breaks of this round take two services away.
        {
            "register_differs": {
                **_items("apt-daily.timer"),
                "lacking": ["apparmor.service", "nftables.service"],
                "lacking_count": 2,
            }
        },
        "systemctl disable -q apt-daily.timer",
        also={"J13-UA-23": "fail"},
    ),
    Break(
        "J13-MG-08",
        f"chronyc add server {WRONG_ADDRESS}",
        {"bad.time_sync.sources": _items(WRONG_ADDRESS)},
        f"chronyc delete {WRONG_ADDRESS}",
    ),
    Break(
        "J13-MG-09",
        "sed -i.kept '/etc.shadow/d' /etc/audit/rules.d/10-tenken-lab.rules && augenrules",
        {"bad.audit.persisted_rules": _items("/etc/shadow (wa)")},
        "mv /etc/audit/rules.d/10-tenken-lab.rules.kept /etc/audit/rules.d/10-tenken-lab.rules && augenrules",
    ),
    Break(
        "J13-MG-10",
        "systemctl stop syslog.socket rsyslog.service",
        {"forwarding_missing": _items()},
        f"systemctl start rsyslog.service\n{_STANDS}",
        also={"J13-MG-11": "unknown"},  # kept for a year only elsewhere
    ),
    Break(
        "J13-MG-12",
        "chown ope01 /var/log/syslog",
        {"bad.files.logs": _items("/var/log/syslog 0640 ope01:adm")},
        "chown root /var/log/syslog",
    ),
    _sshd("J13-UA-02", "PasswordAuthentication yes", {"bad.sshd.password_only": _users("ope01", "scan")}),
    _sshd("J13-UA-03", "MACs hmac-sha2-256-etm@openssh.com,hmac-sha1", {"bad.sshd.macs": _items("hmac-sha1")}),
    Break(
        "J13-UA-04",
        "sed -i.kept 's/^unlock_time = .*/unlock_time = 60/' /etc/security/faillock.conf",
        {"bad.login_failures.unlock_s": {"value": 60}},
        "mv /etc/security/faillock.conf.kept /etc/security/faillock.conf",
    ),
    Break(
        "J13-UA-05",
        "sed -i.kept 's/^minclass = .*/minclass = 1/' /etc/security/pwquality.conf",
        {"bad.password_quality.minclass": {"value": 1}},
        "mv /etc/security/pwquality.conf.kept /etc/security/pwquality.conf",
    ),
    _sshd(
        "J13-UA-08",
        "PermitEmptyPasswords yes",
        {"bad.sshd.permit_empty_passwords": _users("ope01", "root", "scan", setting=": yes")},
    ),
    Break(
        "J13-UA-12",
        _written("/etc/sudoers.d/wide", "scan ALL=(root) NOPASSWD: /usr/bin/find /var/log *", "0440"),
        {"bad.sudo_rules.grants": _items("scan → root: NOPASSWD: /usr/bin/find /var/log *")},
        "rm /etc/sudoers.d/wide",
    ),
    Break(
        "J13-UA-14",
        "mkdir /root/idle && mv /etc/profile.d/tmout.sh /etc/ssh/sshd_config.d/20-idle.conf /root/idle && "
        "sed -i.kept s/=900/=3600/ /etc/systemd/logind.conf.d/tenken-lab.conf && "
        "systemctl restart systemd-logind.service",
        {"bad.session_timeout.idle_s": {"value": 3600}},
        "cd /root/idle && mv tmout.sh /etc/profile.d && mv 20-idle.conf /etc/ssh/sshd_config.d && rmdir /root/idle && "
        "cd /etc/systemd/logind.conf.d && mv tenken-lab.conf.kept tenken-lab.conf && "
        "systemctl restart systemd-logind.service",
    ),
    Break(
        "J13-UA-16",
        "systemctl disable -q nftables.service",
        {"bad.firewall.at_boot": {"value": False}},
        "systemctl enable -q nftables.service",
    ),
    Break(
        "J13-UA-17",
        "systemd-run --quiet --unit=old-syslog /usr/bin/python3 -c 'import signal, socket; "
        'heard = socket.socket(type=socket.SOCK_DGRAM); heard.bind(("0.0.0.0", 5514)); signal.pause()\'\n'
        + _until("ss -Hlun 'sport = 5514' | grep -q ."),
        {"bad.listening_sockets.sockets": _items("udp/5514 0.0.0.0 (python3)")},
        "systemctl stop old-syslog.service",
    ),
    Break(
        "J13-UA-18",
        "chgrp adm /etc/cron.daily",
        {"bad.files.sensitive": _items("/etc/cron.daily 0700 root:adm")},
        "chgrp root /etc/cron.daily",
    ),
    Break(
        "J13-UA-19",
        "echo 'kernel.kptr_restrict = 0' >/etc/sysctl.d/99-break.conf",
        {
            "sysctl_wrong": {
                "running": [],
                "count": 0,
                "persisted": ["kernel.kptr_restrict=0"],
                "persisted_count": 1,
            }
        },
        "rm /etc/sysctl.d/99-break.conf",
    ),
    Break(
        "J13-UA-20",
        "systemctl disable -q apparmor.service",
        {"bad.mandatory_access.boot_mode": {"value": "disabled"}},
        "systemctl enable -q apparmor.service",
    ),
    Break(
        "J13-UA-22",
        # Registered, but for another account.
        "mkdir -m 0700 ~ope01/.ssh && cp ~scan/.ssh/authorized_keys ~ope01/.ssh",
        {"bad.authorized_keys.keys": {**_items("ope01: TOLD"), "expired": [], "expired_count": 0}},
        "rm -r ~ope01/.ssh",
        told=_FINGERPRINT,
    ),
    Break(
        "J14-UA-01",
        "sed -i.kept /^install/d /etc/modprobe.d/tenken-lab.conf",  # a blacklist stops no request by name
        {"bad.usb_storage.blocked": {"value": False}},
        "mv /etc/modprobe.d/tenken-lab.conf.kept /etc/modprobe.d/tenken-lab.conf",
    ),
    Break(
        "J15-UA-10",
        f"ip route add 0.0.0.0/1 via {WRONG_ADDRESS} table 100",
        {"bad.routes.routes": _items(f"0.0.0.0/1 → {WRONG_ADDRESS} (table 100)")},
        f"ip route del 0.0.0.0/1 via {WRONG_ADDRESS} table 100",
    ),
)

# What needs a round of its own. The transport breaks while the sender's configuration and connection stand as before.
THIRD = (
    Break(
        "J13-MG-10",
        "nft insert rule inet filter input tcp dport 514 drop",
        {"forwarding_not_arrived": {"server": "log01", "account": "scan", "port": ANY}},
        "nft -f /etc/nftables.conf",
        host="log01",
    ),
    _sshd(
        "J13-UA-01",
        f"Match Address {SEGMENT}\nPermitRootLogin yes",
        {"bad.sshd.permit_root_login": _items("root@inside: yes")},
    ),
)
