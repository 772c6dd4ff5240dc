"""IPsec tunnels of NEC UNIVERGE IX routers.

Source: UNIVERGE IX command reference, chapters on IPsec/IKE and IKEv2; forms of lines compared with published
configurations (IX2215, IX2105, IX2025), `show ipsec sa` with an output of an IX2215. What is not configured has a value
that depends on the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.nec_ix.config import NAME, config_tree
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

IPSEC = Probe("ipsec", "show ipsec sa", cap=4 << 20)

_GROUPS = {
    "768-bit": "group1",
    "1024-bit": "group2",
    "1536-bit": "group5",
    "2048-bit": "group14",
    "3072-bit": "group15",
}
_ASSOCIATIONS = re.compile(r"(?m)^IPsec SA - \d+ configured, (\d{1,9}) created[ \t]*$")
_ASSOCIATION = re.compile(r"(?m)^[ \t]+(?:ESP|AH), SPI is 0x")
_INTERFACE = re.compile(r"(?m)^Interface is (\S+)[ \t]*$")
_ANY_INTERFACE = re.compile(r"(?m)^Interface\b")
_WAYS = tuple(re.compile(rf"(?m)^[ \t]+{way}:[ \t]*\n[ \t]+(?:ESP|AH), SPI is 0x") for way in ("Inbound", "Outbound"))


def _unsure(what: str) -> Unreadable:
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def _cipher(word: str) -> str:
    """Give `aes-256`, `esp-aes-256`, `aes-cbc-256`, `aes-gcm-256-16`, `3des` in the common form."""
    plain = word.removeprefix("esp-").replace("-cbc", "").replace("-gcm", "gcm").removesuffix("-16")
    return "aes128" if plain == "aes" else plain.replace("-", "")


def _hash(word: str) -> str:
    plain = word.removeprefix("esp-").removeprefix("sha2-")
    return {"sha": "sha1"}.get(plain, f"sha{plain}" if plain.isdigit() else plain)


class _Keys:
    """The lines about keys: `ike` and `ipsec` with a name, the last one wins; and the policies of each peer."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.told = {
            " ".join(words[:3]): words[3:] for words in (line.words for line in lines) if words[0] in {"ike", "ipsec"}
        }
        self.profiles = any(starting(lines, "ikev2 profile"))
        self.shared = next((line.under for line in lines if line.text == "ikev2 default-profile"), ())
        self.policies: dict[str, list[list[str]]] = {}
        for _line, words in starting(lines, "ike policy"):
            if words[1:2] == ["peer"] and words[2:]:
                self.policies.setdefault(words[2], []).append(words)


def _proposals(keys: _Keys, words: str, names: str) -> list[list[str]]:
    """Give the further words of each proposal of a list `A,B`. Raises `Unreadable` for one that does not exist."""
    given = []
    for name in names.split(","):
        told = keys.told.get(f"{words} {name}")
        if told is None:
            raise _unsure(f"{words} {name}")
        given.append(told)
    return given


def _version_1(keys: _Keys, name: str, under: tuple[Line, ...]) -> Tunnel:
    """Read `ipsec policy tunnel MAP`, its `ipsec autokey-map`, and the `ike policy` of its peer."""
    policy = setting(under, "ipsec policy tunnel") or [""]
    table = keys.told.get(f"ipsec autokey-map {policy[0]}", [])
    if len(table) < 4 or table[1] != "peer":
        raise _unsure(f"ipsec autokey-map {policy[0]}")
    peer, wanted = table[2], table[3]
    ike = keys.policies.get(peer, [])
    if len(ike) != 1:
        raise _unsure(f"ike policy … peer {peer}")
    phase1 = _proposals(keys, "ike proposal", ike[0][-1])
    phase2 = _proposals(keys, "ipsec autokey-proposal", wanted)
    ciphers = [_cipher(_after(words, "encryption")) for words in phase1] + [_cipher(words[0]) for words in phase2]
    hashes = [_hash(_after(words, "hash")) for words in phase1] + [_hash(words[1]) for words in phase2]
    groups = [_after(words, "group") for words in phase1] + _secrecy(table[4:])
    return Tunnel(name, peer, _once(ciphers), _once(hashes), _once(_GROUPS.get(group, group) for group in groups))


