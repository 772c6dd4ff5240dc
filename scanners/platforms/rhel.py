"""Red Hat Enterprise Linux and what is built from it: AlmaLinux, Rocky Linux, MIRACLE LINUX, Oracle Linux."""

from __future__ import annotations

from scanners.platforms.linux import os_release
from scanners.platforms.reader import Family

FAMILY = Family(
    name="rhel",
    ids=("rhel", "almalinux", "rocky", "miraclelinux", "centos", "ol"),
    readers=(os_release.READER,),
)
