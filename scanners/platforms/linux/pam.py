"""PAM stacks as pam.conf(5) describes them, walked as Linux-PAM walks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# Files in order, comments cut; `:file` tells that one exists even when nothing is left of it.
PAM = Probe(
    "pam",
    r"""set --
for f in /etc/pam.d/* /etc/security/faillock.conf /etc/security/pwquality.conf.d/*.conf /etc/security/pwquality.conf; do
if [ -f "$f" ]; then set -- "$@" "$f"; fi; done
if [ $# -eq 0 ]; then exit 1; fi
printf ':file %s\n' "$@"
grep -aHv '^[[:space:]]*\(#\|$\)' "$@" """,
)

SUCCESS, FAILURE, IGNORED = "success", "failure", "ignore"
_KEYWORDS = {
    "required": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "bad"},
    "requisite": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "die"},
    "sufficient": {"success": "done", "new_authtok_reqd": "done", "default": "ignore"},
    "optional": {"success": "ok", "new_authtok_reqd": "ok", "default": "ignore"},
}
_LINE = re.compile(
    r"(?P<silent>-?)(?P<kind>auth|account|password|session)\s+(?P<control>\[[^]]*\]|\S+)\s+(?P<module>\S+)\s*(?P<args>.*)",
    re.IGNORECASE,
)
_MAX_DEPTH = 16
_MAX_LINES = 1 << 14  # of all stacks; hostile files may include each other without end
SSSD_MODULES = frozenset({"pam_sss", "pam_sss_gss"})
_DIRECTORY_MODULES = frozenset(
    {"pam_sss", "pam_ldap", "pam_winbind", "pam_krb5", "pam_sss_gss", "pam_nis", "pam_yp", "pam_centrifydc", "pam_vas3"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One module of a stack, or a substack in its place (`inner`)."""

    actions: dict[str, str]
    module: str = ""  # without directory and `.so`
    args: tuple[str, ...] = ()
    silent: bool = False  # a leading `-`: skipped without a word where the module is missing
    inner: tuple[Step, ...] = ()


class PamFiles:
    """The text of /etc/pam.d and of the configuration of the modules; what is included again counts again."""

    def __init__(self, outputs: Outputs) -> None:
        self._read_lines = 0
        self.files: dict[str, list[str]] = {}
        for line in outputs["pam"].lines():
            if line.startswith(":file "):
                self.files.setdefault(line[6:], [])
                continue
            path, _, content = line.partition(":")
            self.files[path].append(content)  # a file that was not announced is a KeyError

    def has_service(self, name: str) -> bool:
        """Tell whether a service has a file of its own."""
        return f"/etc/pam.d/{name}" in self.files

    def stack(self, service: str, kind: str) -> tuple[Step, ...]:
        """Give the stack of a service (`auth`, `password`), includes resolved."""
        return tuple(self._steps(service, kind, 0))

    def _steps(self, service: str, kind: str, depth: int) -> list[Step]:
        path = service if service.startswith("/") else f"/etc/pam.d/{service}"
        if depth > _MAX_DEPTH or path not in self.files:
            raise Unreadable(reason("pam_file_not_read", path=path))
        self._read_lines += 1 + len(self.files[path])
        if self._read_lines > _MAX_LINES:
            raise Unreadable(reason("unparseable", detail=f"PAM: more than {_MAX_LINES} lines: {path[:80]}"))
        steps: list[Step] = []
        for line in _joined(self.files[path]):
            word, _, included = line.partition(" ")
            if word == "@include":
                steps += self._steps(included.strip(), kind, depth + 1)
                continue
            found = _LINE.fullmatch(line)
            if found is None:
                raise Unreadable(reason("pam_line_unclear", path=path, line=line[:200]))
            if found["kind"].lower() != kind:
                continue
            control = found["control"].lower()
            if control == "include":
                steps += self._steps(found["module"], kind, depth + 1)
            elif control == "substack":
                inner = tuple(self._steps(found["module"], kind, depth + 1))
                steps.append(Step(_KEYWORDS["required"], inner=inner))
            else:
                name = found["module"].rsplit("/", 1)[-1].removesuffix(".so")
                args = tuple(re.findall(r"\[[^]]*\]|\S+", found["args"]))
                steps.append(Step(_actions(control), name, args, bool(found["silent"])))
        return steps


def _joined(lines: list[str]) -> list[str]:
    """Cut comments and put continued lines together."""
    text = "\n".join(line.split("#")[0].rstrip() for line in lines)
    return [" ".join(line.split()) for line in text.replace("\\\n", " ").split("\n") if line.strip()]


def _actions(control: str) -> dict[str, str]:
    if not control.startswith("["):
        return _KEYWORDS[control]
    pairs = (pair.partition("=") for pair in control[1:-1].split())
    return {name: action for name, _, action in pairs}


def modules(steps: tuple[Step, ...]) -> list[Step]:
    """Give all modules of a stack, those of substacks included."""
    return [module for step in steps for module in ((step,) if not step.inner else modules(step.inner))]


def no_directory(steps: tuple[Step, ...], *, sssd_off: bool) -> None:
    """Raise `Unreadable` where a module asks a directory: its rules for its own accounts are not seen here.

    With `sssd_off`, proved by the units, the modules of sssd ask nobody.
    """
    asking = _DIRECTORY_MODULES - SSSD_MODULES if sssd_off else _DIRECTORY_MODULES
    named = sorted({step.module for step in modules(steps)} & asking)
    if named:
        raise Unreadable(reason("passwords_in_directory", sources=tuple(named)))


def walk(steps: tuple[Step, ...], answer: Callable[[Step], str]) -> bool:
    """Tell whether the stack lets the user through when each module gives this answer (success, failure, ignore)."""
    granted, _ = _walk(steps, answer, None)
    return granted is True


def _walk(steps: tuple[Step, ...], answer: Callable[[Step], str], so_far: bool | None) -> tuple[bool | None, bool]:
    """Give the impression after the steps (None: nothing said yet) and whether the stack ended early."""
    skip = 0
    impression = so_far
    for step in steps:
        if skip:
            skip -= 1
        elif step.inner:
            # done and die end a substack alone; its impression stands.
            impression, _ = _walk(step.inner, answer, impression)
        else:
            result = answer(step)
            action = _action(step, result)
            skip = int(action) if action.isdecimal() else 0
            impression = _after(action, result, impression, so_far)
            if action == "die" or (action == "done" and impression):
                return impression, True
    return impression, False


def _action(step: Step, result: str) -> str:
    name = "auth_err" if result == FAILURE else result
    return step.actions.get(name, step.actions.get("default", "bad"))


def _after(action: str, result: str, impression: bool | None, so_far: bool | None) -> bool | None:
    """Give the impression after one module's answer."""
    if action == "ignore":
        return impression
    if action == "reset":
        return so_far
    if action in {"bad", "die"}:
        return False
    if action.isdecimal():  # a jump counts as ok for a success, and says nothing otherwise
        return True if result == SUCCESS and impression is None else impression
    if action not in {"ok", "done"}:
        raise Unreadable(reason("pam_line_unclear", path="/etc/pam.d", line=action[:200]))
    return False if impression is False else result == SUCCESS
