"""The machine's management controller: OpenIPMI's simulator, on the loopback of the switch namespace of a lab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import hardware, network
from tests.lab.ipmi_simulator import IpmiSimulator


class Controller:
    """A running controller, asked from any namespace."""

    def __init__(self, switch: str, simulator: IpmiSimulator) -> None:
        self._switch = switch
        self._simulator = simulator

    def set(self, sensor: str, value: int, shows: str) -> None:
        """Let a sensor measure this and wait until the controller shows these words for it."""
        with network.entered(self._switch):
            self._simulator.set(sensor, value, shows)

    def clear_events(self) -> None:
        """Empty its event log, as one does who has looked at it, and wait until that is done."""
        with network.entered(self._switch):
            self._simulator.ask("sel", "clear")


@contextmanager
def controller(switch: str, folder: Path) -> Iterator[Controller]:
    """Run the controller while the block lasts."""
    with network.entered(switch):
        simulator = IpmiSimulator(folder, system_port=hardware.BMC_PORT, serial=hardware.SERIAL)
        simulator.__enter__()
    try:
        yield Controller(switch, simulator)
    finally:
        simulator.__exit__()
