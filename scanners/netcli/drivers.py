"""netmiko's drivers, guarded: they know each vendor's line ends and how the privileged mode is entered.

What they do beyond that is left out, for it changes devices or rests on sleeping: `session_preparation` enters the
configuration mode (nec_ix, which throws other operators out of it), writes to the configuration (fortinet, cisco_asa,
yamaha, apresia_aeos) or logs in once more (cisco_asa); `cleanup` writes to it again (fortinet); `enable` of nec_ix is
`svintr-config`. Nothing a driver writes reaches a device but through the gate.
"""

from __future__ import annotations

import inspect
import logging
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from inventories.reason import reason
from scanners.netcli.gate import Gate
from scanners.netcli.screen import last_line, rendered
from scanners.netcli.welcome import ASKS_PASSWORD, like_a_prompt
from scanners.probe import neutralise
from scanners.ssh.target import SessionError, Target

if TYPE_CHECKING:
    from netmiko import BaseConnection

# Where netmiko's own command would do more than enter the privileged mode.
_ENABLING = {"nec_ix": "enable-config"}  # gives way to an operator who is configuring, as svintr-config does not

_WINDOW = 4096  # bytes in which a question surely stands
_FLOOD = 1 << 18  # characters after which entering the privileged mode is given up

FindPrompt = Callable[[], bytes]


class Guarded:
    """Stands before a driver's class: replaces all that connects, reads, writes, prepares or cleans up."""

    gate: Gate
    target: Target
    deadline: float
    ask_prompt: FindPrompt
    _unread: bytes = b""

    def write_channel(self, out_data: str) -> None:
        """Hand what the driver writes to the gate."""
        asked = ASKS_PASSWORD.search(last_line(self._seen)) is not None
        self._seen = b""
        if asked and not self.gate.can_answer("secret"):
            # Either there is none, or it has been told: a device that asks again has refused it.
            raise self.refused()
        self.gate.from_driver(out_data, asked=asked)

    _seen: bytes = b""  # since the last line that was written

    def read_channel(self) -> str:
        """Give what comes next."""
        left = self.deadline - time.monotonic()
        data = self.gate.stream.recv(left) if left > 0 else None
        if data is None:
            raise SessionError(self._why("enable_failed"), "enable")
        if not data:
            raise SessionError(self.gate.stream.failure, "enable")
        self._seen = (self._seen + data)[-_WINDOW:]
        return rendered(data).decode("latin-1")

    def read_until_pattern(
        self, pattern: str = "", read_timeout: float = 10.0, re_flags: int = 0, max_loops: int | None = None
    ) -> str:
        """Read to a pattern, and keep what follows it."""
        del read_timeout, max_loops
        wanted = re.compile(pattern, re_flags)
        return self._until(lambda text: found.end() if (found := wanted.search(text)) else None)

    def read_until_prompt(self, *_: Any, **__: Any) -> str:
        """Read to a line that ends as prompts do; a mode's prompt differs from the one before in its last letters."""
        return self._until(_prompt_end)

    def read_until_prompt_or_pattern(self, pattern: str = "", *_: Any, re_flags: int = 0, **__: Any) -> str:
        """Read to a prompt or to a pattern."""
        wanted = re.compile(pattern, re_flags)
        return self._until(lambda text: len(text) if wanted.search(text) else _prompt_end(text))

    def _until(self, ended: Callable[[str], int | None]) -> str:
        text, self._unread = self._unread.decode("latin-1"), b""
        while True:
            end = ended(text) if text else None
            if end is not None:
                self._unread = text[end:].encode("latin-1")
                return text[:end]
            if not self.gate.can_answer("secret") and ASKS_PASSWORD.search(last_line(self._seen)):
                raise self.refused()
            text += self.read_channel()
            if len(text) > _FLOOD:
                raise self.failed()

    def find_prompt(self, *_: Any, **__: Any) -> str:
        """Give the prompt, surely."""
        self._unread = self._seen = b""
        return self.ask_prompt().decode("latin-1")

    def set_base_prompt(self, *_: Any, **__: Any) -> str:
        """Keep the prompt as netmiko does, without its last letter."""
        prompt = self.find_prompt()
        self.base_prompt = prompt[:-1] or prompt
        return self.base_prompt

    def check_enable_mode(self, check_string: str = "") -> bool:
        """Say yes: the caller looks at the prompt itself."""
        del check_string
        return True

    privileged = "#"

    def refused(self) -> SessionError:
        """Say that the device wants another secret than it was told, or one that nobody gave."""
        told = any(sent.kind == "secret" for sent in self.gate.transcript)
        if not told:
            return SessionError(self._why("enable_secret_missing"), "enable")
        return SessionError(self._why("enable_refused"), "enable", self.target.credential)

    def failed(self) -> SessionError:
        """Say that the device did not enter its privileged mode; where it was told the secret, it has refused that."""
        refused = self.refused()
        told = refused.reason.code == "enable_refused"
        return refused if told else SessionError(self._why("enable_failed"), "enable")

    def _why(self, code: str) -> Any:
        said = self.gate.masked(neutralise(last_line(self._seen)))[:120]
        return reason(code, host=self.target.address, user=self.target.user, said=said)

    def clear_buffer(self, *_: Any, **__: Any) -> str:
        """Forget what was not read."""
        self._unread = b""
        return ""

    def establish_connection(self, *_: Any, **__: Any) -> None:
        """Refuse: the connection is made, and its host key verified, before a driver is chosen."""
        raise NotImplementedError

    session_preparation = special_login_handler = cleanup = disconnect = establish_connection


