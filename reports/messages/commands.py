"""Texts about the command line."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
