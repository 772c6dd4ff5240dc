"""All probes of a host as one POSIX sh script, and what it sends back as one result per probe.

The script is one shell function called on its last line, so that a script cut short runs nothing. It writes no file on
the target and names no secret. It carries the branch of every platform family and chooses on the target.

What comes back, line by line, each line under a nonce that is random per session:

    NONCE begin FAMILY OS_ID UID NOW   then `NONCE peer …` (SSH_CONNECTION) and `NONCE name HOSTNAME`
    PAYLOAD                            base64 of standard output; between it, outside base64's alphabet: `!STATUS!`,
                                       `<base64 of standard error>`, `~` sudo refused, `?` cut badly, `.` all came
    NONCE INDEX STARTED ENDED LENGTH   the trailer of a section: seconds of uptime, characters of PAYLOAD
    NONCE INDEX skip REASON            a section that was not run
    NONCE end                          or, at the very start, `NONCE lacks TOOL`
"""

from __future__ import annotations

import binascii
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from inventories.reason import Reason, reason
from scanners.probe import Missing, Output, Probe, Raw, neutralise

STDERR_CAP = 2048  # bytes of standard error kept per section: base64 of it still fits an atomic pipe write

# sudo's ways of saying no (sudo 1.8 to 1.9 and sudo-rs, in the C locale), as one shell pattern list.
_REFUSALS = (
    '*"a password is required"*|*"a terminal is required"*|*"uthentication is required"*|*"is not allowed to "*|'
    '*"not in the sudoers"*|*"may not run sudo"*|*"must have a tty"*|*"sudo: not found"*|*"sudo: command not found"*|'
    '*"I\'m sorry"*|'
    '*"Unable to establish IPMI"*'  # not sudo but ipmitool, which a management controller did not let in
)

# One section, run by `timeout … sh -c`: $1 the command, $2 the cap. Descriptor 3 carries the command's standard output
# past its standard error; 4 is the section's own output, closed for the command so that it cannot forge a status.
_SECTION = f"""exec 4>&1
{{ e=$({{ ( eval "$1" ) </dev/null 3>&- 4>&-; printf "!%s!" "$?" >&4; }} 2>&1 >&3 | head -c {STDERR_CAP} 3>&- 4>&-)
case $e in {_REFUSALS}) printf "~" >&4;; esac
[ -z "$e" ] || printf "<%s>" "$(printf %s "$e" | base64 4>&-)" >&4
}} 3>&1 | {{ {{ head -c "$2" || printf "?" >&5; }} | base64 && printf .; }} 5>&4 4>&-"""

_FRAME = """tenken() {{
N={nonce}
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
unset LANGUAGE ENV BASH_ENV CDPATH GREP_OPTIONS GREP_COLORS POSIXLY_CORRECT SYSTEMD_PAGER PAGER
umask 077
X={section}
E=; F=; O=other; U=$(id -u); R='sudo -n '; D={sudo}; T=/usr/bin/timeout
[ "$U" != 0 ] || {{ R=; D=; }}
{environment}if [ -r /etc/os-release ]; then
while IFS='=' read -r k v; do [ "$k" != ID ] || {{ O=${{v#[\\"\\']}}; O=${{O%[\\"\\']}}; }}; done </etc/os-release
fi
for t in head base64 "$T"; do
command -v "$t" >/dev/null || {{ printf '%s lacks %s\n' "$N" "$t"; return; }}
done
s() {{
read -r b _ </proc/uptime
o=$("$T" -k 1 "$2" sh -c "$X" section "$4" "$3" </dev/null 2>/dev/null)
read -r a _ </proc/uptime
printf '%s\\n%s %s %s %s %s\\n' "$o" "$N" "$1" "$b" "$a" "${{#o}}"
}}
r() {{
if [ -n "$D" ]; then printf '%s %s skip %s\\n' "$N" "$1" "$D"; return; fi
s "$1" "$2" "$3" "$R$4"
case $o in *'~'*) D=sudo_stopped;; esac
}}
f() {{
if [ -n "$E" ]; then printf '%s %s skip %s\n' "$N" "$1" "$E"; return; fi
s "$@"
case $o in *'~'*) E=login_stopped;; esac
}}
{sections}
case $O in
{choices}
esac
read -r b _ </proc/uptime
printf '%s begin %s %s %s %s\\n%s peer %s\\n%s name %s\\n' \\
"$N" "${{F:-none}}" "$O" "$U" "$b" "$N" "${{SSH_CONNECTION:-none}}" "$N" "$(uname -n)"
case $F in
{branches}
esac
printf '%s end\\n' "$N"
}}
tenken
"""


