"""Read an HTML report back, without a browser."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from typing import Any


class Reader(HTMLParser):
    """Collect elements with their attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._raw = ""
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._raw = tag if tag in self.raw else ""
        if self._raw:
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.raw[self._raw][-1] += data
        else:
            self.text.append(data)


def embedded(html: str) -> list[Any]:
    """Give the data inside a report: what the page draws, and the commands."""
    blocks = re.findall(r'<script type="application/octet-stream" id="[a-z-]+">([A-Za-z0-9+/=]*)</script>', html)
    return [json.loads(gzip.decompress(base64.b64decode(block))) for block in blocks]
