"""Every fact there is, by the name that controls use. One module per subject."""

from __future__ import annotations

from scanners.facts.accounts import Accounts
from scanners.facts.address_translation import AddressTranslation
from scanners.facts.anti_malware import AntiMalware
from scanners.facts.audit import Audit
from scanners.facts.authorized_keys import AuthorizedKeys
from scanners.facts.backups import Backups
from scanners.facts.bmc import Bmc
from scanners.facts.certificates import Certificates
from scanners.facts.climate import Climate
from scanners.facts.cluster import Cluster
from scanners.facts.components import Components
from scanners.facts.configuration import Configuration
from scanners.facts.crashes import Crashes
from scanners.facts.databases import Databases
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.disk_health import DiskHealth
from scanners.facts.environment import Environment
from scanners.facts.file_integrity import FileIntegrity
from scanners.facts.files import Files
from scanners.facts.firewall import Firewall
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.interfaces import Interfaces
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.last_logins import LastLogins
from scanners.facts.links import Links
from scanners.facts.listening_sockets import ListeningSockets
from scanners.facts.log_ins import LogIns
from scanners.facts.log_retention import LogRetention
from scanners.facts.login_banner import LoginBanner
from scanners.facts.logs import LogForwarding, ReceivedLogs
from scanners.facts.managed_files import ManagedFiles
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.mandatory_access import MandatoryAccess
from scanners.facts.memory_errors import MemoryErrors
from scanners.facts.mounts import Mounts
from scanners.facts.neighbours import Neighbours
from scanners.facts.os_release import OsRelease
from scanners.facts.package_changes import PackageChanges
from scanners.facts.package_verification import PackageVerification
from scanners.facts.packages import Packages
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.password_ages import PasswordAges
from scanners.facts.passwords import LoginFailures, PasswordQuality
from scanners.facts.port_guards import PortGuards
from scanners.facts.power_shutdown import PowerShutdown
from scanners.facts.private_keys import PrivateKeys
from scanners.facts.processor_errors import ProcessorErrors
from scanners.facts.redundancy import Redundancy
from scanners.facts.redundant_storage import RedundantStorage
from scanners.facts.repositories import Repositories
from scanners.facts.routes import Routes
from scanners.facts.scheduled_jobs import ScheduledJobs
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.services import Services
from scanners.facts.session_timeout import SessionTimeout
from scanners.facts.shadow import Shadow
from scanners.facts.snmp import Snmp
from scanners.facts.special_files import SpecialFiles
from scanners.facts.sshd import Sshd
from scanners.facts.storage_encryption import StorageEncryption
from scanners.facts.sudo_rules import SudoRules, SudoSettings
from scanners.facts.sysctl import Sysctl
from scanners.facts.time_sync import TimeSync
from scanners.facts.tunnels import Tunnels
from scanners.facts.updates import Updates
from scanners.facts.ups import Ups
from scanners.facts.usb_storage import UsbStorage
from scanners.facts.virtualization import Virtualization
from scanners.facts.wireless import Wireless

FACTS: dict[str, type] = {
    "accounts": Accounts,
    "address_translation": AddressTranslation,
    "anti_malware": AntiMalware,
    "audit": Audit,
    "authorized_keys": AuthorizedKeys,
    "backups": Backups,
    "bmc": Bmc,
    "certificates": Certificates,
    "climate": Climate,
    "cluster": Cluster,
    "components": Components,
    "configuration": Configuration,
    "crashes": Crashes,
    "databases": Databases,
    "device_accounts": DeviceAccounts,
    "device_identity": DeviceIdentity,
    "device_logging": DeviceLogging,
    "device_time": DeviceTime,
    "disk_health": DiskHealth,
    "environment": Environment,
    "file_integrity": FileIntegrity,
    "files": Files,
    "firewall": Firewall,
    "hardware_identity": HardwareIdentity,
    "interfaces": Interfaces,
    "intrusion_prevention": IntrusionPrevention,
    "last_logins": LastLogins,
    "links": Links,
    "listening_sockets": ListeningSockets,
    "log_forwarding": LogForwarding,
    "log_ins": LogIns,
    "log_retention": LogRetention,
    "login_banner": LoginBanner,
    "login_failures": LoginFailures,
    "managed_files": ManagedFiles,
    "management_access": ManagementAccess,
    "management_services": ManagementServices,
    "mandatory_access": MandatoryAccess,
    "memory_errors": MemoryErrors,
    "mounts": Mounts,
    "neighbours": Neighbours,
    "os_release": OsRelease,
    "package_changes": PackageChanges,
    "package_verification": PackageVerification,
    "packages": Packages,
    "packet_filters": PacketFilters,
    "password_ages": PasswordAges,
    "password_quality": PasswordQuality,
    "port_guards": PortGuards,
    "power_shutdown": PowerShutdown,
    "private_keys": PrivateKeys,
    "processor_errors": ProcessorErrors,
    "received_logs": ReceivedLogs,
    "redundancy": Redundancy,
    "redundant_storage": RedundantStorage,
    "repositories": Repositories,
    "routes": Routes,
    "scheduled_jobs": ScheduledJobs,
    "secure_boot": SecureBoot,
    "services": Services,
    "session_timeout": SessionTimeout,
    "shadow": Shadow,
    "snmp": Snmp,
    "special_files": SpecialFiles,
    "sshd": Sshd,
    "storage_encryption": StorageEncryption,
    "sudo_rules": SudoRules,
    "sudo_settings": SudoSettings,
    "sysctl": Sysctl,
    "time_sync": TimeSync,
    "tunnels": Tunnels,
    "updates": Updates,
    "ups": Ups,
    "usb_storage": UsbStorage,
    "virtualization": Virtualization,
    "wireless": Wireless,
}
FACT_NAMES: dict[type, str] = {fact: name for name, fact in FACTS.items()}
