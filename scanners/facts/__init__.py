"""Every fact there is, by the name that controls use. One module per subject."""

from __future__ import annotations

from scanners.facts.accounts import Accounts
from scanners.facts.audit import Audit
from scanners.facts.authorized_keys import AuthorizedKeys
from scanners.facts.certificates import Certificates
from scanners.facts.crashes import Crashes
from scanners.facts.files import Files
from scanners.facts.firewall import Firewall
from scanners.facts.listening_sockets import ListeningSockets
from scanners.facts.logs import LogForwarding, ReceivedLogs
from scanners.facts.mandatory_access import MandatoryAccess
from scanners.facts.memory_errors import MemoryErrors
from scanners.facts.mounts import Mounts
from scanners.facts.os_release import OsRelease
from scanners.facts.packages import Packages
from scanners.facts.passwords import LoginFailures, PasswordQuality
from scanners.facts.routes import Routes
from scanners.facts.services import Services
from scanners.facts.session_timeout import SessionTimeout
from scanners.facts.shadow import Shadow
from scanners.facts.sshd import Sshd
from scanners.facts.sudo_rules import SudoRules
from scanners.facts.sysctl import Sysctl
from scanners.facts.time_sync import TimeSync
from scanners.facts.updates import Updates
from scanners.facts.usb_storage import UsbStorage
from scanners.facts.virtualization import Virtualization

FACTS: dict[str, type] = {
    "accounts": Accounts,
    "audit": Audit,
    "authorized_keys": AuthorizedKeys,
    "certificates": Certificates,
    "crashes": Crashes,
    "files": Files,
    "firewall": Firewall,
    "listening_sockets": ListeningSockets,
    "log_forwarding": LogForwarding,
    "login_failures": LoginFailures,
    "mandatory_access": MandatoryAccess,
    "memory_errors": MemoryErrors,
    "mounts": Mounts,
    "os_release": OsRelease,
    "packages": Packages,
    "password_quality": PasswordQuality,
    "received_logs": ReceivedLogs,
    "routes": Routes,
    "services": Services,
    "session_timeout": SessionTimeout,
    "shadow": Shadow,
    "sshd": Sshd,
    "sudo_rules": SudoRules,
    "sysctl": Sysctl,
    "time_sync": TimeSync,
    "updates": Updates,
    "usb_storage": UsbStorage,
    "virtualization": Virtualization,
}
FACT_NAMES: dict[type, str] = {fact: name for name, fact in FACTS.items()}
