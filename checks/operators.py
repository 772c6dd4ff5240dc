"""The table of operators: the whole vocabulary of controls."""

from __future__ import annotations

from collections.abc import Mapping

from checks.judging import NoParams, Operator
from checks.operators_audit import AuditParams, rules_include
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
from checks.operators_network import ForwardParams, RouteParams, forwards_to_register, routes_approved
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
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.certificates import Certificates
from scanners.facts.crashes import Crash
from scanners.facts.files import FileMode
from scanners.facts.listening_sockets import Socket
from scanners.facts.logs import LogForwarding
from scanners.facts.mounts import Usage
from scanners.facts.os_release import OsRelease
from scanners.facts.packages import Packages
from scanners.facts.routes import Route
from scanners.facts.sudo_rules import SudoRule
from scanners.facts.sysctl import Sysctl
from scanners.facts.updates import Updates

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
        RouteParams, (frozenset[Route],), routes_approved, kinds=("gateways", "approved_prefixes")
    ),
    "forwards_to_register": Operator(ForwardParams, (LogForwarding,), forwards_to_register, kinds=("log_servers",)),
}
