"""A real Chromium, driven over its DevTools pipe (descriptors 3 and 4): no driver program, no port, no network."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Page:
    """One page: open a file, evaluate scripts in it, press keys; what the console complains of is kept."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = os.fdopen(commands, "wb", 0), os.fdopen(answers, "rb")
        self._number, self._session, self._events = 0, "", list[dict[str, Any]]()
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def _read(self) -> dict[str, Any]:
        message = bytearray()
        while (byte := self._answers.read(1)) not in {b"\0", b""}:
            message += byte
        if not message:
            raise EOFError
        answer: dict[str, Any] = json.loads(message)
        return answer

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and give its result; events that come meanwhile are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a local file and wait until its script has drawn the report."""
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=path.as_uri() + fragment)
        self.wait_for("document.documentElement?.dataset.ready && document.readyState === 'complete'")

    def wait_for(self, condition: str) -> None:
        """Wait until a condition holds in the page."""
        look = f"const look = () => {condition} ? done(true) : setTimeout(look, 10); look();"
        self.evaluate(f"new Promise(done => {{ {look} }})")

    def evaluate(self, script: str) -> Any:
        """Evaluate a script in the page, wait for its promise, and give the value."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """Press one key, as a person would."""
        codes = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}
        more = {"windowsVirtualKeyCode": codes[key]} if key in codes else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, **more)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, **more)

    def close(self) -> None:
        """Ask the browser to end, and wait until it has let go of the pipe."""
        self._session = ""
        self.send("Browser.close")
        self._answers.read()
        self._commands.close()
        self._answers.close()

    def complaints(self) -> list[str]:
        """Give what the console, the content security policy and failing scripts said."""
        kinds = {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}
        return [json.dumps(event["params"]) for event in self._events if event.get("method") in kinds]

    def requests(self) -> list[str]:
        """Give the addresses that the page asked for."""
        asked = (event["params"] for event in self._events if event.get("method") == "Network.requestWillBeSent")
        return [params["request"]["url"] for params in asked]


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """Run Chromium with a profile folder of its own, and end it."""
    from_us, to_us = os.pipe(), os.pipe()
    # The shell puts the two ends where Chromium looks for them; descriptors above 9 cannot be written there directly.
    command = f'exec 3</dev/fd/{from_us[0]} 4>/dev/fd/{to_us[1]}; exec chromium "$@"'
    with subprocess.Popen(
        ["sh", "-c", command, "sh", *OPTIONS, f"--user-data-dir={profile}"],
        pass_fds=(from_us[0], to_us[1]),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as browser:
        os.close(from_us[0])
        os.close(to_us[1])
        page = Page(from_us[1], to_us[0])
        try:
            yield page
        finally:
            page.close()
            browser.wait(timeout=20)
