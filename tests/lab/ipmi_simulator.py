"""A management controller that is not real: OpenIPMI's `ipmi_sim`, asked by the real ipmitool over real UDP.

Its sensor data records are composed here (IPMI 2.0, tables 43-1 and 43-2); the value of each sensor is a file.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.faults.real_sshd import free_port

USER = "tenken"
KEEPER = "keeper"
PASSWORD = "mochikomi-genkin"
_WAIT_S = 30.0

_TEMPERATURE, _PHYSICAL_SECURITY, _FAN, _POWER_SUPPLY, _HUMIDITY = 0x01, 0x05, 0x04, 0x08, 0x0B
_ANALOG, _SENSOR_SPECIFIC, _REDUNDANCY, _DIGITAL = 0x01, 0x6F, 0x0B, 0x03
_CELSIUS, _RPM = 1, 18


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor: its place in the machine, its type, and either thresholds (analog) or bits (discrete)."""

    name: str
    number: int
    entity: int
    instance: int
    kind: int
    reading: int
    value: int
    unit: int = 0
    factor: int = 1
    limits: tuple[int, ...] = ()  # upper non-recoverable, critical, non-critical; lower the same

    def record(self) -> bytes:
        """Compose the sensor data record."""
        name = bytes([0xC0 | len(self.name)]) + self.name.encode()
        head = bytes([0x20, 0, self.number, self.entity, self.instance, 0x7F, 0x68, self.kind, self.reading])
        if self.limits:
            masks = bytes([0x95, 0x7A, 0x95, 0x7A, 0x3F, 0x3F])
            scale = bytes([0, self.unit, 0, 0, self.factor & 255, (self.factor >> 8) << 6, 0, 0, 0, 0, 0, 0, 0, 0])
            body = head + masks + scale + bytes([0xFF, 0]) + bytes(self.limits) + bytes(5) + name
            return bytes([0x51, 1, len(body)]) + body
        body = head + bytes([0xFF, 0]) * 3 + bytes([0xC0, 0, 0, 1]) + bytes(7) + name
        return bytes([0x51, 2, len(body)]) + body


SENSORS = (
    Sensor("Inlet Temp", 1, 55, 1, _TEMPERATURE, _ANALOG, 23, _CELSIUS, 1, (50, 42, 38, 1, 5, 10)),
    Sensor("FAN1", 2, 29, 1, _FAN, _ANALOG, 42, _RPM, 100, (255, 254, 253, 1, 5, 10)),
    Sensor("PSU1 Status", 3, 10, 1, _POWER_SUPPLY, _SENSOR_SPECIFIC, 1),
    Sensor("PSU2 Status", 4, 10, 2, _POWER_SUPPLY, _SENSOR_SPECIFIC, 1),
    Sensor("PS Redundancy", 5, 7, 1, _POWER_SUPPLY, _REDUNDANCY, 1),
    Sensor("Intrusion", 6, 23, 1, _PHYSICAL_SECURITY, _SENSOR_SPECIFIC, 0),
    Sensor("Water Leak", 7, 7, 2, 0x02, _DIGITAL, 1),
)


def _area(head: tuple[int, ...], *texts: str) -> bytes:
    """Compose one area of a FRU: eight-byte steps, closed by a checksum."""
    body = bytes(head) + b"".join(bytes([0xC0 | len(text)]) + text.encode() for text in texts) + b"\xc1"
    length = (len(body) + 2 + 1 + 7) // 8
    whole = (bytes([1, length]) + body).ljust(length * 8 - 1, b"\0")
    return whole + bytes([-sum(whole) & 255])


