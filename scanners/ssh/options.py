"""The ssh arguments of an inventory (`ansible_ssh_common_args`), understood as ssh(1) would or refused by name."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

from inventories.reason import ConfigError, Reason, reason

# What may stand in a name that is handed to ssh or to a shell (ssh itself refuses the rest since 9.6).
_SAFE_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._:%-]*|\[[0-9A-Fa-f:.%A-Za-z0-9]+\]|::[0-9A-Fa-f:.]*")
_SAFE_USER = re.compile(r"[A-Za-z0-9_.@\\$+][A-Za-z0-9_.@\\$+-]*")

_MULTIPLE = frozenset({"identityfile", "certificatefile"})
_FOLLOWED = frozenset(
    {
        "port",
        "user",
        "identitiesonly",
        "connecttimeout",
        "userknownhostsfile",
        "globalknownhostsfile",
        "hostkeyalias",
        "proxyjump",
        "proxycommand",
        "kexalgorithms",
        "ciphers",
        "macs",
        "hashknownhosts",
        *_MULTIPLE,
    }
)
# Without effect on one login and one command; connection sharing, keep-alives and forwarding are never used.
_WITHOUT_EFFECT = frozenset(
    {
        "batchmode",
        "checkhostip",
        "compression",
        "connectionattempts",
        "controlmaster",
        "controlpath",
        "controlpersist",
        "escapechar",
        "exitonforwardfailure",
        "gssapiauthentication",
        "gssapidelegatecredentials",
        "forwardx11",
        "kbdinteractiveauthentication",
        "challengeresponseauthentication",
        "loglevel",
        "numberofpasswordprompts",
        "passwordauthentication",
        "preferredauthentications",
        "pubkeyauthentication",
        "requesttty",
        "sendenv",
        "serveralivecountmax",
        "serveraliveinterval",
        "tcpkeepalive",
        "updatehostkeys",
        "addkeystoagent",
        "ipqos",
        "visualhostkey",
    }
)
_FLAGS = {
    "-C": "",
    "-q": "",
    "-T": "",
    "-x": "",
    "-a": "",
    "-v": "",
    "-vv": "",
    "-vvv": "",
    "-n": "",
    "-k": "",
    "-A": "forwardagent",
}
_LETTERS = {"-J": "proxyjump", "-p": "port", "-l": "user", "-i": "identityfile", "-c": "ciphers", "-m": "macs"}


@dataclass(slots=True)
class Options:
    """What the arguments say: one value per option (the first wins, as in ssh), several where ssh takes several."""

    single: dict[str, str] = field(default_factory=dict)
    multiple: dict[str, list[str]] = field(default_factory=dict)
    config_file: str = ""  # -F
    forward_to: str = ""  # -W, of a ProxyCommand
    words: list[str] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    def put(self, name: str, value: str, host: str) -> None:
        """Take one option; raises `ConfigError` for one that is not understood."""
        name = name.lower()
        if name in _MULTIPLE:
            self.multiple.setdefault(name, []).append(value)
        elif name in _FOLLOWED:
            self.single.setdefault(name, value)
        elif name in {"stricthostkeychecking", "verifyhostkeydns"}:
            if value.lower() in {"no", "off", "accept-new"} or name == "verifyhostkeydns":
                self.notes.append(reason("weaker_host_key_check_ignored", host=host, option=f"{name}={value}"))
        elif name == "forwardagent":
            if value.lower() != "no":
                self.notes.append(reason("agent_forwarding_ignored", host=host))
        elif name not in _WITHOUT_EFFECT:
            raise ConfigError("ssh_option_unsupported", host=host, option=name)


def _assignment(text: str) -> tuple[str, str]:
    """Split `Name=value`, `Name value` or `Name = value`; quotes around the value fall."""
    name, _, value = re.sub(r"\s*=\s*|\s+", "\0", text.strip(), count=1).partition("\0")
    return name, value.strip().strip('"')


def parse_arguments(arguments: tuple[str, ...], host: str) -> Options:
    """Understand ssh's arguments. Raises `ConfigError` naming the first one that is not understood."""
    found = Options()
    left = list(arguments)
    while left:
        word = left.pop(0)
        if word in _FLAGS:
            if _FLAGS[word]:
                found.put(_FLAGS[word], "yes", host)
            continue
        if not word.startswith("-") or word == "-":
            found.words.append(word)
            continue
        letter, value = word[:2], word[2:]
        if letter not in {"-o", "-F", "-W", *_LETTERS} or not (value or left):
            raise ConfigError("ssh_option_unsupported", host=host, option=word)
        value = value or left.pop(0)
        if letter == "-o":
            found.put(*_assignment(value), host)
        elif letter == "-F":
            found.config_file = value
        elif letter == "-W":
            found.forward_to = value
        else:
            found.put(_LETTERS[letter], value, host)
    return found


def jump_of_command(command: str, host: str) -> tuple[str, Options] | None:
    """Recognise a ProxyCommand that is only `ssh -W %h:%p …`: the jump host and its options, else None."""
    try:
        words = shlex.split(command)
        if not words or words[0].rsplit("/", 1)[-1] != "ssh":
            return None
        options = parse_arguments(tuple(words[1:]), host)
    except (ValueError, ConfigError):
        return None  # run as the program it is: ssh itself understands its options
    if options.forward_to not in {"%h:%p", "[%h]:%p"} or len(options.words) != 1:
        return None
    return options.words[0], options


def split_host(text: str, host: str) -> tuple[str, str, int | None]:
    """Split `[user@]host[:port]` or `ssh://…` into user, host and port. Raises `ConfigError`."""
    rest = text.removeprefix("ssh://").rstrip("/")
    user, _, rest = rest.rpartition("@")
    if match := re.fullmatch(r"\[([^\]]+)\](?::(\d+))?|([^:]+)(?::(\d+))?", rest):
        name, port = match[1] or match[3], match[2] or match[4]
    else:
        name, port = rest, None  # a bare IPv6 address
    return user, checked_host(name, host), checked_port(port, host) if port else None


def checked_host(name: str, host: str) -> str:
    """Give the name back. Raises `ConfigError` for one that ssh or a shell could take for something else."""
    if not _SAFE_HOST.fullmatch(name):
        raise ConfigError("ssh_address_invalid", host=host, value=name)
    return name


def checked_user(user: str, host: str) -> str:
    """Give the account back. Raises `ConfigError` as `checked_host` does."""
    if user and not _SAFE_USER.fullmatch(user):
        raise ConfigError("ssh_user_invalid", host=host, value=user)
    return user


def checked_port(text: str, host: str) -> int:
    """Give the port as a number. Raises `ConfigError`."""
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise ConfigError("ssh_port_invalid", host=host, value=text)
    return int(text)
