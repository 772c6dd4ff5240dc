"""The table of operators: the whole vocabulary of controls."""

from __future__ import annotations

from collections.abc import Mapping

from checks.judging import NoParams, Operator
from checks.operators_accounts import (
    BannerParams,
    Forbidden,
    KeyFileParams,
    LifetimeParams,
    WalkParams,
    accounts_approved,
    banner_shown,
    key_files_protected,
    none_of,
    password_lifetime,
    variables_not_kept,
    walk_complete,
)
from checks.operators_audit import AuditParams, rules_include
from checks.operators_bmc import (
    DefaultNames,
    MinPsu,
    Silent,
    fans_healthy,
    firmware_registered,
    fru_registered,
    in_management_segment,
    no_default_users,
    not_opened,
    supplies_redundant,
)
from checks.operators_facility import (
    Accepted,
    BatteryParams,
    Each,
    battery_in_order,
    each_between,
    no_leak,
    ups_on_line,
)
from checks.operators_general import (
    Allowed,
    CountLimit,
    EachEquals,
    Equals,
    Limit,
    Nothing,
    Range,
    at_least,
    at_most,
    between,
    count_at_most,
    each_equals,
    equals,
    is_empty,
    subset_of,
)
from checks.operators_golden import MATCHES_GOLDEN
from checks.operators_hardware import (
    BootParams,
    CipherParams,
    DiskParams,
    EncryptionParams,
    ProtectionParams,
    ShutdownParams,
    bios_registered,
    ciphers_strong,
    components_registered,
    disks_healthy,
    hardware_registered,
    secure_boot_on,
    shutdown_arranged,
    storage_encrypted,
    storage_protected,
)
from checks.operators_hardware_events import EventParams, no_hardware_events
from checks.operators_log_ins import IdleParams, LogInParams, log_ins_approved, not_dormant
from checks.operators_network import ForwardParams, RouteParams, forwards_to_register, routes_approved
from checks.operators_of_access import OF_ACCESS
from checks.operators_of_devices import OF_DEVICES
from checks.operators_operations import (
    BackupParams,
    LagParams,
    RuleParams,
    backups_apart,
    backups_fresh,
    cluster_healthy,
    database_rules,
    listeners_in_register,
    standby_alive,
    superusers_in_register,
)
from checks.operators_register import (
    MfaParams,
    RegisterKindParam,
    Sources,
    keys_in_register,
    mfa_except_scanner,
    ports_in_register,
    sources_in_register,
    subset_of_register,
    sudo_in_register,
)
from checks.operators_software import (
    AlgorithmParams,
    CertificateParams,
    SupportParams,
    UpdateParams,
    WindowParams,
    algorithms_in,
    expires_after,
    no_recent,
    not_below_register,
    supported_until,
    updates_applied,
)
from checks.operators_system import (
    FileParams,
    LogParams,
    SysctlParams,
    UsageParams,
    files_at_most,
    logs_protected,
    sysctl_at,
    usage_at_most,
)
from checks.operators_upkeep import (
    AgeParams,
    ChangeParams,
    RetentionParams,
    changes_announced,
    digests_in_register,
    integrity_checked,
    logs_kept,
    packages_unaltered,
    protected,
)
from scanners.facts.anti_malware import AntiMalware
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.backups import BackupSet, Place
from scanners.facts.bmc import Bmc, Sensor
from scanners.facts.certificates import Certificates
from scanners.facts.cluster import Cluster
from scanners.facts.components import Components
from scanners.facts.crashes import Crash
from scanners.facts.databases import AccessRule
from scanners.facts.disk_health import Disk
from scanners.facts.file_integrity import FileIntegrity
from scanners.facts.files import FileMode
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.listening_sockets import Socket
from scanners.facts.log_ins import LogIns
from scanners.facts.log_retention import KeptLog
from scanners.facts.logs import LogForwarding
from scanners.facts.mounts import Usage
from scanners.facts.os_release import OsRelease
from scanners.facts.package_changes import PackageChanges
from scanners.facts.package_verification import PackageVerification
from scanners.facts.packages import Packages
from scanners.facts.password_ages import PasswordAge
from scanners.facts.power_shutdown import PowerShutdown
from scanners.facts.routes import Route
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.storage_encryption import CryptVolume
from scanners.facts.sudo_rules import SudoRule
from scanners.facts.sysctl import Sysctl
from scanners.facts.updates import Updates
from scanners.facts.ups import Ups

