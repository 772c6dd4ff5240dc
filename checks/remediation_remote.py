"""What the roles `sshd` and `firewall` are told: who and what reaches a host from the network.

Every control that sets something of sshd_config(5) gives it under the key `sshd` (made by `sshd_settings`), so that the
role applies all of them as one change that is rolled back as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checks.registers import PortEntry
from checks.remediation_sources import Sources
from checks.segments import networks
from inventories.reason import Reason, reason

SSH_PORT = 22
# What offers the same key as an algorithm no longer accepted: a host with this key alone must stay reachable.
_SUCCESSORS: Mapping[str, tuple[str, ...]] = {
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
    "ssh-rsa-cert-v01@openssh.com": ("rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com"),
}
_KEYWORDS = {
    "ciphers": "Ciphers",
    "macs": "MACs",
    "key_exchange": "KexAlgorithms",
    "host_key_algorithms": "HostKeyAlgorithms",
}
_DEBIAN = frozenset({"debian", "ubuntu"})
# Each loads rules of its own at boot, which nftables.service would flush.
_OTHER_LOADERS = ("firewalld", "ip6tables", "iptables", "netfilter-persistent", "ufw")
_LOOPBACK = networks(("127.0.0.0/8", "::1/128"))


def sshd_settings(sources: Sources, settings: Mapping[str, str]) -> dict[str, Any]:
    """Give settings of sshd_config(5) as the role takes them, with every context in which they must hold.

    The contexts are those of the scanner: root, the scan account and each registered account, from an address inside
    and one outside the management segment.
    """
    accounts = sources.registers.accounts.exact - {"root", sources.host.connection.user}
    users = dict.fromkeys(("root", sources.host.connection.user or "root", *sorted(accounts)))
    segments = sources.policy.segments
    return {
        "settings": dict(settings),
        "contexts": [
            f"user={user},host={address},addr={address}"
            for user in users
            for address in (segments.inside_address, segments.outside_address)
        ],
    }


def root_log_in(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-01: nobody logs in as root. Not where Ansible or the scan does, or an approved key opens root."""
    if "root" in {sources.host.connection.user, sources.host.remediation.user}:
        return reason("repair_ansible_is_root")
    if any(account == "root" for _, account in sources.registers.authorized_keys):
        return reason("repair_root_has_approved_key")
    return {"sshd": sshd_settings(sources, {"PermitRootLogin": "no"})}


def password_log_in(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-02: no password alone. Not where somebody approved has nothing but a password, or a second factor is used.

    A second factor needs software and enrolment, which no setting brings.
    """
    if sources.params["require_mfa"]:
        return reason("repair_second_factor_by_person")
    every = sources.known("sshd", "permit_empty_passwords")  # names all contexts
    single = sources.known("sshd", "single_factor")
    keys = sources.known("authorized_keys", "keys")
    schemes = sources.known("shadow", "schemes")
    if every is None or single is None or keys is None or schemes is None:
        return reason("repair_state_not_read")
    if any(context not in single for context in every if not context.startswith("root@")):
        return reason("repair_second_factor_by_person")
    with_key = {key["account"] for key in keys}
    stranded = sorted(
        account
        for account in sources.registers.accounts.exact - {"root"}
        if str(schemes.get(account, "")).startswith("hashed:") and account not in with_key
    )
    if stranded:
        return reason("repair_accounts_have_password_only", items=tuple(stranded))
    no = dict.fromkeys(
        ("PasswordAuthentication", "KbdInteractiveAuthentication", "ChallengeResponseAuthentication"), "no"
    )
    return {"sshd": {**sshd_settings(sources, no), "keys_must_do": True}}


def algorithms(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-03: of what the server offers now, what the table accepts; where that is nothing, the whole table.

    The role leaves out what the host's sshd does not know. On RHEL 8 the system-wide crypto policy hands its lists over
    on the command line, which no configuration file overrides.
    """
    family, version = sources.known("os_release", "id"), str(sources.known("os_release", "version_id") or "")
    if family is None or (family not in _DEBIAN and version.partition(".")[0] == "8"):
        return reason("repair_crypto_policy_by_person")
    profile = sources.policy.tables.profiles[sources.params["profile"]]
    lists: dict[str, list[str]] = {}
    for kind, keyword in _KEYWORDS.items():
        offered = sources.known("sshd", kind)
        if offered is None:
            return reason("repair_state_not_read")
        accepted = getattr(profile, kind)
        kept = {*offered, *(new for old in offered for new in _SUCCESSORS.get(old, ()))}
        lists[keyword] = [name for name in accepted if name in kept] or list(accepted)
    return {"sshd": {**sshd_settings(sources, {}), "lists": lists}}


def empty_passwords(sources: Sources) -> dict[str, Any]:
    """J13-UA-08, sshd's part: an account without a password is no way in."""
    return sshd_settings(sources, {"PermitEmptyPasswords": "no"})


def firewall(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-16: refuse what is not registered. Not beside another loader of rules, nor on a member of a cluster.

    The port that Ansible logs in on is open to the management segments and to the networks from which registered
    accounts may log in; the role adds the address that Ansible comes from. Every other registered port is open.
    """
    if sources.known("os_release", "id") not in _DEBIAN:
        return reason("repair_firewall_by_person", items=("firewalld",))
    enabled = sources.known("services", "enabled")
    if enabled is None:
        return reason("repair_state_not_read")
    others = tuple(name for name in _OTHER_LOADERS if f"{name}.service" in enabled)
    if others:
        return reason("repair_firewall_by_person", items=others)
    if sources.known("cluster", "nodes") or sources.known("cluster", "virtual_routers"):
        return reason("repair_firewall_of_cluster")
    if "ports" not in sources.registers.kinds:
        return reason("no_register", kind="ports")
    port = sources.host.connection.port or SSH_PORT
    listed = [source for entry in sources.registers.working_hours for source in entry.sources if source != "console"]
    operators = {*networks(tuple(listed)), *sources.policy.segments.management}
    return {
        "log_in_port": port,
        "log_in_from": {
            family: sorted(str(one) for one in operators if one.version == version)
            for family, version in (("ip", 4), ("ip6", 6))
        },
        "open": [rule for entry in sources.registers.ports for rule in _open(entry, port)],
    }


def _open(entry: PortEntry, log_in_port: int) -> Iterable[dict[str, str]]:
    """Give what a registered port opens: nothing on the loopback, never the port that logs in."""
    address: dict[str, str] = {}
    if entry.address == "loopback":
        return
    if entry.address != "any":
        (network,) = networks((entry.address,))
        if any(network.version == own.version and network.subnet_of(own) for own in _LOOPBACK):  # type: ignore[arg-type]  # same version
            return
        address = {"family": "ip" if network.version == 4 else "ip6", "address": str(network)}
    low, high = entry.range
    parts = [(low, high)]
    if entry.proto == "tcp" and low <= log_in_port <= high:
        parts = [(low, log_in_port - 1), (log_in_port + 1, high)]
    for first, last in parts:
        if first <= last:
            yield {"protocol": entry.proto, "ports": str(first) if first == last else f"{first}-{last}", **address}
