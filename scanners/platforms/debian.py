"""Debian and Ubuntu."""

from __future__ import annotations

from scanners.platforms.linux import os_release
from scanners.platforms.reader import Family

FAMILY = Family(name="debian", ids=("debian", "ubuntu"), readers=(os_release.READER,))