def _secrecy(words: list[str]) -> list[str]:
    """Give the groups of `pfs GROUP`: keys of the data have one of their own, where they have any."""
    return [word for word in words[words.index("pfs") + 1 :][:1] if word != "off"] if "pfs" in words else []


def _after(words: list[str], word: str) -> str:
    if word not in words[:-1]:
        raise _unsure(f"ike proposal … {word}")
    return words[words.index(word) + 1]


def _version_2(keys: _Keys, name: str, under: tuple[Line, ...]) -> Tunnel:
    """Read the `ikev2` lines of an interface, and for what they lack those of `ikev2 default-profile`."""
    if keys.profiles:
        raise _unsure("ikev2 profile")  # which profile an interface takes is not read
    shared = keys.shared

    def told(words: str) -> list[str]:
        found = setting(under, f"ikev2 {words}") or setting(shared, words)
        if not found:
            raise _unsure(f"ikev2 {words}")
        return found

    ciphers = [_cipher(word) for part in ("sa", "child") for word in told(f"{part}-proposal enc")]
    hashes = [_hash(word) for part in ("sa", "child") for word in told(f"{part}-proposal integrity")]
    secrecy = setting(under, "ikev2 child-pfs") or setting(shared, "child-pfs") or []
    groups = [_GROUPS.get(word, word) for word in (*told("sa-proposal dh"), *secrecy) if word != "off"]
    return Tunnel(name, (setting(under, "ikev2 peer") or [""])[0], _once(ciphers), _once(hashes), _once(groups))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _with_keys(text: str, names: list[str]) -> dict[str, bool]:
    """Tell of each interface whether it has keys in both directions.

    Raises `Unreadable` where one has none that are shown, and not all keys and interfaces are shown in this form.
    """
    created = _ASSOCIATIONS.search(text)
    if created is None:
        raise Unreadable(reason("unparseable", detail="show ipsec sa without its head"))
    starts = [*_INTERFACE.finditer(text)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    there = {
        found[1]
        for found, end in zip(starts, ends, strict=False)
        if all(way.search(text, found.end(), end) for way in _WAYS)
    }
    whole = len(starts) == len(_ANY_INTERFACE.findall(text)) and len(_ASSOCIATION.findall(text)) >= int(created[1])
    if not whole and not there.issuperset(names):
        raise Unreadable(reason("unparseable", detail=f"show ipsec sa shows not all of {created[1]}"))
    return {name: name in there for name in names}


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give each IPsec tunnel that is not shut down, whether it has keys both ways, and who may dial in.

    The keys of IKEv2 are told by another command, in a form that is not known here.
    """
    del scope
    lines = config_tree(outputs)

    def tunnels() -> tuple[Tunnel, ...]:
        given, keys = [], _Keys(lines)
        for name, under in sections(lines, "interface"):
            mode = setting(under, "tunnel mode") or [""]
            if has(under, "shutdown"):
                continue
            if mode[0] == "ipsec":
                given.append(_version_1(keys, name, under))
            elif mode[0] == "ipsec-ikev2":
                given.append(_version_2(keys, name, under))
            elif any(starting(under, "ipsec policy")):
                raise Unreadable(reason("unparseable", detail=f"{name}: tunnel mode {' '.join(mode)}"))
        return tuple(given)

    def up() -> dict[str, bool]:
        names = [tunnel.name for tunnel in tunnels()]
        if any(line.text == "tunnel mode ipsec-ikev2" for _above, line in every(lines)):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="tunnels.up"))
        return _with_keys(outputs["ipsec"].text(), names) if names else {}

    people = [
        f"{above[0]}: {line.text}" if above else line.text
        for above, line in every(lines)
        if line.text.startswith(("ipsec dynamic-map ", "ikev2 peer any", "tunnel mode l2tp"))
    ]
    return Tunnels(tunnels=attempt(tunnels), up=attempt(up), remote_access=attempt(lambda: tuple(people)))
