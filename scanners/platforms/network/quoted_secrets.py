"""Secrets in texts (descriptions, banners) of configurations that close a text by a quote or by a tag.

What looks like a secret is else cut to the end of its line, and what closes the text with it: the text would then
swallow the statements that follow. Here the cut ends before that.
"""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, stored

_WORDS = (
    r"(?i)(?<![\w-])(?:password|passwd|secret|passphrase|psk|psksecret|pre-shared-key|pre-shared-secret|shared-secret|"
    r"community|private-key|auth-key|encryption-key|key-string|preshared-key)(?:[ \t]*+[=:][ \t]*+|[ \t]++)"
)
# Possessive, and no longer than any such text: a hostile line must not cost the square of its length.
QUOTED = SecretRule(
    re.compile(_WORDS + r'(?P<secret>(?!<cut:)[^\s"](?:[^"\\\n]|\\.){0,400}+)(?="[ \t]*;)'), stored("unknown")
)
TAGGED = SecretRule(re.compile(_WORDS + r"(?P<secret>[^\s<][^<\n]{0,400}+)(?=</)"), stored("unknown"))
