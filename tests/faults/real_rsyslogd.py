"""Debian's rsyslogd on loopback ports, with its own configuration and file, ended by its process id."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from pathlib import Path

from tests.faults.own_authority import Authority
from tests.faults.real_sshd import free_port

RSYSLOGD = "/usr/sbin/rsyslogd"


class Rsyslogd:
    """Takes messages over UDP, TCP and TLS; `strict` is a TLS port that asks for a certificate of the authority."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self._folder = folder
        self.received = folder / "received"
        self.udp, self.tcp, self.tls, self.strict = (free_port() for _ in range(4))
        certificate, key = authority.signed("log-server")
        tls = (
            'streamDriver.name="gtls" streamDriver.mode="1" '
            f'streamDriver.CAFile="{authority.file}" streamDriver.certFile="{certificate}" streamDriver.keyFile="{key}"'
        )
        (folder / "rsyslog.conf").write_text(
            f"""global(workDirectory="{folder}" maxMessageSize="64k")
module(load="imudp")
module(load="imtcp")
input(type="imudp" address="127.0.0.1" port="{self.udp}")
input(type="imtcp" address="127.0.0.1" port="{self.tcp}")
input(type="imtcp" address="127.0.0.1" port="{self.tls}" {tls} streamDriver.authMode="anon")
input(type="imtcp" address="127.0.0.1" port="{self.strict}" {tls} streamDriver.authMode="x509/certvalid")
template(name="whole" type="string" string="%rawmsg%\\n")
template(name="parts" type="string" string="%protocol-version%|%pri%|%app-name%|%msgid%|%hostname%|%msg%\\n")
action(type="omfile" file="{self.received}" template="whole")
action(type="omfile" file="{folder}/parts" template="parts")
""",
            "utf-8",
        )
        with (folder / "log").open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [RSYSLOGD, "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "pid")],
                stdin=subprocess.DEVNULL,
                stderr=log,
            )
        for port in (self.tcp, self.tls, self.strict):
            self._wait_for_port(port)

    def _wait_for_port(self, port: int) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
                return
            time.sleep(0.02)
        self.stop()
        raise AssertionError((self._folder / "log").read_text("utf-8"))

    def wait_for(self, text: str, file: Path | None = None) -> str:
        """Wait until a message is in the file; gives all of them."""
        file = file or self.received
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if file.exists() and text in (told := file.read_text("utf-8", "replace")):
                return told
            time.sleep(0.02)
        said = file.read_text("utf-8", "replace") if file.exists() else "nothing"
        raise AssertionError(f"{text!r} never came: {said}; {(self._folder / 'log').read_text('utf-8')}")

    def parts(self, text: str) -> str:
        """Wait until a message is there; gives all of them in their parts."""
        return self.wait_for(text, self._folder / "parts")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