_UPTIME = rb"\d{1,12}(?:\.\d{1,9})?"  # nothing longer: a number is as long as a hostile target likes
_STATUS = re.compile(rb"!(\d{1,3})!")
_SAID = re.compile(rb"<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Script:
    """A collector script and what its section numbers mean."""

    text: str = field(repr=False)  # of a facility it may hold a password
    nonce: str
    sections: tuple[Probe, ...]  # by section number, each exact command once
    families: Mapping[str, tuple[Probe, ...]]


@dataclass(frozen=True, slots=True)
class Collection:
    """What one run of the script gave: a result for every probe of the family that the target turned out to be."""

    family: str  # empty where the target is of none that we know
    os_id: str
    hostname: str
    login_port: int  # client port of this session as the target saw it, 0 where not told
    outputs: Mapping[str, Raw]  # by probe id
    complete: bool  # the end marker arrived


def build_script(
    families: Mapping[str, tuple[tuple[str, ...], Sequence[Probe]]],
    *,
    nonce: str,
    sudo: bool = True,
    facility: str = "",
    environment: Mapping[str, str] | None = None,
) -> Script:
    """Compose the script from each family's os-release ids and probes; `nonce` is 32 random hex digits.

    Without `sudo` the privileged sections are skipped and say so (they still run where the account is root itself).
    `facility` is the family of what stands beside the machine that runs the script, and is not chosen but given;
    `environment` then goes to its commands: the script is standard input, so that no argument list shows a password.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    sections: list[Probe] = []
    branches: list[str] = []
    for name, (_ids, probes) in families.items():
        calls = []
        for probe in probes:
            if (probe.via != "target") != (name == facility):
                raise ValueError(probe.id)  # a script runs on the target, or beside it
            key = (probe.command, probe.timeout, probe.cap)
            if key not in numbers:
                numbers[key] = len(sections)
                sections.append(probe)
            calls.append(f"p{numbers[key]}")
        branches.append(f"{name})\n{chr(10).join(dict.fromkeys(calls)) or ':'}\n;;")
    text = _FRAME.format(
        nonce=nonce,
        section=shlex.quote(_SECTION),
        sudo="" if sudo else "no_sudo",
        sections="\n".join(_section_call(number, probe) for number, probe in enumerate(sections)),
        environment="".join(
            f"{name}={shlex.quote(value)}; export {name}\n" for name, value in (environment or {}).items()
        ),
        choices=f"*) F={facility};;"
        if facility
        else "\n".join(f"{'|'.join(ids)}) F={name};;" for name, (ids, _probes) in families.items()),
        branches="\n".join(branches),
    )
    return Script(text, nonce, tuple(sections), {name: tuple(probes) for name, (_ids, probes) in families.items()})


def _section_call(number: int, probe: Probe) -> str:
    # A privileged command is ended by the `timeout` that runs as root; the outer one only ends the waiting for sudo.
    call, patience, command = (
        ("r", probe.timeout + 3, shlex.join(probe.privileged_argv))
        if probe.root
        else ("s" if probe.via == "target" else "f", probe.timeout, probe.shell)
    )
    return f"p{number}() {{ {call} {number} {patience} {probe.cap} {shlex.quote(command)}; }}"


def read_collection(script: Script, received: bytes, broken: Reason | None) -> Collection:
    """Take apart what the target sent; `broken` says why the exchange ended early, if it did.

    Never raises: whatever is missing, damaged or forged becomes `Missing` with a reason for just that probe.
    """
    nonce = script.nonce.encode()
    opening = rb"^%b begin (\S+) (\S+) \d+ (%b)\n%b peer (.*)\n%b name (.*)\n" % (nonce, _UPTIME, nonce, nonce)
    head = re.search(opening, received, re.MULTILINE)
    if head is None:
        lacking = re.search(rb"^%b lacks (.*)\n" % nonce, received, re.MULTILINE)
        lost = broken or (
            reason("collector_tool_missing", tool=neutralise(lacking[1]))
            if lacking
            else reason("collector_never_started", said=neutralise(received[:200]).strip())
        )
        return Collection("", "", "", 0, _all_missing(script, lost), complete=False)
    family = head[1].decode("ascii", "replace")
    os_id, hostname = neutralise(head[2]), neutralise(head[5])
    peer = head[4].split()
    login_port = int(peer[1]) if len(peer) == 4 and peer[1].isdigit() and len(peer[1]) < 6 else 0
    if family not in script.families:
        lost = reason("platform_not_supported", os=os_id)
        return Collection("", os_id, hostname, login_port, _all_missing(script, lost), complete=True)
    results, complete = _read_sections(script, received, head.end() - 1, float(head[3]))
    lost = broken or reason("collector_cut_short")
    outputs: dict[str, Raw] = {}
    for probe in script.families[family]:
        result = results.get(probe.command, Missing(probe.command, lost))
        outputs[probe.id] = result
    return Collection(family, os_id, hostname, login_port, outputs, complete and not broken)


def _all_missing(script: Script, why: Reason) -> dict[str, Raw]:
    return {probe.id: Missing(probe.command, why) for probes in script.families.values() for probe in probes}


def _read_sections(script: Script, body: bytes, start: int, began: float) -> tuple[dict[str, Raw], bool]:
    """Read what stands from `start` on, which is the end of a line."""
    # Its literal beginning lets the search run at memory speed.
    trailer = rb"\n%b (?:(\d{1,6}) (?:skip (no_sudo|sudo_stopped|login_stopped)|(%b) (%b) (\d{1,12}))|(end))(?=\n)"
    marker = re.compile(trailer % (script.nonce.encode(), _UPTIME, _UPTIME))
    results: dict[str, Raw] = {}
    for found in marker.finditer(body, start):
        number, skipped, started, ended, length, end = found.groups()
        if end is not None:
            return results, True
        payload = body[start : found.start()].lstrip(b"\n")
        start = found.end()
        if int(number) >= len(script.sections):
            continue
        probe = script.sections[int(number)]
        if skipped is not None:
            results[probe.command] = Missing(probe.command, reason(skipped.decode("ascii", "replace")))
        elif len(payload) != int(length):
            results[probe.command] = Missing(probe.command, reason("section_damaged", command=probe.command))
        else:
            first, last = float(started), float(ended)
            results[probe.command] = _read_section(probe, payload, max(0.0, first - began), max(0.0, last - first))
    return results, False


def _read_section(probe: Probe, payload: bytes, offset: float, seconds: float) -> Raw:
    status = _STATUS.search(payload)
    said = _SAID.search(payload)
    encoded = payload
    for mark in sorted((mark for mark in (status, said) if mark), key=re.Match.start, reverse=True):
        encoded = encoded[: mark.start()] + encoded[mark.end() :]
    if b"!" in encoded or b"<" in encoded:
        return Missing(probe.command, reason("section_damaged", command=probe.command))
    try:
        stdout = binascii.a2b_base64(encoded)  # passes over the marks of one character, and over line ends
        stderr = binascii.a2b_base64(said[1]) if said else b""
    except binascii.Error:
        return Missing(probe.command, reason("section_damaged", command=probe.command))
    if b"." not in payload and seconds >= probe.timeout:  # ended by the time-out: whatever came is not all of it
        return Missing(probe.command, reason("timed_out", command=probe.command))
    if b"." not in payload or b"?" in payload or status is None:
        return Missing(probe.command, reason("section_damaged", command=probe.command))
    output = Output(
        command=probe.command,
        status=int(status[1]),
        stdout=stdout,
        stderr=stderr,
        seconds=seconds,
        offset=offset,
        truncated=len(stdout) >= probe.cap,
        via=probe.via,
    )
    if probe.root and b"~" in payload and output.status != 0:
        return Missing(probe.command, _refusal(neutralise(stderr), probe.command))
    return replace(output, status=124) if output.status == 137 else output  # 137: ended by timeout -k


def _refusal(said: str, command: str) -> Reason:
    if "password is required" in said or "uthentication is required" in said:
        code = "sudo_password_required"
    elif "not found" in said:
        code = "sudo_missing"
    elif "terminal is required" in said or "must have a tty" in said:
        code = "sudo_needs_terminal"
    else:
        code = "sudo_denied"
    return reason(code, command=command)
