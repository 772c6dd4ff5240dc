"""What the roles of log-ins, accounts and privileges are told, by control.

What stands in sshd_config(5) is told under the key `sshd` (`remediation_remote.sshd_settings`), whatever the control.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks import remediation_accounts, remediation_remote
from checks.remediation_sources import Wanted

WANTED: Mapping[str, Wanted] = {
    "J13-UA-01": remediation_remote.root_log_in,
    "J13-UA-02": remediation_remote.password_log_in,
    "J13-UA-03": remediation_remote.algorithms,
    "J13-UA-04": remediation_accounts.failed_log_ins,
    "J13-UA-05": remediation_accounts.password_quality,
    "J13-UA-06": remediation_accounts.password_lifetime,
    "J13-UA-07": remediation_accounts.default_passwords,
    "J13-UA-08": remediation_accounts.empty_passwords,
    "J13-UA-11": remediation_accounts.dormant_accounts,
    "J13-UA-13": remediation_accounts.privileged_commands,
    "J13-UA-14": remediation_accounts.idle_sessions,
    "J13-UA-15": remediation_accounts.banners,
    "J13-UA-16": remediation_remote.firewall,
}
