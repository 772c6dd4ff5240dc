"""Ask the SSH server what its configuration means for root, the scan account and each registered account.

Each is asked about from an address inside and one outside the management segment. `host=` is given the address: what
the reverse lookup says changes, and a Match block that goes by name counts as not exercised.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from inventories.reason import Reason, reason
from scanners.facts.field import attempt
from scanners.facts.sshd import Sshd
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.linux.sshd_match import Configuration, Context, not_exercised, pattern_matches
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable

T = TypeVar("T")
Options = dict[str, str]  # keyword in lower case -> its value as `sshd -T` prints it

# The included crypto policy of RHEL 9 lies outside /etc/ssh; naming it where it does not exist matches nothing.
CONFIGURATION = Probe(
    "sshd.configuration",
    argv=(
        "/usr/bin/find", "/etc", "-maxdepth", "3",
        "(", "-path", "/etc/ssh/sshd_config", "-o", "-path", "/etc/ssh/sshd_config.d/*",
        "-o", "-path", "/etc/crypto-policies/back-ends/opensshserver.config", ")",
        "-xtype", "f", "-exec", "/bin/grep", "-aH", "^", "{}", "+",
    ),
)  # fmt: skip
# Options given on the command line are no part of what `sshd -T` says (RHEL 8 hands its algorithms over so), nor are
# other servers that run beside it.
LISTENER = Probe(
    "sshd.listener",
    r"""grep -ahE '^(sshd: )?/[^ ]*(sshd|dropbear)' /proc/[0-9]*/cmdline 2>/dev/null | tr '\000' ' '""",
)

_SAFE_ACCOUNT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}")
_ALGORITHMS = {
    "ciphers": "ciphers",
    "macs": "macs",
    "kexalgorithms": "key_exchange",
    "hostkeyalgorithms": "host_key_algorithms",
}
_FACTOR_KEYWORDS = (
    "passwordauthentication", "kbdinteractiveauthentication", "challengeresponseauthentication",
    "skeyauthentication", "pubkeyauthentication", "gssapiauthentication", "hostbasedauthentication",
    "kerberosauthentication", "authenticationmethods", "permitrootlogin",
)  # fmt: skip
_ASKED_PROGRAM = frozenset({"/usr/sbin/sshd", "/sbin/sshd"})
_SERVERS = frozenset({"sshd", "dropbear"})
_PLACES = ("inside", "outside")


def _users(scope: Scope) -> list[str]:
    return list(dict.fromkeys(("root", scope.scan_user or "root", *scope.accounts)))


def _addresses(scope: Scope) -> dict[str, str]:
    given = zip(_PLACES, (scope.inside_address, scope.outside_address), strict=True)
    return {place: str(ipaddress.ip_address(address)) for place, address in given}


def _ids(scope: Scope) -> dict[str, tuple[str, str, str]]:
    """Give account, place and address by probe id; an account whose name is not safe in a command is left out."""
    addresses = _addresses(scope)
    return {
        f"sshd.effective.{user}.{place}": (user, place, addresses[place])
        for user in _users(scope)
        if _SAFE_ACCOUNT.fullmatch(user)
        for place in _PLACES
    }


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give one question to sshd per context, and what tells whether they cover the configuration."""
    contexts = (
        Probe(probe_id, argv=("/usr/sbin/sshd", "-T", "-C", f"user={user},host={address},addr={address}"))
        for probe_id, (user, _, address) in _ids(scope).items()
    )
    return (*contexts, CONFIGURATION, LISTENER, ACCOUNTS)


@lru_cache(maxsize=64)  # contexts mostly answer alike, and several readers ask
def _options(lines: tuple[str, ...]) -> Options:
    options: Options = {}
    for line in lines:
        keyword, _, value = line.partition(" ")
        options.setdefault(keyword.lower(), value.strip())
    if "permitrootlogin" not in options or "ciphers" not in options:
        detail = "not the answer of sshd -T"
        raise ValueError(detail)
    return options


