"""Which algorithms are offered: strong ones always, weak ones only where the inventory asks for them by name."""

from __future__ import annotations

from dataclasses import dataclass

from inventories.reason import ConfigError

# The cheapest key exchange and cipher come first: curve25519 costs 4 ms where group16 costs 92, and AES-GCM needs no
# separate message authentication code, which is computed in Python.
KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "mlkem768x25519-sha256",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
)
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")
MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
WEAK_CIPHERS = ("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc")
WEAK_MACS = ("hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96")

# Host key algorithm by the type that stands in known_hosts: an RSA key signs with SHA-2 only.
HOST_KEYS = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
}
ALL_HOST_KEYS = tuple(name for names in HOST_KEYS.values() for name in names)

_CHOICES = {
    "kexalgorithms": (KEX, ()),
    "ciphers": (CIPHERS, WEAK_CIPHERS),
    "macs": (MACS, WEAK_MACS),
}


@dataclass(frozen=True, slots=True)
class Algorithms:
    """What is offered to one server, in order of preference; `weak` names what the inventory asked for explicitly."""

    kex: tuple[str, ...] = KEX
    ciphers: tuple[str, ...] = CIPHERS
    macs: tuple[str, ...] = MACS
    weak: tuple[str, ...] = ()


def _listed(option: str, value: str) -> tuple[str, ...]:
    """Apply one list of ssh_config(5): `a,b` replaces, `+` appends, `-` removes, `^` puts in front."""
    strong, weak = _CHOICES[option]
    sign, names = (value[0], value[1:]) if value[:1] in "+-^" else ("", value)
    wanted = tuple(name for name in names.split(",") if name)
    usable = tuple(name for name in wanted if name in strong or name in weak)
    if sign == "-":
        usable = tuple(name for name in strong if name not in wanted)
    if not usable:
        raise ConfigError("ssh_algorithm_unsupported", option=option, value=value)
    if sign == "+":
        return strong + tuple(name for name in usable if name not in strong)
    if sign == "^":
        return usable + tuple(name for name in strong if name not in usable)
    return usable


def choose(options: dict[str, str]) -> Algorithms:
    """Choose from `kexalgorithms`, `ciphers` and `macs` as the inventory's arguments give them.

    Raises `ConfigError` when nothing that is left can be spoken.
    """
    lists = {name: _listed(name, value) if (value := options.get(name, "")) else _CHOICES[name][0] for name in _CHOICES}
    return Algorithms(
        kex=lists["kexalgorithms"],
        ciphers=lists["ciphers"],
        macs=lists["macs"],
        weak=tuple(name for name in (*lists["ciphers"], *lists["macs"]) if name in (*WEAK_CIPHERS, *WEAK_MACS)),
    )
