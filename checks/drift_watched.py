"""Which facts an auditor cares about when they change, whether a control judges them or not.

What changes by itself is not watched: times, counters, load, temperatures, log-ins, learnt addresses, states of links.
A list or set is compared by its members, a mapping by its keys, anything else as a whole.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Subject(StrEnum):
    """What a change is about, and how a report groups it; `TARGET` is the target itself."""

    TARGET = "target"
    PACKAGES = "packages"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    SUDO = "sudo"
    LOG_IN = "log_in"
    PORTS = "ports"
    SERVICES = "services"
    ROUTES = "routes"
    FIREWALL = "firewall"
    INTERFACES = "interfaces"
    TUNNELS = "tunnels"
    NEIGHBOURS = "neighbours"
    MANAGEMENT = "management"
    FILES = "files"
    JOBS = "jobs"
    KERNEL = "kernel"
    RECORDS = "records"
    DATABASES = "databases"
    STORAGE = "storage"
    PARTS = "parts"
    FIRMWARE = "firmware"
    CONFIGURATION = "configuration"


# The control on whose question a change bears: its evidence is the comparison that a person makes (J13-MG-13), the
# register of files and parts (J13-MG-07, J14-MG-04), or the approved configuration (J15-MG-04).
CONTROLS = {
    Subject.FILES: "J13-MG-07",
    Subject.PARTS: "J14-MG-04",
    Subject.FIRMWARE: "J14-MG-03",
    Subject.CONFIGURATION: "J15-MG-04",
}
OTHER_CONTROL = "J13-MG-13"


class Watched(NamedTuple):
    """One field. Members are recognised by the parts of `key`, so that another change in one is told as a change of it.

    `without`: parts of members that change by themselves. `lines`: a configuration, compared section by section.
    `rules`: filters by name, compared rule by rule. `moment`: epoch seconds, told as a time.
    """

    subject: Subject
    key: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lines: bool = False
    rules: bool = False
    moment: bool = False


def _plain(subject: Subject, **fields: str) -> dict[tuple[str, str], Watched]:
    return {(fact, name): Watched(subject) for fact, names in fields.items() for name in names.split()}


_NAME = ("name",)
WATCHED: dict[tuple[str, str], Watched] = {
    **_plain(
        Subject.PACKAGES,
        os_release="id version_id pretty_name",
        packages="versions",
        repositories="enabled unverified",
        device_identity="version",
    ),
    **_plain(
        Subject.ACCOUNTS,
        accounts="local_uid0 local_login",
        shadow="schemes",
        bmc="users cipher_zero",
        device_accounts="servers methods accounting",
    ),
    ("device_accounts", "users"): Watched(Subject.ACCOUNTS, _NAME),
    ("device_accounts", "secrets"): Watched(Subject.ACCOUNTS, ("owner",)),
    ("authorized_keys", "keys"): Watched(Subject.KEYS, ("account", "path", "fingerprint")),
    **_plain(Subject.KEYS, private_keys="discovered registered", certificates="configured"),
    ("certificates", "expiry"): Watched(Subject.KEYS, moment=True),
    **_plain(Subject.SUDO, sudo_rules="grants", sudo_settings="weakened kept_variables unrecorded local_members"),
    **_plain(
        Subject.LOG_IN,
        sshd="permit_root_login permit_empty_passwords password_only single_factor ciphers macs key_exchange "
        "host_key_algorithms idle_s",
        password_quality="minlen minclass",  # noqa: S106  (names of fields)
        login_failures="deny unlock_s",
        session_timeout="idle_s",
        login_banner="ssh console",
        password_ages="default_max_days",  # noqa: S106  (the name of a field)
    ),
    **_plain(Subject.PORTS, listening_sockets="sockets"),
    **_plain(
        Subject.SERVICES,
        services="enabled",
        anti_malware="running stopped",
        time_sync="service sources",
        power_shutdown="clients monitored command",
    ),
    **_plain(Subject.ROUTES, routes="routes"),
    **_plain(
        Subject.FIREWALL,
        firewall="open_families at_boot",
        packet_filters="bindings zone_default unresolved",
        address_translation="rules",
        intrusion_prevention="sensors",
    ),
    ("packet_filters", "filters"): Watched(Subject.FIREWALL, rules=True),
    ("interfaces", "settings"): Watched(Subject.INTERFACES, _NAME),
    ("redundancy", "hop_groups"): Watched(Subject.INTERFACES, ("name", "protocol"), without=("state",)),
    ("redundancy", "bundles"): Watched(Subject.INTERFACES, _NAME, without=("carrying",)),
    **_plain(Subject.INTERFACES, port_guards="access_ports dot1x_enabled", bmc="addresses"),
    ("tunnels", "tunnels"): Watched(Subject.TUNNELS, _NAME),
    **_plain(Subject.TUNNELS, tunnels="remote_access"),
    ("neighbours", "neighbours"): Watched(Subject.NEIGHBOURS, ("port", "name")),
    **_plain(Subject.NEIGHBOURS, neighbours="wireless", wireless="radios modules"),
    ("management_access", "paths"): Watched(Subject.MANAGEMENT, _NAME),
    ("management_access", "consoles"): Watched(Subject.MANAGEMENT, _NAME),
    ("snmp", "users"): Watched(Subject.MANAGEMENT, _NAME),
    ("device_time", "servers"): Watched(Subject.MANAGEMENT, ("address",)),
    **_plain(
        Subject.MANAGEMENT,
        management_access="attempts lockout_s banner",
        management_services="ssh telnet http https tftp ftp unneeded "
        "ssh_versions ssh_ciphers ssh_macs ssh_key_exchanges",
        snmp="enabled versions communities",
        device_identity="hostname",
    ),
    **_plain(
        Subject.FILES,
        managed_files="digests",
        package_verification="altered configuration",
        special_files="setid writable unowned",
        files="sensitive",
    ),
    **_plain(Subject.JOBS, scheduled_jobs="jobs writable"),
    **_plain(
        Subject.KERNEL,
        sysctl="running persisted",
        mandatory_access="system mode boot_mode unconfined",
        usb_storage="blocked",
        secure_boot="firmware enabled shim_validates tpm",
    ),
    **_plain(
        Subject.RECORDS,
        audit="active enabled loaded_rules persisted_rules",
        log_forwarding="targets",
        device_logging="enabled timestamps",
        file_integrity="database scheduled",
    ),
    ("device_logging", "servers"): Watched(Subject.RECORDS, ("address",)),
    **_plain(Subject.DATABASES, databases="rules superusers listen"),
    ("storage_encryption", "volumes"): Watched(Subject.STORAGE, _NAME),
    **_plain(Subject.STORAGE, storage_encryption="mounts", redundant_storage="mounts"),
    **_plain(
        Subject.PARTS,
        components="boards memory disks cards interfaces",
        hardware_identity="vendor product serial",
        device_identity="model serials",
        bmc="fru",
        usb_storage="attached",
        ups="model",
        virtualization="kind",
    ),
    **_plain(Subject.FIRMWARE, hardware_identity="bios_version", bmc="firmware"),
    ("configuration", "lines"): Watched(Subject.CONFIGURATION, lines=True),
}
# Fields that mean the same thing as another of their fact, in force and in its file: one change of both is told once.
ALIKE = {
    ("private_keys", "registered"): "discovered",
    ("sysctl", "persisted"): "running",
    ("audit", "persisted_rules"): "loaded_rules",
}
FACTS = frozenset(fact for fact, _field in WATCHED)


def control_of(subject: Subject) -> str:
    """Give the id of the control on whose question a change of this subject bears."""
    return CONTROLS.get(subject, OTHER_CONTROL)