def fru(serial: str) -> bytes:
    """Compose a FRU with a board and a product area (IPMI Platform Management FRU Information Storage, 1.0)."""
    board = _area((25, 0, 0, 0), "Maker", "Board-1", "BB01", "P-1", "")
    product = _area((25,), "Maker", "Server-1", "P-2", "1.0", serial, "", "")
    head = bytes([1, 0, 0, 1, 1 + len(board) // 8, 0, 0])
    return (head + bytes([-sum(head) & 255]) + board + product).ljust(512, b"\0")


class IpmiSimulator:
    """One simulated controller on loopback; `users` are (name, privilege) beside the keeper, all with PASSWORD.

    With `system_port` it answers there as well, by QEMU's protocol, as the controller of an emulated machine.
    """

    def __init__(
        self,
        folder: Path,
        sensors: tuple[Sensor, ...] = SENSORS,
        users: tuple[tuple[str, str], ...] = ((USER, "operator"),),
        system_port: int = 0,
        serial: str = "",
    ) -> None:
        self._folder = folder
        self._sensors = sensors
        self._users = users
        self._serial = serial  # of the FRU; empty: the controller holds none
        self._system_port = system_port
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port(socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        (self._folder / "state").mkdir()
        (self._folder / "lan.conf").write_text(self._lan(), encoding="ascii")
        (self._folder / "commands").write_text("\n".join(self._commands()) + "\n", encoding="ascii")
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                ("ipmi_sim", "-n", "-c", "lan.conf", "-f", "commands", "-s", str(self._folder / "state")),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _until(self._bound)
        self.ask("sel", "time", "set", "now")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def set(self, name: str, value: int, shows: str) -> None:
        """Give a sensor a value and wait until the controller shows these words for it."""
        (self._folder / _file(name)).write_text(f"{value}\n", encoding="ascii")
        _until(lambda: any(name in row and shows in row for row in self.ask("sdr", "elist", "all").split("\n")))

    def ask(self, *arguments: str) -> str:
        """Ask as the keeper, who may change things."""
        command = ("ipmitool", "-I", "lanplus", "-H", "127.0.0.1", "-p", str(self.port), "-U", KEEPER, "-E", "-C", "3")
        done = subprocess.run(
            (*command, *arguments),
            env={**os.environ, "IPMI_PASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=True,
            timeout=_WAIT_S,
        )
        return done.stdout

    def _bound(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))
        wanted = f":{self.port:04X} "
        return wanted in Path("/proc/net/udp").read_text(encoding="ascii")

    def _lan(self) -> str:
        allowed = "\n".join(f"allowed_auths_{level} md5" for level in ("callback", "user", "operator", "admin"))
        rows = [f'user 2 true "{KEEPER}" "{PASSWORD}" admin 10']
        rows += [
            f'user {3 + place} true "{name}" "{PASSWORD}" {level} 10' for place, (name, level) in enumerate(self._users)
        ]
        guid = "guid a123456789abcdefa123456789abcdef"
        lan = f"startlan 1\naddr 127.0.0.1 {self.port}\npriv_limit admin\n{allowed}\n{guid}\nendlan"
        if self._system_port:
            lan += f"\nserial 15 127.0.0.1 {self._system_port} codec VM"
        return 'name "bmc"\nset_working_mc 0x20\n' + lan + '\nuser 1 false "" "" user 10\n' + "\n".join(rows) + "\n"

    def _commands(self) -> list[str]:
        lines = [
            "mc_setbmc 0x20",
            "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02",
            "sel_enable 0x20 1000 0x0a",
        ]
        if self._serial:
            data = fru(self._serial)
            lines.append(f"mc_add_fru_data 0x20 0 {len(data)} data " + " ".join(f"0x{byte:02x}" for byte in data))
        every = "1" * 15
        for place, sensor in enumerate(self._sensors, 1):
            record = bytes([place & 255, place >> 8]) + sensor.record()
            lines.append("main_sdr_add 0x20 " + " ".join(f"0x{byte:02x}" for byte in record))
            path = self._folder / _file(sensor.name)
            path.write_text(f"{sensor.value}\n", encoding="ascii")
            kind = f"{sensor.number} 0x{sensor.kind:02x} 0x{sensor.reading:02x}"
            lines.append(f'sensor_add 0x20 0 {kind} poll 100 file "{path}"')
            events = every
            if sensor.limits:
                limits = " ".join(f"0x{limit:02x}" for limit in sensor.limits)
                lines.append(f"sensor_set_threshold 0x20 0 {sensor.number} settable 111111 {limits}")
                events = "000" + "1" * 12
            lines.append(
                f"sensor_set_event_support 0x20 0 {sensor.number} enable scanning per-state"
                f" {events} {events} {events} {events}"
            )
        return [*lines, "mc_enable 0x20"]


def _file(name: str) -> str:
    return name.lower().replace(" ", "_")


def _until(holds: Callable[[], bool]) -> None:
    """Wait for a real condition; without it the test fails after half a minute."""
    end = time.monotonic() + _WAIT_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)
