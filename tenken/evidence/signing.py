"""Signatures by `ssh-keygen -Y`: the program that every auditor has, for files, agents and hardware keys alike."""

from __future__ import annotations

import base64
import binascii
import os
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inventories.reason import ConfigError

LEDGER = "tenken-ledger"  # what a signature is for; one of another kind does not count
BUNDLE = "tenken-bundle"
SIGNER = "tenken"  # the name by which allowed_signers lists the key
KEY = "signing_key"
_ARMOUR = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----")
_WIDTH = 70
_SECONDS = 60  # a hardware key waits for a finger


@dataclass(frozen=True, slots=True)
class Key:
    """The key that signs. `file`: the private key, or the public one of a key that an agent holds."""

    file: Path
    public: str  # type and key, as a line of allowed_signers has them
    fingerprint: str

    @property
    def allowed_signer(self) -> str:
        """The line of allowed_signers that lists the key for both kinds of signature."""
        return allowed_signer(self.public)


def allowed_signer(public: str) -> str:
    """Give the line of allowed_signers for a public key (its type and its base64), for both kinds of signature."""
    return f'{SIGNER} namespaces="{LEDGER},{BUNDLE}" {public}\n'


def own_key(folder: Path, named: Path | None) -> Key:
    """Give the key that the operator names, that systemd hands over, or the state folder's own, made if missing."""
    handed = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / KEY
    file = named or (handed if handed.is_file() else folder / KEY)
    if file == folder / KEY and not file.exists():
        _make(file)
    public = _run(["-y", "-P", "", "-f", str(file)], b"") if file.suffix != ".pub" else file.read_bytes()
    words = public.decode(errors="replace").split()
    if len(words) < 2:
        raise ConfigError("signing_key_unusable", file=str(file), detail="")
    return Key(file, " ".join(words[:2]), fingerprint(words[1]))


def _make(file: Path) -> None:
    """Make a key. Where two first scans do so at the same moment, one of the keys stands, and both use it."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".key-") as place:
        made = Path(place) / KEY
        _run(["-q", "-t", "ed25519", "-N", "", "-C", "tenken", "-f", str(made)], b"")
        with suppress(FileExistsError):
            file.hardlink_to(made)
            file.with_suffix(".pub").hardlink_to(made.with_suffix(".pub"))


def fingerprint(blob: str) -> str:
    """Give the SHA-256 fingerprint of a public key's base64, as OpenSSH prints it."""
    import hashlib  # noqa: PLC0415

    raw = hashlib.sha256(base64.b64decode(blob)).digest()
    return "SHA256:" + base64.b64encode(raw).decode().rstrip("=")


def sign(text: bytes, key: Key, namespace: str) -> str:
    """Give the armoured signature of a text. Raises ConfigError where the key cannot sign."""
    return _run(["-Y", "sign", "-q", "-n", namespace, "-f", str(key.file)], text).decode()


def verified(text: bytes, signature: str, signers: Path, namespace: str) -> bool:
    """Whether a signature of this text is by one of the signers. Its armour must be as ssh-keygen writes it."""
    if not _canonical(signature):
        return False
    with tempfile.NamedTemporaryFile("w", prefix="tenken-", suffix=".sig") as file:
        file.write(signature)
        file.flush()
        try:
            done = subprocess.run(
                ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", SIGNER, "-n", namespace, "-s", file.name],
                input=text,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except FileNotFoundError:
            raise ConfigError("program_missing", program="ssh-keygen") from None
        except subprocess.TimeoutExpired:
            raise ConfigError("signing_key_unusable", file=str(signers), detail=f"> {_SECONDS} s") from None
    return done.returncode == 0


def verified_by(text: bytes, signature: str, public: str, namespace: str) -> bool:
    """Whether a signature of this text, for this namespace, is by one public key (its type and its base64)."""
    with tempfile.NamedTemporaryFile("w", prefix="tenken-", suffix=".signers") as signers:
        signers.write(f'{SIGNER} namespaces="{namespace}" {public}\n')
        signers.flush()
        return verified(text, signature, Path(signers.name), namespace)


def keys_at_hand() -> frozenset[str]:
    """Give the public keys (type and base64) that this process could sign with: of its agent, and of its own folder."""
    listed = [file.read_text(encoding="utf-8", errors="replace") for file in Path.home().glob(".ssh/*.pub")]
    with suppress(ConfigError):  # no agent, or one without keys
        listed += _run_program(["ssh-add", "-L"], b"").decode(errors="replace").splitlines()
    return frozenset(" ".join(line.split()[:2]) for line in listed)


def public_key(signature: str) -> str:
    """Give the public key that a signature names, as allowed_signers has it; empty where it can be none.

    Source: PROTOCOL.sshsig of OpenSSH. That the signature is by that key, `verified` alone tells.
    """
    if not _canonical(signature):
        return ""
    blob = base64.b64decode("".join(signature.split("\n")[1:-2]))
    key = _string(blob, 10)  # after the magic of six bytes, and the version
    kind = _string(key, 0)
    if blob[:10] != b"SSHSIG\0\0\0\x01" or not kind.isascii() or not kind.decode("ascii").isprintable() or b" " in kind:
        return ""
    return f"{kind.decode('ascii')} {base64.b64encode(key).decode()}" if kind else ""


def _string(blob: bytes, at: int) -> bytes:
    """Give the string at a place: its length in four bytes, then its bytes (RFC 4251, 5)."""
    length = int.from_bytes(blob[at : at + 4], "big")
    found = blob[at + 4 : at + 4 + length]
    return found if len(found) == length else b""


def _canonical(signature: str) -> bool:
    """Whether the armour is exactly as written: readers skip spaces in it, and would not see them change."""
    lines = signature.split("\n")
    if len(lines) < 4 or (lines[0], lines[-2], lines[-1]) != (*_ARMOUR, ""):
        return False
    body = "".join(lines[1:-2])
    try:
        again = base64.b64encode(base64.b64decode(body, validate=True)).decode()
    except (ValueError, binascii.Error):
        return False
    return [again[at : at + _WIDTH] for at in range(0, len(again), _WIDTH)] == lines[1:-2]


def _run(arguments: list[str], given: bytes) -> bytes:
    return _run_program(["ssh-keygen", *arguments], given)


def _run_program(command: list[str], given: bytes) -> bytes:
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=_SECONDS)
    except FileNotFoundError:
        raise ConfigError("program_missing", program=command[0]) from None
    except subprocess.TimeoutExpired:
        raise ConfigError("signing_key_unusable", file=command[-1], detail=f"> {_SECONDS} s") from None
    if done.returncode:
        said = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[0][:200]
        raise ConfigError("signing_key_unusable", file=command[-1], detail=said)
    return done.stdout
