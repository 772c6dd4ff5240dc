"""Encrypted paths (IPsec) of FITELnet routers."""

from __future__ import annotations

from scanners.facts.field import Known, attempt
from scanners.facts.tunnels import Tunnel, Tunnels
from scanners.platforms.network.fitelnet.lines import NAME, config, unsure
from scanners.platforms.network.fitelnet.paths import blocks, link_up
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_BITS = {"128", "192", "256"}


def _sized(under: tuple[Line, ...], cipher: str, words: str) -> str:
    """Give a cipher with its bits: of `aes SMALLEST DEFAULT LARGEST` the smallest that is taken."""
    if not cipher.startswith("aes"):
        return cipher
    sizes = setting(under, f"{words} {cipher.partition('-')[0]}")
    if not sizes or not set(sizes) <= _BITS:
        raise unsure(words)
    return f"aes{min(sizes)}"


def _only(under: tuple[Line, ...], words: str) -> list[str]:
    """Give the further words of a setting. Raises ValueError where it stands more than once: each may be taken."""
    found = [rest for _, rest in starting(under, words) if rest]
    if not found:
        raise unsure(words)
    if len(found) > 1:
        raise ValueError(f"{words}: {len(found)} lines")
    return found[0]


def _phase_one(under: tuple[Line, ...]) -> tuple[str, str, str]:
    hashed, (cipher,), (group,) = (_only(under, words) for words in ("hash", "encryption", "group"))
    if len(hashed) > 2:
        raise ValueError(f"hash {' '.join(hashed)}")
    integrity = "sha1" if hashed == ["sha"] else hashed[-1].replace("-", "")
    return _sized(under, cipher, "encryption-keysize"), integrity, f"group{group}"


def _phase_two(under: tuple[Line, ...]) -> tuple[str, str, str]:
    transform = _only(under, "set security-association transform")
    ciphers = [word.removeprefix("esp-") for word in transform if not word.endswith("-hmac")]
    hashes = [word.removeprefix("esp-").removesuffix("-hmac") for word in transform if word.endswith("-hmac")]
    if len(ciphers) != 1 or len(hashes) != 1:
        raise ValueError(" ".join(transform))
    pfs = setting(under, "set pfs")
    cipher = _sized(under, ciphers[0], "set security-association transform-keysize")
    return cipher, "sha1" if hashes[0] == "sha" else hashes[0], pfs[0] if pfs else ""


def _tunnels(lines: tuple[Line, ...]) -> tuple[Tunnel, ...]:
    ike, ipsec = dict(sections(lines, "crypto isakmp policy")), dict(sections(lines, "crypto ipsec policy"))
    found = []
    for name, under in sections(lines, "crypto isakmp profile"):
        (first,), (second,) = _only(under, "set isakmp-policy"), _only(under, "set ipsec-policy")
        one, two = _phase_one(ike[first]), _phase_two(ipsec[second])
        ciphers, hashes, groups = (
            tuple(dict.fromkeys(word for word in pair if word)) for pair in zip(one, two, strict=True)
        )
        found.append(Tunnel(name, (setting(under, "set peer") or ["any"])[0], ciphers, hashes, groups))
    older = [name for name, under in sections(lines, "crypto map") if not setting(under, "set isakmp-profile")]
    if older or (not found and any(line.words[0] == "crypto" for line in lines)):  # older forms have no profiles
        raise unsure("crypto isakmp profile")
    return tuple(found)


def _up(outputs: Outputs) -> dict[str, bool]:
    """Tell by the tunnel interfaces of a profile: with `link-state sync-sa` each is up while its encryption stands.

    A profile with an interface that stays up without it is left out.
    """
    lines = config(outputs)
    profiles = {name.split()[0]: setting(under, "set isakmp-profile") for name, under in sections(lines, "crypto map")}
    states = blocks(outputs["interfaces"].text())
    found: dict[str, bool] = {}
    untold: set[str] = set()
    for name, under in sections(lines, "interface"):
        mode = setting(under, "tunnel mode ipsec map")
        for profile in (profiles.get(mode[0]) or [])[:1] if mode else []:
            if has(under, "link-state sync-sa"):
                found[profile] = found.get(profile, True) and link_up(states[name][1])
            else:
                untold.add(profile)
    return {profile: up for profile, up in found.items() if profile not in untold}


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give the encrypted paths, a profile each, and which of them stand. Who may dial in was never seen."""
    del scope
    lines = config(outputs)
    told = attempt(lambda: _tunnels(lines))

    def up() -> dict[str, bool]:
        if not isinstance(told, Known):
            raise Unreadable(not_told(NAME, "tunnels.up").reason)
        return _up(outputs) if told.value else {}

    return Tunnels(
        tunnels=told,
        up=attempt(up),
        remote_access=not_told(NAME, "tunnels.remote_access"),
    )
