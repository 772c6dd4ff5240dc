"""Texts about connections, logins and host keys."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
