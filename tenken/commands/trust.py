"""`tenken trust HOST…`: show the host keys a target offers, and add them to known_hosts after a yes."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from scanners.ssh.config import SshConfig
from scanners.ssh.known_hosts import HostKey, KnownHosts, KnownKeys, Verdict
from scanners.ssh.target import SessionError, Target, default_known_hosts
from scanners.ssh.trust import add_keys, seen_keys
from tenken import facilities, loading
from tenken.terminal import ask_passphrase

_SECONDS = 30  # for fetching the keys of one host
_YES = frozenset({"yes", "はい"})


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    loading.configure_inventory(parser, language)
    parser.add_argument("hosts", nargs="+", metavar="HOST", help=text("help_trust_hosts"))
    parser.add_argument("--known-hosts", type=Path, metavar="FILE", help=text("help_known_hosts"))
    parser.add_argument(
        "--fingerprint", action="append", metavar="SHA256:…", default=[], help=text("help_trust_fingerprint")
    )


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Give 0 when every host's keys are known afterwards, else 3."""
    loaded = loading.load(arguments, ask_passphrase(language), SshConfig(always=True))  # HashKnownHosts counts here
    jobs = {job.plan.host.name: job for job in loaded.jobs}
    for name in arguments.hosts:
        if name not in jobs or facilities.is_here(jobs[name].target):
            raise ConfigError("trust_no_such_host", host=name)
    known = KnownHosts(*([arguments.known_hosts] if arguments.known_hosts else []))
    all_known = True
    for name in arguments.hosts:
        target = jobs[name].target
        try:
            keys = seen_keys(target, loaded.credentials, known, deadline=time.monotonic() + _SECONDS)
        except SessionError as stop:
            told = reason("trust_unreachable", host=name, why=say(stop.reason, language))
            print(say(told, language), file=sys.stderr)
            all_known = False
            continue
        listed = known.find(target.lookup, target.port, target.known_hosts_files, alias=target.alias)
        _shown(target, keys, listed, language)
        all_known &= _add(target, keys, listed, arguments, language)
    return 0 if all_known else 3


def _shown(target: Target, keys: tuple[HostKey, ...], listed: KnownKeys, language: Language) -> None:
    for key in keys:
        seen = reason(
            "trust_seen",
            host=target.name,
            address=f"{target.address}:{target.port}",
            type=key.kind,
            fingerprint=key.fingerprint,
            state=say(reason(f"trust_{listed.judge(key)}"), language),
        )
        print(say(seen, language))


def _add(
    target: Target, keys: tuple[HostKey, ...], listed: KnownKeys, arguments: argparse.Namespace, language: Language
) -> bool:
    """Add what is new after a yes; gives whether every key shown is known now."""
    file: Path = arguments.known_hosts or (target.known_hosts_files or default_known_hosts())[0]
    if any(listed.judge(key) in {Verdict.REVOKED, Verdict.CHANGED} for key in keys):
        # A changed key is what an attack looks like: the old line goes only by a person's own hand.
        print(say(reason("trust_refused", host=target.name, file=str(file)), language), file=sys.stderr)
        return False
    new = tuple(key for key in keys if listed.judge(key) is Verdict.UNKNOWN)
    if not new:
        return True
    if arguments.fingerprint:
        new = tuple(key for key in new if key.fingerprint in arguments.fingerprint)
    elif not _agreed(file, language):
        new = ()
    if not new:
        print(say(reason("trust_not_added", host=target.name), language), file=sys.stderr)
        return False
    add_keys(file, target, new)
    print(say(reason("trust_added", host=target.name, count=len(new), file=str(file)), language))
    return True


def _agreed(file: Path, language: Language) -> bool:
    """Ask on the terminal; without an answer nothing is added."""
    print(say(reason("trust_question", file=str(file)), language), end="", flush=True)
    return sys.stdin.readline().strip().lower() in _YES