_NAMES = frozenset[str]

OPERATORS: dict[str, Operator] = {
    "equals": Operator(Equals, (bool, int, str), equals),
    "at_least": Operator(Limit, (int, float), at_least),
    "at_most": Operator(Limit, (int, float), at_most),
    "between": Operator(Range, (int, float), between),
    "is_empty": Operator(Nothing, (_NAMES,), is_empty),
    "subset_of": Operator(Allowed, (_NAMES,), subset_of),
    "each_equals": Operator(EachEquals, (Mapping[str, str],), each_equals),
    "count_at_most": Operator(CountLimit, (_NAMES,), count_at_most),
    "subset_of_register": Operator(RegisterKindParam, (_NAMES,), subset_of_register),
    "sudo_in_register": Operator(NoParams, (frozenset[SudoRule],), sudo_in_register, kinds=("sudo_rules",)),
    "keys_in_register": Operator(NoParams, (frozenset[AuthorizedKey],), keys_in_register, kinds=("authorized_keys",)),
    "ports_in_register": Operator(NoParams, (frozenset[Socket],), ports_in_register, kinds=("ports",)),
    "sources_in_register": Operator(Sources, (_NAMES,), sources_in_register, kinds=("ntp_servers",)),
    "mfa_except_scanner": Operator(MfaParams, (_NAMES,), mfa_except_scanner, facts=("authorized_keys",)),
    "not_below_register": Operator(NoParams, (Packages,), not_below_register, kinds=("minimum_versions",)),
    "supported_until": Operator(SupportParams, (OsRelease,), supported_until),
    "updates_applied": Operator(UpdateParams, (Updates,), updates_applied),
    "expires_after": Operator(CertificateParams, (Certificates,), expires_after, kinds=("certificates",)),
    "algorithms_in": Operator(AlgorithmParams, (_NAMES,), algorithms_in),
    "no_recent": Operator(WindowParams, (tuple[Crash, ...],), no_recent),
    "files_at_most": Operator(FileParams, (Mapping[str, FileMode],), files_at_most),
    "logs_protected": Operator(LogParams, (Mapping[str, FileMode],), logs_protected),
    "usage_at_most": Operator(UsageParams, (tuple[Usage, ...],), usage_at_most),
    "sysctl_at": Operator(SysctlParams, (Sysctl,), sysctl_at),
    "rules_include": Operator(AuditParams, (_NAMES,), rules_include),
    "routes_approved": Operator(
        RouteParams,
        (frozenset[Route],),
        routes_approved,
        facts=("address_translation", "interfaces"),
        kinds=("gateways", "approved_prefixes"),
    ),
    "forwards_to_register": Operator(ForwardParams, (LogForwarding,), forwards_to_register, kinds=("log_servers",)),
    "hardware_registered": Operator(NoParams, (HardwareIdentity,), hardware_registered, kinds=("hardware",)),
    "bios_registered": Operator(NoParams, (str,), bios_registered, kinds=("hardware",)),
    "components_registered": Operator(NoParams, (Components,), components_registered, kinds=("hardware",)),
    "secure_boot_on": Operator(BootParams, (SecureBoot,), secure_boot_on),
    "storage_encrypted": Operator(EncryptionParams, (Mapping[str, str],), storage_encrypted),
    "ciphers_strong": Operator(CipherParams, (tuple[CryptVolume, ...],), ciphers_strong),
    "disks_healthy": Operator(DiskParams, (tuple[Disk, ...],), disks_healthy),
    "storage_protected": Operator(ProtectionParams, (Mapping[str, str],), storage_protected),
    "shutdown_arranged": Operator(ShutdownParams, (PowerShutdown,), shutdown_arranged, facts=("services",)),
    "password_lifetime": Operator(LifetimeParams, (Mapping[str, PasswordAge],), password_lifetime),
    "none_of": Operator(Forbidden, (_NAMES,), none_of),
    "accounts_approved": Operator(NoParams, (_NAMES,), accounts_approved, kinds=("accounts",)),
    "variables_not_kept": Operator(Forbidden, (_NAMES,), variables_not_kept),
    "banner_shown": Operator(BannerParams, (Mapping[str, str],), banner_shown),
    "not_dormant": Operator(
        IdleParams, (Mapping[str, int],), not_dormant, facts=("accounts", "password_ages", "authorized_keys", "log_ins")
    ),
    "log_ins_approved": Operator(LogInParams, (LogIns,), log_ins_approved, kinds=("working_hours",)),
    "key_files_protected": Operator(
        KeyFileParams, (Mapping[str, FileMode],), key_files_protected, kinds=("private_keys",)
    ),
    "walk_complete": Operator(WalkParams, (_NAMES,), walk_complete),
    "database_rules": Operator(RuleParams, (frozenset[AccessRule],), database_rules),
    "superusers_in_register": Operator(
        NoParams, (frozenset[tuple[str, str]],), superusers_in_register, kinds=("databases",)
    ),
    "listeners_in_register": Operator(
        NoParams, (frozenset[tuple[str, str]],), listeners_in_register, kinds=("databases",)
    ),
    "backups_fresh": Operator(BackupParams, (Mapping[str, BackupSet | None],), backups_fresh, kinds=("backups",)),
    "backups_apart": Operator(NoParams, (Mapping[str, Place],), backups_apart, kinds=("backups",)),
    "cluster_healthy": Operator(LagParams, (Cluster,), cluster_healthy),
    "standby_alive": Operator(NoParams, (Cluster,), standby_alive),
    "changes_announced": Operator(ChangeParams, (PackageChanges,), changes_announced),
    "digests_in_register": Operator(NoParams, (Mapping[str, str],), digests_in_register, kinds=("managed_files",)),
    "integrity_checked": Operator(AgeParams, (FileIntegrity,), integrity_checked),
    "logs_kept": Operator(
        RetentionParams, (tuple[KeptLog, ...],), logs_kept, facts=("log_forwarding",), kinds=("log_servers",)
    ),
    "packages_unaltered": Operator(NoParams, (PackageVerification,), packages_unaltered),
    "protected": Operator(AgeParams, (AntiMalware,), protected),
    "supplies_redundant": Operator(MinPsu, (tuple[Sensor, ...],), supplies_redundant),
    "fans_healthy": Operator(Silent, (tuple[Sensor, ...],), fans_healthy),
    "not_opened": Operator(NoParams, (tuple[Sensor, ...],), not_opened),
    "fru_registered": Operator(NoParams, (Bmc,), fru_registered, kinds=("hardware",)),
    "firmware_registered": Operator(NoParams, (Bmc,), firmware_registered, kinds=("hardware",)),
    "no_hardware_events": Operator(EventParams, (Bmc,), no_hardware_events),
    "no_default_users": Operator(DefaultNames, (_NAMES,), no_default_users),
    "in_management_segment": Operator(NoParams, (_NAMES,), in_management_segment),
    "ups_on_line": Operator(Accepted, (_NAMES,), ups_on_line),
    "battery_in_order": Operator(BatteryParams, (Ups,), battery_in_order),
    "each_between": Operator(Each, (Mapping[str, float],), each_between),
    "no_leak": Operator(NoParams, (Mapping[str, str],), no_leak),
    "matches_golden": MATCHES_GOLDEN,
    **OF_DEVICES,
    **OF_ACCESS,
}
