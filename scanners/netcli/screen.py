"""What a terminal would show of the bytes that a device sends: erasures, echo, pagers, log lines. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable

# A pager that waits for a key, at the end of what was sent: Cisco and its many kin, ASA, Comware, Junos, Yamaha (in
# Japanese, as UTF-8, Shift_JIS or EUC-JP). The dashes are counted, so that half a pager is none yet.
_MORE = rb"more|continue|\xe3\x81\xa4\xe3\x81\xa5\xe3\x81\x8f|\x82\xc2\x82\xc3\x82\xad|\xa4\xc4\xa4\xc5\xa4\xaf"
_ANSI = rb"(?:\x1b\[[0-9;?]*[A-Za-z])*"
_AT_END = rb"(?i)(?:^|[\r\n])(?P<pager>" + _ANSI + rb"[ \t]*(?:%s)[ \t]*" + _ANSI + rb"[ \t]*)\Z"
_BRACKETED = rb"<(?P<a>-{2,5}) ?(?:%s) ?(?P=a)>" % _MORE
_DASHED = rb"(?P<b>-{2,5}) ?(?:%s|\(more[^)\r\n]{0,20}\)) ?(?P=b)(?!-)[^\r\n\x1b]{0,60}" % _MORE
PAGER = re.compile(_AT_END % (_BRACKETED + rb"|" + _DASHED))
# Others have no end that could be waited for: less (PAN-OS, VyOS), and what asks for a key in words.
_LESS = rb"lines [0-9]+-[0-9]+(?:/[0-9]+)?[^\r\n\x1b]{0,20}|:|\(end\)"
_IN_WORDS = rb"press (?:any|space) key[^\r\n\x1b]{0,60}|ctrl\+c +esc +q quit[^\r\n\x1b]{0,80}"
OPEN_PAGER = re.compile(_AT_END % (_LESS + rb"|" + _IN_WORDS))
# One that was answered by somebody else, for it stands in the output still: a part may be missing there.
LEFT_PAGER = re.compile(rb"(?i)(?:^|[\r\n])[ \t]*<?-{2,5}[ \t]*\(?(?:" + _MORE + rb")\)?[ \t]*-{2,5}")
END_OF_PAGER = re.compile(rb"(?i)\(end\)")  # less waits on at the end of the text, and goes at "q"

_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[ ()#%][ -~]|[0-9=>A-DF-Z\\^_a-z|}~])"
)
_NEXT_LINE = re.compile(rb"\x1bE")
_LINE_ENDS = re.compile(rb"\r+\n|\n\r+")
_MOVING = re.compile(rb"[\r\b\x1b]")
_ERASE = re.compile(rb"\x1b\[([0-9]*)([KDCG])")

# A log line that a device writes between others, as Cisco and its kin do: `%FACILITY-SEVERITY-MNEMONIC: `.
_MARK = rb"%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: "
_TIME = (
    rb"[*.]?(?:[A-Z][a-z]{2} +[0-9]{1,2}|[0-9]{4}[ /-](?:[A-Z][a-z]{2}|[0-9]{2})[ /-] ?[0-9]{1,2}) [0-9: .A-Z+-]{5,60}"
)
LOG_LINE = re.compile(rb"(?:[0-9]{1,10}: )?(?:" + _TIME + rb"(?:[\w.-]{1,64} )?)?" + _MARK + rb".*")
_INSIDE = re.compile(_TIME + _MARK + rb"|[^\s\"'^(|]" + _MARK)

_ROLE = re.compile(rb"\{(?:master|backup|primary|secondary|linecard|local|none)[^\r\n{}]{0,20}\}")


def rendered(raw: bytes) -> bytes:
    """Give the text as a terminal shows it: line feeds alone, without what was erased, and without escape sequences.

    A lone carriage return after text ends a line, for text that a verdict rests on must not be overwritten.
    """
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    text = _LINE_ENDS.sub(b"\n", raw)
    if not _MOVING.search(text):
        return text
    text = _NEXT_LINE.sub(b"\n", text)
    return b"\n".join(_line(line) if _MOVING.search(line) else line for line in text.split(b"\n"))


def _line(line: bytes) -> bytes:
    shown: list[bytes] = []
    for part in line.split(b"\r"):
        plain = _overwritten(part) if b"\b" in part or b"\x1b" in part else part
        if plain.strip() or not shown:
            if shown and not shown[-1].strip():
                shown.pop()
            shown.append(plain.rstrip() if b"\b" in part or b"\x1b" in part else plain)
    return b"\n".join(shown)


def _overwritten(part: bytes) -> bytes:
    """Follow the cursor over one line."""
    cells = bytearray()
    at = place = 0
    while place < len(part):
        code = part[place]
        if code == 0x08:
            at, place = max(0, at - 1), place + 1
            continue
        if code == 0x1B:
            found = _SEQUENCE.match(part, place)
            if found is not None:
                at = _moved(cells, at, found[0])
                place = found.end()
                continue
        if at > len(cells):
            cells += b" " * (at - len(cells))
        cells[at : at + 1] = part[place : place + 1]
        at, place = at + 1, place + 1
    return bytes(cells)


def _moved(cells: bytearray, at: int, sequence: bytes) -> int:
    found = _ERASE.fullmatch(sequence)
    if found is None:
        return at
    count, kind = int(found[1][:4] or b"0"), found[2]
    if kind == b"D":
        return max(0, at - max(1, count))
    if kind in {b"C", b"G"}:
        return min(at + max(1, count) if kind == b"C" else max(1, count) - 1, 1000)
    if count == 0:
        del cells[at:]
    elif count == 1:
        cells[:at] = b" " * min(at, len(cells))
    else:
        cells.clear()
    return at


def last_line(raw: bytes) -> bytes:
    """Give the line on which the cursor stands, without spaces around it."""
    return rendered(raw).rpartition(b"\n")[2].strip()


def after_echo(text: bytes, command: bytes, prompt: bytes) -> tuple[bytes, bytes] | None:
    """Find the echo of a command: what came before it, and what after; None where there is none.

    A terminal that is narrower than the echo breaks it anywhere. Before it the prompt may stand once more.
    """
    place = 0
    for _ in range(200):
        start = place
        if text.startswith(prompt, start):
            start += len(prompt)
        end = _echo_end(text, start, command)
        if end is not None:
            return text[:place], text[end:]
        place = text.find(b"\n", place) + 1
        if place == 0:
            break
    return None


def _echo_end(text: bytes, place: int, command: bytes) -> int | None:
    for letter in command.replace(b" ", b""):
        while text[place : place + 1].isspace():
            place += 1
        if text[place : place + 1] != bytes((letter,)):
            return None
        place += 1
    end = text.find(b"\n", place)
    end = len(text) if end < 0 else end
    return min(end + 1, len(text)) if not text[place:end].strip() else None


def without_prompt_lines(text: bytes, is_prompt: Callable[[bytes], bool]) -> bytes:
    """Cut from the end what a device writes above its prompt, and prompts that answered further empty lines."""
    lines = text.split(b"\n")
    while lines and (not (line := lines[-1].strip()) or role(line) or is_prompt(line)):
        lines.pop()
    return b"\n".join([*lines, b""]) if lines else b""


def role(line: bytes) -> bool:
    """Whether a line tells the role of a routing engine, as Junos does above its prompt."""
    return _ROLE.fullmatch(line) is not None


def without_log_lines(text: bytes) -> bytes | None:
    """Cut log lines that came in between; None where one stands in the middle of another line, which is lost then."""
    if b"%" not in text:
        return text
    lines = [line for line in text.split(b"\n") if not LOG_LINE.fullmatch(line.strip())]
    return None if any(_INSIDE.search(line) for line in lines) else b"\n".join(lines)
