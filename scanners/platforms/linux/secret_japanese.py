"""Passwords behind Japanese words, as administrators write them into comments and banners, in the encodings in use."""

from __future__ import annotations

import re

from scanners.platforms.linux.secret_forms import Form, Look, folded, nothing, one
from scanners.platforms.linux.secret_values import is_plain


def _in_japanese(word: str, codec: str) -> Form:
    """Find what stands behind a word of Japanese and a sign, in the encoding of the text. A sentence goes on in
    Japanese; a password is ASCII.
    """
    blank, opening, closing, colon, equals = (re.escape(sign.encode(codec)) for sign in "　（）：＝")
    spaces = rb"(?:[ \t]|%b){0,8}" % blank
    pattern = re.compile(
        re.escape(word.encode(codec))
        + rb"(?:(?:\(|%b)[^()\n]{0,40}?(?:\)|%b))?+" % (opening, closing)
        + rb"(?:%b(?:[:=]|%b|%b)%b|(?:[ \t]|%b){1,8})[\"']?" % (spaces, colon, equals, spaces, blank)
        + rb"(?P<secret>(?!<cut:)[!-~]{4,256}+)"
    )

    def find(content: bytes, small: bytes, at: int) -> Look:
        del small
        found = pattern.match(content, at)
        return one(*found.span("secret"), "password") if found and not is_plain(found["secret"]) else nothing(at)

    return Form(folded(word.encode(codec)), find)


JAPANESE: tuple[Form, ...] = tuple(
    _in_japanese(word, codec) for word in ("パスワード", "暗証番号") for codec in ("utf-8", "euc_jp", "cp932")
)