def _command_line(outputs: Outputs) -> Options:
    """Give the options of the running listener's command line.

    Raises `Unreadable` where it reads another file, another server runs, or none is seen: this login came in through
    one, which may then have any option.
    """
    options: Options = {}
    seen = False
    for line in outputs["sshd.listener"].lines(0, 1):
        program = line.removeprefix("sshd: ").split()[0]
        if program.rpartition("/")[2] not in _SERVERS:
            continue  # the processes of single sessions
        seen = True
        if program not in _ASKED_PROGRAM or re.search(r"\s-[46DdeiqTt]*f", line):
            raise Unreadable(reason("sshd_other_configuration", command=line.strip()[:200]))
        for keyword, value in re.findall(r"\s-[46DdeiqTt]*o\s*([A-Za-z0-9]+)[=\s]\s*(\S+)", line):
            options.setdefault(keyword.lower(), value)
    if not seen:
        raise Unreadable(reason("sshd_not_seen"))
    return options


def pam_probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the two probes that tell whether sshd asks PAM."""
    first, *_ = probes(scope)
    return (first, LISTENER)


def uses_pam(outputs: Outputs, scope: Scope) -> bool:
    """Tell whether sshd asks PAM; UsePAM cannot stand in a Match block, so that one context is enough."""
    if "usepam" in _command_line(outputs):
        raise Unreadable(reason("sshd_option_on_command_line", keyword="usepam"))
    first, *_ = _ids(scope)
    return _switch(_options(tuple(outputs[first].lines())), "usepam")


class EffectiveSshd:
    """What sshd answered in every context, and which keywords those answers do not settle.

    Raises `Unreadable` or ValueError when some context was not answered.
    """

    def __init__(self, outputs: Outputs, scope: Scope) -> None:
        unsafe = [user for user in _users(scope) if not _SAFE_ACCOUNT.fullmatch(user)]
        if unsafe:
            raise Unreadable(reason("account_name_unusable", accounts=tuple(unsafe)))
        self.contexts: dict[str, Options] = {}
        self._asked = _ids(scope)
        for probe_id, (user, place, _) in self._asked.items():
            self.contexts[f"{user}@{place}"] = _options(tuple(outputs[probe_id].lines()))
        self.command_line = _command_line(outputs)
        self._outputs = outputs
        self._unseen: dict[str, Reason] | None = None

    def _not_exercised(self) -> dict[str, Reason]:
        """Read the text of the configuration once; raises `Unreadable` where it cannot be read whole."""
        if self._unseen is None:
            files: dict[str, list[str]] = {}
            for line in self._outputs["sshd.configuration"].lines():
                path, _, content = line.partition(":")
                files.setdefault(path, []).append(content)
            local = read_accounts(self._outputs)
            directory = bool(local.beyond.get("passwd") or local.beyond.get("group"))
            contexts = [
                Context(user, address, None if directory else local.groups_of(user))
                for user, _, address in self._asked.values()
            ]
            self._unseen = not_exercised(Configuration(files).settings(), contexts)
        return self._unseen

    def settled(self, *keywords: str) -> None:
        """Raise `Unreadable` unless the contexts show every value that these keywords can take."""
        for keyword in keywords:
            if keyword in self.command_line:
                raise Unreadable(reason("sshd_option_on_command_line", keyword=keyword))
        unseen = self._not_exercised()
        for keyword in keywords:
            if keyword in unseen:
                raise Unreadable(unseen[keyword])

    def by_context(self, judge: Callable[[str, Options], T], *keywords: str) -> dict[str, T]:
        """Judge every context by its name and options, once the keywords are settled."""
        self.settled(*keywords)
        return {name: judge(name, options) for name, options in self.contexts.items()}

    def idle_s(self) -> int:
        """Give the longest idle time of shells over all contexts, 0 where some context sets none."""
        limits = self.by_context(lambda _, options: _shell_timeout(options), "channeltimeout").values()
        return 0 if 0 in limits else max(limits)


def _permit_root_login(options: Options) -> str:
    # `without-password` is the deprecated name that sshd still prints.
    value = options["permitrootlogin"].replace("without-password", "prohibit-password")
    if value not in {"yes", "no", "prohibit-password", "forced-commands-only"}:
        detail = "PermitRootLogin"
        raise ValueError(detail)
    return value


def _switch(options: Options, keyword: str, default: str = "no") -> bool:
    """Read a keyword that is yes or no; unknown words are not taken for either."""
    return {"yes": True, "no": False}[options.get(keyword, default)]


def _methods(context: str, options: Options) -> set[str]:
    """Give the methods that are enabled; `password` stands for keyboard-interactive too, PAM asks the same in both."""
    methods = set()
    interactive = _switch(options, "kbdinteractiveauthentication") or _switch(
        options, "challengeresponseauthentication"
    )
    if _switch(options, "passwordauthentication", "?") or interactive:
        methods.add("password")
    if _switch(options, "pubkeyauthentication", "?"):
        methods.add("publickey")
    if _switch(options, "hostbasedauthentication"):
        methods.add("hostbased")
    if _switch(options, "gssapiauthentication") or _switch(options, "gssapikeyexchange"):
        methods.add("gssapi")
    if context.startswith("root@"):
        permitted = {
            "yes": methods,
            "prohibit-password": methods - {"password"},
            "forced-commands-only": methods & {"publickey"},
            "no": set(),
        }
        return permitted[_permit_root_login(options)]
    return methods


def _ways_in(context: str, options: Options) -> list[set[str]]:
    """Give the sets of methods each of which is enough to log in."""
    enabled = _methods(context, options)
    required = options.get("authenticationmethods", "any").split()
    if required == ["any"]:
        return [{method} for method in sorted(enabled)]
    names = {"password": "password", "keyboard-interactive": "password", "publickey": "publickey",
             "hostbased": "hostbased", "gssapi-with-mic": "gssapi", "gssapi-keyex": "gssapi"}  # fmt: skip
    lists = [{names[method.split(":")[0]] for method in methods.split(",")} for methods in required]
    return [methods for methods in lists if methods <= enabled]


def _password_only(context: str, options: Options) -> bool:
    return {"password"} in _ways_in(context, options)


def _single_factor(context: str, options: Options) -> bool:
    return any(len(methods) == 1 for methods in _ways_in(context, options))


def _seconds(text: str) -> int:
    """Read a time of sshd_config(5) such as `300`, `5m` or `1h30m`; seconds."""
    if not re.fullmatch(r"(?:[0-9]+[smhdwSMHDW]?)+", text):
        detail = "time"
        raise ValueError(detail)
    units = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
    return sum(int(number) * units[unit.lower()] for number, unit in re.findall(r"([0-9]+)([smhdwSMHDW]?)", text))


def _shell_timeout(options: Options) -> int:
    """Give the idle time of a shell's channel; the first pattern that names `session:shell` counts."""
    for entry in options.get("channeltimeout", "none").split():
        kind, _, interval = entry.partition("=")
        if pattern_matches("session:shell", kind):
            return _seconds(interval)
    return 0


