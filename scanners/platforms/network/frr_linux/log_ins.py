"""How SSH and consoles check who logs in, by the files of PAM, which everybody may read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from math import prod

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer
from scanners.platforms.linux import pam
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.linux.pam import FAILURE, IGNORED, SSSD_MODULES, SUCCESS, PamFiles, Step
from scanners.platforms.network.frr_linux.ssh_server import LISTENER, SSHD_FILES, asks_pam
from scanners.platforms.reader import Outputs
from scanners.probe import Output, Probe, Unreadable

# The lines that log in, of what `pam.PAM` reads: those about passwords would be taken for secrets and cut.
STACKS = Probe(
    "pam",
    """for f in /etc/pam.d/* /etc/security/faillock.conf; do [ -f "$f" ] || continue; echo ":file $f"
case $f in *.conf) grep -aHv '^[[:space:]]*\\(#\\|$\\)' "$f" ;;
*) grep -aHiE '^[[:space:]]*(-?auth|@include)[[:space:]]' "$f" ;; esac || [ $? -eq 1 ] || exit; done""",
)
# `passwd` at the beginning of a word would be taken for a secret, too, and the sources behind it cut.
PEOPLE = Probe(ACCOUNTS.id, ACCOUNTS.shell.replace(r":nss \1", r":nss of-\1"))
WHO = (SSHD_FILES, LISTENER, PEOPLE, STACKS)

_SERVICES = ("sshd", "login")
_TACACS = "pam_tacplus"
_CENTRAL = {
    "pam_radius_auth": "radius", _TACACS: "tacacs", "pam_ldap": "ldap", "pam_sss": "ldap", "pam_krb5": "kerberos",
    "pam_winbind": "kerberos",
}  # fmt: skip
_LOCAL = frozenset({"pam_unix"})
# What the modules answer that ask for no proof: to everybody alike, or by who it is and where.
_ALIKE = {
    "pam_cap": IGNORED, "pam_deny": FAILURE, "pam_env": IGNORED, "pam_faildelay": IGNORED, "pam_faillock": SUCCESS,
    "pam_group": IGNORED, "pam_nologin": IGNORED, "pam_permit": SUCCESS, "pam_tally2": SUCCESS,
}  # fmt: skip
_BY_PERSON = {
    "pam_localuser": (SUCCESS, "perm_denied"), "pam_securetty": (SUCCESS, FAILURE), "pam_usertype": (SUCCESS, FAILURE),
}  # fmt: skip
_BY_ARGUMENT = {("pam_faillock", "authfail"): IGNORED, ("pam_nologin", "successok"): SUCCESS}
# What the module of a server answers of a person that the server does not let in, and where no server answers.
_REFUSED = (FAILURE, "user_unknown")
_SILENT = "authinfo_unavail"
_PORT = re.compile(r"(?<=[^:]):\d+$")
_MAX_ANSWERS = 1 << 19  # of all modules, one of each kind by one of another


def with_people(outputs: Outputs) -> Outputs:
    """Give the outputs as the readers of Linux know them."""
    told = outputs[PEOPLE.id]
    if not isinstance(told, Output):
        return outputs
    return {**outputs, PEOPLE.id: replace(told, stdout=told.stdout.replace(b":nss of-", b":nss "))}


def _stacks(outputs: Outputs) -> dict[str, tuple[Step, ...]]:
    """Give what is asked when somebody logs in, by service. Of a line that is continued the rest was not sent.

    Raises `Unreadable` for a module that is not known here.
    """
    files = PamFiles(outputs)
    for path, lines in files.files.items():
        for line in lines:
            if line.rstrip().endswith("\\"):
                raise Unreadable(reason("pam_line_unclear", path=path, line=line[:200]))
    stacks = {service: files.stack(service, "auth") for service in filter(files.has_service, _SERVICES)}
    named = {step.module for stack in stacks.values() for step in pam.modules(stack)}
    if strange := sorted(named - _CENTRAL.keys() - _LOCAL - _ALIKE.keys() - _BY_PERSON.keys()):
        raise Unreadable(reason("pam_module_not_modelled", module=", ".join(strange)[:80]))
    return stacks


def _asked(outputs: Outputs) -> dict[str, tuple[Step, ...]]:
    """Give the stacks in use: that of sshd, which must be there, where sshd asks PAM at all."""
    stacks, used = _stacks(outputs), asks_pam(outputs)
    if used and "sshd" not in stacks:
        raise Unreadable(reason("pam_file_not_read", path="/etc/pam.d/sshd"))
    return {service: stack for service, stack in stacks.items() if used or service != "sshd"}


def _servers_asked(outputs: Outputs) -> frozenset[str]:
    """Give the modules that ask a server: those of sssd ask nobody where that is off."""
    return frozenset(_CENTRAL) - (SSSD_MODULES if read_accounts(outputs).sssd_off else frozenset())


def central(outputs: Outputs) -> set[str]:
    """Name the modules of PAM that ask a server when somebody logs in."""
    steps = [step for stack in _asked(outputs).values() for step in pam.modules(stack)]
    return {step.module for step in steps} & _servers_asked(outputs)


def _answer(told: Mapping[str, str], step: Step) -> str:
    if step.module in told:
        return told[step.module]
    given = (_BY_ARGUMENT[step.module, word] for word in step.args if (step.module, word) in _BY_ARGUMENT)
    return next(given, _ALIKE[step.module])


def _lets_in(stack: tuple[Step, ...], asking: frozenset[str], of_servers: tuple[str, ...], of_machine: str) -> bool:
    """Whether somebody gets in when each server gives one of these answers, whoever it is and wherever.

    A module whose server is off refuses, or finds none.
    """
    may_say: dict[str, tuple[str, ...]] = {**_BY_PERSON, **dict.fromkeys(_LOCAL, (of_machine,))}
    may_say |= {module: of_servers if module in asking else (FAILURE, _SILENT) for module in _CENTRAL}
    steps = pam.modules(stack)
    used = {step.module: may_say[step.module] for step in steps if step.module in may_say}
    if len(steps) * prod(map(len, used.values())) > _MAX_ANSWERS:
        raise Unreadable(reason("unparseable", detail=f"PAM: {len(steps)} modules of {len(used)} kinds"))
    told = (dict(zip(used, answers, strict=True)) for answers in product(*used.values()))
    return any(pam.walk(stack, partial(_answer, answers)) for answers in told)


def _anybody(stack: tuple[Step, ...], asking: frozenset[str]) -> bool:
    """Whether a stack lets in who has no proof: refused by servers and machine, or while a server does not answer."""
    return _lets_in(stack, asking, (*_REFUSED, _SILENT), FAILURE)


def _ways(stack: tuple[Step, ...], asking: frozenset[str]) -> tuple[str, ...]:
    """Give who is asked, in order; accounts of the machine that let in whom a server refused are no mere fallback."""
    always = any(_lets_in(stack, asking, (said,), SUCCESS) for said in _REFUSED)
    asked = [step.module for step in pam.modules(stack) if step.module in asking | _LOCAL]
    own = "local_always" if always and asking.intersection(asked) else "local"
    ways = dict.fromkeys(_CENTRAL.get(module, own) for module in asked)
    return (*ways, "none") if _anybody(stack, asking) else tuple(ways)


def methods(outputs: Outputs) -> dict[str, tuple[str, ...]]:
    """Give how SSH and consoles check who logs in. Without PAM sshd knows the accounts of the machine alone."""
    asked, asking = _asked(outputs), _servers_asked(outputs)
    return {"sshd": ("local",)} | {service: _ways(stack, asking) for service, stack in asked.items()}


def console_is_open(outputs: Outputs) -> bool:
    """Whether `login` lets in who has no proof."""
    stacks = _stacks(outputs)
    if "login" not in stacks:
        raise Unreadable(reason("pam_file_not_read", path="/etc/pam.d/login"))
    return _anybody(stacks["login"], _servers_asked(outputs))


def servers(outputs: Outputs) -> tuple[AaaServer, ...]:
    """Give the servers that PAM's own files name: of TACACS+ alone; those of others are for root to read."""
    if strange := central(outputs) - {_TACACS}:
        raise Unreadable(reason("passwords_in_directory", sources=tuple(sorted(strange))))
    steps = [step for stack in _asked(outputs).values() for step in pam.modules(stack)]
    named = [word.removeprefix("server=") for step in steps if step.module == _TACACS for word in step.args]
    addresses = dict.fromkeys(_PORT.sub("", name) for name in named if "=" not in name)
    return tuple(AaaServer("tacacs", address) for address in addresses)
