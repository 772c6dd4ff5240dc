"""Texts about the inventory and its values."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
