"""Secrets of devices whose forms come from manuals alone: what may be one is cut, too much rather than too little."""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, stored

# After the word `key`, in any of its forms, all that is left of the line; but not the number of a key, nor a chain.
ANY_KEY = SecretRule(
    re.compile(
        r"(?im)^(?:[^\n<]*[ \t])?(?:(?:local|remote|server|shared|auth|authentication|encryption|tunnel)-key|key|"
        r"key-string)[ \t]++(?P<secret>(?!chain\b|\d{1,3}[ \t]*$)(?:(?!<cut:)[^\n])+)$"
    ),
    stored("unknown"),
)
