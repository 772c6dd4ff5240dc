"""Whether the stacks that log people in open to a right password: one line for each service, with what PAM answered.

PAM is asked about a copy of its files in which pam_permit stands in the place of pam_unix, as if a password was right.
Nothing is counted, and nobody is logged in. A PAM that reads no folder but its own (before 1.4) tells nothing.
"""

import ctypes
import re
import shutil
import tempfile
from pathlib import Path

ACCOUNT = b"nobody"
SERVICES = ("sshd", "login")


class Conversation(ctypes.Structure):
    """What PAM asks the person with: nothing is answered here."""

    _fields_ = (("ask", ctypes.c_void_p), ("data", ctypes.c_void_p))


def answer(pam: ctypes.CDLL, service: str, folder: Path) -> str:
    """Give what PAM answers: 0 for a log-in that it lets through."""
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    silent = kind(lambda *_: 19)  # PAM_CONV_ERR
    conversation = Conversation(ctypes.cast(silent, ctypes.c_void_p), None)
    handle = ctypes.c_void_p()
    started = pam.pam_start_confdir(
        service.encode(), ACCOUNT, ctypes.byref(conversation), str(folder).encode(), ctypes.byref(handle)
    )
    if started:
        return f"not started ({started})"
    told = pam.pam_authenticate(handle, 0x8000)  # PAM_SILENT
    pam.pam_end(handle, told)
    return str(told)


def main() -> None:
    """Ask about every service that there is."""
    pam = ctypes.CDLL("libpam.so.0")
    if not hasattr(pam, "pam_start_confdir"):
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "pam.d"
        shutil.copytree("/etc/pam.d", folder)
        for path in folder.iterdir():
            if path.is_file():
                text = path.read_text(encoding="utf-8", errors="surrogateescape")
                right = re.sub(r"(?m)^([ \t]*-?auth[ \t].*?)pam_unix\.so.*$", r"\1pam_permit.so", text)
                inside = re.sub(r"(?m)^([ \t]*@include[ \t]+)(?!/)", rf"\1{folder}/", right)
                path.write_text(inside, encoding="utf-8", errors="surrogateescape")
        for service in SERVICES:
            if (folder / service).is_file():
                print(service, answer(pam, service, folder))  # noqa: T201  (its output is what the play reads)


main()
