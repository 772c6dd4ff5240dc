"""Texts about headings and labels of reports."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
