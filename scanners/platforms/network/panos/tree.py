"""The configuration of PAN-OS, with braces or as XML; releases and settings of the session differ in that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from inventories.reason import reason
from scanners.platforms.network.quoted_secrets import QUOTED, TAGGED
from scanners.platforms.network.secrets import SecretRule, community, crypt_storage, stored
from scanners.platforms.network.statements import Node, planted, statements
from scanners.platforms.network.tree import DEEPEST, braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "panos"
_ENDS = (";", "{", "}", ">")  # of each statement; the last of one that a secret was cut from
_KEYS = (
    "secret|password|authpwd|privpwd|bind-password|private-key|passphrase|auth-key|shared-secret|snmp-key|"
    "master-key|api-key|md5|authentication-key|preshared-key|psk|passcode|secret-access-key|"
    r"[\w-]+-(?:password|passwd|passphrase|passcode|secret|auth-key)"
)
_VALUE = r'(?P<secret>"(?:[^"\\\n]++|\\.)*+"|\S+)(?=;[ \t]*$)'  # of a statement, which has a line of its own
# The text of an element; values that a template gave say so in attributes.
_WITHIN = r"(?: [^<>\n]{0,200})?>(?!<cut:|yes<|no<|\*<)(?P<secret>[^<]+)</"
_DES = re.compile(r"[./0-9A-Za-z]{13}")


def _hashed(found: re.Match[str]) -> str:
    """Judge the hash of an administrator; old ones are of DES, without a mark."""
    return "weak" if _DES.fullmatch(found["secret"]) else crypt_storage(found)


def _storage(found: re.Match[str]) -> str:
    """What begins with -A is encrypted with the master key of the device."""
    return "reversible" if found["secret"].startswith(("-A", '"-A')) else "plain"


SECRETS = (
    SecretRule(re.compile(rf"(?m)^[ \t]*phash (?!<cut:|\*;){_VALUE}"), _hashed),
    SecretRule(re.compile(rf"<phash{_WITHIN}"), _hashed),
    SecretRule(re.compile(rf"(?m)^[ \t]*(?:snmp-community-string|community) (?!<cut:){_VALUE}"), community),
    SecretRule(re.compile(rf"<(?:snmp-community-string|community){_WITHIN}"), community),
    SecretRule(re.compile(rf"(?m)^[ \t]*(?:{_KEYS}|key) (?!<cut:|yes;|no;){_VALUE}"), _storage),
    SecretRule(re.compile(rf"<(?:{_KEYS}|key){_WITHIN}"), _storage),
    SecretRule(re.compile(r"(?<=[ >\"])(?P<secret>-A[\w+/]{1,3}={1,2}[\w+/=]{16,})"), stored("reversible")),
    QUOTED,
    TAGGED,
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
        told = statements(self.system.at("panorama"))
        return self.system.has("panorama-server") or any(len(words) > 1 for words in told)

    def alone(self) -> None:
        """Raise `Unreadable` where what is not in this configuration may hold all the same."""
        if self.managed:
            raise Unreadable(reason("panorama_not_shown"))

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
    if odd := next((line for line in lines if line.strip() and not line.rstrip().endswith(_ENDS)), ""):
        raise Unreadable(reason("unparseable", detail=f"no end: {odd.strip()[:60]}"))
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
