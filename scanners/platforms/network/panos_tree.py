"""The configuration of PAN-OS, with braces or as XML; releases and settings of the session differ in that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from inventories.reason import reason
from scanners.platforms.network.secrets import SecretRule, community, crypt_storage
from scanners.platforms.network.statements import Node, planted
from scanners.platforms.network.tree import DEEPEST, braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "panos"
_KEYS = (
    "secret|password|authpwd|privpwd|bind-password|private-key|passphrase|auth-key|shared-secret|snmp-key|"
    "master-key|api-key|md5|authentication-key|preshared-key|psk"
)


def _storage(found: re.Match[str]) -> str:
    """What begins with -A is encrypted with the master key of the device."""
    return "reversible" if found["secret"].startswith(("-A", '"-A')) else "plain"


SECRETS = (
    SecretRule(re.compile(r"(?m)^[ \t]*phash (?!<cut:)(?P<secret>[^;\s]+);"), crypt_storage),
    SecretRule(re.compile(r"<phash>(?!<cut:)(?P<secret>[^<]+)</phash>"), crypt_storage),
    SecretRule(re.compile(r'(?m)^[ \t]*snmp-community-string (?!<cut:)(?P<secret>"[^"\n]*"|[^;\s]+);'), community),
    SecretRule(
        re.compile(r"<(?P<tag>snmp-community-string|community)>(?!<cut:)(?P<secret>[^<]+)</(?P=tag)>"), community
    ),
    SecretRule(re.compile(rf'(?m)^[ \t]*(?:{_KEYS}|key) (?!<cut:)(?P<secret>"[^"\n]*"|[^;{{\s]+);'), _storage),
    SecretRule(re.compile(rf"<(?P<tag>{_KEYS}|key)>(?!<cut:)(?P<secret>[^<]+)</(?P=tag)>"), _storage),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The shared part, the one device, and its virtual systems by name."""

    shared: Node
    management: Node  # mgt-config
    device: Node

    @property
    def system(self) -> Node:
        """Give the settings of the device itself."""
        return self.device.at("deviceconfig", "system")

    @property
    def virtual(self) -> Node:
        """Give the virtual systems; where the configuration has none, the device is the only one."""
        return self.device.at("vsys") or Node({"": self.device})

    @property
    def managed(self) -> bool:
        """Whether a Panorama may have pushed settings and rules that are not in this configuration."""
        return self.system.has("panorama") or self.system.has("panorama-server")

    def setting(self, *path: str) -> str:
        """Give a setting of the system. Raises `Unreadable` where it is not there: its default is not ours to guess."""
        value = self.system.value(*path)
        if not value:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=" ".join(path)))
        return value


def config(outputs: Outputs) -> Config:
    """Give the configuration. Raises `Unreadable` for what is none, or is cut short."""
    return read(outputs["config"].text())


@lru_cache(maxsize=8)
def read(text: str) -> Config:
    """Read `show config running`."""
    root = _xml(text) if text.lstrip().startswith("<") else planted(braced(_joined(text)))
    for name in ("response", "result", "config"):
        if name in root:
            root = Node({**{word: below for word, below in root.items() if word != name}, **root[name]})
    device = next(iter(root.at("devices").values()), root)
    if not device.has("deviceconfig", "system"):
        raise Unreadable(reason("unparseable", detail="no deviceconfig system"))
    return Config(root.at("shared"), root.at("mgt-config"), device)


def _joined(text: str) -> str:
    """Put quoted text that goes over many lines on one."""
    lines: list[str] = []
    held: list[str] = []
    for line in text.split("\n"):
        held.append(line)
        quotes = line.count('"') - line.count('\\"')
        if (quotes % 2 == 0) == (len(held) == 1):
            lines.append("\\n".join(held))
            held = []
    if held:
        raise Unreadable(reason("unparseable", detail="no end of a text"))
    return "\n".join(lines)


def _xml(text: str) -> Node:
    if "<!" in text:  # no device declares entities or a type of document
        raise Unreadable(reason("unparseable", detail="a declaration in XML"))
    marked = re.sub(r"<(cut:[a-z]+)>", r"&lt;\1&gt;", text)
    try:
        element = ET.fromstring(marked)  # noqa: S314  (declarations were refused above)
    except ET.ParseError as broken:
        raise Unreadable(reason("unparseable", detail=str(broken)[:80])) from broken
    root = Node()
    _element(root, element, 0)
    return root


def _element(node: Node, element: ET.Element, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable(reason("unparseable", detail="nested too deep"))
    text = (element.text or "").strip()
    if element.tag == "member":
        node.setdefault(text, Node())
        return
    below = node.setdefault(element.get("name", "") if element.tag == "entry" else str(element.tag), Node())
    if text and not len(element):
        below.setdefault(text, Node())
    for child in element:
        _element(below, child, depth + 1)