class _NecIx(Guarded):
    """The privileged mode of IX is the configuration mode; running-config is shown there alone."""

    privileged = ")#"

    def enable(self, *_: Any, **__: Any) -> str:
        """Enter it as a person does, not by throwing another one out."""
        from netmiko import BaseConnection  # noqa: PLC0415  (0.3 s, for devices alone)

        return BaseConnection.enable(self, cmd=_ENABLING["nec_ix"], check_state=False)  # type: ignore[arg-type]  # mixed in below


def _prompt_end(text: str) -> int | None:
    line = text.rpartition("\n")[2].strip().encode("latin-1")
    return len(text) if line and like_a_prompt(line) else None


@lru_cache(maxsize=64)
def _driver_class(name: str) -> Any:
    """Give netmiko's driver of this name behind the guard; raises `KeyError` for none of its names."""
    from netmiko.ssh_dispatcher import CLASS_MAPPER  # noqa: PLC0415  (0.3 s, for devices alone)

    guard = _NecIx if name.startswith("nec_ix") else Guarded
    return type(f"Guarded_{name}", (guard, CLASS_MAPPER[name]), {})


def enabling_command(driver: Any) -> str:
    """Give the command with which a driver enters the privileged mode; nothing where there is no such mode."""
    name = driver.device_type.removesuffix("_telnet")
    default = inspect.signature(driver.enable).parameters.get("cmd")
    return _ENABLING.get(name, str(default.default) if default is not None else "")


def driver_of(name: str, gate: Gate, target: Target, *, secret: str, deadline: float, ask_prompt: FindPrompt) -> Any:
    """Make a driver that works on the gate. It is given no password, for it never logs in."""
    driver: BaseConnection = _driver_class(name)(
        device_type=name, host=target.address, username=target.user, secret=secret, auto_connect=False
    )
    _release(driver)
    for key, value in (("gate", gate), ("target", target), ("deadline", deadline), ("ask_prompt", ask_prompt)):
        setattr(driver, key, value)
    return driver


def _release(driver: Any) -> None:
    """Take back what netmiko puts into its logger: a filter for each connection, which holds the secret."""
    logging.getLogger("netmiko").removeFilter(driver._secrets_filter)