def _united(effective: EffectiveSshd, keyword: str) -> frozenset[str]:
    given = effective.command_line.get(keyword)
    lists: Iterable[str] = [given] if given else [options[keyword] for options in effective.contexts.values()]
    found = frozenset(name for listed in lists for name in listed.split(","))
    if not all(re.fullmatch(r"[A-Za-z0-9@.-]+", name) for name in found) or any(name[0] == "-" for name in found):
        raise Unreadable(reason("sshd_option_on_command_line", keyword=keyword))
    return found


def parse(outputs: Outputs, scope: Scope) -> Sshd:
    """Give the effective configuration over all contexts."""
    effective = EffectiveSshd(outputs, scope)

    def in_contexts(judge: Callable[[str, Options], bool]) -> frozenset[str]:
        judged = effective.by_context(judge, "usepam", *_FACTOR_KEYWORDS)
        return frozenset(name for name, holds in judged.items() if holds)

    algorithms = {name: attempt(lambda keyword=keyword: _united(effective, keyword))  # type: ignore[misc]  # bound early
                  for keyword, name in _ALGORITHMS.items()}  # fmt: skip
    return Sshd(
        permit_root_login=attempt(
            lambda: effective.by_context(lambda _, options: _permit_root_login(options), "permitrootlogin")
        ),
        permit_empty_passwords=attempt(
            lambda: effective.by_context(
                lambda _, options: {True: "yes", False: "no"}[_switch(options, "permitemptypasswords", "?")],
                "permitemptypasswords",
            )
        ),
        password_only=attempt(lambda: in_contexts(_password_only)),
        single_factor=attempt(lambda: in_contexts(_single_factor)),
        idle_s=attempt(effective.idle_s),
        **algorithms,
    )


READER = Reader(Sshd, probes, parse)
