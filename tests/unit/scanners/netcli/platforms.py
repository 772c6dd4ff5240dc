"""A made-up platform for any driver, for what is tested is the session and no parser."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.network.secrets import SecretRule, stored
from scanners.platforms.reader import Family
from scanners.probe import Probe

SECRETS = (SecretRule(re.compile(r"(?m)^enable secret (?P<secret>.*)$"), stored("strong")),)


def platform(
    driver: str = "cisco_ios", *, session: tuple[str, ...] = (), telnet: str = "", marked: bool = False
) -> NetworkPlatform:
    return NetworkPlatform(
        Family(f"test_{driver}", (driver,), ()),
        driver,
        re.compile(r"(?m)^% (?:Invalid|Unknown).*$"),
        secrets=SECRETS,
        session=session,
        telnet_driver=telnet,
        marked_prompt=marked,
    )


def probes(commands: Mapping[str, str], *, timeout: int = 10, cap: int = 1 << 20) -> tuple[Probe, ...]:
    return tuple(Probe(command.replace(" ", "_"), command, timeout=timeout, cap=cap) for command in commands)
